//! What every request gets, whoever answers it, in one pass: an id, a length limit, a content coding, validators that
//! are compared, the part that is asked for, headers that keep the page safe and let others read, a count and a log line.
//!
//! Nothing here takes a lock, and only what an answer needs is made: headers are constants, conditions and parts are
//! read only where a request has some, a body is compressed only once it is known that it is sent.

use std::{
    any::Any,
    convert::Infallible,
    future::poll_fn,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
    time::Instant,
};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use tower::{Service, ServiceExt};

use super::{
    answer::OneForm,
    coding::{Coding, Taken},
    conditions::{Conditions, Verdict},
    cors,
    metrics::Counts,
    part::{self, Part},
    problem::{self, NOT_ACCEPTABLE, PRECONDITION_FAILED, Problem, TOO_LONG},
    shelf::Kept,
};

/// Header that names a request in the log and in the answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Longest path and query, in bytes.
const LONGEST_ADDRESS: usize = 8192;
/// The page loads nothing from anywhere else; Leaflet moves its panes by `style` attributes.
const CONTENT_SECURITY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
     base-uri 'none'; form-action 'self'; object-src 'none'",
);
/// What most answers depend on beside the address.
const VARIES: HeaderValue = HeaderValue::from_static("accept, accept-language, accept-encoding");
/// The same for files that have one form.
const VARIES_LITTLE: HeaderValue = HeaderValue::from_static("accept-encoding");
/// What every answer says.
const SAFE: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
    (
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    ),
    (
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    ),
];

/// What a request asks of its answer, whatever it is about.
struct Asked {
    /// Nothing where no coding would do.
    taken: Option<Taken>,
    conditions: Option<Conditions>,
    part: Option<Part>,
    head: bool,
}

/// Wraps a request to a route, whose methods are told to browsers.
pub(super) async fn wrap(
    route: impl Service<Request, Response = Response, Error = Infallible>,
    request: Request,
    counts: Arc<Counts>,
    methods: &'static str,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let uri = request.uri().clone();
    let id = request_id(request.headers());
    let mut response = if method == Method::OPTIONS {
        let mut response = Response::default();
        cors::preflight(response.headers_mut(), methods);
        response
    } else {
        let asked = Asked::of(&method, request.headers());
        answer(route, request, asked).await
    };
    decorate(&mut response, id.clone());
    let took = started.elapsed();
    let status = response.status();
    counts.add(&method, status, took);
    // Method, path and status stand in the message only: writing them twice would cost more than finding the answer.
    let (status, micros) = (status.as_u16(), took.as_micros());
    let id = id.to_str().unwrap_or_default();
    tracing::info!(micros, id, "{method} {} {status}", uri.path());
    response
}

async fn answer(
    route: impl Service<Request, Response = Response, Error = Infallible>,
    request: Request,
    asked: Asked,
) -> Response {
    let reads = asked.head || request.method() == Method::GET;
    let (taken, response) = match admit(&request, asked.taken) {
        Ok(taken) => (Some(taken), run(route, request).await),
        Err(problem) => (None, problem.into_response()),
    };
    let coding = taken.and_then(|taken| taken.coding_of(&response, asked.part.is_some()));
    let result = if reads && response.status() == StatusCode::OK {
        settle(response, coding, asked).await
    } else {
        coded(response, coding).await
    };
    result.unwrap_or_else(IntoResponse::into_response)
}

impl Asked {
    fn of(method: &Method, headers: &HeaderMap) -> Self {
        let part = (method == Method::GET).then(|| Part::of(headers));
        Self {
            taken: Taken::of(headers),
            conditions: Conditions::of(headers),
            part: part.flatten(),
            head: method == Method::HEAD,
        }
    }
}

/// Refuses what no handler need see.
fn admit(request: &Request, taken: Option<Taken>) -> Result<Taken, Problem> {
    let path = request.uri().path_and_query();
    if path.is_some_and(|path| path.as_str().len() > LONGEST_ADDRESS) {
        let detail = format!("The address is longer than {LONGEST_ADDRESS} bytes.");
        return Err(Problem::new(&TOO_LONG, detail));
    }
    taken.ok_or_else(|| {
        let detail =
            "Accept-Encoding takes none of the codings there are: identity, gzip, br, zstd.";
        Problem::new(&NOT_ACCEPTABLE, detail)
    })
}

/// The answer of a route, or a problem where its handler panics.
async fn run(
    route: impl Service<Request, Response = Response, Error = Infallible>,
    request: Request,
) -> Response {
    let mut answering = pin!(route.oneshot(request));
    let polled = poll_fn(|context| {
        let poll = || answering.as_mut().poll(context);
        match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(poll) => poll.map(|answer| match answer {
                Ok(answer) => Ok(answer),
                Err(never) => match never {},
            }),
            Err(cause) => Poll::Ready(Err(cause)),
        }
    });
    let answer: Result<Response, Box<dyn Any + Send>> = polled.await;
    answer.unwrap_or_else(problem::panicked)
}

/// What of a whole answer is sent. Whether the client has it is asked before anything is compressed.
async fn settle(
    mut response: Response,
    coding: Option<Coding>,
    asked: Asked,
) -> Result<Response, Problem> {
    if let Some(coding) = coding {
        tag(&mut response, coding);
    }
    let verdict = asked.conditions.map_or(Verdict::Send, |conditions| {
        conditions.judge(response.headers())
    });
    match (verdict, asked.part) {
        (Verdict::NotModified, _) => Ok(not_modified(response, asked.head)),
        (Verdict::Failed, _) => {
            let detail = "The answer is another than the one that the request names.";
            Err(Problem::new(&PRECONDITION_FAILED, detail))
        }
        (Verdict::Send, Some(part)) if coding.is_none() => {
            Ok(part.cut(part::offer(response)).await)
        }
        (Verdict::Send, _) => match coding {
            Some(_) => coded(response, coding).await,
            None => Ok(part::offer(response)),
        },
    }
}

/// Gives each content coding a validator of its own (RFC 9110 §8.8.3.3).
fn tag(response: &mut Response, coding: Coding) {
    let known = response.extensions().get::<Arc<Kept>>();
    let tag = match known {
        Some(kept) => kept.tag(coding).cloned(),
        None => response
            .headers()
            .get(header::ETAG)
            .and_then(|tag| coding.tagged(tag)),
    };
    if let Some(tag) = tag {
        response.headers_mut().insert(header::ETAG, tag);
    }
}

/// The answer in a coding: packed once, or while it is sent.
async fn coded(mut response: Response, coding: Option<Coding>) -> Result<Response, Problem> {
    let Some(coding) = coding else {
        return Ok(response);
    };
    let Some(kept) = response.extensions_mut().remove::<Arc<Kept>>() else {
        return Ok(coding.compress(response).await);
    };
    *response.body_mut() = Body::from(kept.coded(coding).await?);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_ENCODING, coding.value());
    Ok(response)
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

fn decorate(response: &mut Response, id: HeaderValue) {
    let one_form = response.extensions().get::<OneForm>().is_some();
    let varies = if one_form { VARIES_LITTLE } else { VARIES };
    let headers = response.headers_mut();
    headers.insert(REQUEST_ID, id);
    headers.insert(header::VARY, varies);
    for (name, value) in SAFE.into_iter().chain(cors::SHARED) {
        headers.insert(name, value);
    }
}
