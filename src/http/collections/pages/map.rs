//! The small map of a page.

use geo::{BoundingRect, Intersects, Rect};
use minijinja::Value as Shown;

use super::DataPage;
use crate::{
    features::{Shape, Table, Value},
    formats::{LAND, Marked, SmallMap},
    model::BasemapLayer,
};

/// Most features that are drawn; of more, as many are taken at equal steps.
const MOST: usize = 5_000;

/// The map of some records; nothing where none has ground.
pub(super) fn map(
    page: &DataPage<'_>,
    table: &dyn Table,
    records: &[usize],
    title: &str,
) -> Option<Shown> {
    let records = records.iter().copied();
    let step = records.len().div_ceil(MOST).max(1);
    let marks = records.step_by(step).map(|record| marked(table, record));
    let marks: Vec<Marked<'_>> = marks.filter(|mark| mark.shape != Shape::Nowhere).collect();
    let boxes = marks.iter().filter_map(|mark| bounds(mark.shape));
    let basemap = &page.world.snapshot.facts().basemap;
    let map = SmallMap {
        title,
        around: on_land(boxes.reduce(both)?, basemap),
        basemap,
        marks,
    };
    Some(Shown::from_safe_string(map.to_svg()))
}

fn marked(table: &dyn Table, record: usize) -> Marked<'_> {
    let text = |name: &str| {
        let property = table.schema().position(name)?;
        match table.value(record, property) {
            Value::Text(text) => Some(text.into_owned()),
            _ => None,
        }
    };
    Marked {
        shape: table.shape(record),
        color: text("color"),
        dash: text("dash"),
    }
}

fn bounds(shape: Shape<'_>) -> Option<Rect<f64>> {
    match shape {
        Shape::Nowhere => None,
        Shape::Point(point) => Some(point.to_point().bounding_rect()),
        Shape::Area(area) => area.bounding_rect(),
    }
}

/// The part of a box that the base map shows; all of it where it shows nothing: a few names from the other end of the
/// world should not make every other place a speck.
fn on_land(around: Rect<f64>, basemap: &[BasemapLayer]) -> Rect<f64> {
    let mut layers = basemap.iter().filter(|layer| layer.name == LAND);
    let Some(land) = layers.find_map(|land| land.areas.bounding_rect()) else {
        return around;
    };
    if !land.intersects(&around) {
        return around;
    }
    let low = (
        around.min().x.max(land.min().x),
        around.min().y.max(land.min().y),
    );
    let high = (
        around.max().x.min(land.max().x),
        around.max().y.min(land.max().y),
    );
    Rect::new(low, high)
}

/// The box around two boxes.
fn both(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    let low = (a.min().x.min(b.min().x), a.min().y.min(b.min().y));
    let high = (a.max().x.max(b.max().x), a.max().y.max(b.max().y));
    Rect::new(low, high)
}
