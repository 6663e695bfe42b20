//! One tile of one collection.

use std::borrow::Cow;

use fast_mvt::{
    MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtResult, MvtTileBuilder, MvtValueRef,
};
use geo::{BoundingRect, MultiPolygon};
use rustc_hash::FxHashSet;

use super::{
    BUFFER, Tile, TilesError,
    cut::{Cutter, Shape as Polygon},
    fields::{ID, fields},
    frame::{Cell, Frame, Spot},
};
use crate::{
    features::{Days, Shape, Table, Value},
    model::LonLat,
};

/// A tile with the records of some days, or of any; empty where there is nothing on it.
///
/// # Errors
/// When there are more values on it than the format can count.
pub fn tile(table: &dyn Table, days: Option<Days>, tile: Tile) -> Result<Vec<u8>, TilesError> {
    let around = tile.bounds(BUFFER);
    let mut near = table
        .near(around)
        .unwrap_or_else(|| (0..table.len()).collect());
    near.sort_unstable();
    let on_days = |record: &usize| {
        let own = table.days(*record).zip(days);
        own.is_none_or(|(own, days)| own.meet(days))
    };
    let mut drawing = Drawing::new(Frame::of(tile));
    let mut layer = Layer::new(table)?;
    for record in near.into_iter().filter(on_days) {
        if let Some(drawn) = drawing.draw(table.shape(record)) {
            layer = layer.with(record, &drawn)?;
        }
    }
    Ok(layer.encode())
}

/// The ground of a record on a tile.
enum Drawn {
    Point(Spot),
    Area(Vec<Polygon>),
}

/// Brings the ground of records onto a tile, where there is still room for them.
struct Drawing {
    frame: Frame,
    cutter: Cutter,
    taken: FxHashSet<Cell>,
}

impl Drawing {
    fn new(frame: Frame) -> Self {
        Self {
            frame,
            cutter: Cutter::new(frame),
            taken: FxHashSet::default(),
        }
    }

    fn draw(&mut self, shape: Shape<'_>) -> Option<Drawn> {
        match shape {
            Shape::Nowhere => None,
            Shape::Point(point) => self.point(point).map(Drawn::Point),
            Shape::Area(area) => self.area(area).map(Drawn::Area),
        }
    }

    fn point(&mut self, point: LonLat) -> Option<Spot> {
        let spot = self.frame.spot(point.to_point().0)?;
        let cell = self.frame.point_cell(spot);
        cell.is_none_or(|cell| self.taken.insert(cell))
            .then_some(spot)
    }

    fn area(&mut self, area: &MultiPolygon<f64>) -> Option<Vec<Polygon>> {
        if let Some(pixel) = self.frame.pixel(area.bounding_rect()?) {
            let free = pixel.filter(|pixel| self.taken.insert(*pixel))?;
            return Some(vec![vec![self.frame.square(free)]]);
        }
        Some(self.cutter.cut(area)).filter(|polygons| !polygons.is_empty())
    }
}

/// The layer of a table, being written.
struct Layer<'t> {
    table: &'t dyn Table,
    fields: Vec<(usize, &'t str)>,
    features: MvtLayerBuilder,
}

impl<'t> Layer<'t> {
    fn new(table: &'t dyn Table) -> MvtResult<Self> {
        let schema = table.schema();
        let fields = fields(schema).map(|(number, property)| (number, property.name.as_ref()));
        Ok(Self {
            table,
            fields: fields.collect(),
            features: MvtTileBuilder::new().layer(schema.id)?,
        })
    }

    fn with(mut self, record: usize, drawn: &Drawn) -> MvtResult<Self> {
        let mut feature = begun(self.features, drawn)?;
        feature.id(u64::try_from(record + 1).ok());
        feature.tag_ref(ID, MvtValueRef::String(&self.table.id(record)))?;
        for (number, name) in &self.fields {
            tag(&mut feature, name, &self.table.value(record, *number))?;
        }
        self.features = feature.end();
        Ok(self)
    }

    fn encode(self) -> Vec<u8> {
        if self.features.num_features() == 0 {
            return Vec::new();
        }
        self.features.encode()
    }
}

/// A feature that has its geometry; the format's builder winds the rings.
fn begun(layer: MvtLayerBuilder, drawn: &Drawn) -> MvtResult<MvtFeatureBuilder> {
    match drawn {
        Drawn::Point(spot) => {
            let mut feature = layer.feature_of(MvtGeomType::Point);
            feature.points([*spot])?;
            Ok(feature)
        }
        Drawn::Area(polygons) => {
            let mut feature = layer.feature_of(MvtGeomType::Polygon);
            for polygon in polygons {
                for (number, ring) in polygon.iter().enumerate() {
                    feature.ring(ring.iter().copied(), number == 0)?;
                }
            }
            Ok(feature)
        }
    }
}

/// A value under its key; what is not known has none.
fn tag(feature: &mut MvtFeatureBuilder, name: &str, value: &Value<'_>) -> MvtResult<()> {
    let day;
    let value = match value {
        Value::Null | Value::List(_) => MvtValueRef::Null,
        Value::Bool(value) => MvtValueRef::Bool(*value),
        Value::Integer(value) => MvtValueRef::SInt(*value),
        Value::Number(value) => MvtValueRef::Double(*value),
        Value::Text(Cow::Borrowed(text)) => MvtValueRef::String(text),
        Value::Text(Cow::Owned(text)) => MvtValueRef::String(text),
        Value::Day(value) => {
            day = value.to_string();
            MvtValueRef::String(&day)
        }
    };
    feature.tag_ref(name, value)?;
    Ok(())
}
