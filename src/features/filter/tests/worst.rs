//! The filters that cost most within the limits. What each takes is printed with `-- --nocapture`.

use std::time::{Duration, Instant};

use super::*;

/// Something repeated around something.
fn deep(open: &str, inner: &str, close: &str, times: usize) -> String {
    format!("{}{inner}{}", open.repeat(times), close.repeat(times))
}

fn within(ground: &str) -> String {
    format!("S_WITHIN(geometry,{ground})")
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(",")
}

/// What is hard to parse, and to walk.
fn nested() -> Vec<(&'static str, String)> {
    vec![
        ("groups", deep("(", "1 1", ")", 32)),
        ("lists", deep("(", "1", ",1)", 32)),
        (
            "groups in a geometry",
            format!("POLYGON({})", deep("(1 - ", "x", ")", 3)),
        ),
        ("groups after NOT", deep("(NOT ", "1 1", ")", 16)),
        (
            "calls",
            format!("{} = name", deep("casei(", "name", ")", 31)),
        ),
        ("equals", vec!["open"; 33].join("=")),
        ("ors", vec!["open"; 250].join(" OR ")),
        ("ands and ors", vec!["open AND open"; 125].join(" OR ")),
        ("sums", format!("people={}", vec!["1"; 32].join("+"))),
        (
            "collections",
            deep("GEOMETRYCOLLECTION(", "POINT(0 0 1 2 3)", ")", 30),
        ),
        (
            "white space",
            vec![format!("open{}=open", " ".repeat(20)); 160].join(" AND "),
        ),
        ("json", deep(r#"{"op":"not","args":["#, "true", "]}", 30)),
        (
            "json objects",
            deep(r#"{"op":"or","interval":[1],"args":[true,"#, "{}", "]}", 31),
        ),
        (
            "json list",
            format!(r#"{{"op":"in","args":[1,[{}]]}}"#, vec!["1"; 490].join(",")),
        ),
    ]
}

/// What is hard to check for validity.
fn drawn() -> Vec<(&'static str, String)> {
    let angles = (0..421).map(|n| f64::from(n % 420) / 420.0 * std::f64::consts::TAU);
    let ring = angles.map(|a| format!("{:.4} {:.4}", 9.0 * a.cos(), 9.0 * a.sin()));
    let star = (0..1301u32).map(|n| format!("{} {}", n % 1300 * 7 % 10, n % 1300 * 3 % 10));
    let zigzag = (0..1300u32).map(|n| format!("{} {}", n % 90, n % 2 * 9));
    let up = joined((0..223u32).map(|n| format!("{} {}", n % 90, n % 2 * 90)));
    let along = joined((0..223u32).map(|n| format!("{} {}", n % 2 * 90, n % 90)));
    let both = format!("S_TOUCHES(LINESTRING({up}),LINESTRING({along}))");
    let corner = |n: u32| {
        let (x, y) = (n % 80 + 1, n / 80 + 1);
        format!("({x} {y},{x}.5 {y},{x} {y}.5,{x} {y})")
    };
    let many = joined((0..275).map(|n| format!("({})", corner(n))));
    let frame = "(0 0,90 0,90 80,0 80,0 0)";
    let holes = joined((0..275).map(corner));
    vec![
        ("ring", within(&format!("POLYGON(({}))", joined(ring)))),
        ("star", within(&format!("POLYGON(({}))", joined(star)))),
        ("zigzag", within(&format!("LINESTRING({})", joined(zigzag)))),
        ("many parts", within(&format!("MULTIPOLYGON({many})"))),
        ("many holes", within(&format!("POLYGON({frame},{holes})"))),
        ("drawn with drawn", vec![both; 3].join(" OR ")),
        ("many points", vec![within("POINT(1 1)"); 120].join(" OR ")),
        ("many boxes", vec![within("BBOX(0,0,1,1)"); 55].join(" OR ")),
    ]
}

fn worst() -> impl Iterator<Item = (&'static str, String, FilterLang)> {
    nested().into_iter().chain(drawn()).map(|(name, filter)| {
        let json = name.starts_with("json");
        (
            name,
            filter,
            if json {
                FilterLang::Json
            } else {
                FilterLang::Text
            },
        )
    })
}

/// None took more than 20 ms, unoptimised, on two shared cores (2026-11).
#[test]
fn the_worst_filters_are_parsed_quickly() {
    for (name, filter, lang) in worst() {
        assert!(filter.len() <= MAX_BYTES, "{name}: {} bytes", filter.len());
        let start = Instant::now();
        let result = parsed(&filter, lang);
        let took = start.elapsed();
        let result = result.map_or_else(|error| error.to_string(), |_| "read".to_owned());
        println!("{name}: {} bytes, {took:?}, {result:.60}", filter.len());
        assert!(took < Duration::from_millis(500), "{name} took {took:?}");
    }
}

/// Requests are answered on threads with 2 MiB of stack; a quarter of that must do.
#[test]
fn the_worst_filters_need_little_stack() {
    let thread = std::thread::Builder::new().stack_size(1 << 19).spawn(|| {
        let towns = Towns::new();
        let read = worst().filter_map(|(_, filter, lang)| parsed(&filter, lang).ok());
        let holding = read.map(|filter| (0..4).filter(|n| holds(&filter, &towns, *n)).count());
        assert!(holding.sum::<usize>() > 0);
    });
    thread.unwrap().join().unwrap();
}

/// What a filter costs per record; a spatial function is the dearest, and boxes go before it.
#[test]
fn records_are_asked_quickly() {
    let towns = Towns::new();
    let usual = [
        ("equal", "people = 30"),
        ("in", "name IN ('Idlib', 'Atarib', 'x', 'y')"),
        ("like", "name LIKE '%tar%'"),
        ("casei", "casei(name) LIKE casei('%TAR_%')"),
        (
            "during",
            "T_DURING(INTERVAL(first,last), INTERVAL('2017-01-01','2017-12-31'))",
        ),
        ("array", "A_CONTAINS(tags, ('x','y'))"),
        ("far box", "S_INTERSECTS(geometry, BBOX(30,30,40,40))"),
        ("near box", "S_INTERSECTS(geometry, BBOX(12,12,40,40))"),
        ("crosses", "S_CROSSES(geometry, LINESTRING(0 15,30 15))"),
        ("within", "S_WITHIN(geometry, BBOX(12,12,40,40))"),
    ];
    let usual = usual.map(|(name, text)| (name, text.to_owned(), FilterLang::Text));
    for (name, text, lang) in usual.into_iter().chain(worst()) {
        let Ok(filter) = parsed(&text, lang) else {
            continue;
        };
        let start = Instant::now();
        let asked = (0..400).filter(|n| holds(&filter, &towns, n % 4)).count();
        let each = start.elapsed() / 400;
        println!("{name}: {each:?} per record, {asked}");
        assert!(each < Duration::from_millis(20), "{name} took {each:?}");
    }
}
