//! How the server itself is.

use axum::{extract::State, response::Response};
use serde_json::json;

use super::{App, answer, params::Query, problem::Problem};

/// `GET /status`: which data is served, and every fault of its files.
pub(super) async fn status(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    query.read(&[])?;
    let world = app.world();
    let facts = world.snapshot.facts();
    let passages: usize = facts
        .articles
        .iter()
        .map(|article| article.passages.len())
        .sum();
    let refused = world
        .refused
        .as_ref()
        .map(|refusal| json!({ "at": refusal.at.to_string(), "faults": refusal.faults }));
    Ok(answer::fresh_json(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "dataset": facts.dataset.id,
        "digest": facts.digest,
        "generation": world.generation,
        "loaded_at": world.loaded_at.to_string(),
        "counts": {
            "zones": facts.zones.len(),
            "extents": facts.extents.len(),
            "places": facts.places.len(),
            "memberships": facts.memberships.len(),
            "articles": facts.articles.len(),
            "passages": passages,
        },
        "faults": world.warnings,
        "refused": refused,
    })))
}

/// `GET /healthz`: the process answers.
pub(super) async fn alive(query: Query) -> Result<Response, Problem> {
    query.read(&[])?;
    Ok(answer::fresh_json(&json!({ "status": "ok" })))
}

/// `GET /readyz`: there is a snapshot to answer from.
pub(super) async fn ready(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    query.read(&[])?;
    Ok(answer::fresh_json(
        &json!({ "status": "ok", "generation": app.world().generation }),
    ))
}
