//! `GET /locate`: which zone was this point in?

use axum::{extract::State, response::Response};

use super::{App, answer, params::Query, problem::Problem};
use crate::formats::LocationView;

/// Answers for `lon`, `lat` and, if given, `date`.
pub(super) async fn locate(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    let params = query.read(&["lon", "lat", "date"])?;
    let point = params.point()?;
    let date = params.parsed("date", str::parse)?;
    let world = app.world();
    Ok(answer::json(
        &app,
        &world,
        &LocationView::new(&world.snapshot, point, date, app.address()),
    ))
}
