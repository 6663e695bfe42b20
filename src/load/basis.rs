//! Zones, their agreements and sources: what every other file refers to.

use super::{Folder, agreements, faults::Faults, known, sources, zones};
use crate::model::{Agreement, Source, Zone};

/// The ids that an extent may refer to.
pub(super) struct Known<'a> {
    pub(super) zones: &'a known::Known,
    pub(super) agreements: &'a known::Known,
    pub(super) sources: &'a known::Known,
}

/// What was read of it, with its ids.
pub(super) struct Basis {
    pub(super) zones: Vec<Zone>,
    pub(super) agreements: Vec<Agreement>,
    pub(super) sources: Vec<Source>,
    known_zones: known::Known,
    known_agreements: known::Known,
    known_sources: known::Known,
}

impl Basis {
    /// Reads file after file, those that others refer to first.
    pub(super) fn read(data: &Folder, faults: &mut Faults) -> Self {
        let (sources, known_sources) = sources::read(data, faults);
        let (agreements, known_agreements) = agreements::read(data, &known_sources, faults);
        let (zones, known_zones) = zones::read(data, &known_agreements, &known_sources, faults);
        Self {
            zones,
            agreements,
            sources,
            known_zones,
            known_agreements,
            known_sources,
        }
    }

    /// Its ids.
    pub(super) fn known(&self) -> Known<'_> {
        Known {
            zones: &self.known_zones,
            agreements: &self.known_agreements,
            sources: &self.known_sources,
        }
    }
}
