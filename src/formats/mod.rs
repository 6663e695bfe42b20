//! How answers are written: JSON, GeoJSON, and the maps of pages. Knows values, not HTTP.
//!
//! Each view borrows from the snapshot and is a plain `serde` structure whose field order is the
//! order in the output. What is not known is written as `null`.

mod annotation;
mod collection;
mod drawn;
mod features;
mod geojson;
mod hyperlink;
mod json_schema;
mod link;
mod location;
mod marked;
mod passage;
mod quality;
mod svg_map;
mod zone;

pub use annotation::{
    ANNOTATIONS, Annotation, AnnotationCollection, AnnotationPage, Named, PageParts,
};
pub use collection::CollectionView;
pub use drawn::drawn_files;
pub use features::{Dialect, Encoding, FeaturePage, FeatureSet, FeatureView, Page, encode};
pub use geojson::{band_collection, feature_collection, file_name};
pub use hyperlink::{Address, Hyperlink};
pub use json_schema::{Purpose, json_schema};
pub use link::{LinkView, explanation};
pub use location::LocationView;
pub use marked::{Mark, Run, marked};
pub use passage::{ArticleView, LinkedPassage, PassageJson};
pub use quality::quality_report;
pub use svg_map::{LAND, Marked, SmallMap};
pub use zone::{AgreementView, ExtentView, ZoneView};
