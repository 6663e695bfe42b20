//! What the data says of names: gathered once, asked for each name found.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use geo::Covers;

use super::rules::{
    ALL_ZONES, ALL_ZONES_IN_CONTEXT, CONTEXT_NAME, HOME_NAME, PLACE_NAME, PROVINCE_PLACE, Rule,
    ZONE_NAME,
};
use crate::{
    language::{CueSet, NameFinder, TooManyNames, fold},
    model::{Facts, Id, Lang, Place, Reference, Sort, Sorts, Vocabulary, Zone},
};

/// What a listed name or expression means.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    /// A zone, by index; the rule says on what condition.
    Zone(usize, &'static Rule, Sorts),
    /// A place: the zones that texts count it to, by index, and why.
    Place(Id, Vec<usize>, &'static Rule, Sorts),
    /// All zones together.
    General(General),
    /// A phrase that only classes one zone.
    Classing,
    /// A name that only looks like one.
    Lookalike,
    /// An area outside every zone.
    Outside,
    /// A word that a description begins with.
    Enclave,
    /// A word that points to a place named elsewhere.
    Refer(Reference),
    /// A word that shows that the passage speaks of a zone as such.
    ZoneWord,
    /// A word that shows that the text speaks of the zones.
    Context,
    /// A word that shows that the text is about the country of the zones.
    Home,
    /// A word that comes with another meaning of the names of this set of homonyms.
    Away(usize),
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
}

impl General {
    /// The name of its list in `lexicon.toml`.
    pub(super) fn list(self) -> &'static str {
        match self {
            Self::Plain => "general",
            Self::Counted => "counted",
            Self::AtHome => "general_at_home",
            Self::InContext => "general_in_context",
        }
    }

    /// The rule it links by.
    pub(super) fn rule(self) -> &'static Rule {
        match self {
            Self::Plain | Self::Counted => &ALL_ZONES,
            Self::AtHome | Self::InContext => &ALL_ZONES_IN_CONTEXT,
        }
    }
}

/// What a word directly before or after a name says about it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Role {
    /// It announces a place.
    pub(super) cue: bool,
    /// It is a preposition of place.
    pub(super) preposition: bool,
    /// It makes the name that of something or somebody else.
    pub(super) cancels: bool,
    /// It makes an expression for all zones a frame.
    pub(super) frames: bool,
    /// It says which place a referring word means.
    pub(super) complements: bool,
    /// It says of what sort the place is.
    pub(super) sort: Option<Sort>,
}

/// Words directly before, or directly after, a name, with their roles.
#[derive(Debug, Default)]
pub(super) struct Roles {
    pub(super) cues: CueSet,
    roles: HashMap<String, Role>,
}

/// Everything the linker looks for.
#[derive(Debug)]
pub(super) struct Catalogue {
    pub(super) zones: Vec<Id>,
    pub(super) entries: Vec<Entry>,
    pub(super) names: NameFinder,
    /// Where zones lie, as descriptions put it; ids are indexes of zones.
    pub(super) whereabouts: NameFinder,
    pub(super) before: Roles,
    pub(super) after: Roles,
    /// Folded names that count only after a cue or beside a place.
    pub(super) ambiguous: HashSet<String>,
    /// Folded names for which a preposition of place is cue enough.
    pub(super) loose: HashSet<String>,
    /// Folded words with another meaning, and the set of homonyms they belong to.
    homonyms: HashMap<String, usize>,
    /// Folded words that put what stands before them at the place that follows.
    pub(super) locators: HashSet<String>,
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
            words.map(|word| fold(word)).collect::<HashSet<String>>()
        };
        Ok(Self {
            zones: facts.zones.iter().map(|zone| zone.id.clone()).collect(),
            entries: gathering.entries,
            names: NameFinder::new(gathering.names)?,
            whereabouts: NameFinder::new(whereabouts(facts))?,
            before: Roles::before(facts),
            after: Roles::after(facts),
            ambiguous: folded(|vocabulary| &vocabulary.ambiguous),
            loose: folded(|vocabulary| &vocabulary.loose),
            homonyms: gathering.homonyms,
            locators: folded(|vocabulary| &vocabulary.locators),
        })
    }

    /// The set of homonyms that a folded name belongs to, or a word in it.
    pub(super) fn homonym(&self, name: &str) -> Option<usize> {
        let whole = self.homonyms.get(name);
        let part = || name.split(' ').find_map(|word| self.homonyms.get(word));
        whole.or_else(part).copied()
    }
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

impl Roles {
    fn before(facts: &Facts) -> Self {
        Self::gather(facts, |words, add| {
            add(&words.cues, |role| role.cue = true);
            add(&words.prepositions, |role| role.preposition = true);
            add(&words.cancels_before, |role| role.cancels = true);
            add(&words.frames, |role| role.frames = true);
        })
    }

    fn after(facts: &Facts) -> Self {
        Self::gather(facts, |words, add| {
            add(&words.cancels_after, |role| role.cancels = true);
            add(&words.complements, |role| role.complements = true);
        })
    }

    fn gather(facts: &Facts, lists: impl Fn(&Vocabulary, &mut dyn FnMut(&[String], fn(&mut Role)))) -> Self {
        let mut roles: HashMap<String, Role> = HashMap::new();
        for vocabulary in facts.lexicon.values() {
            lists(vocabulary, &mut |words, note| {
                for word in words {
                    note(roles.entry(fold(word)).or_default());
                }
            });
            for (sort, words) in &vocabulary.kinds {
                for word in words {
                    let role = roles.entry(fold(word)).or_default();
                    (role.cue, role.sort) = (true, Some(*sort));
                }
            }
        }
        Self {
            cues: CueSet::new(roles.keys()),
            roles,
        }
    }

    /// The role of a phrase that `cues` found.
    pub(super) fn of(&self, phrase: &str) -> Role {
        self.roles.get(phrase).copied().unwrap_or_default()
    }
}

/// Names and what they mean, while they are gathered.
struct Gathering {
    entries: Vec<Entry>,
    names: Vec<(String, u32)>,
    homonyms: HashMap<String, usize>,
    away_sets: usize,
    /// Folded words that say of what sort a place is.
    kinds: HashMap<String, Sort>,
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
            homonyms: HashMap::new(),
            away_sets: 0,
            kinds: kinds.collect(),
            provinces: facts.places.iter().filter_map(province).map(fold).collect(),
        }
    }

    fn add<'n>(&mut self, entry: Entry, names: impl IntoIterator<Item = &'n String>) {
        let Ok(id) = u32::try_from(self.entries.len()) else {
            return; // `NameFinder` refuses long before.
        };
        self.entries.push(entry);
        let names = names.into_iter().map(|name| (name.clone(), id));
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
            let lists: [(&BTreeMap<Lang, Vec<String>>, &'static Rule); 2] = [
                (&zone.calls.home_names, &HOME_NAME),
                (&zone.calls.names_in_context, &CONTEXT_NAME),
            ];
            for (names, rule) in lists {
                let entry = Entry::Zone(index, rule, Sort::Area.into());
                self.add(entry, names.values().flatten());
            }
        }
    }

    /// A name that says its sort is of that sort. Any other may be an area or an enclave, and that of a
    /// zone made of provinces also one of those; a single word may be that of a capital too.
    fn sorts_of_zone_name(&self, zone: &Zone, name: &str) -> Sorts {
        let area = Sorts::from([Sort::Area, Sort::Zone, Sort::Enclave]);
        let folded = fold(name);
        let said = folded.split(' ').find_map(|word| self.kinds.get(word));
        match said {
            Some(sort) => area | (*sort).into(),
            None if zone.calls.provinces.is_empty() => area,
            None if folded.contains(' ') => area | Sort::Province.into(),
            None => area | [Sort::Province, Sort::City].into(),
        }
    }

    fn add_places(&mut self, facts: &Facts) {
        for place in facts.places.iter().filter(|place| place.is_real()) {
            let (zones, rule) = zones_of(facts, place);
            let sorts = self.sorts_of_place(place);
            let entry = Entry::Place(place.id.clone(), zones, rule, sorts);
            self.add(entry, place.names.values().flatten());
        }
    }

    fn sorts_of_place(&self, place: &Place) -> Sorts {
        let settled = Sorts::from([Sort::Area, Sort::City, Sort::Town, Sort::Village]);
        let mut names = place.names.values().flatten();
        match place.kind.as_str() {
            "city" | "settlement" if names.any(|name| self.provinces.contains(&fold(name))) => {
                settled | Sort::Province.into()
            }
            "city" | "settlement" => settled,
            "quarter" => [Sort::Area, Sort::District].into(),
            _ => Sort::Area.into(),
        }
    }

    fn add_vocabulary(&mut self, words: &Vocabulary) {
        self.add(Entry::General(General::Plain), &words.general);
        self.add(Entry::General(General::Counted), &words.counted);
        self.add(Entry::General(General::AtHome), &words.general_at_home);
        self.add(Entry::General(General::InContext), &words.general_in_context);
        self.add(Entry::Classing, &words.classing);
        self.add(Entry::Lookalike, &words.lookalikes);
        self.add(Entry::Outside, &words.elsewhere);
        self.add(Entry::Enclave, &words.enclaves);
        self.add(Entry::ZoneWord, &words.zone_words);
        self.add(Entry::Context, &words.context);
        self.add(Entry::Home, &words.home);
        for (reference, phrases) in &words.referring {
            self.add(Entry::Refer(*reference), phrases);
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
fn zones_of(facts: &Facts, place: &Place) -> (Vec<usize>, &'static Rule) {
    let chosen = |takes: &dyn Fn(&Zone) -> bool| -> Vec<usize> {
        let zones = facts.zones.iter().enumerate();
        let zones = zones.filter(|(_, zone)| !zone.calls.not_places.contains(&place.id));
        zones.filter(|(_, zone)| takes(zone)).map(|(index, _)| index).collect()
    };
    let covered = chosen(&|zone| is_ever_covered(facts, zone, place));
    if !covered.is_empty() {
        return (covered, &PLACE_NAME);
    }
    let counted = chosen(&|zone| {
        let own = province(place).is_some_and(|own| zone.calls.provinces.iter().any(|p| p == own));
        own || zone.calls.places.contains(&place.id)
    });
    (counted, &PROVINCE_PLACE)
}

fn is_ever_covered(facts: &Facts, zone: &Zone, place: &Place) -> bool {
    let point = place.point.to_point();
    let mut extents = facts.extents.iter().filter(|extent| extent.zone == zone.id);
    extents.any(|extent| extent.area.covers(&point))
}

/// The province of a place: the first part of `admin`, which may go on after a slash.
fn province(place: &Place) -> Option<&str> {
    let admin = place.admin.as_deref()?;
    admin.split('/').next().map(str::trim)
}
