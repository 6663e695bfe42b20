//! A text and its paragraphs.

use std::fmt;

use serde::{Serialize, Serializer};

use super::{Day, Id, Lang};

/// A text of the articles folder. What its sidecar does not say is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// File name without its ending.
    pub id: Id,
    /// Title: the sidecar's, else the first paragraph.
    pub title: String,
    /// Language of the text: the sidecar's, else the one its script shows.
    pub lang: Option<Lang>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Day of publication.
    pub published: Option<Day>,
    /// Where it can be read.
    pub url: Option<String>,
    /// What a reader should know about it.
    pub notes: Option<String>,
    /// Its paragraphs in order, the title first. Never empty.
    pub passages: Vec<Passage>,
}

/// One paragraph of an article, exactly as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its address.
    pub id: PassageId,
    /// Its text.
    pub text: String,
}

/// Which paragraph of which article; written `article/number`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PassageId {
    /// The article.
    pub article: Id,
    /// The paragraph, from 0 (the title).
    pub number: usize,
}

impl fmt::Display for PassageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.article, self.number)
    }
}

impl Serialize for PassageId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
