//! TOML, CSV and other texts.

use super::*;

/// A second zone and extents of both, so that those of two zones without a rank stand in turns when they are
/// sorted by their first days only.
fn two_zones() -> Mini {
    let later = |text: &str| {
        text.replace("2017-07-01", "2017-06-20")
            .replace("2017-05-06", "2017-06-10")
    };
    let feature = EXTENT
        .lines()
        .skip(1)
        .take(2)
        .collect::<Vec<_>>()
        .join("\n");
    let plan = PLANS.trim().to_owned();
    let first = feature.replace("2017-07-01", "2017-06-10");
    let collection =
        |features: &str| format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}");
    let two = collection(&format!("{first},\n{}", later(&feature)));
    let moved = two
        .replace("\"a@", "\"b@")
        .replace("\"zone\":\"a\"", "\"zone\":\"b\"")
        .replace("34.9", "44.9")
        .replace("35.1", "45.1")
        .replace("2017-05-06", "2017-05-07");
    let plans = format!(
        "{}\n{}\n",
        plan.replace("2017-07-01", "2017-06-10"),
        later(&plan)
    );
    let b = "[[zone]]\nid = \"b\"\norder = 2\ncolor = \"#445566\"\nname.en = \"Beta\"\ndescription.en = \"x\"\n";
    Mini::new()
        .put("extents/a.geojson", two)
        .put("extents/b.geojson", moved)
        .put("extents.toml", plans)
        .put("zones.toml", format!("{ZONES}{b}"))
        .without("stretches/a.csv")
        .swap(
            "memberships.csv",
            "mid,a,inside,2017-05-06,2017-07-01",
            "mid,a,inside,2017-05-06,",
        )
}

#[test]
fn a_zone_that_cannot_be_read_leaves_its_extents_together() {
    assert_eq!(two_zones().faults(), [""; 0]);
    let blamed =
        two_zones()
            .swap("zones.toml", "#112233", "red")
            .swap("zones.toml", "#445566", "green");
    blamed.has([
        ("data/zones.toml", "\"red\" is not a colour"),
        ("data/zones.toml", "\"green\" is not a colour"),
    ]);
    let overlapping = blamed.swap(
        "extents/b.geojson",
        "2017-06-10\",\"precision",
        "2017-06-12\",\"precision",
    );
    overlapping.has([
        ("data/zones.toml", "\"red\""),
        ("data/zones.toml", "\"green\""),
        ("data/extents/b.geojson", "overlaps b@2017-05-07"),
    ]);
}
