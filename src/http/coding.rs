//! Content codings (RFC 9110 §8.4, §12.5.3): who gets which, what is worth it, and the work.
//!
//! Bodies that are [kept](super::shelf) are packed once; others go through `tower-http`'s compressor, which is asked
//! only where there is something to compress: even idle it would cost as much as a quarter of a small answer.

use std::{
    convert::Infallible,
    io::{self, Write},
};

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use brotli::{CompressorWriter, enc::BrotliEncoderParams};
use tower::{Layer, ServiceExt, service_fn};
use tower_http::compression::CompressionLayer;

use super::negotiation::wishes;

/// Bodies below this many bytes fit into one packet either way.
const LEAST: u64 = 1024;
/// Up to this many bytes the best packing takes a fifth of a second.
const SMALL: usize = 256 * 1024;
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

/// A content coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Zstd,
    Brotli,
    Gzip,
}

/// How much time a body is worth that is packed once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// A second for some 7 MB.
    Much,
    /// A second for 1 to 2 MB, for a fifth less to send.
    Most,
}

impl Effort {
    /// What a body of so many bytes is worth, so that who asks first need not wait long.
    pub(super) fn of(bytes: usize) -> Self {
        if bytes <= SMALL {
            Self::Most
        } else {
            Self::Much
        }
    }
}

impl Coding {
    /// The codings there are, the best first.
    pub(super) const ALL: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// The name it has in headers.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// Its place among all.
    pub(super) const fn number(self) -> usize {
        self as usize
    }

    /// The name as a header has it.
    pub(super) const fn value(self) -> HeaderValue {
        HeaderValue::from_static(self.name())
    }

    fn tagged(self, tag: &HeaderValue) -> Option<HeaderValue> {
        let tag = tag.to_str().ok()?.trim_end_matches('"');
        let name = self.name();
        let mut coded = String::with_capacity(tag.len() + name.len() + 2);
        for part in [tag, ".", name, "\""] {
            coded.push_str(part);
        }
        HeaderValue::try_from(coded).ok()
    }

    /// Gives an answer in this coding a validator of its own (RFC 9110 §8.8.3.3).
    pub(super) fn tag(self, head: &mut HeaderMap) {
        if let Some(tag) = head.get(header::ETAG).and_then(|tag| self.tagged(tag)) {
            head.insert(header::ETAG, tag);
        }
    }

    /// Says that a body is in this coding.
    pub(super) fn tell(self, head: &mut HeaderMap) {
        self.tag(head);
        head.insert(header::CONTENT_ENCODING, self.value());
        head.remove(header::CONTENT_LENGTH); // was that of the plain body
        head.remove(header::ACCEPT_RANGES); // so are the bytes that parts are counted in
    }

    /// Packs a whole body.
    ///
    /// # Errors
    /// Only when the memory is full.
    pub(super) fn pack(self, plain: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
        let most = effort == Effort::Most;
        match self {
            Self::Zstd => zstd::bulk::compress(plain, if most { 19 } else { 15 }),
            Self::Brotli => {
                let params = brotli_params(plain.len(), if most { 11 } else { 9 });
                let mut packed = CompressorWriter::with_params(Vec::new(), 4096, &params);
                packed.write_all(plain)?;
                packed.flush()?;
                Ok(packed.into_inner())
            }
            Self::Gzip => {
                let level = flate2::Compression::new(9);
                let mut packed = flate2::write::GzEncoder::new(Vec::new(), level);
                packed.write_all(plain)?;
                packed.finish()
            }
        }
    }

    /// Compresses an answer while it is sent.
    pub(super) async fn compress(self, answer: Response) -> Response {
        let mut request = Request::new(());
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT_ENCODING, self.value());
        let mut answer = Some(answer);
        let inner = service_fn(move |_: Request<()>| {
            let answer = answer.take().unwrap_or_default();
            async move { Ok::<_, Infallible>(answer) }
        });
        let always = |_, _, _: &_, _: &_| true;
        let compressor = CompressionLayer::new().compress_when(always).layer(inner);
        match compressor.oneshot(request).await {
            Ok(answer) => answer.map(Body::new),
            Err(never) => match never {},
        }
    }
}

/// How brotli packs so many bytes. The memory it works in goes with the sizes of its window and blocks, not with the bytes:
/// usual ones take 18 MB for 220 kB at the highest quality, these 10 MB, and as few bytes come out.
fn brotli_params(bytes: usize, quality: i32) -> BrotliEncoderParams {
    let bits = bytes.max(1).next_power_of_two().ilog2().cast_signed() + 1; // some bytes at a window's end are not for use
    BrotliEncoderParams {
        quality,
        lgwin: bits.clamp(16, 22),
        lgblock: 16,
        ..BrotliEncoderParams::default()
    }
}

/// What a client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Taken {
    /// The coding it would rather have than none.
    coding: Option<Coding>,
    /// Whether it takes bodies without a coding.
    plain: bool,
}

impl Taken {
    /// What `Accept-Encoding` says; `None` where nothing would do.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let Some(first) = headers.get(header::ACCEPT_ENCODING) else {
            let (coding, plain) = (None, true);
            return Some(Self { coding, plain });
        };
        // What browsers and common programs say, each word of which is wished for alike.
        let usual = match first.as_bytes() {
            b"gzip, deflate, br, zstd" | b"zstd" => Some(Coding::Zstd),
            b"gzip, deflate, br" | b"br" => Some(Coding::Brotli),
            b"gzip, deflate" | b"gzip" => Some(Coding::Gzip),
            b"identity" => None,
            _ => return Self::read(headers),
        };
        let single = headers.get_all(header::ACCEPT_ENCODING).iter().count() == 1;
        if !single {
            return Self::read(headers);
        }
        let (coding, plain) = (usual, true);
        Some(Self { coding, plain })
    }

    fn read(headers: &HeaderMap) -> Option<Self> {
        let all = wishes(headers, &header::ACCEPT_ENCODING);
        let named = |name: &str| {
            let wish = all.iter().find(|wish| wish.is_for(name));
            wish.map(|wish| wish.quality)
        };
        let wished = |name: &str| named(name).or_else(|| named("*"));
        let plain = wished("identity").unwrap_or(f64::MIN_POSITIVE); // taken, but after any other
        let qualities = Coding::ALL.map(|coding| (coding, wished(coding.name()).unwrap_or(0.0)));
        let liked = qualities.into_iter().filter(|(_, quality)| *quality > 0.0);
        let liked = liked.filter(|(_, quality)| *quality >= plain);
        // `max_by` takes the last of equals, so go backwards.
        let best = liked.rev().max_by(|(_, a), (_, b)| a.total_cmp(b));
        let coding = best.map(|(coding, _)| coding);
        let plain = plain > 0.0;
        (plain || coding.is_some()).then_some(Self { coding, plain })
    }

    /// The coding that an answer is sent in: none where a `part` is asked for, because parts are counted in bytes
    /// without a coding.
    pub(super) fn coding_of(self, answer: impl FnOnce() -> Packing, part: bool) -> Option<Coding> {
        let coding = self.coding.filter(|_| !(part && self.plain))?;
        let answer = answer();
        let worth = !self.plain || answer.is_worth_it;
        (worth && answer.can_be).then_some(coding)
    }
}

/// Whether an answer is compressed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packing {
    /// Whether it can be: it has a body, and that has no coding yet.
    can_be: bool,
    is_worth_it: bool,
}

impl Packing {
    pub(super) fn of(answer: &Response) -> Self {
        let headers = answer.headers();
        let length = answer.body().size_hint().exact();
        let bare = !headers.contains_key(header::CONTENT_ENCODING);
        Self {
            can_be: length != Some(0) && bare,
            is_worth_it: length.is_none_or(|length| length >= LEAST) && !is_dense(headers),
        }
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
        Taken::of(&headers).map(|taken| (taken.coding.map(Coding::name), taken.plain))
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

    #[test]
    fn what_is_packed_once_can_be_read_by_all() {
        use std::io::Read;
        let plain = "a line that comes again\n".repeat(1000).into_bytes();
        for effort in [Effort::Much, Effort::Most] {
            let [zstd, br, gzip] = Coding::ALL.map(|coding| coding.pack(&plain, effort).unwrap());
            assert!([&zstd, &br, &gzip].iter().all(|packed| packed.len() < 1000));
            assert_eq!(zstd::stream::decode_all(&*zstd).unwrap(), plain);
            let mut read = Vec::new();
            brotli::Decompressor::new(&*br, 4096)
                .read_to_end(&mut read)
                .unwrap();
            assert_eq!(read, plain);
            let mut read = Vec::new();
            flate2::read::GzDecoder::new(&*gzip)
                .read_to_end(&mut read)
                .unwrap();
            assert_eq!(read, plain);
        }
    }

    #[test]
    fn two_lines_are_read_as_one() {
        let mut headers = HeaderMap::new();
        headers.append(header::ACCEPT_ENCODING, "br".parse().unwrap());
        headers.append(header::ACCEPT_ENCODING, "br;q=0, gzip".parse().unwrap());
        assert_eq!(Taken::of(&headers), Taken::read(&headers));
    }
}
