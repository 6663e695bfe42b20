//! The area a zone covered during one period.

use std::collections::BTreeMap;

use geo::MultiPolygon;
use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

use super::{BoundaryVertex, Id, Lang, LocalText, Period};

/// The ground a zone covered during one period, as far as it can be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Extent {
    /// `<zone>@<valid_from>`, unique.
    pub id: String,
    /// Whose extent it is.
    pub zone: Id,
    /// When it applied.
    pub period: Period,
    /// How far, in metres, the true line may lie from the drawn one. Finite and above zero.
    pub precision_m: f64,
    /// How well the drawing is supported, where its data says so.
    pub confidence: Option<Grade>,
    /// Agreement it rests on; `None` for a situation without one.
    pub basis: Option<Id>,
    /// One or two sentences about it.
    pub summary: LocalText,
    /// What is known to be doubtful about it, per language.
    pub doubts: BTreeMap<Lang, Vec<String>>,
    /// Publications it rests on.
    pub sources: Vec<Id>,
    /// The drawn ground: valid rings in degrees, longitude first, right-handed; holes are enclaves.
    pub area: MultiPolygon<f64>,
    /// Where nobody knows on which side a point lies, if that was drawn; valid like the area.
    pub band: Option<MultiPolygon<f64>>,
    /// Each vertex of the area in ring order, closing ones left out, with the places it lies
    /// between; empty when that is not known.
    pub vertices: Vec<BoundaryVertex>,
}

/// How well a statement is supported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Weakly.
    Low,
    /// Fairly.
    Medium,
    /// Well.
    High,
}

/// A word that is no grade.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a confidence; allowed are high, medium and low")]
pub struct UnknownGrade(String);

impl Grade {
    /// A grade from its word.
    ///
    /// # Errors
    /// When the word is not `high`, `medium` or `low`.
    pub fn new(word: &str) -> Result<Self, UnknownGrade> {
        match word {
            "low" => Ok(Self::Low),
            "medium" => Ok(Self::Medium),
            "high" => Ok(Self::High),
            _ => Err(UnknownGrade(word.to_owned())),
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}
