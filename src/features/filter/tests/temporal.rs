//! The temporal functions in filters.

use super::{FilterLang, found, wrong, wrong_in};

#[test]
fn times_lie_to_each_other() {
    for (text, ids) in [
        ("T_AFTER(first, DATE('2017-05-06'))", "b d"),
        ("T_BEFORE(first, TIMESTAMP('2017-09-15T23:00:00Z'))", "a"),
        ("T_EQUALS(first, TIMESTAMP('2017-09-15T23:00:00Z'))", "b"),
        ("T_EQUALS(first, last)", "d"),
        (
            "T_INTERSECTS(first, INTERVAL('2017-05-06', '2017-09-15'))",
            "a b",
        ),
        ("T_DISJOINT(first, INTERVAL('..', '2017-09-14'))", "b d"),
        ("NOT T_DISJOINT(first, INTERVAL('..', '2017-09-14'))", "a"),
        (
            "T_INTERSECTS(INTERVAL(first, last), INTERVAL('2017-09-14', '2017-12-31'))",
            "a b c",
        ),
        (
            "T_INTERSECTS(INTERVAL(first, last), DATE('2030-01-01'))",
            "b c",
        ),
        (
            "T_DURING(INTERVAL(first, last), INTERVAL('2017-01-01', '2017-12-31'))",
            "a",
        ),
        (
            "T_CONTAINS(INTERVAL(first, last), INTERVAL('2017-05-07', '2017-09-13'))",
            "a c",
        ),
        (
            "T_STARTS(INTERVAL(first, last), INTERVAL('2017-05-06', '..'))",
            "a",
        ),
        (
            "T_STARTEDBY(INTERVAL(first, last), INTERVAL(first, '2017-10-01'))",
            "b c",
        ),
        (
            "T_FINISHES(INTERVAL(first, last), INTERVAL('2017-01-01', '2017-09-14'))",
            "a",
        ),
        (
            "T_FINISHEDBY(INTERVAL(first, last), INTERVAL('2017-09-16', '..'))",
            "b c",
        ),
        (
            "T_MEETS(INTERVAL(first, last), INTERVAL('2017-09-14', '2018-01-01'))",
            "a",
        ),
        (
            "T_METBY(INTERVAL(first, last), INTERVAL('2017-01-01', '2017-05-06'))",
            "a",
        ),
        (
            "T_OVERLAPS(INTERVAL(first, last), INTERVAL('2017-09-01', '2017-09-20'))",
            "a",
        ),
        (
            "T_OVERLAPPEDBY(INTERVAL(first, last), INTERVAL('2017-09-01', '2017-09-20'))",
            "b",
        ),
        ("T_EQUALS(INTERVAL(last, first), INTERVAL('..', '..'))", "c"),
    ] {
        assert_eq!(found(text), ids, "{text}");
    }
}

#[test]
fn instants_and_impossible_times_are_refused() {
    for name in [
        "T_CONTAINS",
        "T_DURING",
        "T_FINISHEDBY",
        "T_FINISHES",
        "T_MEETS",
        "T_METBY",
        "T_OVERLAPPEDBY",
        "T_OVERLAPS",
        "T_STARTEDBY",
        "T_STARTS",
    ] {
        let error = wrong(&format!("{name}(first, INTERVAL('2017-01-01','..'))"));
        assert!(error.contains("intervals only"), "{error}");
        wrong(&format!(
            "{name}(INTERVAL('2017-01-01','..'), DATE('2017-01-01'))"
        ));
    }
    for (text, part) in [
        ("first = DATE('2017-02-30')", "2017-02-30"),
        ("first = DATE('2017-06-15T00:00:00Z')", "not a day"),
        ("first = TIMESTAMP('2017-06-15')", "not a moment"),
        ("first = TIMESTAMP('2017-06-15T25:00:00Z')", "not a moment"),
        ("first = TIMESTAMP('2017-06-15T10:00Z')", "not a moment"),
        (
            "T_AFTER(first, INTERVAL('2017-06-15T10:00Z','..'))",
            "not a moment",
        ),
        (
            "T_AFTER(first, INTERVAL('2017-06-15','2017-06-14'))",
            "before it begins",
        ),
        ("T_AFTER(first, INTERVAL('2017-06-15'))", "it takes 2"),
        ("T_AFTER(first, '2017-06-15')", "a DATE"),
        ("T_AFTER(name, DATE('2017-06-15'))", "\"name\" (a text)"),
        ("first = 'yesterday'", "DATE('"),
        ("first IN ('2017-06-15', '2017-02-30')", "DATE('"),
        ("first = INTERVAL('2017-06-15','..')", "single values"),
        ("first = DATE(name)", "a text in quotes"),
    ] {
        let error = wrong(text);
        assert!(error.contains(part), "{text}: {error}");
    }
    for time in [
        r#"{"timestamp":"2017-06-15T10:00Z"}"#,
        r#"{"interval":["2017-06-15T10:00Z",".."]}"#,
    ] {
        let text = format!(r#"{{"op":"t_after","args":[{{"property":"first"}},{time}]}}"#);
        let error = wrong_in(&text, FilterLang::Json);
        assert!(error.contains("not a moment"), "{text}: {error}");
    }
}
