//! TOML, CSV and other texts.

use super::*;

#[test]
fn a_dataset_without_a_key_is_told_which() {
    for key in [
        "id",
        "title",
        "description",
        "licence",
        "languages",
        "default_day",
        "first_day",
        "last_day",
        "view",
    ] {
        let without = DATASET.lines().filter(|line| {
            let rest = line.strip_prefix(key);
            !rest.is_some_and(|rest| rest.starts_with([' ', '.']))
        });
        let text: Vec<&str> = without.collect();
        let mini = Mini::new().put("dataset.toml", text.join("\n"));
        mini.has([("data/dataset.toml", &format!("`{key}`"))]);
    }
}

#[test]
fn every_mistake_of_the_first_view_is_told_once() {
    let view = "view = { lon = 36, lat = 35, zoom = 8 }";
    let of = |other: &str| Mini::new().swap("dataset.toml", view, &format!("view = {other}"));
    of("{ latt = 35 }").has([
        ("data/dataset.toml", "`lon` is missing"),
        ("data/dataset.toml", "`lat` is missing"),
        ("data/dataset.toml", "`zoom` is missing"),
        ("data/dataset.toml", "`latt` is not a key here"),
    ]);
    of("{ lon = 360, lat = 35, zoom = 20 }").has([
        ("data/dataset.toml", "lon 360"),
        ("data/dataset.toml", "`zoom` 20 is not a zoom level"),
    ]);
}

#[test]
fn what_a_list_gives_twice_is_told() {
    let file = "data/dataset.toml";
    Mini::new()
        .swap("dataset.toml", "[\"en\"]", "[\"en\", \"ar\", \"en\"]")
        .swap("zones.toml", "name.en =", "name.ar = \"ألفا\"\nname.en =")
        .has([(file, "\"en\" is given twice")]);
    Mini::new()
        .swap(
            "dataset.toml",
            "[\"EPSG:32637\"]",
            "[\"EPSG:32637\", \"EPSG:32637\"]",
        )
        .has([(file, "\"EPSG:32637\" is given twice")]);
    Mini::new()
        .swap("agreements.toml", "[\"atlas\"]", "[\"atlas\", \"atlas\"]")
        .has([("data/agreements.toml", "\"atlas\" is given twice")]);
}

#[test]
fn whole_numbers_are_read_in_every_base_of_toml() {
    for (text, order) in [("0x1_0", 16), ("0o17", 15), ("0b11", 3), ("+1_000", 1000)] {
        let order_is = format!("order = {text}");
        let facts = Mini::new()
            .swap("zones.toml", "order = 1", &order_is)
            .load()
            .facts;
        assert_eq!(facts.unwrap().zones[0].order, order, "{text}");
    }
    let huge = "order = 0xFFFF_FFFF_FFFF_FFFF";
    let mini = Mini::new().swap("zones.toml", "order = 1", huge);
    mini.has([("data/zones.toml", "this is a huge number, not a number")]);
}

/// A bad row behind `lines` of places, with other line ends.
fn bad_row(end: &str, blank: &str) -> Mini {
    let text = format!("{PLACES}{blank}bad,settlement,Bad,,,,x,35,,\n");
    Mini::new().put("places.csv", text.replace('\n', end))
}

#[test]
fn a_bad_row_is_named_by_its_line_whatever_ends_lines() {
    for end in ["\n", "\r\n", "\r"] {
        bad_row(end, "").has([("data/places.csv:7 ", "\"x\" is not a number")]);
        bad_row(end, "\n\n").has([("data/places.csv:9 ", "\"x\" is not a number")]);
        let short = Mini::new().put(
            "places.csv",
            format!("{PLACES}\nshort\n").replace('\n', end),
        );
        short.has([("data/places.csv:8:", "1 cells, the header 10")]);
    }
}

#[test]
fn a_bad_header_is_named_by_its_line() {
    let mini = Mini::new().put(
        "checks.csv",
        format!("\r\n\r\n{}", CHECKS.replace("day", "date")),
    );
    mini.has([
        ("data/checks.csv:3:", "the column `day` is missing"),
        ("data/checks.csv:3:", "`date` is not a column"),
    ]);
}

#[test]
fn memberships_know_their_line_whatever_ends_lines() {
    for end in ["\n", "\r\n", "\r"] {
        let mini = Mini::new().put("memberships.csv", MEMBERSHIPS.replace('\n', end));
        let rows = mini.load().facts.unwrap().memberships;
        let lines: Vec<usize> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 6]);
    }
}

#[test]
fn a_check_is_inside_or_outside() {
    let mini = Mini::new().swap("checks.csv", "inside", "enclave");
    mini.has([("data/checks.csv:2", "\"enclave\" is no side")]);
}

#[test]
fn odd_characters_are_told_of_every_text() {
    let layer =
        "\u{FEFF}{\"type\":\"FeatureCollection\",\n\"name\":\"a\u{202E}b\",\"features\":[]}";
    let mini = Mini::new()
        .put("README.md", "a\nb\u{202E}c\n")
        .put("LICENSE", b"\xff".as_slice())
        .put("basemap/SOURCES.md", "\u{0007}")
        .put("basemap/land.geojson", layer)
        .article("NOTES.md", "\u{2066}");
    mini.has([
        ("data/README.md:2", "U+202E"),
        ("data/LICENSE:1", "not UTF-8"),
        ("data/basemap/SOURCES.md:1", "U+0007"),
        ("data/basemap/land.geojson:2", "U+202E"),
        ("seeds/NOTES.md:1", "U+2066"),
    ]);
}

#[test]
fn a_layer_of_the_base_map_is_served_without_its_byte_order_mark() {
    let layer = "{\"type\":\"FeatureCollection\",\"features\":[]}";
    let mini = Mini::new().put("basemap/land.geojson", format!("\u{FEFF}{layer}"));
    let facts = mini.load().facts.unwrap();
    assert_eq!(facts.basemap[0].body, layer.as_bytes());
}

#[test]
fn an_article_that_cannot_be_read_hides_no_fault_beside_it() {
    let mini = Mini::new()
        .article("empty.txt", " \n")
        .article("empty.toml", "titel = \"x\"")
        .article("odd name.txt", b"\xff".as_slice())
        .article("odd name.toml", "url = \"ftp://x\"");
    mini.has([
        ("seeds/empty.txt", "the article is empty"),
        ("seeds/empty.toml", "`titel` is not a key here"),
        ("seeds/odd name.txt", "odd name"),
        ("seeds/odd name.txt", "not UTF-8"),
        ("seeds/odd name.toml", "is not a web address"),
    ]);
}

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

#[test]
fn places_on_both_sides_of_the_antimeridian_make_no_line() {
    let places = PLACES
        .replace(",36,", ",179.95,")
        .replace(",36.2,", ",-179.9,")
        .replace(",35.8,", ",179.8,");
    let mini = Mini::new().put("places.csv", places);
    let faults = mini.faults();
    let told = "a@2017-05-06 lie more than 180 degrees of longitude apart (rows 3, 5)";
    assert!(
        faults
            .iter()
            .any(|fault| fault.contains(": error [drawing]") && fault.contains(told)),
        "{faults:#?}"
    );
}

#[test]
fn plans_of_one_zone_that_overlap_are_told() {
    let second = PLANS
        .replace("2017-07-01", "2017-06-20")
        .replace("2017-05-06", "2017-06-10");
    let faults = Mini::new()
        .put("extents.toml", format!("{PLANS}{second}"))
        .faults();
    let told = "2017-06-20 overlaps a@2017-05-06 (";
    assert!(
        faults
            .iter()
            .any(|fault| fault.contains("[period]") && fault.contains(told)),
        "{faults:#?}"
    );
}
