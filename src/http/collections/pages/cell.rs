//! A value as a page shows it.

use std::borrow::Cow;

use minijinja::{Value as Shown, context};

use super::{DataPage, segment};
use crate::{
    features::{Kind, Property, Table, Value},
    http::page::text,
    model::Lang,
};

/// Texts longer than this, in characters, are cut in tables of many features.
const LONGEST: usize = 140;
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

impl Room {
    /// The beginning of a text that there is room for.
    fn for_text(self, text: &str) -> &str {
        let end = match self {
            Self::Whole => None,
            Self::Short => text.char_indices().nth(LONGEST),
        };
        end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
    }

    /// How many entries of a list there is room for: at least one.
    fn for_list(self, entries: &[Cow<'_, str>]) -> usize {
        let lengths = entries.iter().map(|entry| entry.chars().count());
        let ends = lengths.scan(0, |all, length| {
            *all += length;
            Some(*all)
        });
        match self {
            Self::Whole => entries.len(),
            Self::Short => ends.take_while(|end| *end <= LONGEST / 2).count().max(1),
        }
    }
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
            let shown = room.for_list(&values);
            let entries = values.iter().take(shown).map(|value| entry(value));
            let cut = shown < values.len();
            context! { kind => "list", cut, entries => entries.collect::<Vec<_>>(), lang }
        }
        Value::Bool(yes) => context! { kind => if yes { "yes" } else { "no" } },
        Value::Integer(number) => context! { kind => "number", text => text(number) },
        Value::Number(number) => context! { kind => "number", text => text(number) },
        Value::Day(day) => context! { kind => "day", text => text(day) },
        Value::Text(value) if value.is_empty() => context! { kind => "none" },
        Value::Text(value) if property.kind == Kind::Uri && is_web(&value) => {
            context! { kind => "uri", text => value.as_ref() }
        }
        Value::Text(value) if property.name == "color" => {
            context! { kind => "color", text => value.as_ref() }
        }
        Value::Text(value) => {
            let shown = room.for_text(&value);
            let cut = shown.len() < value.len();
            context! { kind => "text", cut, lang, ..entry(shown) }
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
    fn a_table_of_many_has_room_for_the_beginning() {
        let long = "ب".repeat(LONGEST + 1);
        assert_eq!(Room::Short.for_text(&long).chars().count(), LONGEST);
        assert_eq!(Room::Whole.for_text(&long), long);
        assert_eq!(Room::Short.for_text("short"), "short");
        let list = [long.as_str(), "a", "b"].map(Cow::Borrowed);
        assert_eq!(
            (Room::Short.for_list(&list), Room::Whole.for_list(&list)),
            (1, 3)
        );
        assert_eq!(Room::Short.for_list(&["a", "b"].map(Cow::Borrowed)), 2);
    }

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
