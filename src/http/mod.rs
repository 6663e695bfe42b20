//! The web door. Only here is `axum` known; every status code but 200, 204 and 304 comes from
//! [`problem::Problem`].
//!
//! A handler reads its parameters, takes the world once, asks the snapshot and wraps the answer.

mod ahead;
mod annotations;
mod answer;
mod api;
mod app;
mod article_page;
mod articles;
mod aside;
mod assets;
mod base_address;
mod coding;
mod collections;
mod conditions;
mod conformance;
mod cors;
mod door;
mod downloads;
mod envelope;
mod head;
mod landing;
mod locate;
mod metrics;
mod negotiation;
mod page;
mod paging;
mod params;
mod part;
mod passages;
mod patient;
mod problem;
mod problem_page;
mod quality;
mod routes;
mod rows;
mod server;
mod shelf;
mod soon;
mod status;
mod tiles;
mod zones;

pub use app::App;
pub use base_address::origin;
pub use door::Door;
pub use server::serve;

use axum::{Router, routing::get};
use routes::{Paths, Routes};

/// Every route. What the server asks of itself goes here; it is neither counted nor logged.
fn router(app: &App) -> (Router, Paths) {
    let routes = routes(Routes::new(app.metrics()));
    routes.finish(app.clone())
}

fn routes(routes: Routes<'_>) -> Routes<'_> {
    routes
        // the map and what it is made of
        .route("/", get(landing::landing))
        .route("/assets/{*path}", get(assets::asset))
        .route("/basemap/{file}", get(assets::basemap))
        .route("/schemas/{file}", get(assets::schema))
        // zones
        .route("/zones", get(zones::zones))
        .with(downloads::routes) // zones.geojson, zones.csv, ...
        .route("/zones/{id}", get(zones::zone)) // also ID.geojson, ID.csv, ...
        .route("/zones/{id}/band.geojson", get(zones::band))
        .taking()
        .at_once(locate::at_once)
        .route("/locate", get(locate::locate).post(rows::join))
        .route("/quality", get(quality::quality))
        // vector tiles
        .with(tiles::routes)
        // texts
        .route("/passages", get(passages::passages))
        .route("/articles", get(articles::articles))
        .route("/articles/{id}", get(articles::article))
        // OGC API - Features
        .route("/conformance", get(conformance::conformance))
        .route("/collections", get(collections::collections))
        .route("/collections/{id}", get(collections::collection))
        .route("/collections/{id}/items", get(collections::items))
        .route("/collections/{id}/items/{feature}", get(collections::item))
        .route("/collections/{id}/queryables", get(collections::queryables))
        .route("/collections/{id}/schema", get(collections::schema))
        .route("/collections/{id}/sortables", get(collections::sortables))
        .with(collections::files) // also items.ENDING
        // the server itself
        .route("/api", get(api::api))
        .route("/api.html", get(api::try_it))
        .route("/status", get(status::status))
        .route("/metrics", get(metrics::metrics))
        .route("/healthz", get(status::alive))
        .route("/readyz", get(status::ready))
        .route("/problems/{kind}", get(problem::explain))
}
