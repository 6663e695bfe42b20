//! What comes of a piece, and of all of them in order.

use super::Plan;

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
}

impl Wrong {
    const ALL: [Self; 6] = [
        Self::Missing,
        Self::NotANumber,
        Self::OutOfRange,
        Self::Swapped,
        Self::NotADate,
        Self::Ragged,
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
        }
    }
}

/// A row for which nothing can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Its number, from 1, the header not counted.
    pub row: u64,
    /// Its first line, from 1.
    pub line: u64,
    /// The sort of what is wrong.
    pub wrong: Wrong,
    /// What is wrong and what is allowed.
    pub says: String,
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
    counts: [u64; Wrong::ALL.len()],
    pub(super) lines: u64,
}

impl Joined {
    /// How many rows are bad.
    #[must_use]
    pub fn bad_rows(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Counts a bad row of the piece, and tells it if few were told before.
    pub(super) fn add_bad(&mut self, wrong: Wrong, line: u64, says: impl FnOnce() -> String) {
        self.counts[wrong as usize] += 1;
        if self.bad.len() < MOST_TOLD {
            self.bad.push(BadRow {
                row: self.rows,
                line,
                wrong,
                says: says(),
            });
        }
    }
}

/// Takes the pieces of one table in order, and counts.
#[derive(Debug, Default)]
pub struct Tally {
    rows: u64,
    located: u64,
    lines: u64,
    bad: Vec<BadRow>,
    counts: [u64; Wrong::ALL.len()],
    aside_head: Vec<u8>,
}

impl Tally {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            aside_head: plan.head().to_vec(),
            ..Self::default()
        }
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
        if !joined.aside.is_empty() && !self.aside_head.is_empty() {
            let mut aside = std::mem::take(&mut self.aside_head);
            aside.append(&mut joined.aside);
            joined.aside = aside;
        }
        self.rows += joined.rows;
        self.located += joined.located;
        self.lines += joined.lines;
        for (sum, count) in self.counts.iter_mut().zip(joined.counts) {
            *sum += count;
        }
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

    /// Bad rows so far.
    #[must_use]
    pub fn bad_rows(&self) -> u64 {
        self.counts.iter().sum()
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
