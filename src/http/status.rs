//! How the server itself is.

use axum::{extract::State, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{App, answer, params::Query, problem::Problem};
use crate::{
    live::Refusal,
    model::{Fault, Id},
};

/// Which data is served, and every fault of its files.
#[derive(Serialize, ToSchema)]
#[schema(as = Status)]
pub(super) struct StatusView<'w> {
    version: &'static str,
    dataset: &'w Id,
    digest: &'w str,
    generation: u64,
    loaded_at: String,
    counts: CountsView,
    faults: &'w [Fault],
    refused: Option<RefusalView<'w>>,
}

/// How much there is.
#[derive(Serialize, ToSchema)]
#[schema(as = StatusCounts)]
struct CountsView {
    zones: usize,
    extents: usize,
    places: usize,
    memberships: usize,
    articles: usize,
    passages: usize,
}

/// New files that were not taken.
#[derive(Serialize, ToSchema)]
#[schema(as = Refusal)]
struct RefusalView<'w> {
    at: String,
    faults: &'w [Fault],
}

/// That the server lives; with `generation`, that it has data to answer from.
#[derive(Serialize, ToSchema)]
#[schema(as = Health)]
pub(super) struct HealthView {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    generation: Option<u64>,
}

impl<'w> RefusalView<'w> {
    fn of(refusal: &'w Refusal) -> Self {
        Self {
            at: refusal.at.to_string(),
            faults: &refusal.faults,
        }
    }
}

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
    Ok(answer::fresh_json(&StatusView {
        version: env!("CARGO_PKG_VERSION"),
        dataset: &facts.dataset.id,
        digest: &facts.digest,
        generation: world.generation,
        loaded_at: world.loaded_at.to_string(),
        counts: CountsView {
            zones: facts.zones.len(),
            extents: facts.extents.len(),
            places: facts.places.len(),
            memberships: facts.memberships.len(),
            articles: facts.articles.len(),
            passages,
        },
        faults: &world.warnings,
        refused: world.refused.as_ref().map(RefusalView::of),
    }))
}

/// `GET /healthz`: the process answers.
pub(super) async fn alive(query: Query) -> Result<Response, Problem> {
    query.read(&[])?;
    Ok(answer::fresh_json(&HealthView {
        status: "ok",
        generation: None,
    }))
}

/// `GET /readyz`: there is a snapshot to answer from.
pub(super) async fn ready(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    query.read(&[])?;
    Ok(answer::fresh_json(&HealthView {
        status: "ok",
        generation: Some(app.world().generation),
    }))
}
