//! `hudna join` of Parquet as a process: what is copied, what is added, and that both can be read.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::{BTreeSet, HashSet},
    fs::{self, File},
    io::Read,
    ops::Range,
    path::PathBuf,
    process::{Command, Output, Stdio},
    sync::Arc,
};

use arrow_array::{
    Array, ArrayRef, Date32Array, Float64Array, RecordBatch, cast::AsArray, types::Int32Type,
};
use assert_cmd::cargo::cargo_bin;
use jiff::{ToSpan, civil::date};
use parquet::{
    arrow::{
        ARROW_SCHEMA_META_KEY, ArrowWriter,
        arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder},
    },
    basic::Compression,
    bloom_filter::Sbbf,
    data_type::{ByteArray, ByteArrayType, DoubleType, Int96, Int96Type},
    file::{
        metadata::{ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData},
        properties::{WriterProperties, WriterVersion},
        writer::{SerializedFileWriter, SerializedRowGroupWriter},
    },
    schema::parser::parse_message_type,
};
use tempfile::TempDir;

const NEW: [&str; 4] = ["zone", "extent", "position", "boundary_distance_m"];

/// A folder with tables.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin("hudna"));
        command
            .env_remove("HUDNA_DATA")
            .current_dir(self.0.path())
            .args(["join", "--quiet"])
            .args(args);
        command
    }

    fn join(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Joins without a bad row.
    fn joined(&self, args: &[&str]) -> Vec<u8> {
        let output = self.join(args);
        assert!(output.status.success(), "{args:?}: {output:?}");
        output.stdout
    }

    fn metadata(&self, name: &str) -> Arc<ParquetMetaData> {
        let file = File::open(self.path(name)).unwrap();
        let options = ArrowReaderOptions::new().with_page_index_policy(PageIndexPolicy::Optional);
        let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).unwrap();
        Arc::clone(reader.metadata())
    }

    fn rows(&self, name: &str) -> Vec<RecordBatch> {
        let file = File::open(self.path(name)).unwrap();
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
        reader.build().unwrap().map(Result::unwrap).collect()
    }
}

/// Columns of kinds that are none of our business, as old programs wrote them too: times of 96 bits, lists, nulls.
const OLD_KINDS: &str = "message old {
    required double lon;
    optional int96 seen;
    required double lat;
    repeated group tags { optional binary tag (string); }
}";

/// A table of three row groups of two rows, with page indexes and Bloom filters, and without Arrow's schema.
fn old_kinds() -> Vec<u8> {
    let properties = WriterProperties::builder()
        .set_created_by("a program of old".to_owned())
        .set_compression(Compression::SNAPPY)
        .set_writer_version(WriterVersion::PARQUET_2_0)
        .set_bloom_filter_enabled(true)
        .build();
    let schema = Arc::new(parse_message_type(OLD_KINDS).unwrap());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties.into()).unwrap();
    for group in 0..3_u8 {
        let mut columns = writer.next_row_group().unwrap();
        put::<DoubleType>(&mut columns, &[36.63, 10.0], None, None);
        let time = Int96::from(vec![u32::from(group), 2, 3]);
        put::<Int96Type>(&mut columns, &[time], Some(&[1, 0]), None);
        put::<DoubleType>(&mut columns, &[35.93, 10.0], None, None);
        let tags =
            [format!("tag {group}"), "x".to_owned()].map(|tag| ByteArray::from(tag.as_str()));
        put::<ByteArrayType>(&mut columns, &tags, Some(&[2, 1, 2]), Some(&[0, 1, 0]));
        columns.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn put<T: parquet::data_type::DataType>(
    columns: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
    present: Option<&[i16]>,
    repeated: Option<&[i16]>,
) {
    let mut column = columns.next_column().unwrap().unwrap();
    let written = column.typed::<T>().write_batch(values, present, repeated);
    written.unwrap();
    column.close().unwrap();
}

fn bytes_of(column: &ColumnChunkMetaData) -> Range<usize> {
    let (begin, length) = column.byte_range();
    let begin = usize::try_from(begin).unwrap();
    begin..begin + usize::try_from(length).unwrap()
}

#[test]
fn old_columns_are_copied_byte_for_byte() {
    let desk = Desk::new();
    let before = old_kinds();
    fs::write(desk.path("in.parquet"), &before).unwrap();
    desk.joined(&["in.parquet", "-o", "out.parquet", "--threads", "2"]);
    let after = fs::read(desk.path("out.parquet")).unwrap();
    let (old, new) = (desk.metadata("in.parquet"), desk.metadata("out.parquet"));
    let file = new.file_metadata();
    assert_eq!(file.created_by(), Some("a program of old"));
    assert_eq!(file.key_value_metadata(), None);
    assert_eq!(new.num_row_groups(), 3);
    for (group, (old, new)) in old.row_groups().iter().zip(new.row_groups()).enumerate() {
        assert_eq!((old.num_rows(), new.num_rows()), (2, 2));
        assert_eq!(new.num_columns(), old.num_columns() + NEW.len());
        for (old, new) in old.columns().iter().zip(new.columns()) {
            let name = old.column_path();
            assert!(
                before[bytes_of(old)] == after[bytes_of(new)],
                "{name}, group {group}"
            );
            assert_eq!(old.statistics(), new.statistics(), "{name}");
            assert!(old.encodings().eq(new.encodings()), "{name}");
        }
    }
}

#[test]
fn page_indexes_and_bloom_filters_are_taken_along() {
    let desk = Desk::new();
    fs::write(desk.path("in.parquet"), old_kinds()).unwrap();
    desk.joined(&["in.parquet", "-o", "out.parquet"]);
    let (old, new) = (desk.metadata("in.parquet"), desk.metadata("out.parquet"));
    let after = File::open(desk.path("out.parquet")).unwrap();
    for group in 0..3 {
        let pages = |metadata: &ParquetMetaData| metadata.page_index_for_row_group(group);
        let (old_pages, new_pages) = (pages(&old), pages(&new));
        for number in 0..new.row_group(group).num_columns() {
            let column = new.row_group(group).column(number);
            let first = new_pages.page_locations(number).unwrap()[0].offset;
            assert_eq!(first, column.data_page_offset());
            if number < 4 {
                let values = old_pages.column_index(number);
                assert_eq!(values, new_pages.column_index(number));
            }
        }
        let tags = new.row_group(group).column(3);
        let filter = Sbbf::read_from_column_chunk(tags, &after).unwrap().unwrap();
        let holds = |group: usize| filter.check(&ByteArray::from(format!("tag {group}").as_str()));
        assert!(holds(group) && !holds(group + 1));
    }
}

/// Forty thousand points over all zones, in row groups of twenty thousand, and the same as CSV.
fn points() -> (Vec<u8>, String) {
    const ROWS: i32 = 40_000;
    let lon = (0..ROWS).map(|n| 35.7 + f64::from(n % 200) * 0.01);
    let lat = (0..ROWS).map(|n| 32.3 + f64::from(n / 200) * 0.02);
    // Runs of equal days, and days that change with each row.
    let days = (0..ROWS).map(|n| 17_167 + if n < 20_000 { n / 100 } else { n * 7 % 1100 });
    let (lon, lat, days): (Vec<_>, Vec<_>, Vec<_>) = (lon.collect(), lat.collect(), days.collect());
    let lines = lon.iter().zip(&lat).zip(&days).map(|((lon, lat), days)| {
        let day = date(1970, 1, 1) + i64::from(*days).days();
        format!("{lon},{lat},{day}\n")
    });
    let csv = format!("lon,lat,date\n{}", lines.collect::<String>());
    let columns: [(&str, ArrayRef); 3] = [
        ("lon", Arc::new(Float64Array::from(lon))),
        ("lat", Arc::new(Float64Array::from(lat))),
        ("date", Arc::new(Date32Array::from(days))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_max_row_group_row_count(Some(20_000))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    (writer.into_inner().unwrap(), csv)
}

/// The cell of a row, as CSV has it.
fn cell(column: &dyn Array, row: usize) -> String {
    if column.is_null(row) {
        return String::new();
    }
    match column.as_string_opt::<i32>() {
        Some(texts) => texts.value(row).to_owned(),
        None => column.as_primitive::<Int32Type>().value(row).to_string(),
    }
}

#[test]
fn new_columns_say_what_csv_says() {
    let desk = Desk::new();
    let (parquet, csv) = points();
    fs::write(desk.path("in.parquet"), parquet).unwrap();
    fs::write(desk.path("in.csv"), csv).unwrap();
    for options in [[].as_slice(), &["--no-date"], &["--possible"]] {
        let args = |rest: &[&'static str]| [rest, options].concat();
        let csv = String::from_utf8(desk.joined(&args(&["in.csv"]))).unwrap();
        desk.joined(&args(&["in.parquet", "-o", "out.parquet", "--force"]));
        let mut lines = csv.lines().skip(1);
        let mut texts = HashSet::new();
        for batch in desk.rows("out.parquet") {
            for row in 0..batch.num_rows() {
                let wanted: Vec<&str> = lines.next().unwrap().split(',').skip(3).collect();
                for (number, wanted) in wanted.into_iter().enumerate() {
                    let found = cell(batch.column(3 + number).as_ref(), row);
                    // Of several distances, the first.
                    let wanted = if number == 3 {
                        wanted.split(';').next().unwrap()
                    } else {
                        wanted
                    };
                    assert_eq!(found, wanted, "{options:?}, row {row}");
                    texts.insert(found);
                }
            }
        }
        assert_eq!(lines.next(), None);
        assert!(texts.len() > 100, "the points hit little");
    }
}

#[test]
fn statistics_of_new_columns_hold_their_values() {
    let desk = Desk::new();
    fs::write(desk.path("in.parquet"), points().0).unwrap();
    desk.joined(&["in.parquet", "-o", "out.parquet"]);
    let metadata = desk.metadata("out.parquet");
    let keys = metadata.file_metadata().key_value_metadata().unwrap();
    assert!(keys.iter().any(|pair| pair.key == ARROW_SCHEMA_META_KEY));
    let (mut nulls, mut zones) = (0, BTreeSet::new());
    for batch in desk.rows("out.parquet") {
        let column = batch.column_by_name("zone").unwrap();
        nulls += column.null_count() as u64;
        zones.extend(
            column
                .as_string::<i32>()
                .iter()
                .flatten()
                .map(str::to_owned),
        );
    }
    let groups = metadata.row_groups().iter();
    let told: Vec<_> = groups
        .map(|group| group.column(3).statistics().unwrap())
        .collect();
    let bytes = |zone: Option<&String>| zone.map(String::as_bytes).map(<[u8]>::to_vec);
    let least = told
        .iter()
        .map(|told| told.min_bytes_opt().unwrap().to_vec());
    let most = told
        .iter()
        .map(|told| told.max_bytes_opt().unwrap().to_vec());
    assert_eq!(least.min(), bytes(zones.first()));
    assert_eq!(most.max(), bytes(zones.last()));
    let told = told.iter().map(|told| told.null_count_opt().unwrap());
    assert_eq!(told.sum::<u64>(), nulls);
}

#[test]
fn rows_of_parquet_are_counted_without_being_written() {
    let desk = Desk::new();
    let (parquet, csv) = points();
    fs::write(desk.path("in.parquet"), parquet).unwrap();
    fs::write(desk.path("in.csv"), csv).unwrap();
    let count = |name| desk.joined(&[name, "--count-by", "zone,month"]);
    let counts = count("in.csv");
    assert!(counts.len() > 1000, "{counts:?}");
    assert_eq!(count("in.parquet"), counts);
}

#[test]
fn a_table_without_rows_gets_its_columns() {
    let desk = Desk::new();
    let batch = RecordBatch::try_from_iter([
        (
            "lon",
            Arc::new(Float64Array::from(vec![0.0; 0])) as ArrayRef,
        ),
        ("lat", Arc::new(Float64Array::from(vec![0.0; 0]))),
    ]);
    let batch = batch.unwrap();
    let writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    fs::write(desk.path("in.parquet"), writer.into_inner().unwrap()).unwrap();
    desk.joined(&["in.parquet", "-o", "out.parquet"]);
    let metadata = desk.metadata("out.parquet");
    assert_eq!(metadata.file_metadata().num_rows(), 0);
    let columns = metadata.file_metadata().schema_descr().columns();
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    assert_eq!(names, [&["lon", "lat"], NEW.as_slice()].concat());
}

#[test]
fn pages_that_are_none_are_not_copied() {
    let desk = Desk::new();
    let mut bytes = old_kinds();
    fs::write(desk.path("in.parquet"), &bytes).unwrap();
    let metadata = desk.metadata("in.parquet");
    // As a column looks that is encrypted.
    let tags = bytes_of(metadata.row_group(0).column(3));
    bytes[tags].fill(0xff);
    fs::write(desk.path("in.parquet"), &bytes).unwrap();
    let output = desk.join(&["in.parquet", "-o", "out.parquet"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(!desk.path("out.parquet").exists());
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_a_reader_that_stops_is_none() {
    let desk = Desk::new();
    fs::write(desk.path("in.parquet"), points().0).unwrap();
    let output = desk.join(&["in.parquet", "-o", "/dev/full"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("No space left"), "{said}");
    // Small enough to be written only at the end.
    fs::write(desk.path("in.parquet"), old_kinds()).unwrap();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = desk.command(&["in.parquet"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");

    fs::write(desk.path("in.parquet"), points().0).unwrap();
    let mut child = desk
        .command(&["in.parquet"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut magic = [0; 4];
    child.stdout.take().unwrap().read_exact(&mut magic).unwrap();
    assert_eq!(&magic, b"PAR1");
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// Points in a zone at times of 96 bits, as days counted after Julius Caesar; the last point is none.
fn old_times(days: [u32; 5]) -> Vec<u8> {
    let schema = "message old { optional double lon; required double lat; required int96 date; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = Arc::new(WriterProperties::default());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    let mut columns = writer.next_row_group().unwrap();
    put::<DoubleType>(&mut columns, &[36.63; 4], Some(&[1, 1, 1, 1, 0]), None);
    put::<DoubleType>(&mut columns, &[35.93; 5], None, None);
    let times = days.map(|day| Int96::from(vec![0, 0, day]));
    put::<Int96Type>(&mut columns, &times, None, None);
    columns.close().unwrap();
    writer.into_inner().unwrap()
}

/// 2017-09-20
const IN_FORCE: u32 = 2_458_017;

#[test]
fn dates_of_the_years_1_and_9999_are_what_they_are() {
    let desk = Desk::new();
    // So many days later, nanoseconds counted in 64 bits would say 2017-09-20 again.
    let later = IN_FORCE + 213_504;
    let days = [IN_FORCE, later, 1_721_426, 5_373_484, IN_FORCE];
    fs::write(desk.path("in.parquet"), old_times(days)).unwrap();
    desk.join(&["in.parquet", "-o", "out.parquet"]);
    let rows = &desk.rows("out.parquet")[0];
    let extents = rows["extent"].as_string::<i32>();
    assert_eq!(extents.value(0), "idlib@2017-09-15");
    assert_ne!(extents.value(1), extents.value(0));
    let counts = desk.join(&["in.parquet", "--count-by", "year", "--count-format", "csv"]);
    let counts = String::from_utf8(counts.stdout).unwrap();
    assert_eq!(counts, "year,rows\n0001,1\n2017,1\n2602,1\n9999,1\n");
}

#[test]
fn times_of_96_bits_are_not_put_aside_as_other_times() {
    let desk = Desk::new();
    let days = [IN_FORCE, IN_FORCE, 1_721_426, 5_373_484, IN_FORCE];
    fs::write(desk.path("in.parquet"), old_times(days)).unwrap();
    let output = desk.join(&["in.parquet", "-o", "out.parquet", "--bad", "bad.parquet"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains("(INT96)") && said.contains(": date;"),
        "{said}"
    );
    assert_eq!(fs::read_dir(desk.path("")).unwrap().count(), 1);
}
