//! `memberships.csv`

use super::{Folder, csv_file, extents, faults::Faults, fields::Fields, known::Known};
use crate::model::{Grade, Membership, Side};

pub(super) const FILE: &str = "memberships.csv";
const COLUMNS: [&str; 8] = [
    "place",
    "zone",
    "status",
    "valid_from",
    "valid_to",
    "confidence",
    "source",
    "note",
];

/// Reads the statements that extents are drawn from; a folder may do without the file.
pub(super) fn read(
    data: &Folder,
    places: &Known,
    zones: &Known,
    sources: &Known,
    faults: &mut Faults,
) -> Vec<Membership> {
    if data.file(FILE).is_none() {
        return Vec::new();
    }
    let file = data.label(FILE);
    let rows = csv_file::rows(data, FILE, &COLUMNS, faults)
        .unwrap_or_default()
        .rows;
    let mut memberships = Vec::new();
    for row in rows {
        let line = row.line.unwrap_or_default();
        let Some(mut fields) = Fields::open(&file, "", row, faults) else {
            continue;
        };
        let place = fields.id_of("place", places);
        let zone = fields.id_of("zone", zones);
        let side = fields.parsed("status", Side::new);
        let period = extents::period(&mut fields);
        let confidence = fields.parsed("confidence", Grade::new);
        let source = fields.id_of("source", sources);
        let note = fields.text_or_none("note");
        let membership = || {
            Some(Membership {
                place: place?,
                zone: zone?,
                side: side?,
                period: period?,
                confidence: confidence?,
                source: source?,
                note,
                line,
            })
        };
        memberships.extend(membership());
    }
    memberships
}
