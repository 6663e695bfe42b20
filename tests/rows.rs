//! `POST /locate` without a port: formats, codings, bad rows, bad tables, and who reads slowly.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    io::Write,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, Method, Request, Response, StatusCode, header},
};
use http_body_util::BodyExt;
use hudna::{
    http::{App, Door},
    live::Live,
    load::Folder,
};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tower::ServiceExt;

static DOOR: LazyLock<Door> = LazyLock::new(new_door);

fn new_door() -> Door {
    let live = Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap();
    Door::new(App::new(Arc::new(live), None))
}

/// A point in a zone, one far from all, and one that is none.
const CSV: &str =
    "name,lon,lat,date\na,36.63,35.93,2017-09-20\n\"b, c\",0,0,2017-09-20\nd,x,35,2017-09-20\n";

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    trailers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    fn trailer(&self, name: &str) -> &str {
        self.trailers.get(name).map_or("", |v| v.to_str().unwrap())
    }

    fn detail(&self) -> String {
        let problem: Value = serde_json::from_str(&self.body).unwrap();
        problem["detail"].as_str().unwrap().to_owned()
    }
}

async fn send(address: &str, headers: &[(&str, &str)], body: Body) -> Response<Body> {
    send_to(DOOR.clone(), address, headers, body).await
}

async fn send_to(
    door: Door,
    address: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> Response<Body> {
    let mut request = Request::post(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    door.oneshot(request.body(body).unwrap()).await.unwrap()
}

async fn post(address: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let (parts, body) = send(address, headers, body.into()).await.into_parts();
    let whole = body.collect().await.unwrap();
    let trailers = whole.trailers().cloned().unwrap_or_default();
    Answer {
        status: parts.status,
        headers: parts.headers,
        trailers,
        body: String::from_utf8(whole.to_bytes().to_vec()).unwrap(),
    }
}

#[tokio::test]
async fn rows_come_back_with_their_zones() {
    let answer = post("/locate", &[("content-type", "text/csv")], CSV).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(answer.header("hudna-chosen").contains("\"lat\""));
    let lines: Vec<&str> = answer.body.lines().collect();
    assert_eq!(
        lines[0],
        "name,lon,lat,date,zone,extent,position,boundary_distance_m"
    );
    assert!(
        lines[1].starts_with("a,36.63,35.93,2017-09-20,idlib,idlib@"),
        "{}",
        lines[1]
    );
    assert_eq!(lines[2], "\"b, c\",0,0,2017-09-20,,,,");
    assert_eq!(lines[3], "d,x,35,2017-09-20,,,,");
    assert_eq!(answer.trailer("hudna-rows"), "3");
    assert_eq!(answer.trailer("hudna-bad-rows"), "1");
    assert_eq!(
        answer.trailer("hudna-first-bad-rows"),
        "3;line=4;what=\"with a coordinate that is no number\""
    );
}

#[tokio::test]
async fn every_format_comes_back_as_it_went() {
    let ndjson = "{\"lon\":36.63,\"lat\":35.93,\"date\":\"2017-09-20\"}\n";
    let feature = "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[36.63,35.93]},\"properties\":{\"date\":\"2017-09-20\"}}";
    let collection = format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature}]}}");
    for (media_type, form, table) in [
        ("text/csv", "csv", CSV.to_owned()),
        (
            "text/tab-separated-values",
            "tsv",
            "lon\tlat\n36.63\t35.93\n".to_owned(),
        ),
        ("application/x-ndjson", "ndjson", ndjson.to_owned()),
        ("application/geo+json", "geojson", collection),
        (
            "application/geo+json-seq",
            "geojsonseq",
            format!("{feature}\n"),
        ),
    ] {
        let answer = post("/locate", &[("content-type", media_type)], table.clone()).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{media_type}: {}",
            answer.body
        );
        assert!(answer.header("content-type").starts_with(media_type));
        assert!(answer.body.contains("idlib"), "{}", answer.body);
        if media_type == "application/geo+json" {
            let value: Value = serde_json::from_str(&answer.body).unwrap();
            assert_eq!(value["features"][0]["properties"]["zone"], "idlib");
        }
        let other = [("content-type", "application/x-www-form-urlencoded")];
        let named = post(&format!("/locate?f={form}"), &other, table).await;
        assert_eq!(named.body, answer.body, "{form}");
    }
}

#[tokio::test]
async fn packed_bodies_are_unpacked() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(CSV.as_bytes()).unwrap();
    let mut br = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    br.write_all(CSV.as_bytes()).unwrap();
    let zstd = zstd::bulk::compress(CSV.as_bytes(), 3).unwrap();
    let plain = post("/locate?f=csv", &[], CSV).await;
    for (coding, packed) in [
        ("gzip", gzip.finish().unwrap()),
        ("zstd", zstd),
        ("br", br.into_inner()),
        ("identity", CSV.into()),
    ] {
        let answer = post(
            "/locate?f=csv",
            &[("content-encoding", coding)],
            packed.clone(),
        )
        .await;
        assert_eq!(answer.body, plain.body, "{coding}");
        if coding != "identity" {
            let half = packed[..packed.len() / 2].to_vec();
            let cut = post("/locate?f=csv", &[("content-encoding", coding)], half).await;
            assert_eq!(
                cut.status,
                StatusCode::BAD_REQUEST,
                "{coding}: {}",
                cut.body
            );
        }
    }
    let answer = post("/locate?f=csv", &[("content-encoding", "deflate")], CSV).await;
    assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(answer.header("accept-encoding"), "identity, gzip, zstd, br");
}

#[tokio::test]
async fn an_answer_may_be_packed() {
    let headers = [("content-type", "text/csv"), ("accept-encoding", "gzip")];
    let table = format!("lon,lat\n{}", "36.63,35.93\n".repeat(1000));
    let response = send("/locate", &headers, Body::from(table)).await;
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
}

#[tokio::test]
async fn other_bodies_are_refused_by_name() {
    for media_type in [
        "",
        "application/json",
        "text/html; charset=utf-8",
        "<script>",
    ] {
        let answer = post("/locate", &[("content-type", media_type)], CSV).await;
        assert_eq!(
            answer.status,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{media_type}"
        );
        let taken = answer.header("accept-post");
        assert!(taken.contains("text/csv") && taken.contains("application/geo+json"));
        assert!(answer.detail().contains("text/csv"));
    }
}

#[tokio::test]
async fn a_table_that_cannot_be_joined_is_told_why() {
    for (address, table, words) in [
        ("/locate?f=csv", "", "empty"),
        ("/locate?f=csv", "a,b\n1,2\n", "\"a\", \"b\""),
        ("/locate?f=csv&lon=east", CSV, "\"east\""),
        ("/locate?f=csv", "lon,lat,zone\n1,2,x\n", "\"zone\""),
        ("/locate?f=csv", "lon,lat\n\"1,2\n", "quote"),
        ("/locate?f=xml", CSV, "csv, tsv"),
        ("/locate?f=csv&date_format=year", CSV, "year"),
        ("/locate?f=csv&possible=perhaps", CSV, "true, false"),
        ("/locate?f=csv&x=1", CSV, "\"x\""),
    ] {
        let answer = post(address, &[], table).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{address} {table:?}"
        );
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(
            answer.detail().contains(words),
            "{address}: {}",
            answer.detail()
        );
    }
}

#[tokio::test]
async fn options_do_what_they_say() {
    let table = "east,north,day\n36.63,35.93,20/09/2017\n";
    let address = "/locate?f=csv&lon=east&lat=north&date=day&date_format=%25d/%25m/%25Y&prefix=h_&possible=true";
    let answer = post(address, &[], table).await;
    let lines: Vec<&str> = answer.body.lines().collect();
    assert!(
        lines[0].ends_with(",h_zone,h_extent,h_position,h_boundary_distance_m,h_possible_zone")
    );
    assert!(lines[1].contains(",idlib,idlib@"), "{}", lines[1]);
    let every = post("/locate?f=csv&lon=east&lat=north&date=", &[], table).await;
    assert!(every.body.contains(';'), "several extents: {}", every.body);
}

/// Rows without end, and how many bytes of them were taken.
fn endless(taken: &Arc<AtomicUsize>, piece: &'static str) -> Body {
    let taken = Arc::clone(taken);
    let head = std::iter::once("lon,lat\n");
    let pieces = head.chain(std::iter::repeat(piece)).map(move |piece| {
        taken.fetch_add(piece.len(), Ordering::Relaxed);
        Ok::<_, std::io::Error>(Bytes::from_static(piece.as_bytes()))
    });
    Body::from_stream(tokio_stream::iter(pieces))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_slowly_slows_the_reading_down() {
    let taken = Arc::new(AtomicUsize::new(0));
    let piece: &'static str = String::leak("1.2500,2.50\n".repeat(1000));
    let headers = [("content-type", "text/csv")];
    let mut body = send("/locate", &headers, endless(&taken, piece))
        .await
        .into_body();
    let mut read = 0;
    for _ in 0..2 {
        read += body
            .frame()
            .await
            .unwrap()
            .unwrap()
            .into_data()
            .unwrap()
            .len();
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let before = taken.load(Ordering::Relaxed);
    assert!(
        read > 300_000 && before < 6_000_000,
        "{before} bytes taken for {read}"
    );
    drop(body);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let after = taken.load(Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(
        taken.load(Ordering::Relaxed),
        after,
        "goes on without a reader"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_breaks_later_ends_the_answer_badly() {
    let table = format!("lon,lat\n{}\"36", "1.25,2.5\n".repeat(40_000));
    let response = send("/locate?f=csv", &[], Body::from(table)).await;
    assert_eq!(response.status(), StatusCode::OK);
    let error = response.into_body().collect().await.unwrap_err();
    assert!(error.to_string().contains("quote"), "{error}");
    let pieces = [
        Ok("lon,lat\n1,2\n".repeat(25_000)),
        Err(std::io::Error::other("gone")),
    ];
    let body = Body::from_stream(tokio_stream::iter(pieces));
    let response = send("/locate?f=csv", &[], body).await;
    assert!(response.into_body().collect().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gets_no_turn_is_told_to_come_again() {
    let door = new_door();
    let mut slow = Vec::new();
    for _ in 0..32 {
        let (sender, body) = mpsc::channel::<Result<Bytes, std::io::Error>>(1);
        let body = Body::from_stream(ReceiverStream::new(body));
        let door = door.clone();
        let asked = async move { send_to(door, "/locate?f=csv", &[], body).await };
        slow.push((sender, tokio::spawn(asked)));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let answer = send_to(door.clone(), "/locate?f=csv", &[], Body::from(CSV)).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers()[header::RETRY_AFTER], "10");
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let problem: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["type"], "/problems/too-many-tables");
    for (sender, asked) in slow {
        drop(sender);
        assert_eq!(asked.await.unwrap().status(), StatusCode::BAD_REQUEST);
    }
    let answer = send_to(door, "/locate?f=csv", &[], Body::from(CSV)).await;
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn pages_of_others_may_send_rows() {
    let request = Request::builder().method(Method::OPTIONS).uri("/locate");
    let request = request.header("access-control-request-method", "POST");
    let response = DOOR
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let allowed = &response.headers()[header::ACCESS_CONTROL_ALLOW_METHODS];
    assert_eq!(allowed, "GET,HEAD,POST");
}
