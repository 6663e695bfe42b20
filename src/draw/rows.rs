//! Rows that speak of the same zone, and of the same place on the same day.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::model::{Id, Membership};

/// The memberships by zone.
#[derive(Debug)]
pub struct Statements<'m>(FxHashMap<&'m Id, Vec<&'m Membership>>);

impl<'m> Statements<'m> {
    /// Lists memberships by zone.
    #[must_use]
    pub fn new(memberships: &'m [Membership]) -> Self {
        let mut by_zone: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for membership in memberships {
            by_zone
                .entry(&membership.zone)
                .or_default()
                .push(membership);
        }
        Self(by_zone)
    }

    /// Those of a zone, in file order.
    #[must_use]
    pub fn of_zone(&self, zone: &Id) -> &[&'m Membership] {
        self.0.get(zone).map_or(&[], Vec::as_slice)
    }
}

/// Two memberships of one place and zone whose periods overlap.
#[derive(Debug, Clone, Copy)]
pub struct Clash<'m> {
    /// The earlier row of the file.
    pub first: &'m Membership,
    /// The later one.
    pub second: &'m Membership,
}

impl Clash<'_> {
    /// Whether the two state opposite sides; else one repeats the other.
    #[must_use]
    pub fn contradicts(&self) -> bool {
        self.first.side.is_covered() != self.second.side.is_covered()
    }
}

/// Every clash, in order of the later row.
#[must_use]
pub fn clashes(memberships: &[Membership]) -> Vec<Clash<'_>> {
    let mut seen: BTreeMap<(&Id, &Id), Vec<&Membership>> = BTreeMap::new();
    let mut clashes = Vec::new();
    for second in memberships {
        let earlier = seen.entry((&second.place, &second.zone)).or_default();
        let rivals = earlier
            .iter()
            .filter(|first| first.period.overlaps(second.period));
        clashes.extend(rivals.map(|first| Clash { first, second }));
        earlier.push(second);
    }
    clashes
}
