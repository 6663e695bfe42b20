//! What caches, partial readers and pages of others rely on, without a port.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, SystemTime},
};

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use hudna::{
    http::{App, Door},
    live::Live,
    load::Folder,
};
use serde_json::Value;
use tokio::runtime::Builder;
use tower::ServiceExt;

const DOWNLOAD: &str = "/zones.geojson";
const ARTICLE: &str = "/articles/000_5b3d75bf3fec3e90";
const ARTICLE_PAGE: &str = "/articles/000_5b3d75bf3fec3e90?f=html";

/// Answers that depend on nothing but address and data, one of each sort.
const KEPT: [&str; 20] = [
    "/?f=json",
    "/?f=html&lang=en",
    "/assets/app.js",
    "/assets/icon.svg",
    "/basemap/land.geojson",
    "/schemas/zones.schema.json",
    "/zones",
    DOWNLOAD,
    "/zones/idlib",
    "/zones/idlib.geojson?date=2018-06-01",
    "/zones/idlib/band.geojson",
    "/locate?lon=36.63&lat=35.93",
    "/quality?f=md",
    "/passages?f=json",
    "/passages?f=jsonld",
    "/articles",
    ARTICLE_PAGE,
    "/collections?f=json",
    "/collections/zones/items?f=json",
    "/collections/passages/items?f=jsonfg",
];
/// Answers that nobody may keep.
const FRESH: [&str; 3] = ["/status", "/healthz", "/readyz"];
/// Answers that are problems.
const WRONG: [&str; 6] = [
    "/nowhere",
    "/zones/nowhere",
    "/assets/nowhere",
    "/locate",
    "/zones?x=1",
    "/problems/nowhere",
];

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: impl header::AsHeaderName) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    fn has(&self, name: impl header::AsHeaderName) -> bool {
        self.headers.contains_key(name)
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", String::from_utf8_lossy(&self.body)))
    }

    /// Every header but the request's own name.
    fn told(&self) -> Vec<(&str, &[u8])> {
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| (name.as_str(), value.as_bytes()));
        let mut told: Vec<_> = headers
            .filter(|(name, _)| *name != "x-request-id")
            .collect();
        told.sort_unstable();
        told
    }
}

fn live() -> Live {
    Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap()
}

fn door() -> Door {
    static DOOR: OnceLock<Door> = OnceLock::new();
    let door = || Door::new(App::new(Arc::new(live()), None));
    DOOR.get_or_init(door).clone()
}

async fn ask_at(door: Door, method: Method, address: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(&method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = door.oneshot(request).await.unwrap();
    let whole = method == Method::GET && response.status() != StatusCode::NOT_MODIFIED;
    let length = response.body().size_hint().exact().filter(|_| whole);
    let (mut parts, body) = response.into_parts();
    if let Some(length) = length {
        // As the server loop does where it knows the length of a body.
        let told = parts.headers.entry(header::CONTENT_LENGTH);
        told.or_insert(length.into());
    }
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

async fn ask(method: Method, address: &str, headers: &[(&str, &str)]) -> Answer {
    ask_at(door(), method, address, headers).await
}

async fn get(address: &str, headers: &[(&str, &str)]) -> Answer {
    ask(Method::GET, address, headers).await
}

fn all() -> impl Iterator<Item = &'static str> {
    KEPT.into_iter().chain(FRESH).chain(WRONG)
}

fn seconds(date: &str) -> SystemTime {
    httpdate::parse_http_date(date).unwrap_or_else(|error| panic!("{error}: {date:?}"))
}

fn date(time: SystemTime) -> String {
    httpdate::fmt_http_date(time)
}

// Validators

#[tokio::test]
async fn whatever_may_be_kept_can_be_asked_about() {
    for address in KEPT {
        let answer = get(address, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        let tag = answer.header(header::ETAG);
        assert!(
            tag.starts_with('"') && tag.ends_with('"'),
            "{address}: {tag}"
        );
        let modified = seconds(answer.header(header::LAST_MODIFIED));
        assert!(modified <= SystemTime::now(), "{address}");
        let cache = answer.header(header::CACHE_CONTROL);
        assert_eq!(
            cache, "public, max-age=0, s-maxage=1, must-revalidate",
            "{address}"
        );
    }
}

#[tokio::test]
async fn what_nobody_may_keep_has_no_validator() {
    for address in FRESH.into_iter().chain(WRONG) {
        let answer = get(address, &[("range", "bytes=0-1"), ("if-none-match", "*")]).await;
        assert_eq!(
            answer.header(header::CACHE_CONTROL),
            "no-store",
            "{address}"
        );
        for name in [header::ETAG, header::LAST_MODIFIED, header::ACCEPT_RANGES] {
            assert!(!answer.has(&name), "{address} {name}");
        }
        assert!(!answer.body.is_empty() && answer.status != StatusCode::NOT_MODIFIED);
    }
}

#[tokio::test]
async fn an_answer_says_once_what_it_depends_on() {
    let coded: [&[(&str, &str)]; 2] = [&[], &[("accept-encoding", "gzip")]];
    for (address, headers) in all().flat_map(|address| coded.map(|headers| (address, headers))) {
        let answer = get(address, headers).await;
        let lines: Vec<_> = answer.headers.get_all(header::VARY).iter().collect();
        let one_form = [
            "/assets/app.js",
            "/assets/icon.svg",
            "/basemap/",
            "/schemas/",
        ];
        let expected = if one_form.iter().any(|start| address.starts_with(start)) {
            "accept-encoding"
        } else {
            "accept, accept-language, accept-encoding"
        };
        assert_eq!(lines, [expected], "{address} {headers:?}");
    }
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    for address in KEPT {
        let whole = get(address, &[]).await;
        let tag = whole.header(header::ETAG);
        let weak = format!("\"other\", W/{tag}");
        for asked in [
            ("if-none-match", tag),
            ("if-none-match", weak.as_str()),
            ("if-none-match", "*"),
            ("if-modified-since", whole.header(header::LAST_MODIFIED)),
        ] {
            let again = get(address, &[asked, ("origin", "https://example.org")]).await;
            assert_eq!(
                again.status,
                StatusCode::NOT_MODIFIED,
                "{address} {asked:?}"
            );
            assert!(again.body.is_empty());
            for name in [
                header::ETAG,
                header::LAST_MODIFIED,
                header::CACHE_CONTROL,
                header::VARY,
                header::ACCESS_CONTROL_ALLOW_ORIGIN,
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                header::CONTENT_SECURITY_POLICY,
            ] {
                assert!(again.has(&name), "{address} {name}");
                assert_eq!(again.header(&name), whole.header(&name), "{address} {name}");
            }
            for name in [
                header::CONTENT_TYPE,
                header::CONTENT_DISPOSITION,
                header::CONTENT_LANGUAGE,
            ] {
                assert!(!again.has(&name), "{address} {name}");
            }
        }
    }
}

#[tokio::test]
async fn a_tag_says_more_than_a_date() {
    let modified = get(DOWNLOAD, &[])
        .await
        .header(header::LAST_MODIFIED)
        .to_owned();
    let other = [
        ("if-none-match", "\"other\""),
        ("if-modified-since", &modified),
    ];
    assert_eq!(get(DOWNLOAD, &other).await.status, StatusCode::OK);
    let before = date(seconds(&modified) - Duration::from_secs(1));
    let earlier = [("if-modified-since", before.as_str())];
    assert_eq!(get(DOWNLOAD, &earlier).await.status, StatusCode::OK);
    let wild = [("if-modified-since", "yesterday")];
    assert_eq!(get(DOWNLOAD, &wild).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_wish_for_an_answer_that_is_gone_fails() {
    let tag = get(DOWNLOAD, &[]).await.header(header::ETAG).to_owned();
    let same = get(DOWNLOAD, &[("if-match", &tag)]).await;
    assert_eq!(same.status, StatusCode::OK);
    let gone = get(DOWNLOAD, &[("if-match", "\"gone\"")]).await;
    assert_eq!(gone.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(gone.json()["type"], "/problems/precondition-failed");
}

#[tokio::test]
async fn equal_servers_give_equal_validators() {
    let other = Door::new(App::new(Arc::new(live()), None));
    for address in KEPT {
        let (here, there) = (
            get(address, &[]).await,
            ask_at(other.clone(), Method::GET, address, &[]).await,
        );
        assert_eq!(here.told(), there.told(), "{address}");
    }
}

#[tokio::test]
async fn the_same_files_of_another_time_give_the_same_bytes_under_the_same_tag() {
    let on_disk = |seconds: u64| {
        let read = |folder: Folder| {
            let dir = on_disk(&folder);
            age(
                dir.path(),
                SystemTime::UNIX_EPOCH + Duration::from_secs(seconds),
            );
            Folder::read(dir.path()).unwrap()
        };
        let (data, articles) = (Folder::embedded_data(), Folder::embedded_articles());
        let live = Live::start(read(data), read(articles)).unwrap();
        Door::new(App::new(Arc::new(live), None))
    };
    let (here, there) = (on_disk(1_000_000_000), on_disk(1_100_000_000));
    for address in KEPT.into_iter().chain(["/api", "/api?version=3.1"]) {
        let here = ask_at(here.clone(), Method::GET, address, &[]).await;
        let there = ask_at(there.clone(), Method::GET, address, &[]).await;
        assert_eq!(here.status, StatusCode::OK, "{address}");
        assert_eq!(
            here.header(header::ETAG),
            there.header(header::ETAG),
            "{address}"
        );
        assert!(here.body == there.body, "{address} has other bytes");
    }
}

/// The files of a folder, written out.
fn on_disk(folder: &Folder) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, bytes) in folder.files() {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
    }
    dir
}

#[tokio::test]
async fn other_data_has_other_validators_even_if_its_files_are_older() {
    let live = Arc::new(live());
    let door = Door::new(App::new(Arc::clone(&live), None));
    let before = ask_at(door.clone(), Method::GET, DOWNLOAD, &[]).await;
    let dir = on_disk(&Folder::embedded_data());
    let dataset = dir.path().join("dataset.toml");
    let text = std::fs::read_to_string(&dataset).unwrap();
    std::fs::write(&dataset, text.replace("2017-06-15", "2017-06-16")).unwrap();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    age(dir.path(), long_ago);
    let data = Folder::read(dir.path()).unwrap();
    assert_eq!(data.modified().unwrap().as_second(), 1_000_000_000);
    assert!(live.reload(data, Folder::embedded_articles()));
    let after = ask_at(door, Method::GET, DOWNLOAD, &[]).await;
    assert_ne!(after.header(header::ETAG), before.header(header::ETAG));
    let at = |answer: &Answer| seconds(answer.header(header::LAST_MODIFIED));
    assert!(at(&after) > at(&before));
}

/// Gives a folder, and all in it, a time.
fn age(path: &std::path::Path, time: SystemTime) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            age(&entry.unwrap().path(), time);
        }
    }
    std::fs::File::open(path)
        .unwrap()
        .set_modified(time)
        .unwrap();
}

// HEAD

#[tokio::test]
async fn a_head_is_a_get_without_its_body() {
    for coding in ["", "gzip", "br", "zstd", "gzip, identity;q=0"] {
        for address in all() {
            let headers = [
                ("accept-encoding", coding),
                ("origin", "https://example.org"),
            ];
            let (head, whole) = (
                ask(Method::HEAD, address, &headers).await,
                get(address, &headers).await,
            );
            assert!(head.body.is_empty() && !whole.body.is_empty(), "{address}");
            assert_eq!(head.status, whole.status, "{address}");
            assert_eq!(head.told(), whole.told(), "{address} {coding}");
        }
    }
}

#[tokio::test]
async fn a_head_is_compared_like_a_get_and_has_no_parts() {
    let tag = get(DOWNLOAD, &[]).await.header(header::ETAG).to_owned();
    let known = ask(Method::HEAD, DOWNLOAD, &[("if-none-match", &tag)]).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
    let part = ask(Method::HEAD, DOWNLOAD, &[("range", "bytes=0-9")]).await;
    assert_eq!(part.status, StatusCode::OK);
    assert_eq!(part.header(header::ACCEPT_RANGES), "bytes");
    assert!(!part.has(header::CONTENT_RANGE));
}

// Parts

#[tokio::test]
async fn parts_make_up_the_whole() {
    for address in [
        DOWNLOAD,
        "/basemap/land.geojson",
        "/assets/app.js",
        ARTICLE_PAGE,
    ] {
        let whole = get(address, &[]).await;
        assert_eq!(whole.header(header::ACCEPT_RANGES), "bytes");
        let length = whole.body.len();
        let mut found = Vec::new();
        for first in (0..length).step_by(length / 3) {
            let last = (first + length / 3 - 1).min(length - 1);
            let range = format!("bytes={first}-{last}");
            // The part is counted in bytes without a coding, whatever else the client takes.
            let headers = [("range", range.as_str()), ("accept-encoding", "gzip, br")];
            let part = get(address, &headers).await;
            assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{address}");
            let told = format!("bytes {first}-{last}/{length}");
            assert_eq!(part.header(header::CONTENT_RANGE), told);
            assert_eq!(
                part.header(header::CONTENT_LENGTH),
                part.body.len().to_string()
            );
            assert!(!part.has(header::CONTENT_ENCODING));
            for name in [
                header::ETAG,
                header::CONTENT_TYPE,
                header::LAST_MODIFIED,
                header::VARY,
            ] {
                assert_eq!(part.header(&name), whole.header(&name), "{address} {name}");
            }
            found.extend(part.body);
        }
        assert_eq!(found, whole.body, "{address}");
    }
}

#[tokio::test]
async fn a_part_may_be_open_or_counted_from_the_end() {
    let whole = get(DOWNLOAD, &[]).await.body;
    let length = whole.len();
    let tail = get(DOWNLOAD, &[("range", "bytes=-10")]).await;
    assert_eq!(tail.body, &whole[length - 10..]);
    let open = format!("bytes={}-", length - 7);
    assert_eq!(
        get(DOWNLOAD, &[("range", &open)]).await.body,
        &whole[length - 7..]
    );
    let more = get(DOWNLOAD, &[("range", "bytes=0-99999999999999999999")]).await;
    assert_eq!(
        (more.status, more.body),
        (StatusCode::PARTIAL_CONTENT, whole)
    );
}

#[tokio::test]
async fn bytes_behind_the_end_are_a_problem_that_tells_the_length() {
    let length = get(DOWNLOAD, &[]).await.body.len();
    for range in [
        format!("bytes={length}-"),
        "bytes=-0".to_owned(),
        "bytes=99999999999999999999-".to_owned(),
    ] {
        let headers = [("range", range.as_str()), ("origin", "https://example.org")];
        let answer = get(DOWNLOAD, &headers).await;
        assert_eq!(answer.status, StatusCode::RANGE_NOT_SATISFIABLE, "{range}");
        assert_eq!(
            answer.header(header::CONTENT_RANGE),
            format!("bytes */{length}")
        );
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/problem+json"
        );
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
        assert_eq!(answer.json()["type"], "/problems/range-not-satisfiable");
    }
}

#[tokio::test]
async fn a_range_that_is_none_gets_the_whole() {
    let whole = get(DOWNLOAD, &[]).await.body;
    for range in [
        "bytes=5-2",
        "bytes=a-b",
        "lines=0-5",
        "bytes=0-1,5-6",
        "bytes",
        "bytes=-",
        "",
    ] {
        let answer = get(DOWNLOAD, &[("range", range)]).await;
        assert_eq!(
            (answer.status, &answer.body),
            (StatusCode::OK, &whole),
            "{range}"
        );
        let coded = get(DOWNLOAD, &[("range", range), ("accept-encoding", "gzip")]).await;
        assert_eq!(coded.header(header::CONTENT_ENCODING), "gzip", "{range}");
    }
}

#[tokio::test]
async fn a_part_is_sent_only_to_those_with_parts_of_the_same_answer() {
    let whole = get(DOWNLOAD, &[]).await;
    let coded = get(DOWNLOAD, &[("accept-encoding", "gzip")]).await;
    let (tag, modified) = (
        whole.header(header::ETAG),
        whole.header(header::LAST_MODIFIED),
    );
    let weak = format!("W/{tag}");
    let later = date(seconds(modified) + Duration::from_secs(1));
    for (known, status) in [
        (tag, StatusCode::PARTIAL_CONTENT),
        (modified, StatusCode::PARTIAL_CONTENT),
        (weak.as_str(), StatusCode::OK),
        ("\"other\"", StatusCode::OK),
        (coded.header(header::ETAG), StatusCode::OK),
        (later.as_str(), StatusCode::OK),
        ("soon", StatusCode::OK),
        ("", StatusCode::OK),
    ] {
        let answer = get(DOWNLOAD, &[("range", "bytes=0-9"), ("if-range", known)]).await;
        assert_eq!(answer.status, status, "{known}");
        let past = get(
            DOWNLOAD,
            &[("range", "bytes=999999999-"), ("if-range", known)],
        )
        .await;
        let past_status = match status {
            StatusCode::OK => StatusCode::OK,
            _ => StatusCode::RANGE_NOT_SATISFIABLE,
        };
        assert_eq!(past.status, past_status, "{known}");
    }
    let known = get(DOWNLOAD, &[("range", "bytes=0-9"), ("if-none-match", tag)]).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn there_are_no_parts_of_coded_bodies() {
    let headers = [
        ("range", "bytes=0-9"),
        ("accept-encoding", "gzip, identity;q=0"),
    ];
    let answer = get(DOWNLOAD, &headers).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header(header::CONTENT_ENCODING), "gzip");
    assert!(!answer.has(header::ACCEPT_RANGES));
}

// Content codings

#[tokio::test]
async fn the_client_chooses_the_coding() {
    for (wish, coding) in [
        ("gzip", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0, br;q=0.5, gzip;q=0.9", "gzip"),
        ("gzip;q=0, *;q=0.5", "zstd"),
        ("gzip;q=0", ""),
        ("identity", ""),
        ("deflate, compress", ""),
        ("identity;q=0, gzip", "gzip"),
        ("", ""),
    ] {
        let answer = get(DOWNLOAD, &[("accept-encoding", wish)]).await;
        assert_eq!(answer.header(header::CONTENT_ENCODING), coding, "{wish}");
        let suffix = format!(".{coding}\"");
        let tagged = answer.header(header::ETAG).ends_with(&suffix);
        assert_eq!(tagged, !coding.is_empty(), "{wish}");
    }
}

#[tokio::test]
async fn little_and_packed_bodies_stay_as_they_are() {
    let font = "/assets/noto-sans-arabic-arabic-400-normal.woff2";
    for address in ["/healthz", "/nowhere", font] {
        let answer = get(address, &[("accept-encoding", "gzip, br, zstd")]).await;
        assert!(!answer.has(header::CONTENT_ENCODING), "{address}");
        assert!(answer.has(header::CONTENT_LENGTH), "{address}");
        let only = get(address, &[("accept-encoding", "gzip, identity;q=0")]).await;
        assert_eq!(only.header(header::CONTENT_ENCODING), "gzip", "{address}");
    }
    let picture = get("/assets/icon.svg", &[]).await.body.len();
    let coded = get("/assets/icon.svg", &[("accept-encoding", "gzip")]).await;
    assert_eq!(coded.has(header::CONTENT_ENCODING), picture >= 1024);
}

#[tokio::test]
async fn those_who_take_no_coding_at_all_are_told() {
    for wish in ["identity;q=0", "*;q=0", "deflate, *;q=0"] {
        let answer = get(DOWNLOAD, &[("accept-encoding", wish)]).await;
        assert_eq!(answer.status, StatusCode::NOT_ACCEPTABLE, "{wish}");
        let problem = answer.json();
        assert_eq!(problem["type"], "/problems/not-acceptable");
        assert!(
            problem["detail"].as_str().unwrap().contains("gzip"),
            "{problem}"
        );
    }
}

// Forms and languages

#[tokio::test]
async fn those_who_take_no_form_are_told_which_there_are() {
    for (address, offers) in [
        ("/", ["application/json", "text/html"]),
        (ARTICLE, ["application/json", "text/html"]),
        ("/passages", ["application/json", "application/ld+json"]),
    ] {
        for wish in ["image/png", "*/*;q=0", "application/json;q=0, text/plain"] {
            let answer = get(address, &[("accept", wish)]).await;
            assert_eq!(
                answer.status,
                StatusCode::NOT_ACCEPTABLE,
                "{address} {wish}"
            );
            let problem = answer.json();
            let detail = problem["detail"].as_str().unwrap();
            assert!(
                offers.iter().all(|offer| detail.contains(offer)),
                "{detail}"
            );
        }
        for wish in ["", "json", "*/*", "image/png, */*;q=0.1"] {
            let answer = get(address, &[("accept", wish)]).await;
            assert_eq!(answer.status, StatusCode::OK, "{address} {wish}");
            assert!(answer.header(header::CONTENT_TYPE).starts_with(offers[0]));
        }
    }
}

#[tokio::test]
async fn pages_say_their_language() {
    for address in ["/?f=html", ARTICLE_PAGE] {
        for (wish, lang) in [("ar", "ar"), ("en", "en"), ("fr", "en")] {
            let answer = get(address, &[("accept-language", wish)]).await;
            assert_eq!(
                answer.header(header::CONTENT_LANGUAGE),
                lang,
                "{address} {wish}"
            );
        }
    }
    assert!(!get("/zones", &[]).await.has(header::CONTENT_LANGUAGE));
}

// Other people's pages

#[tokio::test]
async fn anybodys_page_may_read_every_kind_of_answer() {
    let long = format!("/locate?lon={}", "1".repeat(9000));
    for (method, address, header, status) in [
        (Method::GET, DOWNLOAD, ("range", "bytes=0-1"), 206),
        (Method::GET, DOWNLOAD, ("if-none-match", "*"), 304),
        (Method::GET, "/locate", ("accept", "*/*"), 400),
        (Method::GET, "/nowhere", ("accept", "*/*"), 404),
        (Method::POST, DOWNLOAD, ("accept", "*/*"), 405),
        (Method::GET, ARTICLE, ("accept", "image/png"), 406),
        (Method::GET, DOWNLOAD, ("if-match", "\"x\""), 412),
        (Method::GET, &long, ("accept", "*/*"), 414),
        (Method::GET, DOWNLOAD, ("range", "bytes=999999999-"), 416),
    ] {
        let headers = [header, ("origin", "https://example.org")];
        let answer = ask(method, address, &headers).await;
        assert_eq!(answer.status, status);
        assert_eq!(
            answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            "*",
            "{status}"
        );
        let exposed = answer.header(header::ACCESS_CONTROL_EXPOSE_HEADERS);
        for name in [
            "accept-ranges",
            "content-crs",
            "content-disposition",
            "content-range",
            "etag",
            "link",
            "x-request-id",
        ] {
            assert!(
                exposed.split(',').any(|one| one == name),
                "{status} {name}: {exposed}"
            );
        }
        assert!(answer.has("x-request-id"), "{status}");
    }
}

#[tokio::test]
async fn a_preflight_is_answered() {
    let headers = [
        ("origin", "https://example.org"),
        ("access-control-request-method", "GET"),
        ("access-control-request-headers", "range, if-none-match"),
    ];
    for address in [DOWNLOAD, "/", "/nowhere"] {
        let answer = ask(Method::OPTIONS, address, &headers).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), "*");
        assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_HEADERS), "*");
        assert_eq!(
            answer.header(header::ACCESS_CONTROL_ALLOW_METHODS),
            "GET,HEAD"
        );
        assert_eq!(answer.header(header::ACCESS_CONTROL_MAX_AGE), "86400");
    }
}

// Wild requests

#[tokio::test]
async fn wild_paths_are_unknown_paths() {
    for address in [
        "/zones/a%2Fb",
        "/zones/..%2F..%2Fetc%2Fpasswd",
        "/zones/%00",
        "/zones/%FF",
        "/zones/%zz",
        "/zones/%",
        "/zones/idlib/",
        "/zones/idlib%2Egeojson%2F",
        "/zones//idlib",
        "//zones",
        "/./zones",
        "/../zones",
        "/zones/../zones",
        "/zones/%2e%2e/zones",
        "/zones/%0d%0aset-cookie:x",
        "/zones/%E2%80%AE",
        "/assets/../Cargo.toml",
        "/assets/..%2Fdata%2Fzones.toml",
        "/assets/%2Fetc%2Fpasswd",
        "/assets/%00",
        "/assets//app.js",
        "/basemap/%2e%2e%2Fzones.toml",
        "/basemap/land.geojson%00",
        "/schemas/%2F",
        "/articles/%FF%FE",
        "/articles/000%2F5b",
        "/problems/%00",
    ] {
        for method in [Method::GET, Method::HEAD] {
            let answer = ask(method, address, &[]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
            let media_type = answer.header(header::CONTENT_TYPE);
            assert_eq!(media_type, "application/problem+json", "{address}");
        }
        assert_eq!(get(address, &[]).await.json()["status"], 404, "{address}");
    }
}

#[tokio::test]
async fn a_path_may_be_long_but_not_endless() {
    let path = |length: usize| format!("/zones/{}", "a".repeat(length - "/zones/".len()));
    assert_eq!(get(&path(8192), &[]).await.status, StatusCode::NOT_FOUND);
    for method in [Method::GET, Method::HEAD, Method::POST] {
        let answer = ask(method, &path(8193), &[]).await;
        assert_eq!(answer.status, StatusCode::URI_TOO_LONG);
    }
}

#[tokio::test]
async fn every_route_is_told_which_methods_it_knows() {
    for address in KEPT
        .into_iter()
        .chain(FRESH)
        .chain(["/locate", "/problems/x"])
    {
        let takes_rows = address.starts_with("/locate"); // tests/rows.rs
        let allowed = if takes_rows {
            "GET,HEAD,POST"
        } else {
            "GET,HEAD"
        };
        let methods = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"];
        for method in &methods[usize::from(takes_rows)..] {
            let answer = ask(method.parse().unwrap(), address, &[]).await;
            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {address}"
            );
            assert_eq!(answer.header(header::ALLOW), allowed, "{method} {address}");
            assert_eq!(answer.json()["type"], "/problems/method-not-allowed");
        }
        let options = ask(Method::OPTIONS, address, &[]).await;
        assert_eq!(options.status, StatusCode::OK, "{address}");
        assert_eq!(options.header(header::ALLOW), allowed, "{address}");
    }
}

#[tokio::test]
async fn a_body_that_nobody_asked_for_is_not_read() {
    let request = Request::get(DOWNLOAD).header("content-type", "application/json");
    let request = request.body(Body::from("{".repeat(100_000))).unwrap();
    let answer = door().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

// Answers that are made once

#[tokio::test]
async fn a_kept_answer_is_the_same_in_every_coding() {
    let door = Door::new(App::new(Arc::new(live()), None));
    for address in KEPT {
        let plain = ask_at(door.clone(), Method::GET, address, &[]).await;
        for coding in ["zstd", "br", "gzip"] {
            let asked = [("accept-encoding", coding)];
            let first = ask_at(door.clone(), Method::GET, address, &asked).await;
            let again = ask_at(door.clone(), Method::GET, address, &asked).await;
            assert_eq!(first.told(), again.told(), "{address} {coding}");
            assert_eq!(first.body, again.body, "{address} {coding}");
            if first.has(header::CONTENT_ENCODING) {
                assert_eq!(
                    unpacked(coding, &first.body),
                    plain.body,
                    "{address} {coding}"
                );
                let length = first.header(header::CONTENT_LENGTH);
                let is_kept = !address.contains('?') && !address.starts_with("/passages");
                assert!(
                    !is_kept || length == first.body.len().to_string(),
                    "{address}"
                );
            }
        }
    }
}

fn unpacked(coding: &str, body: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut plain = Vec::new();
    let read = match coding {
        "zstd" => zstd::stream::read::Decoder::new(body)
            .unwrap()
            .read_to_end(&mut plain),
        "br" => brotli::Decompressor::new(body, 4096).read_to_end(&mut plain),
        _ => flate2::read::GzDecoder::new(body).read_to_end(&mut plain),
    };
    read.unwrap();
    plain
}

#[tokio::test]
async fn many_hosts_fill_no_memory_and_get_their_own_links() {
    let door = Door::new(App::new(Arc::new(live()), None));
    for number in 0..30 {
        let host = format!("host{number}.example");
        let asked = [("host", host.as_str())];
        for _ in 0..2 {
            let answer = ask_at(door.clone(), Method::GET, "/collections", &asked).await;
            let text = answer.json().to_string();
            assert!(
                text.contains(&format!("http://{host}/collections")),
                "{host}"
            );
        }
    }
    let kept = metric(&door, "hudna_kept_answers").await;
    assert!((1..=8).contains(&kept), "{kept}");
}

#[tokio::test]
async fn the_target_of_a_request_says_more_of_the_host_than_its_header() {
    for headers in [&[][..], &[("host", "other.example")]] {
        // As hyper gives requests over HTTP/2, whose `:authority` stands in the address, and absolute targets.
        let answer = get("http://maps.example:8080/collections/zones", headers).await;
        let text = answer.json().to_string();
        assert!(
            text.contains("\"http://maps.example:8080/collections/zones"),
            "{text}"
        );
        assert!(!text.contains("other.example"), "{text}");
    }
}

/// A number of `/metrics`.
async fn metric(door: &Door, name: &str) -> usize {
    let answer = ask_at(door.clone(), Method::GET, "/metrics", &[]).await;
    let text = String::from_utf8(answer.body).unwrap();
    let mut lines = text.lines().filter_map(|line| line.split_once(' '));
    let (_, number) = lines.find(|line| line.0 == name).unwrap();
    number.parse().unwrap()
}

#[tokio::test]
async fn what_visitors_ask_for_first_is_packed_before_they_ask() {
    let door = Door::new(App::new(Arc::new(live()), None));
    let kept = async || metric(&door, "hudna_kept_bytes").await;
    assert_eq!(kept().await, 0);
    door.prepare().await;
    let prepared = kept().await;
    assert!(prepared > 500_000, "{prepared}");
    let counts = ask_at(door.clone(), Method::GET, "/metrics", &[]).await;
    let counts = String::from_utf8(counts.body).unwrap();
    assert!(!counts.contains("/basemap/{file}"), "counted: {counts}");
    for address in [
        "/assets/app.js",
        "/basemap/land.geojson",
        "/zones",
        DOWNLOAD,
    ] {
        for coding in ["identity", "zstd", "br", "gzip"] {
            let asked = [("accept-encoding", coding)];
            ask_at(door.clone(), Method::GET, address, &asked).await;
            assert_eq!(kept().await, prepared, "{address} {coding}");
        }
    }
}

#[tokio::test]
async fn other_data_empties_the_shelf() {
    let live = Arc::new(live());
    let door = Door::new(App::new(Arc::clone(&live), None));
    let before = ask_at(door.clone(), Method::GET, "/zones", &[]).await;
    let dir = on_disk(&Folder::embedded_data());
    let zones = dir.path().join("zones.toml");
    let text = std::fs::read_to_string(&zones).unwrap();
    std::fs::write(
        &zones,
        text.replace("en = \"Idlib", "en = \"Atlantic Idlib"),
    )
    .unwrap();
    assert!(live.reload(
        Folder::read(dir.path()).unwrap(),
        Folder::embedded_articles()
    ));
    let after = ask_at(door, Method::GET, "/zones", &[]).await;
    assert!(!String::from_utf8_lossy(&before.body).contains("Atlantic Idlib"));
    assert!(String::from_utf8_lossy(&after.body).contains("Atlantic Idlib"));
}

// Counts

#[test]
fn a_request_that_is_given_up_is_counted_too() {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(1)
        .build()
        .unwrap();
    runtime.block_on(async {
        let (done, wait) = std::sync::mpsc::channel::<()>();
        // The only thread that could make the file is busy: however fast the machine is, the answer is not there in time.
        let busy = tokio::task::spawn_blocking(move || wait.recv());
        let door = Door::new(App::new(Arc::new(live()), None));
        let request = Request::get("/zones.gpkg").body(Body::empty()).unwrap();
        let answering = door.clone().oneshot(request);
        let short = Duration::from_millis(1);
        assert!(tokio::time::timeout(short, answering).await.is_err());
        drop(done);
        assert!(busy.await.unwrap().is_err(), "nothing was sent");
        let gone =
            "hudna_http_requests_total{route=\"/zones.gpkg\",method=\"GET\",status=\"gone\"}";
        assert_eq!(metric(&door, gone).await, 1);
    });
}

#[tokio::test]
async fn requests_are_counted_by_route_method_and_status() {
    let door = Door::new(App::new(Arc::new(live()), None));
    for address in ["/zones/idlib", "/zones/nowhere", "/nowhere"] {
        ask_at(door.clone(), Method::GET, address, &[]).await;
    }
    ask_at(door.clone(), Method::HEAD, "/zones/idlib", &[]).await;
    let answer = ask_at(door, Method::GET, "/metrics", &[]).await;
    let media_type = answer.header(header::CONTENT_TYPE);
    assert!(media_type.starts_with("application/openmetrics-text; version=1.0.0"));
    let text = String::from_utf8(answer.body).unwrap();
    let family = "hudna_http_requests_total";
    for line in [
        format!("{family}{{route=\"/zones/{{id}}\",method=\"GET\",status=\"2xx\"}} 1"),
        format!("{family}{{route=\"/zones/{{id}}\",method=\"GET\",status=\"4xx\"}} 1"),
        format!("{family}{{route=\"/zones/{{id}}\",method=\"HEAD\",status=\"2xx\"}} 1"),
        format!("{family}{{route=\"other\",method=\"GET\",status=\"4xx\"}} 1"),
        "hudna_http_request_duration_seconds_count{route=\"/zones/{id}\"} 3".to_owned(),
        "hudna_http_request_duration_seconds_bucket{le=\"+Inf\",route=\"/zones/{id}\"} 3"
            .to_owned(),
        "hudna_generation 1".to_owned(),
        "# EOF".to_owned(),
    ] {
        assert!(
            text.lines().any(|known| known == line),
            "{line} is not in\n{text}"
        );
    }
    assert!(text.contains("process_resident_memory_bytes "), "{text}");
}
