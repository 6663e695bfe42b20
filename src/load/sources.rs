//! `sources.toml`

use super::{Folder, faults::Faults, fields::Fields, known::Known, toml_file};
use crate::model::{Day, Lang, Source};

const FILE: &str = "sources.toml";

/// Reads the sources and the ids they define.
pub(super) fn read(data: &Folder, faults: &mut Faults) -> (Vec<Source>, Known) {
    let mut known = Known::of("source");
    let Some(node) = toml_file::required(data, FILE, faults) else {
        known.unreadable();
        return (Vec::new(), known);
    };
    let file = data.label(FILE);
    let mut sources = Vec::new();
    for (element, node) in toml_file::array_of_tables(&file, node, "source", faults) {
        let Some(mut fields) = Fields::open(&file, element, node, faults) else {
            continue;
        };
        sources.extend(source(&mut fields, &mut known));
        fields.finish();
    }
    (sources, known)
}

fn source(fields: &mut Fields<'_>, known: &mut Known) -> Option<Source> {
    let id = fields.own_id(known);
    let title = fields.text("title");
    let source = Source {
        publisher: fields.text_or_none("publisher"),
        date: fields.parsed_or_none("date", publication_date),
        url: fields.parsed_or_none("url", web_address),
        language: fields.parsed_or_none("language", Lang::new),
        note: fields.text_or_none("note"),
        id: id?,
        title: title?,
    };
    Some(source)
}

/// A date as far as it is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn publication_date(text: &str) -> Result<String, String> {
    let padded = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    match padded.parse::<Day>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err(format!(
            "{text:?} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD"
        )),
    }
}

/// An address that a page may link to: only `http` and `https`, so that no data file can smuggle
/// a script into a page.
pub(super) fn web_address(text: &str) -> Result<String, String> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !text.chars().any(char::is_whitespace) => {
            Ok(text.to_owned())
        }
        _ => Err(format!(
            "{text:?} is not a web address; it starts with https:// or http://"
        )),
    }
}
