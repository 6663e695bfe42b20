//! What must hold for any text at all.

use proptest::prelude::*;

use super::*;

/// Characters with a part in some rule, so that random texts reach the rules.
const TELLING: &str = "اأإآٱبتدرشغفقكلمنهويىةءئؤـ\u{64E}\u{651}\u{670}\u{200F}\u{200D}\u{202B}ﻻﻹﷲﷺ٣۳کی\
    aAlLsSdrtnh'’‘ʿ`´-–—_#\"“«»() \t\n.,،؛؟/²½ŉﬁĐéİ\u{301}";

fn text() -> impl Strategy<Value = String> {
    let telling: Vec<char> = TELLING.chars().collect();
    prop_oneof![
        any::<String>(),
        prop::collection::vec(prop::sample::select(telling), 0..60)
            .prop_map(|letters| letters.into_iter().collect()),
    ]
}

/// Names that share beginnings, ends and letters, in both scripts.
const NAMES: [&str; 15] = [
    "الغوطة",
    "دوما الغوطة",
    "الغوطة الشرقية",
    "اللطامنة",
    "إدلب",
    "دوما",
    "تل",
    "تل دو",
    "كفر بطنا",
    "وادي",
    "al-Rastan",
    "Dar'a",
    "Idlib",
    "as-Suwayda",
    "Homs",
];

const PARTICLES: [&str; 12] = [
    "", "و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل",
];

/// Texts made of names, particles and telling characters.
fn text_with_names() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned),
        prop::sample::select(PARTICLES.to_vec()).prop_map(str::to_owned),
        Just(" ".to_owned()),
        Just("لل".to_owned()),
        text(),
    ];
    prop::collection::vec(part, 0..20).prop_map(|parts| parts.concat())
}

fn finder() -> NameFinder {
    NameFinder::new(NAMES.iter().zip(0..)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000,
        failure_persistence: None, // a bug becomes a unit test with a name, not a seed in a file
        ..ProptestConfig::default()
    })]

    #[test]
    fn folding_twice_is_folding_once(text in text()) {
        let once = Folded::of(&text);
        let twice = Folded::of(once.text());
        prop_assert_eq!(twice.text(), once.text());
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }

    #[test]
    fn separators_never_stand_side_by_side(text in text()) {
        let folded = Folded::of(&text);
        for pair in [" ,", ", ", "  ", ",,"] {
            prop_assert!(!folded.text().contains(pair));
        }
    }

    #[test]
    fn ranges_lie_on_characters_of_the_original(text in text(), a in 0..200_usize, b in 0..200_usize) {
        let folded = Folded::of(&text);
        let range = folded.source_range(a..b);
        prop_assert!(range.start <= range.end);
        prop_assert!(text.get(range).is_some());
    }

    #[test]
    fn ranges_keep_the_order_of_the_text(text in text()) {
        let folded = Folded::of(&text);
        let mut behind = 0..0;
        for (at, letter) in folded.text().char_indices() {
            let range = folded.source_range(at..at + letter.len_utf8());
            prop_assert!(!range.is_empty());
            prop_assert!(range.start >= behind.start && range.end >= behind.end);
            behind = range;
        }
        prop_assert_eq!(folded.source_range(0..folded.text().len()).end, behind.end);
    }

    #[test]
    fn each_letter_comes_from_where_the_map_says(text in text()) {
        let folded = Folded::of(&text);
        for (at, letter) in folded.text().char_indices().filter(|(_, c)| c.is_alphanumeric()) {
            let written = folded.source_text(at..at + letter.len_utf8());
            prop_assert!(fold(written).contains(letter), "{written:?} for {letter:?}");
        }
    }

    #[test]
    fn every_hit_reads_as_a_name(text in text_with_names()) {
        let finder = finder();
        let folded = Folded::of(&text);
        let mut behind = 0;
        for hit in finder.find(&folded) {
            let spelled = folded.text().get(hit.folded.clone()).unwrap();
            let spellings: Vec<String> = hit.ids.iter()
                .flat_map(|id| spelling::of(&fold(NAMES[*id as usize])))
                .map(|spelling| spelling.text)
                .collect();
            prop_assert!(spellings.iter().any(|s| s == spelled), "{spelled} of {spellings:?}");
            prop_assert!(hit.folded.start >= behind);
            behind = hit.folded.end;
            let written = fold(text.get(hit.range.clone()).unwrap());
            // A ligature may tie the name to a neighbour; else the slice is the name and nothing more.
            if !text.contains(['ﻻ', 'ﻹ', 'ﷺ', 'ﷲ', 'ﬁ', 'ŉ', '½']) {
                prop_assert_eq!(&written, spelled);
            }
            prop_assert!(written.contains(spelled));
        }
    }

    #[test]
    fn a_name_between_barriers_is_found_with_every_particle(
        name in prop::sample::select(NAMES.to_vec()),
        particle in prop::sample::select(PARTICLES.to_vec()),
        before in text(),
        after in text(),
    ) {
        let latin = dominant_script(name) == Some(Script::Latin);
        let particle = if latin || name == "تل" { "" } else { particle };
        let text = format!("{before}. {particle}{name}، {after}");
        let start = before.len() + 2 + particle.len();
        let finder = finder();
        let folded = Folded::of(&text);
        let hits = finder.find(&folded);
        let planted = start..start + name.len();
        prop_assume!(!name.ends_with('ا') || !after.starts_with('\u{64B}'));
        prop_assert!(hits.iter().any(|hit| hit.range == planted), "{text:?} {hits:?}");
    }

    #[test]
    fn hits_are_those_of_a_word_by_word_search(text in text_with_names()) {
        let finder = finder();
        let folded = Folded::of(&text);
        let hits: Vec<_> = finder.find(&folded).iter().map(|hit| hit.folded.clone()).collect();
        prop_assert_eq!(hits, search_word_by_word(&folded));
    }

    #[test]
    fn cues_never_panic_and_lie_outside_the_hit(text in text_with_names()) {
        let cues = CueSet::new(["تل", "مدينة", "وادي", "كفر بطنا", "Idlib", "s"]);
        let finder = finder();
        let folded = Folded::of(&text);
        for hit in finder.find(&folded) {
            if let Some(cue) = cues.before(&folded, &hit) {
                prop_assert!(text.get(cue.range.clone()).is_some());
                prop_assert!(fold(text.get(cue.range).unwrap()).contains(cue.phrase));
            }
            if let Some(cue) = cues.after(&folded, &hit) {
                prop_assert!(text.get(cue.range.clone()).is_some());
                prop_assert!(fold(text.get(cue.range).unwrap()).contains(cue.phrase));
            }
        }
    }

    #[test]
    fn code_points_are_those_of_chars(text in text()) {
        let mut points = CodePoints::new(&text);
        for (nth, (byte, _)) in text.char_indices().enumerate() {
            prop_assert_eq!(points.before(byte), nth);
        }
        prop_assert_eq!(points.before(text.len()), text.chars().count());
    }

    #[test]
    fn phrases_never_panic(phrase in "[ab{}| ]{0,24}") {
        if let Ok(wordings) = expand(&phrase) {
            prop_assert!(!wordings.is_empty() && wordings.len() <= 512);
        }
    }
}

/// The same search without an automaton: at every word, each particle, each spelling.
fn search_word_by_word(folded: &Folded<'_>) -> Vec<std::ops::Range<usize>> {
    let text = folded.text();
    let spellings: Vec<spelling::Spelling> = NAMES
        .iter()
        .flat_map(|name| spelling::of(&fold(name)))
        .collect();
    let fits = |spelling: &spelling::Spelling, start: usize| {
        let fused = spelling.kind == spelling::Kind::Fused;
        let end = start + spelling.text.len();
        let long =
            spelling.text.is_ascii() && spelling.text.len() >= 5 && !spelling.text.ends_with('s');
        text.get(start..end) == Some(spelling.text.as_str())
            && (folded.word_ends_at(end) || (long && folded.possessive_ends_at(start..end)))
            && !(spelling.text.ends_with('ا') && folded.has_tanween_at(start..end))
            && particle::before(text, start, fused)
                .is_some_and(|p| p.is_empty() || particle::letters(&spelling.text) > 2)
            && article::english_word(&spelling.text)
                .is_none_or(|word| article::is_meant(folded.source_text(start..start + word.len())))
    };
    let mut fitting: Vec<std::ops::Range<usize>> = (0..text.len())
        .flat_map(|start| {
            let spelled = spellings
                .iter()
                .filter(move |spelling| fits(spelling, start));
            spelled.map(move |spelling| start..start + spelling.text.len())
        })
        .collect();
    fitting.sort_by_key(|range| std::cmp::Reverse(range.len()));
    let mut hits: Vec<std::ops::Range<usize>> = Vec::new();
    for range in fitting {
        if hits
            .iter()
            .all(|hit| hit.end <= range.start || range.end <= hit.start)
        {
            hits.push(range);
        }
    }
    hits.sort_by_key(|hit| hit.start);
    hits
}
