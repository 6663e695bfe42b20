//! The snapshot as tables: four collections of features, and the questions a GIS client puts to them.
//!
//! 1. [`Features`] holds a [`Table`] per collection (`zones`, `places`, `passages`, `articles`) over one snapshot. A
//!    table knows its [`Schema`] and gives the values, the shape and the days of each of its records by number.
//! 2. A [`Selection`] says which records are asked for: boxes, days, equal values, a filter (CQL2), an order.
//! 3. [`select`] gives the numbers of those records, in a stable order, and how many there are.
//!
//! Nothing here knows HTTP or how an answer is written.

mod articles;
mod bbox;
mod columns;
mod crs;
mod filter;
mod passages;
mod places;
mod schema;
mod selection;
mod table;
mod time;
mod value;
mod zones;

pub use bbox::{Bbox, BboxError};
pub use crs::{Crs, CrsError};
pub use filter::{
    Filter, FilterError, FilterLang, MAX_BYTES, MAX_COMPARED, MAX_DEPTH, MAX_NODES, MAX_PATTERN,
    MAX_VERTICES,
};
pub use schema::{Geometries, Kind, Property, Role, Schema, Title};
pub use selection::{PATIENCE, Selected, Selection, SortKey, TooMuchWork, select};
pub use table::{Record, Shape, Table};
pub use time::{Days, DaysError};
pub use value::Value;

use std::sync::Arc;

use geo::{BoundingRect, Rect};

use columns::Columns;

use crate::snapshot::Snapshot;

/// The collections of one snapshot.
#[derive(Debug)]
pub struct Features {
    tables: [Box<dyn Table>; 4],
}

impl Features {
    /// The collections of a snapshot, with an index of each by id and by place.
    #[must_use]
    pub fn of(snapshot: &Arc<Snapshot>) -> Self {
        Self {
            tables: [
                Box::new(zones::Zones::new(Arc::clone(snapshot))),
                Box::new(places::Places::new(Arc::clone(snapshot))),
                Box::new(passages::Passages::new(Arc::clone(snapshot))),
                Box::new(articles::Articles::new(Arc::clone(snapshot))),
            ],
        }
    }

    /// Every collection, in the order they are listed.
    pub fn tables(&self) -> impl Iterator<Item = &dyn Table> {
        self.tables.iter().map(AsRef::as_ref)
    }

    /// The extents of the zones.
    #[must_use]
    pub fn zones(&self) -> &dyn Table {
        let [zones, ..] = &self.tables;
        zones.as_ref()
    }

    /// The collection of an id.
    #[must_use]
    pub fn table(&self, id: &str) -> Option<&dyn Table> {
        self.tables().find(|table| table.schema().id == id)
    }
}

/// The box around some shapes, in degrees.
fn around<'s>(shapes: impl Iterator<Item = Shape<'s>>) -> Option<Rect<f64>> {
    let boxes = shapes.filter_map(|shape| match shape {
        Shape::Nowhere => None,
        Shape::Point(point) => Some(point.to_point().bounding_rect()),
        Shape::Area(area) => area.bounding_rect(),
    });
    boxes.reduce(|a, b| {
        let (low, high) = (a.min(), a.max());
        let (low2, high2) = (b.min(), b.max());
        Rect::new(
            (low.x.min(low2.x), low.y.min(low2.y)),
            (high.x.max(high2.x), high.y.max(high2.y)),
        )
    })
}
