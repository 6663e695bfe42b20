//! The array functions, on sets of texts.

use std::borrow::Cow;

use super::expression::Term;

/// How two sets lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ArrayRelation {
    Equals,
    Contains,
    ContainedBy,
    Overlaps,
}

/// A list in a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Listing {
    Property(usize),
    Given(Vec<Term>),
}

impl ArrayRelation {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "a_equals" => Self::Equals,
            "a_contains" => Self::Contains,
            "a_containedBy" => Self::ContainedBy,
            "a_overlaps" => Self::Overlaps,
            _ => return None,
        })
    }

    /// Whether the first set lies so to the second; order and repetition do not count.
    pub(super) fn holds(self, a: &[Cow<'_, str>], b: &[Cow<'_, str>]) -> bool {
        let within = |x: &[Cow<'_, str>], y: &[Cow<'_, str>]| x.iter().all(|item| y.contains(item));
        match self {
            Self::Equals => within(a, b) && within(b, a),
            Self::Contains => within(b, a),
            Self::ContainedBy => within(a, b),
            Self::Overlaps => a.iter().any(|item| b.contains(item)),
        }
    }
}
