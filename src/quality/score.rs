//! How many of how many.

use std::ops::AddAssign;

use serde::Serialize;
use utoipa::ToSchema;

/// Right answers out of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Score {
    /// How many were right.
    pub right: usize,
    /// How many there were.
    pub of: usize,
}

impl Score {
    /// Counts one answer.
    pub fn count(&mut self, right: bool) {
        *self += Self {
            right: usize::from(right),
            of: 1,
        };
    }

    /// The share that was right in per cent; `None` of nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of places")]
    pub fn percent(self) -> Option<f64> {
        (self.of > 0).then(|| 100.0 * self.right as f64 / self.of as f64)
    }
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
    }
}
