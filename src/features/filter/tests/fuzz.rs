//! Nothing that anybody sends makes the server panic, and what two encodings read they read alike.

use proptest::{prelude::*, sample::Index};

use super::{examples::PAIRS, *};

fn ask(text: &str) {
    let towns = Towns::new();
    for lang in [FilterLang::Text, FilterLang::Json] {
        for crs in [Crs::Crs84, Crs::Wgs84, Crs::WebMercator] {
            if let Ok(filter) = Filter::parse(text, lang, crs, towns.schema()) {
                for record in 0..towns.len() {
                    let _ = holds(&filter, &towns, record);
                }
            }
        }
    }
}

const WORDS: [&str; 42] = [
    "name",
    "people",
    "open",
    "first",
    "tags",
    "geometry",
    "(",
    ")",
    "(",
    ")",
    ",",
    ",",
    "=",
    "<>",
    "<",
    "-",
    "+",
    "/",
    "^",
    "'x'",
    "'",
    "\"",
    "1",
    ".5",
    "1e400",
    "NOT ",
    " AND ",
    " OR ",
    " IN ",
    " LIKE ",
    " BETWEEN ",
    " IS NULL",
    "CASEI(",
    "S_INTERSECTS(",
    "T_DURING(",
    "INTERVAL(",
    "'..'",
    "A_OVERLAPS(",
    "POLYGON((",
    "POINT Z(",
    "EMPTY",
    "ل",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn garbage_is_refused_in_peace(text in any::<String>()) {
        ask(&text);
    }

    #[test]
    fn words_in_any_order_are_read_or_refused(picks in prop::collection::vec(any::<Index>(), 0..40)) {
        let words: Vec<&str> = picks.iter().map(|pick| *pick.get(&WORDS)).collect();
        ask(&words.concat());
        ask(&words.join(" "));
    }

    #[test]
    fn small_changes_to_filters_are_read_or_refused(
        pair in any::<Index>(), json in any::<bool>(), cuts in prop::collection::vec((any::<Index>(), any::<Index>()), 1..4),
    ) {
        let (text, other) = pair.get(PAIRS);
        let mut chars: Vec<char> = if json { other } else { text }.chars().collect();
        for (from, word) in cuts {
            let at = from.index(chars.len());
            chars.splice(at..=at, word.get(&WORDS).chars());
        }
        ask(&chars.into_iter().collect::<String>());
    }

    /// Few places, so that lines cross, touch and lie on each other.
    #[test]
    fn crooked_geometries_are_read_or_refused(
        points in prop::collection::vec((0..5u8, 0..5u8), 1..9), kind in 0..5usize, close in any::<bool>(),
        relation in any::<Index>(),
    ) {
        let mut points: Vec<String> = points.iter().map(|(x, y)| format!("{} {}", 5 * x, 5 * y)).collect();
        if close {
            points.push(points[0].clone());
        }
        let points = points.join(",");
        let ground = match kind {
            0 => format!("POLYGON(({points}))"),
            1 => format!("LINESTRING({points})"),
            2 => format!("MULTIPOINT({points})"),
            3 => format!("MULTIPOLYGON((({points})),((0 0,5 0,5 5,0 0)))"),
            _ => format!("GEOMETRYCOLLECTION(LINESTRING({points}),POLYGON(({points})))"),
        };
        let names = ["s_intersects", "s_equals", "s_disjoint", "s_touches", "s_within", "s_overlaps", "s_crosses", "s_contains"];
        let name = relation.get(&names);
        ask(&format!("{name}(geometry,{ground})"));
        ask(&format!("{name}({ground},geometry)"));
    }
}
