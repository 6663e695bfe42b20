//! Texts that many answers hold, written once: to escape them costs more than to find an answer.

use std::sync::OnceLock;

use super::Snapshot;
use crate::model::Facts;

/// What a text is about, by its place among the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// An extent.
    Extent(usize),
    /// A place.
    Place(usize),
    /// A source.
    Source(usize),
}

/// The texts of each subject, written when first wanted.
#[derive(Debug)]
pub(super) struct Written {
    extents: Texts,
    places: Texts,
    sources: Texts,
}

type Texts = Box<[OnceLock<Box<[String]>>]>;

impl Written {
    pub(super) fn new(facts: &Facts) -> Self {
        let texts = |count: usize| (0..count).map(|_| OnceLock::new()).collect();
        Self {
            extents: texts(facts.extents.len()),
            places: texts(facts.places.len()),
            sources: texts(facts.sources.len()),
        }
    }
}

impl Snapshot {
    /// What was written about a subject, as long as this snapshot lasts; `write` is asked the first time only.
    pub fn written(&self, about: Subject, write: impl FnOnce() -> Box<[String]>) -> &[String] {
        let text = match about {
            Subject::Extent(number) => &self.written.extents[number],
            Subject::Place(number) => &self.written.places[number],
            Subject::Source(number) => &self.written.sources[number],
        };
        text.get_or_init(write)
    }
}
