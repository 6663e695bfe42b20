//! `checks.csv`

use super::{Folder, csv_file, faults::Faults, fields::Fields, known::Known, node::Node, places};
use crate::model::{Check, Side};

const FILE: &str = "checks.csv";
const COLUMNS: [&str; 7] = ["name", "lon", "lat", "zone", "day", "expected", "source"];

/// Reads the statements kept out of the drawing; a folder may do without the file.
pub(super) fn read(
    data: &Folder,
    zones: &Known,
    sources: &Known,
    faults: &mut Faults,
) -> Vec<Check> {
    if data.file(FILE).is_none() {
        return Vec::new();
    }
    let file = data.label(FILE);
    let rows = csv_file::rows(data, FILE, &COLUMNS, faults)
        .unwrap_or_default()
        .rows;
    rows.into_iter()
        .filter_map(|row| check(&file, row, zones, sources, faults))
        .collect()
}

/// A source puts a point on one side or the other; what surrounds it is another question.
fn side(word: &str) -> Result<Side, String> {
    let side = Side::new(word).ok().filter(|side| *side != Side::Enclave);
    side.ok_or_else(|| format!("{word:?} is no side; write inside or outside"))
}

fn check(
    file: &str,
    row: Node,
    zones: &Known,
    sources: &Known,
    faults: &mut Faults,
) -> Option<Check> {
    let line = row.line.unwrap_or_default();
    let mut fields = Fields::open(file, "", row, faults)?;
    let name = fields.text("name");
    let point = places::point(&mut fields);
    let zone = fields.id_of("zone", zones);
    let day = fields.day("day");
    let expected = fields.parsed("expected", side);
    let source = fields.id_of("source", sources);
    Some(Check {
        name: name?,
        point: point?,
        zone: zone?,
        day: day?,
        expected: expected?,
        source: source?,
        line,
    })
}
