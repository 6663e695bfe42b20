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
    params::{Params, Query},
    problem::Problem,
};
use crate::formats::located;

/// What a question may say.
const ALLOWED: &[&str] = &["lon", "lat", "date"];

/// Answers for `lon`, `lat` and, if given, `date`.
pub(super) async fn locate(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    answer_to(&app, &query.read(ALLOWED)?)
}

/// The same at once.
#[expect(
    clippy::unnecessary_wraps,
    reason = "other routes must be asked for what is not made yet"
)]
pub(super) fn at_once(app: &App, uri: &Uri) -> Option<Given> {
    let params = Params::read(uri.query().unwrap_or_default(), ALLOWED);
    let answer = params.and_then(|params| answer_to(app, &params));
    Some(Given::New(answer.into_response()))
}

fn answer_to(app: &App, params: &Params<'_>) -> Result<Response, Problem> {
    let point = params.point()?;
    let date = params.parsed("date", str::parse)?;
    let world = app.world();
    let body = located(&world.snapshot, point, date, app.address());
    Ok(answer::stable(app, &world, JSON, "json", body))
}
