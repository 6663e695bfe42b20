//! How answers are written: JSON and GeoJSON. Knows values, not HTTP.
//!
//! Each view borrows from the snapshot and is a plain `serde` structure whose field order is the
//! order in the output. What is not known is written as `null`.

mod annotation;
mod drawn;
mod features;
mod geojson;
mod hyperlink;
mod link;
mod location;
mod marked;
mod passage;
mod quality;
mod tile_matrix_set;
mod tileset;
mod zone;

pub use annotation::{
    ANNOTATIONS, Annotation, AnnotationCollection, AnnotationPage, Named, PageParts,
};
pub use drawn::drawn_files;
pub use features::{Encoding, FeatureSet};
pub use geojson::{band_collection, feature_collection, file_name};
pub use hyperlink::{Address, Hyperlink};
pub use link::{LinkView, explanation};
pub use location::LocationView;
pub use marked::{Mark, Run, marked};
pub use passage::{ArticleView, LinkedPassage, PassageJson};
pub use quality::quality_report;
pub use tile_matrix_set::{WEB_MERCATOR_QUAD, tile_matrix_set, tile_matrix_sets};
pub use tileset::{MVT, Tileset};
pub use zone::{AgreementView, ExtentView, ZoneView};
