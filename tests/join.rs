//! `hudna join` as a process: tables in, tables out, and what is said of bad ones.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
    sync::Arc,
};

use arrow_array::{
    Array, ArrayRef, Date32Array, Decimal128Array, DictionaryArray, Float32Array, Float64Array,
    Int32Array, RecordBatch, StringArray, StructArray, TimestampMicrosecondArray, cast::AsArray,
    types::Int32Type,
};
use arrow_ipc::{
    reader::{FileReader, StreamReader},
    writer::{FileWriter, StreamWriter},
};
use arrow_schema::{DataType, Field};
use assert_cmd::cargo::cargo_bin;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::{Compression as Packing, ZstdLevel},
    file::{metadata::KeyValue, properties::WriterProperties},
};
use tempfile::TempDir;

const TABLE: &str = "id,lon,lat,date\n1,36.63,35.93,2017-09-20\n2,10,10,2017-09-20\n";
const JOINED: &str = "id,lon,lat,date,zone,extent,position,boundary_distance_m\n\
                      1,36.63,35.93,2017-09-20,idlib,idlib@2017-09-15,inside,2643\n\
                      2,10,10,2017-09-20,,,,\n";

struct Run {
    code: Option<i32>,
    out: Vec<u8>,
    err: String,
}

impl Run {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap()
    }

    /// Asserts an exit code and that standard error holds some text.
    fn fails_with(&self, text: &str) {
        assert!(self.err.contains(text), "{text}: {}", self.err);
        assert_eq!(self.code, Some(1), "{}", self.err);
    }
}

/// A folder with tables.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin("hudna"));
        command
            .env_remove("HUDNA_DATA")
            .current_dir(self.0.path())
            .arg("join")
            .args(args);
        command
    }

    fn join(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().unwrap();
        Run {
            code: output.status.code(),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Joins what is given on standard input.
    fn pipe(&self, args: &[&str], bytes: &[u8]) -> Run {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code(),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_table_is_joined_from_a_file_or_a_pipe() {
    let desk = Desk::new();
    desk.put("in.csv", TABLE);
    let run = desk.join(&["in.csv"]);
    assert_eq!((run.text(), run.code), (JOINED, Some(0)), "{}", run.err);
    assert!(
        run.err.contains("longitude from column 2 \"lon\""),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("date (YYYY-MM-DD) from column 4"),
        "{}",
        run.err
    );
    let run = desk.pipe(&["--quiet"], TABLE.as_bytes());
    assert_eq!((run.text(), run.err.as_str()), (JOINED, ""));
    let run = desk.pipe(&["-", "-q"], TABLE.replace(',', "\t").as_bytes());
    assert_eq!(run.text(), JOINED.replace(',', "\t"));
}

#[test]
fn options_choose_columns_and_names() {
    let desk = Desk::new();
    desk.put("in.csv", "a;b;c;zone\n35.93;36.63;20/09/2017;x\n");
    let columns = ["in.csv", "-q", "--lon", "b", "--lat", "a"];
    desk.join(&columns)
        .fails_with("the table has a column \"zone\" already");
    let mut args = columns.to_vec();
    args.extend([
        "--prefix",
        "h_",
        "--date",
        "c",
        "--date-format",
        "%d/%m/%Y",
        "--possible",
    ]);
    let run = desk.join(&args);
    let wanted = "a;b;c;zone;h_zone;h_extent;h_position;h_boundary_distance_m;h_possible_zone\n\
                  35.93;36.63;20/09/2017;x;idlib;idlib@2017-09-15;inside;2643;\n";
    assert_eq!(run.text(), wanted, "{}", run.err);
    let run = desk.join(&["in.csv"]);
    run.fails_with("no column for the longitude");
    run.fails_with("\"a\", \"b\", \"c\", \"zone\"");
    let run = desk.join(&["in.csv", "--date-format", "%Q"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("no format of dates"), "{}", run.err);
}

#[test]
fn without_dates_every_extent_counts() {
    let desk = Desk::new();
    desk.put("in.csv", TABLE);
    let run = desk.join(&["in.csv", "--no-date"]);
    assert!(run.text().contains("idlib;idlib"), "{}", run.text());
    assert!(
        run.err.contains("every extent that ever covered"),
        "{}",
        run.err
    );
}

#[test]
fn packed_tables_are_unpacked_and_packed_by_name() {
    let desk = Desk::new();
    desk.put("in.csv.gz", gzip(TABLE.as_bytes()));
    desk.put("in", zstd::encode_all(TABLE.as_bytes(), 0).unwrap());
    for input in ["in.csv.gz", "in"] {
        assert_eq!(desk.join(&[input, "-q"]).text(), JOINED);
    }
    assert_eq!(desk.join(&["in", "-o", "out.csv.gz"]).code, Some(0));
    let mut text = String::new();
    GzDecoder::new(desk.read("out.csv.gz").as_slice())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, JOINED);
    assert_eq!(desk.join(&["in", "-o", "out.csv.zst"]).code, Some(0));
    assert_eq!(
        zstd::decode_all(desk.read("out.csv.zst").as_slice()).unwrap(),
        JOINED.as_bytes()
    );
}

#[test]
fn a_truncated_archive_leaves_nothing_behind() {
    let desk = Desk::new();
    let rows = (0..20_000).map(|n| format!("{n},{}.5,35.93\n", n % 90));
    let table = rows.collect::<Vec<_>>().concat();
    let table = format!("id,lon,lat\n{table}");
    let packed = [
        ("in.gz", gzip(table.as_bytes())),
        ("in.zst", zstd::encode_all(table.as_bytes(), 0).unwrap()),
    ];
    for (name, bytes) in packed {
        desk.put(name, &bytes[..bytes.len() / 2]);
        desk.join(&[name, "-o", "out.csv"])
            .fails_with(&format!("reading {name}"));
    }
    assert_eq!(desk.names(), ["in.gz", "in.zst"]);
}

#[test]
fn bad_rows_are_kept_refused_or_put_aside() {
    let desk = Desk::new();
    let bad =
        "3,36.63,95,2017-09-20\n4,,35.93,2017-09-20\n\"5\",x,1,2017-09-20\n6,1\n7,1,1,1.1.2017\n";
    // In no zone, but with its numbers exchanged in one: it may be meant.
    let odd = "8,35.93,36.63,2017-09-20\n";
    desk.put("in.csv", format!("{TABLE}{bad}{odd}"));
    let kept = desk.join(&["in.csv"]);
    let rows = format!("{bad}{odd}").replace('\n', ",,,,\n");
    assert_eq!(kept.text(), format!("{JOINED}{rows}"));
    for told in [
        "row 3 (line 4): lat 95 is outside -90 to 90",
        "row 4 (line 5): no lon",
        "row 5 (line 6): lon \"x\" is not a number",
        "row 6 (line 7): 2 cells, where the header has 4",
        "row 7 (line 8): date \"1.1.2017\" is no day written YYYY-MM-DD",
        "1 row lies outside the ground of the zones",
        "(the first is row 8)",
        "5 bad rows",
    ] {
        kept.fails_with(told);
    }
    let aside = desk.join(&["in.csv", "--bad", "bad.csv", "-o", "good.csv"]);
    aside.fails_with("5 bad rows");
    let good = format!("{JOINED}{}", odd.replace('\n', ",,,,\n"));
    assert_eq!(desk.read("good.csv"), good.as_bytes());
    assert_eq!(
        desk.read("bad.csv"),
        format!("id,lon,lat,date\n{bad}").into_bytes()
    );
    desk.join(&["in.csv", "--bad", "fail", "-o", "none.csv"])
        .fails_with("row 3 (line 4)");
    assert_eq!(desk.names(), ["bad.csv", "good.csv", "in.csv"]);
}

#[test]
fn many_bad_rows_are_counted_by_sort() {
    let desk = Desk::new();
    desk.put("in.csv", format!("lon,lat\n{}1,x\n", "1,\n".repeat(100)));
    let run = desk.join(&["in.csv"]);
    run.fails_with("100 rows without longitude, latitude or date");
    run.fails_with("1 row with a coordinate that is no number");
    assert_eq!(
        run.err
            .lines()
            .filter(|line| line.starts_with("row "))
            .count(),
        20
    );
}

#[test]
fn an_output_is_replaced_only_on_demand() {
    let desk = Desk::new();
    desk.put("in.csv", TABLE);
    desk.put("out.csv", "old");
    desk.join(&["in.csv", "-o", "out.csv"])
        .fails_with("out.csv exists");
    desk.join(&["in.csv", "--bad", "out.csv"])
        .fails_with("out.csv exists");
    assert_eq!(desk.read("out.csv"), b"old");
    assert_eq!(
        desk.join(&["in.csv", "-o", "out.csv", "--force"]).code,
        Some(0)
    );
    assert_eq!(desk.read("out.csv"), JOINED.as_bytes());
    desk.join(&["nothing.csv"])
        .fails_with("reading nothing.csv");
    desk.put("empty.csv", "");
    desk.join(&["empty.csv"]).fails_with("the table is empty");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told() {
    let desk = Desk::new();
    desk.put("in.csv", TABLE);
    desk.join(&["in.csv", "-o", "/dev/full"])
        .fails_with("No space left");
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = desk.command(&["in.csv"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn rows_keep_their_order_on_any_number_of_threads() {
    let desk = Desk::new();
    // Long rows, so that they make many pieces.
    let filler = "x".repeat(10_000);
    let row = |n| format!("{n},{}.5,35.93,{filler}\n", 30 + n % 9);
    let rows = (0..300).map(row).collect::<Vec<_>>().concat();
    desk.put("in.csv", format!("id,lon,lat,filler\n{rows}"));
    let one = desk.join(&["in.csv", "--threads", "1"]);
    let rows = one.text().lines().skip(1);
    let ids = rows.map(|row| row.split_once(',').unwrap().0);
    assert!(ids.eq((0..300).map(|n| n.to_string())));
    for threads in ["2", "5"] {
        assert!(desk.join(&["in.csv", "--threads", threads]).out == one.out);
    }
}

#[test]
fn a_reader_that_stops_is_no_failure() {
    let desk = Desk::new();
    let row = format!("36.63,35.93,{}\n", "x".repeat(10_000));
    desk.put("in.csv", format!("lon,lat,filler\n{}", row.repeat(100)));
    let mut child = desk
        .command(&["in.csv", "-q"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty());
}

#[test]
fn objects_and_features_are_joined_as_they_are() {
    let desk = Desk::new();
    let point = r#"{"type":"Point","coordinates":[36.63,35.93]}"#;
    let feature =
        format!(r#"{{"type":"Feature","geometry":{point},"properties":{{"date":"2017-09-20"}}}}"#);
    desk.put(
        "a.jsonl",
        "{\"lon\":36.63,\"lat\":35.93,\"date\":\"2017-09-20\"}\n",
    );
    desk.put(
        "b.geojson",
        format!("{{\"type\":\"FeatureCollection\",\"features\":[{feature},{feature}]}}"),
    );
    desk.put("c.geojsonl", format!("{feature}\n"));
    for (name, count) in [("a.jsonl", 1), ("b.geojson", 2), ("c.geojsonl", 1)] {
        let run = desk.join(&[name]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let zone = r#""date":"2017-09-20","zone":"idlib","extent":"idlib@2017-09-15""#;
        assert_eq!(run.text().matches(zone).count(), count, "{}", run.text());
    }
    let bad = desk.pipe(&["--format", "geojson"], b"{\"features\":[{}");
    bad.fails_with("is not closed");
}

/// Three rows: in a zone, in none, without a longitude; with columns that are none of our business.
fn batch(dates: ArrayRef) -> RecordBatch {
    let lon = Float64Array::from(vec![Some(36.63), Some(10.0), None]);
    let lat = Float32Array::from(vec![35.93, 10.0, 10.0]);
    let money = Decimal128Array::from(vec![123, -5, 7])
        .with_precision_and_scale(10, 2)
        .unwrap();
    let inner = Int32Array::from(vec![1, 2, 3]);
    let nested = StructArray::from(vec![(
        Arc::new(Field::new("inner", DataType::Int32, false)),
        Arc::new(inner) as ArrayRef,
    )]);
    RecordBatch::try_from_iter([
        ("lon", Arc::new(lon) as ArrayRef),
        ("lat", Arc::new(lat)),
        ("date", dates),
        ("money", Arc::new(money)),
        ("nested", Arc::new(nested)),
    ])
    .unwrap()
}

fn days() -> ArrayRef {
    Arc::new(Date32Array::from(vec![17_429; 3])) // 2017-09-20
}

fn parquet(batch: &RecordBatch) -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_compression(Packing::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(2))
        .set_key_value_metadata(Some(vec![KeyValue::new("geo".to_owned(), "{}".to_owned())]))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.into_inner().unwrap()
}

/// The rows of some batches: the old columns as they are, and the new ones.
fn assert_joined(batches: &[RecordBatch], wanted: &RecordBatch) {
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    assert_eq!(rows, wanted.num_rows());
    let mut at = 0;
    for found in batches {
        let part = wanted.slice(at, found.num_rows());
        for (found, wanted) in found.columns().iter().zip(part.columns()) {
            assert_eq!(found, wanted);
        }
        let zones = found.column_by_name("zone").unwrap().as_string::<i32>();
        let metres = found.column_by_name("boundary_distance_m").unwrap();
        let metres = metres.as_primitive::<Int32Type>();
        for row in 0..found.num_rows() {
            let first = at + row == 0;
            assert_eq!(
                zones.is_valid(row).then(|| zones.value(row)),
                first.then_some("idlib")
            );
            assert_eq!(
                metres.is_valid(row).then(|| metres.value(row)),
                first.then_some(2643)
            );
        }
        at += found.num_rows();
    }
}

#[test]
fn parquet_keeps_its_columns_groups_and_key_values() {
    let desk = Desk::new();
    let texts = StringArray::from(vec!["2017-09-20"; 3]);
    let times = TimestampMicrosecondArray::from(vec![1_505_865_600_000_000; 3]);
    let words: DictionaryArray<Int32Type> = ["2017-09-20"; 3].into_iter().collect();
    let dates: [ArrayRef; 4] = [days(), Arc::new(texts), Arc::new(times), Arc::new(words)];
    for dates in dates {
        let batch = batch(dates);
        desk.put("in.parquet", parquet(&batch));
        let run = desk.join(&[
            "in.parquet",
            "-o",
            "out.parquet",
            "--force",
            "--threads",
            "2",
        ]);
        run.fails_with("row 3: no lon");
        let file = fs::File::open(desk.path("out.parquet")).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let metadata = Arc::clone(reader.metadata());
        assert_eq!(metadata.num_row_groups(), 2);
        assert!(matches!(
            metadata.row_group(0).column(0).compression(),
            Packing::ZSTD(_)
        ));
        let keys = metadata.file_metadata().key_value_metadata().unwrap();
        assert!(keys.contains(&KeyValue::new("geo".to_owned(), "{}".to_owned())));
        let batches: Result<Vec<_>, _> = reader.build().unwrap().collect();
        assert_joined(&batches.unwrap(), &batch);
    }
}

#[test]
fn bad_rows_of_parquet_are_put_aside() {
    let desk = Desk::new();
    let batch = batch(days());
    desk.put("in.parquet", parquet(&batch));
    let run = desk.join(&["in.parquet", "-o", "out.parquet", "--bad", "bad.parquet"]);
    run.fails_with("1 bad row");
    let rows = |name: &str| {
        let file = fs::File::open(desk.path(name)).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        let batches: Result<Vec<_>, _> = reader.build().unwrap().collect();
        batches.unwrap()
    };
    assert_joined(&rows("out.parquet"), &batch.slice(0, 2));
    let bad = rows("bad.parquet");
    assert_eq!(bad.iter().map(RecordBatch::num_rows).sum::<usize>(), 1);
    assert_eq!(bad[0].num_columns(), batch.num_columns());
    desk.join(&["in.parquet", "-o", "no.parquet", "--bad", "fail"])
        .fails_with("row 3: no lon");
    assert!(!desk.path("no.parquet").exists());
}

#[test]
fn arrow_is_joined_as_file_and_as_stream() {
    let desk = Desk::new();
    let batch = batch(days());
    let mut file = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    file.write(&batch).unwrap();
    desk.put("in.arrow", file.into_inner().unwrap());
    let mut stream = StreamWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    stream.write(&batch).unwrap();
    desk.put("in.stream", stream.into_inner().unwrap());
    desk.join(&["in.arrow", "-o", "out.arrow"])
        .fails_with("1 bad row");
    desk.join(&["in.stream", "-o", "out.stream"])
        .fails_with("1 bad row");
    let file = fs::File::open(desk.path("out.arrow")).unwrap();
    let found: Result<Vec<_>, _> = FileReader::try_new(file, None).unwrap().collect();
    assert_joined(&found.unwrap(), &batch);
    let file = fs::File::open(desk.path("out.stream")).unwrap();
    let found: Result<Vec<_>, _> = StreamReader::try_new(file, None).unwrap().collect();
    assert_joined(&found.unwrap(), &batch);
}

#[test]
fn columns_that_cannot_be_coordinates_are_named() {
    let desk = Desk::new();
    desk.put("in.parquet", parquet(&batch(days())));
    let run = desk.join(&["in.parquet", "--lon", "nested"]);
    run.fails_with("the column \"nested\" holds Struct");
    run.fails_with("numbers or text are wanted");
    desk.join(&["in.parquet", "--date", "money"])
        .fails_with("dates, timestamps or text are wanted");
    desk.pipe(&[], &desk.read("in.parquet"))
        .fails_with("is read from a file");
    let whole = desk.read("in.parquet");
    desk.put("half.parquet", &whole[..whole.len() / 2]);
    desk.join(&["half.parquet", "-o", "out.parquet"])
        .fails_with("reading half.parquet");
    assert!(!desk.path("out.parquet").exists());
}

/// Rows in two zones and in none, in three months, and a bad one.
fn days_table() -> String {
    let rows = [
        "36.63,35.93,2017-09-20\n".repeat(3),
        "36.63,35.93,2017-11-20\n".repeat(2),
        "36.55,34.95,2018-01-05\n".to_owned(),
        "10,10,2017-09-20\n".repeat(4),
        "x,10,2017-09-20\n".to_owned(),
    ];
    format!("lon,lat,date\n{}", rows.concat())
}

#[test]
fn rows_are_counted_by_zone_and_month() {
    let desk = Desk::new();
    desk.put("in.csv", days_table());
    let run = desk.join(&["in.csv", "-q", "--count-by", "zone,month"]);
    let wanted = "zone           month    rows\n\
                  idlib          2017-09     3\n\
                  idlib          2017-11     2\n\
                  northern-homs  2018-01     1\n\
                  (none)         2017-09     4\n";
    assert_eq!(run.text(), wanted);
    run.fails_with("1 bad row");
    let args = [
        "in.csv",
        "--count-by",
        "position",
        "--count-format",
        "csv",
        "-o",
        "out.csv",
    ];
    let run = desk.join(&args);
    assert_eq!(
        run.text(),
        "position,rows\ninside,5\nnear_boundary,1\n(none),4\n"
    );
    assert_eq!(
        desk.read("out.csv").split(|byte| *byte == b'\n').count(),
        13
    );
    let run = desk.join(&["in.csv", "--count-by", "planet"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("allowed are zone, extent"), "{}", run.err);
    desk.join(&["in.csv", "--no-date", "--count-by", "zone,day"])
        .fails_with("--count-by day needs a column of dates");
    let run = desk.join(&["in.csv", "-q", "--no-date", "--count-by", "zone"]);
    assert!(
        run.text().contains("idlib             5\n"),
        "once for each row: {}",
        run.text()
    );
}

#[test]
fn rows_are_drawn_as_svg_and_png() {
    let desk = Desk::new();
    desk.put("in.csv", days_table());
    let run = desk.join(&["in.csv", "--plot", "plot.svg"]);
    run.fails_with("1 bad row");
    assert_eq!(run.text(), "");
    let svg = String::from_utf8(desk.read("plot.svg")).unwrap();
    for text in [
        "<svg",
        "Rows in each zone by month",
        "idlib",
        "northern-homs",
        "periods of the extents",
    ] {
        assert!(svg.contains(text), "{text}");
    }
    desk.join(&["in.csv", "--plot", "plot.png"])
        .fails_with("1 bad row");
    assert!(desk.read("plot.png").starts_with(b"\x89PNG"));
    desk.join(&["in.csv", "--plot", "plot.png"])
        .fails_with("plot.png exists");
    desk.join(&["in.csv", "--plot", "plot.gif"])
        .fails_with("ends in .svg or .png");
    desk.join(&["in.csv", "--no-date", "--plot", "b.svg"])
        .fails_with("--plot needs a column of dates");
    assert!(!desk.path("b.svg").exists());
}

/// A table of texts as views, alone and in lists, every third row of it bad.
fn views(rows: u32) -> RecordBatch {
    use arrow_array::{
        StringViewArray,
        builder::{ListBuilder, StringViewBuilder},
    };

    let lon = (0..rows).map(|row| (row % 3 != 2).then_some(10.0));
    let text = |row| format!("{row:06} is the text of a row and long enough for a buffer");
    let mut lists = ListBuilder::new(StringViewBuilder::new());
    (0..rows).for_each(|row| lists.append_value([Some(text(row)), None]));
    RecordBatch::try_from_iter([
        ("lon", Arc::new(lon.collect::<Float64Array>()) as ArrayRef),
        (
            "lat",
            Arc::new(Float64Array::from_iter_values((0..rows).map(|_| 10.0))),
        ),
        (
            "text",
            Arc::new(StringViewArray::from_iter_values((0..rows).map(text))),
        ),
        ("texts", Arc::new(lists.finish())),
    ])
    .unwrap()
}

fn arrow_file(batch: &RecordBatch) -> Vec<u8> {
    let mut file = FileWriter::try_new(Vec::new(), &batch.schema()).unwrap();
    file.write(batch).unwrap();
    file.into_inner().unwrap()
}

#[test]
fn parts_of_an_arrow_file_take_only_their_own_bytes() {
    let desk = Desk::new();
    let table = views(40_000);
    let before = arrow_file(&table);
    desk.put("in.arrow", &before);
    let rows = |name: &str| -> Vec<RecordBatch> {
        let file = fs::File::open(desk.path(name)).unwrap();
        let batches = FileReader::try_new(file, None).unwrap();
        batches.map(Result::unwrap).collect()
    };
    desk.join(&["in.arrow", "-o", "all.arrow"])
        .fails_with("13333 bad rows");
    let after = desk.read("all.arrow").len();
    assert!(after < before.len() * 3 / 2, "{after} of {}", before.len());
    let mut at = 0;
    for found in rows("all.arrow") {
        let old = found.project(&[0, 1, 2, 3]).unwrap();
        assert_eq!(old, table.slice(at, found.num_rows()));
        at += found.num_rows();
    }
    assert_eq!(at, 40_000);

    desk.join(&["in.arrow", "-o", "good.arrow", "--bad", "bad.arrow"])
        .fails_with("13333 bad rows");
    let after = desk.read("good.arrow").len() + desk.read("bad.arrow").len();
    assert!(after < before.len() * 3 / 2, "{after} of {}", before.len());
    let mut wanted = (0..40_000).filter(|row| row % 3 == 2);
    for bad in rows("bad.arrow") {
        for row in 0..bad.num_rows() {
            assert_eq!(bad.slice(row, 1), table.slice(wanted.next().unwrap(), 1));
        }
    }
    assert_eq!(wanted.next(), None);
    let good = rows("good.arrow");
    let count = good.iter().map(RecordBatch::num_rows).sum::<usize>();
    assert_eq!(count, 40_000 - 13_333);
    assert!(good.iter().all(|rows| rows["lon"].null_count() == 0));
}

#[test]
fn one_file_is_not_written_for_two_purposes() {
    let desk = Desk::new();
    desk.put("in.csv", days_table());
    let twice = [
        ["-o", "o.csv", "--bad", "o.csv"],
        ["-o", "o.csv", "--bad", "./o.csv"],
        ["-o", "p.svg", "--plot", "p.svg"],
        ["--bad", "p.svg", "--plot", "p.svg"],
    ];
    for args in twice {
        let run = desk.join(&[&["in.csv"], args.as_slice()].concat());
        run.fails_with("name the same file");
        assert!(!run.err.contains("longitude"), "it was read: {}", run.err);
    }
    assert_eq!(desk.names(), ["in.csv"]);
    if cfg!(unix) {
        desk.join(&["in.csv", "-o", "/dev/null", "--bad", "/dev/null"])
            .fails_with("1 bad row");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_table_is_joined_where_standard_error_cannot_be_written() {
    let desk = Desk::new();
    desk.put("in.csv", format!("{TABLE}3,x,10,2017-09-20\n"));
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = desk.command(&["in.csv", "-o", "out.csv"]);
    let output = command.stderr(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        desk.read("out.csv"),
        format!("{JOINED}3,x,10,2017-09-20,,,,\n").into_bytes()
    );
    assert_eq!(desk.names(), ["in.csv", "out.csv"]);
}
