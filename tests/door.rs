//! The web door without a port: requests go straight in.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::sync::Arc;

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
use tower::ServiceExt;

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {:?}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

fn door() -> Door {
    let live = Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap();
    Door::new(App::new(Arc::new(live), None))
}

async fn ask(method: Method, address: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(&method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = door()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
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

async fn get(address: &str) -> Answer {
    ask(Method::GET, address, &[]).await
}

async fn problem(address: &str) -> Value {
    let answer = get(address).await;
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        "application/problem+json",
        "{address}"
    );
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status.as_u16(), "{address}");
    problem
}

#[tokio::test]
async fn a_point_is_answered_with_its_evidence_and_its_doubt() {
    let answer = get("/locate?lon=36.63&lat=35.93&date=2017-09-20")
        .await
        .json();
    let zone = &answer["zones"][0];
    assert_eq!(zone["zone"], "idlib");
    assert_eq!(zone["name"]["ar"], "إدلب");
    assert_eq!(zone["extent"], "idlib@2017-09-15");
    assert_eq!(zone["position"], "inside");
    assert!(zone["boundary_distance_m"].as_f64().unwrap() > 1000.0);
    assert!(zone["precision_m"].as_f64().unwrap() > 0.0);
    assert_eq!(zone["agreements"][0], "astana-6-statement-2017");
    assert!(zone["passages"]["count"].as_u64().unwrap() >= 1);
    let passages = get(zone["passages"]["href"].as_str().unwrap()).await.json();
    assert_eq!(passages["matched"], zone["passages"]["count"]);
    assert!(answer["nearest"].is_null() && answer["hints"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn a_point_in_no_zone_is_told_the_nearest() {
    let answer = get("/locate?lon=36.29&lat=33.51").await.json();
    assert_eq!(answer["zones"], Value::Array(vec![]));
    assert_eq!(answer["nearest"]["zone"], "eastern-ghouta");
    assert!(answer["nearest"]["distance_m"].as_f64().unwrap() > 1000.0);
}

#[tokio::test]
async fn swapped_numbers_are_answered_and_hinted_at() {
    let answer = get("/locate?lon=35.93&lat=36.63").await.json();
    assert!(answer["hints"][0].as_str().unwrap().contains("swapped"));
}

#[tokio::test]
async fn nonsense_is_refused_by_name() {
    for (address, status, parameter) in [
        ("/locate?lon=1&lat=95", 400, "lat"),
        ("/locate?lon=181&lat=1", 400, "lon"),
        ("/locate?lon=NaN&lat=1", 400, "lon"),
        ("/locate?lon=1&lat=-inf", 400, "lat"),
        ("/locate?lon=1e999&lat=1", 400, "lon"),
        ("/locate?lon=abc&lat=1", 400, "lon"),
        ("/locate?lon=&lat=1", 400, "lon"),
        ("/locate?lat=1", 400, "lon"),
        ("/locate?lon=1", 400, "lat"),
        ("/locate?lon=1&lat=1&date=yesterday", 400, "date"),
        ("/locate?lon=1&lat=1&date=2017-02-30", 400, "date"),
        ("/locate?lon=1&lon=1&lat=1", 400, "lon"),
        ("/locate?lon=1&lat=1&day=2017-06-15", 400, "day"),
        ("/locate?lon=%FF&lat=1", 400, "lon"),
        ("/locate?lon=%00&lat=1", 400, "lon"),
        ("/zones?x=1", 400, "x"),
        ("/zones.geojson?date=2017", 400, "date"),
        ("/passages?zone=nowhere", 400, "zone"),
        ("/passages?kind=vague", 400, "kind"),
        ("/passages?lang=xx", 400, "lang"),
        ("/passages?limit=0", 400, "limit"),
        ("/passages?limit=1001", 400, "limit"),
        ("/passages?limit=1.5", 400, "limit"),
        ("/passages?offset=99999999999999999999999999", 400, "offset"),
        ("/passages?q=%20", 400, "q"),
        ("/passages?from=then", 400, "from"),
        ("/passages?f=pdf", 400, "f"),
        ("/passages?explain=yes", 400, "explain"),
        ("/articles/000_5b3d75bf3fec3e90?f=pdf", 400, "f"),
        ("/articles/000_5b3d75bf3fec3e90?lang=xx", 400, "lang"),
        ("/?lang=xx", 400, "lang"),
        ("/?f=pdf", 400, "f"),
    ] {
        let problem = problem(address).await;
        assert_eq!(problem["status"], status, "{address}");
        assert_eq!(problem["parameter"], parameter, "{address}: {problem}");
        assert!(
            problem["type"].as_str().unwrap().starts_with("/problems/"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn a_bad_value_is_shown_with_what_is_allowed() {
    insta::assert_json_snapshot!(problem("/locate?lon=1&lat=95").await, @r#"
    {
      "type": "/problems/bad-parameter",
      "title": "A parameter has a value that is not allowed",
      "status": 400,
      "detail": "lat 95 is outside -90 to 90; longitude and latitude look swapped.",
      "parameter": "lat"
    }
    "#);
}

#[tokio::test]
async fn every_problem_type_can_be_looked_up() {
    for address in [
        "/locate",
        "/locate?x=1",
        "/nowhere",
        "/zones/nowhere",
        "/passages?limit=0",
    ] {
        let problem = problem(address).await;
        let meaning = get(problem["type"].as_str().unwrap()).await;
        assert_eq!(meaning.status, StatusCode::OK, "{address}");
        assert_eq!(meaning.json()["title"], problem["title"]);
    }
}

#[tokio::test]
async fn unknown_addresses_are_problems_too() {
    for address in [
        "/nowhere",
        "/zones/nowhere",
        "/zones/nowhere.geojson",
        "/zones/%FF",
        "/articles/x",
        "/basemap/x.geojson",
        "/assets/index.html",
        "/assets/x",
        "/schemas/x",
        "/problems/x",
    ] {
        assert_eq!(problem(address).await["status"], 404, "{address}");
    }
}

/// What browsers accept.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

async fn read(address: &str, language: &str) -> Answer {
    let headers = [("accept", BROWSER), ("accept-language", language)];
    ask(Method::GET, address, &headers).await
}

fn as_text(answer: &Answer) -> String {
    String::from_utf8(answer.body.clone()).unwrap()
}

#[tokio::test]
async fn a_browser_is_told_a_problem_as_a_page_that_leads_to_the_map() {
    for address in [
        "/nowhere",
        "/articles/nosuch",
        "/zones?fbclid=IwAR0",
        "/?lang=xx",
        "/locate",
        "/zones/%FF",
        "/collections/zones/items?filter=(",
    ] {
        let (told, page) = (problem(address).await, read(address, "en").await);
        assert_eq!(told["status"], page.status.as_u16(), "{address}");
        let media_type = page.header(header::CONTENT_TYPE);
        assert_eq!(media_type, "text/html; charset=utf-8", "{address}");
        assert_eq!(page.header(header::CACHE_CONTROL), "no-store");
        assert_eq!(page.header(header::CONTENT_LANGUAGE), "en");
        let varies = page.header(header::VARY);
        assert!(varies.contains("accept, accept-language"), "{varies}");
        let text = as_text(&page);
        let named = told["type"].as_str().unwrap();
        for fact in ["<a href=\"/?lang=en\">", &format!("href=\"{named}\"")] {
            assert!(text.contains(fact), "{address}: {fact}: {text}");
        }
        let detail = told["detail"].as_str().unwrap();
        assert!(unescaped(&text).contains(detail), "{address}: {text}");
        assert!(text.contains(told["title"].as_str().unwrap()), "{text}");
    }
}

fn unescaped(html: &str) -> String {
    let text = html.replace("&quot;", "\"").replace("&#x2f;", "/");
    let text = text.replace("&#x27;", "'").replace("&lt;", "<");
    text.replace("&gt;", ">").replace("&amp;", "&")
}

#[tokio::test]
async fn a_problem_is_told_in_the_language_of_the_address_else_of_the_browser() {
    for (address, language, told) in [
        ("/nowhere", "ar-SY,en;q=0.5", "ar"),
        ("/zones?lang=ar&x=1", "en", "ar"),
        ("/?lang=xx", "ar", "ar"),
        ("/?f=html&f=html", "en", "en"),
    ] {
        let page = read(address, language).await;
        assert_eq!(page.header(header::CONTENT_LANGUAGE), told, "{address}");
        let direction = if told == "ar" { "rtl" } else { "ltr" };
        let root = format!("<html lang=\"{told}\" dir=\"{direction}\">");
        assert!(as_text(&page).contains(&root), "{address}");
    }
    let page = as_text(&read("/nowhere", "ar").await);
    assert!(page.contains("<h1>لا شيء في هذا العنوان</h1>"), "{page}");
}

#[tokio::test]
async fn who_asks_for_json_or_takes_anything_is_told_a_problem_in_json() {
    for (address, accept) in [
        ("/zones?x=1", "*/*"),
        ("/zones?x=1", "application/json"),
        ("/zones?x=1", "application/json, text/html"),
        ("/zones?x=1", "text/html;q=0.1, */*"),
        ("/zones?x=1", "text/html;q=0"),
        ("/articles/nosuch?f=json", BROWSER),
        ("/?f=json&fbclid=IwAR0", BROWSER),
    ] {
        let answer = ask(Method::GET, address, &[("accept", accept)]).await;
        let media_type = answer.header(header::CONTENT_TYPE);
        assert_eq!(media_type, "application/problem+json", "{accept}");
        assert!(answer.header(header::CONTENT_LANGUAGE).is_empty());
    }
}

#[tokio::test]
async fn a_problem_as_a_page_keeps_the_head_of_the_problem() {
    let browser = [("accept", BROWSER)];
    let wrong = ask(Method::PUT, "/zones", &browser).await;
    assert_eq!(wrong.header(header::ALLOW), "GET,HEAD");
    let head = ask(Method::HEAD, "/nowhere", &browser).await;
    assert!(head.body.is_empty());
    assert!(head.header(header::CONTENT_TYPE).starts_with("text/html"));
    let endless = format!("/{}", "a".repeat(9000));
    let long = ask(Method::GET, &endless, &browser).await;
    assert_eq!(long.status, StatusCode::URI_TOO_LONG);
    assert!(as_text(&long).contains("8192"));
}

#[tokio::test]
async fn pages_pass_over_the_marks_that_others_hang_on_shared_links() {
    let article = "/articles/000_5b3d75bf3fec3e90";
    for address in ["/", article] {
        let marked = format!("{address}?fbclid=IwAR0&lang=ar&utm_source=a&utm_source=b&%FF=%FF");
        let (page, plain) = (
            read(&marked, "en").await,
            read(&format!("{address}?lang=ar"), "en").await,
        );
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert_eq!(page.body, plain.body, "{address}");
        assert_eq!(page.header(header::ETAG), plain.header(header::ETAG));
        assert_eq!(problem(&marked).await["parameter"], "fbclid");
        let twice = read(&format!("{address}?lang=ar&lang=en"), "en").await;
        assert_eq!(twice.status, StatusCode::BAD_REQUEST, "{address}");
    }
}

#[tokio::test]
async fn a_huge_query_is_too_long() {
    let address = format!("/locate?lon={}", "1".repeat(9000));
    assert_eq!(problem(&address).await["status"], 414);
}

#[tokio::test]
async fn wrong_methods_are_told_the_right_ones() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = ask(method, "/zones", &[]).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header(header::ALLOW), "GET,HEAD");
        assert_eq!(answer.json()["type"], "/problems/method-not-allowed");
    }
}

#[tokio::test]
async fn downloads_have_names_and_validators() {
    let answer = get("/zones/idlib.geojson?date=2018-06-01").await;
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/geo+json");
    let name = answer.header(header::CONTENT_DISPOSITION);
    assert!(
        name.contains("-idlib-2018-06-01-") && name.ends_with(".geojson\""),
        "{name}"
    );
    let tag = answer.header(header::ETAG).to_owned();
    let again = ask(
        Method::GET,
        "/zones/idlib.geojson?date=2018-06-01",
        &[("if-none-match", &tag)],
    )
    .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert!(again.body.is_empty());
    assert_eq!(again.header(header::ETAG), tag);
    let other = ask(
        Method::GET,
        "/zones/idlib.geojson",
        &[("if-none-match", "\"other\", W/\"more\"")],
    )
    .await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn an_empty_id_is_no_zone_even_after_all_were_asked_for() {
    let door = door();
    for asked_before in [false, true] {
        let request = Request::get("/zones/.geojson").body(Body::empty());
        let answer = door.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{asked_before}");
        let request = Request::get("/zones.geojson").body(Body::empty());
        let all = door.clone().oneshot(request.unwrap()).await.unwrap();
        assert_eq!(all.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn every_format_is_a_download() {
    let mut tags = Vec::new();
    for (ending, media_type, start) in [
        ("geojson", "application/geo+json", &b"{\"type\""[..]),
        (
            "geojsons",
            "application/geo+json-seq",
            b"\x1e{\"type\":\"Feature\"",
        ),
        (
            "csv",
            "text/csv; charset=utf-8; header=present",
            b"id,zone,",
        ),
        ("kml", "application/vnd.google-earth.kml+xml", b"<?xml"),
        ("fgb", "application/flatgeobuf", b"fgb\x03fgb\x00"),
        (
            "gpkg",
            "application/geopackage+sqlite3",
            b"SQLite format 3\0",
        ),
        ("parquet", "application/vnd.apache.parquet", b"PAR1"),
    ] {
        let all = get(&format!("/zones.{ending}")).await;
        let one = get(&format!("/zones/idlib.{ending}?date=2018-06-01")).await;
        for answer in [&all, &one] {
            assert_eq!(answer.status, StatusCode::OK, "{ending}");
            assert_eq!(answer.header(header::CONTENT_TYPE), media_type);
            assert!(answer.body.starts_with(start), "{ending}");
        }
        assert!(all.body.len() > one.body.len(), "{ending}");
        let name = one.header(header::CONTENT_DISPOSITION);
        let expected = format!(".{ending}\"");
        assert!(
            name.contains("-idlib-2018-06-01-") && name.ends_with(&expected),
            "{name}"
        );
        tags.push(all.header(header::ETAG).to_owned());
    }
    tags.dedup();
    assert_eq!(tags.len(), 7);
    assert_eq!(problem("/zones.csv?date=2017").await["parameter"], "date");
    assert_eq!(problem("/zones.csv?zone=idlib").await["parameter"], "zone");
    assert_eq!(problem("/zones/nowhere.kml").await["status"], 404);
}

#[tokio::test]
async fn an_unknown_ending_is_told_those_there_are() {
    for address in [
        "/zones.shp",
        "/zones/idlib.shp",
        "/zones.",
        "/zones/idlib.tar.gz",
    ] {
        let problem = problem(address).await;
        assert_eq!(problem["status"], 404, "{address}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(
            detail.contains("geojson, geojsons, fg.json, csv, kml, fgb, gpkg, parquet"),
            "{detail}"
        );
    }
}

#[tokio::test]
async fn each_encoding_has_a_validator_of_its_own() {
    let mut tags = vec![get("/zones.geojson").await.header(header::ETAG).to_owned()];
    for coding in ["gzip", "br", "zstd"] {
        let answer = ask(
            Method::GET,
            "/zones.geojson",
            &[("accept-encoding", coding)],
        )
        .await;
        assert_eq!(answer.header(header::CONTENT_ENCODING), coding);
        let tag = answer.header(header::ETAG).to_owned();
        let known = [("accept-encoding", coding), ("if-none-match", tag.as_str())];
        assert_eq!(
            ask(Method::GET, "/zones.geojson", &known).await.status,
            StatusCode::NOT_MODIFIED
        );
        assert!(!tags.contains(&tag));
        tags.push(tag);
    }
}

#[tokio::test]
async fn the_download_is_rfc_7946() {
    let collection = get("/zones.geojson").await.json();
    assert_eq!(collection["type"], "FeatureCollection");
    assert_eq!(collection["bbox"].as_array().unwrap().len(), 4);
    let features = collection["features"].as_array().unwrap();
    assert_eq!(features.len(), 20);
    for feature in features {
        let geometry: geojson::Geometry =
            serde_json::from_value(feature["geometry"].clone()).unwrap();
        let area: geo::MultiPolygon<f64> = match geo::Geometry::try_from(geometry).unwrap() {
            geo::Geometry::Polygon(polygon) => polygon.into(),
            geo::Geometry::MultiPolygon(area) => area,
            other => panic!("{other:?}"),
        };
        for polygon in &area {
            use geo::Winding;
            assert!(polygon.exterior().is_closed() && polygon.exterior().is_ccw());
            assert!(
                polygon
                    .interiors()
                    .iter()
                    .all(|ring| ring.is_closed() && ring.is_cw())
            );
        }
        let id = feature["id"].as_str().unwrap();
        let properties = &feature["properties"];
        assert_eq!(
            id,
            format!(
                "{}@{}",
                properties["zone"].as_str().unwrap(),
                properties["valid_from"].as_str().unwrap()
            )
        );
        assert!(properties["precision_m"].as_f64().unwrap() > 0.0);
        assert!(properties["name_ar"].is_string() && properties["summary_en"].is_string());
    }
}

#[tokio::test]
async fn a_line_says_between_which_places_it_runs() {
    let answer = get("/locate?lon=36.07&lat=32.73&date=2017-08-01")
        .await
        .json();
    let zone = &answer["zones"][0];
    assert_eq!(zone["position"], "near_boundary", "in the band of doubt");
    let boundary = &zone["boundary"];
    assert_eq!(boundary["distance_m"], zone["boundary_distance_m"]);
    for side in ["inside", "outside"] {
        let witness = &boundary["between"][side];
        assert!(witness["distance_m"].as_f64().unwrap() > 0.0, "{witness}");
        assert!(witness["name"]["en"].is_string() && witness["source"]["title"].is_string());
    }
}

#[tokio::test]
async fn each_extent_names_its_band_of_doubt() {
    let download = get("/zones.geojson?date=2017-06-15").await.json();
    for feature in download["features"].as_array().unwrap() {
        let band = get(feature["properties"]["band"].as_str().unwrap()).await;
        assert_eq!(band.header(header::CONTENT_TYPE), "application/geo+json");
        let band = band.json();
        assert_eq!(band["features"][0]["id"], feature["id"]);
        assert_eq!(band["features"].as_array().unwrap().len(), 1);
    }
    assert_eq!(problem("/zones/nowhere/band.geojson").await["status"], 404);
    assert_eq!(
        problem("/zones/idlib/band.geojson?date=x").await["parameter"],
        "date"
    );
}

#[tokio::test]
async fn a_day_without_a_line_on_purpose_says_why() {
    let answer = get("/locate?lon=36.1&lat=32.7&date=2018-07-01")
        .await
        .json();
    assert_eq!(answer["gaps"][0]["zone"], "daraa-southwest");
    assert!(answer["gaps"][0]["reason"]["ar"].is_string());
    let other = get("/locate?lon=36.1&lat=32.7&date=2017-07-01")
        .await
        .json();
    assert_eq!(other["gaps"], serde_json::json!([]));
}

#[tokio::test]
async fn the_quality_of_the_lines_is_given_as_data_and_as_text() {
    let quality = get("/quality").await.json();
    assert_eq!(quality["extents"].as_array().unwrap().len(), 20);
    let text = get("/quality?f=md").await;
    assert!(
        text.header(header::CONTENT_TYPE)
            .starts_with("text/markdown")
    );
    let committed = Folder::embedded_data().file("QUALITY.md").unwrap().to_vec();
    assert_eq!(
        text.body, committed,
        "run `hudna quality > data/QUALITY.md`"
    );
    assert_eq!(problem("/quality?f=pdf").await["parameter"], "f");
}

#[tokio::test]
async fn a_day_picks_the_extents_in_force() {
    let count = async |address: &str| {
        get(address).await.json()["features"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(count("/zones.geojson?date=2017-06-15").await, 4);
    assert_eq!(count("/zones.geojson?date=2018-06-01").await, 2);
    assert_eq!(count("/zones.geojson?date=2018-07-01").await, 1);
    assert_eq!(count("/zones.geojson?date=2017-05-01").await, 0);
    assert_eq!(count("/zones/northern-homs.geojson").await, 2);
}

#[tokio::test]
async fn heads_equal_gets_without_a_body() {
    for address in [
        "/zones",
        "/zones.geojson",
        "/locate?lon=36&lat=35",
        "/passages",
    ] {
        let (head, full) = (ask(Method::HEAD, address, &[]).await, get(address).await);
        assert!(head.body.is_empty() && !full.body.is_empty());
        for name in [header::CONTENT_TYPE, header::ETAG, header::CONTENT_LENGTH] {
            assert_eq!(head.header(&name), full.header(&name), "{address} {name}");
        }
    }
}

#[tokio::test]
async fn anybodys_page_may_read_answers_and_problems() {
    for address in ["/zones", "/nowhere", "/locate"] {
        let answer = ask(Method::GET, address, &[("origin", "https://example.org")]).await;
        assert_eq!(
            answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
            "*",
            "{address}"
        );
        assert!(
            answer
                .header(header::ACCESS_CONTROL_EXPOSE_HEADERS)
                .contains("etag")
        );
        assert!(!answer.header("x-request-id").is_empty());
    }
}

#[tokio::test]
async fn a_sane_request_id_is_kept_and_a_wild_one_replaced() {
    let kept = ask(Method::GET, "/healthz", &[("x-request-id", "trace-7")]).await;
    assert_eq!(kept.header("x-request-id"), "trace-7");
    let wild = ask(Method::GET, "/healthz", &[("x-request-id", "a b;<script>")]).await;
    assert!(!wild.header("x-request-id").contains('<'));
}

#[tokio::test]
async fn the_root_is_a_page_for_people_and_json_for_programs() {
    let json = ask(Method::GET, "/", &[("accept", "application/json")])
        .await
        .json();
    assert_eq!(json["languages"], serde_json::json!(["en", "ar"]));
    assert_eq!(json["default_day"], "2017-06-15");
    for layer in json["basemap"].as_array().unwrap() {
        let answer = get(layer["href"].as_str().unwrap()).await;
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/geo+json");
    }
    assert_eq!(get("/?f=json").await.json()["id"], json["id"]);
}

#[tokio::test]
async fn the_page_has_a_validator_of_its_own_in_each_language() {
    let page = async |lang: &str| get(&format!("/?f=html&lang={lang}")).await;
    let (en, ar) = (page("en").await, page("ar").await);
    assert_eq!(
        en.status,
        StatusCode::OK,
        "build the page first: make build"
    );
    assert!(
        en.header(header::ETAG).contains("html-en-") && !en.header(header::ETAG).ends_with("-\"")
    );
    assert_ne!(en.header(header::ETAG), ar.header(header::ETAG));
    let html = String::from_utf8(ar.body).unwrap();
    assert!(html.contains("lang=\"ar\"") && html.contains("dir=\"rtl\""));
}

#[tokio::test]
async fn passages_come_with_quotes_that_cut_the_text() {
    let answer = get("/passages?zone=daraa-southwest&kind=explicit&lang=ar")
        .await
        .json();
    let passages = answer["passages"].as_array().unwrap();
    assert!(!passages.is_empty());
    for passage in passages {
        let text = passage["text"].as_str().unwrap();
        let links = passage["links"].as_array().unwrap();
        assert!(
            links
                .iter()
                .any(|link| link["zone"] == "daraa-southwest" && link["kind"] == "explicit")
        );
        for mention in links
            .iter()
            .flat_map(|link| link["mentions"].as_array().unwrap())
        {
            let number = |key: &str| usize::try_from(mention[key].as_u64().unwrap()).unwrap();
            let by_bytes = text.get(number("start_byte")..number("end_byte")).unwrap();
            let by_code_points: String = text
                .chars()
                .skip(number("start"))
                .take(number("end") - number("start"))
                .collect();
            assert_eq!(mention["text"], by_bytes);
            assert_eq!(mention["text"], by_code_points);
        }
    }
}

#[tokio::test]
async fn pages_of_passages_follow_each_other_without_loss() {
    let whole = get("/passages").await.json();
    let (mut next, mut seen) = (Some("/passages?limit=7".to_owned()), Vec::new());
    while let Some(address) = next {
        let page = get(&address).await.json();
        seen.extend(
            page["passages"]
                .as_array()
                .unwrap()
                .iter()
                .map(|passage| passage["id"].clone()),
        );
        let links = page["links"].as_array().unwrap();
        let link = links.iter().find(|link| link["rel"] == "next");
        next = link.map(|link| link["href"].as_str().unwrap().to_owned());
    }
    let all: Vec<Value> = whole["passages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["id"].clone())
        .collect();
    assert_eq!(seen, all);
    assert_eq!(whole["matched"], all.len());
}

#[tokio::test]
async fn words_are_found_whatever_their_spelling_marks() {
    let plain = get("/passages?q=%D8%A7%D8%AF%D9%84%D8%A8").await.json(); // ادلب without hamza
    assert_eq!(plain["matched"], 1);
    assert_eq!(get("/passages?q=zzzz").await.json()["matched"], 0);
}

/// A server over articles of the test's own, `NAME.txt` or `NAME.toml` and content each.
fn archive(files: &[(&str, &str)]) -> Door {
    let files = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
    let texts = Folder::from_files("texts", files);
    Door::new(App::new(
        Arc::new(Live::start(Folder::embedded_data(), texts).unwrap()),
        None,
    ))
}

/// Articles in both languages, some with a day.
fn library() -> Door {
    archive(&[
        (
            "ar-1.txt",
            "خبر\n\nوصلت القافلة للغوطة الشرقية.\n\nبالغوطة هدوء، والغوطة تنتظر.\n\nغُوطَة دمشق خضراء، وهذه الغوطة.",
        ),
        ("ar-1.toml", "published = \"2017-05-04\""),
        ("ar-2.txt", "خبر\n\nسُمع في إِدْلِب وفي مدينة دوما إطلاق نار."),
        ("ar-2.toml", "published = \"2018-03-01\""),
        (
            "en-1.txt",
            "News\n\nIdlib's market opened; Idlib is calm.\n\nThe market of Douma opened late. Late, the old road.",
        ),
        ("en-1.toml", "published = \"2017-06-15\""),
        (
            "en-2.txt",
            "More news\n\nThe road is old, the old man said: markets open.",
        ),
    ])
}

async fn text_of(door: &Door, address: &str) -> String {
    let request = Request::get(address).body(Body::empty()).unwrap();
    let response = door.clone().oneshot(request).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

async fn ask_of(door: &Door, address: &str) -> Value {
    serde_json::from_str(&text_of(door, address).await).unwrap()
}

/// The address that asks for `words` and whatever `rest` says.
fn search(words: &str, rest: &str) -> String {
    let words = percent_encoding::utf8_percent_encode(words, percent_encoding::NON_ALPHANUMERIC);
    format!("/passages?q={words}{rest}")
}

/// The ids of the passages found, sorted, after `matched` and `returned` were compared with them.
async fn found(door: &Door, address: &str) -> Vec<String> {
    let answer = ask_of(door, address).await;
    let passages = answer["passages"].as_array().unwrap();
    assert_eq!(answer["matched"], passages.len(), "{address}");
    assert_eq!(answer["returned"], passages.len(), "{address}");
    let ids = passages
        .iter()
        .map(|passage| passage["id"].as_str().unwrap());
    let mut ids: Vec<String> = ids.map(str::to_owned).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn words_are_found_in_both_languages_by_all_their_forms() {
    let door = library();
    for (words, expected) in [
        ("الغوطة", vec!["ar-1/1", "ar-1/2", "ar-1/3"]),
        ("غوطة", vec!["ar-1/1", "ar-1/2", "ar-1/3"]),
        ("الغُوطَةُ", vec!["ar-1/1", "ar-1/2", "ar-1/3"]),
        ("للغوطة", vec!["ar-1/1"]),
        ("والغوطة", vec!["ar-1/2"]),
        ("ادلب", vec!["ar-2/1"]),
        ("idlib", vec!["en-1/1"]),
        ("IDLIB's", vec!["en-1/1"]),
        ("market", vec!["en-1/1", "en-1/2"]),
        ("market*", vec!["en-1/1", "en-1/2", "en-2/1"]),
        ("غوط*", vec!["ar-1/1", "ar-1/2", "ar-1/3"]),
        ("old road", vec!["en-1/2", "en-2/1"]),
        ("\"old road\"", vec!["en-1/2"]),
        ("\"الغوطة الشرقية\"", vec!["ar-1/1"]),
        ("«الغوطة تنتظر»", vec!["ar-1/2"]),
        ("\"opened late\" douma", vec!["en-1/2"]),
        ("\"late the old\"", vec!["en-1/2"]),
        ("\"old road", vec!["en-1/2", "en-2/1"]),
        ("road -old +man NOT (said)", vec![]),
        ("news", vec!["en-1/0", "en-2/0"]),
        ("mark", vec![]),
    ] {
        assert_eq!(found(&door, &search(words, "")).await, expected, "{words}");
    }
}

#[tokio::test]
async fn filters_and_words_must_hold_together() {
    let door = library();
    for (words, filters, expected) in [
        ("opened", "&lang=en", vec!["en-1/1", "en-1/2"]),
        ("opened", "&lang=ar", vec![]),
        ("opened", "&zone=idlib", vec!["en-1/1"]),
        (
            "opened",
            "&zone=eastern-ghouta&kind=explicit",
            vec!["en-1/2"],
        ),
        ("opened", "&zone=eastern-ghouta&kind=general", vec![]),
        ("news", "&to=2017-12-31", vec!["en-1/0"]),
        ("خبر", "&from=2017-05-04&to=2017-05-04", vec!["ar-1/0"]),
        ("خبر", "&from=2017-05-05", vec!["ar-2/0"]),
        (
            "إطلاق",
            "&zone=idlib&lang=ar&kind=explicit&from=2018-01-01&to=2018-12-31",
            vec!["ar-2/1"],
        ),
        ("إطلاق", "&zone=northern-homs", vec![]),
    ] {
        assert_eq!(
            found(&door, &search(words, filters)).await,
            expected,
            "{words}{filters}"
        );
    }
    // Zone and place must be of one link: Douma is named beside Idlib, but lies in another zone.
    let douma = ask_of(&door, &search("دوما", "")).await;
    let links = douma["passages"][0]["links"].as_array().unwrap();
    let mentions = links
        .iter()
        .flat_map(|link| link["mentions"].as_array().unwrap());
    let places = mentions.filter_map(|mention| mention["names"].as_str()?.strip_prefix("place:"));
    for place in places.collect::<Vec<_>>() {
        let of_place = |zone: &str| format!("/passages?place={place}&zone={zone}&lang=ar");
        assert_eq!(found(&door, &of_place("eastern-ghouta")).await, ["ar-2/1"]);
        assert!(found(&door, &of_place("idlib")).await.is_empty());
    }
    assert_eq!(
        found(&door, "/passages?zone=idlib&lang=ar").await,
        ["ar-2/1"]
    );
}

#[tokio::test]
async fn highlights_cut_the_text_and_come_only_with_words() {
    let door = library();
    let answer = ask_of(&door, &search("غوطة هدوء", "")).await;
    let passage = &answer["passages"][0];
    let text = passage["text"].as_str().unwrap();
    let mut cut = Vec::new();
    for found in passage["highlights"].as_array().unwrap() {
        let number = |key: &str| usize::try_from(found[key].as_u64().unwrap()).unwrap();
        let bytes = text.get(number("start_byte")..number("end_byte")).unwrap();
        let length = number("end") - number("start");
        let points: String = text.chars().skip(number("start")).take(length).collect();
        assert_eq!(bytes, points);
        cut.push(bytes);
    }
    assert_eq!(cut, ["بالغوطة", "هدوء", "والغوطة"]);
    let plain = ask_of(&door, "/passages?zone=idlib").await;
    assert!(plain["passages"][0].get("highlights").is_none());
}

#[tokio::test]
async fn the_best_match_comes_first() {
    let answer = ask_of(&library(), &search("idlib market", "")).await;
    assert_eq!(answer["passages"][0]["id"], "en-1/1");
    let answer = ask_of(&library(), &search("غوطة", "")).await;
    assert_eq!(
        answer["passages"][2]["id"], "ar-1/1",
        "the others have it twice"
    );
}

/// Follows `next` from an address to the end; the ids of all entries of the `list`.
async fn follow(door: &Door, address: &str, list: &str) -> Vec<String> {
    let (mut next, mut seen) = (Some(address.to_owned()), Vec::new());
    while let Some(address) = next {
        let page = ask_of(door, &address).await;
        let entries = page[list].as_array().unwrap();
        assert_eq!(page["returned"], entries.len());
        seen.extend(
            entries
                .iter()
                .map(|entry| entry["id"].as_str().unwrap().to_owned()),
        );
        assert!(seen.len() <= usize::try_from(page["matched"].as_u64().unwrap()).unwrap());
        let links = page["links"].as_array().unwrap();
        let link = links.iter().find(|link| link["rel"] == "next");
        next = link.map(|link| link["href"].as_str().unwrap().to_owned());
    }
    seen
}

#[tokio::test]
async fn pages_of_a_search_and_of_articles_lose_and_repeat_nothing() {
    let words = [
        "river",
        "river river",
        "old river",
        "the old stone river",
        "sea",
    ];
    let texts: Vec<(String, String)> = (0..90)
        .map(|nth| {
            let paragraph = |n: usize| words[(nth + n) % words.len()];
            let text = format!("Text\n\n{}\n\n{}", paragraph(0), paragraph(2));
            (format!("text-{nth}.txt"), text)
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let door = archive(&texts);
    for address in [
        "/passages?q=river",
        "/passages?q=riv*+old",
        "/passages?q=river&lang=en",
    ] {
        let whole = ask_of(&door, &format!("{address}&limit=1000")).await;
        let all: Vec<&str> = whole["passages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| p["id"].as_str().unwrap())
            .collect();
        assert!(all.len() > 70);
        assert_eq!(
            follow(&door, &format!("{address}&limit=7"), "passages").await,
            all
        );
    }
    let articles = follow(&door, "/articles?limit=13", "articles").await;
    let mut expected: Vec<String> = (0..90).map(|nth| format!("text-{nth}")).collect();
    expected.sort_unstable();
    assert_eq!(articles, expected);
    for address in [
        "/passages?q=river&offset=100000",
        "/passages?offset=9007199254740991",
        "/articles?offset=90",
    ] {
        let page = ask_of(&door, address).await;
        assert_eq!(page["returned"], 0, "{address}");
        let links = page["links"].as_array().unwrap();
        assert!(links.iter().all(|link| link["rel"] != "next"), "{address}");
    }
    for nth in [0, 9, 10, 89] {
        let article = ask_of(&door, &format!("/articles/text-{nth}")).await;
        assert_eq!(article["passages"].as_array().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_search_of_unreasonable_length_is_refused() {
    let many = |n: usize| {
        (0..n)
            .map(|i| format!("w{i}"))
            .collect::<Vec<_>>()
            .join("+")
    };
    assert_eq!(get(&format!("/passages?q={}", many(32))).await.status, 200);
    for query in [many(33), "x".repeat(1001)] {
        let problem = problem(&format!("/passages?q={query}")).await;
        assert_eq!(problem["parameter"], "q", "{problem}");
        assert_eq!(problem["status"], 400);
    }
    for parameter in ["limit=0", "limit=1001", "offset=-1", "x=1"] {
        let problem = problem(&format!("/articles?{parameter}")).await;
        assert_eq!(problem["parameter"], parameter.split('=').next().unwrap());
    }
}

#[tokio::test]
async fn a_search_without_letters_is_refused() {
    for query in ["...", "%20%2C", "%22", "", "*", "%22%22", "%D8%8C"] {
        assert_eq!(
            problem(&format!("/passages?q={query}")).await["parameter"],
            "q"
        );
    }
}

#[tokio::test]
async fn links_that_begin_differently_have_other_validators() {
    let live = Arc::new(Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap());
    let door = Door::new(App::new(live, Some("https://zones.example")));
    let request = Request::get("/zones").body(Body::empty()).unwrap();
    let response = door.oneshot(request).await.unwrap();
    let tag = response.headers()[header::ETAG]
        .to_str()
        .unwrap()
        .to_owned();
    assert_ne!(tag, get("/zones").await.header(header::ETAG));
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let zones: Value = serde_json::from_slice(&body).unwrap();
    let link = zones["zones"][0]["links"][0]["href"].as_str().unwrap();
    assert!(link.starts_with("https://zones.example/zones/"), "{link}");
}

#[tokio::test]
async fn an_article_is_given_whole() {
    let list = get("/articles").await.json();
    let id = list["articles"][0]["id"].as_str().unwrap().to_owned();
    let article = get(&format!("/articles/{id}")).await.json();
    assert_eq!(article["lang"], "ar");
    assert_eq!(article["published"], Value::Null);
    assert_eq!(article["passages"].as_array().unwrap().len(), 17);
    assert_eq!(article["passages"][0]["is_title"], true);
}

const ANNO: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

/// An IRI reference that a server without a public address gives: from its root.
fn is_address(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.starts_with('/') && !text.contains(' '))
}

/// Each MUST of the Web Annotation Data Model that touches what we write, by its section.
fn check_annotation(annotation: &Value) {
    // 3.1: one or more contexts, one of them the model's (here by the page); one id; one or more types.
    assert!(is_address(&annotation["id"]), "{annotation}");
    assert_eq!(annotation["type"], "Annotation");
    // 3.3.5: motivations are of the vocabulary.
    assert_eq!(annotation["motivation"], "linking");
    for agent in ["creator", "generator"] {
        let agent = &annotation[agent];
        assert!(["Person", "Software"].contains(&agent["type"].as_str().unwrap()));
        assert!(!agent["name"].as_str().unwrap().is_empty());
    }
    let bodies = annotation["body"].as_array().unwrap();
    assert!(
        bodies[0]["id"].as_str().unwrap().starts_with("/zones/"),
        "3.2.1: an external resource has its IRI"
    );
    for body in &bodies[1..] {
        // 4: what an anaphoric mention points to.
        if body["type"] == "SpecificResource" {
            assert_eq!(body["purpose"], "linking");
            assert!(body["source"].as_str().unwrap().contains("#passage-"));
            assert_eq!(body["selector"][0]["type"], "TextQuoteSelector");
            continue;
        }
        // 3.2.4: exactly one value; 3.3.5: purposes are motivations.
        assert_eq!(body["type"], "TextualBody");
        assert!(body["value"].is_string());
        let purpose = body["purpose"].as_str().unwrap();
        assert!(
            [
                "classifying",
                "tagging",
                "assessing",
                "describing",
                "commenting"
            ]
            .contains(&purpose)
        );
    }
    // 3.1: one or more targets.
    let targets = annotation["target"].as_array().unwrap();
    assert!(!targets.is_empty());
    for target in targets {
        // 4: exactly one source; 4.2: selectors.
        assert_eq!(target["type"], "SpecificResource");
        assert!(target["source"].as_str().unwrap().contains("#passage-"));
        let [quote, position] = target["selector"].as_array().unwrap().as_slice() else {
            panic!("{target}");
        };
        // 4.2.4: exactly one exact.
        assert_eq!(quote["type"], "TextQuoteSelector");
        let length = |key: &str| quote[key].as_str().unwrap().chars().count() as u64;
        assert!(length("prefix") <= 32 && length("suffix") <= 32);
        // 4.2.5: exactly one start and one end, not negative.
        assert_eq!(position["type"], "TextPositionSelector");
        let (start, end) = (
            position["start"].as_u64().unwrap(),
            position["end"].as_u64().unwrap(),
        );
        assert_eq!(end - start, length("exact"));
        assert!(length("prefix") == start.min(32));
    }
}

#[tokio::test]
async fn links_are_web_annotations_page_by_page() {
    let first = get("/passages?f=jsonld&limit=5&zone=daraa-southwest").await;
    assert_eq!(first.header(header::CONTENT_TYPE), ANNO);
    let collection = first.json();
    assert_eq!(collection["@context"], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!(collection["type"], "AnnotationCollection");
    assert!(is_address(&collection["id"]) && collection["label"].is_string());
    let total = collection["total"].as_u64().unwrap();
    let embedded = &collection["first"];
    let mut page = get(embedded["id"].as_str().unwrap()).await.json();
    assert_eq!(page["items"], embedded["items"]);
    assert_eq!(
        embedded.get("@context"),
        None,
        "5.1: that of the collection stands for it"
    );
    let mut seen = Vec::new();
    let last = loop {
        assert_eq!(page["@context"], "http://www.w3.org/ns/anno.jsonld");
        assert_eq!(page["type"], "AnnotationPage");
        assert_eq!(page["partOf"]["id"], collection["id"]);
        assert_eq!(page["partOf"]["total"], total);
        assert_eq!(page["startIndex"], seen.len());
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page.get("next") else {
            break page["id"].clone();
        };
        let following = get(next.as_str().unwrap()).await.json();
        assert_eq!(following["prev"], page["id"]);
        page = following;
    };
    assert_eq!(collection["last"], last);
    assert_eq!(seen.len() as u64, total);
    let mut ids: Vec<&str> = seen.iter().map(|one| one["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), seen.len(), "each has an id of its own");
    for annotation in &seen {
        check_annotation(annotation);
        assert_eq!(annotation["body"][0]["id"], "/zones/daraa-southwest");
    }
}

/// The ids on the page at an address and on all that `rel` leads to, the pages in order of reading.
async fn walk(first: &str, rel: &str) -> Vec<String> {
    let (mut address, mut pages) = (Some(first.to_owned()), Vec::new());
    while let Some(next) = address {
        let page = get(&next).await.json();
        let list = page.get("items").unwrap_or(&page["passages"]);
        let ids = list.as_array().unwrap().iter();
        pages.push(ids.map(|one| one["id"].to_string()).collect::<Vec<_>>());
        let of_list = |links: &Value| {
            let mut links = links.as_array().unwrap().iter();
            links
                .find(|link| link["rel"] == rel)
                .map(|link| link["href"].clone())
        };
        let link = page
            .get("links")
            .map_or_else(|| page.get(rel).cloned(), of_list);
        address = link.map(|link| link.as_str().unwrap().to_owned());
    }
    if rel == "prev" {
        pages.reverse();
    }
    pages.concat()
}

#[tokio::test]
async fn pages_before_and_after_an_odd_offset_fit_together() {
    for form in ["json", "jsonld"] {
        let whole = walk(&format!("/passages?f={form}&offset=0"), "next").await;
        assert!(whole.len() > 10, "{form}");
        let middle = format!("/passages?f={form}&limit=3&offset=5");
        let after = walk(&middle, "next").await;
        let up_to = walk(&middle, "prev").await;
        let before = up_to.len() - up_to.iter().filter(|id| after.contains(id)).count();
        let all: Vec<&String> = up_to.iter().take(before).chain(&after).collect();
        assert!(all.into_iter().eq(&whole), "{form}");
        let beyond = walk(&format!("/passages?f={form}&limit=3&offset=5000"), "prev").await;
        assert_eq!(beyond, whole, "{form}");
    }
}

#[tokio::test]
async fn annotations_quote_what_passages_say() {
    let passages = get("/passages").await.json();
    let annotations = get("/passages?f=jsonld").await.json();
    let mut items = annotations["first"]["items"].as_array().unwrap().iter();
    for passage in passages["passages"].as_array().unwrap() {
        let text: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
        for link in passage["links"].as_array().unwrap() {
            let annotation = items.next().unwrap();
            check_annotation(annotation);
            assert_eq!(annotation["body"][2]["value"], link["rule"]);
            for target in annotation["target"].as_array().unwrap() {
                let [quote, position] = target["selector"].as_array().unwrap().as_slice() else {
                    panic!("{target}");
                };
                let at = |key: &str| usize::try_from(position[key].as_u64().unwrap()).unwrap();
                let exact: String = text[at("start")..at("end")].iter().collect();
                assert_eq!(quote["exact"], exact);
                let around = [&quote["prefix"], &quote["exact"], &quote["suffix"]];
                let around: String = around.map(|part| part.as_str().unwrap()).concat();
                assert!(text.iter().collect::<String>().contains(&around));
            }
        }
    }
    assert_eq!(items.next(), None);
    assert_eq!(
        annotations["total"],
        annotations["first"]["items"].as_array().unwrap().len()
    );
}

#[tokio::test]
async fn annotations_are_given_to_those_who_accept_them() {
    let answer = ask(Method::GET, "/passages", &[("accept", ANNO)]).await;
    assert_eq!(answer.header(header::CONTENT_TYPE), ANNO);
    assert!(answer.header(header::VARY).contains("accept"));
    let collection = answer.json();
    assert!(collection["id"].as_str().unwrap().contains("f=jsonld"));
    let other = get("/passages").await;
    assert_eq!(other.header(header::CONTENT_TYPE), "application/json");
    assert_ne!(other.header(header::ETAG), answer.header(header::ETAG));
    let none = get("/passages?f=jsonld&q=zzzz").await.json();
    assert_eq!(
        (&none["total"], &none["first"]["items"]),
        (&0.into(), &Value::Array(vec![]))
    );
    assert_eq!(
        get("/passages?f=jsonld&offset=9000").await.json()["items"],
        Value::Array(vec![])
    );
}

#[tokio::test]
async fn a_link_says_what_its_rule_says_on_demand() {
    let explained = get("/passages?explain=true&zone=daraa-southwest")
        .await
        .json();
    let link = &explained["passages"][0]["links"][0];
    assert!(
        link["explanation"].as_str().unwrap().ends_with('.'),
        "{link}"
    );
    let plain = get("/passages?explain=false&zone=daraa-southwest")
        .await
        .json();
    assert_eq!(plain["passages"][0]["links"][0].get("explanation"), None);
    let article = get("/articles/000_5b3d75bf3fec3e90?explain=true")
        .await
        .json();
    let passages = article["passages"].as_array().unwrap();
    let mut links = passages
        .iter()
        .flat_map(|passage| passage["links"].as_array().unwrap());
    assert!(links.all(|link| link["explanation"].is_string()));
}

#[tokio::test]
async fn an_article_is_a_page_for_people() {
    let address = "/articles/000_5b3d75bf3fec3e90";
    let browser = [
        ("accept", "text/html,application/xhtml+xml,*/*;q=0.8"),
        ("accept-language", "ar"),
    ];
    let answer = ask(Method::GET, address, &browser).await;
    assert!(answer.header(header::CONTENT_TYPE).starts_with("text/html"));
    // The template engine escapes `/` too.
    let html = String::from_utf8(answer.body.clone()).unwrap();
    let html = html.replace("&#x2f;", "/");
    assert!(
        html.contains("lang=\"ar\" dir=\"rtl\"") && !html.contains("<script"),
        "{html}"
    );
    let passages = get(address).await.json();
    for passage in passages["passages"].as_array().unwrap() {
        let element = format!(
            "id=\"passage-{}\" data-passage=\"{}\"",
            passage["number"],
            passage["id"].as_str().unwrap()
        );
        assert!(html.contains(&element), "{element}");
        for link in passage["links"].as_array().unwrap() {
            let anchor = format!(
                "id=\"link-{}-{}\"",
                passage["number"],
                link["zone"].as_str().unwrap()
            );
            assert!(html.contains(&anchor), "annotations point to {anchor}");
        }
    }
    let targets = html.split("href=\"#").skip(1);
    let targets: Vec<&str> = targets.filter_map(|rest| rest.split('"').next()).collect();
    assert!(targets.iter().any(|target| target.starts_with("mark-")));
    for target in targets {
        let id = format!("id=\"{target}\"");
        assert!(html.contains(&id), "a pronoun points to {id}");
    }
    let tag = answer.header(header::ETAG);
    let again = ask(
        Method::GET,
        address,
        &[browser[0], browser[1], ("if-none-match", tag)],
    )
    .await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let english = get(&format!("{address}?f=html&lang=en")).await;
    assert_ne!(english.header(header::ETAG), tag);
    let json = ask(Method::GET, &format!("{address}?f=json"), &browser).await;
    assert_eq!(json.header(header::CONTENT_TYPE), "application/json");
}

#[tokio::test]
async fn a_text_cannot_speak_html() {
    let wild =
        "<script>alert(1)</script> \"&'\n\n<b>Calm</b> in <i>Idlib\"</i> & {{ 7*7 }} [[close]]";
    let about = "title = \"</title><script>\"\nurl = \"https://example.org/?a=\\\"&b='\"\npublisher = \"<b>\"\n";
    let door = archive(&[("wild.txt", wild), ("wild.toml", about)]);
    let html = text_of(&door, "/articles/wild?f=html&lang=en").await;
    assert!(
        !html.contains("<script") && !html.contains("<b>") && !html.contains("<i>"),
        "{html}"
    );
    assert!(html.contains("{{ 7*7 }} [[close]]"), "{html}");
    assert!(html.contains(">Idlib</mark>"), "{html}");
    assert!(!html.contains("a=\"&b"), "{html}");
}

#[tokio::test]
async fn the_state_of_the_server_is_never_stored() {
    let status = get("/status").await;
    assert_eq!(status.header(header::CACHE_CONTROL), "no-store");
    let status = status.json();
    assert_eq!(status["counts"]["zones"], 4);
    assert_eq!(status["counts"]["extents"], 20);
    assert_eq!(status["generation"], 1);
    assert_eq!(status["refused"], Value::Null);
}

#[tokio::test]
async fn bad_new_files_leave_the_old_world_in_use() {
    let live = Arc::new(Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap());
    let door = Door::new(App::new(Arc::clone(&live), None));
    assert!(!live.reload(Folder::from_files("empty", []), Folder::embedded_articles()));
    let status = ask_of(&door, "/status").await;
    assert_eq!(status["generation"], 1);
    assert_eq!(status["refused"]["faults"][0]["kind"], "missing-file");
    assert!(live.reload(Folder::embedded_data(), Folder::embedded_articles()));
    assert_eq!(
        live.world().generation,
        1,
        "equal files are no new generation"
    );
    assert!(live.world().refused.is_none());
}

#[tokio::test]
async fn the_page_may_load_nothing_from_elsewhere() {
    let answer = get("/zones").await;
    assert!(
        answer
            .header(header::CONTENT_SECURITY_POLICY)
            .starts_with("default-src 'self'")
    );
}
