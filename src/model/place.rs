//! A gazetteer entry.

use std::collections::BTreeMap;

use super::{Id, Lang, LonLat};

/// A named point.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// How data files refer to it.
    pub id: Id,
    /// What it is: `settlement`, `hill`, `base` ...; the data's own word, but for two that say it
    /// is no place at all: `helper`, a point that only bounds a drawing, and `judgement`, a point
    /// where no source names a place.
    pub kind: String,
    /// Names per language, the usual one first, then other spellings.
    pub names: BTreeMap<Lang, Vec<String>>,
    /// Where it is.
    pub point: LonLat,
    /// Administrative unit it lies in.
    pub admin: Option<String>,
    /// Where the coordinate comes from.
    pub coord_source: Option<String>,
}

impl Place {
    /// Whether it only bounds a drawing.
    #[must_use]
    pub fn is_helper(&self) -> bool {
        self.kind == "helper"
    }

    /// Whether it stands for a judgement, not for a place.
    #[must_use]
    pub fn is_judgement(&self) -> bool {
        self.kind == "judgement"
    }

    /// Whether it is a place in the world, which texts may name.
    #[must_use]
    pub fn is_real(&self) -> bool {
        !self.is_helper() && !self.is_judgement()
    }

    /// Its usual name in a language, else in another, else its id.
    #[must_use]
    pub fn name_in(&self, lang: &Lang) -> &str {
        let usual = self.names.get(lang).or_else(|| self.names.values().next());
        usual
            .and_then(|names| names.first())
            .map_or(self.id.as_str(), String::as_str)
    }
}
