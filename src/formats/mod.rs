//! How answers are written: JSON and GeoJSON. Knows values, not HTTP.
//!
//! Each view borrows from the snapshot and is a plain `serde` structure whose field order is the
//! order in the output. What is not known is written as `null`.

mod geojson;
mod hyperlink;
mod location;
mod passage;
mod zone;

pub use geojson::{feature_collection, file_name};
pub use hyperlink::{Address, Hyperlink};
pub use location::LocationView;
pub use passage::{ArticleView, LinkedPassage, PassageJson};
pub use zone::{AgreementView, ExtentView, ZoneView};
