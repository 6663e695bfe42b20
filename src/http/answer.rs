//! Answers with what caches need.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use serde::Serialize;

use super::App;
use crate::{live::World, model::Lang};

/// `application/json`
pub(super) const JSON: &str = "application/json";
/// `application/geo+json` (RFC 7946 §12)
pub(super) const GEOJSON: &str = "application/geo+json";
/// `text/markdown` (RFC 7763)
pub(super) const MARKDOWN: &str = "text/markdown; charset=utf-8";
/// `text/html`
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// JSON that depends on nothing but the address and the snapshot.
pub(super) fn json(app: &App, world: &World, value: &impl Serialize) -> Response {
    stable(app, world, JSON, "json", to_json(value))
}

/// JSON whose texts are in a language.
pub(super) fn json_in(app: &App, world: &World, lang: &Lang, value: &impl Serialize) -> Response {
    stable(app, world, JSON, &format!("json-{lang}"), to_json(value))
}

/// JSON that nobody may keep, such as the state of the server.
pub(super) fn fresh_json(value: &impl Serialize) -> Response {
    let mut response = Response::new(Body::from(to_json(value)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A body that depends on nothing but the address, the snapshot, where the server says it is, and
/// the `variant` chosen by negotiation.
pub(super) fn stable(
    app: &App,
    world: &World,
    content_type: &'static str,
    variant: &str,
    body: impl Into<Body>,
) -> Response {
    let digest: String = world.snapshot.digest().chars().take(16).collect();
    tagged(
        content_type,
        &format!("{digest}{}.{variant}", app.address_tag()),
        body,
    )
}

/// A body with a strong validator (RFC 9110 §8.8.3); caches must ask again before using it.
pub(super) fn tagged(content_type: &str, tag: &str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::ETAG, format!("\"{tag}\"")),
        (header::CACHE_CONTROL, "public, no-cache".to_owned()),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
    response
}

/// JSON text of one of our own views.
pub(super) fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value)
        .expect("views have text keys and finite numbers, so JSON can hold them")
}
