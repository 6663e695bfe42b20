//! What is not known, comparisons, texts, lists and sums.

use super::{FilterLang, found, found_in};

#[test]
fn what_is_not_known_is_neither_true_nor_false() {
    assert_eq!(found("name = 'Idlib'"), "a");
    assert_eq!(found("NOT (name = 'Idlib')"), "b d");
    assert_eq!(found("name <> 'Idlib'"), "b d");
    assert_eq!(found("name IS NULL"), "c");
    assert_eq!(found("name IS NOT NULL AND NOT name IS NULL"), "a b d");
    assert_eq!(found("geometry IS NULL"), "c");
    assert_eq!(found("tags IS NULL"), "c", "an empty list is known");
}

/// `open` is true of a, false of b, unknown of c.
#[test]
fn truth_tables_have_three_values() {
    for (text, ids) in [
        ("open", "a"),
        ("NOT open", "b"),
        ("open AND TRUE", "a"),
        ("open OR TRUE", "a b c d"),
        ("open AND FALSE", ""),
        ("NOT (open AND FALSE)", "a b c d"),
        ("open OR FALSE", "a"),
        ("NOT (open OR FALSE)", "b"),
        ("NOT (open AND TRUE)", "b"),
        ("NOT (open OR TRUE)", ""),
        ("open OR NOT open", "a b"),
        ("(open AND TRUE) IS NULL", "c d"),
        ("(open OR open) IS NULL", "c d"),
        ("open = TRUE", "a"),
        ("open <> TRUE", "b"),
        ("open = FALSE", "b"),
        ("(people > 50) = open", "a b"),
    ] {
        assert_eq!(found(text), ids, "{text}");
    }
}

#[test]
fn values_are_compared_by_their_kind() {
    for (text, ids) in [
        ("people >= 30", "a b"),
        ("people < 30", "d"),
        ("people = 1e2", "a"),
        ("area > -7.5 AND area <= .25e1", "a d"),
        ("30 = area", "b"),
        ("people = area", "b"),
        ("name > 'B'", "a d"),
        ("name = alias", ""),
        ("casei(name) = casei(alias)", "a"),
        ("alias = 'It''s'", "d"),
        ("first = DATE('2017-05-06')", "a"),
        ("first = '2017-05-06'", "a"),
        ("first IN ('2017-05-06', '2017-09-14T00:00:00Z')", "a"),
        ("first > TIMESTAMP('2017-09-14T12:00:00Z')", "b d"),
        ("first < TIMESTAMP('2017-09-15T00:00:00+01:00')", "a"),
        ("first = last", "d"),
        ("people BETWEEN 30 AND 100", "a b"),
        ("people NOT BETWEEN 30 AND 100", "d"),
        ("NOT people BETWEEN area AND 1", "a b"),
        ("people BETWEEN 0 AND area", "b"),
        ("name IN ('Idlib', 'Atarib')", "a b"),
        ("name NOT IN ('Idlib')", "b d"),
        ("people IN (1 + 99, area)", "a b"),
        ("name IN ('x', alias)", ""),
        ("name NOT IN ('x', alias)", "a b d"),
        ("first IN (DATE('2018-01-01'))", "d"),
        ("\"name\" = ('Idlib')", "a"),
    ] {
        assert_eq!(found(text), ids, "{text}");
    }
}

#[test]
fn texts_are_like_patterns() {
    for (text, ids) in [
        ("name LIKE '%ib'", "a b"),
        ("name NOT LIKE 'I%'", "b d"),
        ("name LIKE 'i%'", ""),
        ("casei(name) LIKE casei('iDL__')", "a"),
        (r"name LIKE '%\%'", "d"),
        ("accenti(name) LIKE 'مورك%'", "d"),
        ("name LIKE accenti('مُورِك%')", ""),
        ("page LIKE 'https://%'", "a"),
    ] {
        assert_eq!(found(text), ids, "{text}");
    }
}

#[test]
fn lists_are_sets() {
    for (text, ids) in [
        ("A_EQUALS(tags, ('y', 'x', 'x'))", "a"),
        ("A_CONTAINS(tags, ('x', 'y'))", "a b"),
        ("A_CONTAINS(tags, ('z'))", "b"),
        ("a_containedby(tags, ('x', 'y'))", "a d"),
        ("A_OVERLAPS(('z', 'q'), tags)", "b"),
        ("NOT A_OVERLAPS(tags, ('z'))", "a d"),
        ("A_EQUALS(tags, ())", "d"),
        ("A_CONTAINEDBY(('It''s'), (alias, 'p'))", "d"),
        ("A_OVERLAPS(tags, tags)", "a b"),
    ] {
        assert_eq!(found(text), ids, "{text}");
    }
}

#[test]
fn sums_without_a_result_are_unknown() {
    for (text, ids) in [
        ("people + 1 = 101", "a"),
        ("people - area * 2 = -30", "b"),
        ("-area = 7", "d"),
        ("people / 4 = 25", "a"),
        ("people DIV 40 = 2", "a"),
        ("people % 40 = 20", "a"),
        ("area ^ 2 = 900", "b"),
        ("100 / people = 1", "a"),
        ("(100 / people) IS NULL", "c d"),
        ("(0 / people) IS NULL", "c d"),
        ("(people + 1) * 2 = 2", "d"),
    ] {
        assert_eq!(found(text), ids, "{text}");
    }
    let json = r#"{"op":"=","args":[{"op":"div","args":[{"property":"people"},40]},2]}"#;
    assert_eq!(found_in(json, FilterLang::Json), "a");
}
