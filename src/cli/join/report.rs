//! Bad rows, told on standard error as they come.

use crate::{
    cli::progress::Progress,
    join::{BadRow, Suspects, Tally},
};

/// Tells bad rows.
pub(super) struct Report<'p> {
    progress: &'p Progress,
    /// How many bad rows were told.
    told: usize,
}

impl<'p> Report<'p> {
    pub(super) fn new(progress: &'p Progress) -> Self {
        Self { progress, told: 0 }
    }

    /// Tells anything that a person may want to know.
    pub(super) fn note(&self, line: &str) {
        self.progress.say(line);
    }

    /// Tells the bad rows that were not told yet.
    pub(super) fn bad_rows(&mut self, rows: &[BadRow]) {
        for bad in rows.iter().skip(self.told) {
            let line = match bad.line {
                0 => format!("row {}: {}", bad.row, bad.says),
                line => format!("row {} (line {line}): {}", bad.row, bad.says),
            };
            self.progress.say(&line);
        }
        self.told = rows.len();
    }

    /// Counts the bad rows by sort, where not all were told; and the good ones that may be exchanged.
    pub(super) fn finish(self, tally: &Tally) {
        let Suspects { count, first_row } = tally.suspects();
        if count > 0 {
            let noun = if count == 1 { "row lies" } else { "rows lie" };
            self.progress.say(&format!(
                "{count} {noun} outside the ground of the zones, but would lie in one with longitude and latitude \
                 exchanged (the first is row {first_row}); were they swapped?"
            ));
        }
        if tally.bad_rows() <= self.told as u64 {
            return;
        }
        for (wrong, count) in tally.by_sort() {
            let noun = if count == 1 { "row" } else { "rows" };
            self.progress
                .say(&format!("{count} {noun} {}", wrong.words()));
        }
    }
}
