//! Cells whose sides are powers of two of a degree, and the grid that leads to them.
//!
//! Such a fraction of a degree is exact in binary floating point, and so is every corner of a cell: a point is never
//! given to the cell next to its own.

use super::{Cell, Corner};
use crate::model::LonLat;

/// Cells of the last level are 2^-30 degrees wide, about 0.1 mm; one of level 0 is 512 degrees wide.
pub(super) const LAST_LEVEL: u8 = 39;
/// Cells of the last level in a degree.
const STEPS_PER_DEG: f64 = 1_073_741_824.0;

/// A cell of some level, by its column and row from 0 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) column: i64,
    pub(super) row: i64,
}

impl Spot {
    /// The cell of the last level that holds a point.
    #[inline]
    pub(super) fn of(point: LonLat) -> Self {
        Self {
            column: steps(point.lon()),
            row: steps(point.lat()),
        }
    }

    /// The cell of a level that holds this one of the last level.
    #[inline]
    pub(super) fn at(self, level: u8) -> Self {
        let shift = LAST_LEVEL - level;
        Self {
            column: self.column >> shift,
            row: self.row >> shift,
        }
    }

    /// The lower left corner of this cell of a level.
    #[inline]
    pub(super) fn corner(self, level: u8) -> Corner {
        let shift = LAST_LEVEL - level;
        Corner {
            x: as_float(self.column << shift) / STEPS_PER_DEG,
            y: as_float(self.row << shift) / STEPS_PER_DEG,
        }
    }

    /// One of the four cells of the next level in this one.
    pub(super) fn quarter(self, number: usize) -> Self {
        let (up, right) = (i64::from(number & 2 != 0), i64::from(number & 1 != 0));
        Self {
            column: 2 * self.column + right,
            row: 2 * self.row + up,
        }
    }

    /// Which quarter of the cell above this one of the last level lies in, at a level.
    #[inline]
    pub(super) fn quarter_number(self, level: u8) -> usize {
        let Self { column, row } = self.at(level);
        usize::from(row & 1 != 0) << 1 | usize::from(column & 1 != 0)
    }
}

/// The side of a cell of a level, in degrees.
pub(super) fn side_deg(level: u8) -> f64 {
    as_float(1 << (LAST_LEVEL - level)) / STEPS_PER_DEG
}

/// Steps of the last level from 0 degrees, rounded down.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "180 degrees are far fewer than 2 to the 63rd steps"
)]
fn steps(degrees: f64) -> i64 {
    let exact = degrees * STEPS_PER_DEG;
    let towards_zero = exact as i64;
    towards_zero - i64::from(as_float(towards_zero) > exact)
}

#[inline]
#[expect(
    clippy::cast_precision_loss,
    reason = "512 degrees are fewer than 2 to the 53rd steps"
)]
fn as_float(steps: i64) -> f64 {
    steps as f64
}

/// All cells of one level in a rectangle, row by row, each with the cell of the tree that leads on.
#[derive(Debug)]
pub(super) struct Grid {
    pub(super) level: u8,
    /// The first cell of the first row.
    pub(super) first: Spot,
    pub(super) columns: usize,
    pub(super) cells: Vec<Cell>,
}

impl Grid {
    pub(super) fn empty() -> Self {
        Self {
            level: 0,
            first: Spot { column: 0, row: 0 },
            columns: 0,
            cells: Vec::new(),
        }
    }

    /// The cell of the tree for a spot of the last level: one of the grid's level, or a leaf above.
    #[inline]
    pub(super) fn cell(&self, spot: Spot) -> Option<Cell> {
        let spot = spot.at(self.level);
        let column = usize::try_from(spot.column - self.first.column).ok()?;
        let row = usize::try_from(spot.row - self.first.row).ok()?;
        if column >= self.columns {
            return None;
        }
        self.cells.get(row * self.columns + column).copied()
    }
}
