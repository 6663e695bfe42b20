//! A folder of one zone in which everything stands that may stand there, and what breaking it tells.

mod faults;
mod geojson;
mod ground;
mod schemas;

use std::collections::BTreeMap;

use super::*;

const DATASET: &str = r#"
id = "mini"
title.en = "Mini"
description.en = "Made up"
licence = "CC0-1.0"
attribution = ["Nobody"]
languages = ["en"]
crs = ["EPSG:32637"]
default_day = "2017-06-01"
first_day = "2017-01-01"
last_day = "2018-01-01"
view = { lon = 36, lat = 35, zoom = 8 }
"#;
const ZONES: &str = r##"
[[zone]]
id = "a"
order = 1
color = "#112233"
dash = "6 4"
agreements = ["pact"]
name.en = "Alpha"
names.en = ["Alpha zone"]
home_names.en = ["the south of the country"]
sides.en = ["the south"]
names_in_context.en = ["Alphaville"]
unplaced.en = ["Nowhere"]
whereabouts.en = ["south of Beta"]
descriptions.en = ["the {last|only} zone"]
description.en = "Made up"
provinces = ["Alphaland"]
places = ["north"]
not_places = ["mid"]
[[zone.gap]]
from = "2017-07-01"
to = "2017-08-01"
reason.en = "Nobody knows"
[[zone.end]]
day = "2017-07-01"
reason.en = "It ended"
sources = ["atlas"]
"##;
const AGREEMENTS: &str = r#"
[[agreement]]
id = "pact"
title.en = "Pact"
signed = "2017-05-04"
in_force = "2017-05-06"
parties = [{ en = "One" }, { en = "Two" }]
sources = ["atlas"]
note.en = "Made up"
"#;
const SOURCES: &str = r#"
[[source]]
id = "atlas"
title = "Atlas"
publisher = "Nobody"
date = "2017-05"
url = "https://example.org/atlas"
language = "en"
note = "Made up"
"#;
const PLANS: &str = r#"
[[extent]]
zone = "a"
valid_from = "2017-05-06"
valid_to = "2017-07-01"
basis = "pact"
confidence = "low"
outline = "box"
smallest_km2 = 1.0
sources = ["atlas"]
summary.en = "Drawn"
doubts.en = ["Made up"]
"#;
const PLACES: &str = "id,kind,name_en,name_ar,aliases_en,aliases_ar,lon,lat,admin,coord_source
mid,settlement,Mid,,Middle,,36,35,Alphaland,atlas
east,settlement,East,,,,36.2,35,,
west,settlement,West,,,,35.8,35,,
north,settlement,North,,,,36,35.2,,
south,settlement,South,,,,36,34.8,,
";
const MEMBERSHIPS: &str = "place,zone,status,valid_from,valid_to,confidence,source,note
mid,a,inside,2017-05-06,2017-07-01,high,atlas,A note
east,a,outside,2017-05-06,,high,atlas,
west,a,outside,2017-05-06,,medium,atlas,
north,a,enclave,2017-05-06,,low,atlas,
south,a,outside,2017-05-06,,low,atlas,
";
const CHECKS: &str = "name,lon,lat,zone,day,expected,source
A post,36,35,a,2017-06-01,inside,atlas
";
const EXTENT: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a@2017-05-06","properties":{"zone":"a","valid_from":"2017-05-06","valid_to":"2017-07-01","precision_m":1000,"confidence":"low","basis":"pact","summary":{"en":"Drawn"},"doubts":{"en":["Made up"]},"sources":["atlas"]},
"geometry":{"type":"Polygon","coordinates":[[[35.9,34.9],[36.1,34.9],[36.1,35.1],[35.9,35.1],[35.9,34.9]]]}}
]}
"#;
const BAND: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a@2017-05-06","properties":{"extent":"a@2017-05-06","zone":"a"},
"geometry":{"type":"Polygon","coordinates":[[[35.8,34.8],[36.2,34.8],[36.2,35.2],[35.8,35.2],[35.8,34.8]]]}}
]}
"#;
const STRETCHES: &str = "extent,lon,lat,inside,outside
a@2017-05-06,35.9,34.9,mid,south
a@2017-05-06,36.1,34.9,mid,east
a@2017-05-06,36.1,35.1,,
a@2017-05-06,35.9,35.1,,
";
const OUTLINE: &str = r#"{"type":"Feature","id":"box","properties":{"source":"atlas"},
"geometry":{"type":"Polygon","coordinates":[[[35,34],[37,34],[37,36],[35,36],[35,34]]]}}
"#;
const LEXICON: &str = r#"
[en]
general = ["the {safe|calm} zones"]
counted = ["word of counted"]
general_at_home = ["word of general_at_home"]
general_in_context = ["word of general_in_context"]
others = ["word of others"]
classing = ["word of classing"]
zone_words = ["word of zone_words"]
context = ["word of context"]
home = ["word of home"]
abroad = ["word of abroad"]
frames = ["word of frames"]
locators = ["word of locators"]
lookalikes = ["word of lookalikes"]
elsewhere = ["word of elsewhere"]
ambiguous = ["word of ambiguous"]
loose = ["word of loose"]
capitals = ["word of capitals"]
cues = ["word of cues"]
cues_of_several = ["word of cues_of_several"]
prepositions = ["word of prepositions"]
insides = ["word of insides"]
directions = ["word of directions"]
cancels_before = ["word of cancels_before"]
cancels_after = ["word of cancels_after"]
cues_after = ["word of cues_after"]
enclaves = ["word of enclaves"]
holders = ["word of holders"]
complements = ["word of complements"]
existential = ["word of existential"]
conjunctions = ["word of conjunctions"]
name_ends = ["word of name_ends"]
[en.kinds]
area = ["kinds area"]
there = ["kinds there"]
zone = ["kinds zone"]
province = ["kinds province"]
city = ["kinds city"]
town = ["kinds town"]
village = ["kinds village"]
district = ["kinds district"]
enclave = ["kinds enclave"]
[en.openings]
area = ["openings area"]
there = ["openings there"]
zone = ["openings zone"]
province = ["openings province"]
city = ["openings city"]
town = ["openings town"]
village = ["openings village"]
district = ["openings district"]
enclave = ["openings enclave"]
[en.referring]
area = ["referring area"]
there = ["referring there"]
zone = ["referring zone"]
province = ["referring province"]
city = ["referring city"]
town = ["referring town"]
village = ["referring village"]
district = ["referring district"]
enclave = ["referring enclave"]
areas = ["referring areas"]
zones = ["referring zones"]
towns = ["referring towns"]
villages = ["referring villages"]
[[en.homonym]]
names = ["Mid"]
away = ["Wales"]
"#;
const SIDECAR: &str = r#"
title = "One"
publisher = "Nobody"
published = "2017-06-01"
language = "en"
url = "https://example.org/one"
notes = "Made up"
"#;
const LINKS: &str = r#"
[[link]]
article = "one"
passage = 1
zone = "a"
verdict = "pin"
kind = "explicit"
quote = "Alpha"
who = "A. Reader"
reason = "it says so"
"#;

/// The folders, perhaps with some files changed.
#[derive(Clone)]
struct Mini {
    data: BTreeMap<String, Vec<u8>>,
    articles: BTreeMap<String, Vec<u8>>,
}

fn files<const N: usize>(files: [(&str, &str); N]) -> BTreeMap<String, Vec<u8>> {
    let file = |(name, text): (&str, &str)| (name.to_owned(), text.as_bytes().to_vec());
    files.into_iter().map(file).collect()
}

impl Mini {
    fn new() -> Self {
        Self {
            data: files([
                ("dataset.toml", DATASET),
                ("zones.toml", ZONES),
                ("agreements.toml", AGREEMENTS),
                ("sources.toml", SOURCES),
                ("extents.toml", PLANS),
                ("places.csv", PLACES),
                ("memberships.csv", MEMBERSHIPS),
                ("checks.csv", CHECKS),
                ("extents/a.geojson", EXTENT),
                ("bands/a.geojson", BAND),
                ("stretches/a.csv", STRETCHES),
                ("outlines/box.geojson", OUTLINE),
                ("lexicon.toml", LEXICON),
                ("README.md", "Made up.\n"),
            ]),
            articles: files([
                ("one.txt", "One\n\nCalm in Alpha.\n"),
                ("one.toml", SIDECAR),
                ("links.toml", LINKS),
            ]),
        }
    }

    fn put(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.data.insert(name.to_owned(), content.into());
        self
    }

    fn article(mut self, name: &str, content: impl Into<Vec<u8>>) -> Self {
        self.articles.insert(name.to_owned(), content.into());
        self
    }

    fn text(&self, name: &str) -> String {
        let bytes = self.data.get(name).or_else(|| self.articles.get(name));
        String::from_utf8(bytes.unwrap().clone()).unwrap()
    }

    /// Replaces what stands in a file; it must be there.
    fn swap(self, name: &str, from: &str, to: &str) -> Self {
        let text = self.text(name);
        assert!(text.contains(from), "{name} has no {from:?}");
        self.put(name, text.replace(from, to))
    }

    fn without(mut self, name: &str) -> Self {
        self.data.remove(name).unwrap();
        self
    }

    fn load(&self) -> Loaded {
        let data = Folder::from_files("data", self.data.clone());
        load(&data, &Folder::from_files("seeds", self.articles.clone()))
    }

    fn load_ground(&self) -> Loaded {
        load_ground(&Folder::from_files("data", self.data.clone()))
    }

    /// Every fault as a line. Who asks about points alone is told some of them, and nothing else.
    fn faults(&self) -> Vec<String> {
        let faults = told(&self.load());
        for fault in told(&self.load_ground()) {
            assert!(faults.contains(&fault), "{fault} is not in {faults:#?}");
        }
        faults
    }

    /// The first fault of a file of the data.
    fn first_of(&self, name: &str) -> String {
        let mut faults = self.faults();
        faults.retain(|fault| fault.starts_with(&format!("data/{name}")));
        faults.remove(0)
    }

    /// That the faults are these, each told by its beginning and some words of it.
    #[track_caller]
    fn has<const N: usize>(&self, expected: [(&str, &str); N]) {
        let faults = self.faults();
        assert_eq!(faults.len(), N, "{faults:#?}");
        for (start, what) in expected {
            let fits = |fault: &String| fault.starts_with(start) && fault.contains(what);
            assert!(
                faults.iter().any(fits),
                "no {start} … {what} in {faults:#?}"
            );
        }
    }
}

/// Every fault as a line; there are facts where none is an error.
fn told(loaded: &Loaded) -> Vec<String> {
    let faults: Vec<String> = loaded.faults.iter().map(ToString::to_string).collect();
    let has_error = faults.iter().any(|fault| fault.contains(": error ["));
    assert_eq!(loaded.facts.is_none(), has_error, "{faults:#?}");
    faults
}

#[test]
fn what_breaks_below_is_whole() {
    assert_eq!(Mini::new().faults(), [""; 0]);
}
