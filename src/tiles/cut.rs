//! Areas cut to a frame, on whole units.

use geo::{Coord, LineString, MultiPolygon};

use super::frame::{Frame, nearest};
use crate::draw::{GridPoint, Ring, Shape, turn_of, wound};

/// Rings of at most so many corners are looked at pair by pair of edges before the engine is started for them.
const FEW_CORNERS: usize = 48;

/// What of an area lies in a frame, as valid polygons.
///
/// 1. Each ring is cut by the four edges of the frame, one after the other (Sutherland and Hodgman, 1974), which may leave
///    edges that run to and fro along the frame; its corners are then moved to the nearest whole units, which may make
///    it cross itself.
/// 2. The overlay engine gathers what is wound around more often by outer rings than by holes: that is the area,
///    without what runs to and fro. A single short ring that neither touches nor crosses itself needs no engine.
pub(super) fn cut(frame: Frame, area: &MultiPolygon<f64>) -> Vec<Shape> {
    let rings = area
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .map(|ring| in_frame(frame, ring))
        .filter(|ring| ring.len() > 2);
    let rings: Vec<Ring> = rings.collect();
    match rings.as_slice() {
        [] => Vec::new(),
        [ring] if is_simple(ring) => vec![rings],
        rings => wound(rings),
    }
}

/// A ring on whole units, cut to the frame.
fn in_frame(frame: Frame, ring: &LineString<f64>) -> Ring {
    let corners = ring.0.split_last().map_or(&[][..], |(_, corners)| corners);
    let corners: Vec<Coord<f64>> = corners.iter().map(|c| frame.units(*c)).collect();
    let corners = Edge::ALL
        .iter()
        .fold(corners, |corners, edge| edge.cut(corners));
    let mut spots: Ring = corners.into_iter().map(nearest).collect();
    spots.dedup();
    if spots.first() == spots.last() {
        spots.pop();
    }
    spots
}

/// Whether a ring is counterclockwise, short, and meets itself nowhere.
fn is_simple(ring: &[GridPoint]) -> bool {
    let count = ring.len();
    let edge = |number: usize| (ring[number], ring[(number + 1) % count]);
    let apart = |(first, second): (usize, usize)| {
        let ((a, b), (c, d)) = (edge(first), edge(second));
        if second == first + 1 {
            return !d.is_on_edge(a, b) && !a.is_on_edge(c, d);
        }
        if first == 0 && second == count - 1 {
            return !c.is_on_edge(a, b) && !b.is_on_edge(c, d);
        }
        !meet(a, b, c, d)
    };
    let pairs =
        || (0..count).flat_map(|first| (first + 1..count).map(move |second| (first, second)));
    (3..=FEW_CORNERS).contains(&count) && turn_of(ring) > 0 && pairs().all(apart)
}

/// Whether two edges have a point in common.
fn meet(a: GridPoint, b: GridPoint, c: GridPoint, d: GridPoint) -> bool {
    let beside = |a: i32, b: i32, c: i32, d: i32| a.max(b) < c.min(d) || c.max(d) < a.min(b);
    if beside(a.x, b.x, c.x, d.x) || beside(a.y, b.y, c.y, d.y) {
        return false;
    }
    let apart = |a: GridPoint, b: GridPoint, c: GridPoint, d: GridPoint| {
        a.turn(b, c).signum() * a.turn(b, d).signum() > 0
    };
    !apart(a, b, c, d) && !apart(c, d, a, b)
}

/// An edge of the frame: a line along an axis that keeps what lies on one side of it.
#[derive(Clone, Copy)]
struct Edge {
    axis: Axis,
    at: f64,
    keeps: Side,
}

#[derive(Clone, Copy)]
enum Axis {
    X,
    Y,
}

#[derive(Clone, Copy)]
enum Side {
    Above,
    Below,
}

impl Edge {
    const ALL: [Self; 4] = [
        Self::new(Axis::X, Side::Above),
        Self::new(Axis::X, Side::Below),
        Self::new(Axis::Y, Side::Above),
        Self::new(Axis::Y, Side::Below),
    ];

    const fn new(axis: Axis, keeps: Side) -> Self {
        let at = match keeps {
            Side::Above => Frame::LOW,
            Side::Below => Frame::HIGH,
        };
        Self { axis, at, keeps }
    }

    fn cut(self, corners: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
        let Some(last) = corners.last() else {
            return corners;
        };
        if corners.iter().all(|corner| self.keeps(*corner)) {
            return corners;
        }
        let mut kept = Vec::with_capacity(corners.len() + 4);
        let mut from = *last;
        for to in corners {
            if self.keeps(from) != self.keeps(to) {
                kept.push(self.crossing(from, to));
            }
            if self.keeps(to) {
                kept.push(to);
            }
            from = to;
        }
        kept
    }

    fn keeps(self, corner: Coord<f64>) -> bool {
        match self.keeps {
            Side::Above => self.along(corner) >= self.at,
            Side::Below => self.along(corner) <= self.at,
        }
    }

    fn along(self, corner: Coord<f64>) -> f64 {
        match self.axis {
            Axis::X => corner.x,
            Axis::Y => corner.y,
        }
    }

    /// Where the line between two corners on different sides crosses the edge, the same from either end.
    fn crossing(self, a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
        let (a, b) = if self.along(a) <= self.along(b) {
            (a, b)
        } else {
            (b, a)
        };
        let share = (self.at - self.along(a)) / (self.along(b) - self.along(a));
        let there = a + (b - a) * share;
        match self.axis {
            Axis::X => Coord {
                x: self.at,
                ..there
            },
            Axis::Y => Coord {
                y: self.at,
                ..there
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i32, i32)]) -> Ring {
        points.iter().map(|&(x, y)| GridPoint { x, y }).collect()
    }

    #[test]
    fn rings_that_meet_themselves_are_not_simple() {
        assert!(is_simple(&ring(&[(0, 0), (9, 0), (9, 9), (0, 9)])));
        assert!(is_simple(&ring(&[(0, 0), (9, 0), (0, 9)])));
        for points in [
            &[(0, 0), (0, 9), (9, 9), (9, 0)][..],             // clockwise
            &[(0, 0), (9, 0), (0, 9), (9, 9)],                 // crossing
            &[(0, 0), (9, 0), (9, 9), (5, 0), (0, 9)],         // touching an edge
            &[(0, 0), (9, 0), (9, 9), (5, 5), (7, 7), (0, 9)], // folded back
            &[(0, 0), (4, 4), (9, 0), (9, 9), (4, 4), (0, 9)], // touching a corner
            &[(0, 0), (9, 0), (9, 5), (9, 0), (9, 9), (0, 9)], // to and fro
            &[(0, 0), (9, 0)],
        ] {
            assert!(!is_simple(&ring(points)), "{points:?}");
        }
    }
}
