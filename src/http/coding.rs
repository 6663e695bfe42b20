//! Content codings (RFC 9110 §8.4, §12.5.3): who gets which, and what is worth it.

use axum::{
    body::HttpBody,
    extract::Request,
    http::{HeaderMap, HeaderValue, Response, header},
    middleware::Next,
    response,
};
use tower_http::compression::predicate::{Predicate, SizeAbove};

use super::negotiation::wishes;

/// Bodies below this many bytes fit into one packet either way.
const LEAST: u64 = 1024;
/// The codings there are, the best first.
const CODINGS: [&str; 3] = ["zstd", "br", "gzip"];
/// Beginnings of media types that hold compressed bytes, or that readers fetch in parts.
const DENSE: [&str; 8] = [
    "image/",
    "font/woff2",
    "application/zip",
    "application/flatgeobuf",
    "application/vnd.apache.parquet",
    "application/vnd.pmtiles",
    "application/octet-stream",
    "application/grpc",
];
/// Pictures that are text.
const LOOSE: &str = "image/svg+xml";

/// What a client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    /// The coding it would rather have than none.
    coding: Option<&'static str>,
    /// Whether it takes bodies without a coding.
    plain: bool,
}

/// Marks a request and its answer: the client takes no body without a coding.
#[derive(Debug, Clone, Copy)]
struct CodedOnly;

impl Taken {
    /// What `Accept-Encoding` says; `None` where nothing would do.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        if !headers.contains_key(header::ACCEPT_ENCODING) {
            let (coding, plain) = (None, true);
            return Some(Self { coding, plain });
        }
        let all = wishes(headers, &header::ACCEPT_ENCODING);
        let named = |name: &str| {
            let wish = all.iter().find(|wish| wish.is_for(name));
            wish.map(|wish| wish.quality)
        };
        let wished = |name: &str| named(name).or_else(|| named("*"));
        let plain = wished("identity").unwrap_or(f64::MIN_POSITIVE); // taken, but after any other
        let qualities = CODINGS.map(|name| (name, wished(name).unwrap_or(0.0)));
        let liked = qualities.into_iter().filter(|(_, quality)| *quality > 0.0);
        let liked = liked.filter(|(_, quality)| *quality >= plain);
        // `max_by` takes the last of equals, so go backwards.
        let best = liked.rev().max_by(|(_, a), (_, b)| a.total_cmp(b));
        let coding = best.map(|(name, _)| name);
        let plain = plain > 0.0;
        (plain || coding.is_some()).then_some(Self { coding, plain })
    }

    /// Says to the compressor what to do: nothing where a `part` is asked for, because parts are counted in bytes
    /// without a coding.
    pub(super) fn tell(self, request: &mut Request, part: bool) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
        if let Some(coding) = self.coding.filter(|_| !(part && self.plain)) {
            let coding = HeaderValue::from_static(coding);
            request
                .headers_mut()
                .insert(header::ACCEPT_ENCODING, coding);
        }
        if !self.plain {
            request.extensions_mut().insert(CodedOnly);
        }
    }
}

/// Hands the mark on to the answer, because [`Worth`] sees no request.
pub(super) async fn mark(request: Request, next: Next) -> response::Response {
    let mark = request.extensions().get::<CodedOnly>().copied();
    let mut answer = next.run(request).await;
    if let Some(mark) = mark {
        answer.extensions_mut().insert(mark);
    }
    answer
}

/// Whether a body is worth compressing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worth;

impl Predicate for Worth {
    fn should_compress<B: HttpBody>(&self, answer: &Response<B>) -> bool {
        let must = answer.extensions().get::<CodedOnly>().is_some();
        let large = || SizeAbove::new(LEAST).should_compress(answer);
        must || (large() && !is_dense(answer.headers()))
    }
}

fn is_dense(answer: &HeaderMap) -> bool {
    let media_type = answer.get(header::CONTENT_TYPE);
    let media_type = media_type
        .and_then(|text| text.to_str().ok())
        .unwrap_or_default();
    let begins = |start: &&str| media_type.starts_with(*start);
    DENSE.iter().any(begins) && !media_type.starts_with(LOOSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(wish: &str) -> Option<(Option<&'static str>, bool)> {
        let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, wish.parse().unwrap())]);
        Taken::of(&headers).map(|taken| (taken.coding, taken.plain))
    }

    #[test]
    fn the_best_coding_is_the_one_liked_most() {
        for (wish, coding) in [
            ("gzip", Some("gzip")),
            ("gzip, deflate, br, zstd", Some("zstd")),
            ("gzip;q=0.9, br;q=0.8", Some("gzip")),
            ("br;q=1.0, gzip;q=0.8, *;q=0.1", Some("br")),
            ("GZip", Some("gzip")),
            ("x-gzip", Some("gzip")),
            ("gzip;q=0", None),
            ("gzip;q=0, *", Some("zstd")),
            ("identity, gzip;q=0.5", None),
            ("identity;q=0.5, gzip", Some("gzip")),
            ("deflate", None),
            ("", None),
        ] {
            assert_eq!(taken(wish), Some((coding, true)), "{wish}");
        }
    }

    #[test]
    fn plain_bodies_can_be_refused() {
        assert_eq!(taken("gzip, identity;q=0"), Some((Some("gzip"), false)));
        assert_eq!(taken("gzip, *;q=0"), Some((Some("gzip"), false)));
        assert_eq!(taken("identity, *;q=0"), Some((None, true)));
        for wish in [
            "identity;q=0",
            "*;q=0",
            "deflate, identity;q=0",
            "gzip;q=0, *;q=0",
        ] {
            assert_eq!(taken(wish), None, "{wish}");
        }
    }

    #[test]
    fn packed_bytes_are_not_packed_again() {
        let dense = |media_type: &str| {
            let value = media_type.parse().unwrap();
            is_dense(&HeaderMap::from_iter([(header::CONTENT_TYPE, value)]))
        };
        for media_type in [
            "image/png",
            "font/woff2",
            "application/vnd.apache.parquet",
            "application/flatgeobuf",
            "application/vnd.pmtiles",
        ] {
            assert!(dense(media_type), "{media_type}");
        }
        for media_type in [
            "image/svg+xml",
            "application/geo+json",
            "application/geopackage+sqlite3",
            "application/vnd.mapbox-vector-tile",
            "text/csv; charset=utf-8",
            "font/ttf",
        ] {
            assert!(!dense(media_type), "{media_type}");
        }
    }
}
