//! The parameters of every operation, with their bounds from where they are read.

use serde_json::{Value, json};
use utoipa::openapi::{
    ArrayBuilder, KnownFormat, ObjectBuilder, RefOr, Required, Schema, SchemaFormat,
    path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
    schema::{SchemaType, Type},
};

use crate::{
    features::{
        Crs, Kind, MAX_BYTES, MAX_COMPARED, MAX_DEPTH, MAX_NODES, MAX_PATTERN, MAX_VERTICES,
        PATIENCE, Property,
    },
    formats::Encoding,
    http::{collections, paging},
    model::{Day, Lang},
};

/// How a day looks.
const DAY: &str = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";
/// Parts of a path of which there are more are not listed.
pub(super) const FEW: usize = 50;
/// Choices of which there are more are not listed.
const MANY: usize = 5000;

/// Which form the answer takes; the first is for those who do not say.
pub(super) fn form(names: &[&str]) -> Parameter {
    let what = "Form of the answer; without it, what `Accept` would rather have.";
    query("f", what).schema(Some(one_of(names, None))).build()
}

/// Language of titles and pages.
pub(super) fn lang(languages: &[Lang]) -> Parameter {
    let tags: Vec<&str> = languages.iter().map(Lang::as_str).collect();
    let what =
        "Language of titles and pages; without it, what `Accept-Language` would rather have.";
    query("lang", what)
        .schema(Some(one_of(&tags, None)))
        .build()
}

/// `limit` and `offset` of a long list.
pub(super) fn paging() -> [Parameter; 2] {
    let what = format!(
        "Entries in one answer, at most. More than {} are refused.",
        paging::MOST
    );
    [limit(&what, paging::USUAL, paging::MOST), offset()]
}

/// `limit` and `offset` of features.
pub(super) fn item_paging() -> [Parameter; 2] {
    let most = collections::MOST;
    let what = format!("Features in one answer, at most. Who asks for more gets {most}.");
    [limit(&what, collections::USUAL, most), offset()]
}

fn limit(what: &str, usual: usize, most: usize) -> Parameter {
    let number = integer()
        .minimum(Some(1))
        .maximum(Some(most))
        .default(Some(json!(usual)));
    query("limit", what).schema(Some(number)).build()
}

fn offset() -> Parameter {
    let what = "Entries to leave out at the beginning; `next` links count on.";
    let number = integer()
        .minimum(Some(0))
        .maximum(Some(paging::FURTHEST))
        .default(Some(json!(0)));
    query("offset", what).schema(Some(number)).build()
}

/// A day.
pub(super) fn day(name: &str, what: &str, example: Day) -> Parameter {
    let day = string()
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
        .pattern(Some(format!("^{DAY}$")));
    query(name, what)
        .schema(Some(day))
        .example(Some(json!(example.to_string())))
        .build()
}

/// `lon` and `lat`, which must be given.
pub(super) fn point(lon: f64, lat: f64) -> [Parameter; 2] {
    let degrees = |name, what, most: f64, example: f64| {
        let number = ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::Number))
            .minimum(Some(-most))
            .maximum(Some(most));
        query(name, what)
            .required(Required::True)
            .schema(Some(number))
            .example(Some(json!(example)))
            .build()
    };
    [
        degrees("lon", "Degrees east of Greenwich.", 180.0, lon),
        degrees("lat", "Degrees north of the equator.", 90.0, lat),
    ]
}

/// `true` or `false`.
pub(super) fn flag(name: &str, what: &str) -> Parameter {
    let flag = ObjectBuilder::new()
        .schema_type(SchemaType::new(Type::Boolean))
        .default(Some(json!(false)));
    query(name, what).schema(Some(flag)).build()
}

/// One of some words.
pub(super) fn choice(name: &str, what: &str, choices: &[&str]) -> Parameter {
    query(name, what)
        .schema(Some(one_of(choices, None)))
        .build()
}

/// Any text.
pub(super) fn text(name: &str, what: &str) -> Parameter {
    query(name, what).schema(Some(string())).build()
}

/// Any text up to a length.
pub(super) fn words(name: &str, what: &str, most: usize, example: &str) -> Parameter {
    let text = string().min_length(Some(1)).max_length(Some(most));
    query(name, what)
        .schema(Some(text))
        .example(Some(json!(example)))
        .build()
}

/// A part of the path.
pub(super) fn in_path(name: &str, what: &str, choices: &[&str], example: &str) -> Parameter {
    let schema: RefOr<Schema> = match choices.len() {
        1..=FEW => one_of(choices, None),
        _ => string().min_length(Some(1)).build().into(),
    };
    path(name, what, schema, json!(example))
}

/// A number in the path.
pub(super) fn number_in_path(name: &str, what: &str, most: u32, example: u32) -> Parameter {
    let number = integer().minimum(Some(0)).maximum(Some(most));
    path(name, what, number.into(), json!(example))
}

/// The ending of a file: its format.
pub(super) fn ending() -> Parameter {
    let endings = Encoding::ALL.map(Encoding::ending);
    in_path("ending", "Format of the file.", &endings, endings[0])
}

/// `bbox` (Part 1, `/req/core/fc-bbox-definition`).
pub(super) fn bbox(example: Option<[f64; 4]>) -> Parameter {
    let what = "Only features whose ground touches this box, and those without any: lowest and highest corner, \
                longitude first unless `bbox-crs` says otherwise; six numbers have heights, which are not looked at. \
                A box whose west is greater than its east crosses the antimeridian.";
    let number = ObjectBuilder::new().schema_type(SchemaType::new(Type::Number));
    let numbers = ArrayBuilder::new()
        .items(number)
        .min_items(Some(4))
        .max_items(Some(6));
    query("bbox", what)
        .schema(Some(numbers))
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .example(example.map(|numbers| json!(numbers)))
        .build()
}

/// `datetime` (Part 1, `/req/core/fc-time-definition`).
pub(super) fn datetime(example: Day) -> Parameter {
    let what = "Only features that were in force on some day of this time, and those without days: a day, a moment \
                (read as its day in UTC) or an interval of either, with `..` or nothing on an open side.";
    query("datetime", what)
        .schema(Some(string()))
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .example(Some(json!(example.to_string())))
        .build()
}

/// A coordinate system by its address.
pub(super) fn crs(name: &str, what: &str, offered: &[Crs]) -> Parameter {
    let uris: Vec<_> = offered.iter().map(|crs| crs.uri()).collect();
    let uris: Vec<&str> = uris.iter().map(AsRef::as_ref).collect();
    let default = Crs::Crs84.uri();
    query(name, what)
        .schema(Some(one_of(&uris, Some(&default))))
        .build()
}

/// `filter` and what says how to read it (Part 3).
pub(super) fn filter(example: &str, offered: &[Crs]) -> [Parameter; 3] {
    let what = format!(
        "Only features for which this CQL2 expression is true; the queryables list what it may name. It has at most \
         {MAX_BYTES} bytes (an address 8192), {MAX_NODES} names, values and operators, {MAX_DEPTH} levels, {MAX_VERTICES} points in all \
         its geometries and {MAX_PATTERN} characters in a pattern; the points of two geometries that are both drawn in \
         it, multiplied, are at most {MAX_COMPARED}. One that takes more than {} seconds is refused.",
        PATIENCE.as_secs()
    );
    // No greatest length: an address ends before.
    let text = string().min_length(Some(1));
    let filter = query("filter", &what)
        .schema(Some(text))
        .example(Some(json!(example)));
    let languages = ["cql2-text", "cql2-json"];
    let lang = query("filter-lang", "How `filter` is written.");
    let lang = lang.schema(Some(one_of(&languages, Some(languages[0]))));
    let crs = crs(
        "filter-crs",
        "The coordinate system of the geometries in `filter`.",
        offered,
    );
    [filter.build(), lang.build(), crs]
}

/// `sortby` and `properties`: names of properties.
pub(super) fn names(properties: &[Property]) -> [Parameter; 2] {
    let all: Vec<&str> = properties
        .iter()
        .map(|property| property.name.as_ref())
        .collect();
    let sortable = properties
        .iter()
        .filter(|property| property.kind != Kind::List);
    let keys: Vec<String> = sortable
        .flat_map(|property| [property.name.to_string(), format!("-{}", property.name)])
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    [
        list(
            "sortby",
            "Properties to sort by, the first first; `-` before a name turns the order around.",
            &keys,
        ),
        list(
            "properties",
            "Properties that the features are to have; all where it is not given.",
            &all,
        ),
    ]
}

fn list(name: &str, what: &str, choices: &[&str]) -> Parameter {
    let names = ArrayBuilder::new()
        .items(one_of(choices, None))
        .min_items(Some(1));
    let example = choices.first().map(|first| json!([first]));
    query(name, what)
        .schema(Some(names))
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .example(example)
        .build()
}

/// A property as a parameter of its own (Part 3, queryables as query parameters).
pub(super) fn property(property: &Property) -> Parameter {
    let title = property.title.en;
    let what = match &property.lang {
        Some(lang) => format!("Only features with this value: {title} ({lang})."),
        None => format!("Only features with this value: {title}."),
    };
    let schema = match property.kind {
        Kind::Text | Kind::Uri | Kind::List => string(),
        Kind::Integer => integer(),
        Kind::Number => ObjectBuilder::new().schema_type(SchemaType::new(Type::Number)),
        Kind::Boolean => ObjectBuilder::new().schema_type(SchemaType::new(Type::Boolean)),
        Kind::Day => string()
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .pattern(Some(format!("^{DAY}$"))),
    };
    let known = match property.choices.as_slice() {
        [] => String::new(),
        choices => format!(" There are {}.", choices.join(", ")),
    };
    query(&property.name, &(what + &known))
        .schema(Some(schema))
        .build()
}

fn path(name: &str, what: &str, schema: RefOr<Schema>, example: Value) -> Parameter {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True);
    parameter
        .description(Some(what))
        .schema(Some(schema))
        .example(Some(example))
        .build()
}

fn query(name: &str, what: &str) -> ParameterBuilder {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query);
    parameter.required(Required::False).description(Some(what))
}

fn string() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::new(Type::String))
}

fn integer() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(SchemaType::new(Type::Integer))
}

fn one_of(choices: &[&str], default: Option<&str>) -> RefOr<Schema> {
    let listed = (choices.len() <= MANY).then(|| choices.iter().copied());
    let text = string().enum_values(listed);
    text.default(default.map(Value::from)).build().into()
}
