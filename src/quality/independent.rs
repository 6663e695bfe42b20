//! Statements that no line was drawn from.

use geo::{Contains, Covers};
use serde::Serialize;
use utoipa::ToSchema;

use crate::model::{Check, Day, Facts, Id, boundary_distance_m};

/// What came of one check.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Checked {
    /// What it is about.
    pub name: String,
    /// Of which zone.
    pub zone: Id,
    /// On which day.
    pub day: Day,
    /// Whether the zone should cover it.
    pub expected_inside: bool,
    /// Whether the extent in force covers it; `None` when none is in force.
    pub inside: Option<bool>,
    /// Metres from its line.
    pub boundary_distance_m: Option<f64>,
    /// Whether it lies in the band, where one is drawn.
    pub in_band: Option<bool>,
    /// Publication it rests on.
    pub source: Id,
}

impl Checked {
    /// Whether the extent says what was expected.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.inside == Some(self.expected_inside)
    }
}

/// Every check against the extent in force on its day.
pub(super) fn checks(facts: &Facts) -> Vec<Checked> {
    facts
        .checks
        .iter()
        .map(|check| checked(facts, check))
        .collect()
}

fn checked(facts: &Facts, check: &Check) -> Checked {
    let mut extents = facts.extents.iter();
    let extent = extents.find(|extent| extent.zone == check.zone && extent.period.holds(check.day));
    let point = check.point.to_point();
    Checked {
        name: check.name.clone(),
        zone: check.zone.clone(),
        day: check.day,
        expected_inside: check.expected.is_covered(),
        inside: extent.map(|extent| extent.area.covers(&point)),
        boundary_distance_m: extent
            .map(|extent| boundary_distance_m(&extent.area, check.point).round()),
        in_band: extent.and_then(|extent| extent.band.as_ref().map(|band| band.contains(&point))),
        source: check.source.clone(),
    }
}
