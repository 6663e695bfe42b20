//! Examples: what the server really answers.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use serde_json::{Map, Value, json};
use tower::ServiceExt;

use super::operation::Get;

/// Entries of a list that are shown.
const SHOWN: usize = 2;
/// Characters of a text that are shown.
const LONGEST: usize = 1200;

/// Asks for every answer that the operations tell an address of, but for those that are others each time: the document
/// must be the same on every server with the same data.
pub(super) async fn ask_for(operations: &mut [Get], router: &Router) {
    let lasting = operations.iter_mut().filter(|get| !get.is_fresh);
    let answers = lasting.flat_map(|get| &mut get.answers);
    for answer in answers.filter(|answer| !answer.address.is_empty()) {
        answer.example = ask(router, &answer.address).await;
    }
}

/// The answer at an address; none where it is not good, such as that of a page that was not built, or no text.
async fn ask(router: &Router, address: &str) -> Option<Value> {
    let request = Request::get(address).body(Body::empty()).ok()?;
    let response = router.clone().oneshot(request).await.ok()?;
    if response.status() != StatusCode::OK {
        return None;
    }
    let body = to_bytes(response.into_body(), usize::MAX).await.ok()?;
    let text = String::from_utf8(body.into()).ok()?;
    Some(match serde_json::from_str(&text) {
        Ok(value @ Value::Object(_)) => cut(value),
        _ => json!(beginning(text)),
    })
}

fn cut(value: Value) -> Value {
    match value {
        // Coordinates are kept: half a ring is no ring.
        Value::Array(items) if items.iter().all(is_coordinate) => Value::Array(items),
        Value::Array(items) => items.into_iter().take(SHOWN).map(cut).collect(),
        Value::Object(object) => {
            let pairs = object.into_iter().map(|(key, value)| (key, cut(value)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
        Value::String(text) => json!(beginning(text)),
        other => other,
    }
}

fn is_coordinate(value: &Value) -> bool {
    value.is_number()
        || value
            .as_array()
            .is_some_and(|parts| parts.iter().all(is_coordinate))
}

fn beginning(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_cut_and_rings_are_not() {
        let ring = json!([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [1.0, 2.0]]]);
        let told = cut(json!({ "coordinates": ring, "zones": ["a", "b", "c"] }));
        assert_eq!(told, json!({ "coordinates": ring, "zones": ["a", "b"] }));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let told = beginning("ب".repeat(LONGEST + 1));
        assert_eq!(told.chars().count(), LONGEST + 1);
        assert!(told.ends_with('…'));
    }
}
