//! The page of a schema: `/schema`, `/queryables`, `/sortables`.

use axum::response::Response;
use minijinja::{Value, context};

use super::{super::schemas::SCHEMA, DataPage, collection_path};
use crate::{
    features::{Geometries, Kind, Property, Role, Schema},
    formats::Purpose,
    http::problem::Problem,
    model::Lang,
};

/// What a collection's features have, as one table.
pub(in crate::http::collections) fn schema(
    page: &DataPage<'_>,
    schema: &Schema,
    purpose: Purpose,
    name: &str,
) -> Result<Response, Problem> {
    let path = format!("{}/{name}", collection_path(schema));
    let own = schema.properties.iter();
    let own = own.filter(|property| purpose != Purpose::Sortables || property.kind != Kind::List);
    let own = own.map(|property| told(property, page.lang));
    let id = (purpose == Purpose::Returnables).then(|| {
        context! { name => "id", kind => "text", role => "id" }
    });
    let ground = (purpose != Purpose::Sortables).then(|| ground(schema.geometries));
    let first = [id, ground.flatten()].into_iter().flatten();
    let more = context! {
        collection => page.of_collection(schema),
        purpose => name,
        properties => first.chain(own).collect::<Vec<_>>(),
    };
    let json = page.json(&path, SCHEMA);
    page.fill("data-schema.html", &path, &json, more)
}

fn ground(geometries: Geometries) -> Option<Value> {
    let kind = match geometries {
        Geometries::Areas => "areas",
        Geometries::Points => "points",
        Geometries::None => return None,
    };
    Some(context! { name => "geometry", kind, role => "primary-geometry" })
}

fn told(property: &Property, lang: &Lang) -> Value {
    let kind = match property.kind {
        Kind::Text => "text",
        Kind::Uri => "uri",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Day => "day",
        Kind::List => "list",
    };
    context! {
        name => property.name.as_ref(),
        title => property.title.in_lang(lang),
        kind,
        role => property.role.map(Role::word),
        choices => property.choices.clone(),
        lang => property.lang.as_ref().map(Lang::as_str),
    }
}
