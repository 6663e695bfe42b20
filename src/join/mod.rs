//! A table in, the same table with its zones out, piece by piece and without a file or a thread of its own.
//!
//! 1. A [`Cutter`] takes bytes as they come and gives [`Piece`]s of whole rows. Memory is bounded by
//!    the size of a piece and [`MOST_ROW_BYTES`].
//! 2. A [`Plan`] is made from the first piece: which columns hold longitude, latitude and date, and
//!    what is written for each extent.
//! 3. [`Plan::join`] is a pure function of a piece: any thread may do any piece.
//! 4. A [`Tally`] takes what was [`Joined`] in order, gives the bytes to be written, and counts.
//!
//! Tables that come as Arrow's batches have a [`ColumnPlan`] instead of the first three. Of a Parquet table only the columns
//! that say where and when are read; the new ones come as [`NewChunk`]s, to be put beside the old ones.
//!
//! Every row keeps its bytes; only the new cells are put at its end.

mod answers;
mod calendar;
mod chunks;
mod column;
mod columnar;
mod columns;
mod count;
mod cutter;
mod date;
mod delimited;
mod dialect;
mod ends;
mod error;
mod features;
mod findings;
mod hybrid;
mod joined;
mod json;
mod locator;
mod number;
mod objects;
mod options;
mod plan;

pub use chunks::NewChunk;
pub use columnar::{ColumnPlan, JoinedBatch};
pub use count::{Count, Counts, Key, UnknownKey};
pub use cutter::{Cutter, MOST_ROW_BYTES, PIECE_BYTES, Piece};
pub use date::{DateFormat, DateFormatError};
pub use error::JoinError;
pub use joined::{BadRow, Joined, Suspects, Tally, Wrong};
pub use options::{DateColumn, Options, TableFormat};
pub use plan::Plan;

#[cfg(test)]
mod tests;
