//! The spatial functions in filters. Town a lies in area d, town b on its edge, c is nowhere.

use geo::Rect;

use super::*;
use crate::features::Geometries;

const SQUARE: &str = "POLYGON((10 10,20 10,20 20,10 20,10 10))";

#[test]
fn grounds_lie_to_each_other() {
    for (text, ids) in [
        ("S_INTERSECTS(geometry, POINT(15 15))", "a d"),
        ("S_INTERSECTS(geometry, SQUARE)", "a b d"),
        ("S_INTERSECTS(geometry, BBOX(14,14,16,16))", "a d"),
        ("S_INTERSECTS(geometry, BBOX(14,14,0,16,16,9))", "a d"),
        ("S_INTERSECTS(geometry, BBOX(19,14,-170,16))", "b d"),
        ("S_INTERSECTS(geometry, BBOX(15,15,15,15))", "a d"),
        ("S_INTERSECTS(geometry, BBOX(20,0,20,16))", "b d"),
        ("S_DISJOINT(geometry, SQUARE)", ""),
        ("S_DISJOINT(geometry, POINT(15 15))", "b"),
        ("NOT S_INTERSECTS(geometry, POINT(15 15))", "b"),
        ("S_WITHIN(geometry, SQUARE)", "a d"),
        ("S_CONTAINS(SQUARE, geometry)", "a d"),
        ("S_EQUALS(geometry, SQUARE)", "d"),
        ("S_EQUALS(geometry, MULTIPOINT((15 15)))", "a"),
        ("S_TOUCHES(geometry, SQUARE)", "b"),
        ("S_TOUCHES(geometry, LINESTRING(20 0,20 30))", "d"),
        ("S_CROSSES(geometry, LINESTRING(0 15,30 15))", "d"),
        (
            "S_OVERLAPS(geometry, POLYGON((15 15,25 15,25 25,15 25,15 15)))",
            "d",
        ),
        ("S_CONTAINS(geometry, MULTIPOINT(11 11,12 12))", "d"),
        ("S_INTERSECTS(geometry, POINT Z (15 15 3))", "a d"),
        (
            "S_INTERSECTS(geometry, MULTIPOLYGON(((14 14,16 14,16 16,14 14))))",
            "a d",
        ),
        (
            "S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(0 0),LINESTRING(20 0,20 15)))",
            "b d",
        ),
        ("S_INTERSECTS(geometry, geometry)", "a b d"),
        ("S_INTERSECTS(POINT(.5 1), BBOX(0,0,1,1))", "a b c d"),
    ] {
        let text = text.replace("SQUARE", SQUARE);
        assert_eq!(found(&text), ids, "{text}");
    }
}

#[test]
fn geometries_are_in_the_axis_order_of_the_system() {
    let towns = Towns::new();
    let text = "S_INTERSECTS(geometry, BBOX(14,19,16,21))"; // latitude first: town b
    let filter = Filter::parse(text, FilterLang::Text, Crs::Wgs84, towns.schema()).unwrap();
    assert!(holds(&filter, &towns, 1) && !holds(&filter, &towns, 0));
    assert_eq!(filter.around(), Some(Rect::new((19.0, 14.0), (21.0, 16.0))));
    let text = "S_INTERSECTS(geometry, POINT(1669792.36 1689200.14))";
    let filter = Filter::parse(text, FilterLang::Text, Crs::WebMercator, towns.schema()).unwrap();
    let around = filter.around().unwrap();
    assert!((around.min().x - 15.0).abs() < 1e-6 && (around.min().y - 15.0).abs() < 1e-6);
}

#[test]
fn geometries_that_are_none_are_refused() {
    for (ground, part) in [
        ("POINT(181 0)", "longitudes"),
        ("POINT(0 91)", "longitudes"),
        ("POINT EMPTY", "EMPTY is not allowed"),
        ("POLYGON Z EMPTY", "EMPTY is not allowed"),
        ("POLYGON((0 0,1 0,0 0))", "at least 4"),
        ("POLYGON((0 0,1 0,1 1,0 1))", "end where it begins"),
        ("POLYGON((0 0,1 1,1 0,0 1,0 0))", "self-intersect"),
        ("POLYGON((0 0,2 0,1 0,0 0))", "no area"),
        // `geo` 0.33 panics when it is asked how these lie to each other.
        (
            "MULTIPOLYGON(((0 0,0 0,0 1,0 0)),((0 0,0 2,0 3,0 0),(0 1,0 0,1 0,0 1)))",
            "no area",
        ),
        ("LINESTRING(0 0)", "at least 2"),
        ("LINESTRING(0 0,0 0)", "distinct"),
        ("BBOX(1,2,3)", "a box has four"),
        ("BBOX(0,5,1,4)", "must not be greater"),
        ("BBOX(36,35,9,37,36,5)", "lowest 9"),
        ("BBOX(0,0,'x',4)", "numbers"),
        ("BBOX(0,0,200,4)", "longitudes"),
        ("POINT(1 x)", "numbers, commas"),
        ("POINT((((1 1))))", "so many parentheses"),
        (
            "GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(0 0)))",
            "GEOMETRYCOLLECTION",
        ),
        ("name", "the property geometry"),
        ("'x'", "the property geometry"),
    ] {
        let error = wrong(&format!("S_INTERSECTS(geometry, {ground})"));
        assert!(error.contains(part), "{ground}: {error}");
    }
}

#[test]
fn what_the_parser_says_of_a_geometry_is_told_whole() {
    let error = wrong("S_INTERSECTS(geometry, POINT(1 2 3 4 5))");
    assert!(!error.contains('…'), "{error}");
}

#[test]
fn a_point_where_two_drawn_polygons_touch_is_on_their_edge() {
    // Town a lies at 15 15, inside no polygon but a corner of both.
    let touching =
        "MULTIPOLYGON(((11 11,15 11,15 15,11 15,11 11)),((15 15,19 15,19 19,15 19,15 15)))";
    for (relation, ids) in [
        ("S_INTERSECTS", "a d"),
        ("S_DISJOINT", "b"),
        ("S_TOUCHES", "a"),
        ("S_WITHIN", ""),
    ] {
        let text = format!("{relation}(geometry, {touching})");
        assert_eq!(found(&text), ids, "{text}");
    }
}

#[test]
fn of_parts_that_touch_or_overlap_only_meeting_can_be_asked() {
    let twice = "GEOMETRYCOLLECTION(SQUARE,POLYGON((15 10,25 10,25 20,15 20,15 10)))";
    let line = "GEOMETRYCOLLECTION(SQUARE,LINESTRING(0 0,15 15))";
    let edge = "GEOMETRYCOLLECTION(POLYGON((10 10,15 10,15 20,10 20,10 10)),POLYGON((15 10,20 10,20 20,15 20,15 10)))";
    for heap in [twice, line, edge] {
        let heap = heap.replace("SQUARE", SQUARE);
        for relation in ["S_WITHIN", "S_TOUCHES", "S_CONTAINS", "S_EQUALS"] {
            let error = wrong(&format!("{relation}(geometry, {heap})"));
            assert!(
                error.contains("touch or overlap") && error.contains(relation),
                "{error}"
            );
        }
        assert_eq!(found(&format!("S_INTERSECTS(geometry, {heap})")), "a b d");
        assert_eq!(found(&format!("S_DISJOINT(geometry, {heap})")), "");
    }
    let apart = "GEOMETRYCOLLECTION(POINT(0 0),POLYGON((14 14,16 14,16 16,14 16,14 14)))";
    assert_eq!(found(&format!("S_WITHIN(geometry, {apart})")), "a");
}

#[test]
fn drawn_with_drawn_is_worked_out_before_any_record_is_asked() {
    let filter = parsed("S_TOUCHES(BBOX(0,0,1,1), BBOX(1,0,2,1))", FilterLang::Text).unwrap();
    assert_eq!(filter.truth, Truth::Constant(true));
    let zigzag = |n: u32| {
        let points = (0..n).map(|n| format!("{} {}", n % 90, n % 2 * 9));
        format!("LINESTRING({})", points.collect::<Vec<_>>().join(","))
    };
    let both = |a, b| format!("S_TOUCHES({}, {})", zigzag(a), zigzag(b));
    assert!(parsed(&both(200, 250), FilterLang::Text).is_ok());
    assert!(wrong(&both(200, 251)).contains("multiplied"));
}

#[test]
fn a_line_beyond_the_edge_of_the_map_is_refused() {
    let text = "S_INTERSECTS(geometry,LINESTRING(3000000 3800000,200000000 30000000))";
    let towns = Towns::new();
    let read = Filter::parse(text, FilterLang::Text, Crs::WebMercator, towns.schema());
    assert!(matches!(read, Err(FilterError::Outside { .. })), "{read:?}");
}

#[test]
fn a_box_without_area_is_refused_where_its_edges_are_curves() {
    let utm = Crs::Utm("EPSG:32637".parse().unwrap());
    let towns = Towns::new();
    let read = |numbers: &str| {
        let text = format!("S_TOUCHES(geometry, BBOX({numbers}))");
        Filter::parse(&text, FilterLang::Text, utm, towns.schema())
    };
    for flat in [
        "500000,4000000,500000,4000000",
        "500000,4000000,600000,4000000",
    ] {
        assert!(
            matches!(read(flat), Err(FilterError::Geometry(_))),
            "{flat}"
        );
    }
    assert!(read("500000,4000000,600000,4100000").is_ok());
}

#[test]
fn json_geometries_are_checked_too() {
    for (ground, part) in [
        (r#"{"type":"Point","coordinates":[1]}"#, "at least 2"),
        (
            r#"{"type":"Point","coordinates":[1,2,3,4,5]}"#,
            "two to four",
        ),
        (
            r#"{"type":"Point","coordinates":["1",2]}"#,
            "finite numbers",
        ),
        (r#"{"type":"Sphere","coordinates":[1,2]}"#, "no type"),
        (r#"{"type":"Polygon","coordinates":[]}"#, "at least 1"),
        (r#"{"type":"Point"}"#, "needs coordinates"),
        (r#"{"bbox":[1,2,3]}"#, "a box has four"),
    ] {
        let text = format!(r#"{{"op":"s_within","args":[{{"property":"geometry"}},{ground}]}}"#);
        let error = wrong_in(&text, FilterLang::Json);
        assert!(error.contains(part), "{ground}: {error}");
    }
}

#[test]
fn a_table_without_ground_has_no_spatial_functions() {
    let mut schema = Towns::new().schema().clone();
    schema.geometries = Geometries::None;
    for text in ["S_INTERSECTS(geometry, POINT(1 1))", "geometry IS NULL"] {
        let error = Filter::parse(text, FilterLang::Text, Crs::Crs84, &schema).unwrap_err();
        let known = matches!(
            error,
            FilterError::NoGeometry { .. } | FilterError::UnknownProperty { .. }
        );
        assert!(known, "{error}");
    }
}
