//! The words of a text, and what each may be looked up as.

use std::ops::Range;

use super::{
    folded::Folded,
    particle::{self, ARTICLE},
};

/// One word of a folded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in [`Folded::text`].
    pub folded: Range<usize>,
    /// It ends in an English possessive that was written with its apostrophe.
    possessive: bool,
}

/// A spelling under which a word is found: the rest of the word, perhaps with an article before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    article: &'static str,
    /// Bytes in [`Folded::text`].
    rest: Range<usize>,
}

/// The words of a text in order: what stands between the separators of [`Folded`].
pub fn words(text: &Folded<'_>) -> impl Iterator<Item = Word> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let word = word_from(text, from)?;
        from = word.folded.end;
        Some(word)
    })
}

/// The first word that begins at a folded offset or later.
#[must_use]
pub fn word_from(text: &Folded<'_>, from: usize) -> Option<Word> {
    let rest = text.text().as_bytes().get(from..)?;
    let separates = |byte: &u8| matches!(byte, b' ' | b',');
    let start = from + rest.iter().position(|byte| !separates(byte))?;
    let rest = text.text().as_bytes().get(start..)?;
    let end = start + rest.iter().position(separates).unwrap_or(rest.len());
    let possessive =
        rest.get(..end - start)?.ends_with(b"s") && end - start > 1 && text.word_ends_at(end - 1);
    Some(Word {
        folded: start..end,
        possessive,
    })
}

impl Word {
    /// Writes every form under which the word is found, itself first, each once:
    ///
    /// 1. the word as it stands;
    /// 2. without an English possessive that has its apostrophe (`Anna's` as `anna`);
    /// 3. without attached Arabic particles, and then without the article, as long as three letters
    ///    remain (`وبالحديقة` as `بالحديقة`, `الحديقة`, `حديقة`);
    /// 4. with the article that ل has swallowed (`للحديقة` as `الحديقة`, and `للغة` as `اللغة`).
    ///
    /// Any joining that may be a particle counts as one, so a few words are found under a form that
    /// is none of theirs (`وادي` as `ادي`): a search may show a word too many, but must miss none.
    pub fn forms(&self, text: &Folded<'_>, forms: &mut Vec<Form>) {
        forms.clear();
        let Some(word) = text.text().get(self.folded.clone()) else {
            return;
        };
        let (start, end) = (self.folded.start, self.folded.end);
        let mut add = |article, rest: Range<usize>| {
            let form = Form { article, rest };
            if !forms.contains(&form) {
                forms.push(form);
            }
        };
        add("", start..end);
        if self.possessive {
            add("", start..end - 1);
        }
        if word.is_ascii() {
            return; // no Arabic, no particles
        }
        for rest in particle::without(word) {
            add("", end - rest.len()..end);
        }
        for noun in particle::swallowed_article(word) {
            add(ARTICLE, end - noun.len()..end);
        }
    }
}

impl Form {
    /// Writes the form over `buffer`.
    pub fn write(&self, text: &Folded<'_>, buffer: &mut String) {
        buffer.clear();
        buffer.push_str(self.article);
        buffer.push_str(text.text().get(self.rest.clone()).unwrap_or_default());
    }

    /// Whether the form is exactly this folded word.
    #[must_use]
    pub fn is(&self, text: &Folded<'_>, word: &str) -> bool {
        let rest = text.text().get(self.rest.clone());
        word.strip_prefix(self.article) == rest
    }

    /// Whether the form begins with these folded letters.
    #[must_use]
    pub fn begins_with(&self, text: &Folded<'_>, letters: &str) -> bool {
        let rest = text.text().get(self.rest.clone()).unwrap_or_default();
        match letters.strip_prefix(self.article) {
            Some(letters) => rest.starts_with(letters),
            None => self.article.starts_with(letters),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The forms of every word, as written.
    fn forms_of(text: &str) -> Vec<Vec<String>> {
        let folded = Folded::of(text);
        let mut forms = Vec::new();
        words(&folded)
            .map(|word| {
                word.forms(&folded, &mut forms);
                let written = forms.iter().map(|form| {
                    let mut written = String::new();
                    form.write(&folded, &mut written);
                    assert!(form.is(&folded, &written) && form.begins_with(&folded, &written));
                    for (end, _) in written.char_indices() {
                        assert!(form.begins_with(&folded, written.get(..end).unwrap()));
                        assert!(!form.is(&folded, written.get(..end).unwrap()));
                    }
                    written
                });
                written.collect()
            })
            .collect()
    }

    #[test]
    fn words_stand_between_separators() {
        let folded = Folded::of("  Old-Town, (2017) «هدنة»\n\nend. ");
        let found: Vec<&str> = words(&folded)
            .map(|word| folded.text().get(word.folded).unwrap())
            .collect();
        assert_eq!(found, ["old", "town", "2017", "هدنه", "end"]);
        assert_eq!(words(&Folded::of(" ، ")).count(), 0);
    }

    #[test]
    fn particles_and_article_come_off() {
        assert_eq!(
            forms_of("وبالحديقة"),
            [["وبالحديقه", "بالحديقه", "الحديقه", "حديقه"]]
        );
        assert_eq!(forms_of("الحديقة"), [["الحديقه", "حديقه"]]);
        assert_eq!(forms_of("حديقة"), [["حديقه"]]);
    }

    #[test]
    fn a_swallowed_article_is_given_back() {
        for text in ["للحديقة", "وللحديقة", "فللحديقة"] {
            let forms = &forms_of(text)[0];
            for form in ["الحديقه", "حديقه"] {
                assert!(forms.iter().any(|found| found == form), "{text}: {forms:?}");
            }
        }
        assert!(forms_of("للغة")[0].iter().any(|form| form == "اللغه"));
        assert!(!forms_of("بللحديقة")[0].iter().any(|form| form == "الحديقه"));
    }

    #[test]
    fn short_rests_are_no_forms() {
        assert_eq!(forms_of("كتل ولي"), [["كتل"], ["ولي"]]);
    }

    #[test]
    fn the_possessive_comes_off_where_its_apostrophe_was_written() {
        assert_eq!(forms_of("Anna's"), [["annas", "anna"]]);
        assert_eq!(
            forms_of("Annas 's s"),
            [vec!["annas"], vec!["s"], vec!["s"]]
        );
        assert_eq!(forms_of("the Joneses'"), [["the"], ["joneses"]]);
    }
}
