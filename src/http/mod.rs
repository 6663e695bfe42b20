//! The web door. Only here is `axum` known; every status code but 200, 204 and 304 comes from
//! [`problem::Problem`].
//!
//! A handler reads its parameters, takes the world once, asks the snapshot and wraps the answer.

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
mod downloads;
mod envelope;
mod landing;
mod locate;
mod negotiation;
mod page;
mod paging;
mod params;
mod part;
mod passages;
mod problem;
mod quality;
mod status;
mod tiles;
mod zones;

pub use app::App;
pub use axum::http::Uri;

use std::{io, sync::Arc, time::Duration};

use axum::{
    Router,
    http::{HeaderName, Method, header},
    middleware,
    routing::get,
};
use tokio::{net::TcpListener, sync::Notify};
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    cors::{Any, CorsLayer},
};

/// Every route of the server, with what every request gets.
pub fn router(app: App) -> Router {
    routes(app)
        .layer(CatchPanicLayer::custom(problem::panicked))
        .layer(middleware::from_fn(coding::mark))
        .layer(CompressionLayer::new().compress_when(coding::Worth))
        .layer(middleware::from_fn(envelope::wrap))
        .layer(cors())
}

/// Every route.
fn routes(app: App) -> Router {
    Router::new()
        // the map and what it is made of
        .route("/", get(landing::landing))
        .route("/assets/{*path}", get(assets::asset))
        .route("/basemap/{file}", get(assets::basemap))
        .route("/schemas/{file}", get(assets::schema))
        // zones
        .route("/zones", get(zones::zones))
        .merge(downloads::routes()) // zones.geojson, zones.csv, ...
        .route("/zones/{id}", get(zones::zone)) // also ID.geojson, ID.csv, ...
        .route("/zones/{id}/band.geojson", get(zones::band))
        .route("/locate", get(locate::locate))
        .route("/quality", get(quality::quality))
        // vector tiles
        .merge(tiles::routes())
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
        .merge(collections::files()) // also items.ENDING
        // the server itself
        .route("/api", get(api::api))
        .route("/api.html", get(api::try_it))
        .route("/status", get(status::status))
        .route("/healthz", get(status::alive))
        .route("/readyz", get(status::ready))
        .route("/problems/{kind}", get(problem::explain))
        .fallback(downloads::no_such_path)
        .method_not_allowed_fallback(problem::wrong_method)
        .with_state(app)
}

/// How long browsers may remember that they may read.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// Anybody's page may read; nobody may send anything. That is said to all alike, so answers do not vary by it.
fn cors() -> CorsLayer {
    let exposed = [
        header::ACCEPT_RANGES,
        header::CONTENT_RANGE,
        HeaderName::from_static("content-crs"),
        header::ETAG,
        header::LINK,
        header::CONTENT_DISPOSITION,
        HeaderName::from_static("ogc-numbermatched"),
        HeaderName::from_static("ogc-numberreturned"),
        HeaderName::from_static(envelope::REQUEST_ID),
    ];
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD])
        .allow_headers(Any)
        .expose_headers(exposed)
        .max_age(REMEMBERED)
        .vary([])
}

/// How long running requests may take once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Serves until the process is asked to stop, then lets running requests end, for a while.
///
/// # Errors
/// When the listener fails.
pub async fn serve(listener: TcpListener, app: App) -> io::Result<()> {
    let stopping = Arc::new(Notify::new());
    let signal = {
        let stopping = Arc::clone(&stopping);
        async move {
            asked_to_stop().await;
            stopping.notify_one();
        }
    };
    let server = axum::serve(listener, router(app)).with_graceful_shutdown(signal);
    let out_of_patience = async {
        stopping.notified().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = server => ended,
        () = out_of_patience => Ok(()),
    }
}

/// Waits for an interrupt or, on Unix, a termination signal.
async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut stream) => {
                stream.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
