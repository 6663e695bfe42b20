//! The server itself: what it is, how it is, and the files it is made of.

use super::{
    document::Sight,
    operation::{Get, tagged},
    parameters as given,
};
use crate::http::{
    assets,
    conformance::ConformanceView,
    landing::LandingView,
    metrics,
    problem::{Explanation, Kind},
    status::{HealthView, StatusView},
};

pub(super) const TAG: (&str, &str) = (
    "server",
    "The server itself: what it holds, how it is, the files it is made of",
);

pub(super) fn operations(sight: &Sight<'_>) -> Vec<Get> {
    let operations = [entrance(sight), health(), files(sight)];
    tagged(TAG.0, operations.into_iter().flatten().collect())
}

fn entrance(sight: &Sight<'_>) -> Vec<Get> {
    let languages = sight.languages();
    vec![
        Get::new(
            "/",
            "landing",
            "The map for people, the landing page for programs",
        )
        .with([given::form(&["html", "json"]), given::lang(languages)])
        .page("/?f=html")
        .json::<LandingView<'_>>("/?f=json"),
        Get::new(
            "/conformance",
            "conformance",
            "The conformance classes that hold",
        )
        .with([given::form(&["json", "html"]), given::lang(languages)])
        .json::<ConformanceView>("/conformance?f=json")
        .page("/conformance?f=html"),
        Get::new("/api", "api", "This document")
            .saying(
                "As OpenAPI 3.0, or as 3.1 for who asks for `version=3.1` or accepts nothing else.",
            )
            .with([
                given::form(&super::FORMS),
                given::choice("version", "Version of OpenAPI.", &super::VERSIONS),
                given::lang(languages),
            ])
            .referring(super::MEDIA_TYPES[0], "OpenApi", "")
            .referring(super::MEDIA_TYPES[1], "OpenApi", "")
            .page("/api?f=html"),
        Get::new(
            "/api.html",
            "tryIt",
            "A page to read this document and to try it",
        )
        .with([given::lang(languages)])
        .page("/api.html"),
    ]
}

fn health() -> Vec<Get> {
    let kinds = Kind::names();
    vec![
        Get::new(
            "/status",
            "status",
            "Which data is served, and every fault of its files",
        )
        .json::<StatusView<'_>>("/status")
        .fresh(),
        Get::new(
            "/metrics",
            "metrics",
            "What the server counts, for Prometheus",
        )
        .text(metrics::OPENMETRICS, "/metrics")
        .fresh(),
        Get::new("/healthz", "alive", "Whether the process lives")
            .json::<HealthView>("/healthz")
            .fresh(),
        Get::new("/readyz", "ready", "Whether there is data to answer from")
            .json::<HealthView>("/readyz")
            .fresh(),
        Get::new(
            "/problems/{kind}",
            "problem",
            "What a type of problem means",
        )
        .with([given::in_path(
            "kind",
            "Name of the type.",
            &kinds,
            kinds[0],
        )])
        .json::<Explanation>(&format!("/problems/{}", kinds[0])),
    ]
}

fn files(sight: &Sight<'_>) -> Vec<Get> {
    let schemas = assets::schema_names();
    let schemas: Vec<&str> = schemas.iter().map(String::as_str).collect();
    let layers = sight.layers();
    let layers: Vec<&str> = layers.iter().map(String::as_str).collect();
    let mut files = vec![
        Get::new("/assets/{path}", "asset", "A file of the pages")
            .with([given::in_path("path", "Its name.", &[], assets::ICON)])
            .text("image/svg+xml", &format!("/assets/{}", assets::ICON)),
    ];
    // Programs follow references even in examples, so the example has none.
    if let Some(plain) = schemas.iter().find(|name| assets::is_plain(name)) {
        let file = given::in_path("file", "Its name.", &schemas, plain);
        files.push(
            Get::new(
                "/schemas/{file}",
                "dataSchema",
                "The JSON Schema of a file of the data",
            )
            .with([file])
            .referring(
                "application/json",
                "JsonSchema",
                &format!("/schemas/{plain}"),
            ),
        );
    }
    let example = layers.first().copied().unwrap_or("layer.geojson");
    files.push(
        Get::new("/basemap/{file}", "basemap", "A layer of the base map")
            .with([given::in_path("file", "Its name.", &layers, example)])
            .referring(
                "application/geo+json",
                "FeatureCollection",
                &format!("/basemap/{example}"),
            ),
    );
    files
}
