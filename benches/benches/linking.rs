//! How fast passages are linked, with a gazetteer of ten thousand names.

use std::{fs, path::Path};

use divan::{Bencher, counter::BytesCount};
use hudna::{
    language::Folded,
    load::{Folder, load},
    model::{Facts, Id, Lang, LonLat, Place},
    snapshot::Linker,
};
use serde_json::Value;

/// Names in the gazetteer, made-up ones included.
const NAMES: usize = 10_000;

fn facts() -> Facts {
    let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
    loaded.facts.expect("the shipped data is sound")
}

/// The shipped facts, with made-up places until there are ten thousand names, outside every zone.
fn crowded() -> Facts {
    let mut facts = facts();
    let syllables = [
        "با", "تر", "مون", "شا", "قل", "دير", "سنا", "روم", "كا", "ليف", "حما", "نور", "زيت",
        "عرب", "غسا",
    ];
    let latin = [
        "ba", "tor", "mun", "sha", "qul", "dir", "sana", "rum", "ka", "lif", "hama", "nur", "zayt",
        "arb", "ghas",
    ];
    let word = |parts: &[&str], mut n: usize| {
        let mut word = String::new();
        for _ in 0..4 {
            word += parts[n % parts.len()];
            n /= parts.len();
        }
        word
    };
    let named = |facts: &Facts| {
        facts
            .places
            .iter()
            .flat_map(|place| place.names.values())
            .map(Vec::len)
            .sum::<usize>()
    };
    let mut n = 1;
    while named(&facts) < NAMES {
        let lang = |tag| Lang::new(tag).expect("a language");
        facts.places.push(Place {
            id: Id::new(&format!("made-up-{n}")).expect("an id"),
            kind: "settlement".to_owned(),
            names: [
                (lang("ar"), vec![word(&syllables, n)]),
                (lang("en"), vec![word(&latin, n)]),
            ]
            .into(),
            point: LonLat::new(50.0, 10.0).expect("a point"),
            admin: None,
            coord_source: None,
        });
        n += 1;
    }
    facts
}

/// The labelled texts of the tests in one language: articles of passages.
fn texts(lang: &str) -> Vec<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/gold");
    let names = ["first", "second", "third"].map(|set| folder.join(format!("{set}-{lang}.ndjson")));
    let lines = names
        .iter()
        .map(|name| fs::read_to_string(name).expect("the labelled texts are there"));
    let articles = lines.flat_map(|text| {
        let article = |line: &str| {
            let article: Value = serde_json::from_str(line).expect("each line is JSON");
            let passages = article["passages"]
                .as_array()
                .expect("articles have passages")
                .iter();
            passages
                .map(|passage| {
                    passage["text"]
                        .as_str()
                        .expect("passages have a text")
                        .to_owned()
                })
                .collect::<Vec<_>>()
        };
        text.lines().map(article).collect::<Vec<_>>()
    });
    articles.collect()
}

fn bytes(texts: &[Vec<String>]) -> BytesCount {
    BytesCount::new(texts.iter().flatten().map(String::len).sum::<usize>())
}

fn link(bencher: Bencher, lang: &str, facts: &Facts) {
    let linker = Linker::new(facts).expect("the names fit");
    let texts = texts(lang);
    bencher.counter(bytes(&texts)).bench(|| {
        let mut links = 0;
        for article in &texts {
            let mut reader = linker.reader();
            for passage in article {
                links += reader
                    .push(passage.clone())
                    .iter()
                    .map(|read| read.links.len())
                    .sum::<usize>();
            }
            links += reader
                .finish()
                .iter()
                .map(|read| read.links.len())
                .sum::<usize>();
        }
        links
    });
}

#[divan::bench]
fn arabic_with_ten_thousand_names(bencher: Bencher) {
    link(bencher, "ar", &crowded());
}

#[divan::bench]
fn english_with_ten_thousand_names(bencher: Bencher) {
    link(bencher, "en", &crowded());
}

#[divan::bench]
fn arabic_with_the_shipped_names(bencher: Bencher) {
    link(bencher, "ar", &facts());
}

#[divan::bench]
fn fold_arabic(bencher: Bencher) {
    let texts = texts("ar");
    bencher.counter(bytes(&texts)).bench(|| {
        texts
            .iter()
            .flatten()
            .map(|text| Folded::of(text).text().len())
            .sum::<usize>()
    });
}

#[divan::bench]
fn gather_ten_thousand_names(bencher: Bencher) {
    let facts = crowded();
    bencher.bench(|| Linker::new(&facts).expect("the names fit"));
}
