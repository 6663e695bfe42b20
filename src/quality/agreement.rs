//! A served extent against the memberships of its first day.

use geo::Covers;
use serde::Serialize;
use utoipa::ToSchema;

use super::Score;
use crate::{
    draw::{Gazetteer, Mark},
    model::{Extent, Id},
};

/// How far an extent agrees with its memberships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Agreement {
    /// Points on the side that their membership says.
    pub score: Score,
    /// Those that are not, by id.
    pub contradicted: Vec<Id>,
}

impl Agreement {
    /// Compares every mark but helpers, which may lie beyond the outline, with the area.
    #[must_use]
    pub fn of(extent: &Extent, marks: &[Mark], gazetteer: &Gazetteer<'_>) -> Self {
        let mut agreement = Self {
            score: Score::default(),
            contradicted: Vec::new(),
        };
        for mark in marks {
            let Some(place) = gazetteer.place(&mark.place).filter(|p| !p.is_helper()) else {
                continue;
            };
            let right = extent.area.covers(&place.point.to_point()) == mark.inside;
            agreement.score.count(right);
            if !right {
                agreement.contradicted.push(mark.place.clone());
            }
        }
        agreement.contradicted.sort();
        agreement
    }
}
