//! What the query of `/collections/{id}/items` asks for.

use crate::{
    features::{Bbox, Crs, Filter, FilterLang, Kind, Property, Schema, Selection, SortKey, Value},
    http::{
        paging::Paging,
        params::{Params, Query, bad},
        problem::Problem,
    },
    model::{Dataset, Day},
};

/// Parameters that every collection has.
const GENERAL: [&str; 13] = [
    "f",
    "lang",
    "limit",
    "offset",
    "bbox",
    "bbox-crs",
    "datetime",
    "crs",
    "filter",
    "filter-lang",
    "filter-crs",
    "sortby",
    "properties",
];
/// Those that the form on the page has fields for.
pub(super) const FIELDS: [&str; 4] = ["limit", "datetime", "bbox", "filter"];
/// Most features in one answer; more asked for is cut to it (Part 1, `/req/core/fc-limit-response-1`).
pub(in crate::http) const MOST: usize = 10_000;
/// Features in one answer where nobody says how many.
pub(in crate::http) const USUAL: usize = 100;

/// The query of a collection, read.
pub(super) struct ItemQuery {
    pub(super) params: Params<'static>,
    pub(super) selection: Selection,
    pub(super) paging: Paging,
    /// The coordinate system of the answer.
    pub(super) crs: Crs,
    /// The numbers of the properties of the answer.
    pub(super) properties: Vec<usize>,
}

impl ItemQuery {
    /// Reads the query strictly: what the collection does not know is refused.
    pub(super) fn read(query: &Query, schema: &Schema, dataset: &Dataset) -> Result<Self, Problem> {
        let own = schema
            .properties
            .iter()
            .filter(|property| is_parameter(property));
        let allowed: Vec<&str> = GENERAL
            .into_iter()
            .chain(own.map(|property| property.name.as_ref()))
            .collect();
        let mut params = query.read(&allowed)?;
        if params.text("f") == Some("html") {
            // A form sends its empty fields too.
            params = params.without_empty(&FIELDS);
        }
        let offered = Crs::offered(dataset);
        let selection = Selection {
            bbox: bbox(&params, &offered)?,
            days: params.parsed("datetime", str::parse)?,
            equal: equal(&params, schema)?,
            filter: filter(&params, schema, &offered)?,
            order: order(&params, schema)?,
        };
        Ok(Self {
            selection,
            paging: Paging::upto(&params, USUAL, MOST)?,
            crs: crs(&params, "crs", &offered)?,
            properties: properties(&params, schema)?,
            params: params.into_owned(),
        })
    }
}

/// The coordinate system that a parameter names, else that of longitude and latitude.
pub(super) fn crs(params: &Params<'_>, name: &str, offered: &[Crs]) -> Result<Crs, Problem> {
    let named = params.parsed(name, |text| Crs::parse(text, offered))?;
    Ok(named.unwrap_or(Crs::Crs84))
}

fn bbox(params: &Params<'_>, offered: &[Crs]) -> Result<Option<Bbox>, Problem> {
    let crs = crs(params, "bbox-crs", offered)?;
    params.parsed("bbox", |text| Bbox::parse(text, crs))
}

/// The condition in CQL2 (Part 3, `/req/filter/filter-param`); how it is written says nothing without it.
fn filter(
    params: &Params<'_>,
    schema: &Schema,
    offered: &[Crs],
) -> Result<Option<Filter>, Problem> {
    let langs = [
        ("cql2-text", FilterLang::Text),
        ("cql2-json", FilterLang::Json),
    ];
    let names = || langs.map(|(name, _)| name.to_owned()).to_vec();
    let known = |asked: &str| langs.into_iter().find(|(name, _)| *name == asked);
    let lang = params.choice("filter-lang", known, names)?;
    let lang = lang.map(|(_, lang)| lang).unwrap_or_default();
    let crs = crs(params, "filter-crs", offered)?;
    params.parsed("filter", |text| Filter::parse(text, lang, crs, schema))
}

/// Whether a property is a parameter of its own, `zone=...`: lists are asked for in filters.
fn is_parameter(property: &Property) -> bool {
    property.kind != Kind::List
}

/// The properties that must have a value, by parameters of their names (Part 3, queryables as query parameters).
fn equal(params: &Params<'_>, schema: &Schema) -> Result<Vec<(usize, Value<'static>)>, Problem> {
    let numbered = schema.properties.iter().enumerate();
    let asked = numbered.filter_map(|(number, property)| {
        let text = params.text(&property.name)?;
        let value = value(property.kind, text).map_err(|error| bad(&property.name, error));
        Some(value.map(|value| (number, value)))
    });
    asked.collect()
}

fn value(kind: Kind, text: &str) -> Result<Value<'static>, String> {
    let shown: String = text.chars().take(80).collect();
    let read = match kind {
        Kind::Text | Kind::Uri | Kind::List => Some(Value::Text(text.to_owned().into())),
        Kind::Integer => text.parse().ok().map(Value::Integer),
        Kind::Number => text
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite())
            .map(Value::Number),
        Kind::Boolean => text.parse().ok().map(Value::Bool),
        Kind::Day => text.parse::<Day>().ok().map(Value::Day),
    };
    let wanted = match kind {
        Kind::Text | Kind::Uri | Kind::List => "text",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Boolean => "true or false",
        Kind::Day => "a day such as 2017-06-15",
    };
    read.ok_or_else(|| format!("{shown:?} is not {wanted}"))
}

/// `sortby=zone,-valid_from`; a plus sign in an address may arrive as a space.
fn order(params: &Params<'_>, schema: &Schema) -> Result<Vec<SortKey>, Problem> {
    let key = |text: &str| {
        let descending = text.starts_with('-');
        let name = text.strip_prefix(['-', '+', ' ']).unwrap_or(text);
        let sortable = |property: &Property| property.kind != Kind::List;
        let property = named(schema, name, sortable)?;
        Ok(SortKey {
            property,
            descending,
        })
    };
    let read = |text: &str| text.split(',').map(key).collect::<Result<Vec<_>, String>>();
    Ok(params.parsed("sortby", read)?.unwrap_or_default())
}

/// `properties=zone,valid_from`, in the order of the schema.
fn properties(params: &Params<'_>, schema: &Schema) -> Result<Vec<usize>, Problem> {
    let read = |text: &str| {
        let names = text.split(',').filter(|name| !name.is_empty());
        let numbers = names.map(|name| named(schema, name, |_| true));
        let mut numbers = numbers.collect::<Result<Vec<_>, String>>()?;
        numbers.sort_unstable();
        numbers.dedup();
        Ok::<_, String>(numbers)
    };
    let asked = params.parsed("properties", read)?;
    Ok(asked.unwrap_or_else(|| (0..schema.properties.len()).collect()))
}

/// The number of a property, or a sentence that lists those there are.
fn named(schema: &Schema, name: &str, fits: impl Fn(&Property) -> bool) -> Result<usize, String> {
    let found = schema
        .position(name)
        .filter(|number| fits(&schema.properties[*number]));
    found.ok_or_else(|| {
        let fitting = schema.properties.iter().filter(|property| fits(property));
        let names: Vec<&str> = fitting.map(|property| property.name.as_ref()).collect();
        let shown: String = name.chars().take(80).collect();
        format!("{shown:?} is not one of {}", names.join(", "))
    })
}
