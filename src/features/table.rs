//! A collection of records, each known by its number.

use std::{borrow::Cow, fmt::Debug};

use geo::{Geometry, MultiPolygon, Rect};

use super::{Days, Schema, Value};
use crate::model::LonLat;

/// A collection. Its records are numbered from 0 in the order they are listed; a number means the same record as long
/// as the snapshot lives.
pub trait Table: Debug + Send + Sync {
    /// What its records have.
    fn schema(&self) -> &Schema;
    /// How many records there are.
    fn len(&self) -> usize;
    /// The number of the record of an id.
    fn find(&self, id: &str) -> Option<usize>;
    /// The id of a record.
    fn id(&self, record: usize) -> Cow<'_, str>;
    /// The value of a property, by its number in the schema.
    fn value(&self, record: usize, property: usize) -> Value<'_>;
    /// The ground of a record.
    fn shape(&self, record: usize) -> Shape<'_>;
    /// The days a record belongs to; `None` for those without any.
    fn days(&self, record: usize) -> Option<Days>;
    /// The records that may touch a box, ascending, where an index tells; `None` where every record must be looked at.
    fn near(&self, area: Rect<f64>) -> Option<Vec<usize>>;
    /// The box around everything, in degrees.
    fn bounds(&self) -> Option<Rect<f64>>;

    /// Whether there is no record.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of a record.
    fn record(&self, record: usize) -> Record<'_> {
        let properties = 0..self.schema().properties.len();
        Record {
            id: self.id(record),
            shape: self.shape(record),
            days: self.days(record),
            values: properties.map(|p| self.value(record, p)).collect(),
        }
    }

    /// The days that any record belongs to: first and last, `None` on a side that is open.
    fn all_days(&self) -> Option<Days> {
        let days = (0..self.len()).filter_map(|record| self.days(record));
        days.reduce(Days::around)
    }
}

/// A feature, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'s> {
    /// Its id.
    pub id: Cow<'s, str>,
    /// Its ground.
    pub shape: Shape<'s>,
    /// Its days.
    pub days: Option<Days>,
    /// Its values, in the order of the schema's properties.
    pub values: Vec<Value<'s>>,
}

/// The ground of a feature, in degrees, longitude first (OGC:CRS84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape<'s> {
    /// None.
    Nowhere,
    /// A point.
    Point(LonLat),
    /// An area: valid rings, right-handed.
    Area(&'s MultiPolygon<f64>),
}

impl Shape<'_> {
    /// The same as a geometry of its own; a single polygon is one.
    #[must_use]
    pub fn to_geometry(&self) -> Option<Geometry<f64>> {
        match self {
            Self::Nowhere => None,
            Self::Point(point) => Some(point.to_point().into()),
            Self::Area(ground) => Some(match ground.0.as_slice() {
                [polygon] => polygon.clone().into(),
                _ => (*ground).clone().into(),
            }),
        }
    }
}
