//! Bytes as they come, cut into pieces of whole rows.

use std::{mem, ops::Range};

use memchr::{memchr_iter, memrchr};

use super::{
    JoinError, TableFormat,
    dialect::{Dialect, Place},
    features::{Broken, Features, Found, Stage},
    objects::RECORD_SEPARATOR,
};

/// Bytes of whole rows that make a piece.
pub const PIECE_BYTES: usize = 256 * 1024;
/// Bytes that one row may have.
pub const MOST_ROW_BYTES: usize = 16 * 1024 * 1024;

/// Some whole rows of a table; the first piece has the header too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub(super) bytes: Vec<u8>,
    /// Where in `bytes` the rows are. What stands before and after them is passed through.
    pub(super) rows: Range<usize>,
    /// Where the elements of an array are.
    pub(super) elements: Vec<(usize, usize)>,
    /// What parts the cells of a delimited table.
    pub(super) dialect: Option<Dialect>,
    pub(super) first: bool,
}

/// Cuts the bytes of a table into pieces.
///
/// Push bytes, then take pieces until there is none, and so on; at the end, finish. No more is held
/// than what was pushed at once, and a piece or the longest row.
#[derive(Debug)]
pub struct Cutter {
    pending: Vec<u8>,
    /// Where whole rows end in what is pending.
    ready: usize,
    /// What of it was looked at.
    scanned: usize,
    scanner: Scanner,
    /// Elements of an array that end in what is ready, and where the array begins.
    elements: Vec<(usize, usize)>,
    array: usize,
    piece_bytes: usize,
    first: bool,
    /// Line breaks in all pieces so far.
    lines: u64,
}

/// What knows where rows end.
#[derive(Debug)]
enum Scanner {
    /// The header is not there yet.
    Start(TableFormat),
    Delimited(Dialect, Place),
    /// A row ends at a line break.
    Lines,
    /// A row begins at a record separator.
    Records,
    Features(Features),
}

impl Piece {
    /// How many bytes of the table it is.
    #[must_use]
    pub fn length(&self) -> usize {
        self.bytes.len()
    }
}

impl Cutter {
    /// A cutter at the start of a table.
    #[must_use]
    pub fn new(format: TableFormat) -> Self {
        Self::with_piece_bytes(format, PIECE_BYTES)
    }

    /// The same with pieces of another size, such as small ones for an answer that must begin soon.
    #[must_use]
    pub fn with_piece_bytes(format: TableFormat, piece_bytes: usize) -> Self {
        Self {
            pending: Vec::new(),
            ready: 0,
            scanned: 0,
            scanner: Scanner::Start(format),
            elements: Vec::new(),
            array: 0,
            piece_bytes,
            first: true,
            lines: 0,
        }
    }

    /// Takes the next bytes of the table.
    pub fn push(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// The next piece, where enough bytes were pushed.
    ///
    /// # Errors
    /// When a row is too long, or the text is no UTF-8.
    pub fn next_piece(&mut self) -> Result<Option<Piece>, JoinError> {
        if self.pending.len() < self.piece_bytes {
            return Ok(None);
        }
        self.scan(false)?;
        if self.ready > 0 && self.ready >= self.piece_bytes.min(self.pending.len() / 2) {
            return Ok(Some(self.cut(self.ready)));
        }
        if self.pending.len() - self.ready > MOST_ROW_BYTES {
            let line = self.line_at(self.ready);
            return Err(JoinError::TooLong { line });
        }
        Ok((self.ready > 0).then(|| self.cut(self.ready)))
    }

    /// What is left when all bytes were pushed.
    ///
    /// # Errors
    /// When the table is empty, or ends in the middle of a row.
    pub fn finish(mut self) -> Result<Option<Piece>, JoinError> {
        self.scan(true)?;
        if self.pending.len() - self.ready > MOST_ROW_BYTES {
            let line = self.line_at(self.ready);
            return Err(JoinError::TooLong { line });
        }
        self.check_end()?;
        if self.first && self.is_blank() {
            return Err(JoinError::Empty);
        }
        let end = self.pending.len();
        Ok((end > 0).then(|| self.cut(end)))
    }

    /// Whether the table may end here.
    fn check_end(&self) -> Result<(), JoinError> {
        let open = match &self.scanner {
            Scanner::Delimited(_, Place::Quoted) => "a quote",
            Scanner::Features(features) => match features.stage() {
                Stage::Head if self.is_blank() => return Ok(()),
                Stage::Head => return Err(JoinError::NoFeatures),
                Stage::Elements => "the array of features",
                Stage::Tail => "the collection",
                Stage::End => return Ok(()),
            },
            _ => return Ok(()),
        };
        let line = self.line_at(self.ready);
        Err(JoinError::Unfinished { line, open })
    }

    fn is_blank(&self) -> bool {
        let text = self.pending.strip_prefix(BOM).unwrap_or(&self.pending);
        text.iter().all(u8::is_ascii_whitespace)
    }

    /// Looks at what is new among the pending bytes.
    fn scan(&mut self, all: bool) -> Result<(), JoinError> {
        if let Scanner::Start(format) = self.scanner {
            check_encoding(&self.pending)?;
            let Some(scanner) = Scanner::start(format, &self.pending, all) else {
                return Ok(());
            };
            self.scanner = scanner;
        }
        // A byte order mark is no part of the first cell, which may be quoted.
        if self.first && self.scanned == 0 && self.pending.starts_with(BOM) {
            self.scanned = BOM.len();
        }
        let (pending, from) = (self.pending.as_slice(), self.scanned);
        let new = pending.get(from..).unwrap_or_default();
        let end = match &mut self.scanner {
            Scanner::Start(_) => None,
            Scanner::Delimited(dialect, place) => dialect.last_row_end(place, pending, from),
            Scanner::Lines => memrchr(b'\n', new).map(|end| from + end + 1),
            Scanner::Records => memrchr(RECORD_SEPARATOR, new).map(|end| from + end),
            Scanner::Features(features) => {
                let looked = features.look(pending, from, |found| match found {
                    Found::Start(at) => self.array = at,
                    Found::Element(start, end) => self.elements.push((start, end)),
                });
                let end = match features.stage() {
                    Stage::Tail | Stage::End => Some(features.done(pending.len())),
                    _ => self.elements.last().map(|(_, end)| *end),
                };
                looked.map_err(|Broken { at, what }| JoinError::Broken {
                    line: self.line_at(at),
                    what,
                })?;
                end
            }
        };
        self.ready = end.unwrap_or(self.ready);
        self.scanned = self.pending.len();
        Ok(())
    }

    fn cut(&mut self, end: usize) -> Piece {
        let rest = self.pending.get(end..).unwrap_or_default().to_vec();
        let mut bytes = mem::replace(&mut self.pending, rest);
        bytes.truncate(end);
        self.ready = 0;
        self.scanned = self.scanned.saturating_sub(end);
        self.lines += self.line_breaks(&bytes);
        let first = mem::take(&mut self.first);
        let elements = mem::take(&mut self.elements);
        let rows = match &mut self.scanner {
            Scanner::Features(features) => {
                features.shift(end);
                let start = mem::take(&mut self.array).min(end);
                start..elements.last().map_or(start, |(_, end)| *end)
            }
            Scanner::Delimited(dialect, _) if first => header_end(*dialect, &bytes)..end,
            _ => 0..end,
        };
        let dialect = match self.scanner {
            Scanner::Delimited(dialect, _) => Some(dialect),
            _ => None,
        };
        Piece {
            bytes,
            rows,
            elements,
            dialect,
            first,
        }
    }

    fn line_at(&self, at: usize) -> u64 {
        let before = self.pending.get(..at).unwrap_or_default();
        self.lines + self.line_breaks(before) + 1
    }

    fn line_breaks(&self, bytes: &[u8]) -> u64 {
        let line_break = match self.scanner {
            Scanner::Delimited(Dialect { terminator, .. }, _) => terminator,
            _ => b'\n',
        };
        memchr_iter(line_break, bytes).count() as u64
    }
}

impl Scanner {
    /// The scanner of a format, where enough of the table is there to tell.
    fn start(format: TableFormat, head: &[u8], all: bool) -> Option<Self> {
        Some(match format {
            TableFormat::Csv | TableFormat::Tsv => {
                Self::Delimited(Dialect::sniff(format, head, all)?, Place::default())
            }
            TableFormat::Ndjson => Self::Lines,
            TableFormat::GeoJson => Self::Features(Features::default()),
            TableFormat::GeoJsonSeq => match head.trim_ascii_start().first() {
                None if !all => return None,
                Some(&RECORD_SEPARATOR) => Self::Records,
                _ => Self::Lines,
            },
        })
    }
}

/// Where the header ends that a table begins with, after blank lines.
fn header_end(dialect: Dialect, bytes: &[u8]) -> usize {
    let start = header_start(bytes);
    dialect.row_end(bytes, start).unwrap_or(bytes.len())
}

/// The byte order mark of UTF-8.
const BOM: &[u8] = b"\xef\xbb\xbf";

/// Where the header begins: after a byte order mark and blank lines.
pub(super) fn header_start(bytes: &[u8]) -> usize {
    let mark = if bytes.starts_with(BOM) { BOM.len() } else { 0 };
    let rest = bytes.get(mark..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    mark + blank.count()
}

/// UTF-16 and UTF-32 are told apart by their first bytes; other encodings pass through.
fn check_encoding(head: &[u8]) -> Result<(), JoinError> {
    match head {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(JoinError::Encoding(
            "the text begins with the mark of UTF-16",
        )),
        [0, _, ..] | [_, 0, ..] => Err(JoinError::Encoding(
            "the text begins with a zero byte, as UTF-16 and UTF-32 have it",
        )),
        _ => Ok(()),
    }
}
