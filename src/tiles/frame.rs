//! What is drawn of a tile: the tile and its buffer, and in how fine a grain.
//!
//! Spots are whole units on the grid that everything is drawn on, so their y runs northwards.

use geo::{Coord, Rect};

use super::{BUFFER, DEEPEST, EXTENT, Tile};
use crate::draw::{GridPoint, Ring};

/// Units of a pixel, in maps that draw tiles 512 pixels wide.
const PIXEL: i32 = 8;
/// Units of what takes the place of a pixel on a crowded tile, which then has at most 132 by 132 of them.
const CROWDED_PIXEL: i32 = 32;
/// With more records than this near it, a tile is crowded.
const CROWD: usize = 20_000;
/// Units of the squares that hold one point each: 66 by 66 are on a tile and its buffer.
const POINT_CELL: i32 = 64;

/// A square of the grain: column and row, from the corner of the tile.
pub(super) type Cell = (i32, i32);

/// A tile with its buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    tile: Tile,
    grain: i32,
}

impl Frame {
    /// The lowest unit on either axis.
    pub(super) const LOW: f64 = -(BUFFER as f64);
    /// The highest.
    pub(super) const HIGH: f64 = (EXTENT + BUFFER) as f64;

    /// The frame of a tile with so many records near it.
    pub(super) fn new(tile: Tile, records: usize) -> Self {
        let grain = match tile.zoom() {
            DEEPEST.. => 1,
            _ if records > CROWD => CROWDED_PIXEL,
            _ => PIXEL,
        };
        Self { tile, grain }
    }

    /// Degrees in units.
    pub(super) fn units(self, degrees: Coord<f64>) -> Coord<f64> {
        self.tile.units(degrees)
    }

    /// The nearest whole units, where they lie in the frame.
    pub(super) fn spot(self, degrees: Coord<f64>) -> Option<GridPoint> {
        let units = self.units(degrees);
        Self::holds(units).then(|| nearest(units))
    }

    /// The square that at most one point is drawn in; `None` where all are.
    pub(super) fn point_cell(self, spot: GridPoint) -> Option<Cell> {
        let number = |units: i32| units.div_euclid(POINT_CELL);
        (self.tile.zoom() < DEEPEST).then(|| (number(spot.x), number(-spot.y)))
    }

    /// Whether a box in degrees is smaller than a pixel.
    pub(super) fn is_small(self, around: Rect<f64>) -> bool {
        let (a, b) = (self.units(around.min()), self.units(around.max()));
        let small = |a: f64, b: f64| (a - b).abs() < f64::from(self.grain);
        small(a.x, b.x) && small(a.y, b.y)
    }

    /// The pixel that a spot in degrees lies on, if all of it is in the frame.
    #[expect(clippy::cast_possible_truncation, reason = "a few thousand units")]
    pub(super) fn pixel(self, degrees: Coord<f64>) -> Option<Cell> {
        let units = self.units(degrees);
        let number = |units: f64| (units / f64::from(self.grain)).floor() as i32;
        let begins_inside = Self::holds(units) && units.x < Self::HIGH && units.y < Self::HIGH;
        begins_inside.then(|| (number(units.x), number(units.y)))
    }

    /// The corners of a pixel.
    pub(super) fn square(self, (col, row): Cell) -> Ring {
        let (x, y) = (col * self.grain, -row * self.grain);
        let corners = [(0, -1), (1, -1), (1, 0), (0, 0)];
        let corners = corners.map(|(right, up)| GridPoint {
            x: x + right * self.grain,
            y: y + up * self.grain,
        });
        corners.into()
    }

    fn holds(units: Coord<f64>) -> bool {
        let inside = |value: f64| (Self::LOW..=Self::HIGH).contains(&value);
        inside(units.x) && inside(units.y)
    }
}

/// The spot nearest to units in the frame.
#[expect(clippy::cast_possible_truncation, reason = "a few thousand units")]
pub(super) fn nearest(units: Coord<f64>) -> GridPoint {
    GridPoint {
        x: units.x.round() as i32,
        y: -(units.y.round() as i32),
    }
}
