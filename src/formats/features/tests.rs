//! A made-up table with what shipped data has not: unknown ground, holes, awkward texts, every kind unknown.

use std::borrow::Cow;

use geo::{MultiPolygon, Rect, polygon};
use rusqlite::Connection;

use super::{Encoding, FeatureSet, encode_file};
use crate::features::{
    Crs, Days, Geometries, Kind, Property, Role, Schema, Shape, Table, Title, Value,
};

const AWKWARD: &str = "a \"b\", <c> & 'd'\r\nت\u{1}";

#[derive(Debug)]
struct Made {
    schema: Schema,
    area: MultiPolygon<f64>,
}

impl Made {
    fn new() -> Self {
        let property = |name: &'static str, kind, role: Option<Role>| Property {
            name: name.into(),
            kind,
            title: Title { en: "T", ar: "ت" },
            lang: None,
            role,
            choices: Vec::new(),
            prose: false,
        };
        let hole = |x: f64| polygon![(x: x, y: 1.0), (x: x, y: 2.0), (x: x + 1.0, y: 1.0)];
        let around = polygon![(x: 0.0, y: 0.0), (x: 9.0, y: 0.0), (x: 9.0, y: 9.0)];
        let holes = [3.0, 6.0].map(|x| hole(x).exterior().clone());
        let area = geo::Polygon::new(around.exterior().clone(), holes.to_vec());
        Self {
            area: MultiPolygon::new(vec![area]),
            schema: Schema {
                id: "made",
                title: Title {
                    en: "Made <up>",
                    ar: "ت",
                },
                description: Title { en: "D", ar: "ت" },
                geometries: Geometries::Areas,
                properties: vec![
                    property("title", Kind::Text, None),
                    property("count", Kind::Integer, None),
                    property("size", Kind::Number, None),
                    property("is", Kind::Boolean, None),
                    property("day", Kind::Day, Some(Role::Instant)),
                    property("list", Kind::List, None),
                    property("color", Kind::Text, None),
                ],
            },
        }
    }
}

/// Record 0 has everything, record 1 nothing but its id.
impl Table for Made {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn len(&self) -> usize {
        2
    }

    fn find(&self, _: &str) -> Option<usize> {
        None
    }

    fn id(&self, record: usize) -> Cow<'_, str> {
        ["full", "bare"][record].into()
    }

    fn value(&self, record: usize, property: usize) -> Value<'_> {
        let day = "2017-06-15".parse().unwrap();
        let values = [
            Value::text(AWKWARD),
            Value::Integer(-7),
            Value::Number(0.5),
            Value::Bool(true),
            Value::Day(day),
            Value::list(["x", "y\"z"].into_iter()),
            Value::text("#102030"),
        ];
        let mut values = values.into_iter().filter(|_| record == 0);
        values.nth(property).unwrap_or(Value::Null)
    }

    fn shape(&self, record: usize) -> Shape<'_> {
        match record {
            0 => Shape::Area(&self.area),
            _ => Shape::Nowhere,
        }
    }

    fn days(&self, record: usize) -> Option<Days> {
        let day = (record == 0).then(|| "2017-06-15".parse().unwrap())?;
        Some(Days {
            first: Some(day),
            last: None,
        })
    }

    fn near(&self, _: Rect<f64>) -> Option<Vec<usize>> {
        None
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        None
    }
}

fn written(encoding: Encoding) -> Vec<u8> {
    let table = Made::new();
    let set = FeatureSet {
        table: &table,
        records: &[0, 1],
        properties: &[0, 1, 2, 3, 4, 5, 6],
        crs: Crs::Crs84,
    };
    let body = encode_file(encoding, &set).unwrap();
    assert_eq!(body, encode_file(encoding, &set).unwrap());
    body
}

fn text(encoding: Encoding) -> String {
    String::from_utf8(written(encoding)).unwrap()
}

#[test]
fn csv_quotes_and_leaves_empty_what_is_unknown() {
    let wkt = "POLYGON((0 0,9 0,9 9,0 0),(3 1,3 2,4 1,3 1),(6 1,6 2,7 1,6 1))";
    let full = format!(
        "full,\"a \"\"b\"\", <c> & 'd'\r\nت\u{1}\",-7,0.5,true,2017-06-15,\"[\"\"x\"\",\"\"y\\\"\"z\"\"]\",#102030,\"{wkt}\""
    );
    assert_eq!(
        text(Encoding::Csv),
        format!("id,title,count,size,is,day,list,color,geometry\r\n{full}\r\nbare,,,,,,,,\r\n")
    );
}

#[test]
fn a_sequence_is_separated_as_rfc_8142_says() {
    let text = text(Encoding::GeoJsonSeq);
    let records: Vec<&str> = text.split('\u{1e}').collect();
    assert_eq!((records.len(), records[0]), (3, ""));
    assert!(records[1..].iter().all(|record| record.ends_with("}\n")));
    let bare = r#"{"type":"Feature","id":"bare","geometry":null,"properties":{"title":null,"count":null,"size":null,"is":null,"day":null,"list":null,"color":null}}"#;
    assert_eq!(records[2].trim_end(), bare);
}

#[test]
fn kml_has_a_boundary_for_each_hole_and_only_legal_characters() {
    let text = text(Encoding::Kml);
    assert!(text.contains("<name>Made &lt;up&gt;</name>"), "{text}");
    assert_eq!(text.matches("<innerBoundaryIs><LinearRing>").count(), 2);
    assert!(
        text.contains("<TimeSpan><begin>2017-06-15</begin></TimeSpan>"),
        "open at the end"
    );
    assert!(
        text.contains("<LineStyle><color>ff302010</color>"),
        "aabbggrr: {text}"
    );
    assert!(text.contains("ت\u{fffd}") && !text.contains('\u{1}'));
    assert!(
        text.contains("&apos;d&apos;&#13;\nت") && !text.contains('\r'),
        "a return stays one: {text}"
    );
    let bare = "<Placemark><name>bare</name><ExtendedData><Data name=\"id\"><value>bare</value></Data></ExtendedData></Placemark>";
    assert!(text.contains(bare), "{text}");
}

#[test]
fn flatgeobuf_has_no_index_where_a_feature_has_no_ground() {
    let bytes = written(Encoding::FlatGeobuf);
    assert_eq!(&bytes[..8], b"fgb\x03fgb\x00");
    let header = flatgeobuf::size_prefixed_root_as_header(&bytes[8..]).unwrap();
    assert_eq!((header.features_count(), header.index_node_size()), (2, 0));
    let columns = header.columns().unwrap();
    assert_eq!((columns.len(), columns.get(0).name()), (8, "id"));
    assert!(!columns.get(0).nullable() && columns.get(1).nullable());
}

#[test]
fn a_geopackage_says_what_it_is() {
    let mut db = Connection::open_in_memory().unwrap();
    let bytes = written(Encoding::GeoPackage);
    db.deserialize_read_exact("main", bytes.as_slice(), bytes.len(), true)
        .unwrap();
    let one = |sql: &str| db.query_one(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("PRAGMA application_id"), 0x4750_4B47);
    assert_eq!(one("PRAGMA user_version"), 10300);
    assert_eq!(
        one("SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id IN (-1, 0, 4326)"),
        3
    );
    assert_eq!(one("SELECT count(*) FROM rtree_made_geometry"), 1);
    assert_eq!(
        one("SELECT count(*) FROM made WHERE geometry IS NULL AND title IS NULL AND list IS NULL"),
        1
    );
    let blob = "SELECT substr(geometry, 1, 8) FROM made WHERE fid = 1";
    let head: Vec<u8> = db.query_one(blob, [], |row| row.get(0)).unwrap();
    // Magic, version, little-endian with a box of two dimensions, 4326.
    assert_eq!(head, [b'G', b'P', 0, 0b0000_0011, 0xE6, 0x10, 0, 0]);
    let box_ = "SELECT substr(geometry, 9, 32) FROM made WHERE fid = 1";
    let box_: Vec<u8> = db.query_one(box_, [], |row| row.get(0)).unwrap();
    assert_eq!(box_, [0.0, 9.0, 0.0, 9.0].map(f64::to_le_bytes).concat());
}

#[test]
fn parquet_tells_the_box_and_the_types_of_its_ground() {
    let bytes = written(Encoding::GeoParquet);
    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    let geo = r#""geometry_types":["Polygon"],"orientation":"counterclockwise","edges":"planar","bbox":[0.0,0.0,9.0,9.0]}"#;
    assert!(
        bytes
            .windows(geo.len())
            .any(|window| window == geo.as_bytes())
    );
}

#[test]
fn json_has_the_counts_but_no_links_in_a_file() {
    let table = Made::new();
    let set = FeatureSet {
        table: &table,
        records: &[],
        properties: &[],
        crs: Crs::Crs84,
    };
    let text = encode_file(Encoding::GeoJson, &set).unwrap();
    assert_eq!(
        text,
        br#"{"type":"FeatureCollection","numberReturned":0,"features":[]}"#
    );
    let text = encode_file(Encoding::JsonFg, &set).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains(r#""featureType":"made""#) && text.contains(r#""conformsTo":["#));
}
