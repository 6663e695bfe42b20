//! On which side of an edge? Exact predicates, and the path from a corner to a point.
//!
//! The path goes from the corner of a leaf straight up to the height of the point and then straight right to the point.
//! That a path goes through a vertex, or along an edge, need not be thought of: the whole path is taken to be moved by
//! the same infinitely small step, right and, infinitely less, up (simulation of simplicity, Edelsbrunner and
//! Mücke 1990). So a vertex at the height of the path lies below it, and one in line with it to the left.

use geo::Coord;
use robust::orient2d;

/// Bound of the error of a turn that is computed plainly, relative to the sum of its two halves (Ozaki et al. 2016).
pub(super) const THETA: f64 = 3.330_669_062_177_372_2e-16;

/// The lower left corner of a cell.
pub(super) type Corner = Coord<f64>;

/// A straight line between two positions in degrees (RFC 7946 §3.1.1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) start: Coord<f64>,
    pub(super) end: Coord<f64>,
}

impl Edge {
    pub(super) fn new(start: Coord<f64>, end: Coord<f64>) -> Self {
        Self { start, end }
    }

    /// Whether a point lies left of the edge's line; one on it does where the small step of the path leads to the left.
    fn has_left(self, point: Coord<f64>) -> bool {
        let turn = self.turn(point);
        // How `turn` changes with a step right and, where that leads along the edge, with one up.
        let right = self.start.y - self.end.y;
        let up = self.end.x - self.start.x;
        let signs = [turn, right, up];
        signs
            .into_iter()
            .find(|sign| *sign != 0.0)
            .is_some_and(|sign| sign > 0.0)
    }

    /// Whether the path between two corners crosses the edge; the second is nowhere left of the first or below it.
    #[inline]
    pub(super) fn parts(&self, corner: Corner, other: Corner) -> bool {
        let Self { start, end } = *self;
        let level = (start.y > other.y) != (end.y > other.y);
        let upright = (start.x > corner.x) != (end.x > corner.x);
        match (level, upright) {
            (true, true) => self.has_left(corner) != self.has_left(other),
            (true, false) => start.x > corner.x && (end.y > start.y) != self.has_left(other),
            (false, true) => start.y <= other.y && (end.x > start.x) != self.has_left(corner),
            (false, false) => false,
        }
    }

    /// Whether the edge may meet a closed square; where it does, it is never denied.
    pub(super) fn may_meet(&self, corner: Corner, side: f64) -> bool {
        let Self { start, end } = *self;
        let beside = |a: f64, b: f64, low: f64| a.max(b) < low || a.min(b) > low + side;
        if beside(start.x, end.x, corner.x) || beside(start.y, end.y, corner.y) {
            return false;
        }
        // Twice the area between the edge and the square's middle, and how much of it the square reaches.
        let (along, up) = (end.x - start.x, end.y - start.y);
        let (x, y) = (
            corner.x + side / 2.0 - start.x,
            corner.y + side / 2.0 - start.y,
        );
        let (left, right) = (along * y, up * x);
        let reach = (along.abs() + up.abs()) * (side / 2.0);
        let doubt = 1e-14 * (left.abs() + right.abs() + reach);
        (left - right).abs() <= reach + doubt
    }

    /// Directed so that, seen from within the cell of the corner, an edge that reaches from below a point's height to
    /// above it lies between corner and point just when the point is not left of it.
    ///
    /// 1. An edge across the line straight up from the corner has the corner to its left.
    /// 2. One right of that line leads upwards: the way to the right crosses it.
    /// 3. One left of that line leads downwards: every point of the cell is left of it, and no way crosses it.
    pub(super) fn seen_from(self, corner: Corner) -> Self {
        let right = |x: f64| x > corner.x;
        let upwards = self.end.y > self.start.y;
        let keep = match (right(self.start.x), right(self.end.x)) {
            (true, true) => upwards,
            (false, false) => !upwards,
            _ => self.has_left(corner),
        };
        if keep {
            self
        } else {
            Self::new(self.end, self.start)
        }
    }

    /// Whether an edge as [`Edge::seen_from`] directs it lies between the corner and a point of its cell; `None` where
    /// the point lies on the edge.
    pub(super) fn between(&self, corner: Corner, point: Coord<f64>) -> Option<bool> {
        let Self { start, end } = *self;
        if (start.y > point.y) != (end.y > point.y) {
            let turn = self.turn(point);
            // At this height the line through both ends is the edge.
            return (turn != 0.0).then_some(turn < 0.0);
        }
        let upright = (start.x > corner.x) != (end.x > corner.x);
        let within = |a: f64, b: f64, at: f64| a.min(b) <= at && at <= a.max(b);
        // Not to both sides of the point's height: it is on the edge at an end that reaches this height, or where
        // the edge runs along it.
        let flat = within(point.y, point.y, start.y) && within(point.y, point.y, end.y);
        let on = point == start || point == end || (flat && within(start.x, end.x, point.x));
        // Only the way up may cross it: if it lies below the point and above the corner.
        (!on).then_some(upright && start.y <= point.y && end.x < start.x)
    }

    /// Above zero where the point lies left of the edge, below where right, zero exactly on its line.
    ///
    /// The first stage of `robust::orient2d` stands here once more so that it is inlined.
    #[inline]
    fn turn(&self, point: Coord<f64>) -> f64 {
        let left = (self.start.x - point.x) * (self.end.y - point.y);
        let right = (self.start.y - point.y) * (self.end.x - point.x);
        let turn = left - right;
        if turn.abs() > THETA * (left + right).abs() {
            turn
        } else {
            self.exact_turn(point)
        }
    }

    #[cold]
    fn exact_turn(&self, point: Coord<f64>) -> f64 {
        /// Two to the 300th: exact, and the smallest differences of degrees do not vanish when they are multiplied.
        const LARGER: f64 = 2.037_035_976_334_486e90;
        let coord = |c: Coord<f64>| robust::Coord {
            x: c.x * LARGER,
            y: c.y * LARGER,
        };
        orient2d(coord(self.start), coord(self.end), coord(point))
    }
}
