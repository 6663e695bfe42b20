//! `GET /locate`: which zone was this point in?

use axum::{
    extract::State,
    http::Uri,
    response::{IntoResponse, Response},
};

use super::{App, answer, envelope::Given, params::Query, problem::Problem};
use crate::formats::LocationView;

/// Answers for `lon`, `lat` and, if given, `date`.
pub(super) async fn locate(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    answer(&app, &query)
}

/// The same at once.
pub(super) fn at_once(app: &App, uri: &Uri) -> Option<Given> {
    let answer = answer(app, &Query::of(uri));
    Some(Given::New(answer.into_response()))
}

fn answer(app: &App, query: &Query) -> Result<Response, Problem> {
    let params = query.read(&["lon", "lat", "date"])?;
    let point = params.point()?;
    let date = params.parsed("date", str::parse)?;
    let world = app.world();
    let view = LocationView::new(&world.snapshot, point, date, app.address());
    Ok(answer::json(app, &world, &view))
}
