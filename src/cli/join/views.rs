//! Some rows of a batch, without the bytes of the others.
//!
//! A view points into buffers that many rows share, and an Arrow file gets the buffers of every batch whole: without this,
//! each part of a batch would take all its bytes along.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, BooleanArray, RecordBatch, UInt32Array, cast::AsArray, make_array,
};
use arrow_schema::{ArrowError, DataType};
use arrow_select::{filter::filter_record_batch, take::take_record_batch};

/// The rows that are wanted.
pub(super) fn filter(
    batch: &RecordBatch,
    wanted: &BooleanArray,
) -> Result<RecordBatch, ArrowError> {
    without_strangers(&filter_record_batch(batch, wanted)?)
}

/// All rows of a batch that may be cut from a longer one.
pub(super) fn compact(batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
    let Ok(rows) = u32::try_from(batch.num_rows()) else {
        return Ok(batch);
    };
    let mut fields = batch.schema_ref().fields().iter();
    if !fields.any(|field| has_views(field.data_type())) {
        return Ok(batch);
    }
    // Lists that are cut keep the values of all rows; those whose rows were taken do not.
    let rows = UInt32Array::from_iter_values(0..rows);
    without_strangers(&take_record_batch(&batch, &rows)?)
}

fn has_views(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8View | DataType::BinaryView => true,
        DataType::Struct(fields) => fields.iter().any(|field| has_views(field.data_type())),
        DataType::List(values)
        | DataType::LargeList(values)
        | DataType::FixedSizeList(values, _)
        | DataType::Map(values, _) => has_views(values.data_type()),
        _ => false,
    }
}

fn without_strangers(batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = batch.columns().iter().map(own);
    RecordBatch::try_new(batch.schema(), columns.collect::<Result<_, _>>()?)
}

/// The same values, views in buffers that hold nothing else.
fn own(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    match array.data_type() {
        kind if !has_views(kind) => Ok(Arc::clone(array)),
        DataType::Utf8View => Ok(Arc::new(array.as_string_view().gc())),
        DataType::BinaryView => Ok(Arc::new(array.as_binary_view().gc())),
        _ => {
            let data = array.to_data();
            let children = data.child_data().iter();
            let children = children.map(|child| Ok(own(&make_array(child.clone()))?.to_data()));
            let children = children.collect::<Result<_, ArrowError>>()?;
            let data = data.into_builder().child_data(children).build()?;
            Ok(make_array(data))
        }
    }
}
