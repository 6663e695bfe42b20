//! A value as a page shows it.

use minijinja::{Value as Shown, context};

use super::{DataPage, segment};
use crate::{
    features::{Kind, Property, Table, Value},
    http::page::text,
    model::Lang,
};

/// Texts longer than this, in characters, are cut in tables of many features.
const LONGEST: usize = 240;
/// Texts that are in the language that the property `language` names.
const IN_OWN_LANGUAGE: [&str; 3] = ["title", "article_title", "text"];

/// How much of a value there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// All of it.
    Whole,
    /// A line or two.
    Short,
}

/// The value of a property of a record, for the template `value.html`.
pub(super) fn cell(
    page: &DataPage<'_>,
    table: &dyn Table,
    record: usize,
    number: usize,
    room: Room,
) -> Shown {
    let property = &table.schema().properties[number];
    let lang = lang(table, record, property);
    let entry = |value: &str| {
        context! { text => value, href => href(page, property, value) }
    };
    match table.value(record, number) {
        Value::Null => context! { kind => "unknown" },
        Value::List(values) if values.is_empty() => context! { kind => "none" },
        Value::List(values) => {
            let entries = values.iter().map(|value| entry(value));
            context! { kind => "list", entries => entries.collect::<Vec<_>>(), lang }
        }
        Value::Bool(yes) => context! { kind => if yes { "yes" } else { "no" } },
        Value::Integer(number) => context! { kind => "number", text => text(number) },
        Value::Number(number) => context! { kind => "number", text => text(number) },
        Value::Day(day) => context! { kind => "day", text => text(day) },
        Value::Text(value) if property.kind == Kind::Uri && is_web(&value) => {
            context! { kind => "uri", text => value.as_ref() }
        }
        Value::Text(value) if property.name == "color" => {
            context! { kind => "color", text => value.as_ref() }
        }
        Value::Text(value) => {
            let cut = Some(value.as_ref()).filter(|_| room == Room::Short);
            let cut = cut.and_then(|value| value.char_indices().nth(LONGEST));
            let shown = cut.map_or(value.as_ref(), |(end, _)| {
                value.get(..end).unwrap_or_default()
            });
            context! { kind => "text", cut => cut.is_some(), lang, ..entry(shown) }
        }
    }
}

/// Whether a link may lead there: an address of another scheme could be a script.
fn is_web(address: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| address.starts_with(scheme))
}

/// The language of a value, where it is known.
fn lang(table: &dyn Table, record: usize, property: &Property) -> Option<String> {
    let of_record = || {
        IN_OWN_LANGUAGE
            .contains(&property.name.as_ref())
            .then(|| table.schema().position("language"))
            .flatten()
    };
    match &property.lang {
        Some(lang) => Some(lang.to_string()),
        None => match table.value(record, of_record()?) {
            Value::Text(lang) => Lang::new(&lang).ok().map(|lang| lang.to_string()),
            _ => None,
        },
    }
}

/// Where what an id names is told of.
fn href(page: &DataPage<'_>, property: &Property, value: &str) -> Option<String> {
    let snapshot = &page.world.snapshot;
    match property.name.as_ref() {
        "zone" | "zones" => {
            snapshot.zone(value)?;
            Some(page.map(&format!("zone={}", segment(value))))
        }
        "article" => {
            snapshot.article(value)?;
            Some(page.to(&format!("/articles/{}", segment(value))))
        }
        "places" => {
            let places = page.world.features.table("places")?;
            let record = places.find(value)?;
            Some(page.to(&super::feature_path(places, record)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_the_web_only() {
        assert!(is_web("https://example.org/a") && is_web("http://example.org"));
        for other in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//example.org",
            "HTTPS",
            "",
        ] {
            assert!(!is_web(other), "{other}");
        }
    }
}
