//! The pages of the data: what a person reads where a program reads JSON.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use http_body_util::BodyExt;
use hudna::{
    http::{App, Door},
    live::Live,
    load::Folder,
};
use serde_json::Value;
use tower::ServiceExt;

const COLLECTIONS: [&str; 4] = ["zones", "places", "passages", "articles"];

fn door() -> Door {
    let live = Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap();
    Door::new(App::new(Arc::new(live), None))
}

async fn ask(door: &Door, address: &str) -> (StatusCode, String, String) {
    let request = Request::get(address).body(Body::empty()).unwrap();
    let response = door.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    let media_type = parts.headers.get(header::CONTENT_TYPE);
    let media_type = media_type.map_or("", |value| value.to_str().unwrap());
    let text = String::from_utf8(body).unwrap();
    (parts.status, media_type.to_owned(), text)
}

async fn page(door: &Door, address: &str) -> String {
    let (status, media_type, body) = ask(door, address).await;
    assert_eq!(status, StatusCode::OK, "{address}: {body}");
    assert_eq!(media_type, "text/html; charset=utf-8", "{address}");
    body
}

async fn json(door: &Door, address: &str) -> Value {
    let (status, _, body) = ask(door, address).await;
    assert_eq!(status, StatusCode::OK, "{address}: {body}");
    serde_json::from_str(&body).unwrap()
}

/// As it stands in HTML.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let text = text.replace('>', "&gt;").replace('"', "&quot;");
    text.replace('\'', "&#x27;").replace('/', "&#x2f;")
}

/// The address of every sort of page, with a first feature of each collection.
async fn addresses(door: &Door) -> Vec<String> {
    let mut addresses = vec!["/collections".to_owned(), "/conformance".to_owned()];
    for id in COLLECTIONS {
        let own = format!("/collections/{id}");
        let items = json(door, &format!("{own}/items?f=geojson&limit=1")).await;
        let feature = items["features"][0]["id"].as_str().unwrap().to_owned();
        let below = ["/items", "/schema", "/queryables", "/sortables"];
        addresses.extend(below.map(|name| format!("{own}{name}")));
        addresses.push(format!("{own}/items/{feature}"));
        addresses.push(own);
    }
    addresses
}

#[tokio::test]
async fn every_resource_has_a_page_in_both_languages() {
    let door = door();
    for address in addresses(&door).await {
        for (lang, dir, other) in [("en", "ltr", "ar"), ("ar", "rtl", "en")] {
            let body = page(&door, &format!("{address}?f=html&lang={lang}")).await;
            let html = format!("<html lang=\"{lang}\" dir=\"{dir}\">");
            assert!(body.contains(&html), "{address}");
            let there = format!("?f=html&amp;lang={other}\"");
            assert!(body.contains(&there), "{address} leads to {other}");
            assert!(
                body.contains("<link rel=\"alternate\" type=\"application"),
                "{address}"
            );
            assert!(!body.contains("<script"), "{address}");
            assert!(
                !body.contains("[["),
                "{address} has a word that is not filled"
            );
        }
    }
}

#[tokio::test]
async fn links_of_a_page_lead_to_answers_of_their_type() {
    let door = door();
    for address in addresses(&door).await {
        let body = page(&door, &format!("{address}?f=html&lang=ar")).await;
        let links = body.split("<link rel=\"alternate\"").skip(1);
        let links = links.map(|link| link.split_once('>').unwrap().0);
        let json = links.filter(|link| link.contains("json\""));
        for link in json {
            let of = |name: &str| {
                let (_, rest) = link.split_once(&format!("{name}=\"")).unwrap();
                rest.split_once('"')
                    .unwrap()
                    .0
                    .replace("&amp;", "&")
                    .replace("&#x2f;", "/")
            };
            let (wanted, href) = (of("type"), of("href"));
            if wanted == "application/geo+json" || !wanted.contains("geo+json") {
                let (status, media_type, _) = ask(&door, &href).await;
                assert_eq!(status, StatusCode::OK, "{href}");
                assert_eq!(media_type, wanted, "{href}");
            }
        }
    }
}

#[tokio::test]
async fn the_page_of_a_feature_says_what_its_json_says() {
    let door = door();
    for id in COLLECTIONS {
        let items = json(&door, &format!("/collections/{id}/items?f=geojson&limit=2")).await;
        for feature in items["features"].as_array().unwrap() {
            let own = feature["id"].as_str().unwrap();
            let body = page(
                &door,
                &format!("/collections/{id}/items/{own}?f=html&lang=en"),
            )
            .await;
            for (name, value) in feature["properties"].as_object().unwrap() {
                assert!(
                    body.contains(&format!("data-property=\"{name}\"")),
                    "{own}: {name}"
                );
                let texts = value
                    .as_array()
                    .map_or(std::slice::from_ref(value), Vec::as_slice);
                for text in texts.iter().filter_map(Value::as_str) {
                    assert!(body.contains(&escaped(text)), "{own}: {name}: {text}");
                }
            }
            let has_map = body.contains("<svg class=\"small-map\" role=\"img\"");
            assert_eq!(has_map, !feature["geometry"].is_null(), "{own}");
        }
    }
}

#[tokio::test]
async fn an_extent_leads_to_its_day_on_the_map_and_a_passage_to_its_text() {
    let door = door();
    let zones = json(&door, "/collections/zones/items?f=geojson&limit=1").await;
    let extent = &zones["features"][0];
    let (id, properties) = (extent["id"].as_str().unwrap(), &extent["properties"]);
    let (zone, from) = (&properties["zone"], &properties["valid_from"]);
    let (zone, from) = (zone.as_str().unwrap(), from.as_str().unwrap());
    let body = page(
        &door,
        &format!("/collections/zones/items/{id}?f=html&lang=ar"),
    )
    .await;
    let body = body.replace("&#x2f;", "/").replace("&amp;", "&");
    assert!(body.contains(&format!("/?lang=ar#zone={zone}&date={from}\"")));
    assert!(body.contains(&format!("/zones/{zone}.geojson\"")));

    let passages = json(&door, "/collections/passages/items?f=geojson&limit=1").await;
    let id = passages["features"][0]["id"].as_str().unwrap();
    let article = id.split_once(':').unwrap().0;
    let body = page(
        &door,
        &format!("/collections/passages/items/{id}?f=html&lang=ar"),
    )
    .await;
    let body = body.replace("&#x2f;", "/").replace("&amp;", "&");
    let text = format!("/articles/{article}?f=html&lang=ar");
    assert!(body.contains(&format!("{text}#passage-0\"")), "{body}");
    page(&door, &text).await;
}

#[tokio::test]
async fn what_a_reader_typed_comes_back_as_text() {
    let door = door();
    let address = "/collections/places/items?f=html&lang=en&admin=%22%3E%3Cscript%3E";
    let body = page(&door, address).await;
    assert!(
        body.contains("value=\"&quot;&gt;&lt;script&gt;\""),
        "{body}"
    );
    assert!(!body.contains("<script"), "{body}");
}

#[tokio::test]
async fn strange_texts_are_shown_as_text() {
    let text = "Calm <b>in</b> Idlib\n\n<script>alert(1)</script> & \"more\" in Idlib.";
    let facts = "publisher = \"<i>\"\n";
    let files = [
        ("calm.txt".to_owned(), text.as_bytes().to_vec()),
        ("calm.toml".to_owned(), facts.as_bytes().to_vec()),
    ];
    let articles = Folder::from_files("articles", files);
    let live = Live::start(Folder::embedded_data(), articles).unwrap();
    let door = Door::new(App::new(Arc::new(live), None));
    for path in [
        "articles/items",
        "articles/items/calm",
        "passages/items",
        "passages/items/calm:1",
    ] {
        let body = page(&door, &format!("/collections/{path}?f=html&lang=en")).await;
        assert!(!body.contains("<script") && !body.contains("<i>"), "{body}");
    }
}

#[tokio::test]
async fn empty_fields_of_the_form_ask_for_nothing() {
    let door = door();
    let empty = "/collections/zones/items?f=html&lang=en&datetime=&bbox=&filter=&limit=";
    let all = page(&door, empty).await;
    assert!(all.contains("value=\"100\""));
    let day = "/collections/zones/items?f=html&lang=en&datetime=2017-09-20&bbox=&limit=2";
    let some = page(&door, day).await;
    assert!(
        some.contains("name=\"datetime\" value=\"2017-09-20\""),
        "{some}"
    );
    let rows = |body: &str| body.matches("<th scope=\"row\">").count();
    assert!(rows(&some) <= 2 && rows(&some) < rows(&all));
    // A program that sends an empty parameter made a mistake.
    let (status, ..) = ask(&door, "/collections/zones/items?f=json&datetime=").await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_heading_sorts_and_keeps_what_was_asked_for() {
    let door = door();
    let asked = "/collections/places/items?f=html&lang=en&limit=5";
    let body = page(&door, asked)
        .await
        .replace("&amp;", "&")
        .replace("%5F", "_");
    assert!(
        body.contains("f=html&lang=en&limit=5&sortby=name_en\""),
        "{body}"
    );
    let sorted = page(&door, &format!("{asked}&sortby=-name_en")).await;
    assert!(sorted.contains("aria-sort=\"descending\""));
}

#[tokio::test]
async fn a_page_of_many_features_stays_small() {
    let door = door();
    for address in [
        "/collections",
        "/collections/places",
        "/collections/zones/items",
    ] {
        let body = page(&door, &format!("{address}?f=html&lang=en")).await;
        assert!(body.len() < 250_000, "{address}: {} bytes", body.len());
    }
}
