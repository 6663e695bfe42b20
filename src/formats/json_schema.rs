//! The schema of a collection as JSON Schema (OGC API - Features Part 5; queryables as in Part 3).

use serde_json::{Map, Value, json};

use crate::{
    features::{Geometries, Kind, Property, Schema},
    model::Lang,
};

/// What of a record a schema is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// What is returned.
    Returnables,
    /// What can be asked for in filters.
    Queryables,
    /// What can be sorted by.
    Sortables,
}

/// The schema of a collection, under its own address, with titles in a language first and in all beside.
#[must_use]
pub fn json_schema(schema: &Schema, purpose: Purpose, address: &str, lang: &Lang) -> Value {
    let mut properties = Map::new();
    if purpose == Purpose::Returnables {
        properties.insert("id".to_owned(), id());
    }
    if purpose != Purpose::Sortables
        && let Some(geometry) = geometry(schema.geometries)
    {
        properties.insert("geometry".to_owned(), geometry);
    }
    let own = schema.properties.iter();
    let own = own.filter(|property| purpose != Purpose::Sortables || property.kind != Kind::List);
    properties.extend(own.map(|property| {
        (
            property.name.to_string(),
            property_schema(property, purpose, lang),
        )
    }));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": schema.title.in_lang(lang),
        "description": schema.description.in_lang(lang),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn id() -> Value {
    json!({ "type": "string", "readOnly": true, "x-ogc-role": "id" })
}

/// A spatial property has a format and no type (Part 3, `/req/queryables/schema`).
fn geometry(geometries: Geometries) -> Option<Value> {
    let format = match geometries {
        Geometries::Areas => "geometry-polygon-or-multipolygon",
        Geometries::Points => "geometry-point",
        Geometries::None => return None,
    };
    Some(json!({ "format": format, "x-ogc-role": "primary-geometry" }))
}

fn property_schema(property: &Property, purpose: Purpose, lang: &Lang) -> Value {
    let title = property.title;
    let named = |name: &str| match &property.lang {
        Some(lang) => format!("{name} ({lang})"),
        None => name.to_owned(),
    };
    let mut schema = Map::new();
    schema.insert("title".to_owned(), json!(named(title.in_lang(lang))));
    let titles = title.all();
    let titles = titles
        .iter()
        .map(|(lang, text)| (lang.to_string(), json!(named(text))));
    schema.insert(
        "x-ogc-titles".to_owned(),
        titles.collect::<Map<_, _>>().into(),
    );
    // What is not known is returned as null; nobody asks for it by a value.
    let kind = |name: &str| match purpose {
        Purpose::Returnables if property.kind != Kind::List => json!([name, "null"]),
        _ => json!(name),
    };
    let (name, more) = match property.kind {
        Kind::Text => ("string", None),
        Kind::Uri => ("string", Some(("format", json!("uri")))),
        Kind::Day => ("string", Some(("format", json!("date")))),
        Kind::Integer => ("integer", None),
        Kind::Number => ("number", None),
        Kind::Boolean => ("boolean", None),
        Kind::List => ("array", Some(("items", json!({ "type": "string" })))),
    };
    schema.insert("type".to_owned(), kind(name));
    schema.extend(more.map(|(key, value)| (key.to_owned(), value)));
    if !property.choices.is_empty() {
        schema.insert("enum".to_owned(), choices(property, purpose));
    }
    if let Some(role) = property.role {
        schema.insert("x-ogc-role".to_owned(), json!(role.word()));
    }
    schema.into()
}

fn choices(property: &Property, purpose: Purpose) -> Value {
    let choices = property.choices.iter().map(|choice| json!(choice));
    let unknown = (purpose == Purpose::Returnables).then_some(Value::Null);
    choices.chain(unknown).collect()
}
