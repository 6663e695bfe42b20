//! `basemap/*.geojson`

use geo::{Geometry, MultiLineString, MultiPolygon};
use geojson::{Feature, FeatureCollection};

use super::{Folder, faults::Faults, json::Source, node::Lines, text};
use crate::model::{BasemapLayer, BasemapLine, FaultKind};

/// Reads the layers of the base map; they are served as they are, if they are GeoJSON at all.
pub(super) fn read(data: &Folder, faults: &mut Faults) -> Vec<BasemapLayer> {
    let mut layers = Vec::new();
    for (name, path, body) in data.stems("basemap/", ".geojson") {
        let file = &data.label(path);
        let Some(text) = text::utf8(file, body, faults) else {
            continue;
        };
        match serde_json::from_str::<FeatureCollection>(text) {
            Ok(collection) => layers.push(layer(name, text, collection)),
            Err(error) => {
                let lines = &Lines::of(text);
                let source = Source { file, text, lines };
                let what = (FaultKind::Syntax, "not a GeoJSON FeatureCollection");
                source.refuse((text, None), what, &error, faults);
            }
        }
    }
    layers
}

fn layer(name: &str, text: &str, collection: FeatureCollection) -> BasemapLayer {
    let mut areas = MultiPolygon(Vec::new());
    let mut lines = Vec::new();
    for feature in collection.features {
        let kind = kind(&feature);
        let ground = feature.geometry.and_then(|ground| ground.try_into().ok());
        let line = match ground {
            Some(Geometry::Polygon(area)) => {
                areas.0.push(area);
                continue;
            }
            Some(Geometry::MultiPolygon(some)) => {
                areas.0.extend(some);
                continue;
            }
            Some(Geometry::LineString(line)) => MultiLineString(vec![line]),
            Some(Geometry::MultiLineString(line)) => line,
            _ => continue, // labels stand at points, which only the page writes
        };
        lines.push(BasemapLine { kind, line });
    }
    BasemapLayer {
        name: name.to_owned(),
        body: text.as_bytes().to_vec(),
        areas,
        lines,
    }
}

fn kind(feature: &Feature) -> Option<String> {
    let kind = feature.property("kind")?.as_str()?;
    Some(kind.to_owned())
}
