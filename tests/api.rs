//! The description of the server, held to the server.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::{Arc, LazyLock},
};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use hudna::{
    http::{App, Door},
    live::Live,
    load::Folder,
};
use serde_json::{Value, json};
use tower::ServiceExt;

/// One server for all tests: building the document takes a while.
static DOOR: LazyLock<Door> = LazyLock::new(|| {
    let live = Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap();
    Door::new(App::new(Arc::new(live), None))
});

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

    fn media_type(&self) -> &str {
        let value = self.headers.get(header::CONTENT_TYPE);
        value.map_or("", |value| bare(value.to_str().unwrap()))
    }
}

fn bare(media_type: &str) -> &str {
    media_type.split(';').next().unwrap()
}

async fn get(address: &str) -> Answer {
    let request = Request::get(address).body(Body::empty()).unwrap();
    let response = DOOR.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

/// The document in 3.1, whose schemas are JSON Schema.
async fn document() -> Value {
    get("/api?version=3.1").await.json()
}

struct Operation<'d> {
    path: &'d str,
    told: &'d Value,
}

fn operations(document: &Value) -> impl Iterator<Item = Operation<'_>> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.map(|(path, item)| Operation {
        path,
        told: &item["get"],
    })
}

impl Operation<'_> {
    fn parameters(&self, place: &'static str) -> impl Iterator<Item = &Value> {
        let all = self.told["parameters"].as_array().into_iter().flatten();
        all.filter(move |parameter| parameter["in"] == place)
    }

    /// Whether it answers something else each time.
    fn is_fresh(&self) -> bool {
        self.told["responses"]["200"]["headers"]["ETag"].is_null()
    }

    /// An address of it: the examples of its path and of what must be given, but for a parameter with a value.
    fn address(&self, set: Option<(&str, &str)>) -> String {
        let text = |parameter: &Value| match set {
            Some((name, value)) if parameter["name"] == name => value.to_owned(),
            _ => match &parameter["example"] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            },
        };
        let path = self.parameters("path");
        let path = path.fold(self.path.to_owned(), |path, parameter| {
            let name = format!("{{{}}}", parameter["name"].as_str().unwrap());
            path.replace(&name, &text(parameter))
        });
        let needed = self.parameters("query").filter(|p| p["required"] == true);
        let needed = needed.map(|p| (p["name"].as_str().unwrap(), text(p)));
        let in_path = |name: &str| self.parameters("path").any(|p| p["name"] == name);
        let set = set.filter(|(name, _)| !in_path(name));
        let set = set.map(|(name, value)| (name, value.to_owned()));
        let query = needed.chain(set);
        let query: Vec<String> = query
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        format!("{path}?{}", query.join("&"))
    }

    /// The parameter that chooses the form, with each of its values.
    fn forms(&self) -> Vec<Option<(&str, &str)>> {
        let all = ["path", "query"].into_iter();
        let mut all = all.flat_map(|place| self.parameters(place));
        let Some(form) = all.find(|p| p["name"] == "ending" || p["name"] == "f") else {
            return vec![None];
        };
        let name = form["name"].as_str().unwrap();
        let values = form["schema"]["enum"].as_array().unwrap().iter();
        values
            .map(|value| Some((name, value.as_str().unwrap())))
            .collect()
    }

    fn good(&self) -> &serde_json::Map<String, Value> {
        self.told["responses"]["200"]["content"]
            .as_object()
            .unwrap()
    }
}

/// The routes as the source writes them, parameters without their names.
fn routes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let http = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    for folder in [http.clone(), http.join("collections")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "rs") {
                found.extend(routes_of(&fs::read_to_string(path).unwrap()));
            }
        }
    }
    assert!(found.len() > 30, "{found:?}");
    found
}

/// Routes by their text, and those that are made for each ending there is.
fn routes_of(source: &str) -> Vec<String> {
    let plain = source.split(".route(").skip(1);
    let plain = plain.filter_map(|rest| rest.trim_start().strip_prefix('"'));
    let made = source.split("format!(\"").skip(1);
    let made = made.filter(|rest| rest.split('"').next().unwrap().ends_with(".{}"));
    let made = made.filter(|rest| rest.starts_with('/'));
    let all = plain.chain(made);
    all.map(|rest| shape(rest.split('"').next().unwrap()))
        .collect()
}

/// A path with `{}` for each of its parameters, and for the ids of collections and tiling schemes.
fn shape(path: &str) -> String {
    let known = ["collections", "tiles", "tileMatrixSets"];
    let segments = path.split('/').scan("", |before, segment| {
        let id = known.contains(before) && !segment.is_empty();
        *before = segment;
        let shaped = match segment.split_once('{') {
            _ if id => "{}".to_owned(),
            Some((start, _)) => format!("{start}{{}}"),
            None => segment.to_owned(),
        };
        Some(shaped)
    });
    segments.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn every_route_is_told_of_and_every_path_is_a_route() {
    let document = document().await;
    let told: BTreeSet<String> = operations(&document).map(|o| shape(o.path)).collect();
    let routes = routes();
    let untold: Vec<_> = routes.difference(&told).collect();
    assert!(
        untold.is_empty(),
        "the document does not tell of {untold:?}"
    );
    let unknown: Vec<_> = told.difference(&routes).collect();
    assert!(unknown.is_empty(), "there is no route {unknown:?}");
}

#[tokio::test]
async fn the_parameters_told_are_those_that_are_read() {
    for operation in operations(&document().await) {
        let told: BTreeSet<&str> = operation
            .parameters("query")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let address = operation.address(Some(("zzz", "1")));
        let answer = get(&address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        let problem = answer.json();
        let detail = problem["detail"].as_str().unwrap();
        let (_, listed) = detail.split_once("; allowed are ").unwrap();
        let listed = listed.trim_end_matches('.');
        let read: BTreeSet<&str> = match listed {
            "no parameters" => BTreeSet::new(),
            names => names.split(", ").collect(),
        };
        assert_eq!(told, read, "{}", operation.path);
    }
}

#[tokio::test]
async fn every_form_told_is_sent_in_a_media_type_told_and_fits_its_schema() {
    let document = document().await;
    let mut checked = 0;
    for operation in operations(&document) {
        let mut unsent: BTreeSet<&str> = operation.good().keys().map(|key| bare(key)).collect();
        for form in operation.forms() {
            let address = operation.address(form);
            let answer = get(&address).await;
            if answer.status == StatusCode::SERVICE_UNAVAILABLE && form != Some(("f", "json")) {
                unsent.remove("text/html"); // a binary without its pages
                continue;
            }
            assert_eq!(answer.status, StatusCode::OK, "{address}");
            let media_type = answer.media_type();
            let told = operation
                .good()
                .iter()
                .find(|(key, _)| bare(key) == media_type);
            let Some((_, content)) = told else {
                panic!("{address} sends {media_type}, which is not told");
            };
            unsent.remove(media_type);
            if media_type.ends_with("json") {
                fits(&document, &content["schema"], &answer.json(), &address);
                checked += 1;
            }
        }
        assert!(
            unsent.is_empty(),
            "{} never sends {unsent:?}",
            operation.path
        );
    }
    assert!(checked > 40, "only {checked} answers were compared");
}

/// Holds a value to a schema of the document.
fn fits(document: &Value, schema: &Value, value: &Value, address: &str) {
    let schema = json!({ "allOf": [schema], "components": document["components"] });
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(value)
        .take(3)
        .map(|error| format!("{}: {error}", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{address}: {errors:#?}");
}

#[tokio::test]
async fn every_answer_has_a_schema_and_examples_that_fit_it() {
    let document = document().await;
    for operation in operations(&document) {
        for (media_type, content) in operation.good() {
            let place = format!("{} {media_type}", operation.path);
            assert!(content["schema"].is_object(), "{place}");
            let text = ["json", "csv", "markdown", "svg+xml"];
            let own = operation.path == "/api"; // the document does not hold itself
            if operation.is_fresh() {
                assert!(
                    content.get("example").is_none(),
                    "{place} is another each time"
                );
            } else if text.iter().any(|end| media_type.ends_with(end)) && !own {
                assert!(content.get("example").is_some(), "{place} has no example");
                fits(&document, &content["schema"], &content["example"], &place);
            }
        }
        let responses = operation.told["responses"].as_object().unwrap();
        for status in ["200", "400", "414", "500"] {
            assert!(
                responses.contains_key(status),
                "{} {status}",
                operation.path
            );
        }
    }
    let problems = document["components"]["responses"].as_object().unwrap();
    assert!(problems.len() > 5, "{problems:?}");
    let told = problems
        .iter()
        .filter(|(_, response)| response["content"].is_object());
    for (name, response) in told {
        let content = &response["content"]["application/problem+json"];
        fits(&document, &content["schema"], &content["example"], name);
    }
}

#[tokio::test]
async fn problems_sent_are_those_told() {
    let document = document().await;
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    for address in [
        "/locate",
        "/locate?lon=1&lat=x",
        "/zones/nowhere",
        "/nowhere",
        "/zones?a=b",
    ] {
        let answer = get(address).await;
        assert_eq!(answer.media_type(), "application/problem+json");
        fits(&document, &schema, &answer.json(), address);
    }
}

#[tokio::test]
async fn the_version_asked_for_is_sent() {
    for (address, version, media_type) in [
        (
            "/api",
            "3.0.3",
            "application/vnd.oai.openapi+json;version=3.0",
        ),
        (
            "/api?f=json",
            "3.0.3",
            "application/vnd.oai.openapi+json;version=3.0",
        ),
        (
            "/api?version=3.1",
            "3.1.0",
            "application/vnd.oai.openapi+json;version=3.1",
        ),
    ] {
        let answer = get(address).await;
        assert_eq!(answer.json()["openapi"], version);
        assert_eq!(answer.headers[header::CONTENT_TYPE], media_type);
    }
    let refused = get("/api?version=2.0").await.json();
    assert!(refused["detail"].as_str().unwrap().contains("3.0, 3.1"));
}

#[tokio::test]
async fn accept_chooses_like_f() {
    for (accept, media_type) in [
        ("*/*", "application/vnd.oai.openapi+json;version=3.0"),
        (
            "application/vnd.oai.openapi+json;version=3.1",
            "application/vnd.oai.openapi+json;version=3.1",
        ),
        ("application/json", "application/json"),
    ] {
        let request = Request::get("/api").header(header::ACCEPT, accept);
        let response = DOOR
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            media_type,
            "{accept}"
        );
    }
    let request = Request::get("/api").header(header::ACCEPT, "image/png");
    let response = DOOR
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::NOT_ACCEPTABLE);
}

#[tokio::test]
async fn the_older_version_says_nothing_that_it_cannot() {
    let document = get("/api").await.json();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for (name, schema) in schemas {
        each(schema, &mut |value| {
            let kind = &value["type"];
            assert!(!kind.is_array() && kind != "null", "{name}: {value}");
            for word in ["const", "prefixItems", "propertyNames", "contentMediaType"] {
                assert!(value.get(word).is_none(), "{name}: {word}");
            }
        });
    }
}

/// Every object in a value.
fn each(value: &Value, look: &mut impl FnMut(&Value)) {
    match value {
        Value::Object(object) => {
            look(value);
            object.values().for_each(|value| each(value, look));
        }
        Value::Array(items) => items.iter().for_each(|item| each(item, look)),
        _ => {}
    }
}

#[tokio::test]
async fn references_lead_somewhere_within_the_document() {
    for address in ["/api", "/api?version=3.1"] {
        let document = get(address).await.json();
        let mut count = 0;
        each(&document, &mut |value| {
            if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
                let pointer = reference.strip_prefix('#').unwrap();
                assert!(document.pointer(pointer).is_some(), "{reference}");
                count += 1;
            }
        });
        assert!(count > 100, "only {count} references");
    }
}

#[tokio::test]
async fn operations_have_names_of_their_own() {
    let document = document().await;
    let mut paths = BTreeMap::new();
    for operation in operations(&document) {
        let id = operation.told["operationId"].as_str().unwrap();
        let other = paths.insert(id, operation.path);
        assert_eq!(other, None, "{id} is also {}", operation.path);
    }
}
