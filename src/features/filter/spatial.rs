//! The spatial functions (DE-9IM).

use geo::{
    BoundingRect, CoordsIter, Geometry, Intersects, MultiPolygon, Point, Rect, Relate,
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
    points: usize,
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

    /// Whether two grounds that do not meet never lie so.
    pub(super) fn needs_meeting(self) -> bool {
        self != Self::Disjoint
    }

    /// Whether the first ground lies so to the second.
    pub(super) fn holds(self, a: Seen<'_>, b: Seen<'_>) -> bool {
        let boxes = a.around().zip(b.around());
        if !boxes.is_some_and(|(a, b)| a.intersects(&b)) {
            return !self.needs_meeting();
        }
        match self {
            Self::Intersects => a.meets(b),
            Self::Disjoint => !a.meets(b),
            _ => self.is_in(&a.relate(b)),
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
        Some(Self {
            around,
            points: geometry.coords_count(),
            geometry,
        })
    }
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

    fn meets(self, other: Self) -> bool {
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
