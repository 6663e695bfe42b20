//! Four edges at once.

use geo::Coord;
use wide::f64x4;

use super::edge::{Corner, Edge, THETA};

/// How many edges are looked at together.
pub(super) const WIDTH: usize = 4;

/// Up to four edges as [`Edge::seen_from`] directs them; missing ones are not numbers, and nothing meets them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    start_x: f64x4,
    start_y: f64x4,
    end_x: f64x4,
    end_y: f64x4,
}

impl Block {
    /// The first four edges, or as many as there are.
    pub(super) fn new(edges: &[Edge]) -> Self {
        let all = |number: fn(&Edge) -> f64| {
            let mut numbers = [f64::NAN; WIDTH];
            for (place, edge) in numbers.iter_mut().zip(edges) {
                *place = number(edge);
            }
            f64x4::new(numbers)
        };
        Self {
            start_x: all(|edge| edge.start.x),
            start_y: all(|edge| edge.start.y),
            end_x: all(|edge| edge.end.x),
            end_y: all(|edge| edge.end.y),
        }
    }

    /// Something that depends on all the memory of a block.
    pub(super) fn touch(&self) -> u64 {
        let first = |four: f64x4| four.to_array()[0].to_bits();
        first(self.start_x) ^ first(self.end_y)
    }

    /// Whether an odd number of the edges lies between the corner and the point; `None` where the point lies on one.
    ///
    /// What [`Edge::between`] asks of one edge, without a branch; where rounding might matter, edge by edge.
    #[inline]
    pub(super) fn odd_between(&self, corner: Corner, point: Coord<f64>) -> Option<bool> {
        let (x, y) = (f64x4::splat(point.x), f64x4::splat(point.y));
        let left = (self.start_x - x) * (self.end_y - y);
        let right = (self.start_y - y) * (self.end_x - x);
        let turn = left - right;
        let doubt = turn
            .abs()
            .simd_le((left + right).abs() * f64x4::splat(THETA));
        if doubt.to_bitmask() != 0 {
            return self.odd_one_by_one(corner, point);
        }
        let across = |a: f64x4, b: f64x4, line: f64x4| a.simd_gt(line) ^ b.simd_gt(line);
        let level = across(self.start_y, self.end_y, y);
        let upright = across(self.start_x, self.end_x, f64x4::splat(corner.x));
        let below = upright & self.start_y.simd_le(y) & self.end_x.simd_lt(self.start_x);
        let between = level.bitselect(turn.simd_lt(f64x4::ZERO), below);
        Some(between.to_bitmask().count_ones() & 1 == 1)
    }

    #[cold]
    fn odd_one_by_one(&self, corner: Corner, point: Coord<f64>) -> Option<bool> {
        self.edges()
            .try_fold(false, |odd, edge| Some(odd ^ edge.between(corner, point)?))
    }

    fn edges(&self) -> impl Iterator<Item = Edge> {
        let numbers = [self.start_x, self.start_y, self.end_x, self.end_y].map(f64x4::to_array);
        (0..WIDTH).map(move |i| {
            let [start_x, start_y, end_x, end_y] = numbers.map(|four| four[i]);
            let coord = |x, y| Coord { x, y };
            Edge::new(coord(start_x, start_y), coord(end_x, end_y))
        })
    }
}
