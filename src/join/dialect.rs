//! How the cells of a delimited table are parted.
//!
//! As the csv crate reads them: a quote opens a cell only as its first character, two quotes in it
//! are one, and after the closing one the cell goes on as a plain one. A row ends at a line feed, or
//! in a table whose header ends so at a carriage return alone.

use memchr::{memchr, memchr2, memrchr};

use super::TableFormat;

/// Looked through for the end of the header.
const MOST_SNIFFED: usize = 64 * 1024;

/// What parts cells and rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    pub(super) terminator: u8,
}

/// Where in a cell a byte stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Place {
    #[default]
    CellStart,
    Plain,
    Quoted,
    /// After a quote in a quoted cell: the closing one, or the first of two.
    Closing,
}

impl Dialect {
    /// What the header says; `head` begins with it. `None` where it is not there as a whole and
    /// more may come.
    pub(super) fn sniff(format: TableFormat, head: &[u8], all: bool) -> Option<Self> {
        let blank = |byte: &u8| !matches!(byte, b'\r' | b'\n' | 0xef | 0xbb | 0xbf);
        let start = head.iter().position(blank).unwrap_or(0);
        let header = Header::read(head.get(start..).unwrap_or_default());
        let terminator = match header.behind {
            [b'\r'] if !all => return None, // a line feed may come
            [b'\r'] => b'\r',
            [b'\r', next, ..] if *next != b'\n' => b'\r',
            [] if !all && !header.is_long => return None,
            _ => b'\n',
        };
        Some(Self {
            delimiter: header.delimiter(format),
            terminator,
        })
    }

    /// A delimiter and a cell behind it, which is quoted where it must be.
    pub(super) fn cell(self, text: &str) -> Vec<u8> {
        let special = |byte| [self.delimiter, b'"', b'\r', b'\n'].contains(&byte);
        let mut cell = vec![self.delimiter];
        if text.bytes().any(special) {
            cell.extend(format!("\"{}\"", text.replace('"', "\"\"")).bytes());
        } else {
            cell.extend(text.bytes());
        }
        cell
    }

    /// Where the cell that `place` is in ends: at a delimiter or terminator; `None` where the bytes
    /// end before it.
    pub(super) fn cell_end(self, place: &mut Place, bytes: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let first = *rest.first()?;
            match *place {
                Place::CellStart | Place::Closing if first == b'"' => {
                    (*place, at) = (Place::Quoted, at + 1);
                }
                Place::CellStart | Place::Closing => *place = Place::Plain,
                Place::Plain => {
                    let end = at + memchr2(self.delimiter, self.terminator, rest)?;
                    *place = Place::CellStart;
                    return Some(end);
                }
                Place::Quoted => {
                    at += memchr(b'"', rest)? + 1;
                    *place = Place::Closing;
                }
            }
        }
    }

    /// The end of the last whole row that ends in `bytes`, after walking from `from` to their end.
    pub(super) fn last_row_end(
        self,
        place: &mut Place,
        bytes: &[u8],
        from: usize,
    ) -> Option<usize> {
        let rest = bytes.get(from..).unwrap_or_default();
        if !matches!(place, Place::Quoted | Place::Closing) && memchr(b'"', rest).is_none() {
            *place = match rest.last() {
                None => *place,
                Some(byte) if *byte == self.delimiter || *byte == self.terminator => {
                    Place::CellStart
                }
                Some(_) => Place::Plain,
            };
            return Some(from + memrchr(self.terminator, rest)? + 1);
        }
        let (mut at, mut last) = (from, None);
        while let Some(end) = self.cell_end(place, bytes, at) {
            at = end + 1;
            if bytes.get(end) == Some(&self.terminator) {
                last = Some(at);
            }
        }
        last
    }

    /// The end of the row that begins at `from`, with its terminator; `None` where it is not there.
    pub(super) fn row_end(self, bytes: &[u8], from: usize) -> Option<usize> {
        let (mut at, mut place) = (from, Place::CellStart);
        loop {
            let end = self.cell_end(&mut place, bytes, at)?;
            at = end + 1;
            if bytes.get(end) == Some(&self.terminator) {
                return Some(at);
            }
        }
    }
}

/// What may part cells, the most usual first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The first row of a table whose delimiter is not known yet.
struct Header<'h> {
    /// How often each delimiter stands outside quotes.
    counts: [usize; 4],
    /// From its line break on.
    behind: &'h [u8],
    /// Whether it goes on behind what is looked through.
    is_long: bool,
}

impl<'h> Header<'h> {
    fn read(head: &'h [u8]) -> Self {
        let (mut place, mut counts) = (Place::CellStart, [0; 4]);
        for (at, byte) in head.iter().enumerate().take(MOST_SNIFFED) {
            let delimiter = DELIMITERS.iter().position(|delimiter| delimiter == byte);
            place = match (place, byte) {
                (Place::Quoted, b'"') => Place::Closing,
                (Place::Quoted, _) | (Place::CellStart | Place::Closing, b'"') => Place::Quoted,
                (_, b'\r' | b'\n') => {
                    let (behind, is_long) = (head.get(at..).unwrap_or_default(), false);
                    return Self {
                        counts,
                        behind,
                        is_long,
                    };
                }
                _ if delimiter.is_some() => Place::CellStart,
                _ => Place::Plain,
            };
            if let Some(number) = delimiter.filter(|_| place == Place::CellStart) {
                counts[number] += 1;
            }
        }
        Self {
            counts,
            behind: &[],
            is_long: head.len() >= MOST_SNIFFED,
        }
    }

    fn delimiter(&self, format: TableFormat) -> u8 {
        if format == TableFormat::Tsv {
            return b'\t';
        }
        if self.counts[0] > 0 {
            return b',';
        }
        let most = (0..4).rev().max_by_key(|number| self.counts[*number]);
        most.map_or(b',', |number| DELIMITERS[number])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(bytes: &[u8]) -> Vec<usize> {
        let dialect = Dialect::sniff(TableFormat::Csv, bytes, true).unwrap();
        let (mut place, mut at, mut ends) = (Place::CellStart, 0, Vec::new());
        while let Some(end) = dialect.cell_end(&mut place, bytes, at) {
            ends.push(end);
            at = end + 1;
        }
        ends
    }

    #[test]
    fn quotes_open_cells_only_at_their_start() {
        assert_eq!(ends(b"a,b\n"), [1, 3]);
        assert_eq!(ends(b"\"a,\"\"\n\",b\n"), [7, 9]);
        assert_eq!(ends(b"5\" a,b\n"), [4, 6]);
        assert_eq!(ends(b"\"a\"b\"c,d\n"), [6, 8]);
    }

    #[test]
    fn the_header_tells_delimiter_and_terminator() {
        for (head, delimiter, terminator) in [
            ("a,b;c;d\n", b',', b'\n'),
            ("\u{feff}\"a,b\";c\r\n1;2", b';', b'\n'),
            ("a\tb\n", b'\t', b'\n'),
            ("a,b\r1,2\r", b',', b'\r'),
            ("a|b|c", b'|', b'\n'),
            ("5\" size;lon;lat\n", b';', b'\n'),
            ("a;\"b,\"\"c\"\n", b';', b'\n'),
            ("a;b\r", b';', b'\r'),
            ("\"a\rb\";c\r\n", b';', b'\n'),
            ("", b',', b'\n'),
        ] {
            let dialect = Dialect::sniff(TableFormat::Csv, head.as_bytes(), true).unwrap();
            assert_eq!(
                (dialect.delimiter, dialect.terminator),
                (delimiter, terminator),
                "{head:?}"
            );
        }
    }

    #[test]
    fn rows_end_the_same_however_the_bytes_come() {
        let text = b"a,b\n\"x\n\"\"y\",2\n,\"\n\n\"\n5\",6\nlast";
        let dialect = Dialect::sniff(TableFormat::Csv, text, true).unwrap();
        let whole = dialect.last_row_end(&mut Place::default(), text, 0);
        assert_eq!(whole, Some(text.len() - 4));
        for cut in 0..text.len() {
            let mut place = Place::default();
            let first = dialect.last_row_end(&mut place, &text[..cut], 0);
            let second = dialect.last_row_end(&mut place, text, cut);
            assert_eq!(second.or(first), whole, "{cut}");
        }
    }
}
