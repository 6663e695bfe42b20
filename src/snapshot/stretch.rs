//! The stretch of a line nearest to a point, and what it stands between.

use std::collections::BTreeMap;

use geo::{Distance, Geodesic};

use crate::model::{Extent, Facts, Id, LonLat, NearestEdge, Pair, Place, nearest_edge};

/// The nearest stretch of an extent's line.
#[derive(Debug, Clone, Copy)]
pub struct Stretch<'s> {
    /// Metres to it.
    pub distance_m: f64,
    /// The two places it was drawn between; `None` on an outline, where no place lies further out,
    /// and on lines drawn by hand.
    pub between: Option<Between<'s>>,
}

/// The two places that a stretch lies half-way between.
#[derive(Debug, Clone, Copy)]
pub struct Between<'s> {
    /// The one in the zone.
    pub inside: Witness<'s>,
    /// The one not in it.
    pub outside: Witness<'s>,
}

/// A place whose side is known.
#[derive(Debug, Clone, Copy)]
pub struct Witness<'s> {
    /// The place.
    pub place: &'s Place,
    /// Metres from the point asked for.
    pub distance_m: f64,
    /// Publication that states its side.
    pub source: Option<&'s Id>,
}

/// Finds places and memberships by id.
#[derive(Debug)]
pub(super) struct Register {
    places: BTreeMap<Id, usize>,
    /// Memberships by zone and place.
    memberships: BTreeMap<(Id, Id), Vec<usize>>,
}

impl Register {
    pub(super) fn new(facts: &Facts) -> Self {
        let places = facts.places.iter().enumerate();
        let mut memberships: BTreeMap<(Id, Id), Vec<usize>> = BTreeMap::new();
        for (i, row) in facts.memberships.iter().enumerate() {
            let key = (row.zone.clone(), row.place.clone());
            memberships.entry(key).or_default().push(i);
        }
        Self {
            places: places.map(|(i, place)| (place.id.clone(), i)).collect(),
            memberships,
        }
    }

    /// The stretch of an extent nearest to a point; `None` when the extent has no line.
    pub(super) fn stretch<'s>(
        &self,
        facts: &'s Facts,
        extent: &'s Extent,
        point: LonLat,
    ) -> Option<Stretch<'s>> {
        let edge = nearest_edge(&extent.area, point)?;
        let between = pair(extent, edge).and_then(|pair| {
            Some(Between {
                inside: self.witness(facts, extent, &pair.inside, point)?,
                outside: self.witness(facts, extent, &pair.outside, point)?,
            })
        });
        Some(Stretch {
            distance_m: edge.distance_m,
            between,
        })
    }

    fn witness<'s>(
        &self,
        facts: &'s Facts,
        extent: &Extent,
        id: &Id,
        point: LonLat,
    ) -> Option<Witness<'s>> {
        let place = &facts.places[*self.places.get(id)?];
        let rows = self.memberships.get(&(extent.zone.clone(), id.clone()));
        let mut rows = rows.into_iter().flatten().map(|&i| &facts.memberships[i]);
        let row = rows.find(|row| row.period.holds(extent.period.from()));
        Some(Witness {
            place,
            distance_m: Geodesic.distance(point.to_point(), place.point.to_point()),
            source: row.map(|row| &row.source),
        })
    }
}

/// What the nearer end of an edge stands between, else what the other end does.
fn pair(extent: &Extent, edge: NearestEdge) -> Option<&Pair> {
    let ends = [edge.number, end_of(extent, edge.number)?];
    let [nearer, other] = if edge.along <= 0.5 {
        ends
    } else {
        [ends[1], ends[0]]
    };
    let between = |number: usize| extent.vertices.get(number)?.between.as_ref();
    between(nearer).or_else(|| between(other))
}

/// The number of the vertex that an edge ends at: the next one, or the first of its ring.
fn end_of(extent: &Extent, number: usize) -> Option<usize> {
    let rings = extent
        .area
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let mut start = 0;
    for ring in rings {
        let edges = ring.lines().len();
        if number < start + edges {
            let next = number + 1;
            return Some(if next == start + edges { start } else { next });
        }
        start += edges;
    }
    None
}
