//! CASEI and ACCENTI: texts that differ in case or in accents only become the same.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::expression::Fold;

impl Fold {
    /// A text without what does not matter.
    pub(super) fn of(self, text: Cow<'_, str>) -> Cow<'_, str> {
        match self {
            Self::Case => casei(text),
            Self::Accents => accenti(text),
        }
    }
}

/// By way of the capitals, so that `Straße` is `STRASSE` and every sigma is one.
fn casei(text: Cow<'_, str>) -> Cow<'_, str> {
    let stays = |c: char| c.is_ascii_lowercase() || (!c.is_lowercase() && !c.is_uppercase());
    if text.chars().all(stays) {
        return text;
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let capitals = text.chars().flat_map(char::to_uppercase);
    Cow::Owned(capitals.flat_map(char::to_lowercase).collect())
}

/// Without combining marks: accents, and in Arabic the vowel signs, the hamza on its seats and the madda.
fn accenti(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.is_ascii() {
        return text;
    }
    let plain = text.nfd().filter(|c| !is_combining_mark(*c));
    Cow::Owned(plain.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter() {
        for (a, b) in [
            ("IDLIB", "Idlib"),
            ("Straße", "STRASSE"),
            ("ΟΔΟΣ", "Οδος"),
            ("İ", "İ"),
        ] {
            assert_eq!(casei(a.into()), casei(b.into()));
        }
        assert!(matches!(casei("إدلب 5".into()), Cow::Borrowed(_)));
    }

    #[test]
    fn accents_do_not_matter() {
        for (a, b) in [
            ("papá", "papa"),
            ("مُحَمَّد", "محمد"),
            ("أدلب", "ادلب"),
            ("e\u{301}", "é"),
        ] {
            assert_eq!(accenti(a.into()), accenti(b.into()), "{a} {b}");
        }
        assert_ne!(accenti("باب".into()), accenti("ناب".into()));
    }
}
