//! OGC API - Features without a port: collections, items, schemas.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::{
    collections::HashSet,
    sync::{Arc, LazyLock},
};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use geo::Rect;
use http_body_util::BodyExt;
use hudna::{
    features::{Bbox, Crs, Days, Selection, select},
    http::{App, Door},
    live::Live,
    load::Folder,
};
use proptest::prelude::*;
use serde_json::Value;
use tower::ServiceExt;

static LIVE: LazyLock<Arc<Live>> = LazyLock::new(|| {
    Arc::new(Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap())
});

const COLLECTIONS: [&str; 4] = ["zones", "places", "passages", "articles"];

fn door() -> Door {
    Door::new(App::new(Arc::clone(&LIVE), Some("https://maps.example")))
}

async fn ask(address: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
    let address = address.trim_start_matches("https://maps.example");
    let request = Request::get(address).body(Body::empty()).unwrap();
    let (parts, body) = door().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    (parts.status, parts.headers, body)
}

async fn get(address: &str) -> Value {
    let (status, _, body) = ask(address).await;
    let text = String::from_utf8_lossy(&body);
    assert_eq!(status, StatusCode::OK, "{address}: {text}");
    serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{address}: {error}: {text}"))
}

fn ids(page: &Value) -> Vec<String> {
    let features = page["features"].as_array().unwrap().iter();
    let ids = features.map(|feature| feature["id"].as_str().unwrap().to_owned());
    ids.collect()
}

/// The address of a link of an answer.
fn link<'a>(answer: &'a Value, rel: &str) -> Option<&'a str> {
    let links = answer["links"].as_array().unwrap();
    links.iter().find(|link| link["rel"] == rel)?["href"].as_str()
}

/// The ids of all pages from an address on.
async fn all_ids(address: &str) -> Vec<String> {
    let mut page = get(address).await;
    let mut all = ids(&page);
    while let Some(next) = link(&page, "next") {
        page = get(next).await;
        assert!(!ids(&page).is_empty(), "an empty page behind a next link");
        all.extend(ids(&page));
    }
    assert_eq!(page["numberMatched"], all.len());
    all
}

#[tokio::test]
async fn the_way_in_leads_to_every_collection() {
    let landing = get("/?f=json").await;
    assert!(landing["title"].is_string() && landing["description"].is_string());
    for rel in ["self", "service-desc", "service-doc", "conformance", "data"] {
        assert!(
            link(&landing, rel).is_some_and(|href| href.starts_with("https://")),
            "{rel}"
        );
    }
    let collections = get(link(&landing, "data").unwrap()).await;
    let listed = collections["collections"].as_array().unwrap();
    let names: Vec<&str> = listed
        .iter()
        .map(|one| one["id"].as_str().unwrap())
        .collect();
    assert_eq!(names, COLLECTIONS);
    for collection in listed {
        let alone = get(link(collection, "self").unwrap()).await;
        assert_eq!(alone, *collection);
        assert!(
            !ids(&get(&format!(
                "/collections/{}/items",
                collection["id"].as_str().unwrap()
            ))
            .await)
            .is_empty()
        );
    }
}

#[tokio::test]
async fn titles_are_in_the_language_asked_for() {
    let arabic = get("/collections/zones?lang=ar").await;
    assert_eq!(arabic["title"], "نطاقات المناطق");
    let schema = get("/collections/zones/schema?lang=ar").await;
    assert_eq!(schema["properties"]["zone"]["title"], "المنطقة");
    assert_eq!(schema["properties"]["zone"]["x-ogc-titles"]["en"], "Zone");
}

#[tokio::test]
async fn pages_hold_every_feature_once_in_the_same_order() {
    for path in [
        "/collections/zones/items?limit=7",
        "/collections/places/items?limit=900",
        "/collections/places/items?limit=100&bbox=36,34,37,36",
        "/collections/zones/items?limit=3&sortby=-valid_from,zone",
        "/collections/zones/items?limit=2&datetime=2017-06-15/2017-12-31&bbox=30,30,40,36",
        "/collections/passages/items?limit=4",
    ] {
        let whole = get(&path.replace("limit=", "limit=1000")).await;
        let paged = all_ids(path).await;
        assert_eq!(paged, ids(&whole), "{path}");
        let different: HashSet<&String> = paged.iter().collect();
        assert_eq!(different.len(), paged.len(), "{path}");
    }
}

#[tokio::test]
async fn a_link_keeps_every_parameter_of_the_page() {
    let page =
        get("/collections/places/items?limit=2&kind=settlement&crs=EPSG:4326&properties=name_ar")
            .await;
    let next = link(&page, "next").unwrap();
    for kept in [
        "kind=settlement",
        "crs=EPSG%3A4326",
        "properties=name%5Far",
        "limit=2",
        "offset=2",
    ] {
        assert!(next.contains(kept), "{next} lost {kept}");
    }
}

#[tokio::test]
async fn every_feature_is_found_by_its_id() {
    for collection in COLLECTIONS {
        let page = get(&format!("/collections/{collection}/items?limit=30")).await;
        for feature in page["features"].as_array().unwrap() {
            let id = feature["id"].as_str().unwrap();
            let alone = get(&format!("/collections/{collection}/items/{id}")).await;
            assert_eq!(alone["id"], feature["id"]);
            assert_eq!(alone["geometry"], feature["geometry"]);
            assert_eq!(alone["properties"], feature["properties"]);
            assert!(link(&alone, "collection").is_some() && link(&alone, "self").is_some());
        }
    }
}

#[tokio::test]
async fn no_other_spelling_of_an_id_is_a_feature() {
    let first = get("/collections/passages/items?limit=1").await;
    let id = ids(&first).remove(0);
    for bad in [
        format!("{id}0"),
        id.replace(':', ":0"),
        id.replace(':', ":%2B"),
        id.replace(':', ""),
        format!("{id}%00"),
    ] {
        let (status, ..) = ask(&format!("/collections/passages/items/{bad}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{bad}");
    }
}

#[tokio::test]
async fn a_day_asks_for_the_extents_in_force() {
    let world = LIVE.world();
    for day in [
        "2017-05-05",
        "2017-06-15",
        "2017-09-14",
        "2017-09-15",
        "2018-07-01",
        "2020-03-06",
    ] {
        let in_force = world.snapshot.extents_of(None, Some(day.parse().unwrap()));
        let expected: Vec<String> = in_force.map(|extent| extent.id.clone()).collect();
        let found = get(&format!("/collections/zones/items?datetime={day}")).await;
        assert_eq!(ids(&found), expected, "{day}");
    }
    let never = get("/collections/zones/items?datetime=1990-01-01").await;
    assert_eq!(never["numberMatched"], 0);
    // What has no day is on every day.
    assert!(
        get("/collections/places/items?datetime=1990-01-01").await["numberMatched"].as_u64()
            > Some(0)
    );
}

#[tokio::test]
async fn a_coordinate_system_is_answered_in_its_axis_order() {
    let here = get("/collections/places/items?limit=1").await;
    let (lon, lat) = point(&here);
    for (crs, uri) in [
        ("EPSG:4326", "EPSG/0/4326"),
        ("http://www.opengis.net/def/crs/EPSG/0/3857", "EPSG/0/3857"),
        ("EPSG:32637", "EPSG/0/32637"),
    ] {
        let address = format!("/collections/places/items?limit=1&crs={crs}");
        let (_, headers, body) = ask(&address).await;
        let said = headers.get("content-crs").unwrap().to_str().unwrap();
        assert_eq!(said, format!("<http://www.opengis.net/def/crs/{uri}>"));
        let there = point(&serde_json::from_slice(&body).unwrap());
        if crs == "EPSG:4326" {
            assert_eq!(there, (lat, lon));
        } else {
            assert!(there.0 > 100_000.0 && there.1 > 3_000_000.0, "{there:?}");
        }
    }
    let (_, headers, _) = ask("/collections/places/items?limit=1").await;
    assert_eq!(
        headers.get("content-crs").unwrap(),
        "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    );
}

fn point(page: &Value) -> (f64, f64) {
    let coordinates = &page["features"][0]["geometry"]["coordinates"];
    (
        coordinates[0].as_f64().unwrap(),
        coordinates[1].as_f64().unwrap(),
    )
}

#[tokio::test]
async fn the_same_box_in_any_coordinate_system_holds_the_same_places() {
    let degrees = get("/collections/places/items?limit=1&bbox=36.5,35.5,37,36").await;
    let swapped =
        get("/collections/places/items?limit=1&bbox=35.5,36.5,36,37&bbox-crs=EPSG:4326").await;
    let metres = get("/collections/places/items?limit=1&bbox=4063161.412,4232213.345,4118821.158,4300621.372&bbox-crs=EPSG:3857").await;
    assert!(degrees["numberMatched"].as_u64().unwrap() > 10);
    assert_eq!(degrees["numberMatched"], swapped["numberMatched"]);
    assert_eq!(degrees["numberMatched"], metres["numberMatched"]);
}

#[tokio::test]
async fn a_property_is_a_parameter() {
    let page = get("/collections/zones/items?zone=idlib&confidence=low").await;
    assert!(page["numberMatched"].as_u64().unwrap() > 0);
    for feature in page["features"].as_array().unwrap() {
        assert_eq!(feature["properties"]["zone"], "idlib");
        assert_eq!(feature["properties"]["confidence"], "low");
    }
    assert_eq!(
        get("/collections/zones/items?valid_from=2017-09-15").await["features"][0]["properties"]["valid_from"],
        "2017-09-15"
    );
}

#[tokio::test]
async fn only_the_properties_asked_for_are_written() {
    let page = get("/collections/zones/items?limit=1&properties=valid_from,zone").await;
    let properties = page["features"][0]["properties"].as_object().unwrap();
    assert_eq!(
        properties.keys().collect::<Vec<_>>(),
        ["zone", "valid_from"]
    );
}

#[tokio::test]
async fn features_have_what_their_schema_says() {
    for collection in COLLECTIONS {
        let schema = get(&format!("/collections/{collection}/schema")).await;
        let listed = schema["properties"].as_object().unwrap();
        let page = get(&format!("/collections/{collection}/items?limit=1000")).await;
        for feature in page["features"].as_array().unwrap() {
            for (name, value) in feature["properties"].as_object().unwrap() {
                let kinds = listed[name]["type"].to_string();
                let kind = match value {
                    Value::Null => "null",
                    Value::Bool(_) => "boolean",
                    Value::Number(n) if n.is_i64() && kinds.contains("integer") => "integer",
                    Value::Number(_) => "number",
                    Value::String(_) => "string",
                    Value::Array(_) => "array",
                    Value::Object(_) => "object",
                };
                assert!(
                    kinds.contains(kind),
                    "{collection} {name} {value} is not {kinds}"
                );
                let choices = listed[name]["enum"].as_array();
                assert!(
                    choices.is_none_or(|choices| choices.contains(value)),
                    "{collection} {name} {value}"
                );
            }
        }
    }
}

#[tokio::test]
async fn json_fg_adds_the_days_and_the_coordinate_system() {
    let page = get("/collections/zones/items?f=jsonfg&zone=idlib&limit=1").await;
    assert_eq!(page["featureType"], "zones");
    assert_eq!(page["features"][0]["time"]["interval"][0], "2017-05-06");
    assert!(page["features"][0]["geometry"].is_object() && page["features"][0]["place"].is_null());
    let metres = get("/collections/zones/items?f=jsonfg&limit=1&crs=EPSG:3857").await;
    assert_eq!(
        metres["coordRefSys"],
        "http://www.opengis.net/def/crs/EPSG/0/3857"
    );
    assert!(
        metres["features"][0]["geometry"].is_null() && metres["features"][0]["place"].is_object()
    );
}

#[tokio::test]
async fn an_ending_names_the_format_of_a_page_or_of_a_feature() {
    for (path, media_type) in [
        ("items.geojson?limit=2", "application/geo+json"),
        ("items.csv?limit=2", "text/csv"),
        ("items.fg.json?limit=2", "application/fg+json"),
        (
            "items/idlib@2017-05-06.kml",
            "application/vnd.google-earth.kml+xml",
        ),
        ("items?f=gpkg", "application/geopackage+sqlite3"),
        (
            "items/idlib@2017-05-06?f=parquet",
            "application/vnd.apache.parquet",
        ),
    ] {
        let (status, headers, body) = ask(&format!("/collections/zones/{path}")).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        let said = headers.get("content-type").unwrap().to_str().unwrap();
        assert!(
            said.starts_with(media_type) && !body.is_empty(),
            "{path}: {said}"
        );
    }
    for bad in [
        "items.shp",
        "items/idlib@2017-05-06.shp",
        "items/nothing.csv",
    ] {
        assert_eq!(
            ask(&format!("/collections/zones/{bad}")).await.0,
            StatusCode::NOT_FOUND,
            "{bad}"
        );
    }
}

#[tokio::test]
async fn nonsense_is_refused_by_name() {
    for (query, parameter) in [
        ("bbox=1,2,3", "bbox"),
        ("bbox=", "bbox"),
        ("bbox=NaN,1,2,3", "bbox"),
        ("bbox=1,2,inf,3", "bbox"),
        ("bbox=36,36,37,35", "bbox"),
        ("bbox=36,35,37,91", "bbox"),
        ("bbox=1,2,3,4&bbox-crs=EPSG:1", "bbox-crs"),
        ("bbox=5e6,0,4e6,1&bbox-crs=EPSG:3857", "bbox"),
        ("datetime=2017", "datetime"),
        ("datetime=2017-06-15/2017-06-14", "datetime"),
        ("datetime=..%2F..", "datetime"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=1.5", "limit"),
        ("limit=", "limit"),
        ("offset=-1", "offset"),
        ("offset=123456789012345678901234567890", "offset"),
        ("crs=EPSG:99999", "crs"),
        ("crs=EPSG:3857&f=kml", "crs"),
        ("f=shapefile", "f"),
        ("sortby=nothing", "sortby"),
        ("sortby=sources", "sortby"),
        ("sortby=", "sortby"),
        ("properties=zone,nothing", "properties"),
        ("precision_m=wide", "precision_m"),
        ("valid_from=2017-02-30", "valid_from"),
        ("zonee=idlib", "zonee"),
        ("lang=de", "lang"),
    ] {
        let (status, headers, body) = ask(&format!("/collections/zones/items?{query}")).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(
            headers.get("content-type").unwrap(),
            "application/problem+json",
            "{query}"
        );
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem["parameter"], parameter, "{query}: {problem}");
    }
    for path in [
        "/collections/nothing",
        "/collections/nothing/items",
        "/collections/zones/items/nothing",
        "/collections/nothing/schema",
        "/collections/zones%2Fitems",
    ] {
        assert_eq!(ask(path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_limit_above_the_highest_is_cut_to_it() {
    let page = get("/collections/zones/items?limit=99999999999999999999999").await;
    assert_eq!(page["numberReturned"], page["numberMatched"]);
}

#[tokio::test]
async fn a_limit_of_nothing_is_told_the_highest() {
    let (status, _, body) = ask("/collections/zones/items?limit=0").await;
    let problem: Value = serde_json::from_slice(&body).unwrap();
    let detail = problem["detail"].as_str().unwrap();
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(detail.contains("from 1 to 10000"), "{detail}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// What the index finds is what a look at every record finds.
    #[test]
    fn the_index_finds_what_a_scan_finds(
        (west, south) in (35.0..38.0, 32.0..37.0f64),
        (width, height) in (0.0..2.0, 0.0..2.0f64),
        utm in any::<bool>(),
    ) {
        let world = LIVE.world();
        let degrees = format!("{west},{south},{},{}", west + width, south + height);
        let metres = format!("{},{},{},{}", 200_000.0 + width * 1e5, 3_600_000.0 + height * 1e5, 300_000.0 + width * 1e5, 3_900_000.0 + height * 1e5);
        let (text, crs) = if utm { (metres, Crs::parse("EPSG:32637", &Crs::offered(world.snapshot.dataset())).unwrap()) } else { (degrees, Crs::Crs84) };
        let bbox = Bbox::parse(&text, crs).unwrap();
        for table in world.features.tables() {
            let touched = |record: &usize| match table.shape(*record) {
                hudna::features::Shape::Nowhere => true,
                shape => bbox.touches(shape),
            };
            let scanned: Vec<usize> = (0..table.len()).filter(touched).collect();
            let selection = Selection { bbox: Some(bbox.clone()), ..Selection::default() };
            let found = select(table, &selection, 0, usize::MAX).unwrap();
            prop_assert_eq!(found.matched, scanned.len());
            prop_assert_eq!(found.records, scanned);
        }
    }

    /// Two spans of days meet exactly when some day lies in both.
    #[test]
    fn days_meet_when_they_share_one(a in 1..28u8, b in 1..28u8, c in 1..28u8, d in 1..28u8) {
        let days = |a: u8, b: u8| -> Days { format!("2018-01-{:02}/2018-01-{:02}", a.min(b), a.max(b)).parse().unwrap() };
        let shared = (1..28u8).any(|day| (a.min(b)..=a.max(b)).contains(&day) && (c.min(d)..=c.max(d)).contains(&day));
        prop_assert_eq!(days(a, b).meet(days(c, d)), shared);
    }
}

#[test]
fn a_box_that_holds_everything_holds_everything() {
    let world = LIVE.world();
    for table in world.features.tables() {
        let Some(bounds) = table.bounds() else {
            continue;
        };
        let (low, high) = (bounds.min(), bounds.max());
        let text = format!("{},{},{},{}", low.x, low.y, high.x, high.y);
        let bbox = Bbox::parse(&text, Crs::Crs84).unwrap();
        assert_eq!(bbox.around().collect::<Vec<Rect<f64>>>(), [bounds]);
        let selection = Selection {
            bbox: Some(bbox),
            ..Selection::default()
        };
        assert_eq!(
            select(table, &selection, 0, 1).unwrap().matched,
            table.len()
        );
    }
}
