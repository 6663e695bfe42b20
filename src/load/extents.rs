//! `extents/ZONE.geojson`

use geo::MultiPolygon;
use rustc_hash::FxHashMap;

use super::{
    Folder,
    faults::Faults,
    features::{self, Feature},
    fields::{Fields, Reading},
    known, node,
};
use crate::model::{At, Extent, FaultKind, Grade, Id, Period, Zone};

/// The ids that an extent may refer to.
pub(super) struct Known<'a> {
    pub(super) zones: &'a known::Known,
    pub(super) agreements: &'a known::Known,
    pub(super) sources: &'a known::Known,
}

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
        let mut read = extents[before..].iter();
        if let Some(other) = read.find(|extent| extent.zone.as_str() != name) {
            let label = data.label(path);
            let what = format!("the file holds {}, an extent of another zone", other.id);
            let mend = format!("move it to extents/{}.geojson", other.zone);
            let spot = (label.as_str(), At::element(&other.id));
            faults.error(spot, FaultKind::Value, what, mend);
        }
    }
    let zones = zones.iter().enumerate();
    let ranks: FxHashMap<&Id, usize> = zones.map(|(rank, zone)| (&zone.id, rank)).collect();
    extents.sort_by_key(|extent| (ranks.get(&extent.zone), extent.period.from()));
    extents
}

fn extent(feature: &Feature<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Extent> {
    let area = feature.area(faults);
    let extent = properties(feature, known, faults)?;
    check_id(feature, &extent, faults);
    Some(Extent {
        area: area?,
        ..extent
    })
}

/// Everything but the area, which is left empty.
fn properties(feature: &Feature<'_>, known: &Known<'_>, faults: &mut Faults) -> Option<Extent> {
    let at = feature.at_properties();
    let json: serde_json::Value = serde_json::from_str(feature.properties).unwrap_or_default();
    let node = node::from_json(json, at.line.unwrap_or(1));
    let mut fields = Fields::open(feature.file, at.element.unwrap_or_default(), node, faults)?;
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

fn check_id(feature: &Feature<'_>, extent: &Extent, faults: &mut Faults) {
    let given = feature
        .id
        .as_ref()
        .map(|id| id.as_str().unwrap_or_default());
    if let Some(given) = given.filter(|given| *given != extent.id) {
        faults.error(
            (feature.file, feature.at("id")),
            FaultKind::Value,
            format!("the feature's id {given:?} is not <zone>@<valid_from>"),
            format!("write {:?}", extent.id),
        );
    }
}
