//! What a line stands between.

use super::{Id, LonLat};

/// A vertex of an extent's line.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundaryVertex {
    /// Where it is.
    pub point: LonLat,
    /// The two places it lies half-way between; `None` on the outline and where no place lies
    /// further out.
    pub between: Option<Pair>,
}

/// Two neighbouring places on opposite sides of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The place in the zone.
    pub inside: Id,
    /// The place not in it.
    pub outside: Id,
}
