//! What every request gets, whoever answers it: an id, a log line, a length limit, a content coding, validators that
//! are compared, the part that is asked for, and headers that keep the page safe.

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

use super::{
    answer::OneForm,
    coding::Taken,
    conditions::{Conditions, Verdict},
    part::{self, Part},
    problem::{NOT_ACCEPTABLE, PRECONDITION_FAILED, Problem, TOO_LONG},
};

/// Header that names a request in the log and in the answer.
pub(super) const REQUEST_ID: &str = "x-request-id";
/// Longest path and query, in bytes.
const LONGEST_ADDRESS: usize = 8192;
/// The page loads nothing from anywhere else; Leaflet moves its panes by `style` attributes.
const CONTENT_SECURITY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
                                base-uri 'none'; form-action 'self'; object-src 'none'";

/// What most answers depend on beside the address.
const VARIES: &str = "accept, accept-language, accept-encoding";
/// The same for files that have one form.
const VARIES_LITTLE: &str = "accept-encoding";

/// Wraps a request.
pub(super) async fn wrap(mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let uri = request.uri().clone();
    let id = request_id(request.headers());
    let reads = matches!(method, Method::GET | Method::HEAD);
    let conditions = Conditions::of(request.headers());
    let part = (method == Method::GET)
        .then(|| Part::of(request.headers()))
        .flatten();
    let mut response = match admit(&mut request, part.is_some()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    tag_encoding(response.headers_mut());
    if reads && response.status() == StatusCode::OK {
        response = settle(response, &conditions, part, method == Method::HEAD).await;
    }
    decorate(&mut response, &id);
    let status = response.status().as_u16();
    let micros = started.elapsed().as_micros();
    tracing::info!(%method, path = uri.path(), status, micros, id = id.to_str().unwrap_or_default(), "{method} {} {status}", uri.path());
    response
}

/// Refuses what no handler need see, and tells the compressor what the client takes.
fn admit(request: &mut Request, part: bool) -> Result<(), Problem> {
    let path = request.uri().path_and_query();
    if path.is_some_and(|path| path.as_str().len() > LONGEST_ADDRESS) {
        let detail = format!("The address is longer than {LONGEST_ADDRESS} bytes.");
        return Err(Problem::new(&TOO_LONG, detail));
    }
    let taken = Taken::of(request.headers()).ok_or_else(|| {
        let detail =
            "Accept-Encoding takes none of the codings there are: identity, gzip, br, zstd.";
        Problem::new(&NOT_ACCEPTABLE, detail)
    })?;
    taken.tell(request, part);
    Ok(())
}

/// What of a whole answer is sent.
async fn settle(
    response: Response,
    conditions: &Conditions,
    part: Option<Part>,
    head: bool,
) -> Response {
    match (conditions.judge(response.headers()), part) {
        (Verdict::NotModified, _) => not_modified(response, head),
        (Verdict::Failed, _) => {
            let detail = "The answer is another than the one that the request names.";
            Problem::new(&PRECONDITION_FAILED, detail).into_response()
        }
        (Verdict::Send, Some(part)) => part.cut(part::offer(response)).await,
        (Verdict::Send, None) => part::offer(response),
    }
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

/// The same headers without those that describe a body (RFC 9110 §15.4.5). For HEAD the body stays until axum has
/// counted it, else the length would be told as 0.
fn not_modified(response: Response, head: bool) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    for name in [
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
        header::CONTENT_LANGUAGE,
        header::CONTENT_DISPOSITION,
    ] {
        parts.headers.remove(name);
    }
    let body = if head { body } else { Body::empty() };
    Response::from_parts(parts, body)
}

fn decorate(response: &mut Response, id: &HeaderValue) {
    let one_form = response.extensions().get::<OneForm>().is_some();
    let varies = if one_form { VARIES_LITTLE } else { VARIES };
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static(REQUEST_ID), id.clone());
    for (name, value) in [
        (header::VARY, varies),
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
