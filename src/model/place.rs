//! A gazetteer entry.

use std::collections::BTreeMap;

use super::{Id, Lang, LonLat};

/// A named point.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// How data files refer to it.
    pub id: Id,
    /// What it is: `settlement`, `hill`, `base` ...; the data's own word.
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
