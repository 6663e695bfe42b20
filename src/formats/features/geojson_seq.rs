//! A GeoJSON text sequence (RFC 8142): one feature after another, each between a record separator and a line feed.

use geojson::GeometryValue;
use serde::{Serialize, Serializer};

use super::{EncodeError, FeatureSet};
use crate::features::Value;

/// ASCII record separator.
const SEPARATOR: u8 = 0x1e;

#[derive(Serialize)]
struct Feature<'s> {
    r#type: &'static str,
    id: &'s str,
    geometry: Option<geojson::Geometry>,
    properties: Properties<'s>,
}

/// Names and values, in order.
struct Properties<'s> {
    names: &'s [&'s str],
    values: &'s [Value<'s>],
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.names.iter().zip(self.values))
    }
}

/// Always in degrees, longitude first (RFC 7946 §4).
pub(super) fn write(set: &FeatureSet<'_>) -> Result<Vec<u8>, EncodeError> {
    let set = set.in_crs84();
    let names: Vec<&str> = set.columns().map(|column| column.name.as_ref()).collect();
    let mut out = Vec::new();
    for record in set.records() {
        let ground = set.geometry(&record);
        let feature = Feature {
            r#type: "Feature",
            id: &record.id,
            geometry: ground.map(|ground| geojson::Geometry::new(GeometryValue::from(&ground))),
            properties: Properties {
                names: &names,
                values: &record.values,
            },
        };
        out.push(SEPARATOR);
        serde_json::to_writer(&mut out, &feature)?;
        out.push(b'\n');
    }
    Ok(out)
}
