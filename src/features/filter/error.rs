//! What can be wrong with a filter.

use thiserror::Error;

use crate::{features::BboxError, model::DayError};

use super::{MAX_BYTES, MAX_COMPARED, MAX_DEPTH, MAX_NODES, MAX_PATTERN, MAX_VERTICES};

/// A text that is no filter of a collection.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum FilterError {
    /// More bytes than allowed.
    #[error("the filter has {given} bytes; at most {MAX_BYTES} are allowed")]
    TooLong {
        /// Its length.
        given: usize,
    },
    /// Nested too deep.
    #[error("the filter is nested too deep; at most {MAX_DEPTH} levels are allowed")]
    TooDeep,
    /// Too many parts.
    #[error(
        "the filter has too many parts; at most {MAX_NODES} names, values and operators are allowed"
    )]
    TooLarge,
    /// Too many points.
    #[error("the geometries have too many points; at most {MAX_VERTICES} are allowed in a filter")]
    TooManyVertices,
    /// A pattern that is too long.
    #[error("the pattern of LIKE has {given} characters; at most {MAX_PATTERN} are allowed")]
    LongPattern {
        /// Its length.
        given: usize,
    },
    /// Not CQL2 text.
    #[error("the filter cannot be read from character {at} on, at {near:?}: {problem}")]
    Syntax {
        /// Position, from 1.
        at: usize,
        /// What stands there.
        near: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// Not JSON.
    #[error("the filter is not JSON: {0}")]
    NotJson(String),
    /// JSON, but not CQL2.
    #[error("at {path:?} the filter is no CQL2 JSON: {problem}")]
    Json {
        /// JSON pointer.
        path: String,
        /// What is wrong.
        problem: String,
    },
    /// A property that the collection has not.
    #[error("there is no property {name:?}; the properties are {}", .allowed.join(", "))]
    UnknownProperty {
        /// What was asked for.
        name: String,
        /// Those there are.
        allowed: Vec<String>,
    },
    /// A function or operator that CQL2 has not.
    #[error("there is no function or operator {name:?}; there are {}", .allowed.join(", "))]
    UnknownFunction {
        /// What was asked for.
        name: String,
        /// Those there are.
        allowed: Vec<&'static str>,
    },
    /// A wrong number of arguments.
    #[error("{name} has {given} arguments; it takes {expected}")]
    Arity {
        /// The function or operator.
        name: String,
        /// How many there are.
        given: usize,
        /// How many it takes.
        expected: &'static str,
    },
    /// Two values that cannot be compared.
    #[error("{left} and {right} cannot be compared with {operator}{hint}")]
    Kinds {
        /// The operator.
        operator: String,
        /// What stands on its left.
        left: String,
        /// What stands on its right.
        right: String,
        /// What to do about it.
        hint: &'static str,
    },
    /// A value of the wrong kind.
    #[error("{place} takes {wanted}, not {given}")]
    Wanted {
        /// The function or operator.
        place: String,
        /// What it takes.
        wanted: &'static str,
        /// What was given.
        given: String,
    },
    /// A spatial function on a collection without ground.
    #[error("the records of this collection have no geometry, so {name} cannot be asked of them")]
    NoGeometry {
        /// The function.
        name: String,
    },
    /// A geometry that is none.
    #[error("the geometry cannot be used: {0}")]
    Geometry(String),
    /// A collection whose parts touch or overlap, in a relation that asks for the edge of all.
    #[error(
        "parts of a GEOMETRYCOLLECTION touch or overlap; only S_INTERSECTS and S_DISJOINT can be asked of it, not {op}"
    )]
    Heap {
        /// The relation.
        op: String,
    },
    /// Two drawn geometries that are much work.
    #[error(
        "two geometries that are both drawn have too many points; multiplied, the two numbers may be {MAX_COMPARED} at most"
    )]
    TooMuchToCompare,
    /// A point that the coordinate system has not.
    #[error(
        "a geometry reaches beyond what {crs} can tell; in degrees, longitudes go from -180 to 180 and latitudes from -90 to 90, in the axis order of the system, and no line in UTM leaps over the antimeridian or a pole"
    )]
    Outside {
        /// The coordinate system.
        crs: String,
    },
    /// Numbers that are no box.
    #[error("BBOX: {0}")]
    Bbox(#[from] BboxError),
    /// A text that is no day.
    #[error(transparent)]
    Day(#[from] DayError),
    /// A text that is no moment.
    #[error(
        "{given:?} is not a moment; a moment is written like TIMESTAMP('2017-06-15T12:00:00Z')"
    )]
    Moment {
        /// What was given.
        given: String,
    },
    /// An interval that ends before it begins.
    #[error("the interval ends ({last}) before it begins ({first})")]
    Reversed {
        /// Its start.
        first: String,
        /// Its end.
        last: String,
    },
}

/// The beginning of a text, for messages.
pub(super) fn short(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
