//! `extents/ZONE.geojson`

use geo::MultiPolygon;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{
    Folder,
    faults::Faults,
    fields::{Fields, Reading},
    known,
    node::{self, Lines},
    rings, text as text_file,
};
use crate::model::{At, Extent, FaultKind, Grade, Period, Zone};

/// The ids that an extent may refer to.
pub(super) struct Known<'a> {
    pub(super) zones: &'a known::Known,
    pub(super) agreements: &'a known::Known,
    pub(super) sources: &'a known::Known,
}

/// A `FeatureCollection` whose features are not parsed yet, so that each keeps its place in the text.
#[derive(Deserialize)]
struct RawCollection<'t> {
    #[serde(rename = "type")]
    sort: String,
    #[serde(borrow)]
    features: Vec<&'t RawValue>,
    crs: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct RawFeature<'t> {
    #[serde(rename = "type")]
    sort: String,
    id: Option<serde_json::Value>,
    #[serde(borrow)]
    properties: Option<&'t RawValue>,
    #[serde(borrow)]
    geometry: Option<&'t RawValue>,
}

/// Where a feature stands, for messages.
struct Place<'a> {
    file: &'a str,
    text: &'a str,
    lines: &'a Lines<'a>,
    index: usize,
}

impl Place<'_> {
    /// The position of a piece of the file's text.
    fn at(&self, piece: &str, element: &str) -> At {
        let offset = (piece.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let (line, _) = self.lines.position(offset.min(self.text.len()));
        let index = self.index;
        let dot = if element.is_empty() { "" } else { "." };
        At {
            line: Some(line),
            column: None,
            element: Some(format!("features[{index}]{dot}{element}")),
        }
    }
}

/// Reads the extents of all files, by zone in list order and then by period.
pub(super) fn read(
    data: &Folder,
    zones: &[Zone],
    known: &Known<'_>,
    faults: &mut Faults,
) -> Vec<Extent> {
    let mut extents = Vec::new();
    for (name, path, bytes) in data.stems("extents/", ".geojson") {
        let label = data.label(path);
        let read = file(&label, bytes, known, faults);
        if let Some(other) = read.iter().find(|extent| extent.zone.as_str() != name) {
            let what = format!("the file holds {}, an extent of another zone", other.id);
            let mend = format!("move it to extents/{}.geojson", other.zone);
            faults.error(
                (&label, At::element(&other.id)),
                FaultKind::Value,
                what,
                mend,
            );
        }
        extents.extend(read);
    }
    let rank = |extent: &Extent| zones.iter().position(|zone| zone.id == extent.zone);
    extents.sort_by_key(|extent| (rank(extent), extent.period.from()));
    extents
}

fn file(file: &str, bytes: &[u8], known: &Known<'_>, faults: &mut Faults) -> Vec<Extent> {
    let Some(text) = text_file::utf8(file, bytes, faults) else {
        return Vec::new();
    };
    let collection: RawCollection<'_> = match serde_json::from_str(text) {
        Ok(collection) => collection,
        Err(error) => {
            let at = At {
                line: Some(error.line()),
                column: Some(error.column()),
                element: None,
            };
            faults.error(
                (file, at),
                FaultKind::Syntax,
                format!("not a GeoJSON FeatureCollection: {error}"),
                "",
            );
            return Vec::new();
        }
    };
    if collection.sort != "FeatureCollection" {
        let what = format!("the file is a {}, not a FeatureCollection", collection.sort);
        faults.error((file, At::default()), FaultKind::Schema, what, "");
    }
    if collection.crs.is_some() {
        let what = "`crs` is not part of GeoJSON since RFC 7946";
        let mend = "write longitude and latitude in degrees on WGS 84, without `crs`";
        faults.error((file, At::default()), FaultKind::Coordinates, what, mend);
    }
    let lines = Lines::of(text);
    let mut extents = Vec::new();
    for (index, raw) in collection.features.into_iter().enumerate() {
        let place = Place {
            file,
            text,
            lines: &lines,
            index,
        };
        extents.extend(feature(&place, raw.get(), known, faults));
    }
    extents
}

fn feature(place: &Place<'_>, raw: &str, known: &Known<'_>, faults: &mut Faults) -> Option<Extent> {
    let feature: RawFeature<'_> = match serde_json::from_str(raw) {
        Ok(feature) => feature,
        Err(error) => {
            let what = format!("not a GeoJSON Feature: {error}");
            faults.error((place.file, place.at(raw, "")), FaultKind::Schema, what, "");
            return None;
        }
    };
    if feature.sort != "Feature" {
        let what = format!("this is a {}, not a Feature", feature.sort);
        faults.error((place.file, place.at(raw, "")), FaultKind::Schema, what, "");
    }
    let area = area(place, feature.geometry, raw, faults);
    let extent = properties(place, feature.properties, raw, known, faults)?;
    check_id(place, feature.id.as_ref(), &extent, raw, faults);
    Some(Extent {
        area: area?,
        ..extent
    })
}

fn area(
    place: &Place<'_>,
    geometry: Option<&RawValue>,
    raw: &str,
    faults: &mut Faults,
) -> Option<MultiPolygon<f64>> {
    let Some(geometry) = geometry else {
        faults.error(
            (place.file, place.at(raw, "geometry")),
            FaultKind::Geometry,
            "the feature has no geometry",
            "draw a Polygon or MultiPolygon",
        );
        return None;
    };
    let spot = |element: &str| place.at(geometry.get(), &format!("geometry{element}"));
    match serde_json::from_str::<geojson::Geometry>(geometry.get()) {
        Ok(geometry) => rings::area(&geometry.value, place.file, &spot, faults),
        Err(error) => {
            let what = format!("not a GeoJSON geometry: {error}");
            faults.error((place.file, spot("")), FaultKind::Geometry, what, "");
            None
        }
    }
}

/// Everything but the area, which is left empty.
fn properties(
    place: &Place<'_>,
    properties: Option<&RawValue>,
    raw: &str,
    known: &Known<'_>,
    faults: &mut Faults,
) -> Option<Extent> {
    let text = properties.map_or("{}", RawValue::get);
    let at = place.at(properties.map_or(raw, RawValue::get), "properties");
    let json: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let node = node::from_json(json, at.line.unwrap_or(1));
    let mut fields = Fields::open(place.file, at.element.unwrap_or_default(), node, faults)?;
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
    })
}

fn period(fields: &mut Fields<'_>) -> Option<Period> {
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

fn check_id(
    place: &Place<'_>,
    id: Option<&serde_json::Value>,
    extent: &Extent,
    raw: &str,
    faults: &mut Faults,
) {
    let given = id.map(|id| id.as_str().unwrap_or_default());
    if given.is_some_and(|given| given != extent.id) {
        let what = format!(
            "the feature's id {:?} is not <zone>@<valid_from>",
            given.unwrap_or_default()
        );
        faults.error(
            (place.file, place.at(raw, "id")),
            FaultKind::Value,
            what,
            format!("write {:?}", extent.id),
        );
    }
}
