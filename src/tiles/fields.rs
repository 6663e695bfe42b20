//! What features on tiles say of themselves.

use std::{collections::BTreeMap, iter};

use tilejson::VectorLayer;

use crate::features::{Kind, Property, Schema};

/// The key under which a feature has the id of its record; the id of the format is a number and holds only for one
/// snapshot.
pub const ID: &str = "id";

/// The properties that records have on tiles, with their numbers: all but lists, which the format does not have, and
/// sentences, which would make tiles large.
pub fn fields(schema: &Schema) -> impl Iterator<Item = (usize, &Property)> {
    let all = schema.properties.iter().enumerate();
    all.filter(|(_, property)| property.kind != Kind::List && !property.prose)
}

/// The layer of a collection as `TileJSON` describes it; the tiles that show it all are those of `deepest`.
#[must_use]
pub fn vector_layer(schema: &Schema, deepest: u8) -> VectorLayer {
    let described = fields(schema)
        .map(|(_, property)| (property.name.to_string(), property.title.en.to_owned()));
    let id = (ID.to_owned(), "Id".to_owned());
    let keys: BTreeMap<String, String> = iter::once(id).chain(described).collect();
    VectorLayer {
        description: Some(schema.description.en.to_owned()),
        minzoom: Some(0),
        maxzoom: Some(deepest),
        ..VectorLayer::new(schema.id.to_owned(), keys)
    }
}
