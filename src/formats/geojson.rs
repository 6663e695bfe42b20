//! Extents as a GeoJSON `FeatureCollection` (RFC 7946).

use geo::MultiPolygon;
use geojson::{
    Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, feature::Id as FeatureId,
};
use serde_json::{Value, json};

use super::{
    Address,
    zone::{band_path, bbox},
};
use crate::{
    model::{Day, Extent, Zone},
    snapshot::Snapshot,
};

/// The collection of some extents, in the order given, with boxes and right-handed rings.
///
/// Properties are flat, one per language (`name_en`, `name_ar`), because GIS programs show tables.
#[must_use]
pub fn feature_collection<'s>(
    snapshot: &'s Snapshot,
    extents: impl Iterator<Item = &'s Extent>,
    address: Address<'_>,
) -> FeatureCollection {
    let zone = |extent: &Extent| snapshot.zone(extent.zone.as_str());
    collection(extents.filter_map(|extent| {
        let properties = properties(extent, zone(extent)?, address);
        Some(feature(extent, &extent.area, properties))
    }))
}

/// The bands of doubt of some extents, each under the id of its extent; those without are left out.
#[must_use]
pub fn band_collection<'s>(extents: impl Iterator<Item = &'s Extent>) -> FeatureCollection {
    collection(extents.filter_map(|extent| {
        let properties = JsonObject::from_iter([
            ("extent".to_owned(), json!(extent.id)),
            ("zone".to_owned(), json!(extent.zone)),
            ("valid_from".to_owned(), json!(extent.period.from())),
            ("valid_to".to_owned(), json!(extent.period.to())),
        ]);
        Some(feature(extent, extent.band.as_ref()?, properties))
    }))
}

fn collection(features: impl Iterator<Item = Feature>) -> FeatureCollection {
    let features: Vec<Feature> = features.collect();
    FeatureCollection {
        bbox: features
            .iter()
            .filter_map(|feature| feature.bbox.clone())
            .reduce(|a, b| union(&a, &b)),
        features,
        foreign_members: None,
    }
}

/// A stable name for a download: what, on which day, from which data.
#[must_use]
pub fn file_name(
    snapshot: &Snapshot,
    zone: Option<&Zone>,
    day: Option<Day>,
    ending: &str,
) -> String {
    let dataset = &snapshot.dataset().id;
    let what = zone.map(|zone| format!("-{}", zone.id)).unwrap_or_default();
    let when = day.map(|day| format!("-{day}")).unwrap_or_default();
    let digest: String = snapshot.digest().chars().take(8).collect();
    format!("{dataset}{what}{when}-{digest}.{ending}")
}

fn feature(extent: &Extent, area: &MultiPolygon<f64>, properties: JsonObject) -> Feature {
    Feature {
        bbox: bbox(area).map(|bbox| bbox.to_vec()),
        geometry: Some(Geometry::new(geometry(area))),
        id: Some(FeatureId::String(extent.id.clone())),
        properties: Some(properties),
        foreign_members: None,
    }
}

/// A single polygon is written as one.
pub(super) fn geometry(area: &MultiPolygon<f64>) -> GeometryValue {
    match area.0.as_slice() {
        [polygon] => polygon.into(),
        _ => area.into(),
    }
}

fn properties(extent: &Extent, zone: &Zone, address: Address<'_>) -> JsonObject {
    let mut properties = JsonObject::new();
    let mut put = |key: String, value: Value| {
        properties.insert(key, value);
    };
    put("zone".into(), json!(zone.id));
    for (lang, name) in zone.name.iter() {
        put(format!("name_{lang}"), json!(name));
    }
    put("valid_from".into(), json!(extent.period.from()));
    put("valid_to".into(), json!(extent.period.to()));
    put("precision_m".into(), json!(extent.precision_m));
    put("confidence".into(), json!(extent.confidence));
    put("basis".into(), json!(extent.basis));
    for (lang, summary) in extent.summary.iter() {
        put(format!("summary_{lang}"), json!(summary));
    }
    for (lang, doubts) in &extent.doubts {
        put(format!("doubts_{lang}"), json!(doubts));
    }
    put("sources".into(), json!(extent.sources));
    put(
        "band".into(),
        json!(band_path(extent).map(|path| address.of(&path))),
    );
    put("color".into(), json!(zone.color));
    put("dash".into(), json!(zone.dash));
    properties
}

/// The box around two boxes of four numbers each.
fn union(a: &[f64], b: &[f64]) -> Vec<f64> {
    let pick = |i: usize| {
        if i < 2 {
            a[i].min(b[i])
        } else {
            a[i].max(b[i])
        }
    };
    (0..4).map(pick).collect()
}
