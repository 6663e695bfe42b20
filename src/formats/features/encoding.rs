//! The formats there are.

/// A format that records can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// GeoJSON text sequence (RFC 8142).
    GeoJsonSeq,
    /// OGC Features and Geometries JSON, which adds time.
    JsonFg,
    /// Comma-separated values (RFC 4180) with the ground as WKT.
    Csv,
    /// KML 2.3.
    Kml,
    /// `FlatGeobuf`.
    FlatGeobuf,
    /// OGC `GeoPackage`.
    GeoPackage,
    /// `GeoParquet` 1.1.
    GeoParquet,
}

impl Encoding {
    /// Every format.
    pub const ALL: [Self; 8] = [
        Self::GeoJson,
        Self::GeoJsonSeq,
        Self::JsonFg,
        Self::Csv,
        Self::Kml,
        Self::FlatGeobuf,
        Self::GeoPackage,
        Self::GeoParquet,
    ];

    /// Its name in `f=`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GeoJson => "geojson",
            Self::GeoJsonSeq => "geojsonseq",
            Self::JsonFg => "jsonfg",
            Self::Csv => "csv",
            Self::Kml => "kml",
            Self::FlatGeobuf => "fgb",
            Self::GeoPackage => "gpkg",
            Self::GeoParquet => "parquet",
        }
    }

    /// The ending of its files.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::GeoJsonSeq => "geojsons",
            Self::JsonFg => "fg.json",
            other => other.name(),
        }
    }

    /// The format whose files end so.
    #[must_use]
    pub fn of_ending(ending: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|encoding| encoding.ending() == ending)
    }

    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::GeoJson => "application/geo+json",
            Self::GeoJsonSeq => "application/geo+json-seq",
            Self::JsonFg => "application/fg+json",
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Kml => "application/vnd.google-earth.kml+xml",
            Self::FlatGeobuf => "application/flatgeobuf",
            Self::GeoPackage => "application/geopackage+sqlite3",
            Self::GeoParquet => "application/vnd.apache.parquet",
        }
    }

    /// Whether people can read it.
    #[must_use]
    pub fn is_text(self) -> bool {
        !matches!(self, Self::FlatGeobuf | Self::GeoPackage | Self::GeoParquet)
    }
}
