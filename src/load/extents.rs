//! `extents/ZONE.geojson`

use geo::MultiPolygon;
use rustc_hash::FxHashMap;

use super::{
    Folder,
    basis::Known,
    faults::Faults,
    features::{self, Feature},
    fields::{Fields, Reading},
};
use crate::model::{At, Extent, FaultKind, Grade, Id, Period, Zone};

/// Reads the extents of all files, by zone in list order and then by period.
pub(super) fn read(
    data: &Folder,
    zones: &[Zone],
    known: &Known<'_>,
    faults: &mut Faults,
) -> Vec<Extent> {
    let mut extents = Vec::new();
    for (name, path, _) in data.stems("extents/", ".geojson") {
        let before = extents.len();
        features::each(data, path, faults, |feature, faults| {
            extents.extend(extent(feature, known, faults));
        });
        for extent in &extents[before..] {
            check_file(data, ["extents/", name, ".geojson"], extent, faults);
        }
    }
    let zones = zones.iter().enumerate();
    let ranks: FxHashMap<&Id, usize> = zones.map(|(rank, zone)| (&zone.id, rank)).collect();
    // Zones that could not be read have no rank; their extents stand together all the same.
    extents.sort_by(|a, b| {
        let by_rank = ranks.get(&a.zone).cmp(&ranks.get(&b.zone));
        by_rank.then_with(|| (&a.zone, a.period.from()).cmp(&(&b.zone, b.period.from())))
    });
    extents
}

/// Notes a file that is not named after the zone of an extent it speaks of.
pub(super) fn check_file(
    data: &Folder,
    [dir, name, ending]: [&str; 3],
    extent: &Extent,
    faults: &mut Faults,
) {
    if extent.zone.as_str() == name {
        return;
    }
    let what = format!("the file holds {}, an extent of another zone", extent.id);
    let mend = format!("move it to {dir}{}{ending}", extent.zone);
    let file = data.label(&format!("{dir}{name}{ending}"));
    let spot = (file.as_str(), At::element(&extent.id));
    faults.error(spot, FaultKind::Value, what, mend);
}

fn extent(feature: &Feature<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Extent> {
    let area = feature.area(faults);
    let extent = properties(feature, known, faults)?;
    feature.check_id(&extent.id, faults);
    Some(Extent {
        area: area?,
        ..extent
    })
}

/// Everything but the area, which is left empty.
fn properties(feature: &Feature<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Extent> {
    let mut fields = feature.fields(faults)?;
    let zone = fields.id_of("zone", known.zones);
    let period = period(&mut fields);
    let precision_m = precision(&mut fields);
    let confidence = fields.parsed_or_none("confidence", Grade::new);
    let basis = fields.id_of_or_none("basis", known.agreements);
    let summary = fields.local_text("summary");
    let doubts = fields.texts_by_lang("doubts");
    let sources = fields.ids("sources", known.sources);
    fields.finish();
    let (zone, period) = (zone?, period?);
    Some(Extent {
        id: format!("{zone}@{}", period.from()),
        zone,
        period,
        precision_m: precision_m?,
        confidence,
        basis,
        summary: summary?,
        doubts,
        sources,
        area: MultiPolygon(Vec::new()),
        band: None,
        vertices: Vec::new(),
    })
}

/// A period from `valid_from` and, unless it is open, `valid_to`.
pub(super) fn period(fields: &mut Fields<'_>) -> Option<Period> {
    let at = fields.at_key("valid_to");
    let from = fields.day("valid_from");
    let to = match fields.reading("valid_to", str::parse) {
        Reading::Absent => None,
        Reading::Wrong => return None,
        Reading::Right(to) => Some(to),
    };
    match Period::new(from?, to) {
        Ok(period) => Some(period),
        Err(error) => {
            fields.error(at, FaultKind::Period, error.to_string(), "");
            None
        }
    }
}

fn precision(fields: &mut Fields<'_>) -> Option<f64> {
    let at = fields.at_key("precision_m");
    let metres = fields.number("precision_m")?;
    if metres.is_finite() && metres > 0.0 {
        return Some(metres);
    }
    let what = format!("precision_m {metres} is not a length above zero");
    fields.error(
        at,
        FaultKind::Value,
        what,
        "every line is uncertain; say by how many metres",
    );
    None
}
