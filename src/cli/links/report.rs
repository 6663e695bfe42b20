//! Faults met on the way, told on standard error as they come.

use crate::{
    cli::progress::Progress,
    model::{Fault, Severity},
};

/// Faults of one severity told for one file; the rest is counted.
const TOLD_PER_FILE: usize = 10;

/// Tells faults and counts errors.
pub(super) struct Report {
    quiet: bool,
    progress: Progress,
    /// The file of the last fault, with how many errors and warnings it had.
    file: String,
    seen: [usize; 2],
    errors: usize,
}

impl Report {
    /// With `quiet`, warnings are not told.
    pub(super) fn new(quiet: bool, progress: Progress) -> Self {
        Self {
            quiet,
            progress,
            file: String::new(),
            seen: [0; 2],
            errors: 0,
        }
    }

    /// Tells a fault.
    pub(super) fn add(&mut self, fault: &Fault) {
        if fault.file != self.file {
            self.close();
            self.file.clone_from(&fault.file);
        }
        let error = fault.severity == Severity::Error;
        self.errors += usize::from(error);
        let seen = &mut self.seen[usize::from(error)];
        *seen += 1;
        if *seen <= TOLD_PER_FILE && (error || !self.quiet) {
            self.progress.say(&fault.to_string());
        }
    }

    /// Tells anything else that a person may want to know.
    pub(super) fn note(&self, line: &str) {
        if !self.quiet {
            self.progress.say(line);
        }
    }

    /// Says how many faults of the last file were not told.
    fn close(&mut self) {
        for (seen, noun) in self.seen.into_iter().zip(["warnings", "errors"]) {
            if seen > TOLD_PER_FILE && (noun == "errors" || !self.quiet) {
                let more = seen - TOLD_PER_FILE;
                self.progress
                    .say(&format!("{}: {more} more {noun} of this file", self.file));
            }
        }
        self.seen = [0; 2];
    }

    /// How many errors there were.
    pub(super) fn finish(mut self) -> usize {
        self.close();
        self.errors
    }
}
