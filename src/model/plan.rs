//! What is to be drawn.

use std::{collections::BTreeMap, sync::Arc};

use geo::MultiPolygon;

use super::{Grade, Id, Lang, LocalText, Period};

/// All that is decided about an extent before it is drawn from memberships.
#[derive(Debug, Clone, PartialEq)]
pub struct ExtentPlan {
    /// Whose extent it is.
    pub zone: Id,
    /// When it applies; drawn from the memberships in force on its first day.
    pub period: Period,
    /// Agreement it rests on; `None` for a situation without one.
    pub basis: Option<Id>,
    /// How well the drawing is supported.
    pub confidence: Option<Grade>,
    /// What to clip it with.
    pub outline: Option<Arc<Outline>>,
    /// Islands and holes below this many square kilometres are dropped. Zero keeps all.
    pub smallest_km2: f64,
    /// One or two sentences about it.
    pub summary: LocalText,
    /// What is known to be doubtful about it, per language.
    pub doubts: BTreeMap<Lang, Vec<String>>,
    /// Publications it rests on.
    pub sources: Vec<Id>,
    /// Line of the file it stands in, 1-based, for messages.
    pub line: usize,
}

/// An area that extents are clipped with, such as a state.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// File name without its ending.
    pub id: Id,
    /// The area: valid rings in degrees.
    pub area: MultiPolygon<f64>,
}

impl ExtentPlan {
    /// The id of the extent: `<zone>@<valid_from>`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}@{}", self.zone, self.period.from())
    }
}
