//! CQL2 filters (OGC 21-065r2) over tables.
//!
//! A filter goes four steps:
//! 1. `text` or `json` bound what a stranger may send and make it harmless to the parser.
//! 2. The `cql2` crate parses it.
//! 3. `lower` checks it against the schema, so that what is wrong is told before any record is looked at.
//! 4. `evaluate` asks it of a record. What is not known (NULL) makes neither true nor false.

mod array;
mod error;
mod evaluate;
mod expression;
mod fold;
mod json;
mod like;
mod literal;
mod lower;
mod names;
mod operands;
mod spatial;
mod temporal;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod tokens;

pub use error::FilterError;

use std::time::Instant;

use geo::Rect;

use super::{Crs, Schema, Table, TooMuchWork};
use expression::Truth;
use lower::Lowering;

/// Longest filter, in bytes.
pub const MAX_BYTES: usize = 8000;
/// Deepest nesting: in text, parentheses and operators that follow each other without AND, OR or comma between (NOT,
/// minus, `1 + 1 + 1`); in JSON, expressions within expressions.
pub const MAX_DEPTH: usize = 32;
/// Most names, values and operators in a filter; a geometry counts as one.
pub const MAX_NODES: usize = 500;
/// Most points in all geometries of a filter.
pub const MAX_VERTICES: usize = 2000;
/// Most points of two geometries that are both drawn in the filter, multiplied.
pub const MAX_COMPARED: usize = 50_000;
/// Longest pattern of LIKE, in characters.
pub const MAX_PATTERN: usize = 200;

/// The two encodings of CQL2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FilterLang {
    /// `cql2-text`.
    #[default]
    Text,
    /// `cql2-json`.
    Json,
}

/// A condition on the records of a table, checked against its schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    truth: Truth,
    around: Option<Rect<f64>>,
}

impl Filter {
    /// A filter from its text; `crs` is the coordinate system, with its axis order, of the geometries in it.
    ///
    /// # Errors
    /// When the text is no CQL2, is beyond a limit, names what `schema` has not, or sets against each other what
    /// cannot be compared.
    pub fn parse(
        text: &str,
        lang: FilterLang,
        crs: Crs,
        schema: &Schema,
    ) -> Result<Self, FilterError> {
        if text.len() > MAX_BYTES {
            return Err(FilterError::TooLong { given: text.len() });
        }
        let expression = match lang {
            FilterLang::Text => text::parse(text)?,
            FilterLang::Json => json::parse(text)?,
        };
        let truth = Lowering { schema, crs, lang }.truth(&expression)?;
        Ok(Self {
            around: truth.around(),
            truth,
        })
    }

    /// Whether the filter is true of a record: not false, and not unknown.
    ///
    /// # Errors
    /// When that is not known at a time; a spatial relation that was begun is worked out first.
    pub fn holds(
        &self,
        table: &dyn Table,
        record: usize,
        end: Instant,
    ) -> Result<bool, TooMuchWork> {
        let row = evaluate::Row { table, record, end };
        let truth = row.truth(&self.truth);
        // A look at the clock takes 30 ns, less than asking anything.
        if row.is_late() {
            return Err(TooMuchWork);
        }
        Ok(truth == Some(true))
    }

    /// A box in degrees, longitude first, that every record it is true of touches; `None` where it names no such box.
    #[must_use]
    pub fn around(&self) -> Option<Rect<f64>> {
        self.around
    }
}
