//! The nouns, valid by construction: whoever holds one need not check it again.
//!
//! Nothing here reads a file, speaks HTTP or knows a particular zone. Every other room may use
//! these words; this room uses none of theirs.

mod agreement;
mod article;
mod boundary;
mod check;
mod dataset;
mod day;
mod extent;
mod facts;
mod fault;
mod id;
mod lexicon;
mod link;
mod local_text;
mod lonlat;
mod membership;
mod place;
mod plan;
mod source;
mod stretch;
mod utm;
mod zone;

pub use agreement::Agreement;
pub use article::{Article, Passage, PassageId};
pub(crate) use boundary::{Margins, Plane, is_cut};
pub use boundary::{NearestEdge, boundary_distance_m, degree_m, distance_m, nearest_edge};
pub use check::Check;
pub use dataset::{Dataset, View};
pub use day::{Day, DayError, Period, PeriodError};
pub use extent::{Extent, Grade, UnknownGrade};
pub use facts::{BasemapLayer, BasemapLine, Facts};
pub use fault::{At, Fault, FaultKind, Severity};
pub use id::{Id, IdError};
pub use lexicon::{Homonym, Lexicon, Reference, Sort, Sorts, Vocabulary};
pub use link::{
    Antecedent, Confidence, Decision, Link, LinkKind, Mention, Named, Rejection, Ruling, Verdict,
};
pub use local_text::{Lang, LangError, LocalText};
pub use lonlat::{LonLat, LonLatError};
pub use membership::{Membership, Side, UnknownSide};
pub use place::Place;
pub use plan::{ExtentPlan, Outline};
pub use source::Source;
pub use stretch::{BoundaryVertex, Pair};
pub use utm::{UtmZone, UtmZoneError};
pub use zone::{Calls, Color, ColorError, Ending, Gap, Zone};
