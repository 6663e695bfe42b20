//! What comes of a piece, and of all of them in order.

use memchr::memchr_iter;

use super::{Counts, locator::Locator};

/// Bad rows that are told one by one; the others are counted by sort.
const MOST_TOLD: usize = 20;

/// What may be wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// No longitude, latitude or date.
    Missing,
    /// A coordinate is no number.
    NotANumber,
    /// A coordinate is beyond the range of its axis.
    OutOfRange,
    /// Longitude and latitude look exchanged.
    Swapped,
    /// The date is not written as dates are.
    NotADate,
    /// More or fewer cells than the header has.
    Ragged,
    /// The row is no JSON object.
    NotJson,
    /// The geometry is no point.
    NotAPoint,
    /// A new member is there already.
    Taken,
    /// There may be a date, where the first rows have none.
    LateDate,
}

impl Wrong {
    const ALL: [Self; 10] = [
        Self::Missing,
        Self::NotANumber,
        Self::OutOfRange,
        Self::Swapped,
        Self::NotADate,
        Self::Ragged,
        Self::NotJson,
        Self::NotAPoint,
        Self::Taken,
        Self::LateDate,
    ];

    /// What is wrong, for a count of rows.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Missing => "without longitude, latitude or date",
            Self::NotANumber => "with a coordinate that is no number",
            Self::OutOfRange => "with a coordinate out of range",
            Self::Swapped => "with longitude and latitude that look exchanged",
            Self::NotADate => "with a date that cannot be read",
            Self::Ragged => "with more or fewer cells than the header",
            Self::NotJson => "that are no JSON objects",
            Self::NotAPoint => "with a geometry that is no point",
            Self::Taken => "that have a member of a new name already",
            Self::LateDate => "with a date, where the first rows have none",
        }
    }
}

/// A row for which nothing can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its number, from 1, the header not counted.
    pub row: u64,
    /// Its first line, from 1; 0 in a table without lines.
    pub line: u64,
    /// The sort of what is wrong.
    pub wrong: Wrong,
    /// What is wrong and what is allowed.
    pub says: String,
}

/// Good rows in no extent whose points would lie in one with longitude and latitude exchanged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Suspects {
    /// How many there are.
    pub count: u64,
    /// The number of the first one, from 1; 0 where there is none.
    pub first_row: u64,
}

impl Suspects {
    fn add(&mut self, row: u64) {
        self.merge(
            Self {
                count: 1,
                first_row: row,
            },
            0,
        );
    }

    /// Adds those of a piece that stands behind so many rows.
    fn merge(&mut self, later: Self, rows_before: u64) {
        if self.count == 0 && later.count > 0 {
            self.first_row = rows_before + later.first_row;
        }
        self.count += later.count;
    }
}

/// What came of a piece.
#[derive(Debug, Default)]
pub struct Joined {
    /// The table with its new columns.
    pub bytes: Vec<u8>,
    /// Bad rows as they were, if they are to be set aside.
    pub aside: Vec<u8>,
    /// Rows, good and bad.
    pub rows: u64,
    /// Rows that lie in an extent.
    pub located: u64,
    /// The first bad rows; numbered within the piece until a [`Tally`] has taken it.
    pub bad: Vec<BadRow>,
    /// Good rows by what was asked for.
    pub(super) sorts: Vec<Counts>,
    suspects: Suspects,
    counts: [u64; Wrong::ALL.len()],
    lines: u64,
    /// Whether an element of an array was written, and where a comma stands before the first one.
    pub(super) kept: bool,
    pub(super) comma: Option<usize>,
    /// Whether what is put aside are elements with a comma before each.
    pub(super) aside_is_array: bool,
}

impl Joined {
    /// How many rows are bad.
    #[must_use]
    pub fn bad_rows(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Counts a good row.
    pub(super) fn add_good(&mut self, locator: &Locator<'_>) {
        self.located += u64::from(!locator.hits.is_empty());
        if locator.looks_swapped {
            self.suspects.add(self.rows);
        }
        for sorts in &mut self.sorts {
            sorts.add(locator.day, &locator.hits);
        }
    }

    /// Counts a bad row, which begins behind some bytes of the piece, and tells it if few were told
    /// before.
    pub(super) fn add_bad(&mut self, wrong: Wrong, before: &[u8], says: impl FnOnce() -> String) {
        self.add(wrong, || lines(before) + 1, says);
    }

    /// The same of a table without lines.
    pub(super) fn add_bad_row(&mut self, wrong: Wrong, says: impl FnOnce() -> String) {
        self.add(wrong, || 0, says);
    }

    fn add(&mut self, wrong: Wrong, line: impl FnOnce() -> u64, says: impl FnOnce() -> String) {
        self.counts[wrong as usize] += 1;
        if self.bad.len() < MOST_TOLD {
            self.bad.push(BadRow {
                row: self.rows,
                line: line(),
                wrong,
                says: says(),
            });
        }
    }

    /// Counts the lines of the piece.
    pub(super) fn count_lines(&mut self, piece: &[u8]) {
        self.lines = lines(piece);
    }
}

/// Line breaks: feeds, or where there are none, carriage returns.
fn lines(bytes: &[u8]) -> u64 {
    let count = |byte| memchr_iter(byte, bytes).count() as u64;
    match count(b'\n') {
        0 => count(b'\r'),
        feeds => feeds,
    }
}

/// Takes the pieces of one table in order, and counts.
#[derive(Debug, Default)]
pub struct Tally {
    rows: u64,
    located: u64,
    lines: u64,
    bad: Vec<BadRow>,
    suspects: Suspects,
    counts: [u64; Wrong::ALL.len()],
    sorts: Vec<Counts>,
    /// Whether an element of an array was written, and one was put aside.
    kept: bool,
    aside: bool,
}

impl Tally {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next piece: gives its bad rows their numbers in the table, and makes its bytes fit
    /// those of the pieces before it.
    pub fn take(&mut self, joined: &mut Joined) {
        for bad in &mut joined.bad {
            bad.row += self.rows;
            bad.line += self.lines;
        }
        let told = MOST_TOLD.saturating_sub(self.bad.len());
        self.bad.extend(joined.bad.iter().take(told).cloned());
        self.join_arrays(joined);
        if self.sorts.is_empty() {
            self.sorts = std::mem::take(&mut joined.sorts);
        } else {
            let pairs = self.sorts.iter_mut().zip(&joined.sorts);
            pairs.for_each(|(sum, sorts)| sum.merge(sorts));
        }
        self.suspects.merge(joined.suspects, self.rows);
        self.rows += joined.rows;
        self.located += joined.located;
        self.lines += joined.lines;
        for (sum, count) in self.counts.iter_mut().zip(joined.counts) {
            *sum += count;
        }
    }

    /// The first element of an array has no comma before it.
    fn join_arrays(&mut self, joined: &mut Joined) {
        if let Some(comma) = joined.comma.filter(|_| !self.kept)
            && let Some(byte) = joined.bytes.get_mut(comma)
        {
            *byte = b' ';
        }
        if let Some(byte) = joined.aside.first_mut().filter(|byte| **byte == b',')
            && joined.aside_is_array
            && !self.aside
        {
            *byte = b' ';
        }
        self.kept |= joined.kept;
        self.aside |= !joined.aside.is_empty();
    }

    /// Rows so far, good and bad.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows so far that lie in an extent.
    #[must_use]
    pub fn located(&self) -> u64 {
        self.located
    }

    /// Good rows so far that may have their coordinates exchanged.
    #[must_use]
    pub fn suspects(&self) -> Suspects {
        self.suspects
    }

    /// Bad rows so far.
    #[must_use]
    pub fn bad_rows(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Good rows so far by what was asked for; nothing before the first piece.
    #[must_use]
    pub fn counts(&self) -> &[Counts] {
        &self.sorts
    }

    /// The first bad rows, one by one.
    #[must_use]
    pub fn told(&self) -> &[BadRow] {
        &self.bad
    }

    /// How many rows are bad in which way.
    pub fn by_sort(&self) -> impl Iterator<Item = (Wrong, u64)> {
        let counts = Wrong::ALL.into_iter().zip(self.counts);
        counts.filter(|(_, count)| *count > 0)
    }
}
