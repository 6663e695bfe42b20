//! Sourced statements that draw the lines.

use thiserror::Error;

use super::{Grade, Id, Period};

/// A sourced statement on which side of a zone's line a place lay, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The place.
    pub place: Id,
    /// The zone it speaks of.
    pub zone: Id,
    /// On which side.
    pub side: Side,
    /// The days it holds for.
    pub period: Period,
    /// How well it is supported.
    pub confidence: Grade,
    /// Publication it rests on.
    pub source: Id,
    /// What a reader should know about it.
    pub note: Option<String>,
    /// Line of the file it stands in, 1-based, for messages.
    pub line: usize,
}

/// A side of a zone's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// In the zone.
    Inside,
    /// Not in the zone.
    Outside,
    /// Surrounded by the zone, not in it.
    Enclave,
}

/// A word that is no side.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a status; allowed are inside, outside and enclave")]
pub struct UnknownSide(String);

impl Side {
    /// A side from its word.
    ///
    /// # Errors
    /// When the word is not `inside`, `outside` or `enclave`.
    pub fn new(word: &str) -> Result<Self, UnknownSide> {
        match word {
            "inside" => Ok(Self::Inside),
            "outside" => Ok(Self::Outside),
            "enclave" => Ok(Self::Enclave),
            _ => Err(UnknownSide(word.to_owned())),
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Outside => "outside",
            Self::Enclave => "enclave",
        }
    }

    /// Whether a place on this side is covered by the zone.
    #[must_use]
    pub fn is_covered(self) -> bool {
        self == Self::Inside
    }
}
