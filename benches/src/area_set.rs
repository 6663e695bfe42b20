//! Dated polygons, kept as GeoParquet so that every peer reads the same.

use std::{fs::File, path::Path, sync::Arc};

use anyhow::{Context, Result};
use arrow_array::{Array, ArrayRef, BinaryArray, Date32Array, Int32Array, RecordBatch, cast::AsArray, types::Date32Type};
use geo::{BoundingRect, Coord, Geometry, MultiPolygon, Rect};
use geozero::{CoordDimensions, ToGeo, ToWkb, wkb::Wkb};
use hudna::{
    load::{Folder, load},
    model::Period,
};
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    file::{metadata::KeyValue, properties::WriterProperties},
};

use crate::days::period;

/// Areas, each with the days it applied.
#[derive(Debug)]
pub struct AreaSet {
    name: String,
    areas: Vec<MultiPolygon<f64>>,
    periods: Vec<Period>,
}

impl AreaSet {
    /// A set without areas.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), areas: Vec::new(), periods: Vec::new() }
    }

    /// P: the extents that the program ships.
    ///
    /// # Panics
    /// When they are not sound, which the program's tests would have said.
    #[must_use]
    pub fn shipped() -> Self {
        let facts = load(&Folder::embedded_data(), &Folder::embedded_articles()).facts;
        let mut set = Self::new("P");
        for extent in facts.expect("the shipped data is sound").extents {
            set.push(extent.area, extent.period);
        }
        set
    }

    /// Adds an area.
    pub fn push(&mut self, area: MultiPolygon<f64>, period: Period) {
        self.areas.push(area);
        self.periods.push(period);
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The areas in order.
    #[must_use]
    pub fn areas(&self) -> &[MultiPolygon<f64>] {
        &self.areas
    }

    /// Their periods in the same order.
    #[must_use]
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// Each area with its period.
    pub fn dated(&self) -> impl Iterator<Item = (&MultiPolygon<f64>, Period)> {
        self.areas.iter().zip(self.periods.iter().copied())
    }

    /// Every ring of every area.
    pub fn rings(&self) -> impl Iterator<Item = &[Coord<f64>]> {
        let polygons = self.areas.iter().flat_map(|area| &area.0);
        let rings = polygons.flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        rings.map(|ring| ring.0.as_slice())
    }

    /// Vertices, closing ones counted.
    #[must_use]
    pub fn vertices(&self) -> usize {
        self.rings().map(<[_]>::len).sum()
    }

    /// The box around all areas.
    ///
    /// # Panics
    /// When the set is empty.
    #[must_use]
    pub fn bounds(&self) -> Rect<f64> {
        let boxes = self.areas.iter().filter_map(BoundingRect::bounding_rect);
        let wider = |a: Rect<f64>, b: Rect<f64>| {
            let (low, high) = ((a.min(), b.min()), (a.max(), b.max()));
            let least = Coord { x: low.0.x.min(low.1.x), y: low.0.y.min(low.1.y) };
            Rect::new(least, Coord { x: high.0.x.max(high.1.x), y: high.0.y.max(high.1.y) })
        };
        boxes.reduce(wider).expect("a set has areas")
    }

    /// Reads what [`AreaSet::write`] wrote.
    ///
    /// # Errors
    /// When the file cannot be read or is of another kind.
    pub fn read(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(format!("{name}.parquet"));
        let file = File::open(&path).with_context(|| format!("opening {}", path.display()))?;
        let mut set = Self::new(name);
        for batch in ParquetRecordBatchReaderBuilder::try_new(file)?.build()? {
            set.take(&batch?)?;
        }
        Ok(set)
    }

    fn take(&mut self, batch: &RecordBatch) -> Result<()> {
        let column = |name| batch.column_by_name(name).with_context(|| format!("no column {name}"));
        let from = column("valid_from")?.as_primitive::<Date32Type>();
        let to = column("valid_to")?.as_primitive::<Date32Type>();
        let ground = column("geometry")?.as_binary::<i32>();
        for row in 0..batch.num_rows() {
            let area = match Wkb(ground.value(row)).to_geo()? {
                Geometry::Polygon(polygon) => MultiPolygon::new(vec![polygon]),
                Geometry::MultiPolygon(area) => area,
                other => anyhow::bail!("{other:?} is no area"),
            };
            let to = to.is_valid(row).then(|| to.value(row));
            self.push(area, period(from.value(row), to));
        }
        Ok(())
    }

    /// Writes `FOLDER/NAME.parquet`: `id, valid_from, valid_to, geometry`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let ids = Int32Array::from_iter_values(0..i32::try_from(self.areas.len())?);
        let from = Date32Array::from_iter_values(self.periods.iter().map(|period| period.from().since_1970()));
        let to = Date32Array::from_iter(self.periods.iter().map(|period| period.to().map(|day| day.since_1970())));
        let ground = self.areas.iter().map(|area| Geometry::from(area.clone()).to_wkb(CoordDimensions::xy()));
        let ground = BinaryArray::from_iter_values(ground.collect::<Result<Vec<_>, _>>()?);
        let columns: [(&str, ArrayRef, bool); 4] = [
            ("id", Arc::new(ids), false),
            ("valid_from", Arc::new(from), false),
            ("valid_to", Arc::new(to), true),
            ("geometry", Arc::new(ground), false),
        ];
        let batch = RecordBatch::try_from_iter_with_nullable(columns)?;
        let properties = WriterProperties::builder().build();
        let file = File::create(folder.join(format!("{}.parquet", self.name)))?;
        let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties))?;
        writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), GEO.to_owned()));
        writer.write(&batch)?;
        writer.close()?;
        Ok(())
    }
}

/// What makes a Parquet file a GeoParquet file.
const GEO: &str = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["MultiPolygon"]}}}"#;
