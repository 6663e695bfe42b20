//! Comma-separated values (RFC 4180): `id`, the properties, and the ground as WKT where the collection has any.
//!
//! What is not known is empty; a list is the text of a JSON array. Coordinates stand in the axis order of the
//! coordinate system, as in GeoJSON answers.

use std::borrow::Cow;

use geozero::ToWkt;

use super::{EncodeError, FeatureSet};
use crate::features::{Geometries, Value};

pub(super) fn write(set: &FeatureSet<'_>) -> Result<Vec<u8>, EncodeError> {
    let has_ground = set.table.schema().geometries != Geometries::None;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let names = set.columns().map(|column| column.name.as_ref());
    let ground = has_ground.then_some("geometry");
    writer.write_record(["id"].into_iter().chain(names).chain(ground))?;
    for record in set.records() {
        writer.write_field(record.id.as_bytes())?;
        for value in &record.values {
            writer.write_field(cell(value)?.as_bytes())?;
        }
        if has_ground {
            let wkt = set.geometry(&record).map(|ground| ground.to_wkt());
            writer.write_field(wkt.transpose()?.unwrap_or_default())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    let out = writer.into_inner();
    Ok(out.map_err(csv::IntoInnerError::into_error)?)
}

/// A value as text.
pub(super) fn cell<'v>(value: &'v Value<'_>) -> Result<Cow<'v, str>, serde_json::Error> {
    Ok(match value {
        Value::Null => "".into(),
        Value::Bool(truth) => truth.to_string().into(),
        Value::Integer(number) => number.to_string().into(),
        Value::Number(number) => number.to_string().into(),
        Value::Text(text) => text.as_ref().into(),
        Value::Day(day) => day.to_string().into(),
        Value::List(texts) => serde_json::to_string(texts)?.into(),
    })
}
