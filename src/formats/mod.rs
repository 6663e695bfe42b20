//! How answers are written: JSON, GeoJSON, the formats of GIS programs, and the maps of pages. Knows values, not HTTP.
//!
//! Each view borrows from the snapshot and is a plain `serde` structure whose field order is the
//! order in the output. What is not known is written as `null`.

mod annotation;
mod collection;
mod downloads;
mod drawn;
mod features;
mod geojson;
mod hyperlink;
mod json_schema;
mod link;
mod located;
mod location;
mod marked;
mod passage;
mod quality;
mod svg_map;
mod tile_matrix_set;
mod tileset;
mod zone;

pub use annotation::{
    ANNOTATIONS, Annotation, AnnotationCollection, AnnotationPage, Named, PageParts,
};
pub use collection::CollectionView;
pub use downloads::Download;
pub use drawn::drawn_files;
pub use features::{
    Dialect, EncodeError, Encoding, FeaturePage, FeatureSet, FeatureView, Page, encode_file,
};
pub use geojson::{band_collection, feature_collection, file_name};
pub use hyperlink::{Address, Hyperlink};
pub use json_schema::{Purpose, json_schema};
pub use link::{LinkView, explanation};
pub use located::located;
pub use location::LocationView;
pub use marked::{Mark, Run, marked};
pub use passage::{ArticleView, LinkedPassage, PassageJson};
pub use quality::quality_report;
pub use svg_map::{LAND, Marked, SmallMap};
pub use tile_matrix_set::{WEB_MERCATOR_QUAD, tile_matrix_set, tile_matrix_sets};
pub use tileset::{MVT, Tileset};
pub use zone::{AgreementView, ExtentView, ZoneView};
