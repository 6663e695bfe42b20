//! How long the main questions take on the shipped data.

use divan::{
    Bencher,
    counter::{BytesCount, ItemsCount},
};
use hudna::{
    load::{Folder, load},
    model::{Day, Facts, LonLat},
    snapshot::Snapshot,
};

fn facts() -> Facts {
    let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
    loaded.facts.expect("the shipped data is sound")
}

fn snapshot() -> Snapshot {
    Snapshot::build(facts()).expect("the shipped names fit")
}

/// A thousand points spread evenly over the zones' ground (a Halton sequence).
fn points() -> Vec<LonLat> {
    let halton = |mut i: u32, base: u32| {
        let (mut fraction, mut result) = (1.0, 0.0);
        while i > 0 {
            fraction /= f64::from(base);
            result += fraction * f64::from(i % base);
            i /= base;
        }
        result
    };
    let point = |i| LonLat::new(35.7 + 1.9 * halton(i, 2), 32.3 + 4.1 * halton(i, 3));
    (1..=1000).filter_map(|i| point(i).ok()).collect()
}

#[divan::bench]
fn locate_1000_points_on_a_day(bencher: Bencher) {
    let (world, points) = (snapshot(), points());
    let day: Day = "2017-09-20".parse().expect("a day");
    bencher.counter(ItemsCount::new(points.len())).bench(|| {
        points
            .iter()
            .map(|point| world.locate(*point, Some(day)).zones.len())
            .sum::<usize>()
    });
}

#[divan::bench]
fn link_the_seed_article(bencher: Bencher) {
    let world = snapshot();
    let article = &world.articles()[0];
    let bytes: usize = article
        .passages
        .iter()
        .map(|passage| passage.text.len())
        .sum();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| world.linker().link_article(&article.passages));
}

#[divan::bench]
fn load_the_shipped_data(bencher: Bencher) {
    bencher.bench(facts);
}

#[divan::bench]
fn build_the_snapshot(bencher: Bencher) {
    bencher
        .with_inputs(facts)
        .bench_values(|facts| Snapshot::build(facts).expect("fits"));
}
