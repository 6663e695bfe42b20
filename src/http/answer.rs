//! Answers with what caches need.

use std::time::SystemTime;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use serde::Serialize;

use super::{App, base_address::BaseAddress, head};
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

/// JSON whose links begin with `base`.
pub(super) fn json_at(base: &BaseAddress, world: &World, value: &impl Serialize) -> Response {
    stable_at(base, world, JSON, "json", to_json(value))
}

/// JSON whose texts are in a language and whose links begin with `base`.
pub(super) fn json_in(
    base: &BaseAddress,
    world: &World,
    lang: &Lang,
    value: &impl Serialize,
) -> Response {
    let response = stable_at(base, world, JSON, &format!("json-{lang}"), to_json(value));
    in_language(response, lang)
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
    stable_at(app.base(), world, content_type, variant, body)
}

/// The same, with links that begin with `base`. The digest counts the files and the program's version, so equal
/// servers give equal validators.
pub(super) fn stable_at(
    base: &BaseAddress,
    world: &World,
    content_type: &'static str,
    variant: &str,
    body: impl Into<Body>,
) -> Response {
    let digest = world.snapshot.digest().get(..16).unwrap_or_default();
    let tag = [digest, base.tag(), ".", variant];
    with_head(head::of(content_type, tag, Some(world.modified)), body)
}

/// A body with a strong validator (RFC 9110 §8.8.3).
pub(super) fn tagged(content_type: &'static str, tag: &str, body: impl Into<Body>) -> Response {
    with_head(head::of(content_type, [tag], None), body)
}

/// A body with a head.
pub(super) fn with_head(head: HeaderMap, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.headers_mut() = head;
    response
}

/// An answer that last changed at a time. Where it names one already, the later counts.
pub(super) fn modified(response: Response, time: SystemTime) -> Response {
    let known = response.headers().get(header::LAST_MODIFIED);
    let known = known.and_then(|known| httpdate::parse_http_date(known.to_str().ok()?).ok());
    let time = known.map_or(time, |known| known.max(time));
    with(
        response,
        header::LAST_MODIFIED,
        &httpdate::fmt_http_date(time),
    )
}

/// An answer whose text is in a language.
pub(super) fn in_language(response: Response, lang: &Lang) -> Response {
    with(response, header::CONTENT_LANGUAGE, lang.as_str())
}

/// An answer with the file name that it is to be saved under.
pub(super) fn attached(response: Response, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    with(response, header::CONTENT_DISPOSITION, &disposition)
}

/// Marks an answer that has one form only, whatever the client accepts: caches need to keep it once.
#[derive(Debug, Clone, Copy)]
pub(super) struct OneForm;

/// An answer that has one form only, but for its content coding.
pub(super) fn one_form(mut response: Response) -> Response {
    response.extensions_mut().insert(OneForm);
    with_value(response, header::VARY, head::VARIES_LITTLE)
}

/// An answer with a header; left out if the value cannot stand in one.
pub(super) fn with(response: Response, name: HeaderName, value: &str) -> Response {
    match HeaderValue::from_str(value) {
        Ok(value) => with_value(response, name, value),
        Err(_) => response,
    }
}

fn with_value(mut response: Response, name: HeaderName, value: HeaderValue) -> Response {
    response.headers_mut().insert(name, value);
    response
}

/// JSON text of one of our own views.
pub(super) fn to_json(value: &impl Serialize) -> Vec<u8> {
    let mut text = Vec::with_capacity(4096); // most answers fit in, so it need not grow
    serde_json::to_writer(&mut text, value)
        .expect("views have text keys and finite numbers, so JSON can hold them");
    text
}
