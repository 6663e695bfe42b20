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

/// What GeoJSON is made of (RFC 7946 §3), and schemas as answers.
pub(super) fn general() -> [(String, Value); 7] {
    let number = json!({ "type": "number" });
    let position = json!({ "type": "array", "items": number, "minItems": 2, "maxItems": 3 });
    let ring = json!({ "type": "array", "items": position, "minItems": 4 });
    let polygon = json!({ "type": "array", "items": ring });
    let polygons = json!({ "type": "array", "items": polygon });
    let geometry = |kind: &str, coordinates: &Value| {
        json!({
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": { "type": { "type": "string", "enum": [kind] }, "coordinates": coordinates },
        })
    };
    let any = ["Point", "Polygon", "MultiPolygon"].map(reference);
    [
        ("Point", geometry("Point", &position)),
        ("Polygon", geometry("Polygon", &polygon)),
        ("MultiPolygon", geometry("MultiPolygon", &polygons)),
        ("Geometry", json!({ "oneOf": any })),
        ("JsonSchema", schema_document()),
        ("OpenApi", openapi_document()),
        (
            "FeatureCollection",
            collection(&feature(&json!({ "type": "object" }), &json!(["string"]))),
        ),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
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
        (feature_name, feature(&properties, &json!("string"))),
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
fn feature(properties: &Value, id: &Value) -> Value {
    let geometry = json!({ "oneOf": [{ "type": "null" }, reference("Geometry")] });
    json!({
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": { "type": "string", "enum": ["Feature"] },
            "id": { "type": id },
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
            "timeStamp": { "type": "string", "format": "date-time" },
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

fn links() -> Value {
    json!({ "type": "array", "items": reference("Hyperlink") })
}

/// A JSON Schema, as far as a schema can say what that is.
fn schema_document() -> Value {
    json!({
        "type": "object",
        "required": ["$schema", "type", "properties"],
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

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
