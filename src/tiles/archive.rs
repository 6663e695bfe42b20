//! All tiles of a collection in one file: `PMTiles` 3.

use std::{
    collections::BTreeMap,
    io::Cursor,
    sync::{Arc, Mutex, PoisonError},
};

use pmtiles::{PmTilesStreamWriter, PmTilesWriter, TileCoord, TileId, TileType};
use serde_json::json;

use super::{BUFFER, DEEPEST, Limits, Tile, TilesError, layer::tile, vector_layer};
use crate::{
    cores,
    features::{Days, Table},
    model::Dataset,
};

/// An archive goes down to the last zoom at which no more tiles than this could hold something: a country at zoom 12, the
/// world at zoom 7. Maps enlarge the tiles of that zoom beyond it.
const MANY: u64 = 20_000;
/// So many tiles are drawn before they are written.
const BATCH: usize = 512;

/// The archives of one snapshot, each made when it is first asked for.
#[derive(Debug, Default)]
pub struct Archives(Mutex<BTreeMap<&'static str, Arc<[u8]>>>);

impl Archives {
    /// The archive of all records of a table. Who asks while it is being made waits for it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn of(&self, table: &dyn Table, dataset: &Dataset) -> Result<Arc<[u8]>, TilesError> {
        let mut made = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(archive) = made.get(table.schema().id) {
            return Ok(Arc::clone(archive));
        }
        let archive: Arc<[u8]> = pmtiles(table, dataset, None, deepest_in_archive(table))?.into();
        made.insert(table.schema().id, Arc::clone(&archive));
        Ok(archive)
    }
}

/// The last zoom of an archive of a table.
#[must_use]
pub fn deepest_in_archive(table: &dyn Table) -> u8 {
    let Some(bounds) = table.bounds() else {
        return 0;
    };
    let few = |zoom: &u8| Limits::around(bounds, *zoom).count() <= MANY;
    (0..=DEEPEST).rev().find(few).unwrap_or(0)
}

/// Every tile down to zoom `deepest` with the records of some days, or of any.
///
/// # Errors
/// When the archive holds more than its format can count.
pub fn pmtiles(
    table: &dyn Table,
    dataset: &Dataset,
    days: Option<Days>,
    deepest: u8,
) -> Result<Vec<u8>, TilesError> {
    let mut bytes = Vec::new();
    let mut archive = opened(table, dataset, deepest, Cursor::new(&mut bytes))?;
    let mut tiles = vec![Tile::WORLD];
    while !tiles.is_empty() {
        write(&mut archive, table, days, &tiles)?;
        let above = tiles.iter().filter(|tile| tile.zoom() < deepest);
        tiles = above.flat_map(|tile| tile.quarters()).collect();
        tiles.retain(|tile| may_hold_something(table, *tile));
        tiles.sort_by_cached_key(|tile| coordinates(*tile).map(|at| TileId::from(at).value()).ok());
    }
    archive.finalize()?;
    Ok(bytes)
}

type Archive<'b> = PmTilesStreamWriter<Cursor<&'b mut Vec<u8>>>;

/// An archive that says what is in it.
fn opened<'b>(
    table: &dyn Table,
    dataset: &Dataset,
    deepest: u8,
    bytes: Cursor<&'b mut Vec<u8>>,
) -> Result<Archive<'b>, TilesError> {
    let schema = table.schema();
    let about = json!({
        "name": schema.title.en,
        "description": schema.description.en,
        "attribution": dataset.attribution.join("; "),
        "license": dataset.licence,
        "type": "overlay",
        "vector_layers": [vector_layer(schema, deepest)],
    });
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .min_zoom(0)
        .max_zoom(deepest)
        .metadata(about.to_string());
    if let Some(bounds) = table.bounds() {
        let (low, high, middle) = (bounds.min(), bounds.max(), bounds.center());
        let zoom = (0..=deepest).rev();
        let shown = zoom
            .into_iter()
            .find(|zoom| Limits::around(bounds, *zoom).count() <= 4);
        writer = writer
            .bounds(low.x, low.y, high.x, high.y)
            .center(middle.x, middle.y)
            .center_zoom(shown.unwrap_or(0));
    }
    Ok(writer.create(bytes)?)
}

/// Writes tiles, in the order of their numbers; the writer leaves out those that hold nothing.
fn write(
    archive: &mut Archive<'_>,
    table: &dyn Table,
    days: Option<Days>,
    tiles: &[Tile],
) -> Result<(), TilesError> {
    for batch in tiles.chunks(BATCH) {
        let drawn = cores::map(batch, |at| tile(table, days, *at));
        for (at, body) in batch.iter().zip(drawn) {
            archive.add_tile(coordinates(*at)?, &body?)?;
        }
    }
    Ok(())
}

/// Whether some record is near a tile: what is too thin to be seen on it may be seen on one of its quarters.
fn may_hold_something(table: &dyn Table, tile: Tile) -> bool {
    let within = |bounds| Limits::around(bounds, tile.zoom()).hold(tile);
    table.bounds().is_some_and(within)
        && table
            .near(tile.bounds(BUFFER))
            .is_none_or(|near| !near.is_empty())
}

fn coordinates(tile: Tile) -> Result<TileCoord, TilesError> {
    Ok(TileCoord::new(tile.zoom(), tile.col(), tile.row())?)
}
