//! Extents, bands, stretches and outlines.

use super::*;
use crate::{
    formats::{Address, feature_collection},
    snapshot::Snapshot,
};

const EXTENTS: &str = "extents/a.geojson";
const BANDS: &str = "bands/a.geojson";

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

#[test]
fn json_that_cannot_be_read_is_told_where_it_stands() {
    let of = |from: &str, to: &str| Mini::new().swap(EXTENTS, from, to).first_of(EXTENTS);
    let file = "data/extents/a.geojson:2";
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for (from, to, what) in [
        (
            "\"precision_m\":1000",
            "\"precision_m\":1e999",
            "number out of range",
        ),
        ("\"Drawn\"", r#""\ud800""#, "end of hex escape"),
        (
            "\"basis\":\"pact\"",
            &format!("\"basis\":{deep}"),
            "recursion limit",
        ),
        (
            "\"precision_m\":1000",
            "\"precision_m\":1,\"precision_m\":2",
            "`precision_m` is given twice",
        ),
        (
            "{\"en\":\"Drawn\"}",
            "{\"en\":\"x\",\"en\":\"y\"}",
            "`en` is given twice",
        ),
    ] {
        let fault = of(from, to);
        assert!(
            fault.starts_with(file)
                && fault.contains("(features[0].properties)")
                && fault.contains(what),
            "{fault}"
        );
        assert!(!fault.contains("column"), "{fault}");
    }
    let fault = of("\"coordinates\":", "\"coordinates\":[],\"coordinates\":");
    let told = "data/extents/a.geojson:3:";
    assert!(
        fault.starts_with(told) && fault.contains("duplicate field `coordinates`"),
        "{fault}"
    );
}

#[test]
fn the_place_of_a_fault_in_json_is_that_in_the_file() {
    let fault = Mini::new().swap(EXTENTS, "1000", "1e999").first_of(EXTENTS);
    let line = EXTENT.lines().nth(1).unwrap();
    let column = line.find("1000").unwrap() + 1;
    let at = (0..6).map(|more| format!("data/extents/a.geojson:2:{} ", column + more));
    assert!(at.into_iter().any(|at| fault.starts_with(&at)), "{fault}");
    let broken = Mini::new().swap(EXTENTS, "]}\n", "\n").first_of(EXTENTS);
    assert!(!broken.contains(" at line "), "{broken}");
}

#[test]
fn a_list_is_no_object() {
    let list = r#"["FeatureCollection",[]]"#;
    let fault = Mini::new().put(EXTENTS, list).first_of(EXTENTS);
    assert!(
        fault.contains("not a GeoJSON FeatureCollection: invalid type: sequence"),
        "{fault}"
    );
    let list = r#"{"type":"FeatureCollection","features":[["Feature",null,{},null]]}"#;
    let fault = Mini::new().put(EXTENTS, list).first_of(EXTENTS);
    assert!(
        fault.contains("not a GeoJSON Feature: invalid type: sequence"),
        "{fault}"
    );
}

#[test]
fn an_id_that_is_no_text_is_told_as_it_is() {
    let mini = Mini::new().swap(EXTENTS, "\"id\":\"a@2017-05-06\"", "\"id\":5");
    mini.has([(
        "data/extents/a.geojson:2",
        "the feature's id 5 is not \"a@2017-05-06\"",
    )]);
}

#[test]
fn every_extent_in_a_file_of_another_zone_is_told() {
    let other = EXTENT.replace("\"id\":\"a@2017-05-06\",", "");
    let second = other
        .replace("2017-05-06", "2017-07-02")
        .replace("\"2017-07-01\"", "null");
    let features = |text: &str| text.lines().skip(1).take(2).collect::<String>();
    let both = [features(&other), features(&second)].join(",\n");
    let faults = Mini::new()
        .put(
            "extents/b.geojson",
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{both}]}}"),
        )
        .faults();
    let told = |id: &str| format!("the file holds {id}, an extent of another zone");
    for id in ["a@2017-05-06", "a@2017-07-02"] {
        assert!(
            faults.iter().any(|fault| fault.contains(&told(id))),
            "{faults:#?}"
        );
    }
}

#[test]
fn a_band_is_that_of_its_extent() {
    let file = "data/bands/a.geojson:2";
    let of = |from: &str, to: &str| Mini::new().swap(BANDS, from, to);
    of("\"zone\":\"a\"", "\"zone\":\"a\",\"width\":5").has([(file, "`width` is not a key here")]);
    of(",\"zone\":\"a\"", "").has([(file, "`zone` is missing")]);
    of(
        "\"properties\":{\"extent\":\"a@2017-05-06\",\"zone\":\"a\"},",
        "",
    )
    .has([(file, "`extent` is missing"), (file, "`zone` is missing")]);
    of("\"zone\":\"a\"", "\"zone\":\"b\"")
        .has([(file, "a@2017-05-06 is no extent of the zone \"b\"")]);
    of("\"id\":\"a@2017-05-06\",", "").has([(file, "`id` is missing")]);
    of("\"id\":\"a@", "\"id\":\"b@").has([(file, "the feature's id \"b@2017-05-06\" is not")]);
    of("a@2017-05-06", "a@2017-05-07").has([(file, "no extent has the id \"a@2017-05-07\"")]);
    of("36.2", "1.2")
        .swap(BANDS, "35.8", "0.8")
        .has([(file, "the band lies nowhere near a@2017-05-06")]);
}

#[test]
fn an_extent_has_one_band_in_the_file_of_its_zone() {
    let feature = BAND.lines().skip(1).take(2).collect::<String>();
    let twice =
        format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{feature},\n{feature}]}}");
    Mini::new()
        .put(BANDS, twice)
        .has([("data/bands/a.geojson:3", "a@2017-05-06 has a band already")]);
    Mini::new()
        .without(BANDS)
        .put("bands/b.geojson", BAND)
        .has([("data/bands/b.geojson", "an extent of another zone")]);
}

#[test]
fn stretches_have_both_places_or_none_in_the_file_of_their_zone() {
    Mini::new()
        .swap("stretches/a.csv", "mid,south", ",south")
        .swap("stretches/a.csv", "mid,east", "mid,")
        .has([
            ("data/stretches/a.csv:2 (inside)", "`inside` is empty"),
            ("data/stretches/a.csv:3 (outside)", "`outside` is empty"),
        ]);
    Mini::new()
        .without("stretches/a.csv")
        .put("stretches/b.csv", STRETCHES)
        .has([("data/stretches/b.csv", "an extent of another zone")]);
}

#[test]
fn an_outline_has_its_name_and_a_source() {
    let file = "data/outlines/box.geojson:1";
    let of = |from: &str, to: &str| Mini::new().swap("outlines/box.geojson", from, to);
    of("\"id\":\"box\",", "").has([(file, "`id` is missing")]);
    of("\"box\"", "\"bag\"").has([(file, "the feature's id \"bag\" is not \"box\"")]);
    of("\"atlas\"", "\"nobody\"").has([(file, "no source has the id \"nobody\"")]);
    of("\"source\"", "\"sauce\"").has([
        (file, "`source` is missing"),
        (file, "`sauce` is not a key here"),
    ]);
}

#[test]
fn ground_across_the_antimeridian_must_be_cut() {
    let ring = "[[[35.9,34.9],[36.1,34.9],[36.1,35.1],[35.9,35.1],[35.9,34.9]]]";
    let drawn = |coordinates: &str| {
        let mini = Mini::new()
            .swap(EXTENTS, ring, coordinates)
            .without("stretches/a.csv");
        mini.without(BANDS).faults()
    };
    let faults = drawn("[[[179,0],[-179,0],[-179,1],[179,1],[179,0]]]");
    let told = "the edge from [179, 0] to [-179, 0] is longer than 180 degrees";
    assert!(
        faults
            .iter()
            .any(|fault| fault.contains("[geometry]") && fault.contains(told)),
        "{faults:#?}"
    );
    let belt = drawn("[[[-180,0],[180,0],[180,40],[-180,40],[-180,0]]]");
    assert!(
        !belt.iter().any(|fault| fault.contains("[geometry]")),
        "{belt:#?}"
    );
}
