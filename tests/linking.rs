//! How well passages are linked, on labelled texts of our own (`tests/gold/README.md`).
//!
//! `cargo test --test linking -- --nocapture` prints the tables that ARCHITECTURE.md has.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use hudna::{
    load::{Folder, load},
    model::LinkKind,
    snapshot::{LinkedText, Linker, RULES},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Text {
    id: String,
    lang: String,
    class: String,
    passages: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labelled {
    text: String,
    about: Vec<Label>,
}

#[derive(Deserialize)]
struct Label {
    zone: String,
    kind: String,
    status: String,
}

/// Links right, wrong and missed.
#[derive(Default, Clone, Copy)]
struct Tally {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Tally {
    #[expect(clippy::cast_precision_loss, reason = "a few hundred links")]
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// By the rule of succession (Laplace): a few cases, all right, are no certainty.
    fn likely_precision(self) -> f64 {
        let with_two_more = Self {
            right: self.right + 1,
            wrong: self.wrong + 1,
            ..self
        };
        with_two_more.precision()
    }

    #[expect(clippy::cast_precision_loss, reason = "a few hundred links")]
    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

/// What came of linking every text.
#[derive(Default)]
struct Score {
    all: Tally,
    by_lang: BTreeMap<String, Tally>,
    /// Right, and missed; a wrong link has no labelled kind.
    by_kind: BTreeMap<String, Tally>,
    /// Right and wrong.
    by_rule: BTreeMap<&'static str, Tally>,
    /// Passages of texts about no zone, and those of them that were linked.
    foreign: usize,
    foreign_linked: Vec<String>,
}

const SETS: [&str; 4] = ["first", "second", "third", "fourth"];

fn texts() -> Vec<Text> {
    SETS.iter().flat_map(|set| texts_of(set)).collect()
}

fn texts_of(set: &str) -> Vec<Text> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold");
    let lines = ["ar", "en"].into_iter().flat_map(|lang| {
        let text = fs::read_to_string(folder.join(format!("{set}-{lang}.ndjson"))).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect::<Vec<Text>>()
    });
    lines.collect()
}

fn score(linker: &Linker, texts: &[Text]) -> Score {
    let mut score = Score::default();
    for text in texts {
        let mut reader = linker.reader();
        let mut read = Vec::new();
        for passage in &text.passages {
            read.extend(reader.push(passage.text.clone()));
        }
        read.extend(reader.finish());
        for (passage, labelled) in read.iter().zip(&text.passages) {
            score.compare(text, passage, labelled);
        }
    }
    score
}

impl Score {
    /// Counts what was made of one passage.
    fn compare(&mut self, text: &Text, passage: &LinkedText, labelled: &Labelled) {
        let lang = self.by_lang.entry(text.lang.clone()).or_default();
        let mut wrong = 0;
        for link in &passage.links {
            let by_rule = self.by_rule.entry(link.rule).or_default();
            match labelled.status(link.zone.as_str()) {
                Some("debatable") => {}
                Some(_) => count(&mut [by_rule, lang, &mut self.all], |tally| {
                    tally.right += 1;
                }),
                None => count(&mut [by_rule, lang, &mut self.all], |tally| {
                    tally.wrong += 1;
                }),
            }
            wrong += usize::from(labelled.status(link.zone.as_str()).is_none());
        }
        let links = |label: &Label| {
            passage
                .links
                .iter()
                .any(|link| link.zone.as_str() == label.zone)
        };
        for label in labelled
            .about
            .iter()
            .filter(|label| label.status != "debatable")
        {
            let by_kind = self.by_kind.entry(label.kind.clone()).or_default();
            if links(label) {
                by_kind.right += 1;
            } else {
                count(&mut [by_kind, lang, &mut self.all], |tally| {
                    tally.missed += 1;
                });
            }
        }
        if text.class != "pos" {
            self.foreign += 1;
            if wrong > 0 {
                let id = format!("{}/{}", text.id, passage.number);
                self.foreign_linked.push(id);
            }
        }
    }
}

fn count(tallies: &mut [&mut Tally], one: fn(&mut Tally)) {
    for tally in tallies {
        one(tally);
    }
}

impl Labelled {
    /// The status of a label, if the passage has one for the zone.
    fn status(&self, zone: &str) -> Option<&str> {
        let label = self.about.iter().find(|label| label.zone == zone);
        label.map(|label| label.status.as_str())
    }
}

static SHIPPED: LazyLock<Linker> = LazyLock::new(|| {
    let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
    Linker::new(&loaded.facts.unwrap()).unwrap()
});

/// The zones that each passage of a text is linked to.
fn zones_of(passages: &[&str]) -> Vec<Vec<String>> {
    let mut reader = SHIPPED.reader();
    let mut read = Vec::new();
    for passage in passages {
        read.extend(reader.push((*passage).to_owned()));
    }
    read.extend(reader.finish());
    let zones = |passage: &LinkedText| {
        let links = passage.links.iter();
        links.map(|link| link.zone.to_string()).collect()
    };
    read.iter().map(zones).collect()
}

/// Holds that each of these texts, of one passage, is linked to these zones.
fn assert_zones(zones: &[&str], texts: &[&str]) {
    for text in texts {
        assert_eq!(zones_of(&[text]), [zones], "{text}");
    }
}

#[test]
fn labelled_texts_are_linked_as_a_careful_reader_would() {
    let texts = texts();
    assert_eq!(texts.len(), 285);
    let score = score(&SHIPPED, &texts);
    let all = score.all;
    println!("all: P {:.3} R {:.3}", all.precision(), all.recall());
    for (lang, tally) in &score.by_lang {
        println!("{lang}: P {:.3} R {:.3}", tally.precision(), tally.recall());
    }
    for (kind, tally) in &score.by_kind {
        println!(
            "{kind}: R {:.3} ({} of {})",
            tally.recall(),
            tally.right,
            tally.right + tally.missed
        );
    }
    println!("| rule | right | wrong | stated |\n|---|---|---|---|");
    for rule in RULES {
        let tally = score.by_rule.get(rule.id).copied().unwrap_or_default();
        println!(
            "| `{}` | {} | {} | {:.2} |",
            rule.id, tally.right, tally.wrong, rule.confidence.0
        );
    }
    println!(
        "wrongly linked about no zone: {:?} of {}",
        score.foreign_linked, score.foreign
    );
    let recall = |kind: LinkKind| score.by_kind[kind.word()].recall();
    assert!(all.precision() >= 0.98, "precision {:.3}", all.precision());
    assert!(all.recall() >= 0.92, "recall {:.3}", all.recall());
    assert!(recall(LinkKind::Explicit) >= 0.97);
    assert!(recall(LinkKind::General) >= 0.85);
    assert!(recall(LinkKind::Anaphoric) >= 0.65);
    assert!(
        score.foreign_linked.len() * 50 <= score.foreign,
        "{:?}",
        score.foreign_linked
    );
}

#[test]
fn no_rule_is_surer_than_it_was_found_to_be() {
    let score = score(&SHIPPED, &texts());
    for (rule, tally) in &score.by_rule {
        let stated = hudna::snapshot::rule(rule).unwrap().confidence.0;
        let seen = tally.right + tally.wrong;
        let likely = tally.likely_precision();
        assert!(
            seen < 5 || likely >= stated,
            "{rule} states {stated}, and was right in {} of {seen}, which speaks for {likely:.2}",
            tally.right
        );
    }
}

#[test]
fn people_and_countries_are_no_villages() {
    assert_zones(
        &[],
        &[
            "He received a letter from Mohammed bin Salman.",
            "The US carried out strikes on Somalia.",
            "Residents of Tibet need a permit.",
            "Raids hit Haram fighters.",
            "A company from Reston built it.",
            "Trains from Termini were late.",
            "Snow fell in the city of Kars, eastern Turkey.",
            "Syria's president wrote to Mohammed bin Salman.",
        ],
    );
}

#[test]
fn a_word_before_an_area_beside_a_zone_does_not_make_it_the_zone() {
    let words = ["بلدات", "منطقة", "مدن", "جيب", "شرق", "شمال"];
    for word in words {
        assert_zones(&[], &[&format!("قصف الطيران {word} الغوطة الغربية")]);
    }
    assert_zones(&[], &["اشتباكات شمال ريف حماة الشرقي"]);
    assert_zones(&["eastern-ghouta"], &["قصف الطيران بلدات الغوطة الشرقية"]);
    assert_zones(&["idlib"], &["اشتباكات شمال ريف حماة الشمالي"]);
}

#[test]
fn an_area_beside_a_zone_is_not_the_zone_in_any_of_its_wordings() {
    assert_zones(
        &[],
        &[
            "Troops advanced in Western al-Ghouta.",
            "Shells hit West Al Ghouta and the West Ghouta suburbs.",
            "The siege of Ghouta al-Gharbiya.",
            "They left western Damascus Ghouta.",
            "Two towns of W. Ghouta surrendered.",
            "دخلت القافلة الغوطة الدمشقية الغربية",
            "معارك في ريف محافظة حمص الشمالي الشرقي",
            "معارك في ريف مدينة حمص الشمالي الشرقي",
            "معارك في الريف الحمصي الشمالي الشرقي",
            "معارك في ريفي حمص الشمالي الشرقي والجنوبي",
        ],
    );
    assert_zones(
        &["eastern-ghouta"],
        &[
            "Rockets fell on Eastern and Western Ghouta.",
            "Rockets fell on E. Ghouta.",
            "صواريخ على الغوطة الغربية والغوطة الشرقية",
        ],
    );
    assert_zones(&["northern-homs"], &["قصف على ريفي حمص الشمالي والشرقي"]);
}

#[test]
fn a_bare_name_after_the_area_beside_the_zone_is_that_area() {
    let article = [
        "Aid reaches Western Ghouta",
        "A convoy entered Western Ghouta, in Syria.",
        "A doctor in Ghouta said flour had run out.",
    ];
    assert!(zones_of(&article).concat().is_empty());
    let article = ["Western Ghouta is calm", "Shells hit Douma, in Ghouta."];
    assert_eq!(zones_of(&article)[1], ["eastern-ghouta"]);
}

#[test]
fn names_are_found_across_wrapped_lines() {
    let text =
        "Trucks left for towns in Western\nGhouta, for northern\r\nHoms and Eastern\nGhouta.";
    assert_zones(&["northern-homs", "eastern-ghouta"], &[text]);
    assert_zones(&[], &["Trucks left for Western\nGhouta."]);
}

#[test]
fn an_apostrophe_tells_the_town_from_the_given_name() {
    let article = [
        "Fighters shelled Dar'a.",
        "Dara Khosrowshahi leads the firm.",
    ];
    assert_eq!(zones_of(&article), [vec!["daraa-southwest"], vec![]]);
}

#[test]
fn no_name_of_a_list_is_lost_that_lies_in_another_zone() {
    assert_zones(
        &["idlib", "daraa-southwest"],
        &["قصف على محافظتي إدلب ودرعا"],
    );
    assert_zones(
        &["eastern-ghouta", "daraa-southwest"],
        &[
            "قذائف على مدينتي دوما ودرعا",
            "#دوما #درعا تحت القصف",
            "Shells fell in the towns of Douma and Nawa.",
        ],
    );
    assert_zones(
        &["idlib", "eastern-ghouta", "daraa-southwest"],
        &["غارات على إدلب ودرعا ودوما"],
    );
}

#[test]
fn everyday_arabic_words_are_no_villages() {
    assert_zones(
        &[],
        &[
            "قالت فاطمة إنها بخير",
            "زار المدير سلمى وفاطمة",
            "تسلق السياح جبالا شاهقة في النمسا",
            "كانت العربة تقاد ببطء في لندن",
        ],
    );
    assert_zones(&["idlib"], &["نزحوا إلى أطمة", "قصف على بلدة جبالا"]);
}
