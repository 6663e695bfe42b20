//! Draws extents from facts: which place lay on which side, and nothing else.
//!
//! No guarantor's map is needed, and none is hidden in here: whoever doubts a stretch of a line
//! reads between which two places it runs, corrects a row, and draws again.
//!
//! 1. **Marks.** The memberships of the zone in force on the extent's first day give each place a
//!    side ([`marks()`]); an enclave is outside. Places are laid on a grid of 0.00001 degrees
//!    ([`GridPoint`]), on which all that follows happens, so that results are equal to the bit.
//! 2. **Triangles.** In a local metric plane ([`Frame`]) the marks are triangulated after
//!    Delaunay ([`Mesh`]), by `spade`.
//! 3. **The line.** In every triangle with corners on both sides the line joins the midpoints of
//!    the two edges that have one end inside and one outside ([`March`]). The area is the union of
//!    the inside parts: whole triangles, quadrilaterals, small triangles. Where no mark lies
//!    further out, the area ends at the hull of the marks.
//! 4. **Cut.** The area is clipped with the outline; islands and holes below the smallest size are
//!    dropped; rings are right-handed (RFC 7946), start at their northernmost vertex and stand
//!    from north to south.
//! 5. **Band.** Nobody knows on which side a point lies in a triangle with corners on both: the
//!    union of these triangles, clipped likewise, is the band of doubt.
//! 6. **Precision.** The length-weighted 90th percentile of half the distance between the two
//!    places of each vertex (`precision`).
//! 7. **Pairs.** Each vertex keeps the two places it lies between ([`Drawing::vertices`]); on the
//!    outline and at the hull there are none.
//!
//! [`leave_one_out()`] asks the same triangles what they would say about a mark they had not seen.
//!
//! Pure: knows the nouns of the model and geometry; no file, no clock, no zone.

mod defect;
mod drawing;
mod frame;
mod grid;
mod leave_one_out;
mod march;
mod mark;
mod mesh;
mod order;
mod overlay;
mod precision;
mod rows;
mod shapes;
#[cfg(test)]
mod tests;

pub use defect::Defect;
pub use drawing::{Drawing, draw};
pub use frame::Frame;
pub use grid::GridPoint;
pub(crate) use grid::turn_of;
pub use leave_one_out::{Ground, Prediction, leave_one_out, side};
pub use march::{Halfway, March};
pub use mark::{Gazetteer, Mark, marks};
pub use mesh::Mesh;
pub(crate) use overlay::wound;
pub use rows::{Clash, Statements, clashes};
pub(crate) use shapes::{Ring, Shape};
