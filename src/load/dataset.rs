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

/// The texts of a list, each read by `parse`; those that are not allowed are noted.
fn texts_as<T, E: Display>(
    fields: &mut Fields<'_>,
    key: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Vec<T> {
    let at = fields.at_key(key);
    let mut values = Vec::new();
    for text in fields.texts(key) {
        match parse(&text) {
            Ok(value) => values.push(value),
            Err(error) => fields.error(at.clone(), FaultKind::Value, error.to_string(), ""),
        }
    }
    values
}

fn view(fields: &mut Fields<'_>, entry: (String, super::node::Node)) -> Option<View> {
    let mut fields = fields.nested(entry)?;
    let (lon, lat, zoom) = (
        fields.number("lon"),
        fields.number("lat"),
        fields.number("zoom"),
    );
    let center = LonLat::new(lon?, lat?);
    if let Err(error) = &center {
        fields.error(fields.at(), FaultKind::Coordinates, error.to_string(), "");
    }
    let zoom = zoom.filter(|zoom| (0.0..=19.0).contains(zoom));
    if zoom.is_none() {
        fields.error(
            fields.at(),
            FaultKind::Value,
            "`zoom` is not a zoom level",
            "write a number from 0 to 19",
        );
    }
    fields.finish();
    Some(View {
        center: center.ok()?,
        zoom: zoom?,
    })
}
