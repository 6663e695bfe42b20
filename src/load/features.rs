//! GeoJSON features that remember where they stood.

use geo::MultiPolygon;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::value::RawValue;

use super::{
    Folder,
    faults::Faults,
    fields::Fields,
    json::{Object, Source},
    json_node,
    node::Lines,
    rings, text as text_file,
};
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

/// The members of a geometry that must stand once: `geojson` takes the last of several.
#[derive(Deserialize)]
struct GeometryMembers {
    #[serde(rename = "type")]
    _sort: IgnoredAny,
    #[serde(rename = "coordinates")]
    _coordinates: Option<IgnoredAny>,
}

/// A feature of a file.
pub(super) struct Feature<'t> {
    /// The file as messages name it.
    pub(super) file: &'t str,
    id: Option<serde_json::Value>,
    /// The text of its properties, `{}` without any.
    properties: &'t str,
    geometry: Option<&'t str>,
    raw: &'t str,
    source: Source<'t>,
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
    let lines = &Lines::of(text);
    let source = Source { file, text, lines };
    let collection = match serde_json::from_str::<Object<RawCollection<'_>>>(text) {
        Ok(Object(collection)) => collection,
        Err(error) => {
            let what = (FaultKind::Syntax, "not a GeoJSON FeatureCollection");
            return source.refuse((text, None), what, &error, faults);
        }
    };
    check_collection(file, &collection, faults);
    for (index, raw) in collection.features.into_iter().enumerate() {
        if let Some(feature) = parse(source, raw.get(), Some(index), faults) {
            take(&feature, faults);
        }
    }
}

fn check_collection(file: &str, collection: &RawCollection<'_>, faults: &mut Faults) {
    if collection.sort != "FeatureCollection" {
        let what = format!("the file is a {}, not a FeatureCollection", collection.sort);
        faults.error((file, At::default()), FaultKind::Schema, what, "");
    }
    if collection.crs.is_some() {
        let what = "`crs` is not part of GeoJSON since RFC 7946";
        let mend = "write longitude and latitude in degrees on WGS 84, without `crs`";
        faults.error((file, At::default()), FaultKind::Coordinates, what, mend);
    }
}

/// What `take` makes of the one feature that a file is; `None` when it is none, which is noted.
pub(super) fn single<T>(
    data: &Folder,
    path: &str,
    faults: &mut Faults,
    take: impl FnOnce(&Feature<'_>, &mut Faults) -> Option<T>,
) -> Option<T> {
    let file = &data.label(path);
    let text = text_file::utf8(file, data.file(path)?, faults)?;
    let lines = &Lines::of(text);
    let feature = parse(Source { file, text, lines }, text, None, faults)?;
    take(&feature, faults)
}

fn parse<'t>(
    source: Source<'t>,
    raw: &'t str,
    index: Option<usize>,
    faults: &mut Faults,
) -> Option<Feature<'t>> {
    let mut feature = Feature {
        file: source.file,
        id: None,
        properties: "{}",
        geometry: None,
        raw,
        source,
        index,
    };
    let read = match serde_json::from_str::<Object<RawFeature<'_>>>(raw) {
        Ok(Object(read)) => read,
        Err(error) => {
            let piece = (raw, feature.path(""));
            let what = (FaultKind::Schema, "not a GeoJSON Feature");
            source.refuse(piece, what, &error, faults);
            return None;
        }
    };
    if read.sort != "Feature" {
        let what = format!("this is a {}, not a Feature", read.sort);
        faults.error((source.file, feature.at("")), FaultKind::Schema, what, "");
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

    /// The position of a piece of the file's text; of the feature when it is no piece of it.
    fn at_piece(&self, piece: &str, element: &str) -> At {
        let offset_of = |piece| self.source.offset_of(piece);
        let offset = offset_of(piece).or_else(|| offset_of(self.raw));
        let (line, _) = self.source.lines.position(offset.unwrap_or_default());
        At {
            line: Some(line),
            column: None,
            element: self.path(element),
        }
    }

    /// How messages call a part of the feature.
    fn path(&self, element: &str) -> Option<String> {
        let own = self.index.map(|index| format!("features[{index}]"));
        let part = (!element.is_empty()).then(|| element.to_owned());
        let path: Vec<String> = own.into_iter().chain(part).collect();
        (!path.is_empty()).then(|| path.join("."))
    }

    /// Notes an id that is not the expected one.
    pub(super) fn check_id(&self, expected: &str, faults: &mut Faults) {
        let given = self.id.as_ref();
        if let Some(given) = given.filter(|given| given.as_str() != Some(expected)) {
            let what = format!("the feature's id {given} is not {expected:?}");
            let mend = format!("write {expected:?}");
            faults.error((self.file, self.at("id")), FaultKind::Value, what, mend);
        }
    }

    /// Notes an id that is missing or not the expected one.
    pub(super) fn require_id(&self, expected: &str, faults: &mut Faults) {
        if self.id.is_none() {
            let spot = (self.file, self.at("id"));
            let mend = format!("add \"id\": {expected:?}");
            faults.error(spot, FaultKind::Schema, "`id` is missing", mend);
        }
        self.check_id(expected, faults);
    }

    /// Its properties; `None`, noted, when they are no table of fields.
    pub(super) fn fields<'f>(&'f self, faults: &'f mut Faults) -> Option<Fields<'f>> {
        let at = self.at_piece(self.properties, "properties");
        match json_node::read(self.properties, at.line.unwrap_or(1)) {
            Ok(node) => Fields::open(self.file, at.element.unwrap_or_default(), node, faults),
            Err(error) => {
                let piece = (self.properties, at.element);
                let what = (FaultKind::Syntax, "this cannot be read");
                self.source.refuse(piece, what, &error, faults);
                None
            }
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
        match read_geometry(geometry) {
            Ok(geometry) => rings::area(&geometry.value, self.file, &spot, faults),
            Err(error) => {
                let piece = (geometry, self.path("geometry"));
                let what = (FaultKind::Geometry, "not a GeoJSON geometry");
                self.source.refuse(piece, what, &error, faults);
                None
            }
        }
    }
}

fn read_geometry(text: &str) -> serde_json::Result<geojson::Geometry> {
    serde_json::from_str::<Object<GeometryMembers>>(text)?;
    serde_json::from_str(text)
}
