//! Squares of the web Mercator projection: `WebMercatorQuad`, as every map on the web has them.

use std::{f64::consts::PI, ops::RangeInclusive};

use geo::{Coord, Rect, coord};
use thiserror::Error;

/// Width and height of a tile in its own units.
pub const EXTENT: u32 = 4096;
/// How far beyond its edges a tile is drawn, in units.
pub const BUFFER: u32 = 64;
/// The zoom at which tiles show all that there is: a unit is 2.4 m at the equator, far below the precision of any line.
/// Clients that want to come closer enlarge these tiles.
pub const DEEPEST: u8 = 12;
/// The last zoom that is served.
pub const LAST_ZOOM: u8 = 22;

/// Latitude beyond which nothing can be seen; the projection has no pole.
const FARTHEST_DEG: f64 = 89.9;

/// A tile that is there: its row and column lie in the matrix of its zoom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    zoom: u8,
    row: u32,
    col: u32,
}

/// A tile that is not there.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} {given:?} is not a whole number from {} to {}", .allowed.start(), .allowed.end())]
pub struct NoSuchTile {
    what: &'static str,
    given: String,
    allowed: RangeInclusive<u32>,
}

/// The tiles of a zoom that may hold something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The zoom.
    pub zoom: u8,
    /// Rows, from the north.
    pub rows: RangeInclusive<u32>,
    /// Columns, from the west.
    pub cols: RangeInclusive<u32>,
}

impl Tile {
    /// The tile that covers the world.
    pub const WORLD: Self = Self {
        zoom: 0,
        row: 0,
        col: 0,
    };

    /// A tile from the texts of its address.
    ///
    /// # Errors
    /// When there is no such zoom, or none of the numbers in it.
    pub fn parse(zoom: &str, row: &str, col: &str) -> Result<Self, NoSuchTile> {
        let zoom = number("tileMatrix", zoom, &(0..=u32::from(LAST_ZOOM)))?;
        let matrix = 0..=(1 << zoom) - 1;
        Ok(Self {
            zoom: u8::try_from(zoom).unwrap_or(LAST_ZOOM),
            row: number("tileRow", row, &matrix)?,
            col: number("tileCol", col, &matrix)?,
        })
    }

    /// Its zoom, from 0.
    #[must_use]
    pub fn zoom(self) -> u8 {
        self.zoom
    }

    /// Its row, from 0 in the north.
    #[must_use]
    pub fn row(self) -> u32 {
        self.row
    }

    /// Its column, from 0 in the west.
    #[must_use]
    pub fn col(self) -> u32 {
        self.col
    }

    /// The four tiles of the next zoom that cover it.
    pub fn quarters(self) -> impl Iterator<Item = Self> {
        let corners = [(0, 0), (0, 1), (1, 0), (1, 1)];
        corners.into_iter().map(move |(down, right)| Self {
            zoom: self.zoom + 1,
            row: self.row * 2 + down,
            col: self.col * 2 + right,
        })
    }

    /// Where degrees, longitude first, lie on it: units from its north-western corner, to the east and to the south.
    #[must_use]
    pub fn units(self, degrees: Coord<f64>) -> Coord<f64> {
        let world = on_world(degrees);
        let units = |share: f64, number: u32| {
            (share * tiles_across(self.zoom) - f64::from(number)) * f64::from(EXTENT)
        };
        coord! { x: units(world.x, self.col), y: units(world.y, self.row) }
    }

    /// The degrees, longitude first, of a spot in units.
    #[must_use]
    pub fn degrees(self, units: Coord<f64>) -> Coord<f64> {
        let share = |units: f64, number: u32| {
            (f64::from(number) + units / f64::from(EXTENT)) / tiles_across(self.zoom)
        };
        let (x, y) = (share(units.x, self.col), share(units.y, self.row));
        let lat = ((1.0 - 2.0 * y) * PI).sinh().atan().to_degrees();
        coord! { x: x * 360.0 - 180.0, y: lat }
    }

    /// The box in degrees around the tile and `margin` units more on each side.
    #[must_use]
    pub fn bounds(self, margin: u32) -> Rect<f64> {
        let (low, high) = (-f64::from(margin), f64::from(EXTENT + margin));
        Rect::new(
            self.degrees(coord! { x: low, y: high }),
            self.degrees(coord! { x: high, y: low }),
        )
    }
}

impl Limits {
    /// The tiles of a zoom on which something within a box of degrees may be drawn.
    #[must_use]
    pub fn around(bounds: Rect<f64>, zoom: u8) -> Self {
        let (low, high) = (on_world(bounds.min()), on_world(bounds.max()));
        let last = (1_u32 << zoom) - 1;
        let buffer = f64::from(BUFFER) / f64::from(EXTENT);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the matrix"
        )]
        let number = |share: f64, buffer: f64| {
            let tile = share * tiles_across(zoom) + buffer;
            tile.floor().clamp(0.0, f64::from(last)) as u32
        };
        Self {
            zoom,
            rows: number(high.y, -buffer)..=number(low.y, buffer),
            cols: number(low.x, -buffer)..=number(high.x, buffer),
        }
    }

    /// Whether a tile of this zoom lies within.
    #[must_use]
    pub fn hold(&self, tile: Tile) -> bool {
        self.rows.contains(&tile.row) && self.cols.contains(&tile.col)
    }

    /// How many tiles they are.
    #[must_use]
    pub fn count(&self) -> u64 {
        let length = |range: &RangeInclusive<u32>| u64::from(range.end() - range.start()) + 1;
        length(&self.rows) * length(&self.cols)
    }
}

fn number(
    what: &'static str,
    text: &str,
    allowed: &RangeInclusive<u32>,
) -> Result<u32, NoSuchTile> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| text.parse().ok()).flatten();
    number
        .filter(|number| allowed.contains(number))
        .ok_or_else(|| NoSuchTile {
            what,
            given: text.chars().take(40).collect(),
            allowed: allowed.clone(),
        })
}

/// How many tiles lie side by side.
fn tiles_across(zoom: u8) -> f64 {
    f64::from(1_u32 << zoom)
}

/// Where degrees lie on the square of the world, as shares of its width from its north-western corner.
fn on_world(degrees: Coord<f64>) -> Coord<f64> {
    let lat = degrees.y.clamp(-FARTHEST_DEG, FARTHEST_DEG).to_radians();
    coord! {
        x: (degrees.x + 180.0) / 360.0,
        y: 0.5 - lat.tan().asinh() / (2.0 * PI),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tile(zoom: u8, row: u32, col: u32) -> Tile {
        Tile::parse(&zoom.to_string(), &row.to_string(), &col.to_string()).unwrap()
    }

    #[test]
    fn tiles_lie_where_every_map_has_them() {
        // The tile of Null Island's north-eastern quarter, and one that other programs name for a city.
        let bounds = tile(1, 0, 1).bounds(0);
        assert!((bounds.min().x.abs() + bounds.min().y.abs()) < 1e-9);
        assert!((bounds.max().y - 85.051_128_779_806_6).abs() < 1e-9);
        let berlin = tile(10, 335, 550).bounds(0);
        assert!(berlin.min().x < 13.4 && 13.4 < berlin.max().x);
        assert!(berlin.min().y < 52.52 && 52.52 < berlin.max().y);
    }

    #[test]
    fn units_and_degrees_are_each_others_inverse() {
        let tile = tile(14, 6500, 9800);
        for (x, y) in [(0.0, 0.0), (4096.0, 4096.0), (-64.0, 1234.5)] {
            let back = tile.units(tile.degrees(coord! { x: x, y: y }));
            assert!((back.x - x).abs() < 1e-5 && (back.y - y).abs() < 1e-5);
        }
    }

    #[test]
    fn quarters_cover_their_tile() {
        let whole = tile(7, 50, 76);
        let quarters: Vec<Tile> = whole.quarters().collect();
        assert!((quarters[0].bounds(0).min().x - whole.bounds(0).min().x).abs() < 1e-9);
        assert!((quarters[3].bounds(0).max().x - whole.bounds(0).max().x).abs() < 1e-9);
        assert_eq!(quarters[3], tile(8, 101, 153));
    }

    #[test]
    fn what_is_no_tile_is_named_with_what_is() {
        let error = |zoom, row, col| Tile::parse(zoom, row, col).unwrap_err().to_string();
        assert_eq!(
            error("23", "0", "0"),
            "tileMatrix \"23\" is not a whole number from 0 to 22"
        );
        assert_eq!(
            error("3", "8", "0"),
            "tileRow \"8\" is not a whole number from 0 to 7"
        );
        for (zoom, row, col) in [
            ("0", "0", "1"),
            ("", "0", "0"),
            ("+1", "0", "0"),
            ("1", "-1", "0"),
            ("1", "0", "99999999999"),
        ] {
            assert!(Tile::parse(zoom, row, col).is_err());
        }
    }

    #[test]
    fn limits_hold_the_box_and_the_tiles_whose_buffer_it_touches() {
        let inside = tile(5, 12, 19).bounds(0);
        let (low, high) = (inside.min(), inside.max());
        let (width, height) = (high.x - low.x, high.y - low.y);
        let middle = Rect::new(
            (low.x + width * 0.4, low.y + height * 0.4),
            (high.x - width * 0.4, high.y - height * 0.4),
        );
        let limits = Limits::around(middle, 5);
        assert_eq!((limits.rows, limits.cols), (12..=12, 19..=19));
        let whole = Limits::around(inside, 5);
        assert_eq!((whole.rows.clone(), whole.cols.clone()), (11..=13, 18..=20));
        assert_eq!(whole.count(), 9);
        let world = Limits::around(Rect::new((-180.0, -90.0), (180.0, 90.0)), 2);
        assert_eq!((world.rows, world.cols), (0..=3, 0..=3));
    }
}
