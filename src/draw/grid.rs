//! Whole steps of a hundred-thousandth of a degree, in which everything is drawn.

use geo::Coord;
use i_overlay::i_float::int::point::IntPoint;

use crate::model::LonLat;

/// Steps in one degree: the fifth decimal, about 1 m.
pub(super) const STEPS_PER_DEG: f64 = 1e5;

/// A position on the grid: longitude and latitude in steps of 0.00001 degrees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GridPoint {
    /// Longitude in steps.
    pub x: i32,
    /// Latitude in steps.
    pub y: i32,
}

impl GridPoint {
    /// The grid point nearest to a position.
    #[must_use]
    pub fn nearest(point: LonLat) -> Self {
        Self::of_degrees(Coord {
            x: point.lon(),
            y: point.lat(),
        })
    }

    /// The grid point nearest to degrees that are known to lie on the earth.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "180 degrees are 18 million steps"
    )]
    pub(super) fn of_degrees(degrees: Coord<f64>) -> Self {
        Self {
            x: (degrees.x * STEPS_PER_DEG).round() as i32,
            y: (degrees.y * STEPS_PER_DEG).round() as i32,
        }
    }

    /// The position in degrees: the float nearest to the five decimals.
    #[must_use]
    pub fn degrees(self) -> Coord<f64> {
        Coord {
            x: f64::from(self.x) / STEPS_PER_DEG,
            y: f64::from(self.y) / STEPS_PER_DEG,
        }
    }

    /// The grid point half-way to another; half a step is rounded to the north-east.
    #[must_use]
    pub fn midway(self, other: Self) -> Self {
        Self {
            x: (self.x + other.x + 1).div_euclid(2),
            y: (self.y + other.y + 1).div_euclid(2),
        }
    }

    /// Twice the area of the triangle to two others in square steps; above zero when the turn
    /// `self`, `b`, `c` is to the left, zero when the three lie on one line.
    #[must_use]
    pub fn turn(self, b: Self, c: Self) -> i64 {
        let wide = |from: i32, to: i32| i64::from(to) - i64::from(from);
        wide(self.x, b.x) * wide(self.y, c.y) - wide(self.y, b.y) * wide(self.x, c.x)
    }

    /// Whether the point lies on the straight edge between two others, ends included.
    #[must_use]
    pub fn is_on_edge(self, a: Self, b: Self) -> bool {
        let within = |value: i32, a: i32, b: i32| a.min(b) <= value && value <= a.max(b);
        within(self.x, a.x, b.x) && within(self.y, a.y, b.y) && a.turn(b, self) == 0
    }
}

/// Twice the area in a ring (open: the first point is not repeated) in square steps; above zero when
/// it runs counterclockwise.
pub(crate) fn turn_of(ring: &[GridPoint]) -> i64 {
    let Some((&first, rest)) = ring.split_first() else {
        return 0;
    };
    let fan = rest.windows(2).map(|edge| first.turn(edge[0], edge[1]));
    fan.sum()
}

impl From<GridPoint> for IntPoint {
    fn from(point: GridPoint) -> Self {
        Self::new(point.x, point.y)
    }
}

impl From<IntPoint> for GridPoint {
    fn from(point: IntPoint) -> Self {
        Self {
            x: point.x,
            y: point.y,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: i32, y: i32) -> GridPoint {
        GridPoint { x, y }
    }

    #[test]
    fn five_decimals_come_back_as_they_were() {
        for text in ["36.24158", "-0.00001", "179.99999", "-35.7"] {
            let degrees: f64 = text.parse().unwrap();
            let point = GridPoint::nearest(LonLat::new(degrees, degrees / 2.0).unwrap());
            assert_eq!(point.degrees().x.to_string(), text);
        }
    }

    #[test]
    fn half_a_step_goes_north_east_on_either_side_of_zero() {
        assert_eq!(at(1, -1).midway(at(2, -2)), at(2, -1));
        assert_eq!(at(2, -2).midway(at(1, -1)), at(2, -1));
    }

    #[test]
    fn edges_hold_their_ends_and_nothing_beside() {
        let (a, b) = (at(0, 0), at(4, 2));
        assert!(a.is_on_edge(a, b) && at(2, 1).is_on_edge(a, b));
        assert!(!at(1, 1).is_on_edge(a, b) && !at(6, 3).is_on_edge(a, b));
    }
}
