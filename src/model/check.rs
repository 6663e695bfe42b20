//! Statements that no line was drawn from.

use super::{Day, Id, LonLat, Side};

/// A sourced statement on a point that is kept out of the drawing, to test it.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// What it is about.
    pub name: String,
    /// Where that is.
    pub point: LonLat,
    /// The zone it speaks of.
    pub zone: Id,
    /// The day it holds for.
    pub day: Day,
    /// On which side it should be.
    pub expected: Side,
    /// Publication it rests on.
    pub source: Id,
    /// Line of the file it stands in, 1-based.
    pub line: usize,
}
