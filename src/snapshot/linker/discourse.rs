//! What earlier passages of an article named, and what words such as "the area" point to.
//!
//! The rules, in order, for a word that points to one place of a sort:
//! 1. A place of that sort named before it in the same passage is meant, and says all there is to say.
//! 2. Else the nearest passage before with a place of that sort decides, up to [`REACH`] passages back. Of
//!    several places there, one that was called by the very sort ("the town of ...") is meant before others;
//!    then one in the zone that the article spoke of most; then the last.
//! 3. Else the title decides.
//!
//! An adverb of place ("there") points no farther than the passage before.
//!
//! A word for a province points to the one that the article named most, wherever that was.
//!
//! A word for several points to the nearest passage that names two places or more of that sort, or all zones.
//! Where none does, it is read like the word for one.

use std::collections::VecDeque;

use crate::model::{Antecedent, Mention, Named, Reference, Sort, Sorts};

/// How many passages back a word may point.
const REACH: usize = 4;

/// A place, or all zones, that a passage speaks of.
#[derive(Debug, Clone)]
pub(super) struct Meant {
    /// Its zones, by index; none for a place elsewhere.
    pub(super) zones: Vec<usize>,
    /// Whether it is all zones together.
    pub(super) general: bool,
    pub(super) sorts: Sorts,
    /// The sort that a word at the name says.
    pub(super) said: Option<Sort>,
    /// For a place, the zones that its province is counted to whole.
    pub(super) province_of: Option<Vec<usize>>,
    pub(super) mention: Mention,
}

/// What a referring word points to.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    /// Zones, by index; none for a place elsewhere.
    pub(super) zones: Vec<usize>,
    /// Whether it points to several places.
    pub(super) several: bool,
    /// Whether it points to all zones together.
    pub(super) general: bool,
    /// The sorts of what it points to.
    pub(super) sorts: Sorts,
    /// The mention it points to, unless it stands in the same passage.
    pub(super) antecedent: Option<Antecedent>,
}

/// A passage and what it spoke of.
#[derive(Debug)]
struct Remembered {
    number: usize,
    meant: Vec<Meant>,
}

/// What has been read of an article.
#[derive(Debug, Default)]
pub(super) struct Memory {
    title: Option<Remembered>,
    recent: VecDeque<Remembered>,
    /// How often each zone was meant.
    spoken_of: Vec<usize>,
    /// Provinces, each with how often it was named and where it was named last.
    provinces: Vec<(usize, usize, Meant)>,
}

impl Memory {
    /// Keeps what a passage spoke of.
    pub(super) fn keep(&mut self, number: usize, meant: Vec<Meant>) {
        for zone in meant.iter().flat_map(|meant| &meant.zones) {
            if self.spoken_of.len() <= *zone {
                self.spoken_of.resize(zone + 1, 0);
            }
            self.spoken_of[*zone] += 1;
        }
        for meant in meant.iter().filter(|meant| meant.is_named(Sort::Province)) {
            self.count_province(number, meant);
        }
        let passage = Remembered { number, meant };
        if number == 0 {
            self.title = Some(passage);
            return;
        }
        if self.recent.len() == REACH {
            self.recent.pop_front();
        }
        self.recent.push_back(passage);
    }

    /// What a word points to, given what stands before it in its own passage.
    pub(super) fn resolve(&self, reference: Reference, before: &[Meant]) -> Option<Resolved> {
        if reference.several {
            let several = self.resolve_several(reference, before);
            if several.is_some() || matches!(reference.sort, Sort::Area | Sort::Zone) {
                return several;
            }
        }
        self.resolve_one(reference.sort, before)
    }

    /// A province named; the title names it twice as loudly.
    fn count_province(&mut self, number: usize, meant: &Meant) {
        let weight = if number == 0 { 2 } else { 1 };
        let same = |known: &Meant| {
            known.zones == meant.zones
                && (!known.zones.is_empty() || known.mention.names == meant.mention.names)
        };
        match self.provinces.iter_mut().find(|(_, _, known)| same(known)) {
            Some(known) => *known = (known.0 + weight, number, meant.clone()),
            None => self.provinces.push((weight, number, meant.clone())),
        }
    }

    /// The province that was named most, of equals the last.
    fn main_province(&self) -> Option<Resolved> {
        let most = self.provinces.iter().max_by_key(|(count, number, _)| (*count, *number))?;
        Some(Resolved::one(Sort::Province, &most.2, Some(most.1)))
    }

    fn resolve_one(&self, sort: Sort, before: &[Meant]) -> Option<Resolved> {
        if let Some(here) = before.iter().rfind(|meant| meant.is_one_of(sort)) {
            return Some(Resolved::one(sort, here, None));
        }
        if sort == Sort::Province && let Some(main) = self.main_province() {
            return Some(main);
        }
        let reach = if sort == Sort::There { 1 } else { REACH + 1 };
        self.passages_back().take(reach).find_map(|passage| {
            let chosen = self.chosen(sort, &passage.meant)?;
            Some(Resolved::one(sort, chosen, Some(passage.number)))
        })
    }

    /// The place of a sort that a later word points to among those of one passage.
    fn chosen<'m>(&self, sort: Sort, meant: &'m [Meant]) -> Option<&'m Meant> {
        let last = |takes: &dyn Fn(&&Meant) -> bool| {
            meant.iter().rev().filter(|meant| meant.is_one_of(sort)).find(takes)
        };
        let called_so = || last(&|meant| meant.said == Some(sort));
        let main = self.main_zone();
        let of_main = || last(&|meant| main.is_some_and(|main| meant.zones.contains(&main)));
        called_so().or_else(of_main).or_else(|| last(&|_| true))
    }

    fn resolve_several(&self, reference: Reference, before: &[Meant]) -> Option<Resolved> {
        let here = Resolved::several(reference.sort, before, None);
        here.or_else(|| {
            self.passages_back().find_map(|passage| {
                Resolved::several(reference.sort, &passage.meant, Some(passage.number))
            })
        })
    }

    /// Whether nothing has been spoken of yet.
    pub(super) fn is_empty(&self) -> bool {
        let mut passages = self.passages_back();
        passages.all(|passage| passage.meant.is_empty())
    }

    /// The zone that the article has spoken of most.
    pub(super) fn main_zone(&self) -> Option<usize> {
        let zones = self.spoken_of.iter().enumerate();
        zones.max_by_key(|(_, count)| **count).map(|(zone, _)| zone)
    }

    /// The passages that a word may point to, nearest first, the title last.
    fn passages_back(&self) -> impl Iterator<Item = &Remembered> {
        self.recent.iter().rev().chain(&self.title)
    }
}

impl Meant {
    /// Whether it was named as a place of a sort, not referred to.
    fn is_named(&self, sort: Sort) -> bool {
        let referred = matches!(self.mention.names, Named::Lexicon(_));
        !self.general && !referred && self.sorts.holds(sort)
    }

    fn is_one_of(&self, sort: Sort) -> bool {
        let implied = sort == Sort::Province && self.province_of.is_some();
        let anywhere = sort == Sort::There;
        !self.general && (anywhere || self.sorts.holds(sort) || implied)
    }
}

impl Resolved {
    fn one(sort: Sort, meant: &Meant, passage: Option<usize>) -> Self {
        let own = sort == Sort::There || meant.sorts.holds(sort);
        let zones = if own { Some(&meant.zones) } else { meant.province_of.as_ref() };
        Self {
            zones: zones.cloned().unwrap_or_default(),
            several: false,
            general: false,
            sorts: meant.sorts,
            antecedent: passage.map(|passage| meant.at(passage)),
        }
    }

    /// All zones, if they are meant, else two places or more of a sort.
    fn several(sort: Sort, meant: &[Meant], passage: Option<usize>) -> Option<Self> {
        let all = meant.iter().rfind(|meant| meant.general && meant.sorts.holds(sort));
        if let Some(all) = all {
            return Some(Self {
                zones: Vec::new(),
                several: true,
                general: true,
                sorts: all.sorts,
                antecedent: passage.map(|passage| all.at(passage)),
            });
        }
        let places: Vec<&Meant> = meant.iter().filter(|meant| meant.is_one_of(sort)).collect();
        let (first, rest) = places.split_first()?;
        let mut zones: Vec<usize> = places.iter().flat_map(|meant| meant.zones.clone()).collect();
        zones.sort_unstable();
        zones.dedup();
        // "The areas" are areas of one kind, not two ends of a road.
        let mixed = zones.len() < 2 && places.iter().any(|meant| meant.zones.is_empty());
        if rest.is_empty() || (mixed && !zones.is_empty()) {
            return None;
        }
        let shown = places.iter().find(|meant| !meant.zones.is_empty());
        let shown = shown.unwrap_or(first);
        Some(Self {
            zones,
            several: true,
            general: false,
            sorts: Sort::Area.into(),
            antecedent: passage.map(|passage| shown.at(passage)),
        })
    }
}

impl Meant {
    fn at(&self, passage: usize) -> Antecedent {
        Antecedent {
            passage,
            mention: self.mention.clone(),
        }
    }
}
