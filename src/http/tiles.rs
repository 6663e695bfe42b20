//! Vector tiles (OGC API - Tiles Part 1, 20-057), `TileJSON` and `PMTiles`.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::get,
};

use super::{
    App,
    answer::{self, JSON},
    aside::aside,
    base_address::BaseAddress,
    params::{Params, Query},
    problem::{NOT_FOUND, PathText, Problem},
    routes::Routes,
};
use crate::{
    features::{Days, Features, Geometries, Table},
    formats::{MVT, Tileset, WEB_MERCATOR_QUAD, tile_matrix_set, tile_matrix_sets},
    live::World,
    tiles::{self, Limits, Tile},
};

/// `application/vnd.pmtiles`
pub(super) const PMTILES: &str = "application/vnd.pmtiles";

/// Forms of what is said about a tileset.
pub(super) const FORMS: [&str; 2] = ["json", "tilejson"];

/// The routes of this file.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .route("/tileMatrixSets", get(schemes))
        .route("/tileMatrixSets/{scheme}", get(scheme))
        .route("/collections/{id}/tiles", get(tilesets))
        .route("/collections/{id}/tiles/{scheme}", get(tileset))
        .route(
            "/collections/{id}/tiles/{scheme}/{zoom}/{row}/{col}", // also COL.mvt, COL.pbf
            get(tile),
        )
        .route("/zones.pmtiles", get(zones_archive))
        .route("/places.pmtiles", get(places_archive))
}

/// `GET /tileMatrixSets`: the tiling schemes, of which there is one.
async fn schemes(
    State(app): State<App>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    query.read(&["f"])?.form(["json"])?;
    let base = app.address_of(&headers);
    let view = tile_matrix_sets(base.as_address());
    Ok(answer::json_at(&base, &app.world(), &view))
}

/// `GET /tileMatrixSets/WebMercatorQuad`
async fn scheme(
    State(app): State<App>,
    PathText(scheme): PathText,
    query: Query,
) -> Result<Response, Problem> {
    known(&scheme)?;
    query.read(&["f"])?.form(["json"])?;
    Ok(answer::json(&app, &app.world(), &tile_matrix_set()))
}

/// `GET /collections/{id}/tiles`: the tilesets of a collection, of which there is one.
async fn tilesets(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let world = app.world();
    let table = find(&world.features, &id)?;
    query.read(&["f"])?.form(["json"])?;
    let base = app.address_of(&headers);
    let view = about(&base, &world, table, None).list();
    Ok(answer::json_at(&base, &world, &view))
}

/// `GET /collections/{id}/tiles/WebMercatorQuad`: what tiles there are; `f=tilejson` says it as `TileJSON`.
async fn tileset(
    State(app): State<App>,
    PathText((id, scheme)): PathText<(String, String)>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let world = app.world();
    let table = find(&world.features, &id)?;
    known(&scheme)?;
    let params = query.read(&["f", "datetime"])?;
    days(&params)?; // refused here, not by every tile
    let base = app.address_of(&headers);
    let tileset = about(&base, &world, table, params.text("datetime"));
    Ok(match params.form(FORMS)? {
        Some(1) => {
            let body = answer::to_json(&tileset.tilejson());
            answer::stable_at(&base, &world, JSON, "tilejson", body)
        }
        _ => answer::json_at(&base, &world, &tileset.metadata()),
    })
}

/// `GET /collections/{id}/tiles/WebMercatorQuad/{zoom}/{row}/{col}`: 204 where there is nothing on the tile.
async fn tile(
    State(app): State<App>,
    PathText((id, scheme, zoom, row, col)): PathText<(String, String, String, String, String)>,
    query: Query,
) -> Result<Response, Problem> {
    let world = app.world();
    let table = find(&world.features, &id)?;
    known(&scheme)?;
    let params = query.read(&["f", "datetime"])?;
    params.form(["mvt"])?;
    let days = days(&params)?;
    let at = within(table, numbered(&zoom, &row, &col)?)?;
    let features = Arc::clone(&world.features);
    let body = aside(move || {
        let table = find(&features, &id)?;
        tiles::tile(table, days, at).map_err(|error| Problem::internal(&error))
    });
    Ok(of_tile(&app, &world, body.await?))
}

/// `GET /zones.pmtiles`
async fn zones_archive(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    archive(app, "zones", &query).await
}

/// `GET /places.pmtiles`
async fn places_archive(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    archive(app, "places", &query).await
}

/// Every tile of a collection in one file, which maps can read in parts.
async fn archive(app: App, id: &'static str, query: &Query) -> Result<Response, Problem> {
    query.read(&[])?;
    let world = app.world();
    let made = {
        let world = Arc::clone(&world);
        aside(move || {
            let table = find(&world.features, id)?;
            let made = world.archives.of(table, world.snapshot.dataset());
            made.map_err(|error| Problem::internal(&error))
        })
    };
    let body = Bytes::from_owner(made.await?);
    Ok(answer::stable(&app, &world, PMTILES, "pmtiles", body))
}

/// The collection of an id, if its records have ground.
fn find<'w>(features: &'w Features, id: &str) -> Result<&'w dyn Table, Problem> {
    let on_ground = |table: &&dyn Table| table.schema().geometries != Geometries::None;
    let found = features.table(id).filter(on_ground);
    found.ok_or_else(|| {
        let tables = features.tables().filter(on_ground);
        let ids: Vec<&str> = tables.map(|table| table.schema().id).collect();
        let there = format!("There are {}.", ids.join(", "));
        Problem::no_such("collection with tiles", id, &there)
    })
}

/// Refuses other tiling schemes than ours.
fn known(scheme: &str) -> Result<(), Problem> {
    if scheme == WEB_MERCATOR_QUAD {
        return Ok(());
    }
    let there = format!("There is {WEB_MERCATOR_QUAD}.");
    Err(Problem::no_such("tile matrix set", scheme, &there))
}

fn about<'w>(
    base: &'w BaseAddress,
    world: &'w World,
    table: &'w dyn Table,
    datetime: Option<&'w str>,
) -> Tileset<'w> {
    Tileset {
        table,
        dataset: world.snapshot.dataset(),
        address: base.as_address(),
        datetime,
    }
}

fn days(params: &Params<'_>) -> Result<Option<Days>, Problem> {
    params.parsed("datetime", str::parse)
}

/// The tile of an address.
fn numbered(zoom: &str, row: &str, col: &str) -> Result<Tile, Problem> {
    let suffixes = [".mvt", ".pbf"];
    let plain = suffixes.iter().find_map(|suffix| col.strip_suffix(suffix));
    let tile = Tile::parse(zoom, row, plain.unwrap_or(col));
    tile.map_err(|error| Problem::new(&NOT_FOUND, format!("There is no such tile: {error}.")))
}

/// The tile, if it lies within the limits that the tileset states (`/req/core/tc-error`).
fn within(table: &dyn Table, tile: Tile) -> Result<Tile, Problem> {
    let limits = table.bounds().map(|b| Limits::around(b, tile.zoom()));
    match limits.filter(|limits| !limits.hold(tile)) {
        None => Ok(tile),
        Some(Limits { zoom, rows, cols }) => {
            let detail = format!(
                "There is nothing near this tile: at tileMatrix {zoom} the data lies within tileRow {} to {} and \
                 tileCol {} to {}.",
                rows.start(),
                rows.end(),
                cols.start(),
                cols.end()
            );
            Err(Problem::new(&NOT_FOUND, detail))
        }
    }
}

fn of_tile(app: &App, world: &World, body: Vec<u8>) -> Response {
    let empty = body.is_empty();
    let mut response = answer::stable(app, world, MVT, "mvt", Body::from(body));
    if empty {
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.headers_mut().remove(header::CONTENT_TYPE);
        response.headers_mut().remove(header::ETAG);
    }
    response
}
