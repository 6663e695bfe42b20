//! `GET /locate`: which zone was this point in?

use axum::{
    extract::State,
    http::Uri,
    response::{IntoResponse, Response},
};

use super::{
    App,
    answer::{self, JSON},
    envelope::Given,
    params::Query,
    problem::Problem,
};
use crate::formats::located;

/// Answers for `lon`, `lat` and, if given, `date`.
pub(super) async fn locate(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    answer_to(&app, &query)
}

/// The same at once.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other routes must be asked for what is not made yet"
)]
pub(super) fn at_once(app: &App, uri: &Uri) -> Option<Given> {
    let answer = answer_to(app, &Query::of(uri));
    Some(Given::New(answer.into_response()))
}

fn answer_to(app: &App, query: &Query) -> Result<Response, Problem> {
    let params = query.read(&["lon", "lat", "date"])?;
    let point = params.point()?;
    let date = params.parsed("date", str::parse)?;
    let world = app.world();
    let body = located(&world.snapshot, point, date, app.address());
    Ok(answer::stable(app, &world, JSON, "json", body))
}
