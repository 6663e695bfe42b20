//! Zones and their bands of doubt.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    App,
    answer::{self, GEOJSON},
    downloads::{self, day},
    params::Query,
    problem::{PathText, Problem},
};
use crate::{
    formats::{Hyperlink, ZoneView, band_collection, file_name},
    model::Zone,
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

/// `GET /zones/{id}` and `GET /zones/{id}.{ending}`; no id has a dot.
pub(super) async fn zone(
    State(app): State<App>,
    PathText(name): PathText,
    query: Query,
) -> Result<Response, Problem> {
    if let Some((id, ending)) = name.split_once('.') {
        let encoding = downloads::encoding(ending)?;
        return downloads::download(app, Some(id.to_owned()), encoding, query).await;
    }
    query.read(&[])?;
    let world = app.world();
    let zone = find(&world.snapshot, &name)?;
    Ok(answer::json(
        &app,
        &world,
        &ZoneView::new(&world.snapshot, zone, app.address()),
    ))
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
    Ok(answer::attached(response, &name))
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
