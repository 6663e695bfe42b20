//! The collections, one collection, and what the server promises.

use axum::response::Response;
use minijinja::{Value, context};

use super::{DataPage, OtherForm, collection_path, encodings, map::map};
use crate::{
    features::{Crs, Days, Geometries, Table},
    http::{answer, page::text, params::Params, problem::Problem},
};

/// The page of `/collections`.
pub(in crate::http::collections) fn collections(page: &DataPage<'_>) -> Result<Response, Problem> {
    let path = "/collections";
    let tables = page.world.features.tables();
    let more = context! {
        all => tables.map(|table| told(page, table)).collect::<Vec<_>>(),
        conformance => page.to("/conformance"),
        api => "/api.html",
    };
    let json = page.json(path, answer::JSON);
    page.fill("data-collections.html", path, &json, more)
}

/// The page of `/collections/{id}`.
pub(in crate::http::collections) fn collection(
    page: &DataPage<'_>,
    table: &dyn Table,
) -> Result<Response, Problem> {
    let schema = table.schema();
    let path = collection_path(schema);
    let dataset = page.world.snapshot.dataset();
    let crs = (schema.geometries != Geometries::None).then(|| Crs::offered(dataset));
    let crs = crs.unwrap_or_default().into_iter();
    let downloads = encodings(&format!("{path}/items"), &Params::default());
    let more = context! {
        collection => page.of_collection(schema),
        told => told(page, table),
        crs => crs.map(|crs| crs.uri().into_owned()).collect::<Vec<_>>(),
        schema => page.to(&format!("{path}/schema")),
        queryables => page.to(&format!("{path}/queryables")),
        sortables => page.to(&format!("{path}/sortables")),
        downloads => downloads.iter().map(OtherForm::told).collect::<Vec<_>>(),
    };
    let json = page.json(&path, answer::JSON);
    page.fill("data-collection.html", &path, &json, more)
}

/// What a collection holds, where and when, and its map.
fn told(page: &DataPage<'_>, table: &dyn Table) -> Value {
    let records: Vec<usize> = (0..table.len()).collect();
    let title = table.schema().title.in_lang(page.lang);
    context! {
        features => table.len(),
        days => table.all_days().map(days),
        bounds => table.bounds().map(|rect| {
            let (low, high) = (rect.min(), rect.max());
            [low.x, low.y, high.x, high.y].map(degrees).join(", ")
        }),
        map => map(page, table, &records, title),
        ..page.of_collection(table.schema())
    }
}

fn days(days: Days) -> Value {
    context! { first => days.first.map(text), last => days.last.map(text) }
}

/// As exact as anybody reads.
fn degrees(number: f64) -> String {
    text((number * 1e4).round() / 1e4)
}

/// The page of `/conformance`.
pub(in crate::http) fn conformance(
    page: &DataPage<'_>,
    classes: &[&str],
) -> Result<Response, Problem> {
    let path = "/conformance";
    let classes = classes.iter().map(|class| {
        let (standard, name) = parts(class);
        context! { uri => *class, standard, name }
    });
    let more = context! { classes => classes.collect::<Vec<_>>() };
    let json = page.json(path, answer::JSON);
    page.fill("data-conformance.html", path, &json, more)
}

/// The standard with its version, and the class, of `.../spec/STANDARD/VERSION/conf/CLASS`.
fn parts(class: &str) -> (String, &str) {
    let rest = class.split_once("/spec/").map_or(class, |(_, rest)| rest);
    match rest.split_once("/conf/") {
        Some((standard, name)) => (standard.replace('/', " "), name),
        None => (String::new(), rest),
    }
}
