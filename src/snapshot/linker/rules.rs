//! The reasons to link, each with how often it is right.

use crate::model::{Confidence, LinkKind};

/// A reason to link, for readers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Stable name.
    pub id: &'static str,
    /// What it says.
    pub description: &'static str,
    /// The kind of the links it makes.
    pub kind: LinkKind,
    /// How sure it is.
    pub confidence: Confidence,
}

macro_rules! rules {
    ($($constant:ident = $id:literal, $kind:ident, $confidence:literal, $description:literal;)*) => {
        $(pub(super) const $constant: Rule = Rule {
            id: $id, description: $description, kind: LinkKind::$kind, confidence: Confidence($confidence),
        };)*
        /// Every rule, strongest first.
        pub const RULES: &[Rule] = &[$($constant),*];
    };
}

rules! {
    ZONE_NAME = "zone-name", Explicit, 0.97,
        "The passage holds a name of the zone.";
    PLACE_NAME = "place-name", Explicit, 0.96,
        "The passage holds the name of a place that an extent of the zone covers, and that no place elsewhere shares.";
    PROVINCE_PLACE = "province-place", Explicit, 0.9,
        "The passage holds the name of a place that texts count to the zone, for its province or by the data's word, though no extent covers it.";
    HOME_NAME = "home-name", Explicit, 0.85,
        "The passage holds words that mean the zone in a text about its country, such as a quarter of the compass.";
    UNPLACED_NAME = "unplaced-name", Explicit, 0.85,
        "The passage holds the name of a place that the data counts to the zone without knowing its coordinate.";
    SIDE_NAME = "side-name", Explicit, 0.85,
        "The passage holds the name of a quarter of the compass, in an article on the zones or beside another zone.";
    OTHER_SPELLING = "other-spelling", Explicit, 0.75,
        "The passage holds a name that is spelled nearly like one of the zone or of a place in it, in a text about its country only.";
    CONTEXT_NAME = "context-name", Explicit, 0.75,
        "The passage speaks of the zones, and holds a name that then means the zone beside it.";
    TEXT_NAME = "text-name", Explicit, 0.75,
        "The passage holds a name that no list has, but that an earlier passage of the article puts into the zone.";
    DESCRIPTION = "description", Anaphoric, 0.9,
        "The passage describes the zone: a held or encircled area, and where it lies.";
    REFERENCE = "reference", Anaphoric, 0.75,
        "Words such as \"the area\" or \"the town\" point to the nearest place of that sort before, which lies in the zone.";
    PLURAL_REFERENCE = "plural-reference", Anaphoric, 0.75,
        "Words such as \"those areas\" or \"both towns\" point to places named together before, one of which lies in the zone.";
    FORWARD_REFERENCE = "forward-reference", Anaphoric, 0.7,
        "The article opens with words such as \"a rebel town\", and the place first named after them lies in the zone.";
    ALL_ZONES = "all-zones", General, 0.9,
        "The passage holds an expression for all zones together.";
    ALL_ZONES_IN_CONTEXT = "all-zones-in-context", General, 0.8,
        "The passage holds an expression that means all zones in an article that speaks of them elsewhere.";
    ALL_ZONES_REFERENCE = "all-zones-reference", General, 0.75,
        "Words such as \"the areas\" point to an expression for all zones in a passage before.";
}

/// What a person decided; stronger than every rule.
pub const PINNED: Rule = Rule {
    id: "pinned",
    description: "A person decided that the passage speaks of the zone.",
    kind: LinkKind::Explicit,
    confidence: Confidence(1.0),
};

/// The rule of an id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().chain([&PINNED]).find(|rule| rule.id == id)
}
