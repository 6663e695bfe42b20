//! Routes, and what is known of each before it is answered.

use std::sync::Arc;

use axum::{Router, http::Uri, routing::MethodRouter};

use super::{
    App, downloads,
    envelope::Given,
    metrics::{Counts, Metrics},
    problem,
};

/// Routes that are being gathered.
pub(super) struct Routes<'m> {
    router: Router<App>,
    known: matchit::Router<Known>,
    metrics: &'m Metrics,
    methods: &'static str,
    at_once: Option<AtOnce>,
}

/// What is known of a path before it is answered.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Where its requests are counted.
    pub(super) counts: Arc<Counts>,
    /// The methods that it answers, as browsers are told.
    pub(super) methods: &'static str,
    /// What may answer GET before the router is asked.
    pub(super) at_once: Option<AtOnce>,
}

/// Answers where nothing need be waited for; nothing where the route must be asked.
pub(super) type AtOnce = fn(&App, &Uri) -> Option<Given>;

/// What is known of each path.
#[derive(Debug)]
pub(super) struct Paths {
    known: matchit::Router<Known>,
    elsewhere: Known,
}

/// What most routes know.
const READS: &str = "GET,HEAD";
/// What routes know that take a body too.
const READS_AND_TAKES: &str = "GET,HEAD,POST";

impl<'m> Routes<'m> {
    /// No routes yet.
    pub(super) fn new(metrics: &'m Metrics) -> Self {
        Self {
            router: Router::new(),
            known: matchit::Router::new(),
            metrics,
            methods: READS,
            at_once: None,
        }
    }

    /// The same with a route.
    pub(super) fn route(mut self, path: &str, methods: MethodRouter<App>) -> Self {
        let known = Known {
            counts: self.metrics.counts(path),
            methods: self.methods,
            at_once: self.at_once.take(),
        };
        self.known
            .insert(path, known)
            .expect("`axum` refuses the same paths in the next line, whatever is asked for");
        let methods = methods.fallback(problem::wrong_method);
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

    /// The same; the next route may be answered at once.
    pub(super) fn at_once(self, at_once: AtOnce) -> Self {
        Self {
            at_once: Some(at_once),
            ..self
        }
    }

    /// The same with the routes of another file.
    pub(super) fn with(self, more: impl FnOnce(Self) -> Self) -> Self {
        more(self)
    }

    /// All of them with an answer for every other address, and what is known of each.
    pub(super) fn finish(self, app: App) -> (Router, Paths) {
        let elsewhere = Known {
            counts: self.metrics.counts("other"),
            methods: READS,
            at_once: None,
        };
        let known = self.known;
        let router = self.router.fallback(downloads::no_such_path);
        (router.with_state(app), Paths { known, elsewhere })
    }
}

impl Paths {
    /// What is known of a path.
    pub(super) fn at(&self, path: &str) -> &Known {
        self.known
            .at(path)
            .map_or(&self.elsewhere, |found| found.value)
    }
}
