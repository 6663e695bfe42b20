//! One door to every format.

use geo::{Geometry, MultiPolygon};
use thiserror::Error;

use super::{
    Dialect, Encoding, FeaturePage, FeatureSet, csv, flatgeobuf, geojson_seq, geopackage,
    geoparquet, kml,
};
use crate::features::{Crs, Title};

/// A set that could not be written, which no data that has passed the checks should cause.
#[derive(Debug, Error)]
pub enum EncodeError {
    /// Ground that the format cannot hold.
    #[error("the ground cannot be written")]
    Ground(#[from] geozero::error::GeozeroError),
    /// JSON.
    #[error("writing JSON")]
    Json(#[from] serde_json::Error),
    /// CSV.
    #[error("writing CSV")]
    Csv(#[from] ::csv::Error),
    /// KML.
    #[error("writing KML")]
    Kml(#[from] ::kml::Error),
    /// `FlatGeobuf`.
    #[error("writing FlatGeobuf")]
    FlatGeobuf(#[from] ::flatgeobuf::Error),
    /// `GeoPackage`.
    #[error("writing a GeoPackage")]
    GeoPackage(#[from] rusqlite::Error),
    /// `GeoParquet`.
    #[error("writing GeoParquet")]
    GeoParquet(#[from] parquet::errors::ParquetError),
    /// Bytes that did not arrive.
    #[error("writing to memory")]
    Memory(#[from] std::io::Error),
}

/// A set as a file by itself: equal sets give equal bytes.
///
/// # Errors
/// When a library refuses.
pub fn encode_file(encoding: Encoding, set: &FeatureSet<'_>) -> Result<Vec<u8>, EncodeError> {
    let whole = |dialect| FeaturePage::new(set, dialect, None);
    match encoding {
        Encoding::GeoJsonSeq => geojson_seq::write(set),
        Encoding::Csv => csv::write(set),
        Encoding::Kml => kml::write(set),
        Encoding::FlatGeobuf => flatgeobuf::write(set),
        Encoding::GeoPackage => geopackage::write(set),
        Encoding::GeoParquet => geoparquet::write(set),
        Encoding::GeoJson => Ok(serde_json::to_vec(&whole(Dialect::GeoJson))?),
        Encoding::JsonFg => Ok(serde_json::to_vec(&whole(Dialect::JsonFg))?),
    }
}

impl FeatureSet<'_> {
    /// The same in degrees, longitude first, for formats that know nothing else.
    pub(super) fn in_crs84(&self) -> Self {
        Self {
            crs: Crs::Crs84,
            ..*self
        }
    }

    /// The same with x in the east and y in the north, as binary formats have it whatever the definition says.
    pub(super) fn east_first(&self) -> Self {
        match self.crs {
            Crs::Wgs84 => self.in_crs84(),
            _ => *self,
        }
    }

    /// A title in the first language of the data, as far as the properties tell which one that is.
    pub(super) fn titled(&self, title: Title) -> &'static str {
        let properties = &self.table.schema().properties;
        let first = properties
            .iter()
            .find_map(|property| property.lang.as_ref());
        first.map_or(title.en, |lang| title.in_lang(lang))
    }
}

/// A polygon as the only one of several, for columns that hold one type.
pub(super) fn multi(geometry: Geometry<f64>) -> Geometry<f64> {
    match geometry {
        Geometry::Polygon(polygon) => MultiPolygon::from(polygon).into(),
        other => other,
    }
}
