//! What a person at a terminal sees while an archive is read: bytes, rate, time left.

use std::{
    io::{self, IsTerminal, Write},
    sync::Arc,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::load::archive::Tell;

/// A bar on standard error, or nothing.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar for so many bytes; without a number, bytes and rate alone.
    pub(super) fn of_bytes(bytes: Option<u64>) -> Self {
        let bar = match bytes {
            Some(bytes) => ProgressBar::new(bytes),
            None => ProgressBar::new_spinner(),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
        let template = match bytes {
            Some(_) => {
                "{bar:30} {binary_bytes}/{binary_total_bytes}, {binary_bytes_per_sec}, {eta} left"
            }
            None => "{spinner} {binary_bytes}, {binary_bytes_per_sec}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        Self(bar)
    }

    pub(super) fn none() -> Self {
        Self(ProgressBar::hidden())
    }

    /// Whether a bar would disturb nothing: standard error is a terminal, and the list does not go
    /// to one as well.
    pub(super) fn is_welcome(to_file: bool) -> bool {
        io::stderr().is_terminal() && (to_file || !io::stdout().is_terminal())
    }

    /// What moves the bar.
    pub(super) fn tell(&self) -> Option<Tell> {
        if self.0.is_hidden() {
            return None;
        }
        let bar = self.0.clone();
        Some(Arc::new(move |bytes| bar.inc(bytes)))
    }

    /// A line on standard error that the bar does not write over; where it cannot be written, the work goes on.
    pub(super) fn say(&self, line: &str) {
        let _ = self.0.suspend(|| writeln!(io::stderr(), "{line}"));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
