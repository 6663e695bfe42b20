//! The lines of a stream.

use std::io::{self, BufRead};

use super::pieces::{Malformed, Pieces, Step};

/// Lines, one after the other, whatever their length.
pub(super) struct Lines<R> {
    pieces: Pieces<R>,
    piece: String,
    at: usize,
    number: usize,
    bad: BadBytes,
}

/// How many byte sequences stood for no character, and the first of them.
#[derive(Debug, Clone, Default)]
pub(super) struct BadBytes {
    pub(super) count: u64,
    pub(super) first: Option<Malformed>,
}

/// A line that has been read.
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: usize,
    /// The first bytes of it that are no text; U+FFFD stands in their place.
    pub(super) malformed: Option<Malformed>,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(pieces: Pieces<R>) -> Self {
        Self {
            pieces,
            piece: String::new(),
            at: 0,
            number: 0,
            bad: BadBytes::default(),
        }
    }

    /// The bad bytes of all lines so far.
    pub(super) fn bad(&self) -> &BadBytes {
        &self.bad
    }

    /// Puts the next line into `line`, with its line feed if it has one; `None` at the end.
    pub(super) fn next(&mut self, line: &mut String) -> io::Result<Option<Line>> {
        line.clear();
        let mut malformed = None;
        loop {
            let rest = self.piece.get(self.at..).unwrap_or_default();
            let feed = rest.find('\n');
            let part = rest.get(..feed.map_or(rest.len(), |at| at + 1));
            let part = part.unwrap_or_default();
            line.push_str(part);
            self.at += part.len();
            if feed.is_some() {
                break;
            }
            self.at = 0;
            match self.pieces.next(&mut self.piece)? {
                Step::Text => {}
                Step::Malformed(bytes) => {
                    line.push(char::REPLACEMENT_CHARACTER);
                    self.bad.count += 1;
                    self.bad.first.get_or_insert_with(|| bytes.clone());
                    malformed.get_or_insert(bytes);
                }
                Step::End if line.is_empty() => return Ok(None),
                Step::End => break,
            }
        }
        self.number += 1;
        Ok(Some(Line {
            number: self.number,
            malformed,
        }))
    }
}
