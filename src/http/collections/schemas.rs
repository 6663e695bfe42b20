//! `/collections/{id}/schema`, `/queryables`, `/sortables`.

use axum::{extract::State, http::HeaderMap, response::Response};

use super::{find, pages};
use crate::{
    formats::{Purpose, json_schema},
    http::{
        App, answer, page,
        params::Query,
        problem::{PathText, Problem},
        shelf::Label,
    },
};

/// `application/schema+json`
pub(in crate::http) const SCHEMA: &str = "application/schema+json";

/// What is returned (Part 5).
pub(in crate::http) async fn schema(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&app, &id, &query, &headers, Purpose::Returnables, "schema").await
}

/// What can be asked for in filters (Part 3, `/req/queryables/get-queryables-op`).
pub(in crate::http) async fn queryables(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(
        &app,
        &id,
        &query,
        &headers,
        Purpose::Queryables,
        "queryables",
    )
    .await
}

/// What can be sorted by (Part 5).
pub(in crate::http) async fn sortables(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    answer(&app, &id, &query, &headers, Purpose::Sortables, "sortables").await
}

async fn answer(
    app: &App,
    id: &str,
    query: &Query,
    headers: &HeaderMap,
    purpose: Purpose,
    name: &'static str,
) -> Result<Response, Problem> {
    let params = query.read(&["f", "lang"])?;
    let wants_page = page::is_wanted(&params, headers, &[SCHEMA, answer::JSON])?;
    let world = app.world();
    let lang = page::language(&params, headers, &world)?;
    let schema = find(&world.features, id)?.schema();
    let base = app.address_of(headers);
    let making = async {
        if wants_page {
            let page = pages::DataPage::new(app, &world, lang, &params);
            return pages::schema(&page, schema, purpose, name);
        }
        // Without a query: the id names the schema, not one form of it.
        let own = format!("/collections/{}/{name}", schema.id);
        let own = base.as_address().of(&own);
        let body = answer::to_json(&json_schema(schema, purpose, &own, lang));
        let variant = format!("schema-{lang}");
        let response = answer::stable_at(&base, &world, SCHEMA, &variant, body);
        Ok(answer::in_language(response, lang))
    };
    if !params.is_empty() {
        return making.await;
    }
    let label = Label::new(name, if wants_page { "html" } else { "json" });
    let label = label.id(id).lang(lang.as_str()).base(&base);
    app.kept(&world, label, making).await
}
