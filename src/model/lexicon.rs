//! Words of a language that help to find zones in a text.

use std::collections::BTreeMap;

use super::Lang;

/// The vocabulary of every language of a data folder.
pub type Lexicon = BTreeMap<Lang, Vocabulary>;

/// What the linker must know of one language. All of it is data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Expressions for all zones together.
    pub general: Vec<String>,
    /// Words that refer back to a zone named before.
    pub referring: Vec<String>,
    /// Names that only look like a zone's or a place's; they link to nothing.
    pub lookalikes: Vec<String>,
    /// Names of places that are ordinary words too; they count only after a cue.
    pub ambiguous: Vec<String>,
    /// Words that announce a place.
    pub cues: Vec<String>,
}
