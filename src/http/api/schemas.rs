//! Schemas that no type of ours has: GeoJSON, and features with the properties of their collection.

use serde_json::{Value, json};
use utoipa::openapi::{
    KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat,
    schema::{SchemaType, Type},
};

use crate::{
    features,
    formats::{Purpose, json_schema},
    model::Lang,
};

/// A text.
pub(super) fn text() -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(SchemaType::new(Type::String));
    text.build().into()
}

/// Bytes.
pub(super) fn bytes() -> RefOr<Schema> {
    let bytes = ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::String))
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
    bytes.build().into()
}

/// What GeoJSON is made of (RFC 7946 §3), and documents as answers.
pub(super) fn general() -> Vec<(String, Value)> {
    let number = json!({ "type": "number" });
    let position = json!({ "type": "array", "items": number, "minItems": 2, "maxItems": 3 });
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let (line, ring) = (at_least(2, &position), at_least(4, &position));
    let shapes = [
        ("Point", position.clone()),
        ("MultiPoint", list(&position)),
        ("LineString", line.clone()),
        ("MultiLineString", list(&line)),
        ("Polygon", list(&ring)),
        ("MultiPolygon", list(&list(&ring))),
    ];
    let any: Vec<Value> = shapes.iter().map(|(kind, _)| reference(kind)).collect();
    let whatever = feature(&json!({ "type": "object" }), &["string", "integer"]);
    let shapes = shapes.map(|(kind, coordinates)| (kind, geometry(kind, &coordinates)));
    let others = [
        ("Geometry", json!({ "oneOf": any })),
        ("FeatureCollection", collection(&whatever)),
        ("JsonSchema", schema_document()),
        ("OpenApi", openapi_document()),
    ];
    let all = shapes.into_iter().chain(others);
    all.map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn at_least(count: usize, items: &Value) -> Value {
    json!({ "type": "array", "items": items, "minItems": count })
}

fn geometry(kind: &str, coordinates: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": { "type": { "type": "string", "enum": [kind] }, "coordinates": coordinates },
    })
}

/// The schemas of a collection: its feature, and a page of them.
pub(super) fn of_collection(schema: &features::Schema, lang: &Lang) -> [(String, Value); 2] {
    let mut properties = json_schema(schema, Purpose::Returnables, "", lang);
    if let Some(object) = properties.as_object_mut() {
        object.retain(|key, _| !key.starts_with('$'));
        if let Some(own) = object.get_mut("properties").and_then(Value::as_object_mut) {
            own.retain(|name, _| schema.position(name).is_some());
        }
    }
    let (feature_name, page_name) = names(schema);
    let page = collection(&reference(&feature_name));
    [
        (feature_name, feature(&properties, &["string"])),
        (page_name, page),
    ]
}

/// What the document calls the feature of a collection, and a page of them.
pub(super) fn names(schema: &features::Schema) -> (String, String) {
    (
        format!("{}Feature", schema.id),
        format!("{}FeaturePage", schema.id),
    )
}

/// GeoJSON, and what JSON-FG adds to it.
fn feature(properties: &Value, ids: &[&str]) -> Value {
    let ids: Vec<Value> = ids.iter().map(|kind| json!({ "type": kind })).collect();
    let geometry = json!({ "oneOf": [{ "type": "null" }, reference("Geometry")] });
    json!({
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": { "type": "string", "enum": ["Feature"] },
            "id": { "oneOf": ids },
            "bbox": bbox(),
            "geometry": geometry,
            "properties": properties,
            "links": links(),
            "conformsTo": { "type": "array", "items": { "type": "string" } },
            "featureType": { "type": "string" },
            "coordRefSys": { "type": "string" },
            "time": { "type": ["object", "null"], "properties": {
                "date": { "type": "string" },
                "interval": { "type": "array", "items": { "type": "string" }, "minItems": 2, "maxItems": 2 },
            } },
            "place": geometry,
        },
    })
}

fn collection(feature: &Value) -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    json!({
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": { "type": "string", "enum": ["FeatureCollection"] },
            "numberMatched": count,
            "numberReturned": count,
            "bbox": bbox(),
            "links": links(),
            "features": { "type": "array", "items": feature },
            "conformsTo": { "type": "array", "items": { "type": "string" } },
            "featureType": { "type": "string" },
            "coordRefSys": { "type": "string" },
        },
    })
}

fn bbox() -> Value {
    json!({ "type": "array", "items": { "type": "number" }, "minItems": 4, "maxItems": 4 })
}

pub(super) fn links() -> Value {
    json!({ "type": "array", "items": reference("Hyperlink") })
}

/// A JSON Schema, as far as a schema can say what that is.
fn schema_document() -> Value {
    json!({
        "type": "object",
        "required": ["$schema", "type"],
        "properties": {
            "$schema": { "type": "string" },
            "$id": { "type": "string" },
            "title": { "type": "string" },
            "description": { "type": "string" },
            "type": { "type": "string", "enum": ["object"] },
            "properties": { "type": "object", "additionalProperties": { "type": "object" } },
        },
    })
}

/// An `OpenAPI` document, told as loosely.
fn openapi_document() -> Value {
    let any = json!({ "type": "object" });
    json!({
        "type": "object",
        "required": ["openapi", "info", "paths"],
        "properties": { "openapi": { "type": "string" }, "info": any, "paths": any, "components": any },
    })
}

pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
