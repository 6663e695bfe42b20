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
    shelf::Label,
};
use crate::{
    formats::{Hyperlink, ZoneView, band_collection, file_name},
    live::World,
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
    let making = async { Ok(all(&app, &world)) };
    app.kept(&world, Label::new("zones", "json"), making).await
}

fn all(app: &App, world: &World) -> Response {
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
    answer::json(app, world, &PageView { zones, links })
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
    let making = async {
        let view = ZoneView::new(&world.snapshot, zone, app.address());
        Ok(answer::json(&app, &world, &view))
    };
    let label = Label::new("zone", "json").id(&name);
    app.kept(&world, label, making).await
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
    let params = query.read(&["date"])?;
    let day = day(&params)?;
    let making = async {
        let collection = band_collection(world.snapshot.extents_of(Some(zone), day));
        let body = answer::to_json(&collection);
        let response = answer::stable(&app, &world, GEOJSON, "geojson", body);
        let name = file_name(&world.snapshot, Some(zone), day, "band.geojson");
        Ok(answer::attached(response, &name))
    };
    if !params.is_empty() {
        return making.await;
    }
    let label = Label::new("band", "geojson").id(&id);
    app.kept(&world, label, making).await
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
