//! OGC `GeoPackage` 1.3 (OGC 12-128r18): an `SQLite` file with one table, made in memory.
//!
//! A collection with ground becomes a table of features with a spatial index, one without a table of attributes. Lists
//! are text in JSON, and say so in the schema extension.

use geo::{BoundingRect, Geometry, Rect};
use geozero::{CoordDimensions, ToWkb};
use rusqlite::{Connection, ToSql, params, types::ToSqlOutput, types::ValueRef};

use super::{EncodeError, FeatureSet, definition, encode::multi};
use crate::features::{Crs, Geometries, Kind, Property, Value};

const TABLES: &str = include_str!("geopackage.sql");
const TRIGGERS: &str = include_str!("geopackage_rtree.sql");

/// The format wants a moment. Equal data gives equal bytes, and no data says when it was changed.
const LAST_CHANGE: &str = "1970-01-01T00:00:00.000Z";

pub(super) fn write(set: &FeatureSet<'_>) -> Result<Vec<u8>, EncodeError> {
    let set = set.east_first();
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(TABLES)?;
    let transaction = connection.transaction()?;
    put_systems(&transaction, &set)?;
    transaction.execute_batch(&create(&set))?;
    put_titles(&transaction, &set)?;
    let bounds = put_records(&transaction, &set)?;
    put_contents(&transaction, &set, bounds)?;
    transaction.commit()?;
    Ok(connection.serialize("main")?.to_vec())
}

/// The three systems that every file has, and that of the set.
fn put_systems(connection: &Connection, set: &FeatureSet<'_>) -> Result<(), EncodeError> {
    let mut insert =
        connection.prepare("INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?2, ?4, ?5)")?;
    let undefined = [("Cartesian", -1), ("geographic", 0)];
    for (kind, id) in undefined {
        let name = format!("Undefined {kind} SRS");
        let description = format!("undefined {kind} coordinate reference system");
        insert.execute(params![name, id, "NONE", "undefined", description])?;
    }
    let mut systems = vec![(Crs::Crs84, "longitude and latitude in degrees on WGS 84")];
    if !set.crs.is_geographic() {
        systems.push((set.crs, "metres to the east and north"));
    }
    for (crs, description) in systems {
        let (name, wkt) = (definition::name(crs), definition::wkt(crs));
        insert.execute(params![name, crs.epsg(), "EPSG", wkt, description])?;
    }
    Ok(())
}

fn has_ground(set: &FeatureSet<'_>) -> bool {
    set.table.schema().geometries != Geometries::None
}

fn ground_type(set: &FeatureSet<'_>) -> &'static str {
    match set.table.schema().geometries {
        Geometries::Points => "POINT",
        _ => "MULTIPOLYGON",
    }
}

/// The table of the records.
fn create(set: &FeatureSet<'_>) -> String {
    let ground = has_ground(set).then(|| format!("geometry {}", ground_type(set)));
    let key = "fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL".to_owned();
    let id = "id TEXT NOT NULL UNIQUE".to_owned();
    let others = set.columns();
    let others = others.map(|column| format!("{} {}", quoted(&column.name), column_type(column)));
    let columns: Vec<String> = [key]
        .into_iter()
        .chain(ground)
        .chain([id])
        .chain(others)
        .collect();
    format!(
        "CREATE TABLE {} ({})",
        set.table.schema().id,
        columns.join(", ")
    )
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn column_type(property: &Property) -> &'static str {
    match property.kind {
        Kind::Text | Kind::Uri | Kind::List => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Number => "REAL",
        Kind::Boolean => "BOOLEAN",
        Kind::Day => "DATE",
    }
}

/// What people call the columns, and which of them hold JSON.
fn put_titles(connection: &Connection, set: &FeatureSet<'_>) -> Result<(), EncodeError> {
    let mut insert = connection.prepare(
        "INSERT INTO gpkg_data_columns (table_name, column_name, title, mime_type) VALUES (?, ?, ?, ?)",
    )?;
    for column in set.columns() {
        let mime = (column.kind == Kind::List).then_some("application/json");
        let title = set.titled(column.title);
        insert.execute(params![set.table.schema().id, column.name, title, mime])?;
    }
    Ok(())
}

/// Fills the table and its index; the box around all ground.
fn put_records(
    connection: &Connection,
    set: &FeatureSet<'_>,
) -> Result<Option<Rect<f64>>, EncodeError> {
    let table = set.table.schema().id;
    let names = set.columns().map(|column| quoted(&column.name));
    let ground = has_ground(set).then(|| "geometry".to_owned());
    let names: Vec<String> = ["id".to_owned()]
        .into_iter()
        .chain(names)
        .chain(ground)
        .collect();
    let places = vec!["?"; names.len()].join(", ");
    let insert = format!(
        "INSERT INTO {table} ({}) VALUES ({places})",
        names.join(", ")
    );
    let mut insert = connection.prepare(&insert)?;
    let mut boxes: Vec<(i64, Rect<f64>)> = Vec::new();
    for record in set.records() {
        let ground = set.geometry(&record).map(multi);
        let around = ground.as_ref().and_then(BoundingRect::bounding_rect);
        let blob = ground
            .map(|ground| blob(&ground, around, set.crs))
            .transpose()?;
        let id: &dyn ToSql = &record.id;
        let blob = has_ground(set).then_some(&blob as &dyn ToSql);
        let values = record.values.iter().map(|value| value as &dyn ToSql);
        let row: Vec<&dyn ToSql> = [id].into_iter().chain(values).chain(blob).collect();
        let fid = insert.insert(row.as_slice())?;
        boxes.extend(around.map(|around| (fid, around)));
    }
    if has_ground(set) {
        put_index(connection, table, &boxes)?;
    }
    let boxes = boxes.into_iter().map(|(_, around)| around);
    Ok(boxes.reduce(around_both))
}

fn around_both(a: Rect<f64>, b: Rect<f64>) -> Rect<f64> {
    Rect::new(
        (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
        (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
    )
}

/// The header of the format with the box, then WKB.
fn blob(
    ground: &Geometry<f64>,
    around: Option<Rect<f64>>,
    crs: Crs,
) -> Result<Vec<u8>, EncodeError> {
    let envelope = around.map(|r| vec![r.min().x, r.max().x, r.min().y, r.max().y]);
    let srs = Some(crs.epsg().into());
    Ok(ground.to_gpkg_wkb(CoordDimensions::xy(), srs, envelope.unwrap_or_default())?)
}

/// The extension `gpkg_rtree_index`. The triggers come last: they call functions that only readers have.
fn put_index(
    connection: &Connection,
    table: &str,
    boxes: &[(i64, Rect<f64>)],
) -> Result<(), EncodeError> {
    connection.execute_batch(&format!(
        "CREATE VIRTUAL TABLE rtree_{table}_geometry USING rtree(id, minx, maxx, miny, maxy)"
    ))?;
    let insert = format!("INSERT INTO rtree_{table}_geometry VALUES (?, ?, ?, ?, ?)");
    let mut insert = connection.prepare(&insert)?;
    for (fid, r) in boxes {
        insert.execute(params![fid, r.min().x, r.max().x, r.min().y, r.max().y])?;
    }
    connection.execute_batch(&TRIGGERS.replace("TABLE_NAME", table))?;
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?, 'geometry', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        [table],
    )?;
    Ok(())
}

fn put_contents(
    connection: &Connection,
    set: &FeatureSet<'_>,
    bounds: Option<Rect<f64>>,
) -> Result<(), EncodeError> {
    let schema = set.table.schema();
    let kind = if has_ground(set) {
        "features"
    } else {
        "attributes"
    };
    let srs = has_ground(set).then(|| set.crs.epsg());
    let (title, description) = (set.titled(schema.title), set.titled(schema.description));
    let (low, high) = (bounds.map(Rect::min), bounds.map(Rect::max));
    connection.execute(
        "INSERT INTO gpkg_contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            schema.id,
            kind,
            title,
            description,
            LAST_CHANGE,
            low.map(|c| c.x),
            low.map(|c| c.y),
            high.map(|c| c.x),
            high.map(|c| c.y),
            srs
        ],
    )?;
    if has_ground(set) {
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geometry', ?, ?, 0, 0)",
            params![schema.id, ground_type(set), srs],
        )?;
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = |text: String| ToSqlOutput::from(text);
        Ok(match self {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Bool(truth) => ToSqlOutput::from(*truth),
            Value::Integer(number) => ToSqlOutput::from(*number),
            Value::Number(number) => ToSqlOutput::from(*number),
            Value::Text(text) => ToSqlOutput::from(text.as_ref()),
            Value::Day(day) => text(day.to_string()),
            Value::List(texts) => {
                let json = serde_json::to_string(texts);
                text(json.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?)
            }
        })
    }
}
