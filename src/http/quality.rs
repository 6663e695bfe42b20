//! `GET /quality`: how good the lines are, measured.

use axum::{extract::State, response::Response};

use super::{App, answer, params::Query, problem::Problem, shelf::Label};
use crate::formats::quality_report;

/// The report as JSON, or with `f=md` as the text that stands beside the data.
pub(super) async fn quality(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    let params = query.read(&["f"])?;
    let text = params.form(["json", "md"])? == Some(1);
    let world = app.world();
    let making = async {
        let quality = world.snapshot.quality();
        if text {
            let report = quality_report(quality);
            return Ok(answer::stable(&app, &world, answer::MARKDOWN, "md", report));
        }
        Ok(answer::json(&app, &world, quality))
    };
    let label = Label::new("quality", if text { "md" } else { "json" });
    app.kept(&world, label, making).await
}
