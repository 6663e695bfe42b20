//! Ties passages to zones by the names and words in them.
//!
//! 1. Every name of every zone and place, and every expression of the lexicon, goes into one automaton
//!    (`catalogue`). A place belongs to the zones whose extents cover its point at any time, or whose province
//!    it lies in: the map teaches the linker.
//! 2. Each passage is read by itself (`sighting`): names judged by what stands directly around them.
//! 3. The article is read in order (`reader`), a passage being settled once two more have been read: what the
//!    text is about decides on names with two meanings (`condition`).
//! 4. Words such as "the area" are given their antecedents (`discourse`); names that the article itself puts into a
//!    zone are known in later passages (`text_name`).
//! 5. Per zone the strongest reason makes the link (`claims`, `rules`).

mod catalogue;
mod claims;
mod condition;
mod cutter;
mod description;
mod discourse;
mod meaning;
mod reader;
mod roles;
mod rules;
mod sighting;
mod text_name;

#[cfg(test)]
mod tests;

pub use reader::{LinkedText, Reader};
pub use rules::{PINNED, RULES, Rule, rule};

use crate::{
    language::TooManyNames,
    model::{Facts, Link, Passage},
};
use catalogue::Catalogue;

/// Finds what passages speak of.
#[derive(Debug)]
pub struct Linker {
    catalogue: Catalogue,
}

impl Linker {
    /// Gathers the names of all zones and places.
    ///
    /// # Errors
    /// When there are more names than an automaton can hold.
    pub fn new(facts: &Facts) -> Result<Self, TooManyNames> {
        let catalogue = Catalogue::new(facts)?;
        Ok(Self { catalogue })
    }

    /// The links of each passage of an article.
    #[must_use]
    pub fn link_article(&self, passages: &[Passage]) -> Vec<Vec<Link>> {
        let mut reader = self.reader();
        let mut read = Vec::with_capacity(passages.len());
        for passage in passages {
            read.extend(reader.push(passage.text.clone()));
        }
        read.extend(reader.finish());
        read.into_iter().map(|read| read.links).collect()
    }

    /// Reads one article passage by passage, holding only what later passages may need.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(self)
    }
}
