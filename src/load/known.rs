//! The ids that a file defines, for others to refer to.

use std::collections::BTreeSet;

use crate::model::Id;

/// Ids one may refer to.
#[derive(Debug)]
pub(super) struct Known {
    noun: &'static str,
    ids: BTreeSet<Id>,
    complete: bool,
}

impl Known {
    pub(super) fn of(noun: &'static str) -> Self {
        Self {
            noun,
            ids: BTreeSet::new(),
            complete: true,
        }
    }

    /// Says that the defining file could not be read, so that nobody is blamed for using its ids.
    pub(super) fn unreadable(&mut self) {
        self.complete = false;
    }

    /// Whether the defining file was read whole.
    pub(super) fn is_complete(&self) -> bool {
        self.complete
    }

    /// Adds an id; false when it was there.
    pub(super) fn add(&mut self, id: &Id) -> bool {
        self.ids.insert(id.clone())
    }

    pub(super) fn has(&self, id: &Id) -> bool {
        !self.complete || self.ids.contains(id)
    }

    pub(super) fn noun(&self) -> &'static str {
        self.noun
    }

    /// The nearest ids in spelling order, as a hint.
    pub(super) fn suggestion(&self, text: &str) -> String {
        if self.ids.is_empty() {
            return format!("there is no {} at all", self.noun);
        }
        let after = self.ids.iter().filter(|id| id.as_str() >= text).take(2);
        let before = self
            .ids
            .iter()
            .rev()
            .filter(|id| id.as_str() < text)
            .take(2);
        let near: BTreeSet<&str> = before.chain(after).map(Id::as_str).collect();
        let dots = if self.ids.len() > near.len() {
            ", …"
        } else {
            ""
        };
        format!(
            "there are {}{dots}",
            near.into_iter().collect::<Vec<_>>().join(", ")
        )
    }
}
