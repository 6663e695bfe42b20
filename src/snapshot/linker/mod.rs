//! Ties passages to zones by the names and words in them.
//!
//! 1. Every name of every zone and place, and every expression of the lexicon, goes into one automaton
//!    (`catalogue`). A place belongs to the zones whose extents cover its point at any time, or whose province
//!    it lies in: the map teaches the linker.
//! 2. Each passage is read by itself (`sighting`): names judged by what stands directly around them.
//! 3. The article is read in order ([`Reader`]), a passage being settled once two more have been read: what the
//!    text is about decides on names with two meanings.
//! 4. Words such as "the area" are given their antecedents (`discourse`).
//! 5. Per zone the strongest reason makes the link (`rules`).

mod catalogue;
mod description;
mod discourse;
mod meaning;
mod rules;
mod sighting;
mod text_name;

#[cfg(test)]
mod tests;

pub use rules::{PINNED, RULES, Rule, rule};

use std::{cmp::Reverse, collections::VecDeque, sync::Arc};

use crate::{
    language::{Folded, TooManyNames},
    model::{Antecedent, Facts, Link, LinkKind, Mention, Passage, Reference, Sort},
};
use catalogue::{Catalogue, General};
use discourse::{Meant, Memory};
use meaning::{AllZones, Needs, Sight, What};
use rules::{ALL_ZONES_REFERENCE, FORWARD_REFERENCE, PLURAL_REFERENCE, REFERENCE, TEXT_NAME};
use sighting::{Company, Sighting, Sightings};
use text_name::TextNames;

/// Passages that are read before one is settled: a name may be explained, or a description named, by then.
const LOOKAHEAD: usize = 2;

/// Finds what passages speak of.
#[derive(Debug)]
pub struct Linker {
    catalogue: Catalogue,
}

impl Linker {
    /// Gathers the names of all zones and places.
    ///
    /// # Errors
    /// When there are more names than an automaton can hold.
    pub fn new(facts: &Facts) -> Result<Self, TooManyNames> {
        let catalogue = Catalogue::new(facts)?;
        Ok(Self { catalogue })
    }

    /// The links of each passage of an article.
    #[must_use]
    pub fn link_article(&self, passages: &[Passage]) -> Vec<Vec<Link>> {
        let mut reader = self.reader();
        let mut links = Vec::with_capacity(passages.len());
        for passage in passages {
            links.extend(
                reader
                    .push(passage.text.clone())
                    .into_iter()
                    .map(|read| read.links),
            );
        }
        links.extend(reader.finish().into_iter().map(|read| read.links));
        links
    }

    /// Reads one article passage by passage, holding only what later passages may need.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            linker: self,
            next: 0,
            open: VecDeque::new(),
            article: Company::default(),
            memory: Memory::default(),
            text_names: TextNames::default(),
        }
    }
}

/// An article being read.
#[derive(Debug)]
pub struct Reader<'l> {
    linker: &'l Linker,
    next: usize,
    /// Passages that are read but not settled.
    open: VecDeque<Open>,
    /// What the article so far shows about itself.
    article: Company,
    memory: Memory,
    /// Names that no list has, and that the article puts into a zone.
    text_names: TextNames,
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

/// A passage that is read but not settled.
#[derive(Debug)]
struct Open {
    number: usize,
    text: String,
    sightings: Sightings,
}

/// A reason to link a passage to a zone.
#[derive(Debug)]
struct Claim {
    zone: usize,
    rule: &'static Rule,
    mention: Mention,
    antecedent: Option<Antecedent>,
}

impl Reader<'_> {
    /// Takes the next passage; gives those that are settled by now, in order.
    pub fn push(&mut self, text: String) -> Vec<LinkedText> {
        let sightings = Sightings::of(&self.linker.catalogue, &text, &Folded::of(&text));
        self.article.add(&sightings.company);
        self.open.push_back(Open {
            number: self.next,
            text,
            sightings,
        });
        self.next += 1;
        if self.open.len() > LOOKAHEAD {
            self.settle().into_iter().collect()
        } else {
            Vec::new()
        }
    }

    /// Ends the article; gives the passages that were still open.
    #[must_use]
    pub fn finish(mut self) -> Vec<LinkedText> {
        std::iter::from_fn(|| self.settle()).collect()
    }

    /// Decides on the links of the oldest open passage.
    fn settle(&mut self) -> Option<LinkedText> {
        let Open {
            number,
            text,
            sightings,
        } = self.open.pop_front()?;
        let mut settling = Settling::default();
        for sighting in &sightings.all {
            self.take(sighting, &sightings, &mut settling);
        }
        for sighting in &sightings.all {
            if let What::General(all) = &sighting.sight.what {
                self.take_all_zones(*all, sighting, &mut settling);
            }
        }
        self.recall_names(&text, &mut settling);
        self.learn_names(number, &sightings, &settling);
        let links = self.links(settling.claims);
        self.memory.keep(number, settling.meant);
        Some(LinkedText {
            number,
            text,
            links,
        })
    }

    /// Claims the zones of names that earlier passages put into one.
    fn recall_names(&self, text: &str, settling: &mut Settling) {
        for (name, mention) in self.text_names.recall(text) {
            settling.claims.push(Claim {
                zone: name.zone,
                rule: &TEXT_NAME,
                mention,
                antecedent: Some(Antecedent {
                    passage: name.passage,
                    mention: name.mention.clone(),
                }),
            });
        }
    }

    /// Notes the names that a passage puts into the one zone it names.
    fn learn_names(&mut self, number: usize, found: &Sightings, settling: &Settling) {
        let explicit = |claim: &&Claim| claim.rule.kind == LinkKind::Explicit;
        let mut zones = settling
            .claims
            .iter()
            .filter(explicit)
            .map(|claim| claim.zone);
        let Some(zone) = zones.next() else { return };
        let elsewhere = settling
            .meant
            .iter()
            .any(|meant| meant.zones.is_empty() && !meant.general);
        if found.names.is_empty() || elsewhere || zones.any(|other| other != zone) {
            return;
        }
        self.text_names.add(zone, number, &found.names);
    }

    /// Decides what one sighting means, all but expressions for all zones.
    fn take(&self, sighting: &Sighting, passage: &Sightings, settling: &mut Settling) {
        let sight = &sighting.sight;
        match &sight.what {
            What::Zones(zones, rule, needs) if self.grants(needs, passage) => {
                settling.claim(zones, rule, sighting, None);
                settling.mean(zones, sight, sighting);
            }
            What::Zones(_, _, Needs::Announced(_) | Needs::HomeOrAnnounced(_))
            | What::General(_) => {}
            What::Zones(..) => {
                settling.mean(
                    &self.nowhere(),
                    sighting.otherwise.as_ref().unwrap_or(sight),
                    sighting,
                );
            }
            What::Outside => settling.mean(&self.nowhere(), sight, sighting),
            What::Refer(reference) => self.refer(*reference, sighting, passage, settling),
            What::Opening(sort) => self.look_ahead(*sort, sighting, passage, settling),
        }
    }

    /// Decides on an expression for all zones, once it is known which zones the passage names.
    fn take_all_zones(&self, all: AllZones, sighting: &Sighting, settling: &mut Settling) {
        if !self.means_all(all, !settling.claims.is_empty()) {
            return;
        }
        let mut zones = self.everywhere().to_vec();
        if all.general == General::Others {
            let Some(spoken_of) = self.spoken_of(&settling.claims) else {
                return;
            };
            zones.retain(|zone| *zone != spoken_of);
        }
        settling.claim(&zones, all.general.rule(), sighting, None);
        settling.mean_all(sighting);
    }

    /// The zone that "the others" leave out: the one that the passage names, else that of the article; none
    /// when the passage lists several.
    fn spoken_of(&self, claims: &[Claim]) -> Option<usize> {
        match claims {
            [] => self.memory.main_zone(),
            [first, rest @ ..] => {
                let alone = rest.iter().all(|claim| claim.zone == first.zone);
                alone.then_some(first.zone)
            }
        }
    }

    /// All zones, by index.
    fn everywhere(&self) -> Arc<[usize]> {
        (0..self.linker.catalogue.zones.len()).collect()
    }

    /// No zone.
    fn nowhere(&self) -> Arc<[usize]> {
        Arc::clone(&self.linker.catalogue.nowhere)
    }

    /// Whether there is what a name needs to count.
    fn grants(&self, needs: &Needs, passage: &Sightings) -> bool {
        let article = &self.article;
        match needs {
            Needs::Nothing => true,
            Needs::Home => article.home > 0,
            Needs::Zones => passage.speak_of_zones(),
            Needs::ZonesAround => {
                let speaks = article.zone_words || passage.speak_of_zones();
                article.home > 0 && (speaks || passage.name_a_zone())
            }
            Needs::NotAway(set) => self.is_not_away(*set, passage),
            Needs::HomeOrAnnounced(word) => {
                let at_home = article.home > 0 && article.abroad == 0;
                let counts = at_home || article.announced.contains(word);
                counts && self.is_no_homonym(word, passage)
            }
            Needs::Announced(word) => {
                article.announced.contains(word) && self.is_no_homonym(word, passage)
            }
        }
    }

    fn is_no_homonym(&self, word: &str, passage: &Sightings) -> bool {
        let set = self.linker.catalogue.homonym(word);
        set.is_none_or(|set| self.is_not_away(set, passage))
    }

    /// Whether the names of a set of homonyms have their meaning here: the company in the passage decides, then
    /// that in the article.
    fn is_not_away(&self, set: usize, passage: &Sightings) -> bool {
        if passage.company.away(set) > 0 {
            passage.company.home > 0
        } else {
            self.article.away(set) <= self.article.home
        }
    }

    /// Whether an expression for all zones means them here.
    fn means_all(&self, all: AllZones, names_some_zone: bool) -> bool {
        let article = &self.article;
        let here = article.home > 0 || article.abroad == 0;
        let means = match all.general {
            General::Plain => here,
            General::Counted => return here,
            General::AtHome => article.home > 0,
            General::InContext | General::Others => here && article.context,
        };
        let of_one = all.located || (all.frame && names_some_zone);
        means && !of_one
    }

    /// Claims what a referring word points to.
    fn refer(
        &self,
        reference: Reference,
        sighting: &Sighting,
        passage: &Sightings,
        settling: &mut Settling,
    ) {
        if reference.sort == Sort::Province
            && !reference.several
            && passage.lie_in_other_provinces()
        {
            return;
        }
        let Some(resolved) = self.memory.resolve(reference, &settling.meant) else {
            if reference.several && matches!(reference.sort, Sort::Area | Sort::Zone) {
                return self.take_zones_of_article(sighting, settling);
            }
            return self.look_ahead(reference.sort, sighting, passage, settling);
        };
        let rule = match (resolved.general, resolved.several) {
            (true, _) => &ALL_ZONES_REFERENCE,
            (false, true) => &PLURAL_REFERENCE,
            (false, false) => &REFERENCE,
        };
        let zones = if resolved.general {
            self.everywhere()
        } else {
            resolved.zones
        };
        if resolved.antecedent.is_some() {
            settling.claim(&zones, rule, sighting, resolved.antecedent.as_ref());
        }
        settling.meant.push(Meant {
            zones: if resolved.several {
                self.nowhere()
            } else {
                zones
            },
            general: resolved.general,
            said_by_name: false,
            sorts: resolved.sorts | reference.sort.into(),
            said: Some(reference.sort),
            province_of: None,
            mention: sighting.mention.clone(),
        });
    }

    /// Claims all zones for "the areas", in an article that speaks of zones, where nothing else is meant.
    fn take_zones_of_article(&self, sighting: &Sighting, settling: &mut Settling) {
        if self.article.zone_words && self.article.home > 0 {
            settling.claim(&self.everywhere(), &ALL_ZONES_REFERENCE, sighting, None);
        }
    }

    /// Claims what a description at the opening of an article points to: the first place of its sort that the
    /// passage itself, or the next ones, name.
    fn look_ahead(
        &self,
        sort: Sort,
        sighting: &Sighting,
        passage: &Sightings,
        settling: &mut Settling,
    ) {
        if !self.memory.is_empty() {
            return;
        }
        let is_one = |other: &&Sighting| other.sight.is_name() && other.sight.sorts.holds(sort);
        if passage.all.iter().any(|other| is_one(&other)) {
            return;
        }
        let later = self.open.iter().find_map(|open| {
            let first = open.sightings.all.iter().find(is_one)?;
            Some((open, first))
        });
        if let Some((open, other)) = later
            && let What::Zones(zones, _, needs) = &other.sight.what
            && self.grants(needs, &open.sightings)
        {
            let antecedent = Antecedent {
                passage: open.number,
                mention: other.mention.clone(),
            };
            settling.claim(zones, &FORWARD_REFERENCE, sighting, Some(&antecedent));
        }
    }

    /// For each zone in list order the strongest claim, with the mentions of all claims of its kind.
    fn links(&self, claims: Vec<Claim>) -> Vec<Link> {
        let zones = &self.linker.catalogue.zones;
        let mut by_zone: Vec<Vec<Claim>> = zones.iter().map(|_| Vec::new()).collect();
        for claim in claims {
            by_zone[claim.zone].push(claim);
        }
        let links = zones.iter().zip(by_zone);
        links
            .filter_map(|(zone, claims)| {
                let best = claims.iter().min_by_key(|claim| claim.rank())?;
                let (rule, antecedent) = (best.rule, best.antecedent.clone());
                let kept = claims
                    .into_iter()
                    .filter(|claim| claim.rule.kind == rule.kind);
                Some(Link {
                    zone: zone.clone(),
                    kind: rule.kind,
                    confidence: rule.confidence,
                    rule: rule.id,
                    mentions: kept.map(|claim| claim.mention).collect(),
                    antecedent: antecedent.map(Box::new),
                    decision: None,
                })
            })
            .collect()
    }
}

impl Claim {
    /// Smaller is stronger: the kind first, then how sure the rule is.
    fn rank(&self) -> (LinkKind, Reverse<u16>) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a confidence lies between 0 and 1"
        )]
        let sure = (self.rule.confidence.0 * 1000.0) as u16;
        (self.rule.kind, Reverse(sure))
    }
}

impl Sightings {
    /// Whether the passage names a zone, or a place in one, that needs nothing else.
    fn name_a_zone(&self) -> bool {
        let mut sights = self.all.iter().map(|sighting| &sighting.sight.what);
        sights.any(|what| matches!(what, What::Zones(_, _, Needs::Nothing | Needs::NotAway(_))))
    }

    /// Whether the passage names places, all of them in provinces that no zone counts whole.
    fn lie_in_other_provinces(&self) -> bool {
        let elsewhere: Arc<[usize]> = Arc::new([]);
        let mut provinces = self
            .all
            .iter()
            .filter_map(|sighting| match sighting.sight.what {
                What::Outside => Some(sighting.sight.province_of.as_ref().unwrap_or(&elsewhere)),
                _ => sighting.sight.province_of.as_ref(),
            });
        let mut names_places = false;
        let all_others = provinces.all(|zones| {
            names_places = true;
            zones.is_empty()
        });
        names_places && all_others
    }

    /// Whether the passage speaks of zones of the agreement.
    fn speak_of_zones(&self) -> bool {
        let of_zones = |sighting: &Sighting| match &sighting.sight.what {
            What::General(_) => true,
            What::Refer(reference) => reference.sort == Sort::Zone,
            _ => false,
        };
        self.company.zone_words || self.all.iter().any(of_zones)
    }
}

/// What has been decided about a passage so far.
#[derive(Default)]
struct Settling {
    claims: Vec<Claim>,
    meant: Vec<Meant>,
}

impl Settling {
    fn claim(
        &mut self,
        zones: &[usize],
        rule: &'static Rule,
        sighting: &Sighting,
        antecedent: Option<&Antecedent>,
    ) {
        let claims = zones.iter().map(|zone| Claim {
            zone: *zone,
            rule,
            mention: sighting.mention.clone(),
            antecedent: antecedent.cloned(),
        });
        self.claims.extend(claims);
    }

    fn mean(&mut self, zones: &Arc<[usize]>, sight: &Sight, sighting: &Sighting) {
        self.meant.push(Meant {
            zones: Arc::clone(zones),
            general: false,
            said_by_name: true,
            sorts: sight.sorts,
            said: sight.said,
            province_of: sight.province_of.clone(),
            mention: sighting.mention.clone(),
        });
    }

    fn mean_all(&mut self, sighting: &Sighting) {
        self.meant.push(Meant {
            zones: Arc::new([]),
            general: true,
            said_by_name: true,
            sorts: sighting.sight.sorts,
            said: None,
            province_of: None,
            mention: sighting.mention.clone(),
        });
    }
}
