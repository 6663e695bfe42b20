//! Text in several languages.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

/// A language as a lower-case BCP 47 primary subtag, such as `en` or `ar`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
pub struct Lang(String);

/// A text that is no language tag we can use.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0:?} is not a language; write a BCP 47 primary subtag of two or three lower-case letters, such as en or ar"
)]
pub struct LangError(String);

impl Lang {
    /// A language from its tag.
    ///
    /// # Errors
    /// When the tag is not two or three lower-case ASCII letters.
    pub fn new(tag: &str) -> Result<Self, LangError> {
        if (2..=3).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_lowercase()) {
            Ok(Self(tag.to_owned()))
        } else {
            Err(LangError(tag.chars().take(40).collect()))
        }
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the language is written from right to left.
    #[must_use]
    pub fn is_rtl(&self) -> bool {
        // The primary subtags whose default script is right-to-left and that are in use today.
        matches!(
            self.as_str(),
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "ps" | "sd" | "syr" | "ug" | "ur" | "yi"
        )
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The same text in one or more languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(transparent)]
pub struct LocalText(BTreeMap<Lang, String>);

impl LocalText {
    /// The text in `lang`, else in the first of `others` there is, else in any; empty only when
    /// there is none at all.
    #[must_use]
    pub fn in_lang(&self, lang: &Lang, others: &[Lang]) -> &str {
        let mut wished = std::iter::once(lang).chain(others);
        let any = || self.0.values().next();
        let text = wished.find_map(|lang| self.0.get(lang)).or_else(any);
        text.map_or("", String::as_str)
    }

    /// The text in exactly this language.
    #[must_use]
    pub fn get(&self, lang: &Lang) -> Option<&str> {
        self.0.get(lang).map(String::as_str)
    }

    /// Every language with its text.
    pub fn iter(&self) -> impl Iterator<Item = (&Lang, &str)> {
        self.0.iter().map(|(lang, text)| (lang, text.as_str()))
    }
}

impl FromIterator<(Lang, String)> for LocalText {
    fn from_iter<I: IntoIterator<Item = (Lang, String)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_language_falls_back_to_one_there_is() {
        let en = Lang::new("en").unwrap();
        let ar = Lang::new("ar").unwrap();
        let fr = Lang::new("fr").unwrap();
        let texts = [(ar, "هدنة".to_owned()), (en.clone(), "truce".to_owned())];
        let text: LocalText = texts.into_iter().collect();
        assert_eq!(text.in_lang(&fr, &[en]), "truce");
        assert_eq!(text.in_lang(&fr, &[]), "هدنة");
    }

    #[test]
    fn tags_are_primary_subtags() {
        assert!(Lang::new("ar").is_ok_and(|lang| lang.is_rtl()));
        for bad in ["AR", "ar-SY", "", "arabic"] {
            assert!(Lang::new(bad).is_err(), "{bad}");
        }
    }
}
