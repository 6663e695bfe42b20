//! Mistakes and limits, each with a message that helps.

use super::*;

#[test]
fn mistakes_are_named() {
    for (text, part) in [
        ("", "character 1"),
        ("nam = 1", "name, alias, people"),
        ("nam = 1", "geometry"),
        ("name = ", "character 8"),
        ("name == 'x'", "character 7"),
        ("اسم = '", "character 7"),
        ("(name = 'x'", "not closed"),
        ("name = 'x')", "never opened"),
        ("name = 'x", "quotation is not closed"),
        ("frob(name) = 'x'", "\"frob\""),
        ("name = 5", "\"name\" (a text)"),
        ("people = 'x'", "the text 'x'"),
        ("people BETWEEN 1 AND 'x'", "BETWEEN"),
        ("people IN (1, 'x')", "IN"),
        ("people IN 1 + 2", "list"),
        ("name IN 'Idlib'", "list"),
        ("A_CONTAINS(tags, 'x')", "a list"),
        ("name IN ()", "at least one"),
        ("people LIKE '1%'", "text on its left"),
        ("name LIKE alias", "pattern in quotes"),
        ("name = NULL", "IS NULL"),
        ("name", "a condition"),
        ("people + 1", "a condition"),
        ("5", "a condition"),
        ("open AND people", "a condition"),
        ("name + 1 = 2", "takes numbers"),
        ("casei(people) = 'x'", "takes a text"),
        ("casei(name, alias) = 'x'", "it takes 1"),
        ("tags = ('x')", "A_CONTAINS"),
        ("tags LIKE 'x'", "A_CONTAINS"),
        ("geometry = 'x'", "spatial functions"),
        ("A_CONTAINS(tags, (1, 2))", "lists of texts"),
        ("A_CONTAINS(name, ('x'))", "a property that is a list"),
        ("S_INTERSECTS(geometry)", "it takes 2"),
        ("T_AFTER(first)", "it takes 2"),
    ] {
        let error = wrong(text);
        assert!(error.contains(part), "{text}: {error}");
    }
}

#[test]
fn mistakes_in_json_are_named() {
    for (text, part) in [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("{}", "one of the keys"),
        (r#"{"op":"="}"#, "args"),
        (r#"{"op":1,"args":[]}"#, "must be a text"),
        (r#"{"op":"T_AFTER","args":[]}"#, "t_after"),
        (r#"{"op":"t_overlappedby","args":[1,2]}"#, "t_overlappedBy"),
        (r#"{"op":"(","args":[true]}"#, "no function"),
        (r#"{"op":"and","args":[true]}"#, "two or more"),
        (r#"{"op":"not","args":[true,true]}"#, "it takes 1"),
        (r#"{"op":"=","args":[{"property":1},2]}"#, "/args/0"),
        (
            r#"{"op":"=","args":[{"property":"people"},{"date":5}]}"#,
            "/args/1",
        ),
        (
            r#"{"op":"=","args":[{"property":"people"},1e999]}"#,
            "not JSON",
        ),
        (r#"{"op":"in","args":[{"property":"people"},1]}"#, "list"),
        (
            r#"{"op":"t_after","args":[{"property":"first"},{"interval":"x"}]}"#,
            "list",
        ),
        ("null", "a condition"),
        ("[true]", "a condition"),
    ] {
        let error = wrong_in(text, FilterLang::Json);
        assert!(error.contains(part), "{text}: {error}");
    }
}

#[test]
fn limits_are_kept() {
    let parens = |n: usize| format!("{}open{}", "(".repeat(n), ")".repeat(n));
    assert_eq!(found(&parens(MAX_DEPTH)), "a");
    assert_eq!(
        parsed(&parens(MAX_DEPTH + 1), FilterLang::Text),
        Err(FilterError::TooDeep)
    );
    let nots = |n: usize| format!("{}open", "NOT ".repeat(n));
    assert_eq!(found(&nots(MAX_DEPTH)), "a");
    assert_eq!(
        parsed(&nots(MAX_DEPTH + 1), FilterLang::Text),
        Err(FilterError::TooDeep)
    );
    let minus = format!("people = {}1", "-".repeat(MAX_DEPTH + 1));
    assert_eq!(parsed(&minus, FilterLang::Text), Err(FilterError::TooDeep));
    let sum = |n: usize| format!("people = {}", vec!["1"; n].join("+"));
    assert_eq!(found(&sum(MAX_DEPTH)), "");
    assert_eq!(
        parsed(&sum(MAX_DEPTH + 1), FilterLang::Text),
        Err(FilterError::TooDeep)
    );
    let ors = |n: usize| vec!["open"; n].join(" OR ");
    assert_eq!(found(&ors(MAX_NODES / 2)), "a");
    assert_eq!(
        parsed(&ors(MAX_NODES / 2 + 1), FilterLang::Text),
        Err(FilterError::TooLarge)
    );
    let nested = |n: usize| {
        format!(
            "{}true{}",
            r#"{"op":"not","args":["#.repeat(n),
            "]}".repeat(n)
        )
    };
    assert_eq!(found_in(&nested(30), FilterLang::Json), "a b c d");
    assert_eq!(
        parsed(&nested(32), FilterLang::Json),
        Err(FilterError::TooDeep)
    );
    assert!(parsed(&nested(300), FilterLang::Json).is_err());
    let long = format!("name = '{}'", "x".repeat(MAX_BYTES));
    assert!(matches!(
        parsed(&long, FilterLang::Text),
        Err(FilterError::TooLong { .. })
    ));
    let pattern = format!("name LIKE '{}'", "x".repeat(MAX_PATTERN + 1));
    assert!(matches!(
        parsed(&pattern, FilterLang::Text),
        Err(FilterError::LongPattern { .. })
    ));
    let points = format!(
        "S_WITHIN(geometry,MULTIPOINT({}))",
        vec!["1 1"; MAX_VERTICES / 2 + 1].join(",")
    );
    assert!(points.len() > MAX_BYTES || parsed(&points, FilterLang::Text).is_ok());
}
