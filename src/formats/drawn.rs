//! The files that `hudna draw` writes.

use std::fmt::Write;

use geo::MultiPolygon;
use geojson::GeometryValue;
use serde_json::{Map, Value, json};

use super::geojson::geometry;
use crate::{
    draw::Drawing,
    model::{ExtentPlan, Id, Lang},
};

/// `extents/ZONE.geojson`: a `FeatureCollection` with one feature to a line.
fn extents_file(drawn: &[(&ExtentPlan, Drawing)]) -> String {
    lines(drawn.iter().map(|(plan, drawing)| {
        let properties = json!({
            "zone": plan.zone,
            "valid_from": plan.period.from(),
            "valid_to": plan.period.to(),
            "precision_m": whole_metres(drawing.precision_m),
            "confidence": plan.confidence,
            "basis": plan.basis,
            "summary": by_lang(plan.summary.iter()),
            "doubts": plan.doubts.iter().map(|(lang, doubts)| (lang.to_string(), json!(doubts))).collect::<Map<_, _>>(),
            "sources": plan.sources,
        });
        feature(plan, &properties, &drawing.area)
    }))
}

/// `bands/ZONE.geojson`: likewise, the bands.
fn bands_file(drawn: &[(&ExtentPlan, Drawing)]) -> String {
    lines(drawn.iter().map(|(plan, drawing)| {
        let properties = json!({ "extent": plan.id(), "zone": plan.zone });
        feature(plan, &properties, &drawing.band)
    }))
}

/// `stretches/ZONE.csv`: each vertex in ring order with the places it lies between.
fn stretches_file(drawn: &[(&ExtentPlan, Drawing)]) -> String {
    let mut text = "extent,lon,lat,inside,outside\n".to_owned();
    for (plan, drawing) in drawn {
        let extent = plan.id();
        for vertex in &drawing.vertices {
            let (lon, lat) = (vertex.point.lon(), vertex.point.lat());
            let pair = vertex.between.as_ref();
            let inside = pair.map_or("", |pair| pair.inside.as_str());
            let outside = pair.map_or("", |pair| pair.outside.as_str());
            // Ids, days and numbers: nothing that CSV would have to quote.
            let _infallible = writeln!(text, "{extent},{lon:.5},{lat:.5},{inside},{outside}");
        }
    }
    text
}

fn lines(features: impl Iterator<Item = Value>) -> String {
    let features: Vec<String> = features.map(|feature| feature.to_string()).collect();
    let features = features.join(",\n");
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{features}\n]}}\n")
}

fn feature(plan: &ExtentPlan, properties: &Value, area: &MultiPolygon<f64>) -> Value {
    let geometry: GeometryValue = geometry(area);
    json!({
        "type": "Feature",
        "id": plan.id(),
        "properties": properties,
        "geometry": geojson::Geometry::new(geometry),
    })
}

fn by_lang<'t>(texts: impl Iterator<Item = (&'t Lang, &'t str)>) -> Map<String, Value> {
    texts
        .map(|(lang, text)| (lang.to_string(), json!(text)))
        .collect()
}

#[expect(clippy::cast_possible_truncation, reason = "whole multiples of 100 m")]
fn whole_metres(metres: f64) -> i64 {
    metres as i64
}

/// Where the files of a zone lie in a data folder, with their content.
#[must_use]
pub fn drawn_files(zone: &Id, drawn: &[(&ExtentPlan, Drawing)]) -> [(String, String); 3] {
    [
        (format!("extents/{zone}.geojson"), extents_file(drawn)),
        (format!("bands/{zone}.geojson"), bands_file(drawn)),
        (format!("stretches/{zone}.csv"), stretches_file(drawn)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        draw::{Gazetteer, Statements, draw},
        formats::{Address, LocationView, band_collection},
        load::{Folder, defect_fault, load, survey},
        model::{Day, FaultKind, LonLat},
        quality::Quality,
        snapshot::Snapshot,
    };

    const DATASET: &str = r#"
        id = "made"
        title = { en = "Made" }
        description = { en = "Made up" }
        licence = "CC0-1.0"
        attribution = []
        languages = ["en"]
        default_day = "2017-06-01"
        first_day = "2017-01-01"
        last_day = "2018-01-01"
        view = { lon = 36, lat = 35, zoom = 8 }
    "#;
    const ZONES: &str = r##"
        [[zone]]
        id = "valley"
        order = 1
        color = "#112233"
        dash = ""
        name = { en = "Valley" }
        description = { en = "A valley" }
        agreements = []
        [[zone.gap]]
        from = "2017-09-01"
        to = "2017-10-01"
        reason = { en = "Nobody knows." }
    "##;
    const SOURCES: &str = "[[source]]\nid = \"atlas\"\ntitle = \"Atlas\"\n";
    const PLANS: &str = r#"
        [[extent]]
        zone = "valley"
        valid_from = "2017-05-06"
        valid_to = "2017-09-01"
        summary = { en = "Drawn" }
        sources = ["atlas"]
    "#;
    const PLACES: &str = "id,kind,name_en,name_ar,aliases_en,aliases_ar,lon,lat,admin,coord_source\n\
        mid,settlement,Mid,,,,36,35,,\n\
        east,settlement,East,,,,36.1,35,,\n\
        west,settlement,West,,,,35.9,35,,\n\
        north,settlement,North,,,,36,35.1,,\n\
        south,settlement,South,,,,36,34.9,,\n";
    const HEAD: &str = "place,zone,status,valid_from,valid_to,confidence,source,note\n";
    const ROWS: &str = "mid,valley,inside,2017-05-06,,high,atlas,\n\
        east,valley,outside,2017-05-06,,high,atlas,\n\
        west,valley,outside,2017-05-06,,low,atlas,\n\
        north,valley,outside,2017-05-06,,high,atlas,A note\n\
        south,valley,outside,2017-05-06,,high,atlas,\n";

    type Files = Vec<(String, Vec<u8>)>;

    fn files(rows: &str) -> Files {
        let rows = format!("{HEAD}{rows}");
        let texts = [
            ("dataset.toml", DATASET),
            ("zones.toml", ZONES),
            ("sources.toml", SOURCES),
            ("agreements.toml", ""),
            ("lexicon.toml", ""),
            ("extents.toml", PLANS),
            ("places.csv", PLACES),
            ("memberships.csv", &rows),
        ];
        let file = |(name, text): (&str, &str)| (name.to_owned(), text.as_bytes().to_vec());
        texts.into_iter().map(file).collect()
    }

    /// The files with those that are drawn from them.
    fn drawn(mut files: Files) -> Files {
        let folder = Folder::from_files("data", files.clone());
        let (zones, survey, faults) = survey(&folder);
        assert_eq!(faults, []);
        let gazetteer = Gazetteer::new(&survey.places);
        let plan = &survey.plans[0];
        let drawing = draw(plan, &Statements::new(&survey.memberships), &gazetteer).unwrap();
        let texts = drawn_files(&zones[0].id, &[(plan, drawing)]);
        files.extend(texts.map(|(name, text)| (name, text.into_bytes())));
        files
    }

    fn snapshot(files: Files) -> Snapshot {
        let none = Folder::from_files("seeds", []);
        let loaded = load(&Folder::from_files("data", files), &none);
        assert_eq!(loaded.faults, []);
        Snapshot::build(loaded.facts.unwrap()).unwrap()
    }

    fn locate(snapshot: &Snapshot, lon: f64, lat: f64, day: &str) -> Value {
        let (point, day): (_, Day) = (LonLat::new(lon, lat).unwrap(), day.parse().unwrap());
        let view = LocationView::new(snapshot, point, Some(day), Address(""));
        serde_json::to_value(view).unwrap()
    }

    fn faults(rows: &str) -> Vec<String> {
        let folder = Folder::from_files("data", files(rows));
        let (_, survey, faults) = survey(&folder);
        let told = faults.iter().map(ToString::to_string);
        let gazetteer = Gazetteer::new(&survey.places);
        let drawn = survey.plans.iter().flat_map(|plan| {
            let defects = draw(plan, &Statements::new(&survey.memberships), &gazetteer).err();
            let defects = defects.into_iter().flatten();
            defects
                .map(|defect| defect_fault(&folder, plan, &defect).to_string())
                .collect::<Vec<_>>()
        });
        told.chain(drawn).collect()
    }

    #[test]
    fn what_is_drawn_is_loaded_as_it_was_drawn() {
        let snapshot = snapshot(drawn(files(ROWS)));
        let extent = &snapshot.extents()[0];
        assert_eq!((extent.vertices.len(), extent.precision_m), (4, 5500.0));
        assert_eq!(band_collection(std::iter::once(extent)).features.len(), 1);
    }

    #[test]
    fn a_point_in_the_band_is_near_and_says_between_whom() {
        let snapshot = snapshot(drawn(files(ROWS)));
        let found = locate(&snapshot, 36.0, 35.04, "2017-06-01");
        let zone = &found["zones"][0];
        assert_eq!(zone["position"], "near_boundary");
        let between = &zone["boundary"]["between"];
        assert_eq!(between["inside"]["place"], "mid");
        assert_eq!(between["outside"]["name"]["en"], "North");
        assert_eq!(between["outside"]["source"]["id"], "atlas");
        let beyond = locate(&snapshot, 36.0, 35.08, "2017-06-01");
        assert_eq!(beyond["possible"][0]["position"], "near_boundary");
    }

    #[test]
    fn without_a_band_the_precision_decides() {
        let mut files = drawn(files(ROWS));
        files.retain(|(name, _)| !name.starts_with("bands/") && !name.starts_with("stretches/"));
        let snapshot = snapshot(files);
        let found = locate(&snapshot, 36.0, 35.0, "2017-06-01");
        assert_eq!(found["zones"][0]["position"], "near_boundary"); // 4 km from a line of 5.5
        assert!(found["zones"][0]["boundary"]["between"].is_null());
        assert_eq!(
            locate(&snapshot, 36.0, 35.2, "2017-06-01")["possible"],
            json!([])
        );
    }

    #[test]
    fn a_day_in_a_gap_says_why_nothing_is_drawn() {
        let snapshot = snapshot(drawn(files(ROWS)));
        let found = locate(&snapshot, 36.0, 35.0, "2017-09-15");
        assert_eq!(found["gaps"][0]["reason"]["en"], "Nobody knows.");
        assert_eq!(
            locate(&snapshot, 36.0, 35.0, "2017-06-01")["gaps"],
            json!([])
        );
    }

    #[test]
    fn quality_measures_what_is_drawn() {
        let snapshot = snapshot(drawn(files(ROWS)));
        let quality = Quality::of(snapshot.facts());
        assert_eq!(
            quality.extents[0].agreement.as_ref().unwrap().score.right,
            5
        );
        assert_eq!(quality.all.all.of, 5);
        assert!(quality.support.memberships.high == 4 && quality.support.memberships.low == 1);
    }

    #[test]
    fn rows_that_make_no_line_are_named() {
        let told = |rows: &str, what: &str| {
            let told = faults(rows);
            assert!(told.iter().any(|fault| fault.contains(what)), "{told:#?}");
        };
        let clash = format!("{ROWS}mid,valley,outside,2017-06-01,,low,atlas,\n");
        told(
            &clash,
            "memberships.csv:7: error [membership]: mid is outside valley",
        );
        let twice = format!("{ROWS}mid,valley,inside,2017-06-01,,low,atlas,\n");
        told(
            &twice,
            "memberships.csv:7: error [duplicate-id]: mid inside valley is stated already",
        );
        told(
            "",
            "extents.toml:2: error [drawing]: valley@2017-05-06 has 0 places",
        );
        let unknown = format!("{ROWS}atlantis,valley,outside,2017-05-06,,low,atlas,\n");
        told(&unknown, "no place has the id \"atlantis\"");
        let inside = ROWS.replace("outside", "inside");
        told(
            &inside,
            "memberships.csv:4: error [drawing]: all 5 places of valley@2017-05-06 are inside",
        );
    }

    #[test]
    fn stale_drawings_are_faults() {
        let load = |files: Files| {
            let none = Folder::from_files("seeds", []);
            load(&Folder::from_files("data", files), &none).faults
        };
        let undrawn = load(files(ROWS));
        assert!(undrawn.iter().any(|fault| fault.kind == FaultKind::Drawing));
        let mut moved = drawn(files(ROWS));
        for (name, bytes) in &mut moved {
            if name == "stretches/valley.csv" {
                *bytes = String::from_utf8_lossy(bytes)
                    .replace("35.05", "35.06")
                    .into_bytes();
            }
        }
        let faults = load(moved);
        assert!(
            faults[0]
                .to_string()
                .contains("the vertices are not those of the extent")
        );
    }
}
