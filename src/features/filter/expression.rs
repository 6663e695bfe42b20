//! A filter as it is evaluated: kinds checked, names resolved, literals read.

use geo::Rect;

use super::{
    array::{ArrayRelation, Listing},
    like::Pattern,
    spatial::{Ground, SpatialRelation},
    temporal::{TemporalRelation, Time},
};
use crate::model::Day;

/// Something true, false or unknown of a record. Properties are numbers in the schema.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Truth {
    Constant(bool),
    Property(usize),
    Not(Box<Self>),
    And(Vec<Self>),
    Or(Vec<Self>),
    Compare(Comparison, Term, Term),
    Between(Term, Term, Term),
    In(Term, Vec<Term>),
    Like(Term, Pattern),
    IsNull(Nullable),
    Spatial(SpatialRelation, Ground, Ground),
    Temporal(TemporalRelation, Time, Time),
    Array(ArrayRelation, Listing, Listing),
}

/// What may be null.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Nullable {
    Property(usize),
    Ground,
    Term(Term),
    Never,
}

/// A single value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    Number(f64),
    Text(String),
    Moment(Moment),
    Property(usize),
    Truth(Box<Truth>),
    Arithmetic(Arithmetic, Box<Self>, Box<Self>),
    Folded(Fold, Box<Self>),
}

/// A moment in UTC: `YYYYMMDD`, and nanoseconds since midnight. A day is its midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment(pub(super) u64, pub(super) i64);

impl From<Day> for Moment {
    fn from(day: Day) -> Self {
        Self(day.number(), 0)
    }
}

/// The operators that compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The operators that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    WholeDivide,
    Power,
}

/// What of a text does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Case,
    Accents,
}

impl Truth {
    /// All of them, those that cost least first.
    pub(super) fn all(mut parts: Vec<Self>) -> Self {
        parts.sort_by_key(Self::cost);
        Self::And(parts)
    }

    /// One of them, those that cost least first.
    pub(super) fn any(mut parts: Vec<Self>) -> Self {
        parts.sort_by_key(Self::cost);
        Self::Or(parts)
    }

    /// Roughly how long it takes.
    fn cost(&self) -> usize {
        let all = |parts: &[Self]| parts.iter().map(Self::cost).sum();
        match self {
            Self::Constant(_) => 0,
            Self::Property(_) | Self::IsNull(_) => 1,
            Self::Not(part) => part.cost(),
            Self::And(parts) | Self::Or(parts) => all(parts),
            Self::Temporal(..) | Self::Compare(..) | Self::Between(..) => 2,
            Self::In(_, list) => 2 + list.len() / 8,
            Self::Array(..) => 10,
            Self::Like(..) => 20,
            Self::Spatial(..) => 10_000,
        }
    }

    /// The smallest box that every record it is true of must touch, where it says so.
    pub(super) fn around(&self) -> Option<Rect<f64>> {
        match self {
            Self::Spatial(relation, Ground::Own, Ground::Drawn(drawn))
            | Self::Spatial(relation, Ground::Drawn(drawn), Ground::Own) => {
                relation.needs_meeting().then_some(drawn.around)
            }
            Self::And(parts) => {
                let boxes = parts.iter().filter_map(Self::around);
                let size = |around: &Rect<f64>| around.width() * around.height();
                boxes.min_by(|a, b| size(a).total_cmp(&size(b)))
            }
            _ => None,
        }
    }
}
