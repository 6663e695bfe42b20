//! Measures the index beside an R-tree over boxes with `geo`, and beside tzf-rs.
//!
//! One core. Every subject takes its turn in every round; the table has medians.

use std::{hint::black_box, path::Path, time::{Duration, Instant}};

use anyhow::Result;
use hudna::{ground::{AHEAD, Ground}, model::LonLat};
use hudna_benches::{
    area_set::AreaSet,
    boxes::Boxes,
    points::{Kind, Points},
    table::{Table, short},
    turns::{Subject, take_turns},
};
use tzf_rs::DefaultFinder;

const ROUNDS: usize = 9;
const TURN: Duration = Duration::from_millis(200);

/// How many times as fast the index must be as the R-tree, in the order of [`Kind::TIMED`].
fn wanted(set: &str) -> [Option<f64>; 3] {
    match set {
        "S" => [Some(17.0); 3],
        "T" => [Some(400.0), None, Some(80.0)],
        "A" => [Some(4.0), None, Some(2.5)],
        _ => [None; 3],
    }
}

/// The same for tzf-rs.
const WANTED_TZF: f64 = 5.0;

pub(crate) fn compare(folder: &Path, names: &[&str]) -> Result<()> {
    let mut times = Table::new(&["points", "index, ns", "R-tree + geo, ns", "ratio", "wanted", "tzf-rs names, ns", "ratio", "wanted", "tzf-rs first name, ns", "index, looking ahead, ns", "ratio"]);
    let mut builds = Table::new(&["set", "areas", "vertices", "built in, ms", "index, MB", "bytes per vertex"]);
    for name in names {
        if !folder.join(format!("{name}.parquet")).exists() {
            println!("{name} is left out: {name}.parquet is missing");
            continue;
        }
        let set = AreaSet::read(folder, name)?;
        let ground = build(&set, &mut builds);
        let boxes = Boxes::new(&set);
        let finder = (*name == "T").then(DefaultFinder::new);
        for (kind, wanted) in Kind::TIMED.into_iter().zip(wanted(name)) {
            let points = Points::read(&folder.join(format!("{name}-{}.parquet", kind.word())))?;
            let mut subjects = subjects(&ground, &boxes, finder.as_ref(), &points);
            take_turns(&mut subjects, ROUNDS, TURN, points.len());
            let ns: Vec<_> = subjects.iter().map(Subject::median_ns).collect();
            times.row(cells(&format!("{name} {}", kind.word()), &ns, wanted));
        }
    }
    println!("\nBuilding, one core\n\n{builds}");
    println!("One point with its day, one core, medians of {ROUNDS} rounds\n\n{times}");
    Ok(())
}

fn build(set: &AreaSet, table: &mut Table) -> Ground {
    let begun = Instant::now();
    let ground = Ground::new(set.dated());
    let took = begun.elapsed().as_secs_f64() * 1e3;
    let (vertices, bytes) = (set.vertices() as f64, ground.bytes() as f64);
    let counts = [set.areas().len() as f64, vertices].map(short);
    let figures = [took, bytes / 1e6, bytes / vertices].map(short);
    table.row([set.name().to_owned()].into_iter().chain(counts).chain(figures));
    ground
}

/// The index, the R-tree, and for time zones tzf-rs twice: all names, exact for its shapes, and the first name.
fn subjects<'s>(ground: &'s Ground, boxes: &'s Boxes<'s>, finder: Option<&'s DefaultFinder>, points: &'s Points) -> Vec<Subject<'s>> {
    let mut found = Vec::new();
    let index = Subject::new("index", move |items, round| {
        for number in turn(points, items, round) {
            found.clear();
            ground.covering(points.places[number], Some(points.days[number]), &mut found);
            black_box(&found);
        }
    });
    let mut found = Vec::new();
    let tree = Subject::new("R-tree + geo", move |items, round| {
        for number in turn(points, items, round) {
            found.clear();
            boxes.covering(points.places[number], Some(points.days[number]), &mut found);
            black_box(&found);
        }
    });
    let names = finder.map(|finder| {
        Subject::new("tzf-rs names", move |items, round| {
            for number in turn(points, items, round) {
                black_box(finder.get_tz_names(points.places[number].lon(), points.places[number].lat()));
            }
        })
    });
    let first = finder.map(|finder| {
        Subject::new("tzf-rs first name", move |items, round| {
            for number in turn(points, items, round) {
                black_box(finder.get_tz_index(points.places[number].lon(), points.places[number].lat()));
            }
        })
    });
    let mut found = Vec::new();
    let ahead = Subject::new("index, looking ahead", move |items, round| {
        let (mut numbers, mut next) = (turn(points, items, round), Vec::with_capacity(AHEAD));
        loop {
            next.clear();
            next.extend(numbers.by_ref().take(AHEAD).map(|number| (points.places[number], points.days[number])));
            let places: Vec<LonLat> = next.iter().map(|(place, _)| *place).collect();
            ground.look_ahead(&places);
            for (place, day) in &next {
                found.clear();
                ground.covering(*place, Some(*day), &mut found);
                black_box(&found);
            }
            if next.len() < AHEAD {
                return;
            }
        }
    });
    [index, ahead, tree].into_iter().chain(names).chain(first).collect()
}

/// The points of a round: the next ones each time, from the first again after the last.
fn turn(points: &Points, items: usize, round: usize) -> impl Iterator<Item = usize> + use<> {
    let count = points.len();
    let first = round * items % count;
    (first..first + items).map(move |number| if number < count { number } else { number - count })
}

fn cells(name: &str, ns: &[f64], wanted: Option<f64>) -> Vec<String> {
    let goal = |least: Option<f64>| least.map_or_else(String::new, |least| format!("{} x", short(least)));
    let (ahead, ns) = (ns[1], [&ns[..1], &ns[2..]].concat());
    let times = |peer: usize| ns.get(peer).map_or_else(String::new, |peer| format!("{} x", short(peer / ns[0])));
    let figure = |number: usize| ns.get(number).map_or_else(String::new, |ns| short(*ns));
    let tzf = ns.get(2).map(|_| WANTED_TZF);
    vec![
        name.to_owned(),
        figure(0),
        figure(1),
        times(1),
        goal(wanted),
        figure(2),
        times(2),
        goal(tzf),
        figure(3),
        short(ahead),
        format!("{} x", short(ns[1] / ahead)),
    ]
}
