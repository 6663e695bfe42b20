//! The extents as files to take home.

use super::{
    Address, EncodeError, Encoding, FeatureSet, encode_file, feature_collection, file_name,
};
use crate::{
    features::{Crs, Features},
    model::{Day, Zone},
    snapshot::Snapshot,
};

/// Extents of one zone (all zones without one) in force on a day (ever without one).
#[derive(Debug, Clone, Copy)]
pub struct Download<'s> {
    /// Where the extents are.
    pub snapshot: &'s Snapshot,
    /// The same as tables.
    pub features: &'s Features,
    /// Whose extents.
    pub zone: Option<&'s Zone>,
    /// When they were in force.
    pub day: Option<Day>,
}

impl Download<'_> {
    /// The file. GeoJSON has the properties it has always had, the others those of the collection `zones`.
    ///
    /// # Errors
    /// When a library refuses.
    pub fn body(&self, encoding: Encoding, address: Address<'_>) -> Result<Vec<u8>, EncodeError> {
        let extents = self.snapshot.extents_of(self.zone, self.day);
        if encoding == Encoding::GeoJson {
            let collection = feature_collection(self.snapshot, extents, address);
            return Ok(serde_json::to_vec(&collection)?);
        }
        let table = self.features.zones();
        let records: Vec<usize> = extents
            .filter_map(|extent| table.find(&extent.id))
            .collect();
        let properties: Vec<usize> = (0..table.schema().properties.len()).collect();
        let set = FeatureSet {
            table,
            records: &records,
            properties: &properties,
            crs: Crs::Crs84,
        };
        encode_file(encoding, &set)
    }

    /// The name to save it under.
    #[must_use]
    pub fn file_name(&self, encoding: Encoding) -> String {
        file_name(self.snapshot, self.zone, self.day, encoding.ending())
    }
}
