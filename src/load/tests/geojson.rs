//! Extents, bands, stretches and outlines.

use super::*;
use crate::{
    formats::{Address, feature_collection},
    snapshot::Snapshot,
};

const EXTENTS: &str = "extents/a.geojson";

#[test]
fn coordinates_are_given_back_to_the_last_digit() {
    let long = [
        "36.083781415565724",
        "35.900000000000006",
        "34.90000000000001",
    ];
    let mini = Mini::new()
        .swap(EXTENTS, "36.1", long[0])
        .swap(EXTENTS, "35.9", long[1])
        .swap(EXTENTS, "34.9", long[2])
        .without("stretches/a.csv");
    let world = Snapshot::build(mini.load().facts.unwrap()).unwrap();
    let extents = world.extents().iter();
    let exported = feature_collection(&world, extents, Address("")).to_string();
    for number in long {
        assert!(exported.contains(number), "{number} is not in {exported}");
    }
}
