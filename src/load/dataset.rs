//! `dataset.toml`

use std::fmt::Display;

use super::{Folder, faults::Faults, fields::Fields, toml_file};
use crate::model::{Dataset, Day, FaultKind, Id, Lang, LonLat, View};

const FILE: &str = "dataset.toml";

/// Reads what the folder says about itself.
pub(super) fn read(data: &Folder, faults: &mut Faults) -> Option<Dataset> {
    let node = toml_file::required(data, FILE, faults)?;
    let file = data.label(FILE);
    let mut fields = Fields::open(&file, "", node, faults)?;
    let dataset = dataset(&mut fields);
    fields.finish();
    dataset
}

fn dataset(fields: &mut Fields<'_>) -> Option<Dataset> {
    let id = fields.parsed("id", Id::new);
    let title = fields.local_text("title");
    let description = fields.local_text("description");
    let licence = fields.text("licence");
    let attribution = fields.texts("attribution");
    let languages = languages(fields);
    let utm = texts_as(fields, "crs", str::parse);
    let view = fields.entry("view");
    let view = view.and_then(|entry| self::view(fields, entry));
    let default_day = fields.day("default_day");
    let (first, last) = (fields.day("first_day"), fields.day("last_day"));
    if let (Some(first), Some(last)) = (first, last) {
        check_range(fields, first, last, default_day);
    }
    Some(Dataset {
        id: id?,
        title: title?,
        description: description?,
        licence: licence?,
        attribution,
        languages: languages?,
        view: view?,
        default_day: default_day?,
        first_day: first?,
        last_day: last?,
        utm,
    })
}

/// A range to choose from holds two days at least, and the day the map opens on.
fn check_range(fields: &mut Fields<'_>, first: Day, last: Day, default_day: Option<Day>) {
    if last <= first {
        let what = format!("last_day {last} is not after first_day {first}");
        fields.error(fields.at(), FaultKind::Period, what, "");
    } else if let Some(day) = default_day.filter(|day| !(first..=last).contains(day)) {
        let what = format!("default_day {day} is not from {first} to {last}");
        fields.error(fields.at(), FaultKind::Period, what, "");
    }
}

fn languages(fields: &mut Fields<'_>) -> Option<Vec<Lang>> {
    let at = fields.at_key("languages");
    let languages = texts_as(fields, "languages", Lang::new);
    if languages.is_empty() {
        fields.error(
            at,
            FaultKind::Schema,
            "`languages` names no language",
            "write languages = [\"en\"]",
        );
    }
    (!languages.is_empty()).then_some(languages)
}

/// The different texts of a list, each read by `parse`; those that are not allowed or stand there again are noted.
fn texts_as<T, E: Display>(
    fields: &mut Fields<'_>,
    key: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Vec<T> {
    let at = fields.at_key(key);
    let mut values = Vec::new();
    for text in fields.different_texts(key) {
        match parse(&text) {
            Ok(value) => values.push(value),
            Err(error) => fields.error(at.clone(), FaultKind::Value, error.to_string(), ""),
        }
    }
    values
}

fn view(fields: &mut Fields<'_>, entry: (String, super::node::Node)) -> Option<View> {
    let mut fields = fields.nested(entry)?;
    let center = center(&mut fields);
    let zoom = zoom(&mut fields);
    fields.finish();
    Some(View {
        center: center?,
        zoom: zoom?,
    })
}

fn center(fields: &mut Fields<'_>) -> Option<LonLat> {
    let (lon, lat) = (fields.number("lon"), fields.number("lat"));
    match LonLat::new(lon?, lat?) {
        Ok(center) => Some(center),
        Err(error) => {
            fields.error(fields.at(), FaultKind::Coordinates, error.to_string(), "");
            None
        }
    }
}

fn zoom(fields: &mut Fields<'_>) -> Option<f64> {
    let at = fields.at_key("zoom");
    let zoom = fields.number("zoom")?;
    if (0.0..=19.0).contains(&zoom) {
        return Some(zoom);
    }
    let what = format!("`zoom` {zoom} is not a zoom level");
    fields.error(at, FaultKind::Value, what, "write a number from 0 to 19");
    None
}
