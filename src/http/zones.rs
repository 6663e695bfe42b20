//! Zones, and their extents to download.

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    App,
    answer::{self, GEOJSON},
    params::{Params, Query},
    problem::{PathText, Problem},
};
use crate::{
    formats::{Hyperlink, ZoneView, band_collection, feature_collection, file_name},
    live::World,
    model::{Day, Zone},
    snapshot::Snapshot,
};

/// Every zone.
#[derive(Serialize, ToSchema)]
#[schema(as = ZonesPage)]
pub(super) struct PageView<'s> {
    zones: Vec<ZoneView<'s>>,
    links: Vec<Hyperlink>,
}

/// `GET /zones`: every zone with its periods, agreements, sources and passage counts.
pub(super) async fn zones(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    query.read(&[])?;
    let world = app.world();
    let address = app.address();
    let views = world
        .snapshot
        .zones()
        .iter()
        .map(|zone| ZoneView::new(&world.snapshot, zone, address));
    let zones: Vec<ZoneView<'_>> = views.collect();
    let links = vec![
        address.json("self", "/zones"),
        address.geojson("enclosure", "/zones.geojson"),
    ];
    Ok(answer::json(&app, &world, &PageView { zones, links }))
}

/// `GET /zones/{id}` and `GET /zones/{id}.geojson`.
pub(super) async fn zone(
    State(app): State<App>,
    PathText(name): PathText,
    query: Query,
) -> Result<Response, Problem> {
    let world = app.world();
    if let Some(id) = name.strip_suffix(".geojson") {
        let zone = find(&world.snapshot, id)?;
        let day = day(&query.read(&["date"])?)?;
        return Ok(download(&app, &world, Some(zone), day));
    }
    query.read(&[])?;
    let zone = find(&world.snapshot, &name)?;
    Ok(answer::json(
        &app,
        &world,
        &ZoneView::new(&world.snapshot, zone, app.address()),
    ))
}

/// `GET /zones.geojson`: all extents, or those in force on a day.
pub(super) async fn download_all(
    State(app): State<App>,
    query: Query,
) -> Result<Response, Problem> {
    let day = day(&query.read(&["date"])?)?;
    Ok(download(&app, &app.world(), None, day))
}

/// `GET /zones/{id}/band.geojson`: where nobody knows on which side a point lies, of all extents or
/// those in force on a day.
pub(super) async fn band(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
) -> Result<Response, Problem> {
    let world = app.world();
    let zone = find(&world.snapshot, &id)?;
    let day = day(&query.read(&["date"])?)?;
    let collection = band_collection(world.snapshot.extents_of(Some(zone), day));
    let body = answer::to_json(&collection);
    let response = answer::stable(&app, &world, GEOJSON, "geojson", body);
    let name = file_name(&world.snapshot, Some(zone), day, "band.geojson");
    Ok(attached(response, &name))
}

/// The zone of an id, or a problem that lists those there are.
pub(super) fn find<'s>(snapshot: &'s Snapshot, id: &str) -> Result<&'s Zone, Problem> {
    snapshot.zone(id).ok_or_else(|| {
        let ids: Vec<&str> = snapshot
            .zones()
            .iter()
            .map(|zone| zone.id.as_str())
            .collect();
        Problem::no_such("zone", id, &format!("There are {}.", ids.join(", ")))
    })
}

fn day(params: &Params) -> Result<Option<Day>, Problem> {
    params.parsed("date", str::parse)
}

fn download(app: &App, world: &World, zone: Option<&Zone>, day: Option<Day>) -> Response {
    let snapshot = &world.snapshot;
    let extents = snapshot.extents_of(zone, day);
    let collection = feature_collection(snapshot, extents, app.address());
    let body = answer::to_json(&collection);
    let response = answer::stable(app, world, GEOJSON, "geojson", body);
    attached(response, &file_name(snapshot, zone, day, "geojson"))
}

/// An answer with the file name that it is to be saved under.
fn attached(mut response: Response, name: &str) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    if let Ok(disposition) = disposition {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}
