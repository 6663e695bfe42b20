//! `memberships.csv`

use super::{Folder, csv_file, faults::Faults, fields::Fields, known::Known};
use crate::model::{Grade, Membership, Side};

pub(super) const FILE: &str = "memberships.csv";
const COLUMNS: [&str; 6] = ["place", "zone", "status", "as_of", "confidence", "source"];

/// Reads the statements that test the extents; a folder may do without the file.
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
    let read = csv_file::rows(data, FILE, &COLUMNS, faults);
    let rows = read.map(|read| read.rows).unwrap_or_default();
    let mut memberships = Vec::new();
    for row in rows {
        let line = row.line.unwrap_or_default();
        let Some(mut fields) = Fields::open(&file, "", row, faults) else {
            continue;
        };
        let place = fields.id_of("place", places);
        let zone = fields.id_of("zone", zones);
        let side = fields.parsed("status", Side::new);
        let as_of = fields.day("as_of");
        let confidence = fields.parsed("confidence", Grade::new);
        let source = fields.id_of("source", sources);
        let membership = || {
            Some(Membership {
                place: place?,
                zone: zone?,
                side: side?,
                as_of: as_of?,
                confidence: confidence?,
                source: source?,
                line,
            })
        };
        memberships.extend(membership());
    }
    memberships
}
