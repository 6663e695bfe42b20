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
        aside: Vec::new(),
        tally: Tally::new(&plan),
    };
    for piece in &pieces {
        let mut joined = plan.join(piece);
        whole.tally.take(&mut joined);
        whole.text.extend(joined.bytes);
        whole.aside.extend(joined.aside);
    }
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
            (
                5,
                6,
                "lon 35.93, lat 36.63 lies in no zone, but in idlib@2017-09-15 with the two exchanged; they look swapped"
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
    let options = Options {
        set_aside: true,
        ..Options::default()
    };
    let aside = join(TableFormat::Csv, &options, table.as_bytes(), 20).unwrap();
    assert_eq!(aside.tally.bad_rows(), 7);
    let text = String::from_utf8(aside.aside).unwrap();
    assert!(
        text.starts_with("id,lat,lon,date\n2,,36.63,2017-09-20\n3,x"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 8);
    assert_eq!(String::from_utf8(aside.text).unwrap().lines().count(), 4);
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
