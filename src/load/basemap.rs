//! `basemap/*.geojson`

use super::{Folder, faults::Faults};
use crate::model::{At, BasemapLayer, FaultKind};

/// Reads the layers of the base map; they are served as they are, if they are GeoJSON at all.
pub(super) fn read(data: &Folder, faults: &mut Faults) -> Vec<BasemapLayer> {
    let mut layers = Vec::new();
    for (name, path, body) in data.stems("basemap/", ".geojson") {
        match serde_json::from_slice::<geojson::FeatureCollection>(body) {
            Ok(_) => layers.push(BasemapLayer {
                name: name.to_owned(),
                body: body.to_vec(),
            }),
            Err(error) => {
                let at = At {
                    line: Some(error.line()),
                    column: Some(error.column()),
                    element: None,
                };
                let what = format!("not a GeoJSON FeatureCollection: {error}");
                faults.error((&data.label(path), at), FaultKind::Syntax, what, "");
            }
        }
    }
    layers
}
