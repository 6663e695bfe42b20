//! What the memberships rest on.

use std::{collections::BTreeMap, ops::AddAssign};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    draw::Gazetteer,
    model::{Facts, Grade, Id, Place},
};

/// Memberships by what they rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Support {
    /// Memberships by confidence.
    pub memberships: Grades,
    /// Those of helper points.
    pub helpers: usize,
    /// Those of points of judgement.
    pub judgements: usize,
    /// By source, then by confidence.
    pub sources: BTreeMap<Id, Grades>,
}

/// Counts by confidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Grades {
    /// Well supported.
    pub high: usize,
    /// Fairly.
    pub medium: usize,
    /// Weakly.
    pub low: usize,
}

impl Grades {
    /// All of them.
    #[must_use]
    pub fn total(self) -> usize {
        self.high + self.medium + self.low
    }
}

impl AddAssign<Grade> for Grades {
    fn add_assign(&mut self, grade: Grade) {
        match grade {
            Grade::High => self.high += 1,
            Grade::Medium => self.medium += 1,
            Grade::Low => self.low += 1,
        }
    }
}

impl Support {
    pub(super) fn of(facts: &Facts, gazetteer: &Gazetteer<'_>) -> Self {
        let mut support = Self::default();
        for membership in &facts.memberships {
            support.memberships += membership.confidence;
            *support
                .sources
                .entry(membership.source.clone())
                .or_default() += membership.confidence;
            let place = gazetteer.place(&membership.place);
            support.helpers += usize::from(place.is_some_and(Place::is_helper));
            support.judgements += usize::from(place.is_some_and(Place::is_judgement));
        }
        support
    }
}
