//! `agreements.toml`

use super::{Folder, faults::Faults, fields::Fields, known::Known, toml_file};
use crate::model::Agreement;

const FILE: &str = "agreements.toml";

/// Reads the agreements and the ids they define.
pub(super) fn read(data: &Folder, sources: &Known, faults: &mut Faults) -> (Vec<Agreement>, Known) {
    let mut known = Known::of("agreement");
    let Some(node) = toml_file::required(data, FILE, faults) else {
        known.unreadable();
        return (Vec::new(), known);
    };
    let file = data.label(FILE);
    let mut agreements = Vec::new();
    for (element, node) in toml_file::array_of_tables(&file, node, "agreement", faults) {
        let Some(mut fields) = Fields::open(&file, element, node, faults) else {
            continue;
        };
        agreements.extend(agreement(&mut fields, &mut known, sources));
        fields.finish();
    }
    (agreements, known)
}

fn agreement(fields: &mut Fields<'_>, known: &mut Known, sources: &Known) -> Option<Agreement> {
    let id = fields.own_id(known);
    let title = fields.local_text("title");
    let agreement = Agreement {
        signed: fields.parsed_or_none("signed", str::parse),
        in_force: fields.parsed_or_none("in_force", str::parse),
        parties: fields.local_texts("parties"),
        sources: fields.ids("sources", sources),
        note: fields.local_text_or_none("note"),
        id: id?,
        title: title?,
    };
    Some(agreement)
}
