//! OGC API - Features: for each collection of the data, the paths it has.
//!
//! A path for each collection, not one for all: its properties are parameters, and its features have a schema.

use utoipa::openapi::path::Parameter;

use super::{
    document::Sight,
    operation::{Get, bare, tagged},
    parameters as given, schemas,
};
use crate::{
    features::{Kind, Table},
    formats::{CollectionView, Encoding},
    http::collections::{CollectionsView, SCHEMA, segment},
};

pub(super) const TAG: (&str, &str) = (
    "features",
    "OGC API - Features: the same as collections for GIS programs",
);

pub(super) fn operations(sight: &Sight<'_>) -> Vec<Get> {
    let forms = [given::form(&FORMS), given::lang(sight.languages())];
    let all = Get::new("/collections", "collections", "The collections")
        .with(forms)
        .json::<CollectionsView>("/collections?f=json")
        .page("/collections?f=html");
    let tables = sight.world.features.tables();
    let own = tables.flat_map(|table| of_table(sight, table));
    tagged(TAG.0, [all].into_iter().chain(own).collect())
}

/// Forms of what is said about features.
const FORMS: [&str; 2] = ["json", "html"];

fn of_table(sight: &Sight<'_>, table: &dyn Table) -> Vec<Get> {
    let mut operations = about(sight, table);
    operations.extend(items(sight, table));
    operations.extend(item(sight, table));
    operations
}

/// The collection, and what its features have.
fn about(sight: &Sight<'_>, table: &dyn Table) -> Vec<Get> {
    let schema = table.schema();
    let id = schema.id;
    let path = format!("/collections/{id}");
    let forms = || [given::form(&FORMS), given::lang(sight.languages())];
    let collection = Get::new(&path, format!("{id}Collection"), schema.title.en)
        .saying(schema.description.en)
        .with(forms())
        .json::<CollectionView>(&format!("{path}?f=json"))
        .page(&format!("{path}?f=html"));
    let schemas = [
        ("schema", "Schema", "What its features have"),
        (
            "queryables",
            "Queryables",
            "What its features can be asked for by",
        ),
        (
            "sortables",
            "Sortables",
            "What its features can be sorted by",
        ),
    ];
    let schemas = schemas.map(|(name, suffix, summary)| {
        let summary = format!("{}: {summary}", schema.title.en);
        let address = format!("{path}/{name}?f=json");
        Get::new(format!("{path}/{name}"), format!("{id}{suffix}"), &summary)
            .with(forms())
            .referring(bare(SCHEMA), "JsonSchema", &address)
            .page(&format!("{path}/{name}?f=html"))
    });
    [collection].into_iter().chain(schemas).collect()
}

fn items(sight: &Sight<'_>, table: &dyn Table) -> [Get; 2] {
    let schema = table.schema();
    let (id, title) = (schema.id, schema.title.en);
    let path = format!("/collections/{id}/items");
    let (_, page) = schemas::names(schema);
    let chosen = Get::new(
        &path,
        format!("{id}Items"),
        &format!("{title}: the features"),
    )
    .with(item_parameters(sight, table))
    .in_every_format(&page, |encoding| {
        format!("{path}?limit=1&f={}", encoding.name())
    })
    .page(&format!("{path}?limit=1&f=html"));
    let named = format!("{path}.{{ending}}");
    let summary = format!("{title}: the features in the format that the path names");
    let named = Get::new(named, format!("{id}ItemsAs"), &summary)
        .saying("`f` says nothing here.")
        .with([given::ending()])
        .with(item_parameters(sight, table))
        .in_every_format(&page, |encoding| {
            format!("{path}.{}?limit=1", encoding.ending())
        });
    [chosen, named].map(|get| {
        with_crs(get)
            .header(
                "OGC-NumberMatched",
                "How many features there are on all pages.",
            )
            .header(
                "OGC-NumberReturned",
                "How many features there are on this page.",
            )
            .header(
                "Link",
                "The links of the answer, for formats that have no room for them.",
            )
    })
}

/// What features can be asked for by.
fn item_parameters(sight: &Sight<'_>, table: &dyn Table) -> Vec<Parameter> {
    let schema = table.schema();
    let crs = sight.crs();
    let bounds = table.bounds();
    let bounds = bounds.map(|rect| [rect.min().x, rect.min().y, rect.max().x, rect.max().y]);
    let own = schema
        .properties
        .iter()
        .filter(|property| property.kind != Kind::List);
    let mut parameters = vec![given::form(&form_names()), given::lang(sight.languages())];
    parameters.extend(given::item_paging());
    parameters.extend([
        given::bbox(bounds),
        given::crs("bbox-crs", "The coordinate system of `bbox`.", &crs),
        given::datetime(sight.day()),
        given::crs("crs", "The coordinate system of the answer.", &crs),
    ]);
    parameters.extend(given::filter(&filter_example(table), &crs));
    parameters.extend(given::names(&schema.properties));
    parameters.extend(own.map(given::property));
    parameters
}

fn item(sight: &Sight<'_>, table: &dyn Table) -> Option<Get> {
    let schema = table.schema();
    let first = (!table.is_empty()).then(|| table.id(0))?;
    let path = format!("/collections/{}/items", schema.id);
    let ids: Vec<_> = (0..table.len())
        .take(given::FEW + 1)
        .map(|record| table.id(record))
        .collect();
    let ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
    let summary = format!("{}: one feature", schema.title.en);
    let get = Get::new(
        format!("{path}/{{feature}}"),
        format!("{}Item", schema.id),
        &summary,
    )
    .with([
        given::in_path("feature", "Id of the feature.", &ids, &first),
        given::form(&form_names()),
        given::lang(sight.languages()),
        given::crs("crs", "The coordinate system of the answer.", &sight.crs()),
    ]);
    let (feature, _) = schemas::names(schema);
    let own = format!("{path}/{}", segment(&first));
    let get = get.saying("`feature` may have the ending of a format, such as `.csv`.");
    let get = get.in_every_format(&feature, |encoding| format!("{own}?f={}", encoding.name()));
    Some(with_crs(get).page(&format!("{own}?f=html")))
}

/// `json` is GeoJSON, which has a name of its own too; `html` a page for people.
fn form_names() -> Vec<&'static str> {
    let names = Encoding::ALL.map(Encoding::name);
    ["json", "html"].into_iter().chain(names).collect()
}

fn with_crs(get: Get) -> Get {
    get.header("Content-Crs", "The coordinate system of the answer.")
}

/// A filter that is true of the first feature: of its first property that has a value.
fn filter_example(table: &dyn Table) -> String {
    let properties = &table.schema().properties;
    let texts = properties
        .iter()
        .enumerate()
        .filter(|(_, property)| property.kind == Kind::Text);
    let mut values = texts.filter_map(|(number, property)| {
        let value = (!table.is_empty()).then(|| table.value(0, number));
        match value {
            Some(crate::features::Value::Text(text)) => Some((&property.name, text)),
            _ => None,
        }
    });
    let Some((name, value)) = values.next() else {
        return "TRUE".to_owned();
    };
    format!("{name} = '{}'", value.replace('\'', "''"))
}
