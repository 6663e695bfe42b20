//! What ties a passage to a zone.

use std::fmt;

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::Id;

/// A passage speaks of a zone, for a stated reason.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Link {
    /// The zone spoken of.
    pub zone: Id,
    /// How it is spoken of.
    pub kind: LinkKind,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// The rule that made the link.
    pub rule: &'static str,
    /// The exact characters it rests on, in text order. Never empty.
    #[schema(value_type = Vec<Mention>)]
    pub mentions: Box<[Mention]>,
    /// What those characters point to; none where they name the zone, or a place in it, themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub antecedent: Option<Box<Antecedent>>,
    /// Who decided so; none where a rule did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Box<Ruling>>,
}

/// How a passage speaks of a zone, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// A name of the zone or of a place in it occurs.
    Explicit,
    /// Words of the passage point to the zone, such as "the area" or a description.
    Anaphoric,
    /// The passage speaks of the zones as such, all together.
    General,
}

impl LinkKind {
    /// Every kind, strongest first.
    pub const ALL: [Self; 3] = [Self::Explicit, Self::Anaphoric, Self::General];

    /// The word for it in files and addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Explicit => "explicit",
            Self::Anaphoric => "anaphoric",
            Self::General => "general",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A rule's share of right links, 0 to 1, on labelled articles. What a person decided has 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, ToSchema)]
pub struct Confidence(pub f64);

/// The exact characters of a passage that name something.
///
/// `start..end` counts Unicode code points (as W3C `TextPositionSelector` does),
/// `start_byte..end_byte` UTF-8 bytes; both cut the passage to exactly `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Mention {
    /// The characters themselves.
    #[schema(value_type = String)]
    pub text: Box<str>,
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// First byte.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// The entry that was matched.
    #[schema(value_type = String, example = "place:somewhere")]
    pub names: Named,
}

/// A mention that other words point to: "Old Bridge" for "the town" in the next passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Antecedent {
    /// Number of the passage it stands in, in the same article; may be a later one.
    pub passage: usize,
    /// The characters there.
    pub mention: Mention,
}

/// What a mention matched; written `zone:ID`, `place:ID`, `lexicon:LIST` or `text:NUMBER`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Named {
    /// A name of the zone itself.
    Zone(Id),
    /// A place of the gazetteer.
    Place(Id),
    /// An expression of a list of the lexicon.
    Lexicon(&'static str),
    /// A name that no list has, but that a passage of the same article puts into the zone.
    Text(usize),
    /// Words that a person pointed out.
    Quote,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zone(id) => write!(f, "zone:{id}"),
            Self::Place(id) => write!(f, "place:{id}"),
            Self::Lexicon(list) => write!(f, "lexicon:{list}"),
            Self::Text(number) => write!(f, "text:{number}"),
            Self::Quote => f.write_str("quote"),
        }
    }
}

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A person's word on whether a passage speaks of a zone; it overrules every rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The article.
    pub article: Id,
    /// The paragraph, from 0.
    pub passage: usize,
    /// The zone.
    pub zone: Id,
    /// Whether it does.
    pub verdict: Verdict,
    /// How it does; of a rejected link without meaning.
    pub kind: LinkKind,
    /// Words of the passage that the decision rests on: when they are gone, so is its ground.
    pub quote: String,
    /// Who decided, and why.
    pub ruling: Ruling,
}

/// What a person decided about a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The passage speaks of the zone.
    Pin,
    /// It does not.
    Reject,
}

/// Who decided about a link, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Ruling {
    /// Who.
    pub who: String,
    /// Why.
    pub reason: String,
}

/// A link that a person rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Rejection {
    /// The zone the passage is not linked to.
    pub zone: Id,
    /// Who decided so.
    pub decision: Ruling,
}
