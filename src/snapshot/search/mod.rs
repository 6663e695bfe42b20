//! Passages by their words, their links, their language and their day, found by a kept engine.
//!
//! 1. A [`WordQuery`] is what a person wrote; it says which words a text must hold, and marks them.
//! 2. `index` holds one document per passage: the forms of its words, what its links may be asked
//!    by (`marks`), and its article's day. The texts themselves stay in the snapshot.
//! 3. A [`PassageFilter`] becomes one query of the engine, so that a count is a count of all
//!    conditions together.
//!
//! Folding is the same on both sides, because both go through [`crate::language::words`].

mod index;
mod marks;
mod page;
mod tokens;
mod word_query;

#[cfg(test)]
mod oracle;

pub(super) use index::SearchIndex;
pub use word_query::{Highlight, WordQuery, WordQueryError};

use thiserror::Error;

use super::{PassageFilter, PassageView, Snapshot};

/// The engine failed: a defect, for it works in memory and on what we gave it.
#[derive(Debug, Error)]
#[error("the search engine failed")]
pub struct SearchError(#[from] tantivy::TantivyError);

/// Some of the passages that were asked for.
#[derive(Debug, Clone)]
pub struct PassagePage<'s> {
    /// How many passages satisfy the filter, on all pages together.
    pub matched: usize,
    /// Those of this page: the best first where words are asked for (BM25), else, and among equals,
    /// in order of articles and paragraphs.
    pub passages: Vec<PassageView<'s>>,
}

impl Snapshot {
    /// The passages that satisfy a filter: at most `limit` of them, without the first `offset`.
    /// An offset beyond the last gives none.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn passages(
        &self,
        filter: &PassageFilter,
        offset: usize,
        limit: usize,
    ) -> Result<PassagePage<'_>, SearchError> {
        let found = self.search.find(filter, offset, limit)?;
        Ok(PassagePage {
            matched: found.matched,
            passages: found
                .spots
                .into_iter()
                .filter_map(|(article, number)| self.passage(article, number))
                .collect(),
        })
    }
}
