//! Names that no list has, but that the article itself puts into a zone: "the village of Nowhere, in the south".
//!
//! 1. A passage that names one zone, and no place outside, and then "village of" or its like before a name, puts
//!    that name into the zone.
//! 2. The name is what follows: in Latin letters the words with capitals; in Arabic, where nothing shows a name,
//!    up to three words before a preposition of place or another word that cannot belong to it. After a dual or
//!    plural ("the villages of") an attached و begins another name. A single Arabic word must have the article,
//!    since an adjective may follow a noun, but not so.
//! 3. Where the name stands in a later passage of the article, it means the zone.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::cutter::Cutter;
use crate::{
    language::{
        Folded, Hit, NameFinder, Script, dominant_script, fold, has_arabic_article,
        without_arabic_and,
    },
    model::{Facts, Mention, Named, Sort, Vocabulary},
};

/// Words in a name, at most.
const WORDS: usize = 3;
/// Names that are kept of an article, at most: one without end must not fill the memory.
const MOST: usize = 64;
/// Letters in a name, at least.
const LETTERS: usize = 4;

/// The words that show where a name begins and ends.
#[derive(Debug)]
pub(super) struct NameSigns {
    /// "village of"
    heads: NameFinder,
    /// Folded words that end a name.
    ends: FxHashSet<String>,
}

/// A name that no list has.
#[derive(Debug, Clone)]
pub(super) struct FoundName {
    folded: String,
    mention: Mention,
}

/// A name that a passage puts into a zone.
#[derive(Debug)]
pub(super) struct TextName {
    folded: String,
    pub(super) zone: usize,
    /// The passage that says so.
    pub(super) passage: usize,
    pub(super) mention: Mention,
}

impl NameSigns {
    /// Gathers the words for settlements, and those that follow names.
    ///
    /// # Errors
    /// When there are more words than an automaton can hold.
    pub(super) fn new(facts: &Facts) -> Result<Self, crate::language::TooManyNames> {
        let settled = [Sort::City, Sort::Town, Sort::Village];
        let kinds = facts.lexicon.values().flat_map(|words| &words.kinds);
        let heads = kinds
            .filter(|(sort, _)| settled.contains(sort))
            .flat_map(|(_, words)| words);
        let ends = |words: &Vocabulary| {
            let lists = [
                &words.prepositions,
                &words.locators,
                &words.complements,
                &words.name_ends,
            ];
            lists
                .into_iter()
                .flatten()
                .map(|word| fold(word))
                .collect::<Vec<_>>()
        };
        Ok(Self {
            heads: NameFinder::new(heads.zip(0..))?,
            ends: facts.lexicon.values().flat_map(ends).collect(),
        })
    }

    /// The names that follow "village of" and its like in a passage, none of which the data has: those in hits
    /// are known.
    pub(super) fn find(
        &self,
        text: &Folded<'_>,
        passage: usize,
        hits: &[Hit<'_>],
    ) -> Vec<FoundName> {
        let mut cutter = Cutter::new(text.source());
        let mut names = Vec::new();
        for head in self.heads.find(text).iter().take(MOST) {
            for range in self.names_after(text, head.folded.end, hits) {
                let mention = cutter.cut(text.source_range(range.clone()), Named::Text(passage));
                let folded = text.text().get(range).unwrap_or_default().to_owned();
                names.push(FoundName { folded, mention });
            }
        }
        names
    }

    /// The folded ranges of the names that begin after a byte.
    fn names_after(&self, text: &Folded<'_>, end: usize, hits: &[Hit<'_>]) -> Vec<Range<usize>> {
        let words = words_after(text, end);
        let Some(first) = words.first() else {
            return Vec::new();
        };
        let is_known = |word: &Range<usize>| {
            let next = hits.partition_point(|hit| hit.folded.end <= word.start);
            hits.get(next)
                .is_some_and(|hit| hit.folded.start < word.end)
        };
        if is_known(first) {
            return Vec::new();
        }
        let count = match dominant_script(text.source_text(first.clone())) {
            Some(Script::Latin) => words
                .iter()
                .take_while(|word| is_capital(text, word))
                .count(),
            Some(Script::Arabic) => {
                match words.iter().position(|word| self.ends_name(text, word)) {
                    Some(count) => count,
                    None => return Vec::new(),
                }
            }
            None => 0,
        };
        split(text, &words[..count])
            .into_iter()
            .filter(|name| !is_known(name) && is_name(text, name))
            .collect()
    }

    fn ends_name(&self, text: &Folded<'_>, word: &Range<usize>) -> bool {
        let word = text.text().get(word.clone()).unwrap_or_default();
        self.ends.contains(word)
    }
}

/// The names that an article put into zones so far.
#[derive(Debug, Default)]
pub(super) struct TextNames {
    names: Vec<TextName>,
    finder: Option<NameFinder>,
}

impl TextNames {
    /// Takes in names that a passage puts into a zone and that are new, as long as there is room.
    pub(super) fn add(&mut self, zone: usize, passage: usize, found: &[FoundName]) {
        let before = self.names.len();
        for name in found {
            if self.names.len() < MOST
                && !self.names.iter().any(|known| known.folded == name.folded)
            {
                self.names.push(TextName {
                    folded: name.folded.clone(),
                    zone,
                    passage,
                    mention: name.mention.clone(),
                });
            }
        }
        if self.names.len() > before {
            self.finder = NameFinder::new(self.names.iter().map(|name| &name.folded).zip(0..)).ok();
        }
    }

    /// Where these names stand in a text.
    pub(super) fn recall(&self, text: &str) -> Vec<(&TextName, Mention)> {
        let Some(finder) = &self.finder else {
            return Vec::new();
        };
        let folded = Folded::of(text);
        let mut cutter = Cutter::new(text);
        let hits = finder.find(&folded);
        let found = hits.iter().filter_map(|hit| {
            let name = self.names.get(*hit.ids.first()? as usize)?;
            let mention = cutter.cut(hit.range.clone(), Named::Text(name.passage));
            Some((name, mention))
        });
        found.collect()
    }
}

/// The first words after a byte, up to the end of the clause: as many as two names may have, and one that ends them.
fn words_after(text: &Folded<'_>, end: usize) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = end;
    while words.len() <= 2 * WORDS {
        let rest = text.text().get(start..).unwrap_or_default();
        let length = rest.find([' ', ',']).unwrap_or(rest.len());
        if length > 0 {
            words.push(start..start + length);
        }
        start += length + 1;
        if rest.get(length..).is_none_or(|rest| !rest.starts_with(' ')) {
            break;
        }
    }
    words
}

/// The names in a run of words: one, or two where an attached و begins the second.
fn split(text: &Folded<'_>, words: &[Range<usize>]) -> Vec<Range<usize>> {
    let Some(first) = words.first() else {
        return Vec::new();
    };
    let begins_second = |word: &Range<usize>| {
        let rest = without_arabic_and(text.text().get(word.clone())?)?;
        (rest.chars().count() >= LETTERS).then_some(word.end - rest.len())
    };
    let mut later = words.iter().enumerate().skip(1);
    let second = later.find_map(|(at, word)| Some((at, begins_second(word)?)));
    let joined = |words: &[Range<usize>], start: usize| {
        let end = words.last()?.end;
        (words.len() <= WORDS).then_some(start..end)
    };
    let (at, start) = second.unwrap_or((words.len(), 0));
    let names = [
        joined(&words[..at], first.start),
        joined(&words[at..], start),
    ];
    names.into_iter().flatten().collect()
}

fn is_capital(text: &Folded<'_>, word: &Range<usize>) -> bool {
    text.source_text(word.clone())
        .starts_with(char::is_uppercase)
}

fn is_name(text: &Folded<'_>, range: &Range<usize>) -> bool {
    let name = text.text().get(range.clone()).unwrap_or_default();
    let several = name.contains(' ');
    let long = name.chars().filter(|c| *c != ' ').count() >= LETTERS;
    long && (several || name.is_ascii() || has_arabic_article(name))
}
