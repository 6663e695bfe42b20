//! A citable publication.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Id, Lang};

/// A publication that a fact rests on. What is not known is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Source {
    /// How data files refer to it.
    pub id: Id,
    /// Title as published.
    pub title: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Date of publication, as far as known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Language it is written in.
    pub language: Option<Lang>,
    /// What a reader should know about it.
    pub note: Option<String>,
}
