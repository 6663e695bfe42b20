//! `OpenAPI` 3.1 to 3.0.3: what JSON Schema 2020-12 says, in the words of before.

use serde_json::{Map, Value, json};

/// Keywords that 3.0 does not have and that say nothing it could say otherwise.
const DROPPED: [&str; 6] = [
    "$schema",
    "$id",
    "propertyNames",
    "contentMediaType",
    "contentEncoding",
    "jsonSchemaDialect",
];

/// A document of 3.1 as one of 3.0.3.
///
/// 1. The version and the licence are named as 3.0 does.
/// 2. Each schema is rewritten, wherever it stands; examples are left as they are.
pub(super) fn to_3_0(document: &Value) -> Value {
    let mut document = rewritten(document, Place::Else);
    document["openapi"] = json!("3.0.3");
    if let Some(Value::Object(licence)) = document.pointer_mut("/info/license") {
        licence.remove("identifier");
    }
    document
}

/// What a value is, as far as that decides what its keys mean.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// A schema.
    Schema,
    /// Schemas under names that anybody chose.
    Schemas,
    /// Anything else.
    Else,
}

impl Place {
    /// What stands under a key; `None` for what is data and stays as it is.
    fn under(self, key: &str) -> Option<Self> {
        match (self, key) {
            (Self::Schemas, _) | (Self::Else, "schema") => Some(Self::Schema),
            (_, "example" | "examples" | "default" | "enum" | "const") => None,
            (Self::Schema, "properties") | (Self::Else, "schemas") => Some(Self::Schemas),
            (Self::Schema, _) => Some(Self::Schema),
            (Self::Else, _) => Some(Self::Else),
        }
    }
}

fn rewritten(value: &Value, place: Place) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| rewritten(item, place)).collect(),
        Value::Object(object) => {
            let pairs = object.iter().map(|(key, value)| {
                let value = match place.under(key) {
                    Some(place) => rewritten(value, place),
                    None => value.clone(),
                };
                (key.clone(), value)
            });
            let object = pairs.collect();
            if place == Place::Schema {
                schema(object)
            } else {
                Value::Object(object)
            }
        }
        other => other.clone(),
    }
}

fn schema(mut schema: Map<String, Value>) -> Value {
    for key in DROPPED {
        schema.remove(key);
    }
    if let Some(Value::Array(examples)) = schema.remove("examples") {
        schema.extend(
            examples
                .into_iter()
                .next()
                .map(|example| ("example".to_owned(), example)),
        );
    }
    if let Some(value) = schema.remove("const") {
        schema.insert("enum".to_owned(), json!([value]));
    }
    for (exclusive, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if let Some(Value::Number(number)) = schema.get(exclusive).cloned() {
            schema.insert(bound.to_owned(), number.into());
            schema.insert(exclusive.to_owned(), json!(true));
        }
    }
    if let Some(Value::Array(items)) = schema.remove("prefixItems") {
        let count = items.len();
        schema.insert("items".to_owned(), json!({ "anyOf": items }));
        schema.insert("minItems".to_owned(), json!(count));
        schema.insert("maxItems".to_owned(), json!(count));
    }
    nullable_type(&mut schema);
    nullable_choice(&mut schema);
    // Nothing may stand beside a reference in 3.0.
    if schema.len() > 1
        && let Some(reference) = schema.remove("$ref")
    {
        schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
    schema.into()
}

/// `type: [x, "null"]`
fn nullable_type(schema: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = schema.get("type") else {
        return;
    };
    let other = types.iter().find(|name| **name != "null").cloned();
    if types.iter().any(|name| name == "null") {
        schema.insert("nullable".to_owned(), json!(true));
    }
    match other {
        Some(other) => schema.insert("type".to_owned(), other),
        None => schema.remove("type"),
    };
}

/// `oneOf: [{type: "null"}, …]`; `rewritten` has been at the parts, so the first is `{nullable: true}` or has its type.
fn nullable_choice(schema: &mut Map<String, Value>) {
    for key in ["oneOf", "anyOf"] {
        let Some(Value::Array(parts)) = schema.get_mut(key) else {
            continue;
        };
        let count = parts.len();
        parts.retain(|part| part["type"] != "null");
        if parts.len() == count {
            continue;
        }
        if let [_] = parts.as_slice() {
            let only = schema.remove(key).unwrap_or_default();
            schema.insert("allOf".to_owned(), only);
        }
        schema.insert("nullable".to_owned(), json!(true));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(schema: &Value) -> Value {
        let document = json!({ "components": { "schemas": { "A": schema } } });
        to_3_0(&document)["components"]["schemas"]["A"].clone()
    }

    #[test]
    fn what_may_be_null_is_nullable() {
        let kinds = json!({ "type": ["string", "null"], "enum": ["a", null] });
        let told = json!({ "type": "string", "enum": ["a", null], "nullable": true });
        assert_eq!(converted(&kinds), told);
        let choice = json!({ "oneOf": [{ "type": "null" }, { "$ref": "#/x" }] });
        let told = json!({ "allOf": [{ "$ref": "#/x" }], "nullable": true });
        assert_eq!(converted(&choice), told);
    }

    #[test]
    fn a_property_may_be_called_like_a_keyword() {
        let schema = json!({ "properties": { "const": { "const": 1 }, "examples": { "examples": [2, 3] } } });
        let told =
            json!({ "properties": { "const": { "enum": [1] }, "examples": { "example": 2 } } });
        assert_eq!(converted(&schema), told);
    }

    #[test]
    fn examples_are_left_alone() {
        let document = json!({ "content": { "x": { "example": { "type": ["a", "null"], "schema": { "const": 1 } } } } });
        let mut told = document.clone();
        told["openapi"] = json!("3.0.3");
        assert_eq!(to_3_0(&document), told);
    }

    #[test]
    fn bounds_that_are_left_out_are_said_with_true() {
        let schema = json!({ "type": "number", "exclusiveMinimum": 0 });
        let told = json!({ "type": "number", "exclusiveMinimum": true, "minimum": 0 });
        assert_eq!(converted(&schema), told);
    }

    #[test]
    fn nothing_stands_beside_a_reference() {
        let schema = json!({ "$ref": "#/x", "description": "y" });
        let told = json!({ "description": "y", "allOf": [{ "$ref": "#/x" }] });
        assert_eq!(converted(&schema), told);
    }
}
