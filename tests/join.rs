//! `hudna join` as a process: tables in, tables out, and what is said of bad ones.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
};

use assert_cmd::cargo::cargo_bin;
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
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
    let bad = "3,36.63,95,2017-09-20\n4,,35.93,2017-09-20\n\"5\",x,1,2017-09-20\n6,35.93,36.63,2017-09-20\n7,1\n8,1,1,1.1.2017\n";
    desk.put("in.csv", format!("{TABLE}{bad}"));
    let kept = desk.join(&["in.csv"]);
    let rows = bad.replace('\n', ",,,,\n");
    assert_eq!(kept.text(), format!("{JOINED}{rows}"));
    for told in [
        "row 3 (line 4): lat 95 is outside -90 to 90",
        "row 4 (line 5): no lon",
        "row 5 (line 6): lon \"x\" is not a number",
        "row 6 (line 7): lon 35.93, lat 36.63 lies in no zone, but in idlib@2017-09-15 with the two exchanged",
        "row 7 (line 8): 2 cells, where the header has 4",
        "row 8 (line 9): date \"1.1.2017\" is no day written YYYY-MM-DD",
        "6 bad rows",
    ] {
        kept.fails_with(told);
    }
    let aside = desk.join(&["in.csv", "--bad", "bad.csv", "-o", "good.csv"]);
    aside.fails_with("6 bad rows");
    assert_eq!(desk.read("good.csv"), JOINED.as_bytes());
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
