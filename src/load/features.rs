//! GeoJSON features that remember where they stood.

use geo::MultiPolygon;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{Folder, faults::Faults, node::Lines, rings, text as text_file};
use crate::model::{At, FaultKind};

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

/// A feature of a file.
pub(super) struct Feature<'t> {
    /// The file as messages name it.
    pub(super) file: &'t str,
    /// Its id, if it has one.
    pub(super) id: Option<serde_json::Value>,
    /// The text of its properties, `{}` without any.
    pub(super) properties: &'t str,
    raw: &'t str,
    geometry: Option<&'t str>,
    text: &'t str,
    lines: &'t Lines<'t>,
    /// Its number in the collection; `None` when it is the whole file.
    index: Option<usize>,
}

/// Hands every feature of a collection to `take`.
pub(super) fn each(
    data: &Folder,
    path: &str,
    faults: &mut Faults,
    mut take: impl FnMut(&Feature<'_>, &mut Faults),
) {
    let file = &data.label(path);
    let bytes = data.file(path).unwrap_or_default();
    let Some(text) = text_file::utf8(file, bytes, faults) else {
        return;
    };
    let collection: RawCollection<'_> = match serde_json::from_str(text) {
        Ok(collection) => collection,
        Err(error) => return not_json(file, "FeatureCollection", &error, faults),
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
    let lines = &Lines::of(text);
    for (index, raw) in collection.features.into_iter().enumerate() {
        let (raw, index) = (raw.get(), Some(index));
        if let Some(feature) = parse((file, text, lines), raw, index, faults) {
            take(&feature, faults);
        }
    }
}

/// The area of the one feature that a file is; `None`, noted, when it is none.
pub(super) fn single_area(
    data: &Folder,
    path: &str,
    faults: &mut Faults,
) -> Option<MultiPolygon<f64>> {
    let file = &data.label(path);
    let text = text_file::utf8(file, data.file(path)?, faults)?;
    let lines = &Lines::of(text);
    parse((file, text, lines), text, None, faults)?.area(faults)
}

fn not_json(file: &str, sort: &str, error: &serde_json::Error, faults: &mut Faults) {
    let at = At {
        line: Some(error.line()),
        column: Some(error.column()),
        element: None,
    };
    let what = format!("not a GeoJSON {sort}: {error}");
    faults.error((file, at), FaultKind::Syntax, what, "");
}

fn parse<'t>(
    (file, text, lines): (&'t str, &'t str, &'t Lines<'t>),
    raw: &'t str,
    index: Option<usize>,
    faults: &mut Faults,
) -> Option<Feature<'t>> {
    let mut feature = Feature {
        file,
        id: None,
        properties: "{}",
        raw,
        geometry: None,
        text,
        lines,
        index,
    };
    let read: RawFeature<'_> = match serde_json::from_str(raw) {
        Ok(read) => read,
        Err(error) => {
            let what = format!("not a GeoJSON Feature: {error}");
            faults.error((file, feature.at("")), FaultKind::Schema, what, "");
            return None;
        }
    };
    if read.sort != "Feature" {
        let what = format!("this is a {}, not a Feature", read.sort);
        faults.error((file, feature.at("")), FaultKind::Schema, what, "");
    }
    feature.id = read.id;
    feature.properties = read.properties.map_or("{}", RawValue::get);
    feature.geometry = read.geometry.map(RawValue::get);
    Some(feature)
}

impl Feature<'_> {
    /// Where the feature stands, naming a part of it.
    pub(super) fn at(&self, element: &str) -> At {
        self.at_piece(self.raw, element)
    }

    /// Where its properties stand.
    pub(super) fn at_properties(&self) -> At {
        self.at_piece(self.properties, "properties")
    }

    /// The position of a piece of the file's text; of the feature when it is no piece of it.
    fn at_piece(&self, piece: &str, element: &str) -> At {
        let offset_of = |piece: &str| {
            (piece.as_ptr() as usize)
                .checked_sub(self.text.as_ptr() as usize)
                .filter(|&offset| offset <= self.text.len())
        };
        let offset = offset_of(piece).or_else(|| offset_of(self.raw));
        let (line, _) = self.lines.position(offset.unwrap_or_default());
        let own = self.index.map(|index| format!("features[{index}]"));
        let part = (!element.is_empty()).then(|| element.to_owned());
        let path: Vec<String> = own.into_iter().chain(part).collect();
        At {
            line: Some(line),
            column: None,
            element: (!path.is_empty()).then(|| path.join(".")),
        }
    }

    /// The area it draws; `None`, noted, when it is none.
    pub(super) fn area(&self, faults: &mut Faults) -> Option<MultiPolygon<f64>> {
        let Some(geometry) = self.geometry else {
            faults.error(
                (self.file, self.at("geometry")),
                FaultKind::Geometry,
                "the feature has no geometry",
                "draw a Polygon or MultiPolygon",
            );
            return None;
        };
        let spot = |element: &str| self.at_piece(geometry, &format!("geometry{element}"));
        match serde_json::from_str::<geojson::Geometry>(geometry) {
            Ok(geometry) => rings::area(&geometry.value, self.file, &spot, faults),
            Err(error) => {
                let what = format!("not a GeoJSON geometry: {error}");
                faults.error((self.file, spot("")), FaultKind::Geometry, what, "");
                None
            }
        }
    }
}
