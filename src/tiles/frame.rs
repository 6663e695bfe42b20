//! What is drawn of a tile: the tile and its buffer, and in how fine a grain.

use geo::{Coord, Rect};

use super::{BUFFER, DEEPEST, EXTENT, Tile};

/// Units of a pixel, in maps that draw tiles 512 pixels wide.
const PIXEL: i32 = 8;
/// Units of the squares that hold one point each: 66 by 66 are on a tile and its buffer.
const POINT_CELL: i32 = 64;
#[expect(clippy::cast_possible_wrap, reason = "a few thousand units")]
const LOW: i32 = -(BUFFER as i32);
#[expect(clippy::cast_possible_wrap, reason = "a few thousand units")]
const HIGH: i32 = (EXTENT + BUFFER) as i32;

/// A spot on whole units.
pub(super) type Spot = Coord<i32>;
/// A square of the grain: column and row, from the corner of the tile.
pub(super) type Cell = (i32, i32);

/// A tile with its buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    tile: Tile,
}

impl Frame {
    pub(super) fn of(tile: Tile) -> Self {
        Self { tile }
    }

    /// The lowest and the highest unit on either axis.
    pub(super) fn edges() -> (f64, f64) {
        (f64::from(LOW), f64::from(HIGH))
    }

    /// Degrees in units.
    pub(super) fn units(self, degrees: Coord<f64>) -> Coord<f64> {
        self.tile.units(degrees)
    }

    /// The nearest whole units, where they lie in the frame.
    pub(super) fn spot(self, degrees: Coord<f64>) -> Option<Spot> {
        let units = self.units(degrees);
        let (low, high) = Self::edges();
        let inside = |value: f64| (low..=high).contains(&value);
        (inside(units.x) && inside(units.y)).then(|| nearest(units))
    }

    /// The square that at most one point is drawn in; `None` where all are.
    pub(super) fn point_cell(self, spot: Spot) -> Option<Cell> {
        (self.tile.zoom() < DEEPEST).then(|| cell(spot, POINT_CELL))
    }

    /// The pixel that a box in degrees is drawn as, being smaller than one; `None` where it is not.
    pub(super) fn pixel(self, around: Rect<f64>) -> Option<Option<Cell>> {
        let (a, b) = (self.units(around.min()), self.units(around.max()));
        let small = |a: f64, b: f64| (a - b).abs() < f64::from(self.grain());
        (small(a.x, b.x) && small(a.y, b.y)).then(|| {
            let spot = self.spot(around.center())?;
            Some(cell(spot, self.grain())).filter(|cell| self.holds(*cell))
        })
    }

    /// The corners of a pixel.
    pub(super) fn square(self, (col, row): Cell) -> Vec<Spot> {
        let (grain, x, y) = (self.grain(), col * self.grain(), row * self.grain());
        let corners = [(0, 0), (grain, 0), (grain, grain), (0, grain)];
        corners
            .map(|(dx, dy)| Spot {
                x: x + dx,
                y: y + dy,
            })
            .into()
    }

    /// Whether a pixel lies in the frame; the spots on its far edges begin pixels that do not.
    fn holds(self, (col, row): Cell) -> bool {
        let inside = |number: i32| (number + 1) * self.grain() <= HIGH;
        inside(col) && inside(row)
    }

    fn grain(self) -> i32 {
        if self.tile.zoom() < DEEPEST { PIXEL } else { 1 }
    }
}

fn cell(spot: Spot, width: i32) -> Cell {
    (spot.x.div_euclid(width), spot.y.div_euclid(width))
}

/// The spot nearest to units in the frame.
#[expect(clippy::cast_possible_truncation, reason = "a few thousand units")]
pub(super) fn nearest(units: Coord<f64>) -> Spot {
    Spot {
        x: units.x.round() as i32,
        y: units.y.round() as i32,
    }
}
