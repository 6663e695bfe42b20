//! GeoJSON (RFC 7946) and JSON-FG (OGC 21-045), which adds days and coordinate systems.

use std::borrow::Cow;

use geo::{BoundingRect, Geometry};
use serde::{Serialize, Serializer, ser::SerializeMap};

use super::FeatureSet;
use crate::{
    features::{Crs, Days, Property, Record, Value},
    formats::Hyperlink,
};

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// GeoJSON.
    GeoJson,
    /// JSON-FG.
    JsonFg,
}

/// What a page of features says beside them.
#[derive(Debug)]
pub struct Page {
    /// How many features were asked for, on all pages.
    pub matched: usize,
    /// Where else to go.
    pub links: Vec<Hyperlink>,
}

/// A page of features.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FeaturePage<'s> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    fg: Option<FgHead>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number_matched: Option<usize>,
    number_returned: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Hyperlink>,
    features: Vec<FeatureView<'s>>,
}

/// A feature.
#[derive(Debug, Serialize)]
pub struct FeatureView<'s> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    head: Option<FgHead>,
    id: Cow<'s, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bbox: Option<[f64; 4]>,
    #[serde(flatten)]
    fg: Option<FgParts>,
    geometry: Option<geojson::Geometry>,
    properties: Properties<'s>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Hyperlink>,
}

/// What a document in JSON-FG says of all its features.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct FgHead {
    conforms_to: [&'static str; 2],
    feature_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    coord_ref_sys: Option<Cow<'static, str>>,
}

/// What JSON-FG says of a feature beside GeoJSON.
#[derive(Debug, Serialize)]
struct FgParts {
    time: Option<Time>,
    /// The ground in another coordinate system than that of GeoJSON.
    place: Option<geojson::Geometry>,
}

/// When a feature was so (OGC 21-045, "time").
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
enum Time {
    Date(String),
    Interval([String; 2]),
}

impl Dialect {
    fn head(self, set: &FeatureSet<'_>) -> Option<FgHead> {
        (self == Self::JsonFg).then(|| FgHead {
            conforms_to: [
                "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
                "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas",
            ],
            feature_type: set.table.schema().id,
            coord_ref_sys: Some(set.crs.uri()),
        })
    }
}

impl<'s> FeaturePage<'s> {
    /// A page of a set; without `page` it is the whole of a download, which has no links.
    #[must_use]
    pub fn new(set: &FeatureSet<'s>, dialect: Dialect, page: Option<Page>) -> Self {
        let features = set.records();
        let features = features.map(|record| FeatureView::bare(set, dialect, record));
        let features: Vec<FeatureView<'s>> = features.collect();
        let (number_matched, links) =
            page.map_or((None, Vec::new()), |page| (Some(page.matched), page.links));
        Self {
            kind: "FeatureCollection",
            fg: dialect.head(set),
            number_matched,
            number_returned: features.len(),
            links,
            features,
        }
    }
}

impl<'s> FeatureView<'s> {
    /// A feature by itself, with links.
    #[must_use]
    pub fn new(
        set: &FeatureSet<'s>,
        dialect: Dialect,
        record: Record<'s>,
        links: Vec<Hyperlink>,
    ) -> Self {
        Self {
            head: dialect.head(set),
            links,
            ..Self::bare(set, dialect, record)
        }
    }

    fn bare(set: &FeatureSet<'s>, dialect: Dialect, record: Record<'s>) -> Self {
        let geometry = set.geometry(&record);
        let bbox = geometry.as_ref().and_then(bbox);
        let written = geometry.as_ref().map(geojson::Geometry::from);
        let (geometry, place) = match dialect {
            Dialect::JsonFg if set.crs != Crs::Crs84 => (None, written),
            _ => (written, None),
        };
        Self {
            kind: "Feature",
            head: None,
            id: record.id,
            bbox: bbox.filter(|_| geometry.is_some()),
            fg: (dialect == Dialect::JsonFg).then(|| FgParts {
                time: record.days.map(Time::of),
                place,
            }),
            geometry,
            properties: Properties {
                columns: set.columns().collect(),
                values: record.values,
            },
            links: Vec::new(),
        }
    }
}

/// The lowest and the highest corner of an area; a point is its own box and needs none.
fn bbox(geometry: &Geometry<f64>) -> Option<[f64; 4]> {
    if matches!(geometry, Geometry::Point(_)) {
        return None;
    }
    let rect = geometry.bounding_rect()?;
    Some([rect.min().x, rect.min().y, rect.max().x, rect.max().y])
}

impl Time {
    fn of(days: Days) -> Self {
        let side =
            |day: Option<crate::model::Day>| day.map_or("..".to_owned(), |day| day.to_string());
        match (days.first, days.last) {
            (Some(first), Some(last)) if first == last => Self::Date(first.to_string()),
            (first, last) => Self::Interval([side(first), side(last)]),
        }
    }
}

/// The values of a feature under their names.
#[derive(Debug)]
struct Properties<'s> {
    columns: Vec<&'s Property>,
    values: Vec<Value<'s>>,
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.values.len()))?;
        for (column, value) in self.columns.iter().zip(&self.values) {
            map.serialize_entry(&column.name, value)?;
        }
        map.end()
    }
}
