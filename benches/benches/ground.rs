//! The index of areas on the shipped data: building it, and asking it beside an R-tree over boxes with `geo`.
//! `src/bin/ground/` measures it on more polygons, in turns.

use divan::{Bencher, counter::ItemsCount};
use hudna::ground::Ground;
use hudna_benches::{
    area_set::AreaSet,
    boxes::Boxes,
    points::{Kind, Maker, Points},
};

const KINDS: [&str; 3] = ["uniform", "clustered", "near"];

fn points(set: &AreaSet, kind: &str) -> Points {
    let kind = Kind::TIMED
        .into_iter()
        .find(|each| each.word() == kind)
        .expect("a kind of points");
    Maker::new(set).points(kind, 10_000, 1)
}

#[divan::bench]
fn build(bencher: Bencher) {
    let set = AreaSet::shipped();
    bencher.bench(|| Ground::new(set.dated()));
}

#[divan::bench(args = KINDS)]
fn index(bencher: Bencher, kind: &str) {
    let set = AreaSet::shipped();
    let (ground, points) = (Ground::new(set.dated()), points(&set, kind));
    let mut found = Vec::new();
    bencher
        .counter(ItemsCount::new(points.len()))
        .bench_local(|| {
            found.clear();
            for (place, day) in points.iter() {
                ground.covering(place, Some(day), &mut found);
            }
            found.len()
        });
}

#[divan::bench(args = KINDS)]
fn boxes_and_geo(bencher: Bencher, kind: &str) {
    let set = AreaSet::shipped();
    let (boxes, points) = (Boxes::new(&set), points(&set, kind));
    let mut found = Vec::new();
    bencher
        .counter(ItemsCount::new(points.len()))
        .bench_local(|| {
            let mut pairs = 0;
            for (place, day) in points.iter() {
                found.clear();
                boxes.covering(place, Some(day), &mut found);
                pairs += found.len();
            }
            pairs
        });
}
