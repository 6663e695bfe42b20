//! What every request gets, whoever answers it: an id, a log line, a length limit, validators that
//! are compared, and headers that keep the page safe.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::problem::{Problem, TOO_LONG};

/// Header that names a request in the log and in the answer.
pub(super) const REQUEST_ID: &str = "x-request-id";
/// Longest path and query, in bytes.
const LONGEST_ADDRESS: usize = 8192;
/// The page loads nothing from anywhere else; Leaflet moves its panes by `style` attributes.
const CONTENT_SECURITY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
                                base-uri 'none'; form-action 'self'; object-src 'none'";

/// Wraps a request.
pub(super) async fn wrap(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let uri = request.uri().clone();
    let id = request_id(request.headers());
    let known = request.headers().get(header::IF_NONE_MATCH).cloned();
    let too_long = uri
        .path_and_query()
        .is_some_and(|path| path.as_str().len() > LONGEST_ADDRESS);
    let mut response = if too_long {
        let detail = format!("The address is longer than {LONGEST_ADDRESS} bytes.");
        Problem::new(&TOO_LONG, detail).into_response()
    } else {
        next.run(request).await
    };
    tag_encoding(response.headers_mut());
    if matches!(method, Method::GET | Method::HEAD) && is_known(&response, known.as_ref()) {
        response = not_modified(response);
    }
    decorate(response.headers_mut(), &id);
    let status = response.status().as_u16();
    let micros = started.elapsed().as_micros();
    tracing::info!(%method, path = uri.path(), status, micros, id = id.to_str().unwrap_or_default(), "{method} {} {status}", uri.path());
    response
}

/// The client's own id if it is a plain word, else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let plain = |value: &HeaderValue| {
        let bytes = value.as_bytes();
        (1..=64).contains(&bytes.len())
            && bytes
                .iter()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    match headers.get(REQUEST_ID).filter(|value| plain(value)) {
        Some(id) => id.clone(),
        None => HeaderValue::from(COUNT.fetch_add(1, Ordering::Relaxed)),
    }
}

/// Gives each content coding a validator of its own (RFC 9110 §8.8.3.3).
fn tag_encoding(headers: &mut HeaderMap) {
    let Some(coding) = headers
        .get(header::CONTENT_ENCODING)
        .and_then(|c| c.to_str().ok())
    else {
        return;
    };
    let Some(tag) = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()) else {
        return;
    };
    let coded = format!("{}.{coding}\"", tag.trim_end_matches('"'));
    if let Ok(coded) = HeaderValue::from_str(&coded) {
        headers.insert(header::ETAG, coded);
    }
}

/// Whether the client has this very answer (weak comparison, RFC 9110 §13.1.2).
fn is_known(response: &Response, known: Option<&HeaderValue>) -> bool {
    let tag = response
        .headers()
        .get(header::ETAG)
        .and_then(|tag| tag.to_str().ok());
    let (Some(tag), Some(known)) = (tag, known.and_then(|known| known.to_str().ok())) else {
        return false;
    };
    response.status() == StatusCode::OK
        && known
            .split(',')
            .map(str::trim)
            .any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

/// The same headers without those of a body (RFC 9110 §15.4.5).
fn not_modified(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    for name in [
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
    ] {
        parts.headers.remove(name);
    }
    Response::from_parts(parts, Body::empty())
}

fn decorate(headers: &mut HeaderMap, id: &HeaderValue) {
    headers.insert(HeaderName::from_static(REQUEST_ID), id.clone());
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.append(
        header::VARY,
        HeaderValue::from_static("accept, accept-language"),
    );
}
