//! Texts that many answers hold, written once: to escape them costs more than to find an answer.

use std::sync::OnceLock;

use crate::model::Facts;

/// What was written about each subject, by its place among the facts, as long as a snapshot lasts.
#[derive(Debug)]
pub struct Written {
    /// What stands before, between and after the numbers that an answer says of an extent.
    pub extents: Pieces<[String; 3]>,
    /// What stands before the numbers that an answer says of a place.
    pub places: Pieces<String>,
    /// Sources.
    pub sources: Pieces<String>,
}

/// Pieces of answers, each written when first wanted.
#[derive(Debug)]
pub struct Pieces<T>(Box<[OnceLock<T>]>);

impl Written {
    pub(super) fn new(facts: &Facts) -> Self {
        Self {
            extents: Pieces::none_of(facts.extents.len()),
            places: Pieces::none_of(facts.places.len()),
            sources: Pieces::none_of(facts.sources.len()),
        }
    }
}

impl<T> Pieces<T> {
    fn none_of(count: usize) -> Self {
        Self((0..count).map(|_| OnceLock::new()).collect())
    }

    /// What was written about a subject; `write` is asked the first time only.
    ///
    /// # Panics
    /// When there is no such subject among the facts.
    pub fn get(&self, number: usize, write: impl FnOnce() -> T) -> &T {
        self.0[number].get_or_init(write)
    }
}
