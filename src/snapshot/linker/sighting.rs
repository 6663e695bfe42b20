//! One passage read by itself: which names and words stand in it, and what each may mean.
//!
//! 1. The names, words and expressions of the catalogue are found; the longest wins. Names in other Latin
//!    spellings are looked for in what is left.
//! 2. Each is judged by what stands directly around it (`meaning`): a cue, a preposition, "Street".
//! 3. Names that are ordinary words too count when announced, or beside a place.
//! 4. An enclave word and a zone's whereabouts within a few words make a description (`description`).
//! 5. What only the rest of the article can decide stays open as [`Needs`].

use std::{cell::OnceCell, ops::Range, sync::Arc};

use rustc_hash::FxHashSet;

use super::{
    catalogue::{Catalogue, Entry, General},
    cutter::Cutter,
    description::{Described, described, is_located},
    meaning::{AllZones, Needs, Seen, Sight, Spelled, What, announce_neighbours},
    rules::DESCRIPTION,
    text_name::FoundName,
};
use crate::{
    language::{Folded, Hit},
    model::{Mention, Named, Sort, Sorts},
};

/// Names and words of one passage that are looked at: the first so many, since each takes some hundred bytes until
/// the passage is settled.
const MOST: usize = 100_000;

/// A passage that has been read by itself.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    /// What was seen, in text order.
    pub(super) all: Vec<Sighting>,
    /// What the passage shows about the article.
    pub(super) company: Company,
    /// Names of settlements that no list has.
    pub(super) unlisted: Vec<FoundName>,
    /// What names stand in the passage, all together.
    summary: Summary,
}

/// What the names of a passage are, all together: asked for each word that points somewhere.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
struct Summary {
    sorts: Sorts,
    /// A zone, or a place in one, that needs nothing else.
    zone: bool,
    /// An expression for all zones, or a word for one.
    of_zones: bool,
    /// A place in a province that some zone counts whole.
    in_province: bool,
    /// A place in another province.
    in_other: bool,
}

impl Summary {
    fn add(&mut self, sight: &Sight) {
        match &sight.what {
            What::Zones(_, _, needs) => {
                self.zone |= matches!(
                    needs,
                    Needs::Nothing | Needs::NotAway(_) | Needs::NotElsewhere(_)
                );
            }
            What::General(_) => self.of_zones = true,
            What::Refer(reference) => self.of_zones |= reference.sort == Sort::Zone,
            What::Outside | What::Opening(_) => {}
        }
        let outside = matches!(sight.what, What::Outside);
        let provinces = sight.province_of.as_ref().map(|zones| zones.is_empty());
        match provinces.or(outside.then_some(true)) {
            Some(true) => self.in_other = true,
            Some(false) => self.in_province = true,
            None => {}
        }
        if sight.is_name() {
            self.sorts = self.sorts | sight.sorts;
        }
    }
}

/// What the words of a text show about the text.
#[derive(Debug, Default)]
pub(super) struct Company {
    /// How often words stand here that show the country of the zones.
    pub(super) home: usize,
    /// How often another country is named.
    pub(super) abroad: usize,
    /// Whether it speaks of the talks or the agreement.
    pub(super) context: bool,
    /// Whether it speaks of a zone as such.
    pub(super) zone_words: bool,
    /// For each set of homonyms, how many words of the other meaning stand here.
    pub(super) away: Vec<usize>,
    /// Zones, by index, whose bare name stands here in the name of a place elsewhere.
    pub(super) elsewhere: FxHashSet<usize>,
    /// Zones, by index, that are named here by more than that.
    pub(super) named: FxHashSet<usize>,
    /// Ordinary words that are announced as places.
    pub(super) announced: FxHashSet<Box<str>>,
}

/// Something in a passage that may mean a zone, or a place outside every zone.
#[derive(Debug)]
pub(super) struct Sighting {
    pub(super) sight: Sight,
    /// What it means if it turns out not to mean its zones.
    pub(super) otherwise: Option<Sight>,
    pub(super) mention: Mention,
}

impl Company {
    /// Adds what another part of the text shows.
    pub(super) fn add(&mut self, other: &Self) {
        self.home += other.home;
        self.abroad += other.abroad;
        self.context |= other.context;
        self.zone_words |= other.zone_words;
        for (set, count) in other.away.iter().enumerate() {
            self.note_away(set, *count);
        }
        self.elsewhere.extend(&other.elsewhere);
        self.named.extend(&other.named);
        self.announced.extend(other.announced.iter().cloned());
    }

    fn note_away(&mut self, set: usize, count: usize) {
        if self.away.len() <= set {
            self.away.resize(set + 1, 0);
        }
        self.away[set] += count;
    }

    /// How many words of the other meaning of a set of homonyms there are.
    pub(super) fn away(&self, set: usize) -> usize {
        self.away.get(set).copied().unwrap_or_default()
    }

    fn note(&mut self, catalogue: &Catalogue, hit: &Hit<'_>, word: &str) {
        for &id in hit.ids {
            match &catalogue.entries[id as usize] {
                Entry::Home => self.home += 1,
                Entry::Abroad => self.abroad += 1,
                Entry::Context | Entry::General(General::Plain | General::Counted) => {
                    self.context = true;
                }
                Entry::ZoneWord => (self.context, self.zone_words) = (true, true),
                Entry::Away(set) => self.note_away(*set, 1),
                // "Old Port (Elsewhere)" is listed as elsewhere: so is every other "Old Port" here.
                Entry::Outside => {
                    self.elsewhere.extend(catalogue.bare_names_in(word));
                    if let Some(set) = catalogue.homonym(word) {
                        self.note_away(set, 1);
                    }
                }
                _ => {}
            }
        }
    }
}

impl Sightings {
    /// Whether a place is named that may be of a sort.
    pub(super) fn names(&self, sort: Sort) -> bool {
        self.summary.sorts.holds(sort)
    }

    /// Whether the passage names a zone, or a place in one, that needs nothing else.
    pub(super) fn names_a_zone(&self) -> bool {
        self.summary.zone
    }

    /// Whether the passage names places, all of them in provinces that no zone counts whole.
    pub(super) fn lies_in_other_provinces(&self) -> bool {
        self.summary.in_other && !self.summary.in_province
    }

    /// Whether the passage speaks of zones of the agreement.
    pub(super) fn speaks_of_zones(&self) -> bool {
        self.company.zone_words || self.summary.of_zones
    }

    /// Reads the passage of a number.
    pub(super) fn of(catalogue: &Catalogue, number: usize, folded: &Folded<'_>) -> Self {
        let hits = hits(catalogue, folded);
        let word = |hit: &Hit<'_>| folded.text().get(hit.folded.clone()).unwrap_or_default();
        let mut read = Self::default();
        let mut seen: Vec<Seen<'_>> = Vec::with_capacity(hits.len());
        for (hit, spelled) in &hits {
            read.company.note(catalogue, hit, word(hit));
            seen.push(Seen::of(catalogue, folded, hit, *spelled));
        }
        let open: Vec<bool> = seen
            .iter()
            .map(|seen| seen.if_announced.is_some())
            .collect();
        announce_neighbours(catalogue, folded, &mut seen);
        for ((one, was_open), (_, spelled)) in seen.iter().zip(open).zip(&hits) {
            let range = one.hit.folded.clone();
            let needs =
                || catalogue.is_ordinary(folded, range.clone()) || *spelled == Spelled::Alike;
            let counts = one.sight.as_ref().is_some_and(Sight::is_name);
            if counts && (was_open || needs()) {
                read.company.announced.insert(word(one.hit).into());
            } else if counts {
                // "Port" of "the crossing of Port".
                let ordinary = words_in(folded, range)
                    .filter(|word| catalogue.is_ordinary(folded, word.clone()));
                let ordinary = ordinary.filter_map(|word| folded.text().get(word));
                read.company.announced.extend(ordinary.map(Box::from));
            }
        }
        read.gather(catalogue, folded, &seen);
        drop(seen);
        let hits: Vec<Hit<'_>> = hits.into_iter().map(|(hit, _)| hit).collect();
        read.unlisted = catalogue.name_signs.find(folded, number, &hits);
        read
    }

    fn gather(&mut self, catalogue: &Catalogue, folded: &Folded<'_>, seen: &[Seen<'_>]) {
        let mut cutter = Cutter::new(folded.source());
        let whereabouts = OnceCell::new();
        let mut end_of_description = 0;
        for (nth, one) in seen.iter().enumerate() {
            if one.hit.range.end <= end_of_description {
                continue;
            }
            let described = if one.is_enclave {
                let whereabouts = whereabouts.get_or_init(|| catalogue.whereabouts.find(folded));
                described(whereabouts, folded, seen, nth)
            } else {
                Described::Nothing
            };
            let (sight, range) = match described {
                Described::Zone(zone, end) => {
                    end_of_description = end;
                    (Some(description(zone)), one.hit.range.start..end)
                }
                Described::Elsewhere => (Some(enclave_elsewhere()), one.hit.range.clone()),
                Described::Nothing => {
                    let located = || is_located(catalogue, folded, seen, nth);
                    (settled(one, folded, located), one.hit.range.clone())
                }
            };
            if let Some(sight) = sight {
                self.summary.add(&sight);
                if let What::Zones(zones, _, Needs::Nothing | Needs::NotAway(_)) = &sight.what {
                    self.company.named.extend(zones.iter());
                }
                let elsewhere =
                    matches!(&sight.what, What::Zones(_, _, needs) if *needs != Needs::Nothing);
                self.all.push(Sighting {
                    mention: cutter.cut(range, sight.named.clone()),
                    otherwise: elsewhere.then(|| Sight::elsewhere(catalogue, one.hit)),
                    sight,
                });
            }
        }
    }
}

/// The words in a folded range.
fn words_in(text: &Folded<'_>, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let name = text.text().get(range.clone()).unwrap_or_default();
    let mut start = range.start;
    name.split(' ').map(move |word| {
        let word = start..start + word.len();
        start = word.end + 1;
        word
    })
}

/// All names and words of a passage, in order, none overlapping another; no more than [`MOST`].
fn hits<'c>(catalogue: &'c Catalogue, folded: &Folded<'_>) -> Vec<(Hit<'c>, Spelled)> {
    let listed = catalogue.names.find(folded);
    let alike = catalogue.alike.find(folded, &listed);
    let mut hits: Vec<(Hit<'_>, Spelled)> = Vec::with_capacity(listed.len() + alike.len());
    hits.extend(listed.into_iter().map(|hit| (hit, Spelled::AsListed)));
    hits.extend(alike.into_iter().map(|hit| (hit, Spelled::Alike)));
    hits.sort_by_key(|(hit, _)| hit.folded.start);
    hits.truncate(MOST);
    hits
}

/// What a hit means that begins no description.
fn settled(seen: &Seen<'_>, folded: &Folded<'_>, located: impl Fn() -> bool) -> Option<Sight> {
    let Some(sight) = &seen.sight else {
        return unannounced(seen, folded);
    };
    match &sight.what {
        What::General(all) => {
            let located = located();
            let what = What::General(AllZones { located, ..*all });
            Some(Sight {
                what,
                ..sight.clone()
            })
        }
        What::Refer(_) | What::Opening(_) if located() => None,
        _ => Some(sight.clone()),
    }
}

/// A name that is an ordinary word too and that nothing here announces: the article may, elsewhere.
fn unannounced(seen: &Seen<'_>, folded: &Folded<'_>) -> Option<Sight> {
    let sight = seen.if_announced.clone()?;
    let What::Zones(zones, rule, needs) = &sight.what else {
        return None;
    };
    let word = folded.text().get(seen.hit.folded.clone())?;
    let needs = if seen.counts_at_home {
        Needs::HomeOrAnnounced(word.into())
    } else if *needs == Needs::HomeOnly {
        Needs::AnnouncedAtHome(word.into())
    } else {
        Needs::Announced(word.into())
    };
    let what = What::Zones(Arc::clone(zones), rule, needs);
    Some(Sight { what, ..sight })
}

fn description(zone: usize) -> Sight {
    Sight {
        what: What::Zones(Arc::new([zone]), &DESCRIPTION, Needs::Nothing),
        sorts: [Sort::Area, Sort::Enclave, Sort::Zone].into(),
        said: None,
        province_of: None,
        named: Named::Lexicon("enclaves"),
    }
}

fn enclave_elsewhere() -> Sight {
    Sight {
        what: What::Outside,
        sorts: [Sort::Area, Sort::Enclave].into(),
        ..description(0)
    }
}
