//! What the data says of names: gathered once, asked for each name found.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::Arc,
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::roles::Roles;
use super::rules::{
    ALL_ZONES, ALL_ZONES_IN_CONTEXT, CONTEXT_NAME, DESCRIPTION, HOME_NAME, PLACE_NAME,
    PROVINCE_PLACE, Rule, SIDE_NAME, UNPLACED_NAME, ZONE_NAME,
};
use super::text_name::NameSigns;
use crate::{
    ground::Ground,
    language::{AlikeFinder, Folded, NameFinder, TooManyNames, fold, written_forms},
    model::{Facts, Id, Lang, Place, Reference, Sort, Sorts, Vocabulary, Zone},
};

/// What a listed name or expression means.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    /// A zone, by index; the rule says on what condition.
    Zone(usize, &'static Rule, Sorts),
    /// A place.
    Place(Spot),
    /// All zones together.
    General(General),
    /// A name that only looks like one.
    Lookalike,
    /// An area outside every zone.
    Outside,
    /// A word that a description begins with.
    Enclave,
    /// A party whose areas are not meant by descriptions.
    Holder,
    /// A word that points to a place named elsewhere.
    Refer(Reference),
    /// A description of a place that may be named later.
    Opening(Sort),
    /// A word that shows that the passage speaks of a zone as such.
    ZoneWord,
    /// A word that shows that the text speaks of the zones.
    Context,
    /// A word that shows that the text is about the country of the zones.
    Home,
    /// Another country.
    Abroad,
    /// A word that comes with another meaning of the names of this set of homonyms.
    Away(usize),
}

/// A place of the gazetteer, as texts see it.
#[derive(Debug, Clone)]
pub(super) struct Spot {
    pub(super) place: Id,
    /// The zones that texts count it to, by index.
    pub(super) zones: Arc<[usize]>,
    /// Why they do.
    pub(super) rule: &'static Rule,
    pub(super) sorts: Sorts,
    /// Whether it is a part of a settlement.
    pub(super) is_quarter: bool,
    /// The zones that its province is counted to whole, by index; none where it is counted to none.
    pub(super) province_of: Arc<[usize]>,
}

/// What an expression for all zones needs to mean them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum General {
    /// Nothing: it means them anywhere.
    Plain,
    /// Nothing, and it counts the zones: it means all of them whatever is named beside it.
    Counted,
    /// A text about their country.
    AtHome,
    /// A text that speaks of the zones elsewhere.
    InContext,
    /// The same; it means all but the one that is spoken of.
    Others,
}

impl General {
    /// The name of its list in `lexicon.toml`.
    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Plain => "general",
            Self::Counted => "counted",
            Self::AtHome => "general_at_home",
            Self::InContext => "general_in_context",
            Self::Others => "others",
        }
    }

    /// The rule it links by.
    pub(super) fn rule(self) -> &'static Rule {
        match self {
            Self::Plain | Self::Counted => &ALL_ZONES,
            Self::AtHome | Self::InContext | Self::Others => &ALL_ZONES_IN_CONTEXT,
        }
    }
}

/// Everything the linker looks for.
#[derive(Debug)]
pub(super) struct Catalogue {
    pub(super) zones: Vec<Id>,
    /// The zones of a place outside every zone.
    pub(super) nowhere: Arc<[usize]>,
    pub(super) entries: Vec<Entry>,
    pub(super) names: NameFinder,
    /// The names of zones and places, in other Latin spellings.
    pub(super) alike: AlikeFinder,
    /// What shows names that no list has.
    pub(super) name_signs: NameSigns,
    /// Where zones lie, as descriptions put it; ids are indexes of zones.
    pub(super) whereabouts: NameFinder,
    pub(super) before: Roles,
    pub(super) after: Roles,
    /// Folded names that count only after a cue or beside a place.
    ambiguous: FxHashSet<String>,
    /// Those of them that are listed with an apostrophe.
    ambiguous_with_apostrophe: FxHashSet<String>,
    /// Folded names for which a preposition of place is cue enough.
    pub(super) loose: FxHashSet<String>,
    /// Folded words with another meaning, and the set of homonyms they belong to.
    homonyms: FxHashMap<String, usize>,
    /// Written forms of names that are a part of their zone's full name, and of a name elsewhere, with the zone.
    bare: FxHashMap<String, usize>,
    /// Folded names of capitals, which mostly stand for governments.
    pub(super) capitals: FxHashSet<String>,
    /// Folded words that put what stands before them at the place that follows.
    pub(super) locators: FxHashSet<String>,
    /// Folded words that join names in a list.
    pub(super) conjunctions: FxHashSet<String>,
    /// Folded words a little before an expression for all zones that make it class one.
    pub(super) classing: FxHashSet<String>,
}

impl Catalogue {
    /// Gathers the names of all zones and places, and the words of the lexicon.
    ///
    /// # Errors
    /// When there are more names than an automaton can hold.
    pub(super) fn new(facts: &Facts) -> Result<Self, TooManyNames> {
        let mut gathering = Gathering::new(facts);
        gathering.add_zones(facts);
        gathering.add_places(facts);
        for vocabulary in facts.lexicon.values() {
            gathering.add_vocabulary(vocabulary);
        }
        let folded = |list: fn(&Vocabulary) -> &Vec<String>| {
            let words = facts.lexicon.values().flat_map(list);
            words
                .flat_map(|word| written_forms(word))
                .collect::<FxHashSet<String>>()
        };
        Ok(Self {
            zones: facts.zones.iter().map(|zone| zone.id.clone()).collect(),
            nowhere: Arc::new([]),
            entries: gathering.entries,
            alike: AlikeFinder::new(gathering.spelled),
            names: NameFinder::new(gathering.names)?,
            name_signs: NameSigns::new(facts)?,
            whereabouts: NameFinder::new(whereabouts(facts))?,
            before: Roles::before(facts),
            after: Roles::after(facts),
            ambiguous: folded(|vocabulary| &vocabulary.ambiguous),
            ambiguous_with_apostrophe: ambiguous_with_apostrophe(facts),
            loose: folded(|vocabulary| &vocabulary.loose),
            homonyms: gathering.homonyms,
            bare: bare_names(facts),
            capitals: folded(|vocabulary| &vocabulary.capitals),
            locators: folded(|vocabulary| &vocabulary.locators),
            conjunctions: folded(|vocabulary| &vocabulary.conjunctions),
            classing: folded(|vocabulary| &vocabulary.classing),
        })
    }

    /// Whether what stands in a folded range is an ordinary word too.
    pub(super) fn is_ordinary(&self, text: &Folded<'_>, range: Range<usize>) -> bool {
        let name = text.text().get(range.clone()).unwrap_or_default();
        self.is_ambiguous(text, range) || self.loose.contains(name)
    }

    /// Whether what stands in a folded range is an ordinary word that needs a cue. Written with an apostrophe it is
    /// none, unless it is listed so.
    pub(super) fn is_ambiguous(&self, text: &Folded<'_>, range: Range<usize>) -> bool {
        let name = text.text().get(range.clone()).unwrap_or_default();
        if text.has_apostrophe_in(range) {
            self.ambiguous_with_apostrophe.contains(name)
        } else {
            self.ambiguous.contains(name)
        }
    }

    /// The zone of which a folded name is only a part of the full name, while places elsewhere have that part too.
    pub(super) fn bare_name_of(&self, name: &str) -> Option<usize> {
        self.bare.get(name).copied()
    }

    /// The zones whose bare names are a part of a folded name elsewhere.
    pub(super) fn bare_names_in(&self, elsewhere: &str) -> impl Iterator<Item = usize> {
        let parts = self.bare.iter();
        let parts = parts.filter(move |(part, _)| holds_words(elsewhere, part));
        parts.map(|(_, zone)| *zone)
    }

    /// The set of homonyms that a folded name belongs to, or a word in it.
    pub(super) fn homonym(&self, name: &str) -> Option<usize> {
        let whole = self.homonyms.get(name);
        let part = || name.split(' ').find_map(|word| self.homonyms.get(word));
        whole.or_else(part).copied()
    }
}

/// The ambiguous names that are listed with an apostrophe between letters, in all written forms.
fn ambiguous_with_apostrophe(facts: &Facts) -> FxHashSet<String> {
    let names = facts.lexicon.values().flat_map(|words| &words.ambiguous);
    let written = names.filter(|name| {
        let folded = Folded::of(name);
        folded.has_apostrophe_in(0..folded.text().len())
    });
    written.flat_map(|name| written_forms(name)).collect()
}

/// The names of zones that are a part of their full name and of a name elsewhere, in all written forms.
fn bare_names(facts: &Facts) -> FxHashMap<String, usize> {
    let elsewhere = facts.lexicon.values().flat_map(|words| &words.elsewhere);
    let elsewhere: Vec<String> = elsewhere.map(|name| fold(name)).collect();
    let mut bare = FxHashMap::default();
    for (index, zone) in facts.zones.iter().enumerate() {
        let full: Vec<String> = zone.name.iter().map(|(_, name)| fold(name)).collect();
        for name in zone.calls.names.values().flatten() {
            let forms: Vec<String> = written_forms(name).collect();
            let is_part_of = |wholes: &[String]| {
                let mut wholes = wholes.iter();
                wholes.any(|whole| {
                    let mut forms = forms.iter();
                    forms.any(|form| whole != form && holds_words(whole, form))
                })
            };
            if is_part_of(&full) && is_part_of(&elsewhere) {
                bare.extend(forms.into_iter().map(|form| (form, index)));
            }
        }
    }
    bare
}

/// Whether a folded name holds the words of another.
fn holds_words(whole: &str, part: &str) -> bool {
    whole.match_indices(part).any(|(start, _)| {
        let head = whole.get(..start).unwrap_or_default();
        let tail = whole.get(start + part.len()..).unwrap_or_default();
        let parts = |c: char| !c.is_alphanumeric();
        (head.is_empty() || head.ends_with(parts)) && (tail.is_empty() || tail.starts_with(parts))
    })
}

/// Where the zones lie, each with the index of its zone.
fn whereabouts(facts: &Facts) -> Vec<(&String, u32)> {
    let zones = facts.zones.iter().zip(0..);
    let phrases = zones.flat_map(|(zone, index)| {
        let phrases = zone.calls.whereabouts.values().flatten();
        phrases.map(move |phrase| (phrase, index))
    });
    phrases.collect()
}

/// Names and what they mean, while they are gathered.
struct Gathering {
    entries: Vec<Entry>,
    names: Vec<(String, u32)>,
    /// Those of them that may be spelled otherwise.
    spelled: Vec<(String, u32)>,
    homonyms: FxHashMap<String, usize>,
    away_sets: usize,
    /// Folded words that say of what sort a place is.
    kinds: FxHashMap<String, Sort>,
    /// Names of provinces, as `admin` of places has them.
    provinces: BTreeSet<String>,
}

impl Gathering {
    fn new(facts: &Facts) -> Self {
        let kinds = facts.lexicon.values().flat_map(|words| &words.kinds);
        let kinds = kinds.flat_map(|(sort, words)| words.iter().map(|word| (fold(word), *sort)));
        Self {
            entries: Vec::new(),
            names: Vec::new(),
            spelled: Vec::new(),
            homonyms: FxHashMap::default(),
            away_sets: 0,
            kinds: kinds.collect(),
            provinces: facts.places.iter().filter_map(province).map(fold).collect(),
        }
    }

    fn add<'n>(&mut self, entry: Entry, names: impl IntoIterator<Item = &'n String>) {
        let Ok(id) = u32::try_from(self.entries.len()) else {
            return; // `NameFinder` refuses long before.
        };
        let is_name = match &entry {
            Entry::Place(..) => true,
            Entry::Zone(_, rule, _) => rule.id == ZONE_NAME.id || rule.id == UNPLACED_NAME.id,
            _ => false,
        };
        self.entries.push(entry);
        let names: Vec<(String, u32)> = names.into_iter().map(|name| (name.clone(), id)).collect();
        if is_name {
            self.spelled.extend(names.iter().cloned());
        }
        self.names.extend(names);
    }

    fn add_zones(&mut self, facts: &Facts) {
        for (index, zone) in facts.zones.iter().enumerate() {
            let main: Vec<String> = zone.name.iter().map(|(_, name)| name.to_owned()).collect();
            let names = main.iter().chain(zone.calls.names.values().flatten());
            for name in names {
                let sorts = self.sorts_of_zone_name(zone, name);
                self.add(Entry::Zone(index, &ZONE_NAME, sorts), [name]);
            }
            let lists: [(&BTreeMap<Lang, Vec<String>>, &'static Rule); 5] = [
                (&zone.calls.home_names, &HOME_NAME),
                (&zone.calls.names_in_context, &CONTEXT_NAME),
                (&zone.calls.sides, &SIDE_NAME),
                (&zone.calls.descriptions, &DESCRIPTION),
                (&zone.calls.unplaced, &UNPLACED_NAME),
            ];
            for (names, rule) in lists {
                let sorts = if rule.id == UNPLACED_NAME.id {
                    [Sort::Area, Sort::Town, Sort::Village].into()
                } else {
                    Sort::Area.into()
                };
                self.add(Entry::Zone(index, rule, sorts), names.values().flatten());
            }
        }
    }

    /// A name that says its sort is of that sort; a province is no enclave. Any other may be an area or an enclave, and that of a
    /// zone made of provinces also one of those; a single word may be that of a capital too.
    fn sorts_of_zone_name(&self, zone: &Zone, name: &str) -> Sorts {
        let area = Sorts::from([Sort::Area, Sort::Zone, Sort::Enclave]);
        let folded = fold(name);
        let said = folded.split(' ').find_map(|word| self.kinds.get(word));
        match said {
            Some(Sort::City) => area | [Sort::City, Sort::Town].into(),
            Some(Sort::Province) => [Sort::Area, Sort::Zone, Sort::Province].into(),
            Some(sort) => area | (*sort).into(),
            None if zone.calls.provinces.is_empty() => area,
            None if folded.contains(' ') => area | Sort::Province.into(),
            None => area | [Sort::Province, Sort::City, Sort::Town].into(),
        }
    }

    fn add_places(&mut self, facts: &Facts) {
        let areas = facts.extents.iter();
        let ground = Ground::new(areas.map(|extent| (&extent.area, extent.period)));
        for place in facts.places.iter().filter(|place| place.is_real()) {
            let (zones, rule) = zones_of(facts, &ground, place);
            let spot = Spot {
                place: place.id.clone(),
                zones: zones.into(),
                rule,
                sorts: self.sorts_of_place(place),
                is_quarter: place.kind == "quarter",
                province_of: provinces_of(facts, place).into(),
            };
            self.add(Entry::Place(spot), place.names.values().flatten());
        }
    }

    fn sorts_of_place(&self, place: &Place) -> Sorts {
        let city = Sorts::from([Sort::Area, Sort::City, Sort::Town]);
        let mut names = place.names.values().flatten();
        match place.kind.as_str() {
            "city" | "settlement" if names.any(|name| self.provinces.contains(&fold(name))) => {
                city | Sort::Province.into()
            }
            "city" => city,
            "settlement" => [Sort::Area, Sort::Town, Sort::Village].into(),
            "quarter" => [Sort::Area, Sort::District].into(),
            _ => Sort::Area.into(),
        }
    }

    fn add_vocabulary(&mut self, words: &Vocabulary) {
        self.add(Entry::General(General::Plain), &words.general);
        self.add(Entry::General(General::Counted), &words.counted);
        self.add(Entry::General(General::AtHome), &words.general_at_home);
        self.add(
            Entry::General(General::InContext),
            &words.general_in_context,
        );
        self.add(Entry::General(General::Others), &words.others);
        self.add(Entry::Lookalike, &words.lookalikes);
        self.add(Entry::Outside, &words.elsewhere);
        self.add(Entry::Enclave, &words.enclaves);
        self.add(Entry::Holder, &words.holders);
        self.add(Entry::Abroad, &words.abroad);
        self.add(Entry::ZoneWord, &words.zone_words);
        self.add(Entry::Context, &words.context);
        self.add(Entry::Home, &words.home);
        for (reference, phrases) in &words.referring {
            self.add(Entry::Refer(*reference), phrases);
        }
        for (sort, phrases) in &words.openings {
            self.add(Entry::Opening(*sort), phrases);
        }
        for homonym in &words.homonyms {
            let set = self.away_sets;
            self.away_sets += 1;
            let names = homonym.names.iter().map(|name| (fold(name), set));
            self.homonyms.extend(names);
            self.add(Entry::Away(set), &homonym.away);
        }
    }
}

/// Indexes of the zones that texts count a place to, in list order, and the rule that says so.
fn zones_of(facts: &Facts, ground: &Ground, place: &Place) -> (Vec<usize>, &'static Rule) {
    let chosen = |takes: &dyn Fn(&Zone) -> bool| -> Vec<usize> {
        let zones = facts.zones.iter().enumerate();
        let zones = zones.filter(|(_, zone)| !zone.calls.not_places.contains(&place.id));
        zones
            .filter(|(_, zone)| takes(zone))
            .map(|(index, _)| index)
            .collect()
    };
    let mut covering = Vec::new();
    ground.each_at(place.point, None, |extent, _| {
        covering.push(&facts.extents[extent].zone);
    });
    let covered = chosen(&|zone| covering.contains(&&zone.id));
    if !covered.is_empty() {
        return (covered, &PLACE_NAME);
    }
    let whole = provinces_of(facts, place);
    let is_whole = |zone: &Zone| whole.iter().any(|index| facts.zones[*index].id == zone.id);
    let counted = chosen(&|zone| is_whole(zone) || zone.calls.places.contains(&place.id));
    (counted, &PROVINCE_PLACE)
}

/// Indexes of the zones that count the whole province of a place.
fn provinces_of(facts: &Facts, place: &Place) -> Vec<usize> {
    let counts = |zone: &Zone| {
        let own = province(place);
        own.is_some_and(|own| zone.calls.provinces.iter().any(|province| province == own))
    };
    let zones = facts
        .zones
        .iter()
        .enumerate()
        .filter(|(_, zone)| counts(zone));
    zones.map(|(index, _)| index).collect()
}

/// The province of a place: the first part of `admin`, which may go on after a slash.
fn province(place: &Place) -> Option<&str> {
    let admin = place.admin.as_deref()?;
    admin.split('/').next().map(str::trim)
}
