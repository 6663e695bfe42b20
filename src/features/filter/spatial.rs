//! The spatial functions (DE-9IM).

use geo::{
    BoundingRect, Coord, CoordsIter, Geometry, Intersects, Line, LinesIter, MultiPolygon, Point,
    Rect, Relate,
    coordinate_position::{CoordPos, CoordinatePosition},
    relate::IntersectionMatrix,
};

use crate::features::Shape;

/// How two grounds lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SpatialRelation {
    Intersects,
    Equals,
    Disjoint,
    Touches,
    Within,
    Overlaps,
    Crosses,
    Contains,
}

/// A ground in a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ground {
    /// That of the record.
    Own,
    /// One drawn in the filter.
    Drawn(Drawn),
}

/// A geometry in degrees, longitude first, with its box.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawn {
    geometry: Geometry<f64>,
    pub(super) around: Rect<f64>,
    pub(super) points: usize,
    /// Those of a collection.
    parts: Vec<Self>,
}

/// More points than this, and an index of the edges pays.
const FEW_POINTS: usize = 64;

/// A ground that is there.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen<'a> {
    Point(Point<f64>),
    Area(&'a MultiPolygon<f64>),
    Drawn(&'a Drawn),
}

impl SpatialRelation {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "s_intersects" => Self::Intersects,
            "s_equals" => Self::Equals,
            "s_disjoint" => Self::Disjoint,
            "s_touches" => Self::Touches,
            "s_within" => Self::Within,
            "s_overlaps" => Self::Overlaps,
            "s_crosses" => Self::Crosses,
            "s_contains" => Self::Contains,
            _ => return None,
        })
    }

    /// Whether it can be asked of parts that lie on each other, one after the other. For the others it matters what is the
    /// edge of all of them.
    pub(super) fn takes_heaps(self) -> bool {
        matches!(self, Self::Intersects | Self::Disjoint)
    }

    /// Whether two grounds that do not meet never lie so.
    pub(super) fn needs_meeting(self) -> bool {
        self != Self::Disjoint
    }

    /// Whether the first ground lies so to the second. What is cheap and enough comes first.
    pub(super) fn holds(self, a: Seen<'_>, b: Seen<'_>) -> bool {
        let boxes = a.around().zip(b.around());
        if !boxes.is_some_and(|(a, b)| self.is_possible(a, b)) {
            return !self.needs_meeting();
        }
        let place = match (a, b) {
            (Seen::Drawn(_), Seen::Drawn(_)) => None,
            (own, Seen::Drawn(drawn)) => drawn.place_of(own).map(|place| (place, self)),
            (Seen::Drawn(drawn), own) => drawn.place_of(own).map(|place| (place, self.flipped())),
            _ => None,
        };
        if let Some((place, relation)) = place {
            return relation.is_at(place);
        }
        match self {
            Self::Intersects => a.meets(b),
            Self::Disjoint => !a.meets(b),
            _ => self.is_in(&a.relate(b)),
        }
    }

    /// The same relation said of the second to the first.
    fn flipped(self) -> Self {
        match self {
            Self::Within => Self::Contains,
            Self::Contains => Self::Within,
            other => other,
        }
    }

    /// Whether grounds in two boxes can lie so, or not be disjoint.
    fn is_possible(self, a: Rect<f64>, b: Rect<f64>) -> bool {
        let inside = |a: Rect<f64>, b: Rect<f64>| b.intersects(&a.min()) && b.intersects(&a.max());
        match self {
            Self::Equals => a == b,
            Self::Within => inside(a, b),
            Self::Contains => inside(b, a),
            _ => a.intersects(&b),
        }
    }

    /// Whether a ground lies so to an area if all of it is inside, outside or (a point only) on the edge.
    fn is_at(self, place: CoordPos) -> bool {
        match self {
            Self::Disjoint => place == CoordPos::Outside,
            Self::Intersects => place != CoordPos::Outside,
            Self::Within => place == CoordPos::Inside,
            Self::Touches => place == CoordPos::OnBoundary,
            Self::Equals | Self::Overlaps | Self::Crosses | Self::Contains => false,
        }
    }

    fn is_in(self, matrix: &IntersectionMatrix) -> bool {
        match self {
            Self::Intersects => matrix.is_intersects(),
            Self::Equals => matrix.is_equal_topo(),
            Self::Disjoint => matrix.is_disjoint(),
            Self::Touches => matrix.is_touches(),
            Self::Within => matrix.is_within(),
            Self::Overlaps => matrix.is_overlaps(),
            Self::Crosses => matrix.is_crosses(),
            Self::Contains => matrix.is_contains(),
        }
    }
}

impl Drawn {
    /// A geometry, if it has a point at all.
    pub(super) fn new(geometry: Geometry<f64>) -> Option<Self> {
        let around = geometry.bounding_rect()?;
        let parts = match &geometry {
            Geometry::GeometryCollection(parts) => parts.0.as_slice(),
            _ => &[],
        };
        let parts: Option<Vec<Self>> = parts.iter().cloned().map(Self::new).collect();
        Some(Self {
            around,
            points: geometry.coords_count(),
            parts: parts?,
            geometry,
        })
    }

    /// Whether this is a collection, of which parts touch or overlap.
    pub(super) fn is_heap(&self) -> bool {
        let meet = |a: &Self, b: &Self| {
            a.around.intersects(&b.around) && Seen::Drawn(a).meets(Seen::Drawn(b))
        };
        let mut parts = self.parts.as_slice();
        while let [first, others @ ..] = parts {
            if others.iter().any(|other| meet(first, other)) {
                return true;
            }
            parts = others;
        }
        false
    }

    /// Where all of a ground lies, if this is an area and that is easily said: of a point, and of what no edge comes
    /// near.
    fn place_of(&self, own: Seen<'_>) -> Option<CoordPos> {
        let around = own.around()?;
        let is_near = |edge: Line<f64>| edge.bounding_rect().intersects(&around);
        let is_crossed = match &self.geometry {
            Geometry::Polygon(polygon) => polygon.lines_iter().any(is_near),
            Geometry::MultiPolygon(polygons) => polygons.lines_iter().any(is_near),
            _ => return None,
        };
        if is_crossed && !matches!(own, Seen::Point(_)) {
            return None;
        }
        Some(place_in(&self.geometry, around.min()))
    }
}

/// Where a point lies. `geo` 0.33 says of one where two polygons touch that it lies outside both, so each is asked.
fn place_in(area: &Geometry<f64>, point: Coord<f64>) -> CoordPos {
    let Geometry::MultiPolygon(polygons) = area else {
        return area.coordinate_position(&point);
    };
    let places = polygons.iter().map(|part| part.coordinate_position(&point));
    places.fold(CoordPos::Outside, |all, place| match (all, place) {
        (CoordPos::Inside, _) | (_, CoordPos::Inside) => CoordPos::Inside,
        (CoordPos::OnBoundary, _) | (_, CoordPos::OnBoundary) => CoordPos::OnBoundary,
        _ => CoordPos::Outside,
    })
}

impl<'a> Seen<'a> {
    /// The ground of a record.
    pub(super) fn of(shape: Shape<'a>) -> Option<Self> {
        match shape {
            Shape::Nowhere => None,
            Shape::Point(point) => Some(Self::Point(point.to_point())),
            Shape::Area(area) => Some(Self::Area(area)),
        }
    }

    fn around(self) -> Option<Rect<f64>> {
        match self {
            Self::Point(point) => Some(point.bounding_rect()),
            Self::Area(area) => area.bounding_rect(),
            Self::Drawn(drawn) => Some(drawn.around),
        }
    }

    fn is_small(self) -> bool {
        match self {
            Self::Point(_) => true,
            Self::Area(_) => false,
            Self::Drawn(drawn) => drawn.points <= FEW_POINTS,
        }
    }

    /// The parts of a collection.
    fn parts(self) -> &'a [Drawn] {
        match self {
            Self::Drawn(drawn) => &drawn.parts,
            Self::Point(_) | Self::Area(_) => &[],
        }
    }

    fn meets(self, other: Self) -> bool {
        if let parts @ [_, ..] = self.parts() {
            return parts.iter().any(|part| Self::Drawn(part).meets(other));
        }
        if !other.parts().is_empty() {
            return other.meets(self);
        }
        if !self.is_small() && !other.is_small() {
            return self.relate(other).is_intersects();
        }
        match self {
            Self::Point(point) => other.meets_any(&point),
            Self::Area(area) => other.meets_any(area),
            Self::Drawn(drawn) => other.meets_any(&drawn.geometry),
        }
    }

    fn meets_any<G>(self, other: &G) -> bool
    where
        G: Intersects<Point<f64>> + Intersects<MultiPolygon<f64>> + Intersects<Geometry<f64>>,
    {
        match self {
            Self::Point(point) => other.intersects(&point),
            Self::Area(area) => other.intersects(area),
            Self::Drawn(drawn) => other.intersects(&drawn.geometry),
        }
    }

    fn relate(self, other: Self) -> IntersectionMatrix {
        match self {
            Self::Point(point) => other.related(&point),
            Self::Area(area) => other.related(area),
            Self::Drawn(drawn) => other.related(&drawn.geometry),
        }
    }

    /// The matrix of another to this.
    fn related(self, other: &impl Relate<f64>) -> IntersectionMatrix {
        match self {
            Self::Point(point) => other.relate(&point),
            Self::Area(area) => other.relate(area),
            Self::Drawn(drawn) => other.relate(&drawn.geometry),
        }
    }
}

#[cfg(test)]
mod tests {
    use geo::{Area, LineString, MapCoords, Polygon, Validation, coord};
    use proptest::{prelude::*, sample::Index};

    use super::*;

    const ALL: [SpatialRelation; 8] = [
        SpatialRelation::Intersects,
        SpatialRelation::Equals,
        SpatialRelation::Disjoint,
        SpatialRelation::Touches,
        SpatialRelation::Within,
        SpatialRelation::Overlaps,
        SpatialRelation::Crosses,
        SpatialRelation::Contains,
    ];

    /// A ring on a coarse grid, so that grounds touch, cross and lie in each other.
    fn polygon() -> impl Strategy<Value = Polygon<f64>> {
        let corner = (0..7u8, 0..7u8).prop_map(|(x, y)| coord! { x: x.into(), y: y.into() });
        let ring = prop::collection::vec(corner, 3..7);
        let polygon = ring.prop_map(|ring| Polygon::new(LineString(ring), Vec::new()));
        let is_area = |polygon: &Polygon<f64>| polygon.is_valid() && polygon.unsigned_area() > 0.0;
        polygon.prop_filter("an area", is_area)
    }

    /// Two polygons that touch where the second begins.
    fn touching() -> impl Strategy<Value = MultiPolygon<f64>> {
        let pair = (polygon(), polygon(), any::<Index>()).prop_map(|(a, b, corner)| {
            let at = *corner.get(&a.exterior().0);
            let by = at - b.exterior().0[0];
            let moved = b.map_coords(|c| c + by);
            MultiPolygon(vec![a, moved])
        });
        pair.prop_filter("parts that touch in points only", Validation::is_valid)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1000, max_local_rejects: 1_000_000, ..ProptestConfig::default() })]
        #[test]
        fn short_ways_lead_to_the_matrix(
            a in prop_oneof![polygon().prop_map(Geometry::from), touching().prop_map(Geometry::from)], b in polygon(),
            x in 0..7u8, y in 0..7u8,
        ) {
            let drawn = Drawn::new(a).unwrap();
            let area = MultiPolygon(vec![b]);
            let line = Drawn::new(LineString(vec![coord! { x: 3.0, y: 0.0 }, coord! { x: x.into(), y: 6.0 }]).into()).unwrap();
            let point = Point::new(x.into(), y.into());
            for (a, b) in [
                (Seen::Area(&area), Seen::Drawn(&drawn)),
                (Seen::Point(point), Seen::Drawn(&drawn)),
                (Seen::Area(&area), Seen::Drawn(&line)),
                (Seen::Point(point), Seen::Drawn(&line)),
                (Seen::Point(point), Seen::Area(&area)),
                (Seen::Drawn(&line), Seen::Drawn(&drawn)),
            ] {
                for relation in ALL {
                    let (there, back) = (relation.is_in(&a.relate(b)), relation.is_in(&b.relate(a)));
                    prop_assert_eq!(relation.holds(a, b), there, "{:?} {:?} {:?}", relation, a, b);
                    prop_assert_eq!(relation.holds(b, a), back, "{:?} {:?} {:?}", relation, b, a);
                }
            }
        }
    }
}
