//! Words of a language that help to find zones in a text.

use std::{collections::BTreeMap, ops::BitOr};

use super::Lang;

/// The vocabulary of every language of a data folder.
pub type Lexicon = BTreeMap<Lang, Vocabulary>;

/// What the linker must know of one language. All of it is data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Expressions for all zones together.
    pub general: Vec<String>,
    /// Expressions that count the zones, and so mean all of them whatever else is named.
    pub counted: Vec<String>,
    /// Expressions for all zones together, in a text about the country of the zones.
    pub general_at_home: Vec<String>,
    /// Expressions for all zones together, in a text that speaks of the zones anyway.
    pub general_in_context: Vec<String>,
    /// Expressions for all zones but the one that is spoken of.
    pub others: Vec<String>,
    /// Words a little before such an expression that make it class one zone: "one of" the calm zones.
    pub classing: Vec<String>,
    /// Words that show that a passage speaks of a zone as such.
    pub zone_words: Vec<String>,
    /// Words that show that a text speaks of the zones: the talks, the agreement.
    pub context: Vec<String>,
    /// Words that show that a text is about the country of the zones.
    pub home: Vec<String>,
    /// Words before an expression for all zones that make it a frame for what is said of one zone.
    pub frames: Vec<String>,
    /// Words that put what stands before them at the place that follows.
    pub locators: Vec<String>,
    /// Countries that a text may speak of instead.
    pub abroad: Vec<String>,
    /// Names that only look like a zone's or a place's; they link to nothing.
    pub lookalikes: Vec<String>,
    /// Areas outside every zone that have no point in the gazetteer.
    pub elsewhere: Vec<String>,
    /// Names of places that are ordinary words too; they count only after a cue or beside a place.
    pub ambiguous: Vec<String>,
    /// Like `ambiguous`, but a preposition of place is cue enough, and a text about the country needs none.
    pub loose: Vec<String>,
    /// Capitals, whose names mostly stand for governments.
    pub capitals: Vec<String>,
    /// Names that mean something else in certain company.
    pub homonyms: Vec<Homonym>,
    /// Words that announce a place.
    pub cues: Vec<String>,
    /// Those that announce several names: "towns of".
    pub cues_of_several: Vec<String>,
    /// Prepositions of place.
    pub prepositions: Vec<String>,
    /// Prepositions that say that something is in or at a place; enough for an ordinary word with a capital.
    pub insides: Vec<String>,
    /// Words before a quarter of the compass that make it a direction.
    pub directions: Vec<String>,
    /// Words before a name that make it the name of something or somebody else.
    pub cancels_before: Vec<String>,
    /// Words after a name that do so.
    pub cancels_after: Vec<String>,
    /// Words directly after a name that announce it as a place.
    pub cues_after: Vec<String>,
    /// Words for an encircled or held area, which a description may begin with.
    pub enclaves: Vec<String>,
    /// Parties whose areas are not meant by descriptions.
    pub holders: Vec<String>,
    /// Descriptions of a place that an article may open with before it names the place.
    pub openings: BTreeMap<Sort, Vec<String>>,
    /// Words after a referring word that say which place is meant, so that it refers to nothing.
    pub complements: Vec<String>,
    /// Words after an adverb of place that make it none: "there are".
    pub existential: Vec<String>,
    /// Words that join names in a list.
    pub conjunctions: Vec<String>,
    /// Words that end a name that no list has, beside `prepositions`, `locators` and `complements`.
    pub name_ends: Vec<String>,
    /// Words that say of what sort a named place is.
    pub kinds: BTreeMap<Sort, Vec<String>>,
    /// Words that point back to a place named elsewhere.
    pub referring: BTreeMap<Reference, Vec<String>>,
}

/// A name with another meaning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Homonym {
    /// The names.
    pub names: Vec<String>,
    /// Words that come with the other meaning.
    pub away: Vec<String>,
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// Any stretch of ground.
    Area,
    /// Anywhere, as adverbs of place have it.
    There,
    /// A zone of an agreement.
    Zone,
    /// An administrative province.
    Province,
    /// A large settlement.
    City,
    /// A settlement.
    Town,
    /// A small settlement.
    Village,
    /// A part of a settlement.
    District,
    /// An encircled area.
    Enclave,
}

impl Sort {
    /// Every sort.
    pub const ALL: [Self; 9] = [
        Self::Area,
        Self::There,
        Self::Zone,
        Self::Province,
        Self::City,
        Self::Town,
        Self::Village,
        Self::District,
        Self::Enclave,
    ];

    /// The word for it in `lexicon.toml`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::There => "there",
            Self::Zone => "zone",
            Self::Province => "province",
            Self::City => "city",
            Self::Town => "town",
            Self::Village => "village",
            Self::District => "district",
            Self::Enclave => "enclave",
        }
    }
}

/// Several sorts that a name may be of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sorts(u16);

impl Sorts {
    /// Whether the sort is among them.
    #[must_use]
    pub fn holds(self, sort: Sort) -> bool {
        self.0 & (1 << sort as u8) != 0
    }
}

impl From<Sort> for Sorts {
    fn from(sort: Sort) -> Self {
        Self(1 << sort as u8)
    }
}

impl<const N: usize> From<[Sort; N]> for Sorts {
    fn from(sorts: [Sort; N]) -> Self {
        sorts
            .into_iter()
            .fold(Self::default(), |all, sort| all | sort.into())
    }
}

impl BitOr for Sorts {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a referring word points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The sort of place.
    pub sort: Sort,
    /// Whether it points to several.
    pub several: bool,
}

impl Reference {
    /// Every reference with the name of its list in `lexicon.toml`.
    pub const LISTS: [(&'static str, Self); 13] = [
        ("area", Self::one(Sort::Area)),
        ("there", Self::one(Sort::There)),
        ("zone", Self::one(Sort::Zone)),
        ("province", Self::one(Sort::Province)),
        ("city", Self::one(Sort::City)),
        ("town", Self::one(Sort::Town)),
        ("village", Self::one(Sort::Village)),
        ("district", Self::one(Sort::District)),
        ("enclave", Self::one(Sort::Enclave)),
        ("areas", Self::several(Sort::Area)),
        ("zones", Self::several(Sort::Zone)),
        ("towns", Self::several(Sort::Town)),
        ("villages", Self::several(Sort::Village)),
    ];

    const fn one(sort: Sort) -> Self {
        Self {
            sort,
            several: false,
        }
    }

    const fn several(sort: Sort) -> Self {
        Self {
            sort,
            several: true,
        }
    }

    /// The name of its list.
    #[must_use]
    pub fn list(self) -> &'static str {
        let mut lists = Self::LISTS.iter();
        lists
            .find(|(_, reference)| *reference == self)
            .map_or("referring", |(list, _)| list)
    }
}
