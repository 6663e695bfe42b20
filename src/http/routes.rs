//! Routes, each in an envelope that counts under its path.

use std::{convert::Infallible, sync::Arc};

use axum::{Router, extract::Request, handler::Handler, response::Response, routing::MethodRouter};
use tower::{Layer, Service, layer::layer_fn, service_fn};

use super::{App, downloads, envelope, metrics::Counts, problem};

/// Routes that are being gathered.
pub(super) struct Routes {
    router: Router<App>,
    /// Whose counts the envelopes add to; without, there are no envelopes.
    counted: Option<App>,
    methods: &'static str,
}

/// What most routes know.
const READS: &str = "GET,HEAD";
/// What routes know that take a body too.
const READS_AND_TAKES: &str = "GET,HEAD,POST";

impl Routes {
    /// No routes yet. Those of a `counted` server get what every request gets, others are bare.
    pub(super) fn new(counted: Option<App>) -> Self {
        Self {
            router: Router::new(),
            counted,
            methods: READS,
        }
    }

    /// The same with a route.
    pub(super) fn route(mut self, path: &str, methods: MethodRouter<App>) -> Self {
        let methods = methods.fallback(problem::wrong_method);
        let methods = self.wrapped(path, methods);
        self.router = self.router.route(path, methods);
        self.methods = READS;
        self
    }

    /// The same; the next route takes bodies too.
    pub(super) fn taking(self) -> Self {
        Self {
            methods: READS_AND_TAKES,
            ..self
        }
    }

    /// The same with the routes of another file.
    pub(super) fn with(self, more: impl FnOnce(Self) -> Self) -> Self {
        more(self)
    }

    /// All of them, and an answer for every other address.
    pub(super) fn finish(self, app: App) -> Router {
        let elsewhere = downloads::no_such_path;
        let router = match &self.counted {
            None => self.router.fallback(elsewhere),
            Some(app) => {
                let envelope = envelope(app.metrics().counts("other"), READS);
                self.router.fallback(elsewhere.layer(envelope))
            }
        };
        router.with_state(app)
    }

    fn wrapped(&self, path: &str, methods: MethodRouter<App>) -> MethodRouter<App> {
        match &self.counted {
            None => methods,
            Some(app) => methods.layer(envelope(app.metrics().counts(path), self.methods)),
        }
    }
}

/// Puts an answering service into an envelope.
fn envelope<S, F>(
    counts: Arc<Counts>,
    methods: &'static str,
) -> impl Layer<
    S,
    Service: Service<Request, Response = Response, Error = Infallible, Future: Send>
                 + Clone
                 + Send
                 + Sync,
> + Clone
+ Send
+ Sync
where
    S: Service<Request, Response = Response, Error = Infallible, Future = F>
        + Clone
        + Send
        + Sync
        + 'static,
    F: Future<Output = Result<Response, Infallible>> + Send,
{
    layer_fn(move |inner: S| {
        let counts = Arc::clone(&counts);
        service_fn(move |request: Request| {
            let wrapped = envelope::wrap(inner.clone(), request, Arc::clone(&counts), methods);
            async move { Ok::<_, Infallible>(wrapped.await) }
        })
    })
}
