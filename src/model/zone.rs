//! A named area under an agreement.

use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer};
use thiserror::Error;
use utoipa::ToSchema;

use super::{Day, Id, Lang, LocalText, Period};

/// A named area. What ground it covered when is said by its extents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Id, such as `north-valley`.
    pub id: Id,
    /// Its place in lists; equal numbers fall back to the id.
    pub order: i64,
    /// What it is called.
    pub name: LocalText,
    /// What else texts call it.
    pub calls: Calls,
    /// One paragraph about it.
    pub description: LocalText,
    /// Line colour on a map.
    pub color: Color,
    /// SVG dash pattern of its line; empty for a solid one. Zones never differ by colour alone.
    pub dash: String,
    /// Agreements it rests on.
    pub agreements: Vec<Id>,
    /// Days for which no extent is drawn on purpose.
    pub gaps: Vec<Gap>,
    /// When and how it ended, where that is sourced.
    pub end: Option<Ending>,
}

/// How texts speak of a zone beside its main name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calls {
    /// Further names, per language.
    pub names: BTreeMap<Lang, Vec<String>>,
    /// Names that mean it only in a text about the country of the zones: "the south of the country".
    pub home_names: BTreeMap<Lang, Vec<String>>,
    /// Names that mean it only in a passage that speaks of the zones: a city for the zone beside it.
    pub names_in_context: BTreeMap<Lang, Vec<String>>,
    /// The quarter of the compass that means it beside other zones: "the south".
    pub sides: BTreeMap<Lang, Vec<String>>,
    /// Names of places in it whose coordinates are not known.
    pub unplaced: BTreeMap<Lang, Vec<String>>,
    /// Whole descriptions of it that hold no name: "the last free port".
    pub descriptions: BTreeMap<Lang, Vec<String>>,
    /// Where it lies, as descriptions put it: "north of the old port".
    pub whereabouts: BTreeMap<Lang, Vec<String>>,
    /// Provinces, as `admin` of places has them, whose places texts count to it, drawn or not.
    pub provinces: Vec<String>,
    /// Further places that texts count to it though no extent ever covered them.
    pub places: Vec<Id>,
    /// Places that texts do not count to it though an extent covered them.
    pub not_places: Vec<Id>,
}

/// Days without a drawn extent, on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Which days.
    pub period: Period,
    /// Why nothing is drawn.
    pub reason: LocalText,
}

/// The end of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// First day it was no more.
    pub day: Day,
    /// What happened.
    pub reason: LocalText,
    /// Publications that document it.
    pub sources: Vec<Id>,
}

/// An opaque sRGB colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, pattern = "^#[0-9a-f]{6}$", example = "#1b6ca8")]
pub struct Color([u8; 3]);

/// A text that is no colour.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a colour; write # and six hexadecimal digits, for example #1b6ca8")]
pub struct ColorError(String);

impl Color {
    /// A colour from `#rrggbb`.
    ///
    /// # Errors
    /// When the text is not `#` and six hexadecimal digits.
    pub fn new(text: &str) -> Result<Self, ColorError> {
        let digits = text
            .strip_prefix('#')
            .filter(|hex| hex.len() == 6 && hex.is_ascii());
        let number = digits
            .filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok())
            .ok_or_else(|| ColorError(text.to_owned()))?;
        let [_, r, g, b] = number.to_be_bytes();
        Ok(Self([r, g, b]))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_six_hex_digits() {
        assert_eq!(Color::new("#1B6ca8").unwrap().to_string(), "#1b6ca8");
        for bad in ["red", "#fff", "#1b6ca", "#1b6caz", "#+b6ca8", "#ééé"] {
            assert!(Color::new(bad).is_err(), "{bad}");
        }
    }
}
