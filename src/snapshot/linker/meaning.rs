//! What a name or word found in a passage means, by the data and by the words directly at it.

use std::sync::Arc;

use super::{
    catalogue::{Catalogue, Entry, General, Spot},
    roles::Role,
    rules::{CONTEXT_NAME, DESCRIPTION, HOME_NAME, OTHER_SPELLING, Rule, SIDE_NAME},
};
use crate::{
    language::{Folded, Hit, consonants_in, without_arabic_and},
    model::{Named, Reference, Sort, Sorts},
};

/// What a sighting may mean.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// These zones, by index, if what it needs is there.
    Zones(Arc<[usize]>, &'static Rule, Needs),
    /// All zones together.
    General(AllZones),
    /// A place outside every zone.
    Outside,
    /// A place named elsewhere.
    Refer(Reference),
    /// A place that may be named later.
    Opening(Sort),
}

/// What else must hold for a name to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing.
    Nothing,
    /// The text is about the country of the zones.
    Home,
    /// The text is about the country of the zones, and about no other.
    HomeOnly,
    /// The passage speaks of the zones.
    Zones,
    /// The article speaks of a zone as such, or the passage names another zone.
    ZonesAround,
    /// No company of this other meaning.
    NotAway(usize),
    /// The article names this zone otherwise, if it names a place elsewhere of which the name is a part.
    NotElsewhere(usize),
    /// The text is about the country of the zones, or announces this very word as a place.
    HomeOrAnnounced(Box<str>),
    /// The article announces this very word as a place somewhere: one sense per discourse (Gale, Church and
    /// Yarowsky 1992).
    Announced(Box<str>),
    /// The same, and the text is about the country of the zones only.
    AnnouncedAtHome(Box<str>),
}

/// An expression for all zones.
#[derive(Debug, Clone, Copy)]
pub(super) struct AllZones {
    pub(super) general: General,
    /// It is a frame for something said of a named zone.
    pub(super) frame: bool,
    /// It is said to be at the place that follows.
    pub(super) located: bool,
}

/// A meaning with what later decisions need.
#[derive(Debug, Clone)]
pub(super) struct Sight {
    pub(super) what: What,
    /// Of what sort it may be.
    pub(super) sorts: Sorts,
    /// The sort that a word directly at it says.
    pub(super) said: Option<Sort>,
    /// For a place, the zones that its province is counted to whole.
    pub(super) province_of: Option<Arc<[usize]>>,
    pub(super) named: Named,
}

/// Whether a name is written as it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelled {
    AsListed,
    Alike,
}

/// What stands directly around a hit.
#[derive(Clone, Copy)]
struct Around {
    before: Role,
    after: Role,
}

/// A hit with what it may mean.
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub(super) struct Seen<'h> {
    pub(super) hit: &'h Hit<'h>,
    /// What it means.
    pub(super) sight: Option<Sight>,
    /// What it means if something announces it as a place.
    pub(super) if_announced: Option<Sight>,
    /// Whether it means that in a text about the country of the zones.
    pub(super) counts_at_home: bool,
    /// Whether a preposition of place is cue enough for it.
    is_loose: bool,
    /// Whether what announces it announces the name that "and" joins to it too: "towns of".
    announces_next: bool,
    /// Whether a description may begin with it.
    pub(super) is_enclave: bool,
    /// Whether it is a party whose areas are not meant by descriptions.
    pub(super) is_holder: bool,
}

impl Sight {
    fn new(what: What, sorts: impl Into<Sorts>, named: Named) -> Self {
        Self {
            what,
            sorts: sorts.into(),
            said: None,
            province_of: None,
            named,
        }
    }

    fn is_place(&self) -> bool {
        self.is_name() && matches!(self.named, Named::Place(_) | Named::Zone(_))
    }

    fn zones(&self) -> &[usize] {
        match &self.what {
            What::Zones(zones, ..) => zones,
            _ => &[],
        }
    }

    /// Whether it is the name of something.
    pub(super) fn is_name(&self) -> bool {
        matches!(self.what, What::Zones(..) | What::Outside)
    }

    /// The same for a name that is only spelled like this one: any other text has names of that sound.
    fn spelled_otherwise(mut self) -> Self {
        if let What::Zones(_, rule, needs) = &mut self.what {
            (*rule, *needs) = (&OTHER_SPELLING, Needs::HomeOnly);
        }
        self
    }

    /// The same with what a word directly before or after it says.
    fn called(mut self, around: Around) -> Self {
        self.said = around.before.sort.or(around.after.sort);
        if let Some(said) = self.said.filter(|_| self.is_name()) {
            self.sorts = narrowed(self.sorts, said);
        }
        self
    }

    /// What a name means that turned out not to mean its zones: a place elsewhere, as far as the data knows.
    pub(super) fn elsewhere(catalogue: &Catalogue, hit: &Hit<'_>) -> Self {
        Entries { catalogue, hit }.outside()
    }
}

impl<'h> Seen<'h> {
    /// Judges a hit.
    pub(super) fn of(
        catalogue: &Catalogue,
        text: &Folded<'_>,
        hit: &'h Hit<'h>,
        spelled: Spelled,
    ) -> Self {
        let around = Around {
            before: catalogue.before.at_front(text, hit),
            after: catalogue.after.at_back(text, hit),
        };
        let entries = Entries { catalogue, hit };
        let mut seen = Self {
            hit,
            sight: None,
            if_announced: None,
            counts_at_home: false,
            is_loose: false,
            announces_next: around.before.several,
            is_enclave: entries.any(|entry| matches!(entry, Entry::Enclave | Entry::Opening(_))),
            is_holder: entries.any(|entry| matches!(entry, Entry::Holder)),
        };
        let word = text.text().get(hit.folded.clone()).unwrap_or_default();
        seen.is_loose = catalogue.loose.contains(word);
        match entries.reference() {
            Some(reference) => seen.refers(reference, &entries, text, word, around),
            None => seen.names(&entries, text, (word, spelled), around),
        }
        seen
    }

    /// Takes the meaning of a word that points to a place, which may be the name of one too.
    fn refers(
        &mut self,
        reference: Reference,
        entries: &Entries<'_>,
        text: &Folded<'_>,
        word: &str,
        around: Around,
    ) {
        let whole = matches!(reference.sort, Sort::Area | Sort::Zone | Sort::Enclave);
        self.is_enclave |= whole && !reference.several;
        let points = match reference.sort {
            Sort::There => points_there(text, self.hit, around.after),
            _ => !around.after.complements,
        };
        let named = Named::Lexicon(reference.list());
        let sight = Sight::new(What::Refer(reference), Sorts::default(), named);
        self.sight = points.then_some(sight);
        self.if_announced = entries.place(word).map(|sight| sight.called(around));
        if around.before.cue {
            self.announce();
        }
    }

    /// Takes the meaning of a name, or of an expression for all zones.
    fn names(
        &mut self,
        entries: &Entries<'_>,
        text: &Folded<'_>,
        (word, spelled): (&str, Spelled),
        around: Around,
    ) {
        let cancelled = around.before.cancels || around.after.cancels;
        let Some(sight) = entries.named(word).filter(|_| !cancelled) else {
            return;
        };
        let sight = match spelled {
            Spelled::AsListed => sight.called(around),
            Spelled::Alike => sight.spelled_otherwise().called(around),
        };
        let catalogue = entries.catalogue;
        match &sight.what {
            What::General(all) => {
                let carried = || catalogue.before.before_particles(text, self.hit).frames;
                let frame = around.before.frames || carried();
                let what = What::General(AllZones { frame, ..*all });
                let classes = is_classing(catalogue, text, self.hit);
                self.sight = (!classes).then_some(Sight { what, ..sight });
            }
            // A quarter is a part of a settlement, and has its name from elsewhere.
            What::Zones(..) if sight.said == Some(Sort::District) && !entries.is_quarter() => {}
            // "To the south", "the south of the town": a direction.
            What::Zones(_, rule, _)
                if rule.id == SIDE_NAME.id
                    && (around.after.complements || around.before.direction) => {}
            // "Port said": a capital mostly stands for a government.
            What::Outside if catalogue.capitals.contains(word) && sight.said.is_none() => {}
            What::Zones(..) | What::Outside
                if !is_announced(catalogue, text, self.hit, (word, spelled), around) =>
            {
                let written = text.source_text(self.hit.folded.clone());
                let inside = around.before.inside && written.starts_with(char::is_uppercase);
                let is_listed = spelled == Spelled::AsListed;
                self.counts_at_home = is_listed && (inside || self.is_loose);
                self.if_announced = Some(sight);
            }
            _ => self.sight = Some(sight),
        }
    }

    /// Takes the meaning it has as a place.
    pub(super) fn announce(&mut self) {
        if let Some(place) = self.if_announced.take() {
            self.sight = Some(place);
        }
    }
}

/// What the data says of one hit.
struct Entries<'c> {
    catalogue: &'c Catalogue,
    hit: &'c Hit<'c>,
}

impl<'c> Entries<'c> {
    fn all(&self) -> impl Iterator<Item = &'c Entry> {
        let entries = &self.catalogue.entries;
        self.hit.ids.iter().map(|&id| &entries[id as usize])
    }

    fn any(&self, is: impl Fn(&Entry) -> bool) -> bool {
        self.all().any(is)
    }

    fn reference(&self) -> Option<Reference> {
        self.all().find_map(|entry| match entry {
            Entry::Refer(reference) => Some(*reference),
            _ => None,
        })
    }

    fn spots(&self) -> impl Iterator<Item = &'c Spot> {
        self.all().filter_map(|entry| match entry {
            Entry::Place(spot) => Some(spot),
            _ => None,
        })
    }

    fn is_quarter(&self) -> bool {
        self.spots().any(|spot| spot.is_quarter)
    }

    /// What is named; nothing by words that only look like a name.
    fn named(&self, word: &str) -> Option<Sight> {
        if self.any(|entry| matches!(entry, Entry::Lookalike)) {
            return None;
        }
        let first = self.all().find_map(|entry| match entry {
            Entry::Outside => Some(self.outside()),
            Entry::General(general) => Some(all_zones(*general)),
            Entry::Zone(zone, rule, sorts) => Some(self.zone(*zone, rule, *sorts, word)),
            Entry::Opening(sort) => {
                let named = Named::Lexicon("openings");
                Some(Sight::new(What::Opening(*sort), *sort, named))
            }
            _ => None,
        });
        first.or_else(|| self.place(word))
    }

    fn zone(&self, zone: usize, rule: &'static Rule, sorts: Sorts, word: &str) -> Sight {
        let needs = match (
            needs(self.catalogue, rule, word),
            self.catalogue.bare_name_of(word),
        ) {
            (Needs::Nothing, Some(zone)) => Needs::NotElsewhere(zone),
            (needs, _) => needs,
        };
        let what = What::Zones(Arc::new([zone]), rule, needs);
        let named = match rule.id {
            id if id == DESCRIPTION.id => Named::Lexicon("descriptions"),
            _ => Named::Zone(self.catalogue.zones[zone].clone()),
        };
        Sight::new(what, sorts, named)
    }

    /// A place name means its zones when every place of that name lies in the same ones. Else it means a
    /// place outside, or nothing that could be told.
    fn place(&self, word: &str) -> Option<Sight> {
        let mut spots = self.spots();
        let spot = spots.next()?;
        if spots.any(|other| other.zones != spot.zones) {
            return None;
        }
        if spot.zones.is_empty() {
            return Some(self.outside());
        }
        let needs = needs(self.catalogue, spot.rule, word);
        let what = What::Zones(Arc::clone(&spot.zones), spot.rule, needs);
        Some(Sight {
            province_of: Some(Arc::clone(&spot.province_of)),
            ..Sight::new(what, spot.sorts, Named::Place(spot.place.clone()))
        })
    }

    fn outside(&self) -> Sight {
        match self.spots().next() {
            Some(spot) => Sight {
                province_of: Some(Arc::clone(&spot.province_of)),
                ..Sight::new(What::Outside, spot.sorts, Named::Place(spot.place.clone()))
            },
            None => Sight::new(What::Outside, Sort::Area, Named::Lexicon("elsewhere")),
        }
    }
}

fn all_zones(general: General) -> Sight {
    let all = AllZones {
        general,
        frame: false,
        located: false,
    };
    let sorts = [Sort::Area, Sort::Zone];
    Sight::new(What::General(all), sorts, Named::Lexicon(general.list()))
}

fn needs(catalogue: &Catalogue, rule: &Rule, word: &str) -> Needs {
    if rule.id == HOME_NAME.id || rule.id == DESCRIPTION.id {
        Needs::Home
    } else if rule.id == CONTEXT_NAME.id {
        Needs::Zones
    } else if rule.id == SIDE_NAME.id {
        Needs::ZonesAround
    } else {
        let set = catalogue.homonym(word);
        set.map_or(Needs::Nothing, Needs::NotAway)
    }
}

/// Consonants of a name in another spelling for which a preposition of place is cue enough, at least: fewer are those
/// of too many words.
const TELLING: usize = 4;

/// Whether a name counts as far as words at it can tell: always, unless it is an ordinary word too, or
/// spelled otherwise.
fn is_announced(
    catalogue: &Catalogue,
    text: &Folded<'_>,
    hit: &Hit<'_>,
    (word, spelled): (&str, Spelled),
    Around { before, after }: Around,
) -> bool {
    let cue = before.cue || after.cue;
    if catalogue.is_ambiguous(text, hit.folded.clone()) {
        return cue;
    }
    if spelled == Spelled::Alike {
        return cue || (before.preposition && consonants_in(word) >= TELLING);
    }
    if catalogue.loose.contains(word) {
        let head = text.text().get(..hit.folded.start).unwrap_or_default();
        let opens = head.is_empty() || head.ends_with(',');
        let placed = before.preposition || hit.carries_preposition_of_place();
        return cue || placed || opens || is_hashtag(text, hit);
    }
    true
}

fn is_hashtag(text: &Folded<'_>, hit: &Hit<'_>) -> bool {
    let head = text.source().get(..hit.range.start);
    head.is_some_and(|head| head.ends_with('#'))
}

/// Whether an adverb of place points to a place: an Arabic one does at the end of a clause, where it is not
/// "there is"; an English one where no "is" follows.
fn points_there(text: &Folded<'_>, hit: &Hit<'_>, after: Role) -> bool {
    let rest = text.text().get(hit.folded.end..).unwrap_or_default();
    let ends_clause = rest.is_empty() || rest.starts_with(',');
    let word = text.text().get(hit.folded.clone()).unwrap_or_default();
    ends_clause || (word.is_ascii() && !after.existential)
}

/// Words between an expression for all zones and the "one of" that makes it class one, at most.
const CLASSING_GAP: usize = 4;
/// Words of the longest "one of".
const CLASSING_WORDS: usize = 3;

/// Whether an expression for all zones only classes one: "one of the calmer zones".
fn is_classing(catalogue: &Catalogue, text: &Folded<'_>, hit: &Hit<'_>) -> bool {
    let start = hit.folded.start - hit.particles.len();
    let head = text.text().get(..start).unwrap_or_default();
    let mut words: Vec<&str> = words_back(head)
        .take(CLASSING_GAP + CLASSING_WORDS)
        .collect();
    words.reverse();
    let ends = words.len().saturating_sub(CLASSING_GAP)..=words.len();
    let phrases =
        ends.flat_map(|end| (end.saturating_sub(CLASSING_WORDS)..end).map(move |start| start..end));
    let mut phrases = phrases.filter_map(|range| words.get(range));
    phrases.any(|phrase| catalogue.classing.contains(&phrase.join(" ")))
}

/// The words of the clause that ends a folded text, last first.
fn words_back(head: &str) -> impl Iterator<Item = &str> {
    let mut rest = head.strip_suffix(' ').unwrap_or(head);
    std::iter::from_fn(move || {
        if rest.is_empty() || rest.ends_with(',') {
            return None;
        }
        let begins = rest.rfind([' ', ',']).map_or(0, |border| border + 1);
        let (before, word) = rest.split_at(begins);
        rest = before.strip_suffix(' ').unwrap_or(before);
        Some(word)
    })
}

/// The sorts that a name of some sorts may still be of when a word at it says one.
fn narrowed(sorts: Sorts, said: Sort) -> Sorts {
    let area = Sorts::from(Sort::Area);
    match said {
        Sort::Area | Sort::There => sorts,
        Sort::Zone => area | Sort::Zone.into(),
        // The capital of a province has its name.
        Sort::Province if sorts.holds(Sort::City) => {
            area | [Sort::Province, Sort::City, Sort::Town].into()
        }
        Sort::Province => area | Sort::Province.into(),
        Sort::City => area | [Sort::City, Sort::Town].into(),
        Sort::Town => area | [Sort::City, Sort::Town, Sort::Village].into(),
        Sort::Village => area | [Sort::Town, Sort::Village].into(),
        Sort::District => area | [Sort::District, Sort::Town].into(),
        Sort::Enclave => area | [Sort::Enclave, Sort::Zone].into(),
    }
}

/// Names that are ordinary words count beside a place: joined to it by nothing but a particle, a mark of
/// punctuation, or a conjunction.
pub(super) fn announce_neighbours(catalogue: &Catalogue, text: &Folded<'_>, seen: &mut [Seen<'_>]) {
    let order = (1..seen.len()).chain((1..seen.len()).rev());
    for right in order {
        let (head, tail) = seen.split_at_mut(right);
        let (Some(left), Some(right)) = (head.last_mut(), tail.first_mut()) else {
            continue;
        };
        let Some(joint) = Joint::of(catalogue, text, left, right) else {
            continue;
        };
        if joint == Joint::And && left.announces_next && left.is_place() {
            right.announce();
            right.announces_next = true;
        }
        if left.vouches_for(right) {
            right.announce();
        }
        if right.vouches_for(left) {
            left.announce();
        }
    }
}

/// What joins two neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    And,
    Other,
}

impl Joint {
    /// `None` where words stand between them.
    fn of(
        catalogue: &Catalogue,
        text: &Folded<'_>,
        left: &Seen<'_>,
        right: &Seen<'_>,
    ) -> Option<Self> {
        let gap = text.text().get(left.hit.folded.end..right.hit.folded.start);
        let gap = gap.unwrap_or_default().trim_matches([' ', ',']);
        let particles = right.hit.particles;
        if catalogue.conjunctions.contains(gap)
            || (gap == particles && without_arabic_and(gap).is_some())
        {
            return Some(Self::And);
        }
        (gap.is_empty() || gap == particles).then_some(Self::Other)
    }
}

impl Seen<'_> {
    fn is_place(&self) -> bool {
        self.sight.as_ref().is_some_and(Sight::is_place)
    }

    /// Whether a neighbour that may be a place is one because this one is. Neighbours in a list lie together; for
    /// a loose name a place in any zone is enough.
    fn vouches_for(&self, neighbour: &Self) -> bool {
        let place = self.sight.as_ref().filter(|sight| sight.is_place());
        let (Some(place), Some(other)) = (place, &neighbour.if_announced) else {
            return false;
        };
        let certain = matches!(
            place.what,
            What::Zones(_, _, Needs::Nothing | Needs::NotAway(_))
        );
        place.zones() == other.zones() || (neighbour.is_loose && certain)
    }
}
