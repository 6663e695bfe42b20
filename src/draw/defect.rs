//! Why memberships do not make a line.

use thiserror::Error;

use crate::model::Id;

/// A defect of the facts that an extent is drawn from. `line` is a row of `memberships.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Defect {
    /// A membership of a place that has no point.
    #[error("{place} has no point, so it cannot help to draw {extent}")]
    NoPoint {
        /// The extent.
        extent: String,
        /// The place.
        place: Id,
        /// Its row.
        line: usize,
    },
    /// Two places at one point of the grid.
    #[error(
        "{} and {} lie at one point (within 1 m){}, rows {} and {}, in {extent}", places[0], places[1],
        if *.contradict { " on opposite sides" } else { "" }, lines[0], lines[1]
    )]
    SamePoint {
        /// The extent.
        extent: String,
        /// The places.
        places: [Id; 2],
        /// Their rows.
        lines: [usize; 2],
        /// Whether they are said to lie on opposite sides.
        contradict: bool,
    },
    /// A place exactly on the outline that the extent is clipped with.
    #[error("{place} lies exactly on the outline {outline} of {extent}")]
    OnOutline {
        /// The extent.
        extent: String,
        /// The place.
        place: Id,
        /// The outline.
        outline: Id,
        /// Its row.
        line: usize,
    },
    /// Fewer than three places.
    #[error("{extent} has {} places on its first day{}; a line needs three", lines.len(), rows(lines))]
    TooFew {
        /// The extent.
        extent: String,
        /// Their rows.
        lines: Vec<usize>,
    },
    /// Places on one side only.
    #[error("all {} places of {extent} are {}{}", lines.len(), if *.inside { "inside" } else { "outside" }, rows(lines))]
    OneSided {
        /// The extent.
        extent: String,
        /// Which side.
        inside: bool,
        /// Their rows.
        lines: Vec<usize>,
    },
    /// Places on one straight line.
    #[error("all {} places of {extent} lie on one straight line{}", lines.len(), rows(lines))]
    Collinear {
        /// The extent.
        extent: String,
        /// Their rows.
        lines: Vec<usize>,
    },
    /// Places more than half the way round the earth apart.
    #[error(
        "the places of {extent} lie more than 180 degrees of longitude apart{}; a line does not cross the antimeridian",
        rows(lines)
    )]
    TooWide {
        /// The extent.
        extent: String,
        /// The rows of the westernmost and the easternmost.
        lines: Vec<usize>,
    },
    /// Nothing is left within the outline and above the smallest size.
    #[error("nothing of {extent} is left within its outline and above its smallest size")]
    Empty {
        /// The extent.
        extent: String,
    },
    /// The line runs beyond the outline altogether.
    #[error("no line of {extent} lies within its outline: every place there is inside")]
    NoLine {
        /// The extent.
        extent: String,
    },
}

impl Defect {
    /// The extent that cannot be drawn well.
    #[must_use]
    pub fn extent(&self) -> &str {
        match self {
            Self::NoPoint { extent, .. }
            | Self::SamePoint { extent, .. }
            | Self::OnOutline { extent, .. }
            | Self::TooFew { extent, .. }
            | Self::OneSided { extent, .. }
            | Self::Collinear { extent, .. }
            | Self::TooWide { extent, .. }
            | Self::Empty { extent }
            | Self::NoLine { extent } => extent,
        }
    }

    /// The first row to look at.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::NoPoint { line, .. } | Self::OnOutline { line, .. } => Some(*line),
            Self::SamePoint { lines, .. } => Some(lines[1]),
            Self::TooFew { lines, .. }
            | Self::OneSided { lines, .. }
            | Self::Collinear { lines, .. }
            | Self::TooWide { lines, .. } => lines.first().copied(),
            Self::Empty { .. } | Self::NoLine { .. } => None,
        }
    }

    /// Whether nothing can be drawn because of it.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        !matches!(
            self,
            Self::SamePoint {
                contradict: false,
                ..
            }
        )
    }

    /// How to mend it.
    #[must_use]
    pub fn mend(&self) -> &'static str {
        match self {
            Self::NoPoint { .. } => "give the place a longitude and a latitude in places.csv",
            Self::SamePoint {
                contradict: true, ..
            } => "tell the two points apart, or withdraw one row",
            Self::SamePoint { .. } => "the first by id is used; withdraw the other row",
            Self::OnOutline { .. } => "move the place by a metre to the side it is on",
            Self::TooFew { .. } | Self::OneSided { .. } => {
                "state more places; helper points far outside count"
            }
            Self::Collinear { .. } => "state a place beside that line",
            Self::TooWide { .. } => {
                "draw the ground by hand, cut along the antimeridian (RFC 7946, section 3.1.9)"
            }
            Self::Empty { .. } => "lower smallest_km2 or correct the outline",
            Self::NoLine { .. } => "state places outside the zone within the outline",
        }
    }
}

/// ` (rows 2, 5 and 9)`, a few of them.
fn rows(lines: &[usize]) -> String {
    const SHOWN: usize = 5;
    if lines.is_empty() {
        return String::new();
    }
    let shown: Vec<String> = lines.iter().take(SHOWN).map(usize::to_string).collect();
    let dots = if lines.len() > SHOWN { ", …" } else { "" };
    format!(" (rows {}{dots})", shown.join(", "))
}
