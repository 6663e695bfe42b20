//! `GeoParquet` 1.1: a Parquet file whose ground is WKB and whose key `geo` says what it is. A collection without
//! ground is plain Parquet.

use std::{collections::BTreeSet, sync::Arc};

use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch,
    StringArray,
    builder::{ListBuilder, StringBuilder},
};
use geo::{BoundingRect, Geometry};
use geozero::{CoordDimensions, ToWkb};
use parquet::{
    arrow::{ArrowWriter, arrow_writer::ArrowWriterOptions},
    basic::{Compression, ZstdLevel},
    errors::ParquetError,
    file::{
        metadata::KeyValue,
        properties::{EnabledStatistics, WriterProperties},
    },
};
use serde_json::json;

use super::{EncodeError, FeatureSet, definition};
use crate::features::{Geometries, Kind, Value};

/// Small enough to skip most of a big file by its statistics.
const ROWS_IN_A_GROUP: usize = 50_000;

pub(super) fn write(set: &FeatureSet<'_>) -> Result<Vec<u8>, EncodeError> {
    let set = set.east_first();
    let ids = set.records.iter().map(|record| set.table.id(*record));
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values(ids));
    let mut columns = vec![("id", ids, false)];
    let others = set.properties.iter().zip(set.columns());
    columns.extend(others.map(|(number, property)| {
        let values = set.records.iter();
        let values = values.map(|record| set.table.value(*record, *number));
        (property.name.as_ref(), column(property.kind, values), true)
    }));
    let mut ground = Ground::default();
    if set.table.schema().geometries != Geometries::None {
        columns.push(("geometry", ground.column(&set)?, true));
    }
    let batch = RecordBatch::try_from_iter_with_nullable(columns).map_err(ParquetError::from)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
        .set_max_row_group_row_count(Some(ROWS_IN_A_GROUP))
        // The least of some bytes tells nothing.
        .set_column_statistics_enabled("geometry".into(), EnabledStatistics::None)
        .set_key_value_metadata(ground.metadata(&set).map(|geo| vec![geo]))
        .build();
    // With a schema of Arrow's own beside it, some readers do not see the key `geo`.
    let options = ArrowWriterOptions::new()
        .with_properties(properties)
        .with_skip_arrow_metadata(true);
    let mut writer = ArrowWriter::try_new_with_options(Vec::new(), batch.schema(), options)?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}

fn column<'s>(kind: Kind, values: impl Iterator<Item = Value<'s>>) -> ArrayRef {
    match kind {
        Kind::Text | Kind::Uri => {
            let texts = values.map(|value| match value {
                Value::Text(text) => Some(text),
                _ => None,
            });
            Arc::new(texts.collect::<StringArray>())
        }
        Kind::Integer => {
            let numbers = values.map(|value| match value {
                Value::Integer(number) => Some(number),
                _ => None,
            });
            Arc::new(numbers.collect::<Int64Array>())
        }
        Kind::Number => {
            let numbers = values.map(|value| match value {
                Value::Number(number) => Some(number),
                _ => None,
            });
            Arc::new(numbers.collect::<Float64Array>())
        }
        Kind::Boolean => {
            let truths = values.map(|value| match value {
                Value::Bool(truth) => Some(truth),
                _ => None,
            });
            Arc::new(truths.collect::<BooleanArray>())
        }
        Kind::Day => {
            let days = values.map(|value| match value {
                Value::Day(day) => Some(day.since_1970()),
                _ => None,
            });
            Arc::new(days.collect::<Date32Array>())
        }
        Kind::List => Arc::new(lists(values)),
    }
}

fn lists<'s>(values: impl Iterator<Item = Value<'s>>) -> arrow_array::ListArray {
    let mut lists = ListBuilder::new(StringBuilder::new());
    for value in values {
        match value {
            Value::List(texts) => lists.append_value(texts.iter().map(Some)),
            _ => lists.append_null(),
        }
    }
    lists.finish()
}

/// What was met while the ground was written.
#[derive(Default)]
struct Ground {
    types: BTreeSet<&'static str>,
    /// West, south, east, north.
    bbox: Option<[f64; 4]>,
}

impl Ground {
    fn column(&mut self, set: &FeatureSet<'_>) -> Result<ArrayRef, EncodeError> {
        let cells = set.records().map(|record| {
            let ground = set.geometry(&record);
            let cell = ground.map(|ground| {
                self.meet(&ground);
                ground.to_wkb(CoordDimensions::xy())
            });
            cell.transpose()
        });
        let cells: Vec<Option<Vec<u8>>> = cells.collect::<Result<_, _>>()?;
        Ok(Arc::new(cells.into_iter().collect::<BinaryArray>()))
    }

    fn meet(&mut self, ground: &Geometry<f64>) {
        self.types.insert(match ground {
            Geometry::Point(_) => "Point",
            Geometry::Polygon(_) => "Polygon",
            _ => "MultiPolygon",
        });
        if let Some(r) = ground.bounding_rect() {
            let (low, high) = (r.min(), r.max());
            let [w, s, e, n] = self.bbox.unwrap_or([low.x, low.y, high.x, high.y]);
            self.bbox = Some([w.min(low.x), s.min(low.y), e.max(high.x), n.max(high.y)]);
        }
    }

    /// The value of the key `geo`; nothing for a collection without ground.
    fn metadata(&self, set: &FeatureSet<'_>) -> Option<KeyValue> {
        let mut column = json!({
            "encoding": "WKB",
            "geometry_types": self.types,
            "orientation": "counterclockwise",
            "edges": "planar",
        });
        if let Some(bbox) = self.bbox {
            column["bbox"] = json!(bbox);
        }
        if let Some(crs) = definition::projjson(set.crs) {
            column["crs"] = crs;
        }
        let geo = json!({
            "version": "1.1.0",
            "primary_column": "geometry",
            "columns": { "geometry": column },
        });
        let has_ground = set.table.schema().geometries != Geometries::None;
        has_ground.then(|| KeyValue::new("geo".to_owned(), geo.to_string()))
    }
}
