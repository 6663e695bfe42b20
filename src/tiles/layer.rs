//! One tile of one collection.

use fast_mvt::{
    MvtCoord, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtResult, MvtTileBuilder,
    MvtValueRef,
};
use geo::{BoundingRect, MultiPolygon};
use rustc_hash::FxHashSet;

use super::{
    BUFFER, Tile, TilesError,
    cut::cut,
    fields::{ID, fields},
    frame::{Cell, Frame},
};
use crate::{
    draw::{GridPoint, Shape as Polygon},
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
    near.retain(|record| {
        let own = table.days(*record).zip(days);
        own.is_none_or(|(own, days)| own.meet(days))
    });
    let mut drawing = Drawing::new(Frame::new(tile, near.len()));
    let mut layer = Layer::new(table)?;
    for record in near {
        if let Some(drawn) = drawing.draw(table.shape(record)) {
            layer = layer.with(record, &drawn)?;
        }
    }
    Ok(layer.encode())
}

/// The ground of a record on a tile.
enum Drawn {
    Point(GridPoint),
    Area(Vec<Polygon>),
}

/// Brings the ground of records onto a tile, where there is still room for them.
struct Drawing {
    frame: Frame,
    taken: FxHashSet<Cell>,
}

impl Drawing {
    fn new(frame: Frame) -> Self {
        Self {
            frame,
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

    fn point(&mut self, point: LonLat) -> Option<GridPoint> {
        let spot = self.frame.spot(point.to_point().0)?;
        let cell = self.frame.point_cell(spot);
        cell.is_none_or(|cell| self.taken.insert(cell))
            .then_some(spot)
    }

    fn area(&mut self, area: &MultiPolygon<f64>) -> Option<Vec<Polygon>> {
        let around = area.bounding_rect()?;
        if self.frame.is_small(around) {
            let pixel = self.frame.pixel(around.center())?;
            let free = self.taken.insert(pixel);
            return free.then(|| vec![vec![self.frame.square(pixel)]]);
        }
        Some(cut(self.frame, area)).filter(|polygons| !polygons.is_empty())
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
            feature.points([units(*spot)])?;
            Ok(feature)
        }
        Drawn::Area(polygons) => {
            let mut feature = layer.feature_of(MvtGeomType::Polygon);
            for polygon in polygons {
                for (number, ring) in polygon.iter().enumerate() {
                    feature.ring(ring.iter().copied().map(units), number == 0)?;
                }
            }
            Ok(feature)
        }
    }
}

/// A spot as the format has it, rows southwards.
fn units(spot: GridPoint) -> MvtCoord {
    MvtCoord {
        x: spot.x,
        y: -spot.y,
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
        Value::Text(text) => MvtValueRef::String(text),
        Value::Day(value) => {
            day = value.to_string();
            MvtValueRef::String(&day)
        }
    };
    feature.tag_ref(name, value)?;
    Ok(())
}
