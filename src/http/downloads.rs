//! The extents as files to take home, in every format there is.

use std::sync::Arc;

use axum::{extract::State, http::Uri, response::Response, routing::get};

use super::{
    App, answer,
    aside::aside,
    envelope::Given,
    params::{Params, Query},
    problem::{self, Problem},
    routes::Routes,
    shelf::Label,
    zones::find,
};
use crate::{
    formats::{Download, Encoding},
    live::World,
    model::Day,
};

/// `GET /zones.{ending}`, an address for each format: all extents, or those in force on a day.
pub(super) fn routes(routes: Routes) -> Routes {
    Encoding::ALL.iter().fold(routes, |router, encoding| {
        let answer = |State(app): State<App>, query: Query| download(app, None, *encoding, query);
        let path = format!("/zones.{}", encoding.ending());
        router.at_once(at_once).route(&path, get(answer))
    })
}

/// All extents in a format, where they were made already.
fn at_once(app: &App, uri: &Uri) -> Option<Given> {
    let ending = uri.path().strip_prefix("/zones.")?;
    let label = Label::new("download", ending);
    app.kept_now(label).filter(|_| uri.query().is_none())
}

/// The extents of a zone, or of all.
pub(super) async fn download(
    app: App,
    zone: Option<String>,
    encoding: Encoding,
    query: Query,
) -> Result<Response, Problem> {
    let params = query.read(&["date"])?;
    let day = day(&params)?;
    let world = app.world();
    if let Some(id) = &zone {
        find(&world.snapshot, id)?; // the empty id too: the label without an id is that of all zones
    }
    let id = zone.clone().unwrap_or_default();
    let making = aside({
        let (app, world) = (app.clone(), Arc::clone(&world));
        move || file(&app, &world, zone.as_deref(), encoding, day)
    });
    if !params.is_empty() {
        return making.await;
    }
    let label = Label::new("download", encoding.ending()).id(&id);
    app.kept(&world, label, making).await
}

fn file(
    app: &App,
    world: &World,
    zone: Option<&str>,
    encoding: Encoding,
    day: Option<Day>,
) -> Result<Response, Problem> {
    let zone = zone.map(|id| find(&world.snapshot, id));
    let download = Download {
        snapshot: &world.snapshot,
        features: &world.features,
        zone: zone.transpose()?,
        day,
    };
    let body = download.body(encoding, app.address());
    let body = body.map_err(|error| Problem::internal(&error))?;
    let (media_type, ending) = (encoding.media_type(), encoding.ending());
    let response = answer::stable(app, world, media_type, ending, body);
    Ok(answer::attached(response, &download.file_name(encoding)))
}

/// The format of an ending, or a problem that lists those there are.
pub(super) fn encoding(ending: &str) -> Result<Encoding, Problem> {
    Encoding::of_ending(ending).ok_or_else(|| {
        let endings = Encoding::ALL.map(Encoding::ending).join(", ");
        Problem::no_such(
            "download ending in",
            ending,
            &format!("There are {endings}."),
        )
    })
}

/// Addresses without a route: where one is a download in a format there is not, the formats are told.
pub(super) async fn no_such_path(uri: Uri) -> Problem {
    let ending = uri.path().strip_prefix("/zones.");
    match ending.filter(|ending| !ending.contains('/')).map(encoding) {
        Some(Err(problem)) => problem,
        _ => problem::no_such_path(&uri),
    }
}

/// The day asked for.
pub(super) fn day(params: &Params<'_>) -> Result<Option<Day>, Problem> {
    params.parsed("date", str::parse)
}
