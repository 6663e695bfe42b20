//! Prints milliseconds to build, megabytes of the index and nanoseconds per point of one set of adjoining polygons.

use std::{hint::black_box, time::Instant};

use hudna::ground::Ground;
use hudna_benches::{adjoining::adjoining, area_set::AreaSet, points::{Kind, Maker}};

pub(crate) fn grow(columns: usize, rows: usize, steps: usize) {
    let set = adjoining(columns, rows, steps);
    let again = (2_000_000 / set.vertices()).clamp(1, 100);
    let begun = Instant::now();
    for _ in 1..again {
        black_box(Ground::new(set.dated()));
    }
    let ground = Ground::new(set.dated());
    let build = begun.elapsed().as_secs_f64() * 1e3 / again as f64;
    println!("{build} {} {}", ground.bytes() as f64 / 1e6, ns_per_point(&set, &ground));
}

/// Points anywhere, each asked for its day; the quickest of three passes over them.
fn ns_per_point(set: &AreaSet, ground: &Ground) -> f64 {
    let points = Maker::new(set).points(Kind::Uniform, 1_000_000, 1);
    let mut found = Vec::new();
    let pass = |_| {
        let begun = Instant::now();
        for (place, day) in points.iter() {
            found.clear();
            ground.covering(place, Some(day), &mut found);
            black_box(&found);
        }
        begun.elapsed().as_secs_f64() * 1e9 / points.len() as f64
    };
    (0..3).map(pass).fold(f64::INFINITY, f64::min)
}
