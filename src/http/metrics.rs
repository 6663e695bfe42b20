//! `GET /metrics`: what is counted, in the text format of `OpenMetrics`.
//!
//! Each route has its own counters, fetched when the router is built: a request adds to three numbers and looks nothing
//! up. `prometheus-client` writes the text; its own families and histograms are not used, because they lock.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderValue, Method, StatusCode, header},
    response::Response,
};
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, NoLabelSet, text::encode},
    metrics::{MetricType, gauge::ConstGauge},
    registry::{Registry, Unit},
};

use super::{App, params::Query, problem::Problem};
use crate::load::resident_bytes;

/// `application/openmetrics-text`
pub(super) const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

const METHODS: [&str; 5] = ["GET", "HEAD", "POST", "OPTIONS", "other"];
/// The last are requests whose client had gone before they were answered.
const CLASSES: [&str; 6] = ["1xx", "2xx", "3xx", "4xx", "5xx", "gone"];
/// Upper bounds of durations, in microseconds.
const BOUNDS: [u32; 13] = [
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 500_000, 2_500_000, 10_000_000,
];

/// Counts of a route.
#[derive(Debug)]
pub(super) struct Counts {
    path: Box<str>,
    requests: [[AtomicU64; CLASSES.len()]; METHODS.len()],
    /// How many took how long; the last are those beyond all bounds.
    durations: [AtomicU64; BOUNDS.len() + 1],
    micros: AtomicU64,
}

impl Counts {
    fn new(path: &str) -> Self {
        Self {
            path: path.into(),
            requests: Default::default(),
            durations: Default::default(),
            micros: AtomicU64::new(0),
        }
    }

    /// Counts a request whose answer has begun, or that was given up without a status.
    pub(super) fn add(&self, method: &Method, status: Option<StatusCode>, took: Duration) {
        let method = match *method {
            Method::GET => 0,
            Method::HEAD => 1,
            Method::POST => 2,
            Method::OPTIONS => 3,
            _ => 4,
        };
        let gone = CLASSES.len() - 1;
        let class = status.map_or(gone, |status| {
            usize::from(status.as_u16() / 100).clamp(1, gone) - 1
        });
        self.requests[method][class].fetch_add(1, Ordering::Relaxed);
        if status.is_some() {
            self.add_duration(took);
        }
    }

    fn add_duration(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| u64::from(*bound) < micros);
        self.durations[bucket].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// Every number of requests that is not 0, with its method and class.
    fn requests(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
        let methods = METHODS.iter().zip(&self.requests);
        let all = methods.flat_map(|(method, counts)| {
            let classes = CLASSES.iter().zip(counts);
            classes.map(|(class, count)| (*method, *class, count.load(Ordering::Relaxed)))
        });
        all.filter(|(_, _, count)| *count > 0)
    }
}

/// What a server counts.
#[derive(Debug)]
pub(super) struct Metrics {
    /// Locked only while the router is built and when somebody asks.
    routes: Arc<Mutex<Vec<Arc<Counts>>>>,
    started: Instant,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            routes: Arc::default(),
            started: Instant::now(),
        }
    }
}

impl Metrics {
    /// The counts of a route.
    pub(super) fn counts(&self, path: &str) -> Arc<Counts> {
        let mut routes = self.routes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = routes.iter().find(|known| *known.path == *path) {
            return Arc::clone(known);
        }
        let counts = Arc::new(Counts::new(path));
        routes.push(Arc::clone(&counts));
        counts
    }
}

/// Writes the counts of all routes.
#[derive(Debug)]
struct Requests(Vec<Arc<Counts>>);

impl Collector for Requests {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        let mut requests = encoder.encode_descriptor(
            "hudna_http_requests",
            "Requests, by route, method and class of status; \"gone\" were given up unanswered",
            None,
            MetricType::Counter,
        )?;
        for counts in &self.0 {
            for (method, class, count) in counts.requests() {
                let labels = [
                    ("route", &*counts.path),
                    ("method", method),
                    ("status", class),
                ];
                let mut one = requests.encode_family(&labels)?;
                one.encode_counter::<NoLabelSet, _, u64>(&count, None)?;
            }
        }
        let mut durations = encoder.encode_descriptor(
            "hudna_http_request_duration",
            "Time until an answer begins, by route",
            Some(&Unit::Seconds),
            MetricType::Histogram,
        )?;
        for counts in &self.0 {
            let buckets = counts.durations.iter().map(|n| n.load(Ordering::Relaxed));
            let bounds = BOUNDS.iter().map(|micros| f64::from(*micros) / 1e6);
            let bounds = bounds.chain([f64::INFINITY]);
            let buckets: Vec<(f64, u64)> = bounds.zip(buckets).collect();
            let count: u64 = buckets.iter().map(|(_, count)| count).sum();
            if count == 0 {
                continue;
            }
            let seconds = Duration::from_micros(counts.micros.load(Ordering::Relaxed));
            let labels = [("route", &*counts.path)];
            let mut one = durations.encode_family(&labels)?;
            one.encode_histogram::<NoLabelSet>(seconds.as_secs_f64(), count, &buckets, None)?;
        }
        Ok(())
    }
}

/// The counters and the state of the server.
pub(super) async fn metrics(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    query.read(&[])?;
    let text = text(&app).map_err(|error| Problem::internal(&error))?;
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(OPENMETRICS));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn text(app: &App) -> Result<String, fmt::Error> {
    let metrics = app.metrics();
    let routes = metrics
        .routes
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let world = app.world();
    let facts = world.snapshot.facts();
    let (bodies, bytes) = app.kept_load();
    let mut registry = Registry::default();
    registry.register_collector(Box::new(Requests(routes)));
    for (name, help, value) in [
        (
            "hudna_generation",
            "Snapshots since the start",
            world.generation,
        ),
        ("hudna_zones", "Zones served", facts.zones.len() as u64),
        (
            "hudna_extents",
            "Extents served",
            facts.extents.len() as u64,
        ),
        (
            "hudna_articles",
            "Articles served",
            facts.articles.len() as u64,
        ),
        (
            "hudna_kept_answers",
            "Answers made once and kept",
            bodies as u64,
        ),
    ] {
        registry.register(name, help, ConstGauge::new(value));
    }
    let uptime = ConstGauge::new(metrics.started.elapsed().as_secs_f64());
    registry.register_with_unit(
        "hudna_uptime",
        "Time since the start",
        Unit::Seconds,
        uptime,
    );
    let bytes = ConstGauge::new(bytes as u64);
    let help = "Bytes of kept answers, in all codings";
    registry.register_with_unit("hudna_kept", help, Unit::Bytes, bytes);
    if let Some(bytes) = resident_bytes() {
        let help = "Memory of the process that is in use";
        let bytes = ConstGauge::new(bytes);
        registry.register_with_unit("process_resident_memory", help, Unit::Bytes, bytes);
    }
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_once_in_each_family() {
        let counts = Counts::new("/x");
        let add = |method: Method, status: StatusCode, took: Duration| {
            counts.add(&method, Some(status), took);
        };
        add(Method::GET, StatusCode::OK, Duration::from_micros(50));
        add(
            Method::GET,
            StatusCode::NOT_FOUND,
            Duration::from_micros(51),
        );
        add(Method::PUT, StatusCode::METHOD_NOT_ALLOWED, Duration::MAX);
        let requests: Vec<_> = counts.requests().collect();
        assert_eq!(
            requests,
            [("GET", "2xx", 1), ("GET", "4xx", 1), ("other", "4xx", 1)]
        );
        let durations: Vec<u64> = counts
            .durations
            .iter()
            .map(|n| n.load(Ordering::Relaxed))
            .collect();
        assert_eq!((durations[0], durations[1]), (1, 1));
        assert_eq!(durations[BOUNDS.len()], 1);
    }

    #[test]
    fn a_request_that_is_given_up_has_no_time_until_its_answer() {
        let counts = Counts::new("/x");
        counts.add(&Method::GET, None, Duration::from_micros(50));
        let requests: Vec<_> = counts.requests().collect();
        assert_eq!(requests, [("GET", "gone", 1)]);
        let durations = counts.durations.iter();
        assert!(durations.map(|n| n.load(Ordering::Relaxed)).all(|n| n == 0));
    }
}
