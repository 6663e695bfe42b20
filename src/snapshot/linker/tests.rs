//! The linker on a made-up island with three zones, and on any text at all.
//!
//! The island lies in the sea: its names cannot be right by accident. What the linker knows of a language
//! stands in the few words of `LEXICON`.

use proptest::prelude::*;

use super::*;
use crate::{
    load::{Folder, load},
    model::{LinkKind, Mention},
};

const DATASET: &str = "id = \"isle\"\nlicence = \"CC0-1.0\"\nlanguages = [\"en\", \"ar\"]\ndefault_day = \"1990-01-01\"\n\
    first_day = \"1990-01-01\"\nlast_day = \"1991-01-01\"\n[title]\nen = \"An island\"\n[description]\nen = \"Made up.\"\n\
    [view]\nlon = -8\nlat = -20\nzoom = 8\n";

const ZONES: &str = r##"
[[zone]]
id = "shore"
order = 1
color = "#112233"
dash = ""
provinces = ["Morland"]
name = { en = "Morland", ar = "مورلاند" }
names = { en = ["Morland province"], ar = ["ريف مورلاند"] }
home_names = { en = ["{the|} north of the country"] }
sides = { en = ["the north"] }
description = { en = "Made up." }

[[zone]]
id = "hills"
order = 2
color = "#332211"
dash = ""
not_places = ["mistaken"]
name = { en = "Old Hills", ar = "التلال القديمة" }
names = { en = ["Hills"] }
names_in_context = { en = ["Harbourtown"] }
whereabouts = { en = ["east of Harbourtown"], ar = ["شرق المرفأ"] }
descriptions = { en = ["the last free hills"] }
unplaced = { en = ["Lostford"] }
description = { en = "Made up." }

[[zone]]
id = "lake"
order = 3
color = "#221133"
dash = ""
name = { en = "Lake Rim", ar = "حافة البحيرة" }
description = { en = "Made up." }
"##;

const LEXICON: &str = r#"
[en]
general = ["quiet zones"]
counted = ["all three quiet zones"]
general_at_home = ["calm deal"]
general_in_context = ["safe zones"]
others = ["the other zones"]
zone_words = ["quiet zone"]
classing = ["one of"]
context = ["Isle Talks"]
home = ["Isle", "Islanders"]
abroad = ["Farland"]
frames = ["under the"]
locators = ["in", "near"]
lookalikes = ["Morland Street"]
elsewhere = ["New Hills"]
ambiguous = ["Salt", "Pep'per"]
loose = ["Always"]
capitals = ["Seat"]
cues = ["residents of"]
cues_of_several = ["towns of"]
prepositions = ["in"]
insides = ["in"]
directions = ["to"]
cancels_before = ["born in"]
cancels_after = ["Brigade"]
enclaves = ["pocket"]
holders = ["Reds"]
complements = ["of", "around"]
existential = ["is", "are"]
conjunctions = ["and"]
name_ends = ["and"]
[en.kinds]
town = ["town of"]
village = ["village of"]
province = ["province"]
district = ["quarter"]
[en.openings]
town = ["a rebel town"]
[en.referring]
area = ["the area"]
there = ["there"]
town = ["the town"]
towns = ["the towns"]
province = ["the province"]
areas = ["those areas"]
zones = ["the zones"]
enclave = ["the pocket"]
[[en.homonym]]
names = ["Twin"]
away = ["opera"]

[ar]
cues = ["بلدة"]
enclaves = ["جيب"]
prepositions = ["في", "قرب"]
[ar.kinds]
village = ["قرية", "قريتي"]
[ar.referring]
town = ["البلدة", "المدينة"]
there = ["هناك"]
"#;

const PLACES: &str = "id,kind,name_en,name_ar,aliases_en,aliases_ar,lon,lat,admin,coord_source
saltport,settlement,Saltport,المالحة,,,-8,-20,Morland,made up
salt,settlement,Salt,ملح,,,-8.01,-20.01,Morland,made up
pepper,settlement,Pep'per,فلفل,,,-8.02,-20.02,Morland,made up
always,settlement,Always,دائما,,,-8.02,-20.01,Morland,made up
twin,settlement,Twin,التوأم,,,-8.03,-20.01,Morland,made up
inland,settlement,Inlandia,الداخلية,,,-3,-23,Morland,made up
brook,settlement,Brookham,الجدول,,,-6,-20,Hillshire,made up
fern,settlement,Fernley,السرخس,,,-6.01,-20.01,Hillshire,made up
mistaken,settlement,Mistaken,الخطأ,,,-6.02,-20.02,Hillshire,made up
rim,settlement,Rimside,الحافة,,,-4,-20,Lakeland,made up
harbour,city,Harbourtown,المرفأ,,,-2,-20,Portshire,made up
far,settlement,Farley,البعيدة,,,-2,-22,Portshire,made up
seat,city,Seat,المقر,,,-2,-21,Portshire,made up
double-a,settlement,Doubleton,المزدوجة,,,-8,-20.1,Morland,made up
double-b,settlement,Doubleton,المزدوجة,,,-6,-20.1,Hillshire,made up
";

fn square(zone: &str, lon: f64) -> String {
    let (w, e) = (lon - 0.2, lon + 0.2);
    format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"zone":"{zone}","valid_from":"1990-01-01","precision_m":500,"summary":{{"en":"x"}}}},"geometry":{{"type":"Polygon","coordinates":[[[{w},-20.2],[{e},-20.2],[{e},-19.8],[{w},-19.8],[{w},-20.2]]]}}}}]}}"#
    )
}

fn island() -> Linker {
    let files = [
        ("dataset.toml", DATASET.to_owned()),
        ("zones.toml", ZONES.to_owned()),
        ("agreements.toml", String::new()),
        ("sources.toml", String::new()),
        ("lexicon.toml", LEXICON.to_owned()),
        ("places.csv", PLACES.to_owned()),
        ("extents/shore.geojson", square("shore", -8.0)),
        ("extents/hills.geojson", square("hills", -6.0)),
        ("extents/lake.geojson", square("lake", -4.0)),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.into_bytes()));
    let loaded = load(
        &Folder::from_files("data", files),
        &Folder::from_files("texts", []),
    );
    Linker::new(
        &loaded
            .facts
            .unwrap_or_else(|| panic!("{:?}", loaded.faults)),
    )
    .unwrap()
}

/// An article as it is read.
struct Read(Vec<LinkedText>);

impl Read {
    fn of(passages: &[&str]) -> Self {
        let linker = island();
        let mut reader = linker.reader();
        let mut read: Vec<LinkedText> = Vec::new();
        for passage in passages {
            read.extend(reader.push((*passage).to_owned()));
        }
        read.extend(reader.finish());
        Self(read)
    }

    /// The links of one passage: `zone rule «mentions»`.
    fn links(&self, number: usize) -> Vec<String> {
        let links = self.0[number].links.iter();
        links
            .map(|link| {
                let words: Vec<&str> = link.mentions.iter().map(|mention| &*mention.text).collect();
                format!("{} {} {}", link.zone, link.rule, words.join("|"))
            })
            .collect()
    }
}

/// The links of the last passage of an article.
fn last(passages: &[&str]) -> Vec<String> {
    Read::of(passages).links(passages.len() - 1)
}

fn zones(passages: &[&str]) -> Vec<String> {
    let words = last(passages).into_iter();
    words
        .map(|link| link.split(' ').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn a_place_belongs_to_the_zone_that_covers_it() {
    assert_eq!(
        last(&["Boats left Saltport."]),
        ["shore place-name Saltport"]
    );
    assert!(last(&["Boats left Farley."]).is_empty());
}

#[test]
fn a_province_that_is_counted_whole_takes_its_places_along() {
    assert_eq!(
        last(&["Rain in Inlandia."]),
        ["shore province-place Inlandia"]
    );
}

#[test]
fn the_data_may_take_a_place_out_of_a_zone() {
    assert!(last(&["Rain in Mistaken."]).is_empty());
}

#[test]
fn a_name_shared_by_two_zones_means_neither() {
    assert!(last(&["Rain in Doubleton."]).is_empty());
}

#[test]
fn a_place_without_a_coordinate_counts_by_name() {
    assert_eq!(
        last(&["Rain in Lostford."]),
        ["hills unplaced-name Lostford"]
    );
}

#[test]
fn other_hands_spell_a_name_otherwise() {
    assert_eq!(
        last(&["On the Isle, rain in Broukham today."]),
        ["hills other-spelling Broukham"]
    );
    assert_eq!(
        last(&["The town of Broukham", "x", "On the Isle Broukham fell."]),
        ["hills other-spelling Broukham"]
    );
    assert!(
        last(&["On the Isle, rain in Solt."]).is_empty(),
        "three consonants are those of too many words"
    );
    assert!(
        last(&["Broukham is a firm of the Isle."]).is_empty(),
        "nothing says that it is a place"
    );
}

#[test]
fn another_spelling_counts_only_in_a_text_about_the_country() {
    for text in [
        "Rain in Broukham today.",
        "The town of Broukham.",
        "On the Isle and in Farland, rain in Broukham today.",
    ] {
        assert!(last(&[text]).is_empty(), "{text}");
    }
    assert!(last(&["The town of Broukham", "Broukham fell."]).is_empty());
}

#[test]
fn an_ordinary_word_needs_a_cue_or_a_neighbour() {
    assert!(last(&["They sold Salt."]).is_empty());
    assert!(last(&["Rain in Salt."]).is_empty());
    assert_eq!(zones(&["On the Isle it rains in Salt."]), ["shore"]);
    assert_eq!(last(&["The town of Salt."]), ["shore place-name Salt"]);
    assert_eq!(
        last(&["Rain in Saltport, Salt."]),
        ["shore place-name Saltport|Salt"]
    );
    assert_eq!(
        last(&["Rain in Brookham, Salt."]),
        ["hills place-name Brookham"],
        "a neighbour of another zone"
    );
}

#[test]
fn an_apostrophe_makes_an_ordinary_word_a_name() {
    assert_eq!(last(&["Sa'lt fell."]), ["shore place-name Sa'lt"]);
    assert!(
        last(&["Sa'lt fell.", "They sold Salt."]).is_empty(),
        "the spelling says nothing of the word without it"
    );
    assert!(last(&["Salt's price rose."]).is_empty());
    assert!(last(&["They sold Pep'per."]).is_empty(), "listed so");
}

#[test]
fn a_word_announced_once_counts_throughout_the_article() {
    assert_eq!(
        last(&["The town of Salt", "x", "Salt fell."]),
        ["shore place-name Salt"]
    );
}

#[test]
fn a_loose_word_counts_after_a_preposition_or_at_home() {
    assert_eq!(last(&["Rain in Always."]), ["shore place-name Always"]);
    assert!(last(&["It was Always so."]).is_empty());
    assert_eq!(
        last(&["On the Isle", "It was Always so."]),
        ["shore place-name Always"]
    );
}

#[test]
fn a_cue_of_several_announces_the_names_joined_by_and() {
    for text in [
        "The towns of Brookham and Salt.",
        "The towns of Brookham and Fernley and Salt.",
    ] {
        assert_eq!(zones(&[text]), ["shore", "hills"], "{text}");
    }
    for text in [
        "The town of Brookham and Salt.",
        "The towns of Brookham, Salt.",
        "The towns of Brookham. Salt is dear.",
    ] {
        assert_eq!(zones(&[text]), ["hills"], "{text}");
    }
}

#[test]
fn a_loose_word_counts_beside_a_place_of_any_zone_and_as_a_hashtag() {
    assert_eq!(zones(&["Brookham and Always."]), ["shore", "hills"]);
    assert_eq!(zones(&["#Brookham #Always"]), ["shore", "hills"]);
    assert_eq!(zones(&["They wrote #Always today."]), ["shore"]);
    assert!(zones(&["Farley and Always."]).is_empty());
}

#[test]
fn company_decides_on_homonyms() {
    assert_eq!(last(&["Rain in Twin."]), ["shore place-name Twin"]);
    assert!(last(&["The opera of Twin."]).is_empty());
    assert!(last(&["A night at the opera", "x", "He sang Twin."]).is_empty());
    assert_eq!(
        last(&["The opera came to Twin on the Isle."]),
        ["shore place-name Twin"]
    );
}

#[test]
fn names_of_other_things_do_not_count() {
    assert_eq!(
        zones(&["In Morland brigade after brigade fled."]),
        ["shore"]
    );
    for text in [
        "A shop in Morland Street.",
        "The Morland Brigade fled.",
        "He was born in Saltport.",
        "The Saltport quarter.",
    ] {
        assert!(last(&[text]).is_empty(), "{text}");
    }
}

#[test]
fn the_longest_name_hides_the_shorter() {
    assert_eq!(
        last(&["Rain in New Hills and Old Hills."]),
        ["hills zone-name Old Hills"]
    );
}

#[test]
fn a_bare_name_needs_company_once_a_longer_one_elsewhere_was_read() {
    assert_eq!(last(&["x", "Hills fell."]), ["hills zone-name Hills"]);
    assert!(last(&["Rain in New Hills", "Hills fell."]).is_empty());
    let read = Read::of(&["Hills fell.", "Rain in New Hills."]);
    assert!(read.links(0).is_empty(), "the name is explained later");
    for company in ["Old Hills fell.", "Rain in Brookham."] {
        let article = ["Rain in New Hills", company, "Hills fell."];
        assert_eq!(last(&article), ["hills zone-name Hills"], "{company}");
    }
}

#[test]
fn a_quarter_of_the_compass_counts_at_home_only() {
    assert_eq!(
        zones(&["On the Isle, rain in the north of the country."]),
        ["shore"]
    );
    assert!(zones(&["Rain in the north of the country."]).is_empty());
    assert_eq!(
        zones(&["On the Isle, rain in Old Hills and the north."]),
        ["shore", "hills"]
    );
    assert_eq!(
        zones(&["On the Isle, rain in Old Hills, to the north."]),
        ["hills"]
    );
}

#[test]
fn expressions_for_all_zones_link_to_all() {
    let all = ["shore", "hills", "lake"];
    assert_eq!(zones(&["The quiet zones hold."]), all);
    assert_eq!(zones(&["On the Isle the calm deal holds."]), all);
    assert!(zones(&["The calm deal holds."]).is_empty());
    assert_eq!(zones(&["The Isle Talks", "The safe zones hold."]), all);
    assert!(zones(&["The safe zones hold."]).is_empty());
    assert!(zones(&["Farland", "The quiet zones hold."]).is_empty());
}

#[test]
fn one_of_the_zones_names_only_the_named_one() {
    assert_eq!(
        zones(&["Old Hills, one of the calmer quiet zones, fell."]),
        ["hills"]
    );
    assert_eq!(
        zones(&["Old Hills, under the quiet zones plan, fell."]),
        ["hills"]
    );
    assert_eq!(zones(&["The quiet zones in Old Hills fell."]), ["hills"]);
}

#[test]
fn counting_the_zones_means_all_whatever_is_named() {
    let read = Read::of(&["Under the truce, all three quiet zones held: Old Hills and Lake Rim."]);
    assert_eq!(
        read.links(0),
        [
            "shore all-zones all three quiet zones",
            "hills zone-name Old Hills",
            "lake zone-name Lake Rim"
        ]
    );
}

#[test]
fn the_others_leave_out_the_one_spoken_of() {
    assert_eq!(
        zones(&["The Isle Talks on Old Hills", "The other zones hold."]),
        ["shore", "lake"]
    );
}

#[test]
fn a_city_may_stand_for_the_zone_beside_it_where_zones_are_spoken_of() {
    assert_eq!(zones(&["The quiet zone of Harbourtown holds."]), ["hills"]);
    assert!(zones(&["Rain in Harbourtown."]).is_empty());
}

#[test]
fn an_enclave_and_its_whereabouts_describe_a_zone() {
    assert_eq!(
        last(&["Shells hit the rebel pocket just east of Harbourtown."]),
        ["hills description pocket just east of Harbourtown"]
    );
    assert!(last(&["Shells hit a pocket near Farley, east of Harbourtown."]).is_empty());
    assert!(last(&["Shells hit a pocket of the Reds east of Harbourtown."]).is_empty());
    assert_eq!(zones(&["قصف على جيب للمعارضة شرق المرفأ"]), ["hills"]);
    assert!(zones(&["It was the last free hills."]).is_empty());
    assert_eq!(
        zones(&["On the Isle, the last free hills fell."]),
        ["hills"]
    );
}

#[test]
fn the_area_is_the_nearest_place_before() {
    assert_eq!(
        last(&["x", "Rain in Brookham.", "y", "Shells hit the area."]),
        ["hills reference the area"]
    );
    assert!(
        last(&[
            "x",
            "Rain in Brookham.",
            "Rain in Farley.",
            "Shells hit the area."
        ])
        .is_empty()
    );
    assert!(
        last(&[
            "x",
            "Rain in Brookham.",
            "Shells hit the area around Farley."
        ])
        .is_empty()
    );
}

#[test]
fn a_reference_shows_its_antecedent() {
    let read = Read::of(&["x", "Rain in Brookham.", "Shells hit the town."]);
    let link = &read.0[2].links[0];
    let antecedent = link.antecedent.as_ref().unwrap();
    assert_eq!(
        (antecedent.passage, &*antecedent.mention.text),
        (1, "Brookham")
    );
    assert_eq!(link.kind, LinkKind::Anaphoric);
}

#[test]
fn a_word_points_to_places_of_its_sort() {
    assert_eq!(
        zones(&[
            "x",
            "Rain in the town of Fernley.",
            "Lake Rim fell.",
            "Shells hit the town."
        ]),
        ["hills"]
    );
    assert_eq!(
        zones(&[
            "x",
            "Rain in Morland.",
            "Rain in Fernley.",
            "The province is wet."
        ]),
        ["shore"]
    );
}

#[test]
fn the_province_is_the_one_named_most() {
    let article = [
        "Rain in Morland province",
        "Morland is wet.",
        "Rain in Harbourtown province.",
        "The province is wet.",
    ];
    assert_eq!(zones(&article), ["shore"]);
    let article = [
        "Rain in Morland province",
        "x",
        "The province is wet near Farley.",
    ];
    assert!(
        zones(&article).is_empty(),
        "a place of another province stands beside it"
    );
}

#[test]
fn a_province_is_no_enclave() {
    let article = [
        "x",
        "Old Hills fell.",
        "Rain in Morland province.",
        "Shells hit the pocket.",
    ];
    assert_eq!(zones(&article), ["hills"]);
}

#[test]
fn several_are_those_named_together() {
    let article = [
        "x",
        "Rain in Saltport and Brookham.",
        "Shells hit the towns.",
    ];
    assert_eq!(
        last(&article),
        [
            "shore plural-reference the towns",
            "hills plural-reference the towns"
        ]
    );
    assert_eq!(
        zones(&["x", "The quiet zones hold.", "In those areas it rains."]),
        ["shore", "hills", "lake"]
    );
    assert!(
        zones(&[
            "x",
            "A road from Saltport to Farley.",
            "In those areas it rains."
        ])
        .is_empty()
    );
}

#[test]
fn an_adverb_points_to_the_passage_before_only() {
    assert_eq!(
        zones(&["x", "Rain in Brookham.", "He lived there."]),
        ["hills"]
    );
    assert!(zones(&["x", "Rain in Brookham.", "y", "He lived there."]).is_empty());
    assert!(zones(&["x", "Rain in Brookham.", "Then there is rain."]).is_empty());
    assert_eq!(
        zones(&["x", "المطر في الجدول", "كان يعيش هناك."]),
        ["hills"]
    );
    assert!(zones(&["x", "المطر في الجدول", "هناك مطر"]).is_empty());
}

#[test]
fn a_government_is_no_city() {
    assert_eq!(
        zones(&[
            "x",
            "Rain in Brookham.",
            "Seat spoke.",
            "Shells hit the town."
        ]),
        ["hills"]
    );
}

#[test]
fn an_article_may_open_with_what_it_names_later() {
    let read = Read::of(&["Shells hit a rebel town", "It was Brookham."]);
    assert_eq!(read.links(0), ["hills forward-reference a rebel town"]);
    assert_eq!(read.0[0].links[0].antecedent.as_ref().unwrap().passage, 1);
    assert!(
        Read::of(&["Shells hit a rebel town", "It was Farley."])
            .links(0)
            .is_empty()
    );
}

#[test]
fn an_article_may_put_a_name_into_a_zone() {
    let article = [
        "x",
        "In Morland province the village of Nowhereby fell.",
        "Nowhereby burned.",
    ];
    assert_eq!(last(&article), ["shore text-name Nowhereby"]);
    let read = Read::of(&article);
    assert_eq!(read.0[2].links[0].mentions[0].names.to_string(), "text:1");
    let unclear = [
        "x",
        "Between Morland and Old Hills the village of Nowhereby fell.",
        "Nowhereby burned.",
    ];
    assert!(last(&unclear).is_empty());
    let arabic = [
        "x",
        "سقطت قريتي تل أعور والفريكة قرب المالحة",
        "احترقت الفريكة",
    ];
    assert_eq!(last(&arabic), ["shore text-name الفريكة"]);
}

#[test]
fn a_stream_is_read_like_a_whole() {
    let linker = island();
    let texts = [
        "A rebel town",
        "Rain in Brookham.",
        "x",
        "The town of Salt.",
        "Salt fell in the area.",
    ];
    let mut reader = linker.reader();
    let mut numbers = Vec::new();
    for text in texts {
        numbers.extend(reader.push(text.to_owned()).iter().map(|read| read.number));
    }
    assert_eq!(numbers, [0, 1, 2], "two passages are held back");
    numbers.extend(reader.finish().iter().map(|read| read.number));
    assert_eq!(numbers, [0, 1, 2, 3, 4]);
}

#[test]
fn every_rule_can_be_looked_up() {
    for known in RULES {
        assert_eq!(rule(known.id), Some(known));
        assert!((0.0..=1.0).contains(&known.confidence.0), "{}", known.id);
    }
    assert_eq!(rule("pinned"), Some(&PINNED));
    assert_eq!(rule("guess"), None);
}

/// Words that take part in some rule, in both scripts, and marks between them.
const TELLING: [&str; 44] = [
    "Saltport",
    "Salt",
    "Brookham",
    "Broukham",
    "Morland",
    "Old Hills",
    "the area",
    "the town",
    "the towns",
    "there",
    "pocket",
    "east of Harbourtown",
    "Harbourtown",
    "quiet zones",
    "one of",
    "under the",
    "the zones",
    "village of",
    "Nowhereby",
    "a rebel town",
    "the province",
    "Isle",
    "Twin",
    "opera",
    "المالحة",
    "الجدول",
    "والجدول",
    "للبلدة",
    "البلدة",
    "هناك",
    "جيب",
    "شرق المرفأ",
    "قرية",
    "الفريكة",
    "ـ",
    "\u{202E}",
    "\u{64B}",
    "😀",
    "ﻻ",
    "\"",
    "، ",
    ". ",
    "-",
    "\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_mention_is_the_slice_it_names(
        parts in prop::collection::vec(prop::collection::vec(prop_oneof![
            4 => prop::sample::select(TELLING.to_vec()).prop_map(str::to_owned),
            1 => any::<String>(),
        ], 0..12), 1..7)
    ) {
        let passages: Vec<String> = parts.iter().map(|words| words.join(" ")).collect();
        let linker = island();
        let mut reader = linker.reader();
        let mut read = Vec::new();
        for passage in &passages {
            read.extend(reader.push(passage.clone()));
        }
        read.extend(reader.finish());
        prop_assert_eq!(read.len(), passages.len());
        let cuts = |text: &str, mention: &Mention| {
            let points: String = text.chars().skip(mention.start).take(mention.end - mention.start).collect();
            text.get(mention.start_byte..mention.end_byte) == Some(&mention.text) && *points == *mention.text
        };
        for (one, passage) in read.iter().zip(&passages) {
            prop_assert_eq!(&one.text, passage);
            for link in &one.links {
                prop_assert!(!link.mentions.is_empty());
                let starts: Vec<usize> = link.mentions.iter().map(|mention| mention.start).collect();
                prop_assert!(starts.is_sorted(), "{starts:?}");
                for mention in &link.mentions {
                    prop_assert!(cuts(passage, mention), "{mention:?}");
                    prop_assert!(!mention.text.is_empty());
                }
                if let Some(antecedent) = &link.antecedent {
                    prop_assert!(cuts(&passages[antecedent.passage], &antecedent.mention), "{antecedent:?}");
                }
            }
        }
    }
}

/// Each of these took a time that grew with the square or the cube of their number: 400 kB would take hours.
#[test]
fn one_word_repeated_without_end_is_settled() {
    let linker = island();
    for part in [
        "the area ",
        "pocket ",
        "pocket east of Harbourtown ",
        "quiet zones ",
        "village of Nowhereby ",
        "village of Nowhereby, Morland, ",
        "Morland, those areas, ",
        "a rebel town ",
        "the province, Farley ",
        "Broukham ",
        "قرية ",
        "جيب ",
    ] {
        let mut reader = linker.reader();
        let mut read = reader.push(part.repeat(400_000 / part.len()));
        read.extend(reader.finish());
        assert_eq!(read.len(), 1, "{part:?}");
    }
}
