//! Extents as a GeoJSON `FeatureCollection` (RFC 7946).

use geojson::{
    Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, feature::Id as FeatureId,
};
use serde_json::{Value, json};

use super::zone::bbox;
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
) -> FeatureCollection {
    let features: Vec<Feature> = extents
        .filter_map(|extent| Some(feature(extent, snapshot.zone(extent.zone.as_str())?)))
        .collect();
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

fn feature(extent: &Extent, zone: &Zone) -> Feature {
    Feature {
        bbox: bbox(extent).map(|bbox| bbox.to_vec()),
        geometry: Some(Geometry::new(geometry(extent))),
        id: Some(FeatureId::String(extent.id.clone())),
        properties: Some(properties(extent, zone)),
        foreign_members: None,
    }
}

/// A single polygon is written as one.
fn geometry(extent: &Extent) -> GeometryValue {
    match extent.area.0.as_slice() {
        [polygon] => polygon.into(),
        _ => (&extent.area).into(),
    }
}

fn properties(extent: &Extent, zone: &Zone) -> JsonObject {
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
