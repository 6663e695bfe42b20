//! Whole tables through cutter, plan and tally.

use std::{
    fmt::Write,
    sync::{Arc, OnceLock},
};

use proptest::prelude::*;

use super::*;
use crate::{
    load::{Folder, load},
    snapshot::Snapshot,
};

fn snapshot() -> &'static Arc<Snapshot> {
    static SNAPSHOT: OnceLock<Arc<Snapshot>> = OnceLock::new();
    SNAPSHOT.get_or_init(|| {
        let facts = load(
            &Folder::embedded_data(),
            &Folder::from_files("articles", []),
        )
        .facts
        .unwrap();
        Arc::new(Snapshot::build(facts).unwrap())
    })
}

struct Whole {
    text: Vec<u8>,
    aside: Vec<u8>,
    tally: Tally,
}

/// Joins a table that comes in chunks of some bytes, in pieces of as many.
fn join(
    format: TableFormat,
    options: &Options,
    table: &[u8],
    size: usize,
) -> Result<Whole, JoinError> {
    let mut cutter = Cutter::with_piece_bytes(format, size);
    let mut pieces = Vec::new();
    for chunk in table.chunks(size) {
        cutter.push(chunk);
        while let Some(piece) = cutter.next_piece()? {
            pieces.push(piece);
        }
    }
    pieces.extend(cutter.finish()?);
    let plan = Plan::new(format, options, snapshot(), &pieces[0])?;
    let mut whole = Whole {
        text: Vec::new(),
        aside: plan.around_aside()[0].to_vec(),
        tally: Tally::new(),
    };
    for piece in &pieces {
        let mut joined = plan.join(piece);
        whole.tally.take(&mut joined);
        whole.text.extend(joined.bytes);
        whole.aside.extend(joined.aside);
    }
    whole.aside.extend(plan.around_aside()[1]);
    Ok(whole)
}

fn joined(table: &str) -> String {
    let whole = join(
        TableFormat::Csv,
        &Options::default(),
        table.as_bytes(),
        1 << 20,
    )
    .unwrap();
    String::from_utf8(whole.text).unwrap()
}

#[test]
fn rows_get_their_zones() {
    let table = "id,lon,lat,date\r\n1,36.63,35.93,2017-09-20\r\n2,10,10,2017-09-20\r\n\r\n\
                 \"3\",\" 36.63\",35.93,\"2017-09-20\"";
    let wanted = "id,lon,lat,date,zone,extent,position,boundary_distance_m\r\n\
                  1,36.63,35.93,2017-09-20,idlib,idlib@2017-09-15,inside,2643\r\n\
                  2,10,10,2017-09-20,,,,\r\n\r\n\
                  \"3\",\" 36.63\",35.93,\"2017-09-20\",idlib,idlib@2017-09-15,inside,2643";
    assert_eq!(joined(table), wanted);
}

#[test]
fn rows_that_end_in_carriage_returns_are_joined() {
    let table = "id,lon,lat,date\r1,36.63,35.93,2017-09-20\r\"a\rb\",10,10\r3,10,10,2017-09-20\r";
    let wanted = "id,lon,lat,date,zone,extent,position,boundary_distance_m\r\
                  1,36.63,35.93,2017-09-20,idlib,idlib@2017-09-15,inside,2643\r\
                  \"a\rb\",10,10,,,,\r3,10,10,2017-09-20,,,,\r";
    for size in 1..table.len() {
        let whole = join(
            TableFormat::Csv,
            &Options::default(),
            table.as_bytes(),
            size,
        )
        .unwrap();
        assert_eq!(String::from_utf8(whole.text).unwrap(), wanted, "{size}");
        let told = whole.tally.told().iter().map(|bad| (bad.row, bad.line));
        assert_eq!(told.collect::<Vec<_>>(), [(2, 3)]);
    }
}

#[test]
fn a_table_cut_off_before_its_last_line_feed_is_joined() {
    let table = "lon,lat,date\r\n36.63,35.93,2017-09-20\r";
    let (_, row) = joined(table)
        .split_once('\n')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert_eq!(
        row,
        "36.63,35.93,2017-09-20,idlib,idlib@2017-09-15,inside,2643\r"
    );
}

#[test]
fn new_names_are_quoted_where_they_must_be() {
    let options = Options {
        prefix: "a,\"b\" ".to_owned(),
        ..Options::default()
    };
    let whole = join(TableFormat::Csv, &options, b"lon,lat\n36.63,35.93\n", 100).unwrap();
    let mut reader = csv::Reader::from_reader(whole.text.as_slice());
    assert_eq!(reader.headers().unwrap().get(2), Some("a,\"b\" zone"));
    assert_eq!(reader.records().next().unwrap().unwrap().len(), 6);
}

#[test]
fn bad_rows_are_kept_or_set_aside() {
    let table = "id,lat,lon,date\n1,35.93,36.63,2017-09-20\n2,,36.63,2017-09-20\n3,x,36.63,2017-09-20\n\
                 4,36.63,135.93,2017-09-20\n5,36.63,35.93,2017-09-20\n6,91,181,2017-09-20\n\
                 7,35.93,36.63,20/9/2017\n8,35.93\n9,35.93,36.63,\n\n";
    let kept = join(TableFormat::Csv, &Options::default(), table.as_bytes(), 20).unwrap();
    let text = String::from_utf8(kept.text).unwrap();
    assert_eq!(text.lines().count(), table.lines().count());
    assert!(
        text.contains("\n8,35.93,,,,\n9,35.93,36.63,,,,,\n\n"),
        "{text}"
    );
    let told: Vec<(u64, u64, &str)> = kept
        .tally
        .told()
        .iter()
        .map(|bad| (bad.row, bad.line, bad.says.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (2, 3, "no lat"),
            (
                3,
                4,
                "lat \"x\" is not a number; degrees with a point are wanted, such as 36.63"
            ),
            (6, 7, "lon 181 is outside -180 to 180"),
            (
                7,
                8,
                "date \"20/9/2017\" is no day written YYYY-MM-DD; another way is told by the date format"
            ),
            (8, 9, "2 cells, where the header has 4"),
            (9, 10, "no date"),
        ]
    );
    let suspects = kept.tally.suspects();
    assert_eq!((suspects.count, suspects.first_row), (1, 5));
    let options = Options {
        set_aside: true,
        ..Options::default()
    };
    let aside = join(TableFormat::Csv, &options, table.as_bytes(), 20).unwrap();
    assert_eq!(aside.tally.bad_rows(), 6);
    let text = String::from_utf8(aside.aside).unwrap();
    assert!(
        text.starts_with("id,lat,lon,date\n2,,36.63,2017-09-20\n3,x"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 7);
    assert_eq!(String::from_utf8(aside.text).unwrap().lines().count(), 5);
}

#[test]
fn tables_without_sense_are_refused() {
    let error = |table: &str| {
        let found = join(
            TableFormat::Csv,
            &Options::default(),
            table.as_bytes(),
            1 << 20,
        );
        found.err().unwrap().to_string()
    };
    assert!(error("").contains("empty"));
    assert!(error("\u{feff}\r\n").contains("empty"));
    assert!(error("lon,lat,zone\n").contains("has a column \"zone\" already"));
    assert!(error("lon,lat\n1,2\n\"1,2\n").contains("middle of the row at line 3"));
    let bytes: Vec<u8> = "lon,lat\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let found = join(TableFormat::Csv, &Options::default(), &bytes, 100);
    assert!(found.err().unwrap().to_string().contains("UTF-16"));
}

#[test]
fn a_row_without_end_is_refused_before_memory_ends() {
    let mut table = b"lon,lat\n1,2\n\"".to_vec();
    table.resize(MOST_ROW_BYTES + 100, b'x');
    let found = join(TableFormat::Csv, &Options::default(), &table, PIECE_BYTES);
    assert_eq!(found.err(), Some(JoinError::TooLong { line: 3 }));
}

/// A cell as a program may write it, quoted where it must be.
fn cell() -> impl Strategy<Value = String> {
    "[a-z ,;\"\n5]{0,6}".prop_map(|text| {
        if text.contains([',', '"', '\n']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    })
}

proptest! {
    #[test]
    fn every_table_keeps_its_cells_in_pieces_of_any_size(
        rows in prop::collection::vec((cell(), 30.0..40.0_f64, 30.0..40.0_f64, cell()), 0..20),
        crlf: bool,
        mark: bool,
        last: bool,
        size in 1..300_usize,
    ) {
        let mark = if mark { "\u{feff}" } else { "" };
        let mut table = format!("{mark}a,lon,lat,\"b,\n\"\n");
        for (a, lon, lat, b) in &rows {
            writeln!(table, "{a},{lon},{lat},{b}").unwrap();
        }
        if crlf {
            table = table.replace('\n', "\r\n");
        }
        if !last {
            table.truncate(table.trim_end_matches(['\r', '\n']).len());
        }
        let options = Options::default();
        let whole = join(TableFormat::Csv, &options, table.as_bytes(), 1 << 20).unwrap();
        let pieces = join(TableFormat::Csv, &options, table.as_bytes(), size).unwrap();
        prop_assert_eq!(&whole.text, &pieces.text);
        prop_assert_eq!(whole.tally.told(), pieces.tally.told());
        prop_assert_eq!(whole.tally.rows(), rows.len() as u64);
        let records = |bytes: &[u8]| {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
            let rows = reader.byte_records().map(|row| row.unwrap());
            rows.map(|row| row.iter().map(<[u8]>::to_vec).collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        let (before, after) = (records(table.as_bytes()), records(&whole.text));
        prop_assert_eq!(before.len(), after.len());
        for (before, after) in before.iter().zip(&after) {
            prop_assert_eq!(before.as_slice(), &after[..4]);
            prop_assert_eq!(after.len(), 8);
        }
    }
}

fn joined_as(format: TableFormat, table: &str) -> String {
    let whole = join(format, &Options::default(), table.as_bytes(), 1 << 20).unwrap();
    String::from_utf8(whole.text).unwrap()
}

const ZONE: &str =
    r#""zone":"idlib","extent":"idlib@2017-09-15","position":"inside","boundary_distance_m":2643"#;
const NONE: &str = r#""zone":null,"extent":null,"position":null,"boundary_distance_m":null"#;

#[test]
fn objects_get_their_zones_at_their_end() {
    let table = [
        r#"{"a":{"lon":1}, "lon" : 36.63,"lat":"35.93","date":"2017-09-20T01:00:00" }"#,
        "",
        r#"{"lon":10,"lat":10,"date":"2017-09-20"}"#,
        r"{}",
        r"[1]",
        r#"{"lon":36.63,"lat":35.93,"date":"2017-09-20","zone":"x"}"#,
        r#"{"lon":36.63,"lat":35.93,"date":null}"#,
    ];
    let options = Options::default();
    let whole = join(
        TableFormat::Ndjson,
        &options,
        table.join("\r\n").as_bytes(),
        1,
    )
    .unwrap();
    let text = String::from_utf8(whole.text).unwrap();
    let rows: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        rows,
        [
            table[0].replace(" }", &format!(" ,{ZONE}}}")),
            String::new(),
            table[2].replace('}', &format!(",{NONE}}}")),
            format!("{{{NONE}}}"),
            "[1]".to_owned(),
            table[5].to_owned(),
            table[6].replace('}', &format!(",{NONE}}}")),
        ]
    );
    let told: Vec<(u64, u64, Wrong)> = whole
        .tally
        .told()
        .iter()
        .map(|bad| (bad.row, bad.line, bad.wrong))
        .collect();
    let wanted = [
        (3, 4, Wrong::Missing),
        (4, 5, Wrong::NotJson),
        (5, 6, Wrong::Taken),
        (6, 7, Wrong::Missing),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn a_date_that_comes_late_is_not_passed_over() {
    let mut table = "{\"lon\":36.63,\"lat\":35.93}\n".repeat(150);
    table.push_str("{\"lon\":36.63,\"lat\":35.93,\"Event Date\":\"2017-09-20\"}\n");
    let whole = |size, options: &Options| {
        join(TableFormat::Ndjson, options, table.as_bytes(), size).unwrap()
    };
    // In the first piece it is a date like any other, and the rows before it have none.
    let seen = whole(1 << 20, &Options::default());
    assert_eq!((seen.tally.located(), seen.tally.bad_rows()), (1, 150));
    let unforeseen = whole(100, &Options::default());
    assert_eq!(unforeseen.tally.located(), 150);
    let told = &unforeseen.tally.told()[0];
    assert_eq!((told.row, told.wrong), (151, Wrong::LateDate));
    assert!(told.says.contains("\"Event Date\""), "{}", told.says);
    let without = Options {
        date: DateColumn::None,
        ..Options::default()
    };
    assert_eq!(whole(100, &without).tally.located(), 151);
}

#[test]
fn features_get_their_zones_into_their_properties() {
    let point = r#""geometry":{"type":"Point","coordinates":[36.63,35.93,400]}"#;
    let head = r#"{"type":"FeatureCollection","bbox":[1,2,3,4],
 "features": ["#;
    let table = format!(
        r#"{head} {{"type":"Feature",{point},"properties":{{"date":"2017-09-20" }}}},
  {{"properties":null,{point}}} , {{{point},"properties":{{"date":"2017-09-20"}}}},
  {{{point}}} ], "features": 3 }}
"#
    );
    let wanted = format!(
        r#"{head} {{"type":"Feature",{point},"properties":{{"date":"2017-09-20" ,{ZONE}}}}},
  {{"properties":{{{NONE}}},{point}}} , {{{point},"properties":{{"date":"2017-09-20",{ZONE}}}}},
  {{{point},"properties":{{{NONE}}}}} ], "features": 3 }}
"#
    );
    for size in 1..table.len() {
        let whole = join(
            TableFormat::GeoJson,
            &Options::default(),
            table.as_bytes(),
            size,
        )
        .unwrap();
        assert_eq!(String::from_utf8(whole.text).unwrap(), wanted);
        assert_eq!(whole.tally.bad_rows(), 2, "no dates");
    }
    let options = Options {
        date: DateColumn::None,
        ..Options::default()
    };
    let whole = join(TableFormat::GeoJson, &options, table.as_bytes(), 20).unwrap();
    assert_eq!(whole.tally.located(), 4);
}

#[test]
fn elements_that_are_no_features_are_bad_rows_and_stay() {
    let good = r#"{"geometry":{"type":"Point","coordinates":[36.63,35.93]}}"#;
    let table = format!(r#"{{"features":[null,{good},5]}}"#);
    for size in 1..table.len() {
        let whole = join(
            TableFormat::GeoJson,
            &Options::default(),
            table.as_bytes(),
            size,
        )
        .unwrap();
        let collection: serde_json::Value = serde_json::from_slice(&whole.text).unwrap();
        assert_eq!(collection["features"].as_array().unwrap().len(), 3);
        assert_eq!((whole.tally.rows(), whole.tally.bad_rows()), (3, 2));
        let told = whole.tally.told().iter().map(|bad| (bad.row, bad.wrong));
        assert_eq!(
            told.collect::<Vec<_>>(),
            [(1, Wrong::NotJson), (3, Wrong::NotJson)]
        );
    }
}

#[test]
fn features_that_are_put_aside_leave_a_collection_and_make_one() {
    let feature =
        |geometry: &str| format!(r#"{{"type":"Feature","properties":{{}},"geometry":{geometry}}}"#);
    let bad = [
        feature("null"),
        feature(r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#),
        feature(r#"{"type":"Point","coordinates":["1",2]}"#),
    ];
    let good = feature(r#"{"type":"Point","coordinates":[36.63,35.93]}"#);
    let options = Options {
        set_aside: true,
        ..Options::default()
    };
    let orders = [
        [&bad[0], &bad[1], &good, &good, &bad[2]],
        [&good, &bad[0], &good, &bad[1], &bad[2]],
    ];
    for features in orders {
        let list = features.map(String::as_str).join(",\n");
        let table = format!(r#"{{"type":"FeatureCollection","features":[{list}]}}"#);
        for size in [1, 100, 1000] {
            let whole = join(TableFormat::GeoJson, &options, table.as_bytes(), size).unwrap();
            let count = |text: &[u8]| {
                let collection: serde_json::Value = serde_json::from_slice(text).unwrap();
                collection["features"].as_array().unwrap().len()
            };
            assert_eq!((count(&whole.text), count(&whole.aside)), (2, 3));
            let says = whole.tally.told().iter().map(|bad| bad.says.as_str());
            assert_eq!(
                says.collect::<Vec<_>>(),
                [
                    "no geometry",
                    "the geometry is a LineString; a Point is wanted",
                    "coordinates [\"1\",2] are not numbers; longitude and latitude in degrees are wanted",
                ]
            );
        }
    }
}

#[test]
fn sequences_have_features_on_lines_or_behind_separators() {
    let feature = r#"{"type":"Feature","properties":{"date":"2017-09-20"},
 "geometry":{"type":"Point","coordinates":[36.63,35.93]}}"#;
    let wanted = feature.replace("\"},", &format!("\",{ZONE}}},"));
    let records = |feature: &str| format!("\u{1e}{feature}\n\u{1e}{feature}\n");
    let whole = join(
        TableFormat::GeoJsonSeq,
        &Options::default(),
        records(feature).as_bytes(),
        7,
    )
    .unwrap();
    assert_eq!(String::from_utf8(whole.text).unwrap(), records(&wanted));
    let lines = |feature: &str| feature.replace('\n', "") + "\n" + &feature.replace('\n', "");
    assert_eq!(
        joined_as(TableFormat::GeoJsonSeq, &lines(feature)),
        lines(&wanted)
    );
}

#[test]
fn texts_of_other_kinds_are_refused() {
    let error = |format, table: &str| {
        let found = join(format, &Options::default(), table.as_bytes(), 10);
        found.err().unwrap().to_string()
    };
    assert!(error(TableFormat::GeoJson, r#"{"type":"Feature"}"#).contains("no array \"features\""));
    assert!(error(TableFormat::GeoJson, r#"{"features":[{}"#).contains("is not closed"));
    assert!(
        error(TableFormat::GeoJson, r#"{"features":[{}]"#).contains("collection is not closed")
    );
    let two = "{\"features\":[{}]}\n{\"features\":[{}]}\n";
    assert!(error(TableFormat::GeoJson, two).contains("broken at line 2"));
    assert!(error(TableFormat::GeoJson, " ").contains("empty"));
    assert!(error(TableFormat::Ndjson, "{\"a\":1}\n").contains("no column for the longitude"));
    let taken = "{\"lon\":1,\"lat\":1,\"zone\":1}\n";
    assert!(error(TableFormat::Ndjson, taken).contains("\"zone\" already"));
}

#[test]
fn formats_are_told_by_name_and_by_first_bytes() {
    for (name, format) in [
        ("a.CSV", Some(TableFormat::Csv)),
        ("a.tsv.gz", Some(TableFormat::Tsv)),
        ("a.b.geojson.zst", Some(TableFormat::GeoJson)),
        ("a.jsonl", Some(TableFormat::Ndjson)),
        ("a.txt", None),
        ("csv", None),
    ] {
        assert_eq!(TableFormat::of_name(name), format, "{name}");
    }
    for (head, format) in [
        ("\u{feff}a,b\n", TableFormat::Csv),
        ("a\tb\n", TableFormat::Tsv),
        ("{\"lon\":1}\n{", TableFormat::Ndjson),
        ("{\"type\":\"Feature\"}\n", TableFormat::GeoJsonSeq),
        ("\u{1e}{", TableFormat::GeoJsonSeq),
        ("{\n\"type\":\"FeatureCollection\"", TableFormat::GeoJson),
        (
            "{\"type\":\"FeatureCollection\",\"features\":[]}",
            TableFormat::GeoJson,
        ),
    ] {
        assert_eq!(TableFormat::sniff(head.as_bytes()), format, "{head}");
    }
    let geojson = TableFormat::of_media_type("application/geo+json; charset=utf-8");
    assert_eq!(geojson, Some(TableFormat::GeoJson));
    assert_eq!(TableFormat::of_media_type("image/png"), None);
}
