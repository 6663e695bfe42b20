//! Mistakes and limits, each with a message that helps.

use std::time::{Duration, Instant};

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
        ("casei(name, alias) = 'x'", "takes 1 arguments"),
        ("tags = ('x')", "A_CONTAINS"),
        ("tags LIKE 'x'", "A_CONTAINS"),
        ("geometry = 'x'", "spatial functions"),
        ("A_CONTAINS(tags, (1, 2))", "lists of texts"),
        ("A_CONTAINS(name, ('x'))", "a property that is a list"),
        ("S_INTERSECTS(geometry)", "takes 2 arguments"),
        ("T_AFTER(first)", "takes 2 arguments"),
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
        (r#"{"op":"not","args":[true,true]}"#, "takes 1"),
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

/// The worst that was found within the limits.
fn worst() -> Vec<(&'static str, String, FilterLang)> {
    let (json, text) = (FilterLang::Json, FilterLang::Text);
    let ring: Vec<String> = (0..420)
        .map(|n| f64::from(n) / 420.0 * std::f64::consts::TAU)
        .map(|angle| format!("{:.4} {:.4}", 9.0 * angle.cos(), 9.0 * angle.sin()))
        .collect();
    let star: Vec<String> = (0..1300u32)
        .map(|n| format!("{} {}", n * 7 % 10, n * 3 % 10))
        .collect();
    let zigzag: Vec<String> = (0..1300u32)
        .map(|n| format!("{} {}", n % 90, n % 2 * 9))
        .collect();
    let deep = |open: &str, inner: &str, close: &str, n: usize| {
        format!("{}{inner}{}", open.repeat(n), close.repeat(n))
    };
    vec![
        ("groups", deep("(", "1 1", ")", 32), text),
        ("lists", deep("(", "1", ",1)", 32), text),
        (
            "groups in geometry",
            format!("POLYGON({})", deep("(", "1 - x", ")", 3)),
            text,
        ),
        ("groups after NOT", deep("(NOT ", "1 1", ")", 16), text),
        (
            "calls",
            format!("{} = name", deep("casei(", "name", ")", 31)),
            text,
        ),
        ("equals", vec!["open"; 250].join("="), text),
        ("sums", format!("people={}", vec!["1"; 248].join("+")), text),
        (
            "collections",
            deep("GEOMETRYCOLLECTION(", "POINT(0 0 x)", ")", 31),
            text,
        ),
        (
            "polygon",
            format!(
                "S_WITHIN(geometry,POLYGON(({},{})))",
                ring.join(","),
                ring[0]
            ),
            text,
        ),
        (
            "crossing polygon",
            format!("S_WITHIN(geometry,POLYGON(({},0 0)))", star.join(",")),
            text,
        ),
        (
            "zigzag",
            format!("S_WITHIN(geometry,LINESTRING({}))", zigzag.join(",")),
            text,
        ),
        (
            "many geometries",
            vec!["S_WITHIN(geometry,POINT(1 1))"; 120].join(" OR "),
            text,
        ),
        (
            "many squares",
            vec!["S_WITHIN(geometry,BBOX(0,0,1,1))"; 55].join(" OR "),
            text,
        ),
        (
            "multi-polygon",
            format!(
                "S_WITHIN(geometry,MULTIPOLYGON({}))",
                (0..280u32)
                    .map(|n| {
                        let (x, y) = (n % 90, n / 90);
                        format!("(({x} {y},{x}.5 {y},{x} {y}.5,{x} {y}))")
                    })
                    .collect::<Vec<_>>()
                    .join(",")
            ),
            text,
        ),
        (
            "holes",
            format!(
                "S_WITHIN(geometry,POLYGON((0 0,90 0,90 80,0 80,0 0),{}))",
                (1..280u32)
                    .map(|n| {
                        let (x, y) = (n % 80 + 1, n / 80 + 1);
                        format!("({x} {y},{x}.5 {y},{x} {y}.5,{x} {y})")
                    })
                    .collect::<Vec<_>>()
                    .join(",")
            ),
            text,
        ),
        (
            "json",
            format!(
                "{}true{}",
                r#"{"op":"not","args":["#.repeat(30),
                "]}".repeat(30)
            ),
            json,
        ),
        (
            "json objects",
            deep(r#"{"op":"or","interval":[1],"args":[true,"#, "{}", "]}", 31),
            json,
        ),
        (
            "json list",
            format!(r#"{{"op":"in","args":[1,[{}]]}}"#, vec!["1"; 490].join(",")),
            json,
        ),
    ]
}

/// Measured 2026-11 on two shared cores, unoptimised: see the report of the worst with `-- --nocapture`.
#[test]
fn the_worst_filters_are_parsed_quickly() {
    for (name, filter, lang) in worst() {
        assert!(filter.len() <= MAX_BYTES, "{name}: {} bytes", filter.len());
        let start = Instant::now();
        let result = parsed(&filter, lang);
        let took = start.elapsed();
        let result = result.map_or_else(|error| error.to_string(), |_| "read".to_owned());
        println!(
            "{name}: {} bytes, {took:?}, {}",
            filter.len(),
            result.chars().take(90).collect::<String>()
        );
        assert!(took < Duration::from_millis(500), "{name} took {took:?}");
    }
}

/// Requests are answered on threads with 2 MiB of stack; a quarter must do.
#[test]
fn the_deepest_filters_need_little_stack() {
    let thread = std::thread::Builder::new().stack_size(1 << 19).spawn(|| {
        let towns = Towns::new();
        for (_, filter, lang) in worst() {
            if let Ok(filter) = parsed(&filter, lang) {
                let holding = (0..towns.len()).filter(|record| filter.holds(&towns, *record));
                println!("{}", holding.count());
            }
        }
    });
    thread.unwrap().join().unwrap();
}
