//! OGC API - Tiles: for each collection with ground, its vector tiles.

use geo::{BoundingRect, Rect};
use serde_json::{Value, json};

use super::{
    document::Sight,
    operation::{Get, tagged},
    parameters as given,
    schemas::{self, reference},
};
use crate::{
    features::{Geometries, Table},
    formats::{MVT, WEB_MERCATOR_QUAD},
    http::tiles::{FORMS, PMTILES},
    tiles::{DEEPEST, LAST_ZOOM, Limits},
};

pub(super) const TAG: (&str, &str) = (
    "tiles",
    "OGC API - Tiles: the collections with ground as vector tiles",
);

pub(super) fn operations(sight: &Sight<'_>) -> Vec<Get> {
    let tables = sight.world.features.tables();
    let tables = tables.filter(|table| table.schema().geometries != Geometries::None);
    let own = tables.flat_map(|table| of_table(sight, table));
    tagged(TAG.0, schemes().into_iter().chain(own).collect())
}

fn schemes() -> [Get; 2] {
    let one = format!("/tileMatrixSets/{WEB_MERCATOR_QUAD}");
    [
        Get::new("/tileMatrixSets", "tileMatrixSets", "The tiling schemes")
            .with([given::form(&["json"])])
            .referring("application/json", "TileMatrixSets", "/tileMatrixSets"),
        Get::new(
            &one,
            "tileMatrixSet",
            "The tiling scheme of maps on the web",
        )
        .with([given::form(&["json"])])
        .referring("application/json", "TileMatrixSet", &one),
    ]
}

fn of_table(sight: &Sight<'_>, table: &dyn Table) -> [Get; 4] {
    let (id, title) = (table.schema().id, table.schema().title.en);
    let all = format!("/collections/{id}/tiles");
    let tileset = format!("{all}/{WEB_MERCATOR_QUAD}");
    let datetime = || given::datetime(sight.day());
    let archive = format!("/{id}.pmtiles");
    [
        Get::new(
            &all,
            format!("{id}Tilesets"),
            &format!("{title}: the sets of tiles"),
        )
        .with([given::form(&["json"])])
        .referring("application/json", "Tilesets", &all),
        Get::new(
            &tileset,
            format!("{id}Tileset"),
            &format!("{title}: which tiles there are"),
        )
        .saying("With `f=tilejson` as TileJSON 3.0.")
        .with([given::form(&FORMS), datetime()])
        .referring("application/json", "Tileset", &format!("{tileset}?f=json")),
        tile(table, &tileset).with([datetime()]),
        Get::new(
            &archive,
            format!("{id}Archive"),
            &format!("{title}: every tile in one file"),
        )
        .file()
        .bytes(PMTILES, &archive),
    ]
}

/// A tile, by the numbers of one that holds something.
fn tile(table: &dyn Table, tileset: &str) -> Get {
    let (id, title) = (table.schema().id, table.schema().title.en);
    let zoom = DEEPEST / 2;
    let (row, col) = within(table, zoom).unwrap_or_default();
    let furthest = (1 << LAST_ZOOM) - 1;
    Get::new(
        format!("{tileset}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"),
        format!("{id}Tile"),
        &format!("{title}: one tile"),
    )
    .saying("`tileCol` may end in `.mvt` or `.pbf`.")
    .with([
        given::number_in_path("tileMatrix", "Zoom.", u32::from(LAST_ZOOM), u32::from(zoom)),
        given::number_in_path("tileRow", "Row, from the north.", furthest, row),
        given::number_in_path("tileCol", "Column, from the west.", furthest, col),
        given::form(&["mvt"]),
    ])
    .maybe_empty()
    .bytes(MVT, &format!("{tileset}/{zoom}/{row}/{col}"))
}

/// The tile in the middle of the first record that has ground.
fn within(table: &dyn Table, zoom: u8) -> Option<(u32, u32)> {
    let mut shapes = (0..table.len()).map(|record| table.shape(record));
    let ground = shapes.find_map(|shape| shape.to_geometry())?;
    let middle = ground.bounding_rect()?.center();
    let limits = Limits::around(Rect::new(middle, middle), zoom);
    // With what is drawn beyond the edges of tiles there may be two; both have the record on them.
    Some((*limits.rows.start(), *limits.cols.start()))
}

/// The schemas of what is said about tiles.
pub(super) fn general() -> Vec<(String, Value)> {
    let text = || json!({ "type": "string" });
    let links = schemas::links();
    let scheme =
        json!({ "id": text(), "title": text(), "uri": text(), "crs": text(), "links": links });
    let tileset = json!({
        "title": text(), "dataType": text(), "crs": text(), "tileMatrixSetURI": text(), "links": links,
    });
    let about = json!({
        "type": "object",
        "required": ["dataType", "crs", "links"],
        "properties": tileset,
    });
    let matrix = json!({
        "type": "object",
        "required": ["id", "scaleDenominator", "cellSize", "pointOfOrigin", "tileWidth", "tileHeight", "matrixWidth", "matrixHeight"],
    });
    let tilejson = json!({
        "type": "object",
        "required": ["tilejson", "tiles", "vector_layers"],
        "properties": { "tilejson": text(), "tiles": { "type": "array", "items": text() } },
    });
    [
        (
            "TileMatrixSets",
            listed(
                "tileMatrixSets",
                &json!({ "type": "object", "properties": scheme }),
            ),
        ),
        ("TileMatrixSet", listed("tileMatrices", &matrix)),
        ("Tilesets", listed("tilesets", &about)),
        ("TilesetMetadata", about.clone()),
        ("TileJson", tilejson),
        (
            "Tileset",
            json!({ "anyOf": [reference("TilesetMetadata"), reference("TileJson")] }),
        ),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
    .to_vec()
}

fn listed(name: &str, items: &Value) -> Value {
    json!({
        "type": "object",
        "required": [name],
        "properties": { name: { "type": "array", "items": items } },
    })
}
