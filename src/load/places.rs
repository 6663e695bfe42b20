//! `places.csv`

use std::collections::BTreeMap;

use super::{
    Folder,
    csv_file::{self, Rows},
    faults::Faults,
    fields::Fields,
    known::Known,
};
use crate::model::{FaultKind, Lang, LonLat, Place};

const FILE: &str = "places.csv";
const COLUMNS: [&str; 10] = [
    "id",
    "kind",
    "name_en",
    "name_ar",
    "aliases_en",
    "aliases_ar",
    "lon",
    "lat",
    "admin",
    "coord_source",
];

/// Reads the gazetteer and the ids it defines; a folder may do without the file.
pub(super) fn read(data: &Folder, faults: &mut Faults) -> (Vec<Place>, Known) {
    let mut known = Known::of("place");
    if data.file(FILE).is_none() {
        return (Vec::new(), known);
    }
    let Some(Rows { rows, complete }) = csv_file::rows(data, FILE, &COLUMNS, faults) else {
        known.unreadable();
        return (Vec::new(), known);
    };
    if !complete {
        known.unreadable();
    }
    let file = data.label(FILE);
    let mut places = Vec::new();
    for row in rows {
        let Some(mut fields) = Fields::open(&file, "", row, faults) else {
            continue;
        };
        places.extend(place(&mut fields, &mut known));
    }
    (places, known)
}

fn place(fields: &mut Fields<'_>, known: &mut Known) -> Option<Place> {
    let id = fields.own_id(known);
    let kind = fields.text("kind");
    let names = names(fields);
    if names.is_empty() {
        fields.error(
            fields.at(),
            FaultKind::Schema,
            "the place has no name",
            "fill name_en or name_ar",
        );
    }
    let point = point(fields);
    Some(Place {
        id: id?,
        kind: kind?,
        names,
        point: point?,
        admin: fields.text_or_none("admin"),
        coord_source: fields.text_or_none("coord_source"),
    })
}

fn names(fields: &mut Fields<'_>) -> BTreeMap<Lang, Vec<String>> {
    let mut names = BTreeMap::new();
    for tag in ["en", "ar"] {
        let name = fields.text_or_none(&format!("name_{tag}"));
        let aliases = fields
            .text_or_none(&format!("aliases_{tag}"))
            .unwrap_or_default();
        let aliases = aliases
            .split(';')
            .map(str::trim)
            .filter(|alias| !alias.is_empty());
        let all: Vec<String> = name.into_iter().chain(aliases.map(str::to_owned)).collect();
        if let (Ok(lang), false) = (Lang::new(tag), all.is_empty()) {
            names.insert(lang, all);
        }
    }
    names
}

/// The point of `lon` and `lat`.
pub(super) fn point(fields: &mut Fields<'_>) -> Option<LonLat> {
    let at = fields.at_key("lon");
    let (lon, lat) = (fields.degrees("lon"), fields.degrees("lat"));
    match LonLat::new(lon?, lat?) {
        Ok(point) => Some(point),
        Err(error) => {
            fields.error(at, FaultKind::Coordinates, error.to_string(), "");
            None
        }
    }
}
