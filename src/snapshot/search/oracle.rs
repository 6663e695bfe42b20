//! The engine against a scan of every word: the same passages for every filter, in small worlds of all sorts.

use proptest::{prelude::*, sample::select};

use super::{SearchIndex, WordQuery, word_query::Part};
use crate::{
    language::{Folded, fold, words},
    model::{
        Article, Confidence, Day, Id, Lang, Link, LinkKind, Mention, Named, Passage, PassageId,
    },
    snapshot::PassageFilter,
};

/// Words that share beginnings, particles and articles.
const WORDS: [&str; 24] = [
    "نهر",
    "النهر",
    "بالنهر",
    "والنهر",
    "للنهر",
    "فللنهر",
    "وادي",
    "ادي",
    "لغة",
    "اللغة",
    "للغة",
    "تل",
    "وتل",
    "لبنان",
    "نَهْر",
    "River",
    "river's",
    "rivers",
    "riv",
    "old",
    "Old",
    "town",
    "Dar'a",
    "2017",
];
const SEPARATORS: [&str; 6] = [" ", ", ", "-", ". ", " «", "\n"];
const QUERY_WORDS: [&str; 20] = [
    "نهر",
    "النهر",
    "بالنهر",
    "للنهر",
    "ادي",
    "وادي",
    "غة",
    "لغة",
    "اللغة",
    "تل",
    "لل",
    "بنان",
    "river",
    "rivers",
    "riv",
    "old",
    "town",
    "dara",
    "2017",
    "missing",
];
const PARTICLES: [&str; 12] = [
    "", "و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل",
];
const ZONES: [&str; 2] = ["hills", "plain"];
const PLACES: [&str; 2] = ["mill", "quay"];
const DAYS: [&str; 3] = ["2017-05-04", "2017-05-05", "2018-01-01"];

/// A passage in the making: its words, and its links as zone, kind and place.
type Draft = (
    Vec<(&'static str, &'static str)>,
    Vec<(&'static str, LinkKind, Option<&'static str>)>,
);

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let words = prop::collection::vec((select(&WORDS), select(&SEPARATORS)), 1..7);
    let link = (
        select(&ZONES),
        select(&LinkKind::ALL),
        prop::option::of(select(&PLACES)),
    );
    prop::collection::vec((words, prop::collection::vec(link, 0..3)), 1..5)
}

fn article(
    nth: usize,
    drafts: &[Draft],
    lang: &str,
    day: Option<&str>,
) -> (Article, Vec<Vec<Link>>) {
    let id = Id::new(&format!("text-{nth:03}")).unwrap();
    let passage = |(number, (words, _)): (usize, &Draft)| Passage {
        id: PassageId {
            article: id.clone(),
            number,
        },
        text: words
            .iter()
            .flat_map(|(word, separator)| [*word, *separator])
            .collect(),
    };
    let article = Article {
        title: String::new(),
        lang: Some(Lang::new(lang).unwrap()),
        publisher: None,
        published: day.map(|day| day.parse().unwrap()),
        url: None,
        notes: None,
        passages: drafts.iter().enumerate().map(passage).collect(),
        id: id.clone(),
    };
    let links = drafts
        .iter()
        .map(|(_, links)| links.iter().copied().map(link).collect());
    (article, links.collect())
}

fn link((zone, kind, place): (&str, LinkKind, Option<&str>)) -> Link {
    let names = place.map_or(Named::Lexicon("general"), |place| {
        Named::Place(Id::new(place).unwrap())
    });
    let mention = Mention {
        text: "".into(),
        start: 0,
        end: 0,
        start_byte: 0,
        end_byte: 0,
        names,
    };
    Link {
        zone: Id::new(zone).unwrap(),
        kind,
        confidence: Confidence(1.0),
        rule: "",
        mentions: [mention].into(),
        antecedent: None,
        decision: None,
    }
}

fn filter() -> impl Strategy<Value = PassageFilter> {
    let day = || prop::option::of(select(&DAYS).prop_map(|day| day.parse::<Day>().unwrap()));
    let id = |ids: &'static [&'static str]| {
        prop::option::of(select(ids).prop_map(|id| Id::new(id).unwrap()))
    };
    let lang = prop::option::of(select(&["ar", "en"]).prop_map(|lang| Lang::new(lang).unwrap()));
    let kind = prop::option::of(select(&LinkKind::ALL));
    let words = prop::option::weighted(0.8, query());
    (id(&ZONES), id(&PLACES), lang, kind, words, day(), day()).prop_map(
        |(zone, place, lang, kind, words, from, to)| PassageFilter {
            zone,
            place,
            lang,
            kind,
            words,
            from,
            to,
        },
    )
}

fn query() -> impl Strategy<Value = WordQuery> {
    let part = prop_oneof![
        3 => select(&QUERY_WORDS).prop_map(str::to_owned),
        1 => select(&QUERY_WORDS).prop_map(|word| format!("{word}*")),
        1 => prop::collection::vec(select(&QUERY_WORDS), 1..4).prop_map(|words| format!("\"{}\"", words.join(" "))),
    ];
    prop::collection::vec(part, 1..3).prop_map(|parts| parts.join(" ").parse().unwrap())
}

/// Whether a written word is found by a folded one, said from the other side than `Word::forms` says it.
fn finds(asked: &str, written: &str) -> bool {
    let word = fold(written);
    let long = |text: &str| text.chars().count() > 2;
    let possessive = written
        .strip_suffix("'s")
        .is_some_and(|owner| fold(owner) == asked);
    let particle = PARTICLES
        .iter()
        .any(|p| word == format!("{p}{asked}") || word == format!("{p}ال{asked}"));
    let swallowed = ["", "و", "ف"].iter().any(|p| {
        let noun = asked.strip_prefix("ال").filter(|noun| long(noun));
        word == format!("{p}لل{asked}")
            || noun.is_some_and(|noun| {
                word == format!("{p}لل{noun}")
                    || (noun.starts_with('ل') && word == format!("{p}ل{noun}"))
            })
    });
    word == asked || possessive || (long(asked) && (particle || swallowed))
}

/// Whether a written word is found by one of all words that begin so: tried with each that might.
fn finds_prefix(letters: &str, written: &str) -> bool {
    let word = fold(written);
    let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]);
    let rests: Vec<&str> = ends.filter_map(|at| word.get(at..)).collect();
    let owner = written.strip_suffix("'s").map(fold);
    let candidates = rests.iter().flat_map(|rest| {
        [
            (*rest).to_owned(),
            format!("ال{rest}"),
            format!("الل{rest}"),
        ]
    });
    candidates
        .chain(owner)
        .any(|candidate| candidate.starts_with(letters) && finds(&candidate, written))
}

fn holds(part: &Part, words: &[&str]) -> bool {
    match part {
        Part::Word(asked) => words.iter().any(|word| finds(asked, word)),
        Part::Prefix(letters) => words.iter().any(|word| finds_prefix(letters, word)),
        Part::Phrase(phrase) => words.windows(phrase.len()).any(|window| {
            phrase
                .iter()
                .zip(window)
                .all(|(asked, word)| finds(asked, word))
        }),
    }
}

fn takes(filter: &PassageFilter, article: &Article, links: &[Link], words: &[&str]) -> bool {
    let published = |wanted: &dyn Fn(Day) -> bool| article.published.is_some_and(wanted);
    let of_link = |link: &Link| {
        filter.zone.as_ref().is_none_or(|zone| link.zone == *zone)
            && filter.kind.is_none_or(|kind| link.kind == kind)
            && filter
                .place
                .as_ref()
                .is_none_or(|place| link.mentions[0].names == Named::Place(place.clone()))
    };
    let unlinked = filter.zone.is_none() && filter.kind.is_none() && filter.place.is_none();
    (filter.lang.is_none() || filter.lang == article.lang)
        && filter.from.is_none_or(|from| published(&|day| from <= day))
        && filter.to.is_none_or(|to| published(&|day| day <= to))
        && (unlinked || links.iter().any(of_link))
        && filter
            .words
            .iter()
            .flat_map(WordQuery::parts)
            .all(|part| holds(part, words))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 150,
        failure_persistence: None, // a bug becomes a unit test with a name, not a seed in a file
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_engine_finds_what_a_scan_finds(
        world in prop::collection::vec((drafts(), select(&["ar", "en"]), prop::option::of(select(&DAYS))), 0..90),
        filters in prop::collection::vec(filter(), 12),
    ) {
        let made: Vec<(Article, Vec<Vec<Link>>)> = world
            .iter()
            .enumerate()
            .map(|(nth, (drafts, lang, day))| article(nth, drafts, lang, *day))
            .collect();
        let (articles, links): (Vec<_>, Vec<_>) = made.into_iter().unzip();
        let index = SearchIndex::build(&articles, &links).unwrap();
        for filter in filters {
            let mut expected = Vec::new();
            for (nth, (drafts, ..)) in world.iter().enumerate() {
                for (number, (words, _)) in drafts.iter().enumerate() {
                    let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
                    if takes(&filter, &articles[nth], &links[nth][number], &words) {
                        expected.push((nth, number));
                    }
                }
            }
            let whole = index.find(&filter, 0, 1000).unwrap();
            prop_assert_eq!(whole.matched, expected.len(), "{:?}", &filter);
            let mut pages = Vec::new();
            for offset in (0..whole.matched + 9).step_by(7) {
                let page = index.find(&filter, offset, 7).unwrap();
                prop_assert_eq!(page.matched, whole.matched);
                pages.extend(page.spots);
            }
            prop_assert_eq!(&pages, &whole.spots, "pages hold the same, in the same order");
            let mut spots = whole.spots;
            if filter.words.is_some() {
                spots.sort_unstable();
            }
            prop_assert_eq!(spots, expected, "{:?}", &filter);
        }
    }

    #[test]
    fn highlights_cut_the_text_at_words_that_are_asked_for(
        telling in prop::collection::vec((select(&WORDS), select(&SEPARATORS)), 0..9),
        wild in any::<String>(),
        query in query(),
    ) {
        let telling: String = telling.iter().flat_map(|(word, separator)| [*word, *separator]).collect();
        let text = format!("{wild} {telling} ½ {wild}");
        let mut behind = 0;
        for found in query.highlights(&text) {
            prop_assert!(found.start_byte >= behind && found.start_byte < found.end_byte);
            behind = found.end_byte;
            let cut = text.get(found.start_byte..found.end_byte).unwrap();
            let by_points: String = text.chars().skip(found.start).take(found.end - found.start).collect();
            prop_assert_eq!(cut, &by_points);
            let folded = Folded::of(cut);
            let asked = |part: &Part| match part {
                Part::Phrase(phrase) => phrase.iter().any(|asked| finds(asked, cut)),
                other => holds(other, &[cut]),
            };
            prop_assert_eq!(words(&folded).count(), 1, "{:?}", cut);
            prop_assert!(query.parts().iter().any(asked), "{:?} for {:?}", cut, &query);
        }
        for part in query.parts() {
            let of_telling: Vec<String> = words(&Folded::of(&text))
                .map(|word| Folded::of(&text).source_text(word.folded).to_owned())
                .collect();
            let of_telling: Vec<&str> = of_telling.iter().map(String::as_str).collect();
            let alone = WordQuery::of(part.clone());
            prop_assert_eq!(holds(part, &of_telling), !alone.highlights(&text).is_empty());
        }
    }
}

#[test]
fn a_world_without_articles_is_searched_too() {
    let index = SearchIndex::build(&[], &[]).unwrap();
    for words in [None, Some("river"), Some("riv*"), Some("\"old river\"")] {
        let words = words.map(|words| words.parse().unwrap());
        let filter = PassageFilter {
            words,
            ..PassageFilter::default()
        };
        let found = index.find(&filter, 0, 10).unwrap();
        assert_eq!((found.matched, found.spots.len()), (0, 0));
    }
}

#[test]
fn the_better_match_comes_first_and_equals_keep_their_order() {
    let texts = [
        "a river and much else besides it",
        "river",
        "a river and much else besides it",
        "river river sea",
    ];
    let drafts: Vec<Draft> = texts
        .iter()
        .map(|text| {
            (
                text.split(' ').map(|word| (word, " ")).collect(),
                Vec::new(),
            )
        })
        .collect();
    let (article, links) = article(0, &drafts, "en", None);
    let index = SearchIndex::build(&[article], &[links]).unwrap();
    let words = Some("river".parse().unwrap());
    let found = index
        .find(
            &PassageFilter {
                words,
                ..PassageFilter::default()
            },
            0,
            10,
        )
        .unwrap();
    let numbers: Vec<usize> = found.spots.iter().map(|(_, number)| *number).collect();
    assert_eq!(numbers, [3, 1, 0, 2]);
}

#[test]
fn an_endless_word_and_an_offset_beyond_all_do_no_harm() {
    let endless: &'static str = Box::leak("ا".repeat(70_000).into_boxed_str());
    let (article, links) = article(
        0,
        &[(vec![(endless, " "), ("river", "")], Vec::new())],
        "ar",
        None,
    );
    let index = SearchIndex::build(&[article], &[links]).unwrap();
    let words = Some("river".parse().unwrap());
    let filter = PassageFilter {
        words,
        ..PassageFilter::default()
    };
    assert_eq!(index.find(&filter, 0, 10).unwrap().spots, [(0, 0)]);
    for filter in [filter, PassageFilter::default()] {
        let beyond = index.find(&filter, usize::MAX - 1000, 1000).unwrap();
        assert_eq!((beyond.matched, beyond.spots.len()), (1, 0));
    }
}
