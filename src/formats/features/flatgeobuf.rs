//! `FlatGeobuf` 3: a header, a packed Hilbert R-tree, and the features in its order.
//!
//! The tables and the tree come from the library. Its writer is not used: it keeps features in a temporary file,
//! which a server in a closed box has no place for, and cannot write a feature without ground.

use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::{
    Column, ColumnArgs, ColumnType, Crs as CrsTable, CrsArgs, Feature, FeatureArgs,
    Geometry as GeometryTable, GeometryArgs, GeometryType, Header, HeaderArgs,
    packed_r_tree::{NodeItem, PackedRTree, calc_extent, hilbert_sort},
};
use geo::{BoundingRect, CoordsIter, Geometry, Polygon};

use super::{EncodeError, FeatureSet, definition, encode::multi};
use crate::features::{Geometries, Kind, Property, Record, Value};

const MAGIC: [u8; 8] = *b"fgb\x03fgb\x00";

type Builder = FlatBufferBuilder<'static>;

pub(super) fn write(set: &FeatureSet<'_>) -> Result<Vec<u8>, EncodeError> {
    let set = set.east_first();
    let mut builder = Builder::new();
    let mut features: Vec<Vec<u8>> = Vec::with_capacity(set.records.len());
    let mut nodes: Vec<NodeItem> = Vec::with_capacity(set.records.len());
    for record in set.records() {
        let ground = set.geometry(&record).map(multi);
        let around = ground.as_ref().and_then(BoundingRect::bounding_rect);
        let around = around.map(|r| NodeItem::bounds(r.min().x, r.min().y, r.max().x, r.max().y));
        nodes.extend(around.map(|node| NodeItem {
            offset: features.len() as u64, // which feature, until the order is known
            ..node
        }));
        features.push(feature(&mut builder, &record, ground.as_ref())?);
    }
    let extent = calc_extent(&nodes);
    // A tree has a leaf for every feature.
    let is_indexed = !nodes.is_empty() && nodes.len() == features.len();
    let mut out = MAGIC.to_vec();
    out.extend(header(
        &set,
        (!nodes.is_empty()).then_some(&extent),
        is_indexed,
    ));
    if !is_indexed {
        out.extend(features.concat());
        return Ok(out);
    }
    hilbert_sort(&mut nodes, &extent);
    let sorted: Vec<Vec<u8>> = nodes
        .iter()
        .filter_map(|node| {
            Some(std::mem::take(
                features.get_mut(usize::try_from(node.offset).ok()?)?,
            ))
        })
        .collect();
    let mut offset = 0;
    for (node, feature) in nodes.iter_mut().zip(&sorted) {
        node.offset = offset;
        offset += feature.len() as u64;
    }
    PackedRTree::build(&nodes, &extent, PackedRTree::DEFAULT_NODE_SIZE)?.stream_write(&mut out)?;
    out.extend(sorted.concat());
    Ok(out)
}

fn header(set: &FeatureSet<'_>, extent: Option<&NodeItem>, is_indexed: bool) -> Vec<u8> {
    let mut builder = Builder::new();
    let schema = set.table.schema();
    let id = column(&mut builder, "id", ColumnType::String, None, true);
    let others = set.columns().map(|property| {
        let title = set.titled(property.title);
        column(
            &mut builder,
            &property.name,
            column_type(property),
            Some(title),
            false,
        )
    });
    let columns: Vec<WIPOffset<Column<'_>>> = [id].into_iter().chain(others).collect();
    let geometry_type = match schema.geometries {
        Geometries::Areas => GeometryType::MultiPolygon,
        Geometries::Points => GeometryType::Point,
        Geometries::None => GeometryType::Unknown,
    };
    let crs = (schema.geometries != Geometries::None).then(|| {
        let args = CrsArgs {
            org: Some(builder.create_string("EPSG")),
            code: set.crs.epsg().into(),
            name: Some(builder.create_string(&definition::name(set.crs))),
            ..CrsArgs::default()
        };
        CrsTable::create(&mut builder, &args)
    });
    let args = HeaderArgs {
        name: Some(builder.create_string(schema.id)),
        envelope: extent.map(|e| builder.create_vector(&[e.min_x, e.min_y, e.max_x, e.max_y])),
        geometry_type,
        columns: Some(builder.create_vector(&columns)),
        features_count: set.records.len() as u64,
        index_node_size: if is_indexed {
            PackedRTree::DEFAULT_NODE_SIZE
        } else {
            0
        },
        crs,
        title: Some(builder.create_string(set.titled(schema.title))),
        description: Some(builder.create_string(set.titled(schema.description))),
        ..HeaderArgs::default()
    };
    let header = Header::create(&mut builder, &args);
    builder.finish_size_prefixed(header, None);
    builder.finished_data().to_vec()
}

fn column<'b>(
    builder: &mut FlatBufferBuilder<'b>,
    name: &str,
    type_: ColumnType,
    title: Option<&str>,
    is_id: bool,
) -> WIPOffset<Column<'b>> {
    let args = ColumnArgs {
        name: Some(builder.create_string(name)),
        type_,
        title: title.map(|title| builder.create_string(title)),
        nullable: !is_id,
        unique: is_id,
        primary_key: is_id,
        ..ColumnArgs::default()
    };
    Column::create(builder, &args)
}

/// Days are moments to readers of this format; their text stays a plain day (ISO 8601).
fn column_type(property: &Property) -> ColumnType {
    match property.kind {
        Kind::Text | Kind::Uri => ColumnType::String,
        Kind::Integer => ColumnType::Long,
        Kind::Number => ColumnType::Double,
        Kind::Boolean => ColumnType::Bool,
        Kind::Day => ColumnType::DateTime,
        Kind::List => ColumnType::Json,
    }
}

fn feature(
    builder: &mut Builder,
    record: &Record<'_>,
    ground: Option<&Geometry<f64>>,
) -> Result<Vec<u8>, EncodeError> {
    builder.reset();
    let properties = properties(record)?;
    let args = FeatureArgs {
        geometry: ground.map(|ground| geometry(builder, ground)),
        properties: Some(builder.create_vector(&properties)),
        ..FeatureArgs::default()
    };
    let feature = Feature::create(builder, &args);
    builder.finish_size_prefixed(feature, None);
    Ok(builder.finished_data().to_vec())
}

/// The number of a column and its value, for every value that is known; little-endian.
fn properties(record: &Record<'_>) -> Result<Vec<u8>, EncodeError> {
    let mut out = Vec::new();
    put_text(&mut out, 0, &record.id);
    for (number, value) in (1_u16..).zip(&record.values) {
        match value {
            Value::Null => {}
            Value::Bool(truth) => put(&mut out, number, &[u8::from(*truth)]),
            Value::Integer(whole) => put(&mut out, number, &whole.to_le_bytes()),
            Value::Number(real) => put(&mut out, number, &real.to_le_bytes()),
            Value::Text(text) => put_text(&mut out, number, text),
            Value::Day(day) => put_text(&mut out, number, &day.to_string()),
            Value::List(texts) => put_text(&mut out, number, &serde_json::to_string(texts)?),
        }
    }
    Ok(out)
}

fn put(out: &mut Vec<u8>, column: u16, value: &[u8]) {
    out.extend(column.to_le_bytes());
    out.extend(value);
}

/// A text with its length before it; one of more than 4 GiB, which no program could read, is cut to nothing.
fn put_text(out: &mut Vec<u8>, column: u16, text: &str) {
    let (length, text) = u32::try_from(text.len()).map_or((0, ""), |length| (length, text));
    put(out, column, &length.to_le_bytes());
    out.extend(text.as_bytes());
}

fn geometry<'b>(
    builder: &mut FlatBufferBuilder<'b>,
    ground: &Geometry<f64>,
) -> WIPOffset<GeometryTable<'b>> {
    let args = match ground {
        Geometry::MultiPolygon(areas) => {
            let parts: Vec<_> = areas.iter().map(|area| polygon(builder, area)).collect();
            GeometryArgs {
                parts: Some(builder.create_vector(&parts)),
                ..GeometryArgs::default()
            }
        }
        other => {
            let xy: Vec<f64> = other.coords_iter().flat_map(|c| [c.x, c.y]).collect();
            GeometryArgs {
                xy: Some(builder.create_vector(&xy)),
                ..GeometryArgs::default()
            }
        }
    };
    GeometryTable::create(builder, &args)
}

/// All points, and where each ring ends if there are several.
fn polygon<'b>(
    builder: &mut FlatBufferBuilder<'b>,
    area: &Polygon<f64>,
) -> WIPOffset<GeometryTable<'b>> {
    let rings = || std::iter::once(area.exterior()).chain(area.interiors());
    let xy: Vec<f64> = rings()
        .flat_map(|ring| ring.0.iter().flat_map(|c| [c.x, c.y]))
        .collect();
    let ends = rings().scan(0_u32, |end, ring| {
        *end += u32::try_from(ring.0.len()).ok()?;
        Some(*end)
    });
    let ends: Vec<u32> = ends.collect();
    let args = GeometryArgs {
        xy: Some(builder.create_vector(&xy)),
        ends: (ends.len() > 1).then(|| builder.create_vector(&ends)),
        ..GeometryArgs::default()
    };
    GeometryTable::create(builder, &args)
}
