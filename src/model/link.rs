//! What ties a passage to a zone.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Id;

/// A passage speaks of a zone, for a stated reason.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    pub mentions: Vec<Mention>,
}

/// How a passage speaks of a zone, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// A name of the zone or of a place in it occurs.
    Explicit,
    /// The passage speaks of the zones as such, all together.
    General,
}

/// A rule's share of right links, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize)]
pub struct Confidence(pub f64);

/// The exact characters of a passage that name something.
///
/// `start..end` counts Unicode code points (as W3C `TextPositionSelector` does),
/// `start_byte..end_byte` UTF-8 bytes; both cut the passage to exactly `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// The characters themselves.
    pub text: String,
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// First byte.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
    /// The entry that was matched.
    pub names: Named,
}

/// An entry of the data that a mention matched; written `zone:ID`, `place:ID` or `lexicon:LIST`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A name of the zone itself.
    Zone(Id),
    /// A place of the gazetteer.
    Place(Id),
    /// An expression for all zones together.
    General,
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Zone(id) => write!(f, "zone:{id}"),
            Self::Place(id) => write!(f, "place:{id}"),
            Self::General => f.write_str("lexicon:general"),
        }
    }
}

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
