//! How long lines take to draw: the shipped extents, and a hundred thousand made-up memberships.

use std::collections::BTreeMap;

use divan::Bencher;
use hudna::{
    draw::{Gazetteer, Statements, draw},
    load::{Folder, load},
    model::{ExtentPlan, Facts, Id, LonLat, Membership, Place, Side},
};

fn facts() -> Facts {
    let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
    loaded.facts.expect("the shipped data is sound")
}

#[divan::bench]
fn draw_the_shipped_extents(bencher: Bencher) {
    let facts = facts();
    bencher.bench(|| {
        let gazetteer = Gazetteer::new(&facts.places);
        let statements = Statements::new(&facts.memberships);
        let drawn = facts
            .plans
            .iter()
            .map(|plan| draw(plan, &statements, &gazetteer));
        drawn.filter(Result::is_ok).count()
    });
}

/// Places spread evenly (a Halton sequence), inside where a wave of three degrees is high.
fn made_up(count: u32, like: &Membership) -> (Vec<Place>, Vec<Membership>) {
    let halton = |mut i: u32, base: u32| {
        let (mut fraction, mut result) = (1.0, 0.0);
        while i > 0 {
            fraction /= f64::from(base);
            result += fraction * f64::from(i % base);
            i /= base;
        }
        result
    };
    let mut places = Vec::new();
    let mut rows = Vec::new();
    for i in 1..=count {
        let (lon, lat) = (36.0 + 3.0 * halton(i, 2), 33.0 + 3.0 * halton(i, 3));
        let id = Id::new(&format!("p{i}")).expect("an id");
        let high = (lon * 9.0).sin() + (lat * 11.0).cos() > 0.0;
        places.push(Place {
            id: id.clone(),
            kind: "settlement".to_owned(),
            names: BTreeMap::new(),
            point: LonLat::new(lon, lat).expect("on the earth"),
            admin: None,
            coord_source: None,
        });
        rows.push(Membership {
            place: id,
            side: if high { Side::Inside } else { Side::Outside },
            ..like.clone()
        });
    }
    (places, rows)
}

#[divan::bench(sample_count = 5)]
fn draw_100_000_memberships(bencher: Bencher) {
    let facts = facts();
    let plan = ExtentPlan {
        outline: None,
        smallest_km2: 0.0,
        ..facts.plans[0].clone()
    };
    let like = Membership {
        period: plan.period,
        zone: plan.zone.clone(),
        ..facts.memberships[0].clone()
    };
    let (places, rows) = made_up(100_000, &like);
    bencher.bench(|| {
        let (statements, gazetteer) = (Statements::new(&rows), Gazetteer::new(&places));
        draw(&plan, &statements, &gazetteer).expect("a line")
    });
}
