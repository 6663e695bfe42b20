//! Records of a collection in the formats of GIS programs.
//!
//! A [`FeatureSet`] says what is written; an [`Encoding`] how. Each encoding lives in a file of its own.

mod csv;
mod definition;
mod encode;
mod encoding;
mod flatgeobuf;
mod geojson_seq;
mod geopackage;
mod geoparquet;
mod json;
mod kml;
#[cfg(test)]
mod tests;

pub use encode::{EncodeError, encode_file};
pub use encoding::Encoding;
pub use json::{Dialect, FeaturePage, FeatureView, Page};

use geo::{Coord, CoordsIter, Geometry};

use crate::features::{Crs, Property, Record, Table};

/// Records to be written, with those of their properties that are asked for.
#[derive(Debug, Clone, Copy)]
pub struct FeatureSet<'s> {
    /// Whose records.
    pub table: &'s dyn Table,
    /// Their numbers, in order.
    pub records: &'s [usize],
    /// The numbers of the properties to write, in order.
    pub properties: &'s [usize],
    /// The coordinate system to write the ground in, with its axis order.
    pub crs: Crs,
}

impl<'s> FeatureSet<'s> {
    /// The properties to write.
    pub fn columns(&self) -> impl Iterator<Item = &'s Property> {
        let all = &self.table.schema().properties;
        self.properties.iter().map(move |number| &all[*number])
    }

    /// The records, with the values of [`Self::columns`] only.
    pub fn records(&self) -> impl Iterator<Item = Record<'s>> {
        let (table, properties) = (self.table, self.properties);
        self.records.iter().map(move |record| Record {
            id: table.id(*record),
            shape: table.shape(*record),
            days: table.days(*record),
            values: properties
                .iter()
                .map(|p| table.value(*record, *p))
                .collect(),
        })
    }

    /// The ground of a record in the coordinate system of the set; `None` where it has none, or the system does not
    /// reach that far.
    #[must_use]
    pub fn geometry(&self, record: &Record<'_>) -> Option<Geometry<f64>> {
        let degrees = record.shape.to_geometry()?;
        let there = match self.crs {
            Crs::Crs84 => return Some(degrees),
            crs => crs.project(&degrees),
        };
        let is_there = |c: Coord<f64>| c.x.is_finite() && c.y.is_finite();
        let reaches = there.coords_iter().all(is_there);
        reaches.then_some(there)
    }
}
