//! What can be asked of a join.

use serde::Deserialize;

use super::{DateFormat, Key, objects::RECORD_SEPARATOR};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// Cells parted by commas (or by semicolons, tabs or bars, where the header has no comma).
    Csv,
    /// Cells parted by tabs.
    Tsv,
    /// A JSON object on each line.
    Ndjson,
    /// A `FeatureCollection` (RFC 7946).
    GeoJson,
    /// A feature on each line, or after each record separator (RFC 8142).
    GeoJsonSeq,
}

impl TableFormat {
    const ALL: [Self; 5] = [
        Self::Csv,
        Self::Tsv,
        Self::Ndjson,
        Self::GeoJson,
        Self::GeoJsonSeq,
    ];

    /// The media type of such a table.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Ndjson => "application/x-ndjson",
            Self::GeoJson => "application/geo+json",
            Self::GeoJsonSeq => "application/geo+json-seq",
        }
    }

    /// The format that the name of a file tells, an ending of compression left aside.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let name = name
            .strip_suffix(".gz")
            .or(name.strip_suffix(".zst"))
            .unwrap_or(&name);
        let (_, ending) = name.rsplit_once('.')?;
        match ending {
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "ndjson" | "jsonl" => Some(Self::Ndjson),
            "geojson" => Some(Self::GeoJson),
            "geojsonl" | "geojsons" | "geojsonseq" => Some(Self::GeoJsonSeq),
            _ => None,
        }
    }

    /// The format that a table has by its first bytes.
    #[must_use]
    pub fn sniff(head: &[u8]) -> Self {
        let head = head
            .strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(head)
            .trim_ascii_start();
        let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if line.first() == Some(&RECORD_SEPARATOR) {
            return Self::GeoJsonSeq;
        }
        if line.first() == Some(&b'{') {
            return match serde_json::from_slice::<Kind>(line) {
                Ok(Kind { kind: Some(kind) }) if kind == "FeatureCollection" => Self::GeoJson,
                Ok(Kind { kind: Some(kind) }) if kind == "Feature" => Self::GeoJsonSeq,
                Ok(_) => Self::Ndjson,
                // An object of many lines, or of a very long one.
                Err(_) => Self::GeoJson,
            };
        }
        if line.contains(&b'\t') && !line.contains(&b',') {
            return Self::Tsv;
        }
        Self::Csv
    }

    /// The format of a media type, parameters such as `charset` left aside.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        let name = media_type.split(';').next().unwrap_or_default().trim();
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        let found = Self::ALL.into_iter().find(|format| is(format.media_type()));
        found.or_else(|| match name.to_ascii_lowercase().as_str() {
            "application/csv" => Some(Self::Csv),
            "application/ndjson" | "application/jsonl" | "application/x-jsonlines" => {
                Some(Self::Ndjson)
            }
            "application/vnd.geo+json" => Some(Self::GeoJson),
            _ => None,
        })
    }
}

/// What an object says about itself.
#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Which column holds the date of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum DateColumn {
    /// The one with a usual name, if there is one.
    #[default]
    Usual,
    /// The one of this name.
    Named(String),
    /// None: every extent that ever covered a point is wanted.
    None,
}

/// What is asked of a join; the default is what the table itself says.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The column of the longitude, where it has no usual name.
    pub lon: Option<String>,
    /// The column of the latitude, where it has no usual name.
    pub lat: Option<String>,
    /// The column of the date.
    pub date: DateColumn,
    /// How dates are written, where not `YYYY-MM-DD`.
    pub date_format: Option<DateFormat>,
    /// Whether a fifth column `possible_zone` is wanted.
    pub possible: bool,
    /// What the names of the new columns begin with.
    pub prefix: String,
    /// Whether bad rows are left out of the table, and kept in [`super::Joined::aside`].
    pub set_aside: bool,
    /// By what rows are counted, each time anew.
    pub counts: Vec<Vec<Key>>,
}

impl Options {
    /// The names of the new columns.
    #[must_use]
    pub fn new_columns(&self) -> Vec<String> {
        let mut names = vec!["zone", "extent", "position", "boundary_distance_m"];
        if self.possible {
            names.push("possible_zone");
        }
        let prefixed = names.iter().map(|name| format!("{}{name}", self.prefix));
        prefixed.collect()
    }
}
