//! An article read passage by passage: what each sighting means in it.

use std::{collections::VecDeque, sync::Arc};

use super::{
    Linker,
    catalogue::{Catalogue, General},
    claims::{Claim, Settling},
    discourse::{Meant, Memory},
    meaning::{AllZones, Needs, What},
    rules::{ALL_ZONES_REFERENCE, FORWARD_REFERENCE, PLURAL_REFERENCE, REFERENCE, TEXT_NAME},
    sighting::{Company, Sighting, Sightings},
    text_name::TextNames,
};
use crate::{
    language::Folded,
    model::{Antecedent, Link, Reference, Sort},
};

/// Passages that are read before one is settled: a name may be explained, or a description named, by then.
const LOOKAHEAD: usize = 2;
/// Names of a later passage that an opening description may mean: the first so many.
const AHEAD: usize = 64;

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

impl<'l> Reader<'l> {
    pub(super) fn new(linker: &'l Linker) -> Self {
        Self {
            linker,
            next: 0,
            open: VecDeque::new(),
            article: Company::default(),
            memory: Memory::default(),
            text_names: TextNames::default(),
        }
    }

    /// Takes the next passage; gives those that are settled by now, in order.
    pub fn push(&mut self, text: String) -> Vec<LinkedText> {
        let sightings = Sightings::of(&self.linker.catalogue, self.next, &Folded::of(&text));
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
        let (links, meant) = settling.finish(&self.linker.catalogue.zones);
        self.memory.keep(number, meant);
        Some(LinkedText {
            number,
            text,
            links,
        })
    }

    /// Claims the zones of names that earlier passages put into one.
    fn recall_names(&self, text: &str, settling: &mut Settling) {
        for (name, mention) in self.text_names.recall(text) {
            settling.add(Claim {
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
        if let Some(zone) = settling.only_zone() {
            self.text_names.add(zone, number, &found.unlisted);
        }
    }

    /// Decides what one sighting means, all but expressions for all zones.
    fn take(&self, sighting: &Sighting, passage: &Sightings, settling: &mut Settling) {
        let sight = &sighting.sight;
        match &sight.what {
            What::Zones(zones, rule, needs) if self.grants(needs, passage) => {
                settling.claim(zones, rule, sighting, None);
                settling.mean(zones, sight, sighting);
            }
            What::Zones(
                _,
                _,
                Needs::Announced(_) | Needs::AnnouncedAtHome(_) | Needs::HomeOrAnnounced(_),
            )
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
        if !self.means_all(all, !settling.claimed().is_empty()) {
            return;
        }
        let mut zones = self.everywhere().to_vec();
        if all.general == General::Others {
            // The one that the passage names, else that of the article; a passage that lists several means none.
            let spoken_of = match settling.claimed() {
                [] => self.memory.main_zone(),
                [zone] => Some(*zone),
                _ => None,
            };
            let Some(spoken_of) = spoken_of else { return };
            zones.retain(|zone| *zone != spoken_of);
        }
        settling.claim(&zones, all.general.rule(), sighting, None);
        settling.mean_all(sighting);
    }

    pub(super) fn catalogue(&self) -> &Catalogue {
        &self.linker.catalogue
    }

    /// What the article so far shows about itself.
    pub(super) fn company(&self) -> &Company {
        &self.article
    }

    /// All zones, by index.
    fn everywhere(&self) -> Arc<[usize]> {
        (0..self.linker.catalogue.zones.len()).collect()
    }

    /// No zone.
    fn nowhere(&self) -> Arc<[usize]> {
        Arc::clone(&self.linker.catalogue.nowhere)
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
            && passage.lies_in_other_provinces()
        {
            return;
        }
        let Some(resolved) = self.memory.resolve(reference, settling.meant()) else {
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
        settling.push(Meant {
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
        if passage.names(sort) {
            return;
        }
        let is_one = |other: &&Sighting| other.sight.is_name() && other.sight.sorts.holds(sort);
        let later = self.open.iter().find_map(|open| {
            let first = open.sightings.all.iter().take(AHEAD).find(is_one)?;
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
}
