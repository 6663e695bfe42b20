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
mod discourse;
mod rules;
mod sighting;

pub use rules::{PINNED, RULES, Rule, rule};

use std::{cmp::Reverse, collections::VecDeque};

use crate::{
    language::{Folded, TooManyNames},
    model::{Antecedent, Facts, Link, LinkKind, Mention, Passage, Reference, Sort},
};
use catalogue::{Catalogue, General};
use discourse::{Meant, Memory, Resolved};
use rules::{ALL_ZONES_REFERENCE, PLURAL_REFERENCE, REFERENCE};
use sighting::{AllZones, Needs, Sighting, Sightings, What};

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
            links.extend(reader.push(passage.text.clone()).into_iter().map(|read| read.links));
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
            article: Article::default(),
            memory: Memory::default(),
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
    article: Article,
    memory: Memory,
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

/// What the article so far shows about itself.
#[derive(Debug, Default)]
struct Article {
    /// Words that show the country of the zones.
    home: usize,
    /// Whether it speaks of the talks or the agreement.
    context: bool,
    /// For each set of homonyms, words of the other meaning.
    away: Vec<usize>,
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
        self.article.note(&sightings);
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
        let speaks_of_zones = sightings.speak_of_zones();
        let names_zone = |sighting: &Sighting| match &sighting.what {
            What::Zones(_, _, needs) => self.article.grants(*needs, &sightings, speaks_of_zones),
            _ => false,
        };
        let names_some_zone = sightings.all.iter().any(names_zone);
        let mut settling = Settling::default();
        for sighting in &sightings.all {
            match &sighting.what {
                What::Zones(zones, rule, _) if names_zone(sighting) => {
                    settling.claim(zones, rule, sighting, None);
                    settling.mean(zones, sighting);
                }
                What::Zones(..) | What::Outside => settling.mean(&[], sighting),
                What::General(all) => {
                    if self.article.takes(all, names_some_zone) {
                        let rule = all.general.rule();
                        settling.claim(&self.all_zones(), rule, sighting, None);
                        settling.mean_all(sighting);
                    }
                }
                What::Refer(reference) => self.refer(*reference, sighting, &mut settling),
            }
        }
        let links = self.links(settling.claims);
        self.memory.keep(number, settling.meant);
        Some(LinkedText {
            number,
            text,
            links,
        })
    }

    fn all_zones(&self) -> Vec<usize> {
        (0..self.linker.catalogue.zones.len()).collect()
    }

    /// Claims what a referring word points to.
    fn refer(&self, reference: Reference, sighting: &Sighting, settling: &mut Settling) {
        let Some(resolved) = self.memory.resolve(reference, &settling.meant) else {
            return;
        };
        let Resolved {
            zones,
            several,
            general,
            sorts,
            antecedent,
        } = resolved;
        let rule = match (general, several) {
            (true, _) => &ALL_ZONES_REFERENCE,
            (false, true) => &PLURAL_REFERENCE,
            (false, false) => &REFERENCE,
        };
        let zones = if general { self.all_zones() } else { zones };
        if antecedent.is_some() {
            settling.claim(&zones, rule, sighting, antecedent);
        }
        settling.meant.push(Meant {
            zones: if several { Vec::new() } else { zones },
            general,
            sorts: sorts | reference.sort.into(),
            said: Some(reference.sort),
            mention: sighting.mention.clone(),
        });
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
                let kept = claims.into_iter().filter(|claim| claim.rule.kind == rule.kind);
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

impl Article {
    fn note(&mut self, sightings: &Sightings) {
        self.home += sightings.home;
        self.context |= sightings.context;
        for set in &sightings.away {
            if self.away.len() <= *set {
                self.away.resize(set + 1, 0);
            }
            self.away[*set] += 1;
        }
    }

    /// Whether there is what a name needs to count.
    fn grants(&self, needs: Needs, passage: &Sightings, speaks_of_zones: bool) -> bool {
        match needs {
            Needs::Nothing => true,
            Needs::Home => self.home > 0,
            Needs::Zones => speaks_of_zones,
            Needs::NotAway(set) => {
                let away_here = passage.away.contains(&set);
                let away = self.away.get(set).copied().unwrap_or_default();
                if away_here {
                    passage.home > 0
                } else {
                    away <= self.home
                }
            }
        }
    }

    /// Whether an expression for all zones means them here.
    fn takes(&self, all: &AllZones, names_some_zone: bool) -> bool {
        let means = match all.general {
            General::Plain => true,
            General::Counted => return true,
            General::AtHome => self.home > 0,
            General::InContext => self.context,
        };
        let of_one = all.located || (all.frame && names_some_zone);
        means && !of_one
    }
}

impl Sightings {
    /// Whether the passage speaks of zones of the agreement.
    fn speak_of_zones(&self) -> bool {
        let of_zones = |sighting: &Sighting| match &sighting.what {
            What::General(_) => true,
            What::Refer(reference) => reference.sort == Sort::Zone,
            _ => false,
        };
        self.classes || self.all.iter().any(of_zones)
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
        antecedent: Option<Antecedent>,
    ) {
        let claims = zones.iter().map(|zone| Claim {
            zone: *zone,
            rule,
            mention: sighting.mention.clone(),
            antecedent: antecedent.clone(),
        });
        self.claims.extend(claims);
    }

    fn mean(&mut self, zones: &[usize], sighting: &Sighting) {
        self.meant.push(Meant {
            zones: zones.to_vec(),
            general: false,
            sorts: sighting.sorts,
            said: sighting.said,
            mention: sighting.mention.clone(),
        });
    }

    fn mean_all(&mut self, sighting: &Sighting) {
        self.meant.push(Meant {
            zones: Vec::new(),
            general: true,
            sorts: sighting.sorts,
            said: None,
            mention: sighting.mention.clone(),
        });
    }
}
