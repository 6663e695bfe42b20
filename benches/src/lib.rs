//! What the measuring programs share: sets of polygons, points to ask for, what Hudna is compared with, and how.
//!
//! Everything is made from fixed seeds and written to a folder once, so that every peer reads the very same bytes.

pub mod adjoining;
pub mod area_set;
pub mod boxes;
pub mod chart;
pub mod crinkled;
pub mod days;
pub mod dice;
pub mod memory;
pub mod points;
pub mod table;
pub mod turns;
pub mod world;
