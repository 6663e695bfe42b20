//! `zones.toml`

use super::{Folder, faults::Faults, fields::Fields, known::Known, toml_file};
use crate::model::{Calls, Color, Ending, FaultKind, Gap, Id, Period, Zone};

const FILE: &str = "zones.toml";

/// Reads the zones in list order and the ids they define.
pub(super) fn read(
    data: &Folder,
    agreements: &Known,
    sources: &Known,
    faults: &mut Faults,
) -> (Vec<Zone>, Known) {
    let mut known = Known::of("zone");
    let Some(node) = toml_file::required(data, FILE, faults) else {
        known.unreadable();
        return (Vec::new(), known);
    };
    let file = data.label(FILE);
    let mut zones = Vec::new();
    for (element, node) in toml_file::array_of_tables(&file, node, "zone", faults) {
        let Some(mut fields) = Fields::open(&file, element, node, faults) else {
            continue;
        };
        zones.extend(zone(&mut fields, &mut known, agreements, sources));
        fields.finish();
    }
    zones.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    (zones, known)
}

fn zone(
    fields: &mut Fields<'_>,
    known: &mut Known,
    agreements: &Known,
    sources: &Known,
) -> Option<Zone> {
    let id = fields.own_id(known);
    let order = order(fields);
    let name = fields.local_text("name");
    let calls = calls(fields);
    let description = fields.local_text("description");
    let color = fields.parsed("color", Color::new);
    let dash = dash(fields);
    let agreements = fields.ids("agreements", agreements);
    let gaps = fields
        .entries("gap")
        .into_iter()
        .filter_map(|entry| gap(fields, entry))
        .collect();
    let ends = fields.entries("end");
    if ends.len() > 1 {
        fields.error(
            fields.at(),
            FaultKind::Schema,
            "a zone has at most one [[zone.end]]",
            "",
        );
    }
    let end = ends
        .into_iter()
        .next()
        .and_then(|entry| ending(fields, entry, sources));
    Some(Zone {
        id: id?,
        order: order?,
        name: name?,
        calls,
        description: description?,
        color: color?,
        dash,
        agreements,
        gaps,
        end,
    })
}

/// What else texts call the zone.
fn calls(fields: &mut Fields<'_>) -> Calls {
    Calls {
        names: fields.phrases_by_lang("names"),
        home_names: fields.phrases_by_lang("home_names"),
        names_in_context: fields.phrases_by_lang("names_in_context"),
        sides: fields.phrases_by_lang("sides"),
        unplaced: fields.phrases_by_lang("unplaced"),
        descriptions: fields.phrases_by_lang("descriptions"),
        whereabouts: fields.phrases_by_lang("whereabouts"),
        provinces: fields.texts("provinces"),
        places: ids(fields, "places"),
        not_places: ids(fields, "not_places"),
    }
}

/// Ids of places, which are read later: whether they are known is asked then.
fn ids(fields: &mut Fields<'_>, key: &str) -> Vec<Id> {
    let at = fields.at_key(key);
    let mut ids = Vec::new();
    for text in fields.different_texts(key) {
        match Id::new(&text) {
            Ok(id) => ids.push(id),
            Err(error) => fields.error(at.clone(), FaultKind::Value, error.to_string(), ""),
        }
    }
    ids
}

/// The place in lists: a whole number.
fn order(fields: &mut Fields<'_>) -> Option<i64> {
    let at = fields.at_key("order");
    let number = fields.number("order")?;
    // Through text, because a number beyond i64 must not be bent into one.
    let whole = number.to_string().parse().ok();
    if whole.is_none() {
        let what = format!("`order` {number} is not a whole number");
        fields.error(at, FaultKind::Value, what, "write 1, 2, 3 …");
    }
    whole
}

/// The dash pattern: lengths in pixels, or `""` for a solid line.
fn dash(fields: &mut Fields<'_>) -> String {
    let at = fields.at_key("dash");
    let dash = fields.blank_or_text("dash").unwrap_or_default();
    let legal = |part: &str| {
        part.parse::<f64>()
            .is_ok_and(|length| length.is_finite() && length >= 0.0)
    };
    if !dash.split_whitespace().all(legal) {
        fields.error(
            at,
            FaultKind::Value,
            format!("{dash:?} is not a dash pattern"),
            "write lengths such as \"6 4\", or \"\" for a solid line",
        );
    }
    dash
}

fn gap(fields: &mut Fields<'_>, entry: (String, super::node::Node)) -> Option<Gap> {
    let mut fields = fields.nested(entry)?;
    let (from, to) = (fields.day("from"), fields.day("to"));
    let reason = fields.local_text("reason");
    let period = match (from, to) {
        (Some(from), Some(to)) => match Period::new(from, Some(to)) {
            Ok(period) => Some(period),
            Err(error) => {
                fields.error(fields.at(), FaultKind::Period, error.to_string(), "");
                None
            }
        },
        _ => None,
    };
    fields.finish();
    Some(Gap {
        period: period?,
        reason: reason?,
    })
}

fn ending(
    fields: &mut Fields<'_>,
    entry: (String, super::node::Node),
    sources: &Known,
) -> Option<Ending> {
    let mut fields = fields.nested(entry)?;
    let day = fields.day("day");
    let reason = fields.local_text("reason");
    let sources = fields.ids("sources", sources);
    fields.finish();
    Some(Ending {
        day: day?,
        reason: reason?,
        sources,
    })
}
