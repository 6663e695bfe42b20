//! Rows of cells.

use memchr::memchr;

use super::{
    JoinError, Joined, Options, Piece, Wrong,
    answers::Answers,
    columns::Columns,
    cutter::header_start,
    dialect::{Dialect, Place},
    ends::Ends,
    locator::{Flaw, Locator},
};
use crate::snapshot::Snapshot;

/// What is known of a delimited table.
#[derive(Debug)]
pub(super) struct Delimited {
    dialect: Dialect,
    columns: Columns,
    /// How many cells a row has.
    cells: usize,
    answers: Answers,
    new_names: Vec<u8>,
    set_aside: bool,
}

/// A row among others.
struct Row {
    /// Where it ends, its line break not counted.
    end: usize,
    /// Where the next one begins.
    next: usize,
    cells: usize,
    /// The cells of longitude, latitude and date.
    wanted: [(usize, usize); 3],
}

impl Delimited {
    pub(super) fn new(
        dialect: Dialect,
        options: &Options,
        snapshot: &Snapshot,
        head: &[u8],
    ) -> Result<(Self, Vec<String>), JoinError> {
        let names = names(dialect, head)?;
        let columns = Columns::choose(&names, options)?;
        let new_columns = options.new_columns();
        if let Some(taken) = new_columns.iter().find(|name| names.contains(name)) {
            return Err(JoinError::Taken(taken.clone()));
        }
        let new_names = new_columns.iter().flat_map(|name| dialect.cell(name));
        let delimited = Self {
            dialect,
            columns,
            cells: names.len(),
            answers: Answers::cells(snapshot, options, dialect.delimiter),
            new_names: new_names.collect(),
            set_aside: options.set_aside,
        };
        Ok((delimited, names))
    }

    pub(super) fn columns(&self) -> Columns {
        self.columns
    }

    /// Adds the new cells to each row of a piece.
    pub(super) fn join(&self, piece: &Piece, locator: &mut Locator<'_>, joined: &mut Joined) {
        let bytes = piece.bytes.as_slice();
        if piece.first {
            let head = bytes.get(..piece.rows.start).unwrap_or_default();
            let end = self.content_end(head, head.len());
            joined.bytes.extend_from_slice(&head[..end]);
            joined.bytes.extend_from_slice(&self.new_names);
            joined.bytes.extend_from_slice(&head[end..]);
        }
        if memchr(b'"', bytes).is_some() {
            self.join_rows(piece, |at| self.quoted_row(bytes, at), locator, joined);
        } else {
            let Dialect {
                delimiter,
                terminator,
            } = self.dialect;
            let begin = piece.rows.start;
            let rows = bytes.get(begin..).unwrap_or_default();
            let mut ends = Ends::new(rows, [delimiter, terminator]);
            let row = |at| self.row(bytes, at, |_| Some(begin + ends.next()?));
            self.join_rows(piece, row, locator, joined);
        }
        joined.count_lines(bytes);
    }

    fn join_rows(
        &self,
        piece: &Piece,
        mut row: impl FnMut(usize) -> Row,
        locator: &mut Locator<'_>,
        joined: &mut Joined,
    ) {
        let bytes = piece.bytes.as_slice();
        // What was written stands before `copied`, the next row at `at`.
        let (mut copied, mut at) = (piece.rows.start, piece.rows.start);
        while at < piece.rows.end {
            let row = row(at);
            let next = row.next;
            if row.end == at {
                at = next;
                continue;
            }
            joined.rows += 1;
            match self.locate(bytes, &row, locator) {
                Ok(()) => joined.add_good(locator),
                Err(flaw) => {
                    locator.forget();
                    joined.add_bad(flaw.wrong, &bytes[..at], || flaw.says);
                    if self.set_aside {
                        joined.bytes.extend_from_slice(&bytes[copied..at]);
                        joined.aside.extend_from_slice(&bytes[at..next]);
                        (copied, at) = (next, next);
                        continue;
                    }
                }
            }
            joined.bytes.extend_from_slice(&bytes[copied..row.end]);
            let (hits, maybe) = (&locator.hits, &locator.maybe);
            self.answers.write(hits, maybe, &mut joined.bytes);
            (copied, at) = (row.end, next);
        }
        joined.bytes.extend_from_slice(&bytes[copied..at]);
    }

    #[inline]
    fn locate(&self, bytes: &[u8], row: &Row, locator: &mut Locator<'_>) -> Result<(), Flaw> {
        if row.cells != self.cells {
            return Err(ragged(row.cells, self.cells));
        }
        let cell = |number: usize| {
            let (from, to) = row.wanted[number];
            unquoted(&bytes[from..to])
        };
        let date = self.columns.date.map(|_| cell(2));
        locator.texts(cell(0), cell(1), date)
    }

    /// Where the content of a row ends whose line break, if it has one, ends at `next`.
    fn content_end(&self, bytes: &[u8], next: usize) -> usize {
        let bytes = bytes.get(..next).unwrap_or_default();
        match bytes.strip_suffix(&[self.dialect.terminator]) {
            Some(row) if self.dialect.terminator == b'\n' => {
                row.strip_suffix(b"\r").unwrap_or(row).len()
            }
            Some(row) => row.len(),
            None => bytes.len(),
        }
    }

    /// Whether a line break that stands behind a cell began with a carriage return.
    #[inline]
    fn is_after_return(&self, cell: &[u8]) -> bool {
        self.dialect.terminator == b'\n' && cell.last() == Some(&b'\r')
    }

    /// A row that may have quotes.
    fn quoted_row(&self, bytes: &[u8], at: usize) -> Row {
        let mut place = Place::CellStart;
        self.row(bytes, at, |from| {
            self.dialect.cell_end(&mut place, bytes, from)
        })
    }

    #[inline]
    fn row(
        &self,
        bytes: &[u8],
        at: usize,
        mut cell_end: impl FnMut(usize) -> Option<usize>,
    ) -> Row {
        let mut wanted = [(at, at); 3];
        let (mut start, mut cells) = (at, 0);
        let Columns { lon, lat, date } = self.columns;
        loop {
            let found = cell_end(start);
            let next = found.map_or(bytes.len(), |end| end + 1);
            let last = found.is_none_or(|end| bytes[end] == self.dialect.terminator);
            let end = match found {
                Some(end) if last && self.is_after_return(&bytes[start..end]) => end - 1,
                Some(end) => end,
                None if self.is_after_return(&bytes[start..]) => bytes.len() - 1, // the feed is cut off
                None => bytes.len(),
            };
            if cells == lon {
                wanted[0] = (start, end);
            } else if cells == lat {
                wanted[1] = (start, end);
            } else if Some(cells) == date {
                wanted[2] = (start, end);
            }
            cells += 1;
            if last {
                return Row {
                    end,
                    next,
                    cells,
                    wanted,
                };
            }
            start = next;
        }
    }
}

/// The names in a header.
fn names(dialect: Dialect, head: &[u8]) -> Result<Vec<String>, JoinError> {
    let head = head.get(header_start(head)..).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(dialect.delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(head);
    let mut record = csv::ByteRecord::new();
    let read = reader.read_byte_record(&mut record);
    if !read.unwrap_or(false) {
        return Err(JoinError::Empty);
    }
    let name = |cell: &[u8]| std::str::from_utf8(cell).map(str::to_owned);
    let names: Result<Vec<String>, _> = record.iter().map(name).collect();
    names.map_err(|_bytes| JoinError::Encoding("the header is no UTF-8"))
}

/// The text in a quoted cell.
#[inline]
fn unquoted(cell: &[u8]) -> &[u8] {
    let inner = cell
        .strip_prefix(b"\"")
        .and_then(|rest| rest.strip_suffix(b"\""));
    inner.unwrap_or(cell)
}

fn ragged(found: usize, wanted: usize) -> Flaw {
    let noun = if found == 1 { "cell" } else { "cells" };
    Flaw {
        wrong: Wrong::Ragged,
        says: format!("{found} {noun}, where the header has {wanted}"),
    }
}
