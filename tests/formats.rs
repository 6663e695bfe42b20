//! Files of each format, read by GDAL (`apt install gdal-bin`), which shares no code with the writers.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, LazyLock},
};

use geo::{CoordsIter, Geometry};
use hudna::{
    features::{Crs, Features, Kind, Record, Table, Value},
    formats::{Encoding, FeatureSet, encode_file},
    load::{Folder, load},
    snapshot::Snapshot,
};
use serde_json::Value as Json;
use tempfile::TempDir;

static FEATURES: LazyLock<Features> = LazyLock::new(|| {
    let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
    Features::of(&Arc::new(Snapshot::build(loaded.facts.unwrap()).unwrap()))
});

const UTM: u16 = 32637;

fn systems() -> [Crs; 4] {
    let utm = Crs::Utm(format!("EPSG:{UTM}").parse().unwrap());
    [Crs::Crs84, Crs::Wgs84, Crs::WebMercator, utm]
}

/// A set written to a file.
struct File {
    _dir: TempDir,
    path: PathBuf,
}

/// The records of a table in a file; the first `most` of them, which keeps long tables short.
fn file(table: &dyn Table, crs: Crs, encoding: Encoding, most: usize) -> File {
    let dir = TempDir::new().unwrap();
    let records: Vec<usize> = (0..table.len()).take(most).collect();
    let properties: Vec<usize> = (0..table.schema().properties.len()).collect();
    let set = FeatureSet {
        table,
        records: &records,
        properties: &properties,
        crs,
    };
    let name = format!("{}.{}", table.schema().id, encoding.ending());
    let path = dir.path().join(name);
    let body = encode_file(encoding, &set).unwrap();
    assert_eq!(
        body,
        encode_file(encoding, &set).unwrap(),
        "equal sets, equal bytes"
    );
    fs::write(&path, body).unwrap();
    File { _dir: dir, path }
}

/// What a program of GDAL prints; warnings are failures.
fn gdal(program: &str, args: &[&str], path: &Path) -> String {
    let output = Command::new(program).args(args).arg(path).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; apt install gdal-bin"));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && told.is_empty(),
        "{program} {args:?} {}: {told}",
        path.display()
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The features of a file as GDAL reads them, by id.
fn read(file: &File, args: &[&str]) -> (Json, BTreeMap<String, Json>) {
    let args = [
        &[
            "-f",
            "GeoJSON",
            "-lco",
            "COORDINATE_PRECISION=15",
            "/vsistdout/",
        ],
        args,
    ]
    .concat();
    let collection: Json = serde_json::from_str(&gdal("ogr2ogr", &args, &file.path)).unwrap();
    let features = collection["features"].as_array().unwrap();
    let ids = |f: &Json| {
        f["properties"]["id"]
            .as_str()
            .or(f["id"].as_str())
            .unwrap()
            .to_owned()
    };
    let features = features
        .iter()
        .map(|feature| (ids(feature), feature.clone()));
    (collection["crs"].clone(), features.collect())
}

fn flat(geometry: &Geometry<f64>) -> Vec<[f64; 2]> {
    geometry.coords_iter().map(|c| [c.x, c.y]).collect()
}

fn ground(feature: &Json) -> Option<Vec<[f64; 2]>> {
    let geometry: Option<geojson::Geometry> =
        serde_json::from_value(feature["geometry"].clone()).unwrap();
    Some(flat(&Geometry::try_from(geometry?).unwrap()))
}

fn same_ground(
    found: Option<&Vec<[f64; 2]>>,
    expected: Option<&Vec<[f64; 2]>>,
    within: f64,
) -> bool {
    match (found, expected) {
        (None, None) => true,
        (Some(found), Some(expected)) => {
            let pairs = || found.iter().flatten().zip(expected.iter().flatten());
            found.len() == expected.len() && pairs().all(|(a, b)| (a - b).abs() <= within)
        }
        _ => false,
    }
}

/// Whether GDAL's value means ours; formats without types give texts.
fn same_value(found: &Json, expected: &Value<'_>) -> bool {
    let text = found.as_str();
    match expected {
        Value::Null => found.is_null() || text == Some(""),
        Value::Bool(truth) => {
            *found == Json::Bool(*truth)
                || text == Some(&truth.to_string())
                || *found == i64::from(*truth)
        }
        Value::Integer(n) => *found == *n || text == Some(&n.to_string()),
        Value::Number(n) => found.as_f64() == Some(*n) || text == Some(&n.to_string()),
        Value::Text(expected) => text == Some(expected.as_ref()),
        Value::Day(day) => text.is_some_and(|text| text.starts_with(&day.to_string())),
        Value::List(texts) => {
            let list = text.and_then(|text| serde_json::from_str(text).ok());
            list.as_ref().unwrap_or(found) == &serde_json::to_value(texts).unwrap()
        }
    }
}

/// Reads a file and holds every record of it against the table.
fn holds(table: &dyn Table, crs: Crs, encoding: Encoding, args: &[&str]) {
    let what = format!("{} {} {crs:?}", table.schema().id, encoding.name());
    let (system, found) = read(&file(table, crs, encoding, 300), args);
    assert_eq!(found.len(), table.len().min(300), "{what}");
    let has_ground = table.bounds().is_some();
    let code = crs.epsg().to_string();
    if has_ground && !crs.is_geographic() {
        assert!(
            system["properties"]["name"]
                .as_str()
                .unwrap()
                .ends_with(&code),
            "{what} {system}"
        );
    }
    for number in 0..found.len() {
        let record: Record<'_> = table.record(number);
        let feature = &found[record.id.as_ref()];
        let expected = record.shape.to_geometry();
        // x in the east, except where the text follows the definition.
        let expected = match crs {
            Crs::Crs84 => expected,
            Crs::Wgs84 if encoding != Encoding::Csv => expected,
            _ => expected.map(|ground| crs.project(&ground)),
        };
        let expected = expected.as_ref().map(flat);
        assert!(
            same_ground(ground(feature).as_ref(), expected.as_ref(), 1e-9),
            "{what} {}",
            record.id
        );
        for (property, value) in table.schema().properties.iter().zip(&record.values) {
            let found = &feature["properties"][property.name.as_ref()];
            assert!(
                same_value(found, value),
                "{what} {} {}: {found} {value:?}",
                record.id,
                property.name
            );
        }
    }
}

#[test]
fn files_for_machines_hold_every_table_in_every_system() {
    for table in FEATURES.tables() {
        for crs in systems() {
            for encoding in [Encoding::FlatGeobuf, Encoding::GeoPackage] {
                holds(table, crs, encoding, &[]);
            }
            holds(
                table,
                crs,
                Encoding::Csv,
                &[
                    "-oo",
                    "GEOM_POSSIBLE_NAMES=geometry",
                    "-a_srs",
                    &format!("EPSG:{}", crs.epsg()),
                ],
            );
        }
    }
}

#[test]
fn sequences_and_placemarks_hold_every_table_in_degrees() {
    for table in FEATURES.tables() {
        holds(table, Crs::Crs84, Encoding::GeoJsonSeq, &[]);
        holds(table, Crs::Crs84, Encoding::Kml, &[]);
    }
}

#[test]
fn metres_lead_back_to_degrees() {
    let zones = FEATURES.table("zones").unwrap();
    for crs in systems() {
        for encoding in [Encoding::FlatGeobuf, Encoding::GeoPackage] {
            let (_, found) = read(&file(zones, crs, encoding, 300), &["-t_srs", "OGC:CRS84"]);
            for (id, feature) in found {
                let record = zones.record(zones.find(&id).unwrap());
                let expected = record.shape.to_geometry().as_ref().map(flat);
                let near = same_ground(ground(&feature).as_ref(), expected.as_ref(), 1e-7);
                assert!(near, "{id} {crs:?} {encoding:?}");
            }
        }
    }
}

#[test]
fn an_index_finds_what_a_box_touches() {
    let places = FEATURES.table("places").unwrap();
    let inside = |number: &usize| {
        let Some(Geometry::Point(point)) = places.record(*number).shape.to_geometry() else {
            panic!("places are points");
        };
        (36.0..=37.0).contains(&point.x()) && (35.0..=36.0).contains(&point.y())
    };
    let expected = (0..places.len()).filter(inside).count();
    assert!(expected > 10);
    for encoding in [Encoding::FlatGeobuf, Encoding::GeoPackage] {
        let file = file(places, Crs::Crs84, encoding, usize::MAX);
        let (_, found) = read(&file, &["-spat", "36", "35", "37", "36"]);
        assert_eq!(found.len(), expected, "{encoding:?}");
    }
}

#[test]
fn nothing_is_a_file_too() {
    for table in FEATURES.tables() {
        for encoding in [Encoding::FlatGeobuf, Encoding::GeoPackage] {
            let (_, found) = read(&file(table, Crs::Crs84, encoding, 0), &[]);
            assert!(found.is_empty());
        }
    }
}

#[test]
fn columns_have_types() {
    let passages = FEATURES.table("passages").unwrap();
    for (encoding, day, truth) in [
        (Encoding::FlatGeobuf, "DateTime", "Integer(Boolean)"),
        (Encoding::GeoPackage, "Date", "Integer(Boolean)"),
    ] {
        let file = file(passages, Crs::Crs84, encoding, 10);
        let told = gdal("ogrinfo", &["-so", "-al"], &file.path);
        for property in &passages.schema().properties {
            let kind = match property.kind {
                Kind::Integer => "Integer64",
                Kind::Number => "Real",
                Kind::Boolean => truth,
                Kind::Day => day,
                Kind::Text | Kind::Uri | Kind::List => "String",
            };
            let line = format!("\n{}: {kind}", property.name);
            assert!(told.contains(&line), "{encoding:?} {line}: {told}");
        }
    }
}

/// The value of the key `geo` lies in a Parquet file as it is.
fn geo_key(bytes: &[u8]) -> Json {
    let start = br#"{"version":"1.1.0""#;
    let at = bytes
        .windows(start.len())
        .position(|window| window == start);
    let mut values = serde_json::Deserializer::from_slice(&bytes[at.unwrap()..]).into_iter();
    values.next().unwrap().unwrap()
}

#[test]
fn parquet_describes_systems_as_proj_does() {
    let zones = FEATURES.table("zones").unwrap();
    let south = Crs::Utm("EPSG:32718".parse().unwrap());
    let systems = systems();
    for crs in systems
        .iter()
        .chain([&south])
        .filter(|crs| !crs.is_geographic())
    {
        let bytes = fs::read(&file(zones, *crs, Encoding::GeoParquet, 0).path).unwrap();
        let column = &geo_key(&bytes)["columns"]["geometry"];
        let proj4 = |definition: &str| gdal("gdalsrsinfo", &["-o", "proj4"], Path::new(definition));
        let epsg = proj4(&format!("EPSG:{}", crs.epsg()));
        assert_eq!(proj4(&column["crs"].to_string()), epsg, "{crs:?}");
    }
}
