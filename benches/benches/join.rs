//! How fast tables are joined in memory: a hundred thousand rows of `lon,lat,date`, on one core.

use std::{fmt::Write, sync::Arc};

use divan::{
    Bencher,
    counter::{BytesCount, ItemsCount},
};
use hudna::{
    join::{Cutter, Options, Piece, Plan, TableFormat},
    load::{Folder, load},
    snapshot::Snapshot,
};
use hudna_benches::{
    area_set::AreaSet,
    points::{Kind, Maker, Points},
};

const ROWS: usize = 100_000;

fn points() -> Points {
    Maker::new(&AreaSet::shipped()).points(Kind::Uniform, ROWS, 1)
}

fn csv() -> String {
    let mut table = "lon,lat,date\n".to_owned();
    for (place, day) in points().iter() {
        writeln!(table, "{},{},{day}", place.lon(), place.lat())
            .expect("texts take what is written");
    }
    table
}

fn ndjson() -> String {
    let mut table = String::new();
    for (place, day) in points().iter() {
        writeln!(
            table,
            r#"{{"lon":{},"lat":{},"date":"{day}"}}"#,
            place.lon(),
            place.lat()
        )
        .expect("texts take what is written");
    }
    table
}

fn pieces(format: TableFormat, table: &str) -> Vec<Piece> {
    let mut cutter = Cutter::new(format);
    cutter.push(table.as_bytes());
    let mut pieces = Vec::new();
    while let Some(piece) = cutter.next_piece().expect("rows are short") {
        pieces.push(piece);
    }
    pieces.extend(cutter.finish().expect("rows are whole"));
    pieces
}

fn join(bencher: Bencher, format: TableFormat, table: &str) {
    let facts = load(&Folder::embedded_data(), &Folder::embedded_articles()).facts;
    let world =
        Snapshot::build(facts.expect("the shipped data is sound")).expect("the shipped names fit");
    let pieces = pieces(format, table);
    let plan = Plan::new(format, &Options::default(), &Arc::new(world), &pieces[0])
        .expect("usual columns");
    let counter = bencher
        .counter(ItemsCount::new(ROWS))
        .counter(BytesCount::of_str(table));
    counter.bench(|| {
        pieces
            .iter()
            .map(|piece| plan.join(piece).located)
            .sum::<u64>()
    });
}

#[divan::bench]
fn join_csv(bencher: Bencher) {
    join(bencher, TableFormat::Csv, &csv());
}

#[divan::bench]
fn join_ndjson(bencher: Bencher) {
    join(bencher, TableFormat::Ndjson, &ndjson());
}

#[divan::bench]
fn cut_csv(bencher: Bencher) {
    let table = csv();
    let counter = bencher
        .counter(ItemsCount::new(ROWS))
        .counter(BytesCount::of_str(&table));
    counter.bench(|| pieces(TableFormat::Csv, &table).len());
}
