//! The shipped data is tested like code, and made to break in every way a curator may break it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;

use geo::{Contains, Covers, LinesIter};
use hudna::{
    load::{Folder, load},
    model::{Day, Extent, Facts, Fault, LonLat, Membership, boundary_distance_m},
    snapshot::{Position, Snapshot},
};
use proptest::{prelude::*, strategy::ValueTree};

fn shipped() -> Facts {
    let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
    assert!(loaded.faults.is_empty(), "{:#?}", loaded.faults);
    loaded.facts.unwrap()
}

fn snapshot() -> Snapshot {
    Snapshot::build(shipped()).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

fn zones_at(snapshot: &Snapshot, lon: f64, lat: f64, day: Option<Day>) -> Vec<&str> {
    let location = snapshot.locate(at(lon, lat), day);
    location
        .zones
        .iter()
        .map(|found| found.zone.id.as_str())
        .collect()
}

#[test]
fn known_points_fall_where_history_put_them() {
    let world = snapshot();
    assert_eq!(
        zones_at(&world, 36.63, 35.93, Some(day("2017-09-20"))),
        ["idlib"]
    );
    assert_eq!(
        zones_at(&world, 36.70, 35.98, Some(day("2017-09-20"))),
        [""; 0],
        "an enclave then"
    );
    assert_eq!(
        zones_at(&world, 36.70, 35.98, Some(day("2018-09-20"))),
        ["idlib"]
    );
    assert_eq!(
        zones_at(&world, 36.07, 32.73, Some(day("2017-08-01"))),
        ["daraa-southwest"]
    );
    assert_eq!(
        zones_at(&world, 36.07, 32.73, Some(day("2019-01-01"))),
        [""; 0]
    );
    assert_eq!(zones_at(&world, 36.29, 33.51, None), [""; 0]);
    assert_eq!(
        world
            .locate(at(36.29, 33.51), None)
            .nearest
            .unwrap()
            .zone
            .id
            .as_str(),
        "eastern-ghouta"
    );
}

/// Every membership with every extent it speaks of.
fn statements(facts: &Facts) -> impl Iterator<Item = (&Membership, &Extent)> {
    facts.memberships.iter().flat_map(|membership| {
        let extents = facts.extents.iter().filter(|e| e.zone == membership.zone);
        let spoken = extents.filter(|e| membership.period.holds(e.period.from()));
        spoken.map(move |extent| (membership, extent))
    })
}

/// Nearer than 3 km the drawing is known to be unsure (see `data/README.md`); beyond, every
/// documented place must lie on its side.
#[test]
fn places_3_km_from_a_line_are_on_their_documented_side() {
    let facts = shipped();
    let places: BTreeMap<_, _> = facts
        .places
        .iter()
        .map(|place| (&place.id, place))
        .collect();
    let mut checked = 0;
    for (membership, extent) in statements(&facts) {
        let place = places[&membership.place];
        if place.is_real() && boundary_distance_m(&extent.area, place.point) >= 3000.0 {
            let covered = extent.area.covers(&place.point.to_point());
            assert_eq!(
                covered,
                membership.side.is_covered(),
                "{} in {}",
                place.id,
                extent.id
            );
            checked += 1;
        }
    }
    assert!(
        checked > 4000,
        "only {checked} places are that far from a line"
    );
}

#[test]
fn every_extent_says_how_sure_it_is_in_both_languages() {
    for extent in &shipped().extents {
        assert!(
            extent.confidence.is_some() && !extent.sources.is_empty(),
            "{}",
            extent.id
        );
        let languages: Vec<&str> = extent
            .summary
            .iter()
            .map(|(lang, _)| lang.as_str())
            .collect();
        assert_eq!(languages, ["ar", "en"], "{}", extent.id);
        let doubts: Vec<usize> = extent.doubts.values().map(Vec::len).collect();
        assert!(
            doubts.len() == 2 && doubts[0] == doubts[1],
            "{}: a doubt lacks a language",
            extent.id
        );
    }
}

#[test]
fn every_link_of_the_seed_is_found_and_none_is_wrong() {
    let world = snapshot();
    let article = &world.articles()[0];
    let mut found = Vec::new();
    for view in world.passages_of(article) {
        for link in view.links.iter().filter(|link| link.rule != "all-zones") {
            found.push((
                view.passage.id.number,
                link.zone.to_string(),
                link.mentions[0].text.to_string(),
            ));
        }
    }
    let expected = [
        (2, "daraa-southwest", "جنوب غرب سوريا"),
        (6, "daraa-southwest", "جنوب-غرب سوريا"),
        (9, "daraa-southwest", "هذه المنطقة"),
        (10, "daraa-southwest", "منطقة لتخفيف التوتر"),
        (11, "daraa-southwest", "المنطقة"),
        (14, "idlib", "إدلب"),
        (14, "northern-homs", "ريف حمص الشمالي"),
        (14, "eastern-ghouta", "الغوطة الشرقية"),
        (14, "daraa-southwest", "أربع مناطق"),
        (15, "daraa-southwest", "مدينة درعا وريفها"),
        (16, "daraa-southwest", "المدينة"),
    ];
    let expected =
        expected.map(|(passage, zone, quote)| (passage, zone.to_owned(), quote.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn the_line_itself_belongs_to_the_zone() {
    let world = snapshot();
    for extent in world.extents() {
        for edge in extent.area.lines_iter() {
            let found = world.locate(at(edge.start.x, edge.start.y), Some(extent.period.from()));
            let found = found
                .zones
                .iter()
                .find(|found| found.extent.id == extent.id)
                .unwrap();
            assert_eq!(found.position, Position::NearBoundary);
            assert!(found.boundary.distance_m < 0.01);
        }
    }
}

/// What the index gives must be what asking every extent gives.
fn agrees_with_brute_force(world: &Snapshot, point: LonLat, day: Option<Day>) {
    let location = world.locate(point, day);
    let mut found: Vec<&str> = location
        .zones
        .iter()
        .map(|found| found.extent.id.as_str())
        .collect();
    let in_force = || world.extents_of(None, day);
    let mut expected: Vec<&str> = in_force()
        .filter(|e| e.area.covers(&point.to_point()))
        .map(|e| e.id.as_str())
        .collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{point:?}");
    let distance = |e: &Extent| boundary_distance_m(&e.area, point);
    let near = |e: &Extent| match &e.band {
        Some(band) => band.contains(&point.to_point()) || distance(e) < 1.2,
        None => distance(e) <= e.precision_m,
    };
    let mut possible: Vec<&str> = in_force()
        .filter(|e| !expected.contains(&e.id.as_str()) && near(e))
        .map(|e| e.id.as_str())
        .collect();
    let mut offered: Vec<&str> = location
        .possible
        .iter()
        .map(|found| found.extent.id.as_str())
        .collect();
    possible.sort_unstable();
    offered.sort_unstable();
    assert_eq!(offered, possible, "{point:?}");
    let nearest = in_force().map(distance).reduce(f64::min);
    if let Some(found) = location.nearest {
        assert!(
            (found.distance_m - nearest.unwrap()).abs() < 1e-6,
            "{point:?}"
        );
    }
}

#[test]
fn the_index_agrees_with_brute_force() {
    let world = snapshot();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let near = (35.5..38.0, 32.0..36.6f64).boxed();
    let anywhere = (-180.0..=180.0, -90.0..=90.0f64).boxed();
    let days = prop::option::of(
        (2017..2021, 1..13, 1..29).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
    );
    for (points, count) in [(near, 20_000), (anywhere, 2_000)] {
        for _ in 0..count {
            let ((lon, lat), day) = (&points, &days).new_tree(&mut runner).unwrap().current();
            agrees_with_brute_force(&world, at(lon, lat), day.map(|day| day.parse().unwrap()));
        }
    }
}

/// The shipped data folder with some files changed.
struct Broken(BTreeMap<String, Vec<u8>>);

impl Broken {
    fn new() -> Self {
        let files = Folder::embedded_data();
        Self(
            files
                .files()
                .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()))
                .collect(),
        )
    }

    /// Replaces the first `from` in a file; it must be there.
    fn swap(mut self, file: &str, from: &str, to: &str) -> Self {
        let text = String::from_utf8(self.0[file].clone()).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        self.0
            .insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
        self
    }

    fn put(mut self, file: &str, content: &[u8]) -> Self {
        self.0.insert(file.to_owned(), content.to_vec());
        self
    }

    fn without(mut self, file: &str) -> Self {
        self.0.remove(file).unwrap();
        self
    }

    /// Every fault as a line; with an error among them nothing is loaded.
    fn faults(self) -> Vec<String> {
        let loaded = load(
            &Folder::from_files("data", self.0),
            &Folder::embedded_articles(),
        );
        let faults: Vec<String> = loaded.faults.iter().map(ToString::to_string).collect();
        let errors = faults.iter().any(|fault| fault.contains(": error ["));
        assert_eq!(loaded.facts.is_none(), errors, "half a world: {faults:#?}");
        faults
    }

    fn has_fault(self, file: &str, kind: &str, what: &str) {
        let faults = self.faults();
        let fits = |fault: &&String| {
            fault.starts_with(file) && fault.contains(&format!("[{kind}]")) && fault.contains(what)
        };
        assert!(
            faults.iter().any(|fault| fits(&fault)),
            "no {kind} in {file} with {what:?} among {faults:#?}"
        );
    }
}

const IDLIB: &str = "extents/idlib.geojson";

#[test]
fn a_broken_file_is_named_with_line_and_column() {
    Broken::new()
        .swap(IDLIB, "\"features\"", "\"features")
        .has_fault(
            "data/extents/idlib.geojson:",
            "syntax",
            "not a GeoJSON FeatureCollection",
        );
    Broken::new()
        .swap("zones.toml", "[[zone]]", "[[zone]")
        .has_fault("data/zones.toml:", "syntax", "not TOML");
    Broken::new().put("places.csv", b"\xff\xfe").has_fault(
        "data/places.csv:1",
        "syntax",
        "byte 0 is 0xff",
    );
    Broken::new().put("zones.toml", b"x = \"\xff\"").has_fault(
        "data/zones.toml:1",
        "syntax",
        "byte 5 is 0xff",
    );
    Broken::new()
        .without("zones.toml")
        .has_fault("data/zones.toml", "missing-file", "missing");
    Broken::new().put("basemap/land.geojson", b"{}").has_fault(
        "data/basemap/land.geojson",
        "syntax",
        "FeatureCollection",
    );
}

#[test]
fn an_unknown_id_is_named_with_what_there_is() {
    Broken::new()
        .swap(IDLIB, "\"zone\":\"idlib\"", "\"zone\":\"idleb\"")
        .has_fault(
            "data/extents/idlib.geojson:",
            "unknown-id",
            "no zone has the id \"idleb\"",
        );
    Broken::new()
        .swap(
            "memberships.csv",
            ",high,wikipedia-detailed-map-module,",
            ",high,hearsay,",
        )
        .has_fault(
            "data/memberships.csv:2",
            "unknown-id",
            "no source has the id \"hearsay\"",
        );
    Broken::new()
        .swap("zones.toml", "\"astana-memorandum-2017\"", "\"nothing\"")
        .has_fault(
            "data/zones.toml:",
            "unknown-id",
            "no agreement has the id \"nothing\"",
        );
}

#[test]
fn bad_days_colours_and_numbers_are_named() {
    Broken::new()
        .swap(IDLIB, "2018-02-13", "13.2.2018")
        .has_fault("data/extents/idlib.geojson:", "value", "is not a day");
    Broken::new()
        .swap("zones.toml", "\"#0072b2\"", "\"blue\"")
        .has_fault("data/zones.toml:", "value", "is not a colour");
    Broken::new()
        .swap(IDLIB, "\"precision_m\":7900", "\"precision_m\":0")
        .has_fault("data/extents/idlib.geojson:", "value", "above zero");
    Broken::new()
        .swap("dataset.toml", "default_day = \"2017-06-15\"", "")
        .has_fault("data/dataset.toml", "schema", "`default_day` is missing");
    Broken::new()
        .swap("dataset.toml", "licence", "license")
        .has_fault("data/dataset.toml", "schema", "`license` is not a key here");
}

#[test]
fn periods_that_overlap_are_named() {
    Broken::new()
        .swap(
            IDLIB,
            "\"valid_to\":\"2017-09-15\"",
            "\"valid_to\":\"2017-10-01\"",
        )
        .has_fault(
            "data/extents/idlib.geojson",
            "period",
            "overlaps idlib@2017-05-06",
        );
}

/// A file with one extent of the given coordinates.
fn drawn(coordinates: &str) -> Broken {
    let text = format!(
        r#"{{"type": "FeatureCollection", "features": [
          {{"type": "Feature", "id": "idlib@2017-05-06",
            "properties": {{"zone": "idlib", "valid_from": "2017-05-06", "valid_to": null, "precision_m": 1000, "summary": {{"en": "x", "ar": "x"}}}},
            "geometry": {{"type": "Polygon", "coordinates": {coordinates}}}}}]}}"#
    );
    Broken::new().put(IDLIB, text.as_bytes())
}

#[test]
fn rings_must_be_rings() {
    let file = "data/extents/idlib.geojson:4";
    drawn("[[[36,35],[37,35],[37,36],[36,36]]]").has_fault(
        file,
        "geometry",
        "the ring is not closed",
    );
    drawn("[[[36,35],[37,35],[36,35]]]").has_fault(file, "geometry", "3 positions");
    drawn("[[[36,35],[37,36],[37,35],[36,36],[36,35]]]").has_fault(
        file,
        "geometry",
        "self-intersection",
    );
    drawn("[[[36,35],[37,35],[37,36],[36,36],[36,35]],[[38,35],[38,36],[39,36],[38,35]]]")
        .has_fault(file, "geometry", "not contained");
    drawn("[[[36,35],[36,36],[37,36],[37,35],[36,35]]]").has_fault(
        file,
        "geometry",
        "right-hand rule",
    );
    drawn("[[[36,95],[37,35],[37,36],[36,95]]]").has_fault(file, "coordinates", "lat 95");
    drawn("[[[36],[37,35],[37,36],[36]]]").has_fault(file, "coordinates", "fewer than two numbers");
    drawn("[]").has_fault(file, "geometry", "no ring");
    drawn("7").has_fault(file, "geometry", "not a GeoJSON geometry");
}

#[test]
fn a_swap_of_longitude_and_latitude_is_named_as_such() {
    drawn("[[[35.6,36.2],[36.2,36.2],[36.2,36.9],[35.6,36.9],[35.6,36.2]]]").has_fault(
        "data/extents/idlib.geojson",
        "coordinates",
        "look swapped",
    );
}

#[test]
fn extents_of_two_zones_that_overlap_are_named() {
    drawn("[[[36.5,34.7],[36.9,34.7],[36.9,35.0],[36.5,35.0],[36.5,34.7]]]").has_fault(
        "data/extents/",
        "overlap",
        "more than the precision of either",
    );
}

#[test]
fn a_contradiction_with_the_facts_is_told_with_its_distance() {
    drawn("[[[36.5,35.8],[36.9,35.8],[36.9,36.0],[36.5,36.0],[36.5,35.8]]]").has_fault(
        "data/memberships.csv:",
        "membership",
        "m from its line",
    );
}

#[test]
fn one_name_for_two_zones_is_an_error() {
    Broken::new()
        .swap("zones.toml", "\"Idleb\"", "\"Eastern Ghouta\"")
        .has_fault(
            "data/zones.toml",
            "name-collision",
            "is also a name of the zone",
        );
}

#[test]
fn every_mistake_is_listed_at_once() {
    let faults = Broken::new()
        .swap("zones.toml", "\"#0072b2\"", "\"blue\"")
        .swap("zones.toml", "order = 1", "ordre = 1")
        .swap(
            "dataset.toml",
            "languages = [\"en\", \"ar\"]",
            "languages = [\"English\"]",
        )
        .swap(IDLIB, "2018-02-13", "2018-02-31")
        .swap("sources.toml", "https://", "ftp://")
        .faults();
    for (file, what) in [
        ("data/zones.toml", "is not a colour"),
        ("data/zones.toml", "`order` is missing"),
        ("data/zones.toml", "`ordre` is not a key"),
        ("data/dataset.toml", "is not a language"),
        ("data/extents/idlib.geojson", "\"2018-02-31\" is not a day"),
        ("data/sources.toml", "is not a web address"),
    ] {
        assert!(
            faults
                .iter()
                .any(|fault| fault.starts_with(file) && fault.contains(what)),
            "{what} not in {faults:#?}"
        );
    }
}

#[test]
fn a_fault_of_the_dataset_hides_no_other() {
    let faults = Broken::new()
        .swap("dataset.toml", "licence", "license")
        .swap("lexicon.toml", "general = [", "general = [\"{calm\",")
        .swap(
            IDLIB,
            "\"valid_to\":\"2017-09-15\"",
            "\"valid_to\":\"2017-10-01\"",
        )
        .put("basemap/land.geojson", b"{")
        .faults();
    for what in [
        "`licence` is missing",
        "data/lexicon.toml",
        "overlaps idlib@",
        "data/basemap/land.geojson",
    ] {
        assert!(
            faults.iter().any(|fault| fault.contains(what)),
            "{what} not in {faults:#?}"
        );
    }
}

#[test]
fn a_file_that_no_reader_takes_is_named() {
    for name in ["membership.csv", "extents/idlib.GeoJSON", "Lexicon.toml"] {
        Broken::new().put(name, b"x").has_fault(
            &format!("data/{name}"),
            "schema",
            "no reader takes this file",
        );
    }
}

#[test]
fn a_file_named_for_another_zone_is_an_error() {
    let text = String::from_utf8(Broken::new().0[IDLIB].clone()).unwrap();
    Broken::new()
        .without(IDLIB)
        .put("extents/elsewhere.geojson", text.as_bytes())
        .has_fault(
            "data/extents/elsewhere.geojson",
            "value",
            "an extent of another zone",
        );
}

#[test]
fn periods_keep_clear_of_gaps_and_ends() {
    Broken::new()
        .swap(
            "zones.toml",
            "from = \"2018-06-26\"",
            "from = \"2018-06-01\"",
        )
        .has_fault(
            "data/extents/daraa-southwest.geojson",
            "period",
            "meets the zone's gap",
        );
    Broken::new()
        .swap("zones.toml", "day = \"2018-05-16\"", "day = \"2018-05-01\"")
        .has_fault(
            "data/extents/northern-homs.geojson",
            "period",
            "reaches past the zone's end",
        );
}

#[test]
fn the_range_of_days_makes_sense() {
    Broken::new()
        .swap(
            "dataset.toml",
            "default_day = \"2017",
            "default_day = \"1917",
        )
        .has_fault(
            "data/dataset.toml",
            "period",
            "default_day 1917-06-15 is not from",
        );
    Broken::new()
        .swap(
            "dataset.toml",
            "last_day = \"2020-12-31\"",
            "last_day = \"2017-05-04\"",
        )
        .has_fault("data/dataset.toml", "period", "is not after first_day");
}

#[test]
fn a_coordinate_system_is_a_zone_of_utm() {
    for bad in ["EPSG:3857", "EPSG:32600", "32637"] {
        let broken = Broken::new().swap("dataset.toml", "EPSG:32637", bad);
        broken.has_fault("data/dataset.toml", "value", "EPSG:32601 to EPSG:32660");
    }
}

#[test]
fn a_row_that_cannot_be_read_blames_no_other_row() {
    let faults = Broken::new()
        .swap("places.csv", ",settlement,", ",\"settlement,")
        .faults();
    assert!(faults.len() < 10, "{} faults", faults.len());
}

#[test]
fn a_foreign_reference_system_is_refused() {
    Broken::new()
        .swap(IDLIB, "\"features\"", "\"crs\":{},\"features\"")
        .has_fault(
            "data/extents/idlib.geojson",
            "coordinates",
            "`crs` is not part of GeoJSON",
        );
}

/// A world of one zone, drawn as given.
fn one_zone(precision_m: f64, geometry: &str) -> Snapshot {
    let extent = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":
        {{"zone":"z","valid_from":"1990-01-01","precision_m":{precision_m},"summary":{{"en":"x"}}}},
        "geometry":{geometry}}}]}}"#
    );
    let files = [
        (
            "dataset.toml",
            "id = \"w\"\nlicence = \"CC0-1.0\"\nlanguages = [\"en\"]\ndefault_day = \"1990-01-01\"\nfirst_day = \"1990-01-01\"\nlast_day = \"1991-01-01\"\ntitle = { en = \"W\" }\ndescription = { en = \"W\" }\nview = { lon = 0, lat = 0, zoom = 2 }\n",
        ),
        (
            "zones.toml",
            "[[zone]]\nid = \"z\"\norder = 1\ncolor = \"#112233\"\nname = { en = \"Z\" }\ndescription = { en = \"Z\" }\n",
        ),
        ("agreements.toml", ""),
        ("sources.toml", ""),
        ("extents/z.geojson", extent.as_str()),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
    let loaded = load(
        &Folder::from_files("data", files),
        &Folder::from_files("texts", []),
    );
    Snapshot::build(
        loaded
            .facts
            .unwrap_or_else(|| unreachable!("{:#?}", loaded.faults)),
    )
    .unwrap()
}

#[test]
fn a_zone_cut_by_the_antimeridian_is_found_once_and_whole() {
    let world = one_zone(
        1000.0,
        r#"{"type":"MultiPolygon","coordinates":[[[[178,-18],[180,-18],[180,-16],[178,-16],[178,-18]]],[[[-180,-18],[-178,-18],[-178,-16],[-180,-16],[-180,-18]]]]}"#,
    );
    for lon in [179.9995, -179.9995, 180.0, -180.0] {
        let location = world.locate(at(lon, -17.0), None);
        assert_eq!(location.zones.len(), 1, "{lon}");
        assert_eq!(location.zones[0].position, Position::Inside, "{lon}");
    }
    assert_eq!(world.locate(at(-177.995, -17.0), None).possible.len(), 1);
}

#[test]
fn a_line_across_the_pole_is_near_from_every_side() {
    let world = one_zone(
        3000.0,
        r#"{"type":"Polygon","coordinates":[[[10,89.99],[40,89.99],[40,89.995],[10,89.995],[10,89.99]]]}"#,
    );
    assert_eq!(world.locate(at(-150.0, 89.9999), None).possible.len(), 1);
}

#[test]
fn articles_that_are_no_text_are_named() {
    let articles = Folder::from_files(
        "seeds",
        [
            ("bad.txt", &b"\xd9\x87\xff"[..]),
            ("empty.txt", b" \n"),
            ("odd name.txt", b"x"),
            ("bidi.txt", "a\u{202E}b".as_bytes()),
            ("alone.toml", b""),
        ]
        .map(|(name, bytes)| (name.to_owned(), bytes.to_vec())),
    );
    let faults: Vec<String> = load(&Folder::embedded_data(), &articles)
        .faults
        .iter()
        .map(ToString::to_string)
        .collect();
    for what in [
        "seeds/bad.txt:1: error [syntax]: not UTF-8: byte 2",
        "seeds/empty.txt: error [text]",
        "seeds/odd name.txt: error [value]",
        "seeds/bidi.txt:1: warning [text]: the line holds the invisible character U+202E",
        "seeds/alone.toml: warning [missing-file]",
    ] {
        assert!(
            faults.iter().any(|fault| fault.starts_with(what)),
            "{what} not in {faults:#?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Whatever stands in a file, it is read or named, never a panic.
    #[test]
    fn garbage_never_panics(which in 0..8usize, garbage in prop::collection::vec(any::<u8>(), 0..200), cut in any::<prop::sample::Index>()) {
        let file = ["zones.toml", "dataset.toml", "sources.toml", "agreements.toml", "places.csv", "memberships.csv", "lexicon.toml", IDLIB][which];
        let mut bytes = Broken::new().0[file].clone();
        let at = cut.index(bytes.len());
        bytes.splice(at..(at + garbage.len() / 2).min(bytes.len()), garbage);
        Broken::new().put(file, &bytes).faults();
    }
}

/// A decision on the shipped article.
const DECISION: &str = "[[link]]\narticle = \"000_5b3d75bf3fec3e90\"\npassage = 2\nzone = \"daraa-southwest\"\nverdict = \"reject\"\n\
    quote = \"جنوب غرب سوريا\"\nwho = \"A. Reader\"\nreason = \"a test\"\n";

fn articles_with_decision(decision: &str) -> Folder {
    let shipped = Folder::embedded_articles();
    let files = shipped
        .files()
        .map(|(name, bytes)| (name.to_owned(), bytes.to_vec()));
    Folder::from_files(
        "seeds",
        files.chain([("links.toml".to_owned(), decision.as_bytes().to_vec())]),
    )
}

/// The faults of a decision changed in one place.
fn decided(from: &str, to: &str) -> Vec<String> {
    assert!(DECISION.contains(from), "{from}");
    let articles = articles_with_decision(&DECISION.replace(from, to));
    let loaded = load(&Folder::embedded_data(), &articles);
    assert!(loaded.facts.is_none());
    loaded.faults.iter().map(ToString::to_string).collect()
}

#[test]
fn a_decision_without_its_ground_is_an_error() {
    for (from, to, kind, what) in [
        ("جنوب غرب سوريا", "شمال", "text", "does not hold the words"),
        (
            "passage = 2",
            "passage = 99",
            "unknown-id",
            "its passages are 0 to 16",
        ),
        (
            "passage = 2",
            "passage = 2.5",
            "value",
            "not a whole number",
        ),
        (
            "000_5b3d75bf3fec3e90",
            "gone",
            "unknown-id",
            "no article has the id",
        ),
        (
            "daraa-southwest",
            "nowhere",
            "unknown-id",
            "no zone has the id",
        ),
        ("reject", "maybe", "value", "write pin or reject"),
        ("who = \"A. Reader\"\n", "", "schema", "`who` is missing"),
    ] {
        let faults = decided(from, to);
        let fits = |fault: &&String| {
            fault.starts_with("seeds/links.toml")
                && fault.contains(&format!("[{kind}]"))
                && fault.contains(what)
        };
        assert!(faults.iter().any(|fault| fits(&fault)), "{to}: {faults:#?}");
    }
}

#[test]
fn a_link_is_decided_once() {
    let twice = decided(
        "[[link]]",
        "[[link]]\narticle = \"000_5b3d75bf3fec3e90\"\npassage = 2\nzone = \"daraa-southwest\"\nverdict = \"pin\"\n\
        quote = \"سوريا\"\nwho = \"B\"\nreason = \"a test\"\n[[link]]",
    );
    assert!(
        twice.iter().any(|fault| fault.contains("is decided twice")),
        "{twice:#?}"
    );
}

#[test]
fn a_pin_on_words_that_stand_twice_is_noted() {
    let text = "News\n\nThe city is calm; the city sleeps."
        .as_bytes()
        .to_vec();
    for (verdict, quote, noted) in [
        ("pin", "city", true),
        ("pin", "The city", false),
        ("reject", "city", false),
    ] {
        let links = DECISION
            .replace("000_5b3d75bf3fec3e90", "a")
            .replace("passage = 2", "passage = 1")
            .replace("reject", verdict)
            .replace("جنوب غرب سوريا", quote);
        let files = [("a.txt", text.clone()), ("links.toml", links.into_bytes())];
        let files = files.map(|(name, bytes)| (name.to_owned(), bytes));
        let loaded = load(
            &Folder::embedded_data(),
            &Folder::from_files("seeds", files),
        );
        assert!(loaded.facts.is_some(), "it is a warning");
        let told = |fault: &Fault| fault.to_string().contains("more than once; the pin marks");
        assert_eq!(loaded.faults.iter().any(told), noted, "{verdict} {quote}");
    }
}

#[test]
fn people_overrule_the_rules() {
    let loaded = load(
        &Folder::embedded_data(),
        &articles_with_decision(
            &DECISION
                .replace("reject", "pin")
                .replace("daraa-southwest", "idlib"),
        ),
    );
    let snapshot = Snapshot::build(loaded.facts.unwrap()).unwrap();
    let article = &snapshot.articles()[0];
    let view = snapshot.passages_of(article).nth(2).unwrap();
    let pinned = view
        .links
        .iter()
        .find(|link| link.zone.as_str() == "idlib")
        .unwrap();
    assert_eq!((pinned.rule, pinned.confidence.0), ("pinned", 1.0));
    assert_eq!(pinned.decision.as_ref().unwrap().who, "A. Reader");

    let loaded = load(&Folder::embedded_data(), &articles_with_decision(DECISION));
    let snapshot = Snapshot::build(loaded.facts.unwrap()).unwrap();
    let article = &snapshot.articles()[0];
    let view = snapshot.passages_of(article).nth(2).unwrap();
    assert!(
        view.links
            .iter()
            .all(|link| link.zone.as_str() != "daraa-southwest")
    );
    assert_eq!(view.rejected[0].decision.reason, "a test");
}
