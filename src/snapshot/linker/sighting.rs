//! One passage read by itself: which names and words stand in it, and what each may mean.
//!
//! 1. The names, words and expressions of the catalogue are found; the longest wins.
//! 2. Each is judged by what stands directly around it: a cue, a preposition, "Street".
//! 3. Names that are ordinary words too count when announced, or beside a place.
//! 4. An enclave word and a zone's whereabouts within a few words make a description.
//! 5. What only the rest of the article can decide stays open as [`Needs`].

use std::ops::Range;

use super::{
    catalogue::{Catalogue, Entry, General, Role},
    rules::{CONTEXT_NAME, DESCRIPTION, HOME_NAME, Rule},
};
use crate::{
    language::{CodePoints, Folded, Hit, with_closing_quote},
    model::{Mention, Named, Reference, Sort, Sorts},
};

/// Words between an enclave word and the whereabouts that end its description, at most.
const DESCRIPTION_GAP: usize = 6;
/// Words between an enclave word and a place elsewhere that make it an enclave elsewhere, at most.
const ELSEWHERE_GAP: usize = 4;
/// Words between an expression for all zones and the place it is said to be at, at most.
const LOCATED_GAP: usize = 3;

/// A passage that has been read by itself.
#[derive(Debug)]
pub(super) struct Sightings {
    /// What was seen, in text order.
    pub(super) all: Vec<Sighting>,
    /// How often words stand here that show the country of the zones.
    pub(super) home: usize,
    /// Whether the passage speaks of the talks or the agreement.
    pub(super) context: bool,
    /// Whether the passage classes something as a zone.
    pub(super) classes: bool,
    /// Sets of homonyms for whose other meaning a word stands here.
    pub(super) away: Vec<usize>,
}

/// Something in a passage that may mean a zone, or a place outside every zone.
#[derive(Debug)]
pub(super) struct Sighting {
    pub(super) what: What,
    /// Of what sort it may be.
    pub(super) sorts: Sorts,
    /// The sort that a word directly at it says.
    pub(super) said: Option<Sort>,
    pub(super) mention: Mention,
}

/// What a sighting may mean.
#[derive(Debug)]
pub(super) enum What {
    /// These zones, by index, if what it needs is there.
    Zones(Vec<usize>, &'static Rule, Needs),
    /// All zones together.
    General(AllZones),
    /// A place outside every zone.
    Outside,
    /// A place named elsewhere.
    Refer(Reference),
}

/// What else must hold for a name to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    Nothing,
    /// The text is about the country of the zones.
    Home,
    /// The passage speaks of the zones.
    Zones,
    /// No company of this other meaning.
    NotAway(usize),
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

/// A hit with its surroundings, before it is known what it means.
struct Seen<'h> {
    hit: &'h Hit<'h>,
    before: Role,
    after: Role,
    meaning: Meaning,
}

enum Meaning {
    Sighted(What, Sorts, Named),
    /// A place whose name is an ordinary word: counts beside a place that counts.
    Unannounced(What, Sorts, Named),
    Enclave(Option<Reference>),
    Nothing,
}

impl Sightings {
    /// Reads a passage.
    pub(super) fn of(catalogue: &Catalogue, text: &str, folded: &Folded<'_>) -> Self {
        let hits = catalogue.names.find(folded);
        let mut read = Self {
            all: Vec::new(),
            home: 0,
            context: false,
            classes: false,
            away: Vec::new(),
        };
        let mut seen: Vec<Seen<'_>> = Vec::with_capacity(hits.len());
        for hit in &hits {
            let word = folded.text().get(hit.folded.clone()).unwrap_or_default();
            read.note_company(catalogue, hit, word);
            seen.push(see(catalogue, folded, hit));
        }
        announce_neighbours(folded, &mut seen);
        read.gather(text, folded, catalogue, seen);
        read
    }

    /// Notes what the hit shows about the text as a whole.
    fn note_company(&mut self, catalogue: &Catalogue, hit: &Hit<'_>, word: &str) {
        for &id in hit.ids {
            match &catalogue.entries[id as usize] {
                Entry::Home => self.home += 1,
                Entry::Context => self.context = true,
                Entry::General(General::Plain | General::Counted) => self.context = true,
                Entry::Classing | Entry::ZoneWord => (self.context, self.classes) = (true, true),
                Entry::Away(set) => self.away.push(*set),
                Entry::Outside => self.away.extend(catalogue.homonym(word)),
                _ => {}
            }
        }
    }

    fn gather(
        &mut self,
        text: &str,
        folded: &Folded<'_>,
        catalogue: &Catalogue,
        seen: Vec<Seen<'_>>,
    ) {
        let mut cutter = Cutter::new(text);
        let spans: Vec<Span> = seen.iter().map(Span::of).collect();
        let mut seen = seen.into_iter().enumerate().peekable();
        while let Some((nth, one)) = seen.next() {
            let (what, sorts, named) = match one.meaning {
                Meaning::Sighted(What::General(all), sorts, named) => {
                    let located = is_located(catalogue, folded, &spans, nth);
                    let all = AllZones { located, ..all };
                    (What::General(all), sorts, named)
                }
                Meaning::Sighted(What::Refer(_), ..)
                    if is_located(catalogue, folded, &spans, nth) =>
                {
                    continue;
                }
                Meaning::Sighted(what, sorts, named) => (what, sorts, named),
                Meaning::Enclave(refer) => match described(catalogue, folded, &spans, nth) {
                    Described::Zone(zone, end) => {
                        while seen.next_if(|(next, _)| spans[*next].range.end <= end).is_some() {}
                        let range = one.hit.range.start..end;
                        let sorts = [Sort::Area, Sort::Enclave, Sort::Zone].into();
                        self.all.push(Sighting {
                            what: What::Zones(vec![zone], &DESCRIPTION, Needs::Nothing),
                            sorts,
                            said: None,
                            mention: cutter.cut(range, Named::Lexicon("enclaves")),
                        });
                        continue;
                    }
                    Described::Elsewhere => (
                        What::Outside,
                        [Sort::Area, Sort::Enclave].into(),
                        Named::Lexicon("enclaves"),
                    ),
                    Described::Nothing => match refer {
                        Some(refer) if !is_located(catalogue, folded, &spans, nth) => (
                            What::Refer(refer),
                            Sorts::default(),
                            Named::Lexicon(refer.list()),
                        ),
                        _ => continue,
                    },
                },
                Meaning::Unannounced(..) | Meaning::Nothing => continue,
            };
            let said = one.before.sort.or(one.after.sort);
            let sorts = match said {
                Some(sort) if !matches!(what, What::Refer(_)) => narrowed(sorts, sort),
                _ => sorts,
            };
            let mention = cutter.cut(one.hit.range.clone(), named);
            self.all.push(Sighting {
                what,
                sorts,
                said,
                mention,
            });
        }
    }
}

/// Where a hit stands and what it may end or locate.
struct Span {
    folded: Range<usize>,
    range: Range<usize>,
    particles: bool,
    is_zone: bool,
    is_outside: bool,
}

impl Span {
    fn of(seen: &Seen<'_>) -> Self {
        let sighted = |zone: bool| match &seen.meaning {
            Meaning::Sighted(What::Zones(..), ..) => zone,
            Meaning::Sighted(What::Outside, ..) => !zone,
            _ => false,
        };
        Self {
            folded: seen.hit.folded.clone(),
            range: seen.hit.range.clone(),
            particles: !seen.hit.particles.is_empty(),
            is_zone: sighted(true),
            is_outside: sighted(false),
        }
    }
}

enum Described {
    /// The zone, and the byte of the original where the description ends.
    Zone(usize, usize),
    Elsewhere,
    Nothing,
}

/// What an enclave word begins: the description of a zone, of another place, or none.
///
/// Whichever comes first decides: a zone's whereabouts, or the name of a place.
fn described(catalogue: &Catalogue, folded: &Folded<'_>, spans: &[Span], nth: usize) -> Described {
    let enclave = &spans[nth];
    let whereabouts = catalogue.whereabouts.find(folded);
    let near = whereabouts.iter().find_map(|hit| {
        let after = hit.folded.start >= enclave.folded.end;
        let gap = after.then(|| gap(folded, enclave.folded.end..hit.folded.start))??;
        (gap <= DESCRIPTION_GAP).then_some((*hit.ids.first()? as usize, hit))
    });
    let begins = near.as_ref().map_or(usize::MAX, |(_, hit)| hit.folded.start);
    for span in &spans[nth + 1..] {
        let Some(gap) = words_between(folded, enclave, span) else {
            break;
        };
        if span.folded.end > begins {
            break;
        }
        if span.is_outside && gap <= ELSEWHERE_GAP {
            return Described::Elsewhere;
        }
        if span.is_zone {
            return Described::Nothing;
        }
    }
    match near {
        Some((zone, hit)) => Described::Zone(zone, hit.range.end),
        None => Described::Nothing,
    }
}

/// Whether an expression for all zones is said to be at the place named next.
fn is_located(catalogue: &Catalogue, folded: &Folded<'_>, spans: &[Span], nth: usize) -> bool {
    let Some(next) = spans.get(nth + 1).filter(|span| span.is_zone || span.is_outside) else {
        return false;
    };
    match words_between(folded, &spans[nth], next) {
        Some(0) => next.particles,
        Some(gap) if gap <= LOCATED_GAP => {
            let between = between(folded, &spans[nth], next);
            let mut words = between.split(' ').filter(|word| !word.is_empty());
            words.next().is_some_and(|word| catalogue.locators.contains(word))
        }
        _ => false,
    }
}

fn between<'f>(folded: &'f Folded<'_>, left: &Span, right: &Span) -> &'f str {
    let range = left.folded.end..right.folded.start;
    folded.text().get(range).unwrap_or_default()
}

/// How many words lie between two spans of one clause; `None` beyond a barrier.
fn words_between(folded: &Folded<'_>, left: &Span, right: &Span) -> Option<usize> {
    let words = gap(folded, left.folded.end..right.folded.start)?;
    let carried = usize::from(right.particles && words > 0);
    Some(words - carried)
}

/// How many words a range of folded bytes holds; `None` when it holds a barrier.
fn gap(folded: &Folded<'_>, range: Range<usize>) -> Option<usize> {
    let between = folded.text().get(range).unwrap_or_default();
    let words = between.split(' ').filter(|word| !word.is_empty());
    (!between.contains('\n')).then(|| words.count())
}

/// What a hit means by itself and by the words directly at it.
fn see<'h>(catalogue: &Catalogue, folded: &Folded<'_>, hit: &'h Hit<'h>) -> Seen<'h> {
    let before = catalogue.before.cues.before(folded, hit);
    let before = before.map_or_else(Role::default, |cue| catalogue.before.of(cue.phrase));
    let after = catalogue.after.cues.after(folded, hit);
    let after = after.map_or_else(Role::default, |cue| catalogue.after.of(cue.phrase));
    let word = folded.text().get(hit.folded.clone()).unwrap_or_default();
    let meaning = meaning(catalogue, hit, word);
    let is_name = |what: &What| matches!(what, What::Zones(..) | What::Outside);
    let meaning = match meaning {
        Meaning::Sighted(what, ..) if is_name(&what) && (before.cancels || after.cancels) => {
            Meaning::Nothing
        }
        Meaning::Sighted(What::Refer(_), ..) | Meaning::Enclave(Some(_)) if after.complements => {
            Meaning::Nothing
        }
        Meaning::Sighted(What::General(all), sorts, named) => {
            let frame = before.frames;
            Meaning::Sighted(What::General(AllZones { frame, ..all }), sorts, named)
        }
        Meaning::Sighted(what, sorts, named)
            if is_name(&what) && !is_announced(catalogue, folded, hit, word, before, after) =>
        {
            Meaning::Unannounced(what, sorts, named)
        }
        other => other,
    };
    Seen {
        hit,
        before,
        after,
        meaning,
    }
}

/// Whether a name counts as far as words at it can tell: always, unless it is an ordinary word too.
fn is_announced(
    catalogue: &Catalogue,
    folded: &Folded<'_>,
    hit: &Hit<'_>,
    word: &str,
    before: Role,
    after: Role,
) -> bool {
    let cue = before.cue || after.cue;
    if catalogue.ambiguous.contains(word) {
        return cue;
    }
    if catalogue.loose.contains(word) {
        let head = folded.text().get(..hit.folded.start).unwrap_or_default();
        let opens = head.is_empty() || head.ends_with('\n');
        let carried = hit.fused || hit.particles.chars().any(|p| p == 'ب' || p == 'ل');
        return cue || before.preposition || carried || opens;
    }
    true
}

/// What a name means as far as the data says.
fn meaning(catalogue: &Catalogue, hit: &Hit<'_>, word: &str) -> Meaning {
    let entries = || hit.ids.iter().map(|&id| &catalogue.entries[id as usize]);
    let refer = || {
        entries().find_map(|entry| match entry {
            Entry::Refer(reference) => Some(*reference),
            _ => None,
        })
    };
    if entries().any(|entry| matches!(entry, Entry::Enclave)) {
        return Meaning::Enclave(refer());
    }
    for entry in entries() {
        match entry {
            Entry::Outside => return outside(entries(), "elsewhere"),
            Entry::Classing | Entry::Lookalike => return Meaning::Nothing,
            Entry::General(general) => return all_zones(*general),
            Entry::Zone(zone, rule, sorts) => {
                let sorts = entries().fold(*sorts, |sorts, entry| match entry {
                    Entry::Place(_, _, _, more) => sorts | *more,
                    _ => sorts,
                });
                let what = What::Zones(vec![*zone], rule, needs(catalogue, rule, word));
                let named = Named::Zone(catalogue.zones[*zone].clone());
                return Meaning::Sighted(what, sorts, named);
            }
            _ => {}
        }
    }
    match refer() {
        Some(refer) => {
            let named = Named::Lexicon(refer.list());
            Meaning::Sighted(What::Refer(refer), Sorts::default(), named)
        }
        None => place(catalogue, entries(), word),
    }
}

fn all_zones(general: General) -> Meaning {
    let all = AllZones {
        general,
        frame: false,
        located: false,
    };
    let sorts = Sorts::from([Sort::Area, Sort::Zone]);
    let named = Named::Lexicon(general.list());
    Meaning::Sighted(What::General(all), sorts, named)
}

/// A place name means its zones when every place of that name lies in the same ones, and otherwise a
/// place outside, or nothing that could be told.
fn place<'c>(
    catalogue: &Catalogue,
    entries: impl Iterator<Item = &'c Entry> + Clone,
    word: &str,
) -> Meaning {
    let mut places = entries.clone().filter_map(|entry| match entry {
        Entry::Place(id, zones, rule, sorts) => Some((id, zones, *rule, *sorts)),
        _ => None,
    });
    let Some((id, zones, rule, sorts)) = places.next() else {
        return Meaning::Nothing;
    };
    if places.any(|(_, others, ..)| others != zones) {
        return Meaning::Nothing;
    }
    if zones.is_empty() {
        return outside(entries, "elsewhere");
    }
    let what = What::Zones(zones.clone(), rule, needs(catalogue, rule, word));
    Meaning::Sighted(what, sorts, Named::Place(id.clone()))
}

fn outside<'c>(mut entries: impl Iterator<Item = &'c Entry>, list: &'static str) -> Meaning {
    let place = entries.find_map(|entry| match entry {
        Entry::Place(id, _, _, sorts) => Some((id.clone(), *sorts)),
        _ => None,
    });
    match place {
        Some((id, sorts)) => Meaning::Sighted(What::Outside, sorts, Named::Place(id)),
        None => Meaning::Sighted(What::Outside, Sort::Area.into(), Named::Lexicon(list)),
    }
}

fn needs(catalogue: &Catalogue, rule: &Rule, word: &str) -> Needs {
    if rule.id == HOME_NAME.id {
        Needs::Home
    } else if rule.id == CONTEXT_NAME.id {
        Needs::Zones
    } else {
        let set = catalogue.homonym(word);
        set.map_or(Needs::Nothing, Needs::NotAway)
    }
}

/// The sorts that a name of some sorts may still be of when a word at it says one.
fn narrowed(sorts: Sorts, said: Sort) -> Sorts {
    let area = Sorts::from(Sort::Area);
    match said {
        Sort::Area => sorts,
        Sort::Zone => area | Sort::Zone.into(),
        // The capital of a province has its name.
        Sort::Province if sorts.holds(Sort::City) => area | [Sort::Province, Sort::City].into(),
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
fn announce_neighbours(folded: &Folded<'_>, seen: &mut [Seen<'_>]) {
    let joined = |left: &Seen<'_>, right: &Seen<'_>| {
        let gap = left.hit.folded.end..right.hit.folded.start;
        let gap = folded.text().get(gap).unwrap_or_default().trim_matches([' ', '\n']);
        gap.is_empty() || gap == right.hit.particles || gap == "and"
    };
    let counts = |seen: &Seen<'_>| {
        let name = matches!(
            &seen.meaning,
            Meaning::Sighted(What::Zones(..) | What::Outside, _, Named::Place(_) | Named::Zone(_))
        );
        name && seen.hit.folded.len() > 2
    };
    let order = (1..seen.len()).chain((1..seen.len()).rev());
    for right in order {
        let (head, tail) = seen.split_at_mut(right);
        let (Some(left), Some(right)) = (head.last_mut(), tail.first_mut()) else {
            continue;
        };
        if !joined(left, right) {
            continue;
        }
        if counts(left) {
            right.meaning.announce();
        }
        if counts(right) {
            left.meaning.announce();
        }
    }
}

impl Meaning {
    fn announce(&mut self) {
        if let Self::Unannounced(..) = self
            && let Self::Unannounced(what, sorts, named) = std::mem::replace(self, Self::Nothing)
        {
            *self = Self::Sighted(what, sorts, named);
        }
    }
}

/// Cuts mentions out of a text, with their offsets.
pub(super) struct Cutter<'t> {
    text: &'t str,
    code_points: CodePoints<'t>,
}

impl<'t> Cutter<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            code_points: CodePoints::new(text),
        }
    }

    pub(super) fn cut(&mut self, range: Range<usize>, names: Named) -> Mention {
        let range = with_closing_quote(self.text, range);
        Mention {
            text: self.text.get(range.clone()).unwrap_or_default().into(),
            start: self.code_points.before(range.start),
            end: self.code_points.before(range.end),
            start_byte: range.start,
            end_byte: range.end,
            names,
        }
    }
}
