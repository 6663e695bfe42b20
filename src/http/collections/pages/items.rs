//! The page of `/collections/{id}/items`: a form that asks, a table, a map.

use axum::response::Response;
use minijinja::{Value, context};

use super::{
    super::item_query::{FIELDS, ItemQuery, MOST},
    DataPage,
    cell::{Room, cell},
    collection_path, encodings, feature_path,
    map::map,
};
use crate::{
    features::{Geometries, Kind, Property, Table},
    formats::FeatureSet,
    http::{page::text, paging::Paging, problem::Problem},
};

/// Features of a collection, `matched` on all pages.
pub(in crate::http::collections) fn items(
    page: &DataPage<'_>,
    set: &FeatureSet<'_>,
    asked: &ItemQuery,
    matched: usize,
) -> Result<Response, Problem> {
    let table = set.table;
    let schema = table.schema();
    let path = format!("{}/items", collection_path(schema));
    let to = |paging: Paging| {
        let numbers = [("limit", paging.limit), ("offset", paging.offset)];
        format!("{path}?{}", asked.params.with(&numbers))
    };
    let paging = asked.paging;
    let columns = columns(page, set, asked);
    let heads = columns
        .iter()
        .map(|number| head(page, &path, &schema.properties[*number], asked));
    let rows = set.records.iter().map(|record| {
        let cells = columns
            .iter()
            .map(|number| cell(page, table, *record, *number, Room::Short));
        context! {
            id => table.id(*record),
            href => page.to(&feature_path(table, *record)),
            cells => cells.collect::<Vec<_>>(),
        }
    });
    let more = context! {
        collection => page.of_collection(schema),
        columns => heads.collect::<Vec<_>>(),
        rows => rows.collect::<Vec<_>>(),
        matched,
        from => paging.offset + 1,
        to => paging.offset + set.records.len(),
        next => paging.next(matched).map(to),
        prev => paging.prev(matched).map(to),
        map => map(page, table, set.records, schema.title.in_lang(page.lang)),
        form => form(page, table, asked),
        queryables => page.to(&format!("{}/queryables", collection_path(schema))),
        path => &path,
    };
    page.fill(
        "data-items.html",
        &path,
        &encodings(&path, &asked.params),
        more,
    )
}

/// The properties that the table shows: texts in the reader's language only, unless properties are asked for.
fn columns(page: &DataPage<'_>, set: &FeatureSet<'_>, asked: &ItemQuery) -> Vec<usize> {
    let properties = &set.table.schema().properties;
    let chosen = asked.params.text("properties").is_some();
    let is_read = |number: &usize| {
        let lang = properties[*number].lang.as_ref();
        chosen || lang.is_none_or(|lang| lang == page.lang)
    };
    set.properties.iter().copied().filter(is_read).collect()
}

/// A column: its title, and the address that sorts by it.
fn head(page: &DataPage<'_>, path: &str, property: &Property, asked: &ItemQuery) -> Value {
    let (name, sorted) = (property.name.as_ref(), asked.params.text("sortby"));
    let falls = sorted.and_then(|by| by.strip_prefix('-')) == Some(name);
    let rises = sorted.map(|by| by.trim_start_matches(['+', ' '])) == Some(name);
    let next = if rises {
        format!("-{name}")
    } else {
        name.to_owned()
    };
    let there = asked.params.without("offset").setting("sortby", &next);
    context! {
        name,
        title => property.title.in_lang(page.lang),
        sort => if rises { Some("ascending") } else if falls { Some("descending") } else { None },
        href => (property.kind != Kind::List).then(|| DataPage::with(path, &there)),
    }
}

/// What the form's fields hold, and what it must send beside them.
fn form(page: &DataPage<'_>, table: &dyn Table, asked: &ItemQuery) -> Value {
    let schema = table.schema();
    let own = ["f", "lang", "offset"];
    let kept = asked.params.pairs();
    let kept = kept.filter(|(name, _)| !FIELDS.contains(name) && !own.contains(name));
    let kept = kept.map(|(name, value)| context! { name, value });
    let field = |name: &str| asked.params.text(name).unwrap_or_default();
    let few = schema.properties.iter().find_map(|property| {
        let choice = property.choices.first()?;
        Some(format!(
            "{} = '{}'",
            property.name,
            choice.replace('\'', "''")
        ))
    });
    context! {
        limit => asked.paging.limit,
        most => MOST,
        datetime => field("datetime"),
        bbox => field("bbox"),
        filter => field("filter"),
        has_ground => schema.geometries != Geometries::None,
        has_days => table.all_days().is_some(),
        example => few,
        box => table.bounds().map(|rect| {
            let (low, high) = (rect.min(), rect.max());
            let around = [low.x.floor(), low.y.floor(), high.x.ceil(), high.y.ceil()];
            around.map(text).join(",")
        }),
        kept => kept.collect::<Vec<_>>(),
        clear => page.to(&format!("{}/items", collection_path(schema))),
    }
}
