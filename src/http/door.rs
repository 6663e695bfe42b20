//! The front door: every request goes through here once, and is counted and logged.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use tower::Service;

use super::{
    App, ahead,
    coding::Coding,
    cors,
    envelope::{self, Given},
    head::{self, REQUEST_ID},
    metrics::Counts,
    problem::Failure,
    routes::{Known, Paths},
    soon::Soon,
};

/// Room for a line of the log, so that most are made in one go.
const LINE_BYTES: usize = 160;

/// Every route of the server, with what every request gets; cheap to copy.
#[derive(Debug, Clone)]
pub struct Door(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    app: App,
    router: Router,
    paths: Paths,
}

impl Door {
    /// The door of a server.
    #[must_use]
    pub fn new(app: App) -> Self {
        let (router, paths) = super::router(&app);
        Self(Arc::new(Inside { app, router, paths }))
    }

    /// What the door leads to.
    pub(super) fn app(&self) -> &App {
        &self.0.app
    }

    /// Makes what most visitors ask for first, in every content coding, so that none of them waits for it.
    pub async fn prepare(&self) {
        ahead::prepare(self).await;
    }

    /// Has an address answered for nobody: it is neither counted nor logged.
    pub(super) async fn ask_itself(&self, address: &str, coding: Coding) {
        let mut request = Request::new(Body::empty());
        let Ok(uri) = address.parse() else { return };
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT_ENCODING, coding.value());
        let known = self.0.paths.at(request.uri().path());
        let answer = self.0.enveloped(known, request);
        tell_failure(&answer.get().await, "none");
    }

    /// Answers a request.
    pub(super) fn answer(&self, mut request: Request) -> Soon<Response> {
        let started = Instant::now();
        let known = self.0.paths.at(request.uri().path());
        let method = request.method().clone();
        let id = request_id(request.headers());
        let asked = Asked {
            counts: Arc::clone(&known.counts),
            method: method.clone(),
            line: line_of(&request, &id),
            started,
            status: None,
        };
        name_host(&mut request);
        if method == Method::POST {
            request.headers_mut().insert(REQUEST_ID, id.clone()); // its work goes on when the answer has begun
        }
        let answer = if method == Method::OPTIONS {
            Soon::Now(preflight(known))
        } else {
            self.0.enveloped(known, request)
        };
        answer.map(move |mut response| {
            asked.answered(response.status());
            tell_failure(&response, id.to_str().unwrap_or_default());
            response.headers_mut().insert(REQUEST_ID, id);
            response
        })
    }
}

fn preflight(known: &Known) -> Response {
    let mut response = Response::default();
    cors::preflight(response.headers_mut(), known.methods);
    head::complete(response.headers_mut());
    response
}

/// A request, counted and logged when this is dropped: so is one that is given up because its client has gone.
struct Asked {
    counts: Arc<Counts>,
    method: Method,
    line: Option<String>,
    started: Instant,
    /// Nothing until it is answered.
    status: Option<StatusCode>,
}

impl Asked {
    /// Counts and logs it with its status.
    fn answered(mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        let took = self.started.elapsed();
        self.counts.add(&self.method, self.status, took);
        if let Some(line) = self.line.take() {
            log(line, self.status, took);
        }
    }
}

impl Inside {
    fn enveloped(&self, known: &Known, request: Request) -> Soon<Response> {
        envelope::answer(&self.app, request, |request| self.ask(known, request))
    }

    fn ask(&self, known: &Known, request: Request) -> Soon<Given> {
        let at_once = known.at_once.filter(|_| request.method() == Method::GET);
        if let Some(given) = at_once.and_then(|answer| answer(&self.app, request.uri())) {
            return Soon::Now(given);
        }
        let answer = self.router.clone().call(request);
        Soon::later(async {
            match answer.await {
                Ok(response) => Given::of(response),
                Err(never) => match never {},
            }
        })
    }
}

impl Service<Request> for Door {
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let door = self.clone();
        Box::pin(async move { Ok(door.answer(request).get().await) })
    }
}

/// Lets `Host` say who the client thinks it speaks to where the target of the request does, which counts more: in every
/// request over HTTP/2, and in targets that are absolute (RFC 9112 §3.2.2, RFC 9113 §8.3.1).
fn name_host(request: &mut Request) {
    let authority = request.uri().authority();
    let host = authority.map(|authority| HeaderValue::try_from(authority.as_str()));
    if let Some(Ok(host)) = host {
        request.headers_mut().insert(header::HOST, host);
    }
}

/// Logs what made a request fail, which the client is not told, under the id that it is told.
fn tell_failure(response: &Response, id: &str) {
    if let Some(Failure(cause)) = response.extensions().get() {
        tracing::error!("id={id} failed: {cause}");
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

/// The beginning of a line of the log; nothing where none is written. The query is left out: it says where people look.
fn line_of(request: &Request, id: &HeaderValue) -> Option<String> {
    if !tracing::enabled!(tracing::Level::INFO) {
        return None;
    }
    let mut line = String::with_capacity(LINE_BYTES);
    let id = id.to_str().unwrap_or_default();
    for piece in ["id=", id, " ", request.method().as_str(), " "] {
        line.push_str(piece);
    }
    line.push_str(request.uri().path());
    Some(line)
}

/// Writes the rest of a line; a request without a status was given up.
fn log(mut line: String, status: Option<StatusCode>, took: Duration) {
    line.push(' ');
    line.push_str(status.as_ref().map_or("gone", StatusCode::as_str));
    let mut micros = itoa::Buffer::new();
    line.push_str(" micros=");
    line.push_str(micros.format(took.as_micros()));
    // As a text and not to be formatted: that would cost more than finding an answer.
    tracing::info!(message = line.as_str());
}
