//! Answers with what caches need.

use std::{cell::RefCell, time::SystemTime};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};
use jiff::Timestamp;
use serde::Serialize;

use super::{App, base_address::BaseAddress};
use crate::{live::World, model::Lang};

/// `application/json`
pub(super) const JSON: &str = "application/json";
/// `application/geo+json` (RFC 7946 §12)
pub(super) const GEOJSON: &str = "application/geo+json";
/// `text/markdown` (RFC 7763)
pub(super) const MARKDOWN: &str = "text/markdown; charset=utf-8";
/// `text/html`
pub(super) const HTML: &str = "text/html; charset=utf-8";

/// Browsers keep an answer and ask each time whether it is still the same. Shared caches may give it away for a
/// second before they ask, so a crowd costs the server one question a second. `no-cache` or a bare `max-age=0` would
/// mean the same to a browser, but nginx 1.22 and Varnish 7.1 then keep nothing, and so ask for the whole each time
/// (tried with both).
const KEPT: HeaderValue =
    HeaderValue::from_static("public, max-age=0, s-maxage=1, must-revalidate");

/// Room for the headers of an answer, so that it is made once.
pub(super) const HEADERS: usize = 24;

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
    let mut response = told(content_type, [digest, base.tag(), ".", variant], body);
    if let Some(date) = http_date(world.modified) {
        response.headers_mut().insert(header::LAST_MODIFIED, date);
    }
    response
}

/// A body with a strong validator (RFC 9110 §8.8.3).
pub(super) fn tagged(content_type: &'static str, tag: &str, body: impl Into<Body>) -> Response {
    told(content_type, [tag], body)
}

/// The same with a validator in pieces.
fn told<const N: usize>(
    content_type: &'static str,
    tag: [&str; N],
    body: impl Into<Body>,
) -> Response {
    let mut headers = HeaderMap::with_capacity(HEADERS);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    let mut quoted = String::with_capacity(tag.iter().map(|piece| piece.len()).sum::<usize>() + 2);
    quoted.push('"');
    for piece in tag {
        quoted.push_str(piece);
    }
    quoted.push('"');
    if let Ok(tag) = HeaderValue::try_from(quoted) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, KEPT);
    let mut response = Response::new(body.into());
    *response.headers_mut() = headers;
    response
}

/// A time as HTTP writes it. Each thread remembers the last one: it is the same until the data changes.
fn http_date(time: Timestamp) -> Option<HeaderValue> {
    thread_local! {
        static LAST: RefCell<Option<(Timestamp, HeaderValue)>> = const { RefCell::new(None) };
    }
    LAST.with_borrow_mut(|last| {
        if let Some((known, date)) = last
            && *known == time
        {
            return Some(date.clone());
        }
        let date = httpdate::fmt_http_date(time.try_into().ok()?);
        let date = HeaderValue::try_from(date).ok()?;
        *last = Some((time, date.clone()));
        Some(date)
    })
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
    response
}

/// An answer with a header; left out if the value cannot stand in one.
pub(super) fn with(mut response: Response, name: HeaderName, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// JSON text of one of our own views.
pub(super) fn to_json(value: &impl Serialize) -> Vec<u8> {
    let mut text = Vec::with_capacity(4096); // most answers fit in, so it need not grow
    serde_json::to_writer(&mut text, value)
        .expect("views have text keys and finite numbers, so JSON can hold them");
    text
}
