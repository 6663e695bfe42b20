//! Vector tiles: which part of which records lies on a tile, as a Mapbox Vector Tile 2.1.
//!
//! 1. A [`Tile`] is a square of the `WebMercatorQuad` (OGC 17-083r4, annex D.1), 4096 units wide; a record that lies in it or
//!    within [`BUFFER`] units of it is drawn on it, so that lines and circles go on over its edge.
//! 2. [`tile()`] asks the table for the records near it, cuts their ground to the tile and its buffer on whole units and
//!    writes them with their fields (`fields`).
//! 3. On tiles above zoom [`DEEPEST`] a polygon smaller than a pixel is drawn as that pixel, at most one in each, and of
//!    points at most one is drawn in 8 by 8 pixels; the first in the order of the table is. Where more than
//!    20,000 records are near, a square of four by four pixels takes the place of the pixel. From that zoom on nothing is left
//!    out that is not smaller than a unit.
//! 4. [`pmtiles()`] writes every tile of a table into one archive.
//!
//! Pure: no file, no HTTP.

mod archive;
mod cut;
mod fields;
mod frame;
mod layer;
mod matrix;
#[cfg(test)]
mod tests;

pub use archive::{Archives, deepest_in_archive, pmtiles};
pub use fields::{ID, fields, vector_layer};
pub use layer::tile;
pub use matrix::{BUFFER, DEEPEST, EXTENT, LAST_ZOOM, Limits, NoSuchTile, Tile};

use fast_mvt::MvtError;
use pmtiles::PmtError;
use thiserror::Error;

/// Why a tile or an archive could not be written.
#[derive(Debug, Error)]
pub enum TilesError {
    /// A tile holds more than its format can count.
    #[error("a tile could not be written")]
    Tile(#[from] MvtError),
    /// The archive holds more than its format can count.
    #[error("the archive could not be written")]
    Archive(#[from] PmtError),
}
