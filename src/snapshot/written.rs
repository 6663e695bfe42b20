//! Texts that many answers hold, as JSON, written once: to escape them costs more than to find an answer.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::Snapshot;
use crate::model::{Facts, Id};

/// Texts as JSON.
#[derive(Debug)]
pub(super) struct Written {
    zone_names: Vec<Box<RawValue>>,
    doubts: Vec<Box<RawValue>>,
    sources: HashMap<Id, Box<RawValue>>,
}

impl Written {
    pub(super) fn of(facts: &Facts) -> Self {
        let (zones, extents, sources) = (&facts.zones, &facts.extents, &facts.sources);
        Self {
            zone_names: zones.iter().map(|zone| written(&zone.name)).collect(),
            doubts: extents
                .iter()
                .map(|extent| written(&extent.doubts))
                .collect(),
            sources: sources
                .iter()
                .map(|source| (source.id.clone(), written(source)))
                .collect(),
        }
    }
}

fn written(value: &impl Serialize) -> Box<RawValue> {
    to_raw_value(value)
        .expect("texts by language and sources have text keys, so JSON can hold them")
}

impl Snapshot {
    /// The name of a zone as JSON, by its place in list order.
    #[must_use]
    pub fn zone_name_as_json(&self, zone: usize) -> &RawValue {
        &self.written.zone_names[zone]
    }

    /// What is doubtful about an extent as JSON, by its place among [`Self::extents`].
    #[must_use]
    pub fn doubts_as_json(&self, extent: usize) -> &RawValue {
        &self.written.doubts[extent]
    }

    /// A source as JSON.
    #[must_use]
    pub fn source_as_json(&self, id: &Id) -> Option<&RawValue> {
        self.written.sources.get(id).map(AsRef::as_ref)
    }
}
