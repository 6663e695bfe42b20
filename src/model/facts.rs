//! Everything that was loaded, checked file by file and against each other.

use geo::{MultiLineString, MultiPolygon};

use super::{
    Agreement, Article, Check, Dataset, Decision, Extent, ExtentPlan, Lexicon, Membership, Place,
    Source, Zone,
};

/// The content of a data folder and an articles folder. Every id in it resolves.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The folder as a whole.
    pub dataset: Dataset,
    /// Zones in list order.
    pub zones: Vec<Zone>,
    /// Agreements in file order.
    pub agreements: Vec<Agreement>,
    /// Sources in file order.
    pub sources: Vec<Source>,
    /// Extents by zone in list order, then by period.
    pub extents: Vec<Extent>,
    /// The gazetteer.
    pub places: Vec<Place>,
    /// Statements that extents are drawn from.
    pub memberships: Vec<Membership>,
    /// What is decided about the extents that are drawn from memberships, in file order.
    pub plans: Vec<ExtentPlan>,
    /// Statements kept out of the drawing, to test it.
    pub checks: Vec<Check>,
    /// Words for the linker.
    pub lexicon: Lexicon,
    /// Articles by id.
    pub articles: Vec<Article>,
    /// What people decided about links, in file order.
    pub decisions: Vec<Decision>,
    /// Layers to draw below the zones, by name.
    pub basemap: Vec<BasemapLayer>,
    /// SHA-256 over all files and their names, in hexadecimal.
    pub digest: String,
}

/// A layer of the base map.
#[derive(Debug, Clone, PartialEq)]
pub struct BasemapLayer {
    /// File name without its ending.
    pub name: String,
    /// The file: GeoJSON.
    pub body: Vec<u8>,
    /// Its areas, for maps that are drawn here.
    pub areas: MultiPolygon<f64>,
    /// Its lines, for the same.
    pub lines: Vec<BasemapLine>,
}

/// A line of the base map.
#[derive(Debug, Clone, PartialEq)]
pub struct BasemapLine {
    /// What it is, where the file says so: `international`.
    pub kind: Option<String>,
    /// Where it runs.
    pub line: MultiLineString<f64>,
}
