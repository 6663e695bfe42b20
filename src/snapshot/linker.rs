//! Ties passages to zones by the names in them.
//!
//! 1. Every name of every zone and place, every expression for all zones and every lookalike goes
//!    into one [`NameFinder`]. A place belongs to the zones whose extents cover its point at any
//!    time: the map teaches the linker.
//! 2. The longest names found in a passage each mean zones, or nothing (`meaning`).
//! 3. Mentions are gathered per zone; the strongest makes the link (`link`).

use std::collections::BTreeSet;

use geo::Covers;

use crate::{
    language::{
        CodePoints, CueSet, Folded, Hit, NameFinder, TooManyNames, fold, with_closing_quote,
    },
    model::{Confidence, Facts, Id, Link, LinkKind, Mention, Named, Passage, Place, Vocabulary},
};

/// A reason to link, for readers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Stable name.
    pub id: &'static str,
    /// What it says.
    pub description: &'static str,
    /// How sure it is.
    pub confidence: Confidence,
}

const ZONE_NAME: Rule = Rule {
    id: "zone-name",
    description: "The passage holds a name of the zone.",
    confidence: Confidence(0.97),
};
const PLACE_NAME: Rule = Rule {
    id: "place-name",
    description: "The passage holds the name of a place that an extent of the zone covers, and that no place elsewhere shares.",
    confidence: Confidence(0.9),
};
const ALL_ZONES: Rule = Rule {
    id: "all-zones",
    description: "The passage holds an expression for all zones together.",
    confidence: Confidence(0.84),
};

/// Every rule, strongest first.
pub const RULES: [Rule; 3] = [ZONE_NAME, PLACE_NAME, ALL_ZONES];

/// What a listed name names.
#[derive(Debug, Clone)]
enum Entry {
    Zone(usize),
    /// A place, and the zones that ever covered it.
    Place(Id, Vec<usize>),
    General,
    Lookalike,
}

/// What a name found in a passage means: zones by index, the rule, and the entry to show.
struct Meaning {
    zones: Vec<usize>,
    rule: &'static Rule,
    named: Named,
}

/// Finds what passages speak of.
#[derive(Debug)]
pub struct Linker {
    zones: Vec<Id>,
    entries: Vec<Entry>,
    names: NameFinder,
    cues: CueSet,
    /// Folded names that count only after a cue.
    ambiguous: BTreeSet<String>,
}

impl Linker {
    /// Gathers the names of all zones and places.
    ///
    /// # Errors
    /// When there are more names than an automaton can hold.
    pub fn new(facts: &Facts) -> Result<Self, TooManyNames> {
        let mut catalogue = Catalogue::default();
        catalogue.add_zones(facts);
        catalogue.add_places(facts);
        catalogue.add_lexicon(facts);
        let words = |list: fn(&Vocabulary) -> &Vec<String>| facts.lexicon.values().flat_map(list);
        Ok(Self {
            zones: facts.zones.iter().map(|zone| zone.id.clone()).collect(),
            entries: catalogue.entries,
            names: NameFinder::new(catalogue.names)?,
            cues: CueSet::new(words(|vocabulary| &vocabulary.cues)),
            ambiguous: words(|vocabulary| &vocabulary.ambiguous)
                .map(|name| fold(name))
                .collect(),
        })
    }

    /// The links of each passage of an article.
    #[must_use]
    pub fn link_article(&self, passages: &[Passage]) -> Vec<Vec<Link>> {
        passages
            .iter()
            .map(|passage| self.link(&passage.text))
            .collect()
    }

    /// Reads one article passage by passage, holding only what later passages may need.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            linker: self,
            next: 0,
        }
    }

    /// What a text speaks of, by zone in list order; at most one link per zone.
    fn link(&self, text: &str) -> Vec<Link> {
        let folded = Folded::of(text);
        let hits = self.names.find(&folded);
        let found: Vec<_> = hits
            .iter()
            .filter_map(|hit| Some((hit, self.meaning(&folded, hit)?)))
            .collect();
        let mut code_points = CodePoints::new(text);
        let mentions: Vec<(Meaning, Mention)> = found
            .into_iter()
            .map(|(hit, meaning)| {
                let mention = mention(text, hit, &meaning.named, &mut code_points);
                (meaning, mention)
            })
            .collect();
        let zones = 0..self.zones.len();
        zones
            .filter_map(|zone| self.link_to(zone, &mentions))
            .collect()
    }

    /// The link to one zone, from the mentions of the strongest rule and all weaker ones of its kind.
    fn link_to(&self, zone: usize, mentions: &[(Meaning, Mention)]) -> Option<Link> {
        let mine = || {
            mentions
                .iter()
                .filter(|(meaning, _)| meaning.zones.contains(&zone))
        };
        let rule = RULES
            .iter()
            .find(|rule| mine().any(|(meaning, _)| meaning.rule.id == rule.id))?;
        let kind = kind_of(rule);
        let kept = mine().filter(|(meaning, _)| kind_of(meaning.rule) == kind);
        Some(Link {
            zone: self.zones[zone].clone(),
            kind,
            confidence: rule.confidence,
            rule: rule.id,
            mentions: kept.map(|(_, mention)| mention.clone()).collect(),
            antecedent: None,
            decision: None,
        })
    }

    /// What a name means here; `None` when it means no zone, or cannot be told.
    fn meaning(&self, folded: &Folded<'_>, hit: &Hit<'_>) -> Option<Meaning> {
        let entries: Vec<&Entry> = hit
            .ids
            .iter()
            .map(|&id| &self.entries[id as usize])
            .collect();
        if entries
            .iter()
            .any(|entry| matches!(entry, Entry::Lookalike))
        {
            return None;
        }
        if entries.iter().any(|entry| matches!(entry, Entry::General)) {
            let zones = (0..self.zones.len()).collect();
            return Some(Meaning {
                zones,
                rule: &ALL_ZONES,
                named: Named::Lexicon("general"),
            });
        }
        let zone = entries.iter().find_map(|entry| match entry {
            Entry::Zone(zone) => Some(*zone),
            _ => None,
        });
        match zone {
            Some(zone) => Some(Meaning {
                zones: vec![zone],
                rule: &ZONE_NAME,
                named: Named::Zone(self.zones[zone].clone()),
            }),
            None => self.place_meaning(folded, hit, &entries),
        }
    }

    /// A place name means its zones when every place of that name lies in the same ones, and, if it
    /// is an ordinary word too, when a cue announces it.
    fn place_meaning(
        &self,
        folded: &Folded<'_>,
        hit: &Hit<'_>,
        entries: &[&Entry],
    ) -> Option<Meaning> {
        let mut places = entries.iter().filter_map(|entry| match entry {
            Entry::Place(id, zones) => Some((id, zones)),
            _ => None,
        });
        let (id, zones) = places.next()?;
        if zones.is_empty() || places.any(|(_, others)| others != zones) {
            return None;
        }
        let word = folded.text().get(hit.folded.clone())?;
        if self.ambiguous.contains(word) && self.cues.before(folded, hit).is_none() {
            return None;
        }
        Some(Meaning {
            zones: zones.clone(),
            rule: &PLACE_NAME,
            named: Named::Place(id.clone()),
        })
    }
}

/// An article being read.
#[derive(Debug)]
pub struct Reader<'l> {
    linker: &'l Linker,
    next: usize,
}

/// A passage that has been read, with its links.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedText {
    /// Its number in the article, from 0.
    pub number: usize,
    /// Its text.
    pub text: String,
    /// What it speaks of, by zone in list order; at most one link per zone.
    pub links: Vec<Link>,
}

impl Reader<'_> {
    /// Takes the next passage; gives those that are settled by now, in order.
    pub fn push(&mut self, text: String) -> Vec<LinkedText> {
        let links = self.linker.link(&text);
        let number = self.next;
        self.next += 1;
        vec![LinkedText {
            number,
            text,
            links,
        }]
    }

    /// Ends the article; gives the passages that were still open.
    #[must_use]
    pub fn finish(self) -> Vec<LinkedText> {
        Vec::new()
    }
}

fn kind_of(rule: &Rule) -> LinkKind {
    if rule.id == ALL_ZONES.id {
        LinkKind::General
    } else {
        LinkKind::Explicit
    }
}

fn mention(text: &str, hit: &Hit<'_>, named: &Named, code_points: &mut CodePoints<'_>) -> Mention {
    let range = with_closing_quote(text, hit.range.clone());
    Mention {
        text: text.get(range.clone()).unwrap_or_default().into(),
        start: code_points.before(range.start),
        end: code_points.before(range.end),
        start_byte: range.start,
        end_byte: range.end,
        names: named.clone(),
    }
}

/// Names and the entries they stand for, while they are gathered.
#[derive(Default)]
struct Catalogue {
    entries: Vec<Entry>,
    names: Vec<(String, u32)>,
}

impl Catalogue {
    fn add<'n>(&mut self, entry: Entry, names: impl Iterator<Item = &'n str>) {
        let Ok(id) = u32::try_from(self.entries.len()) else {
            return;
        };
        self.entries.push(entry);
        self.names.extend(names.map(|name| (name.to_owned(), id)));
    }

    fn add_zones(&mut self, facts: &Facts) {
        for (index, zone) in facts.zones.iter().enumerate() {
            let main = zone.name.iter().map(|(_, name)| name);
            let others = zone.names.values().flatten().map(String::as_str);
            self.add(Entry::Zone(index), main.chain(others));
        }
    }

    fn add_places(&mut self, facts: &Facts) {
        for place in facts.places.iter().filter(|place| place.is_real()) {
            let entry = Entry::Place(place.id.clone(), zones_ever_covering(facts, place));
            self.add(entry, place.names.values().flatten().map(String::as_str));
        }
    }

    fn add_lexicon(&mut self, facts: &Facts) {
        for vocabulary in facts.lexicon.values() {
            self.add(
                Entry::General,
                vocabulary.general.iter().map(String::as_str),
            );
            self.add(
                Entry::Lookalike,
                vocabulary.lookalikes.iter().map(String::as_str),
            );
        }
    }
}

/// Indexes of the zones of which some extent covers the place, in list order.
fn zones_ever_covering(facts: &Facts, place: &Place) -> Vec<usize> {
    let point = place.point.to_point();
    let covered = |id: &Id| {
        let mut extents = facts.extents.iter().filter(|extent| extent.zone == *id);
        extents.any(|extent| extent.area.covers(&point))
    };
    let zones = facts
        .zones
        .iter()
        .enumerate()
        .filter(|(_, zone)| covered(&zone.id));
    zones.map(|(index, _)| index).collect()
}
