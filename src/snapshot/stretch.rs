//! The stretch of a line nearest to a point, and what it stands between.

use std::collections::HashMap;

use crate::model::{
    BoundaryVertex, Extent, Facts, Id, LonLat, NearestEdge, Pair, Place, distance_m,
};

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
    /// Its number among the places.
    pub place_number: usize,
    /// Metres from the point asked for.
    pub distance_m: f64,
    /// Number of the publication that states its side, among the sources.
    pub source_number: Option<usize>,
}

/// What each line stands between, vertex by vertex.
#[derive(Debug)]
pub(super) struct Register {
    /// By extent, and by vertex as the extent numbers them.
    pairs: Vec<Vec<Option<PairNumbers>>>,
}

/// The two places that a vertex lies between.
#[derive(Debug, Clone, Copy)]
struct PairNumbers {
    inside: Seen,
    outside: Seen,
}

/// A place, and the source that states its side, by their places in the facts.
#[derive(Debug, Clone, Copy)]
struct Seen {
    place: usize,
    source: Option<usize>,
}

/// Finds places, sources and memberships by id.
struct Ids<'f> {
    places: HashMap<&'f Id, usize>,
    sources: HashMap<&'f Id, usize>,
    /// Memberships by zone and place.
    memberships: HashMap<(&'f Id, &'f Id), Vec<usize>>,
}

impl Register {
    pub(super) fn new(facts: &Facts) -> Self {
        let ids = Ids::of(facts);
        let extents = facts.extents.iter();
        Self {
            pairs: extents.map(|extent| ids.pairs(facts, extent)).collect(),
        }
    }

    /// What the nearest edge of an extent's line stands between.
    pub(super) fn stretch<'s>(
        &self,
        facts: &'s Facts,
        extent: usize,
        edge: NearestEdge,
        point: LonLat,
    ) -> Stretch<'s> {
        let pair = pair(&facts.extents[extent], &self.pairs[extent], edge);
        Stretch {
            distance_m: edge.distance_m,
            between: pair.map(|pair| Between {
                inside: witness(facts, pair.inside, point),
                outside: witness(facts, pair.outside, point),
            }),
        }
    }
}

impl<'f> Ids<'f> {
    fn of(facts: &'f Facts) -> Self {
        let places = facts.places.iter().enumerate();
        let sources = facts.sources.iter().enumerate();
        let mut memberships: HashMap<(&Id, &Id), Vec<usize>> = HashMap::new();
        for (number, row) in facts.memberships.iter().enumerate() {
            let of_place = memberships.entry((&row.zone, &row.place)).or_default();
            of_place.push(number);
        }
        Self {
            places: places.map(|(number, place)| (&place.id, number)).collect(),
            sources: sources
                .map(|(number, source)| (&source.id, number))
                .collect(),
            memberships,
        }
    }

    fn pairs(&self, facts: &Facts, extent: &Extent) -> Vec<Option<PairNumbers>> {
        let pair = |vertex: &BoundaryVertex| {
            let Pair { inside, outside } = vertex.between.as_ref()?;
            Some(PairNumbers {
                inside: self.seen(facts, extent, inside)?,
                outside: self.seen(facts, extent, outside)?,
            })
        };
        extent.vertices.iter().map(pair).collect()
    }

    fn seen(&self, facts: &Facts, extent: &Extent, place: &Id) -> Option<Seen> {
        let rows = self.memberships.get(&(&extent.zone, place));
        let mut rows = rows.into_iter().flatten().copied();
        let in_force = |row: &usize| facts.memberships[*row].period.holds(extent.period.from());
        Some(Seen {
            place: *self.places.get(place)?,
            source: rows.find(in_force).and_then(|row| {
                let source = &facts.memberships[row].source;
                self.sources.get(source).copied()
            }),
        })
    }
}

/// What the nearer end of an edge stands between, else what the other end does.
fn pair(extent: &Extent, pairs: &[Option<PairNumbers>], edge: NearestEdge) -> Option<PairNumbers> {
    let ends = [edge.number, end_of(extent, edge.number)?];
    let [nearer, other] = if edge.along <= 0.5 {
        ends
    } else {
        [ends[1], ends[0]]
    };
    let between = |number: usize| pairs.get(number).copied().flatten();
    between(nearer).or_else(|| between(other))
}

fn witness(facts: &Facts, seen: Seen, point: LonLat) -> Witness<'_> {
    let place = &facts.places[seen.place];
    Witness {
        place,
        place_number: seen.place,
        distance_m: distance_m(point, place.point),
        source_number: seen.source,
    }
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
