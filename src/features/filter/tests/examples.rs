//! One filter in both encodings for every operator and function.

use super::{FilterLang, found, found_in, parsed};

/// Text, and the same in JSON.
pub(super) const PAIRS: &[(&str, &str)] = &[
    (
        "name = 'Idlib'",
        r#"{"op":"=","args":[{"property":"name"},"Idlib"]}"#,
    ),
    (
        "NOT (people < 50)",
        r#"{"op":"not","args":[{"op":"<","args":[{"property":"people"},50]}]}"#,
    ),
    (
        "people > 0 AND area <> 30 OR open",
        r#"{"op":"or","args":[{"op":"and","args":[{"op":">","args":[{"property":"people"},0]},{"op":"<>","args":[{"property":"area"},30]}]},{"property":"open"}]}"#,
    ),
    ("TRUE", "true"),
    (
        "open = FALSE",
        r#"{"op":"=","args":[{"property":"open"},false]}"#,
    ),
    (
        "name IS NOT NULL",
        r#"{"op":"not","args":[{"op":"isNull","args":[{"property":"name"}]}]}"#,
    ),
    (
        "name LIKE 'I%'",
        r#"{"op":"like","args":[{"property":"name"},"I%"]}"#,
    ),
    (
        "people BETWEEN 1 AND 50",
        r#"{"op":"between","args":[{"property":"people"},1,50]}"#,
    ),
    (
        "name IN ('Idlib','Atarib')",
        r#"{"op":"in","args":[{"property":"name"},["Idlib","Atarib"]]}"#,
    ),
    (
        "name NOT IN ('Idlib')",
        r#"{"op":"not","args":[{"op":"in","args":[{"property":"name"},["Idlib"]]}]}"#,
    ),
    (
        "CASEI(name) = casei('IDLIB')",
        r#"{"op":"=","args":[{"op":"casei","args":[{"property":"name"}]},{"op":"casei","args":["IDLIB"]}]}"#,
    ),
    (
        "ACCENTI(name) LIKE 'مورك%'",
        r#"{"op":"like","args":[{"op":"accenti","args":[{"property":"name"}]},"مورك%"]}"#,
    ),
    (
        "people + 2 * area >= 90",
        r#"{"op":">=","args":[{"op":"+","args":[{"property":"people"},{"op":"*","args":[2,{"property":"area"}]}]},90]}"#,
    ),
    (
        "first <= DATE('2017-09-15')",
        r#"{"op":"<=","args":[{"property":"first"},{"date":"2017-09-15"}]}"#,
    ),
    (
        "first > TIMESTAMP('2017-09-14T23:59:59.5Z')",
        r#"{"op":">","args":[{"property":"first"},{"timestamp":"2017-09-14T23:59:59.5Z"}]}"#,
    ),
    (
        "T_OVERLAPPEDBY(INTERVAL(first,last),INTERVAL('..','2017-09-20'))",
        r#"{"op":"t_overlappedBy","args":[{"interval":[{"property":"first"},{"property":"last"}]},{"interval":["..","2017-09-20"]}]}"#,
    ),
    (
        "T_INTERSECTS(first,INTERVAL('2017-09-15T00:00:00Z','..'))",
        r#"{"op":"t_intersects","args":[{"property":"first"},{"interval":["2017-09-15T00:00:00Z",".."]}]}"#,
    ),
    (
        "S_INTERSECTS(geometry,POINT(15 15))",
        r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[15,15]}]}"#,
    ),
    (
        "S_WITHIN(geometry,POLYGON((10 10,20 10,20 20,10 20,10 10)))",
        r#"{"op":"s_within","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[10,10],[20,10],[20,20],[10,20],[10,10]]]}]}"#,
    ),
    (
        "S_INTERSECTS(geometry,BBOX(19,14,-170,16))",
        r#"{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[19,14,-170,16]}]}"#,
    ),
    (
        "S_INTERSECTS(geometry,GEOMETRYCOLLECTION(POINT(0 0),LINESTRING(20 0,20 15)))",
        r#"{"op":"s_intersects","args":[{"property":"geometry"},{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0,0]},{"type":"LineString","coordinates":[[20,0],[20,15]]}]}]}"#,
    ),
    (
        "A_CONTAINS(tags,('x','z'))",
        r#"{"op":"a_contains","args":[{"property":"tags"},["x","z"]]}"#,
    ),
    (
        "A_CONTAINEDBY(tags,('x','y'))",
        r#"{"op":"a_containedBy","args":[{"property":"tags"},["x","y"]]}"#,
    ),
    (
        "name <> alias",
        r#"{"op":"<>","args":[{"property":"name"},{"property":"alias"}]}"#,
    ),
    (
        "geometry IS NULL",
        r#"{"op":"isNull","args":[{"property":"geometry"}]}"#,
    ),
];

#[test]
fn both_encodings_say_the_same() {
    for (text, json) in PAIRS {
        let lang = FilterLang::Json;
        assert_eq!(parsed(text, FilterLang::Text), parsed(json, lang), "{text}");
        assert_eq!(found(text), found_in(json, lang), "{text}");
        assert!(
            !found(text).is_empty(),
            "{text} must find something to prove something"
        );
    }
}

#[test]
fn operators_and_white_space_are_free_in_text() {
    let free = "\n name\tLiKe 'I%'  and\r\nNot  people   iN ( 1 ,2 ) aNd t_After ( first , date ('2017-01-01') ) ";
    assert_eq!(found(free), "a");
}
