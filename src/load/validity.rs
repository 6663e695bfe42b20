//! Whether an area is valid, as OGC Simple Features asks (OGC 06-103r4, 6.1.11.1 and 6.1.14).
//!
//! 1. Each ring alone: at least three different positions, no edge that meets another one, no spike.
//! 2. If all rings of a polygon are sound, its holes: in the outer ring and beside each other.
//! 3. If all polygons are sound, these: beside each other.
//!
//! `geo`'s `Validation` checks the same but for the spikes of flat triangles, and its words are used here. But it compares every edge of a ring
//! with every other one, ten thousand million times for 100,000 of them, and how unsound rings lie to each other it
//! answers with a panic at times. Here only edges and rings are compared whose boxes meet, and only sound rings.

use std::{fmt, iter, ops::ControlFlow};

use geo::{
    BoundingRect, Coord, Intersects, Line, LineString, MultiPolygon, Polygon, PreparedGeometry,
    Relate, RemoveRepeatedPoints,
    algorithm::validation::{GeometryIndex, InvalidMultiPolygon, InvalidPolygon, RingRole},
    coordinate_position::CoordPos,
    dimensions::Dimensions,
    kernels::{Kernel, Orientation, RobustKernel},
    line_intersection::{LineIntersection, line_intersection},
    relate::IntersectionMatrix,
};

use super::meetings::{each_meeting, meetings};

/// Why an area is not valid.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Invalid {
    what: InvalidMultiPolygon,
    /// Where it was noticed, if that is one position.
    at: Option<Coord<f64>>,
}

impl From<InvalidMultiPolygon> for Invalid {
    fn from(what: InvalidMultiPolygon) -> Self {
        Self { what, at: None }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.what.fmt(f)?;
        self.at
            .map_or(Ok(()), |at| write!(f, ", at [{}, {}]", at.x, at.y))
    }
}

/// What is wrong with an area; nothing where it is valid.
///
/// All positions must be finite.
pub(super) fn defects(area: &MultiPolygon<f64>) -> Vec<Invalid> {
    let mut found = Vec::new();
    for (number, polygon) in area.iter().enumerate() {
        of_polygon(polygon, &mut |what, at| {
            let what = InvalidMultiPolygon::InvalidPolygon(GeometryIndex(number), what);
            found.push(Invalid { what, at });
        });
    }
    if !found.is_empty() {
        return found;
    }
    for (a, b) in meetings(area.iter().map(BoundingRect::bounding_rect)) {
        let relation = area.0[a].relate(&area.0[b]);
        let [a, b] = [a, b].map(GeometryIndex);
        if shares_an_area(&relation) {
            let what = InvalidMultiPolygon::ElementsOverlaps(a.clone(), b.clone());
            found.push(what.into());
        }
        if touches_on_a_line(&relation) {
            found.push(InvalidMultiPolygon::ElementsTouchOnALine(a, b).into());
        }
    }
    found
}

type Note<'n> = &'n mut dyn FnMut(InvalidPolygon, Option<Coord<f64>>);

/// Notes what is wrong with a polygon.
fn of_polygon(polygon: &Polygon<f64>, note: Note<'_>) {
    let holes = polygon.interiors();
    let roles = (0..holes.len()).map(RingRole::Interior);
    let roles = iter::once(RingRole::Exterior).chain(roles);
    let mut sound = true;
    for (role, ring) in roles.zip(iter::once(polygon.exterior()).chain(holes)) {
        of_ring(ring, role, &mut |what, at| {
            sound = false;
            note(what, at);
        });
    }
    if sound {
        of_holes(polygon, note);
    }
}

/// Notes what is wrong with a ring.
fn of_ring(ring: &LineString<f64>, role: RingRole, note: Note<'_>) {
    let ring = ring.remove_repeated_points();
    if ring.0.len() < 4 {
        note(InvalidPolygon::TooFewPointsInRing(role), None);
    } else if let Some(at) = crossing(&ring).or_else(|| spike(&ring)) {
        note(InvalidPolygon::SelfIntersection(role), Some(at));
    }
}

/// Notes holes that do not lie in the outer ring, or not beside each other.
fn of_holes(polygon: &Polygon<f64>, note: Note<'_>) {
    let alone = |ring: &LineString<f64>| Polygon::new(ring.clone(), Vec::new());
    let holes: Vec<Polygon<f64>> = polygon.interiors().iter().map(alone).collect();
    // Prepared, so that its edges are sorted once for all holes.
    let outer = alone(polygon.exterior());
    let outer = PreparedGeometry::from(&outer);
    for (number, hole) in holes.iter().enumerate() {
        let role = RingRole::Interior(number);
        let relation = outer.relate(hole);
        if !relation.is_contains() {
            note(
                InvalidPolygon::InteriorRingNotContainedInExteriorRing(role),
                None,
            );
        }
        if touches_on_a_line(&relation) {
            note(
                InvalidPolygon::IntersectingRingsOnALine(RingRole::Exterior, role),
                None,
            );
        }
    }
    for (a, b) in meetings(holes.iter().map(BoundingRect::bounding_rect)) {
        let relation = holes[a].relate(&holes[b]);
        let roles = [a, b].map(RingRole::Interior);
        if shares_an_area(&relation) {
            note(
                InvalidPolygon::IntersectingRingsOnAnArea(roles[0], roles[1]),
                None,
            );
        }
        if touches_on_a_line(&relation) {
            note(
                InvalidPolygon::IntersectingRingsOnALine(roles[0], roles[1]),
                None,
            );
        }
    }
}

/// A position where a ring meets itself elsewhere than from one edge to the next.
fn crossing(ring: &LineString<f64>) -> Option<Coord<f64>> {
    let lines: Vec<Line<f64>> = ring.lines().collect();
    let boxes = lines.iter().map(|line| Some(line.bounding_rect()));
    each_meeting(boxes, |a, b| {
        let (a, b) = (lines[a], lines[b]);
        if a.start == b.end || a.end == b.start || !a.intersects(&b) {
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(match line_intersection(a, b) {
            Some(LineIntersection::SinglePoint { intersection, .. }) => intersection,
            Some(LineIntersection::Collinear { intersection }) => intersection.start,
            None => a.start,
        })
    })
}

/// A position where a ring without repeated positions turns back on the edge that it came by.
fn spike(ring: &LineString<f64>) -> Option<Coord<f64>> {
    let open = ring.0.get(1..).unwrap_or_default();
    let nexts = open.iter().cycle().skip(1);
    let corners = ring.0.iter().zip(open.iter().zip(nexts));
    let turns_back = |(a, (b, c)): &(&Coord<f64>, (&Coord<f64>, &Coord<f64>))| {
        let (there, back) = (**b - **a, **c - **b);
        there.x * back.x + there.y * back.y < 0.0
            && RobustKernel::orient2d(**a, **b, **c) == Orientation::Collinear
    };
    corners.into_iter().find(turns_back).map(|(_, (b, _))| *b)
}

fn shares_an_area(relation: &IntersectionMatrix) -> bool {
    relation.get(CoordPos::Inside, CoordPos::Inside) == Dimensions::TwoDimensional
}

fn touches_on_a_line(relation: &IntersectionMatrix) -> bool {
    relation.get(CoordPos::OnBoundary, CoordPos::OnBoundary) == Dimensions::OneDimensional
}

#[cfg(test)]
mod tests {
    use geo::{Validation, coord, polygon};
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// Rings of whole numbers, so that they often touch and cross.
    fn ring(most_corners: usize) -> impl Strategy<Value = LineString<f64>> {
        vec((0..6_i32, 0..6_i32), 3..=most_corners).prop_map(|corners| {
            let corner = |(x, y)| coord! { x: f64::from(x), y: f64::from(y) };
            let mut ring: Vec<Coord<f64>> = corners.into_iter().map(corner).collect();
            ring.push(ring[0]);
            LineString(ring)
        })
    }

    fn area() -> impl Strategy<Value = MultiPolygon<f64>> {
        let sound = |ring: &LineString<f64>| defects(&alone(ring)).is_empty();
        let outer = ring(4).prop_filter("sound", sound);
        let hole = ring(3).prop_filter("sound", sound);
        let polygon = (outer, vec(hole, 0..3));
        let polygon = polygon.prop_map(|(outer, holes)| Polygon::new(outer, holes));
        vec(polygon, 1..4).prop_map(MultiPolygon)
    }

    fn alone(ring: &LineString<f64>) -> MultiPolygon<f64> {
        Polygon::new(ring.clone(), Vec::new()).into()
    }

    fn sorted(texts: impl Iterator<Item = impl ToString>) -> Vec<String> {
        let mut texts: Vec<String> = texts.map(|text| text.to_string()).collect();
        texts.sort();
        texts
    }

    fn ours(area: &MultiPolygon<f64>) -> Vec<String> {
        sorted(defects(area).iter().map(|invalid| &invalid.what))
    }

    fn geos(area: &MultiPolygon<f64>) -> Vec<String> {
        sorted(area.validation_errors().iter())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn of_a_ring_it_finds_what_geo_finds_and_spikes(ring in ring(7)) {
            let clean = ring.remove_repeated_points();
            let area = alone(&ring);
            let geos = geos(&area);
            if geos.is_empty() {
                prop_assert_eq!(ours(&area).is_empty(), spike(&clean).is_none());
            } else if clean.0.len() < 4 {
                prop_assert!(geos.contains(&ours(&area)[0]));
            } else {
                prop_assert_eq!(ours(&area), geos);
            }
        }

        #[test]
        fn of_sound_rings_it_finds_what_geo_finds(area in area()) {
            let ours = ours(&area);
            let polygons: Vec<MultiPolygon<f64>> = area.iter().cloned().map(Into::into).collect();
            if polygons.iter().all(|polygon| geos(polygon).is_empty()) {
                prop_assert_eq!(ours, geos(&area));
            } else {
                let found = polygons.iter().map(|polygon| geos(polygon).len()).sum::<usize>();
                prop_assert_eq!(ours.len(), found);
            }
        }
    }

    #[test]
    fn it_says_where_a_ring_crosses_itself_or_turns_back() {
        let bow = polygon![(x: 0., y: 0.), (x: 2., y: 2.), (x: 2., y: 0.), (x: 0., y: 2.)];
        let spiked = polygon![(x: 0., y: 0.), (x: 2., y: 0.), (x: 3., y: 0.), (x: 2., y: 0.), (x: 0., y: 2.)];
        let flat = polygon![(x: 0., y: 0.), (x: 0., y: 2.), (x: 0., y: 3.)];
        for (polygon, at) in [(bow, "[1, 1]"), (flat, "[0, 3]"), (spiked, "[2, 0]")] {
            let texts = sorted(defects(&polygon.into()).iter());
            let what = "polygon at index 0 is invalid: exterior ring has a self-intersection";
            assert_eq!(texts, [format!("{what}, at {at}")]);
        }
    }

    /// `geo` 0.33 panics when it is asked how these two lie to each other.
    #[test]
    fn flat_rings_are_refused_without_asking_how_they_lie() {
        let flat = polygon![(x: 0., y: 0.), (x: 0., y: 1.), (x: 0., y: 0.)];
        let thin = polygon!(
            exterior: [(x: 0., y: 0.), (x: 0., y: 2.), (x: 0., y: 3.)],
            interiors: [[(x: 0., y: 1.), (x: 0., y: 0.), (x: 1., y: 0.)]],
        );
        assert!(!defects(&MultiPolygon(vec![flat, thin])).is_empty());
    }

    /// Each edge held against each other one: that would be 90 thousand million times.
    #[test]
    fn a_long_ring_is_looked_at_once() {
        let corner = |number: i32| {
            let angle = f64::from(number) * std::f64::consts::TAU / 300_000.0;
            coord! { x: angle.cos(), y: angle.sin() }
        };
        let ring = (0..=300_000).map(|number| corner(number % 300_000));
        assert_eq!(defects(&alone(&LineString(ring.collect()))), []);
    }
}
