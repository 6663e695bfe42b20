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
//! A word for a province points to the one that the article named most, wherever that was; one for an area, an
//! enclave or a city does so when the main place was named three times as often as the nearest.
//!
//! A word for several points to the nearest passage that names two places or more of that sort, or all zones.
//! Where none does, it is read like the word for one.

use std::{collections::VecDeque, sync::Arc};

use rustc_hash::FxHashMap;

use crate::model::{Antecedent, Mention, Named, Reference, Sort, Sorts};

/// How many passages back a word may point.
const REACH: usize = 4;
/// How many times as often the main place of an article must be named as the nearest one to be meant instead.
const MUCH_MORE: usize = 3;

/// A place, or all zones, that a passage speaks of.
#[derive(Debug, Clone)]
pub(super) struct Meant {
    /// Its zones, by index; none for a place elsewhere.
    pub(super) zones: Arc<[usize]>,
    /// Whether it is all zones together.
    pub(super) general: bool,
    /// Whether a name says so, and not a word that points to one.
    pub(super) said_by_name: bool,
    pub(super) sorts: Sorts,
    /// The sort that a word at the name says.
    pub(super) said: Option<Sort>,
    /// For a place, the zones that its province is counted to whole.
    pub(super) province_of: Option<Arc<[usize]>>,
    pub(super) mention: Mention,
}

/// What a referring word points to.
#[derive(Debug, Clone)]
pub(super) struct Resolved {
    /// Zones, by index; none for a place elsewhere.
    pub(super) zones: Arc<[usize]>,
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

/// A zone, by any name in it, or a place outside every zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Entity {
    Zones(Arc<[usize]>),
    Elsewhere(Named),
}

impl Entity {
    fn of(meant: &Meant) -> Self {
        if meant.zones.is_empty() {
            Self::Elsewhere(meant.mention.names.clone())
        } else {
            Self::Zones(Arc::clone(&meant.zones))
        }
    }
}

/// The place that was named most as one of a sort.
#[derive(Debug)]
struct Main {
    count: usize,
    /// Where it was named last.
    passage: usize,
    meant: Meant,
}

/// What has been read of an article.
#[derive(Debug, Default)]
pub(super) struct Memory {
    title: Option<Remembered>,
    recent: VecDeque<Remembered>,
    /// How often each zone was meant, and when last.
    spoken_of: Vec<(usize, usize)>,
    /// How often each place was named as one of a sort.
    times_named: FxHashMap<(Entity, Sort), usize>,
    /// For each sort the place named most, of equals the last.
    main: [Option<Main>; Sort::ALL.len()],
}

impl Memory {
    /// Keeps what a passage spoke of.
    pub(super) fn keep(&mut self, number: usize, meant: Vec<Meant>) {
        for zone in meant.iter().flat_map(|meant| meant.zones.iter()) {
            if self.spoken_of.len() <= *zone {
                self.spoken_of.resize(zone + 1, (0, 0));
            }
            let (times, last) = &mut self.spoken_of[*zone];
            (*times, *last) = (*times + 1, number);
        }
        for meant in meant.iter().filter(|meant| meant.is_named()) {
            self.count(number, meant);
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

    /// A place named; the title names it twice as loudly.
    fn count(&mut self, number: usize, meant: &Meant) {
        let weight = if number == 0 { 2 } else { 1 };
        for sort in Sort::ALL
            .into_iter()
            .filter(|sort| meant.sorts.holds(*sort))
        {
            let times = self
                .times_named
                .entry((Entity::of(meant), sort))
                .or_default();
            *times += weight;
            let main = &mut self.main[sort as usize];
            if main.as_ref().is_none_or(|main| *times >= main.count) {
                *main = Some(Main {
                    count: *times,
                    passage: number,
                    meant: meant.clone(),
                });
            }
        }
    }

    /// How often the place of a mention was named as one of a sort.
    fn times_named(&self, sort: Sort, meant: &Meant) -> usize {
        let times = self.times_named.get(&(Entity::of(meant), sort));
        times.copied().unwrap_or_default()
    }

    fn resolve_one(&self, sort: Sort, before: &[Meant]) -> Option<Resolved> {
        if let Some(here) = before.iter().rfind(|meant| meant.is_one_of(sort)) {
            return Some(Resolved::one(sort, here, None));
        }
        let reach = if sort == Sort::There { 1 } else { REACH + 1 };
        let nearest = self.passages_back().take(reach).find_map(|passage| {
            let chosen = self.chosen(sort, &passage.meant)?;
            Some((chosen, passage.number))
        });
        let main = self.main[sort as usize].as_ref().filter(|main| {
            let times = nearest.map_or(0, |(nearest, _)| self.times_named(sort, nearest));
            match sort {
                Sort::Province => true,
                Sort::Area | Sort::Enclave | Sort::City => {
                    nearest.is_some() && main.count >= MUCH_MORE * times.max(1)
                }
                _ => false,
            }
        });
        match (main, nearest) {
            (Some(main), _) => Some(Resolved::one(sort, &main.meant, Some(main.passage))),
            (None, Some((nearest, number))) => Some(Resolved::one(sort, nearest, Some(number))),
            (None, None) => None,
        }
    }

    /// The place of a sort that a later word points to among those of one passage.
    fn chosen<'m>(&self, sort: Sort, meant: &'m [Meant]) -> Option<&'m Meant> {
        let last = |takes: &dyn Fn(&&Meant) -> bool| {
            meant
                .iter()
                .rev()
                .filter(|meant| meant.is_one_of(sort))
                .find(takes)
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

    /// The zone that the article has spoken of most, of equals the last.
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
    /// Whether it was named, not referred to.
    fn is_named(&self) -> bool {
        !self.general && self.said_by_name
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
        let zones = if own {
            Some(&meant.zones)
        } else {
            meant.province_of.as_ref()
        };
        Self {
            zones: zones.map_or_else(|| Arc::new([]) as Arc<[usize]>, Arc::clone),
            several: false,
            general: false,
            sorts: meant.sorts,
            antecedent: passage.map(|passage| meant.at(passage)),
        }
    }

    /// All zones, if they are meant, else two places or more of a sort.
    fn several(sort: Sort, meant: &[Meant], passage: Option<usize>) -> Option<Self> {
        let all = meant
            .iter()
            .rfind(|meant| meant.general && meant.sorts.holds(sort));
        if let Some(all) = all {
            return Some(Self {
                zones: Arc::new([]),
                several: true,
                general: true,
                sorts: all.sorts,
                antecedent: passage.map(|passage| all.at(passage)),
            });
        }
        let places: Vec<&Meant> = meant.iter().filter(|meant| meant.is_one_of(sort)).collect();
        let (first, rest) = places.split_first()?;
        let mut zones: Vec<usize> = places
            .iter()
            .flat_map(|meant| meant.zones.iter().copied())
            .collect();
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
            zones: zones.into(),
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
