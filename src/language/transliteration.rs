//! Arabic names in Latin letters, as different hands write them: Samaqeb and Samaqib, Hosh and Hawsh.

use std::ops::Range;

use rustc_hash::FxHashMap;
use strsim::osa_distance;

use super::article;
use super::folded::{Folded, fold};
use super::name_finder::Hit;
use super::script::{Script, dominant_script};

/// Words in the longest name that is looked for.
const LONGEST: usize = 4;
/// Consonants of a name, at least. Shorter ones look like too many other words.
const CONSONANTS: usize = 3;
/// Letters of a tidied spelling that may be two letters off, at least.
const LONG: usize = 9;

/// Finds names that are spelled like listed ones.
///
/// 1. Each listed Latin name is reduced to its consonants: the article, vowels, `w`, `y` and a final `h` are
///    left out, doubled letters are one, and letters that stand for one Arabic letter are the same.
/// 2. In a text, runs of words with capitals that have the consonants of a listed name are candidates.
/// 3. A candidate counts when its tidied spelling is at most one letter (of long names two) away from that of
///    the listed name, and from no other listed name as near. Two letters that changed places are one; the
///    ending -iyah makes another name.
#[derive(Clone, Debug, Default)]
pub struct AlikeFinder {
    by_consonants: FxHashMap<String, Vec<Listed>>,
}

/// One tidied spelling and whose it is.
#[derive(Clone, Debug)]
struct Listed {
    tidied: String,
    relational: bool,
    ids: Vec<u32>,
}

/// A word of a text.
struct Word {
    folded: Range<usize>,
    /// It begins with a capital.
    capital: bool,
    /// It is an Arabic article.
    article: bool,
}

impl AlikeFinder {
    /// Makes a finder for the Latin ones among `names`, each with an id.
    pub fn new<N: AsRef<str>>(names: impl IntoIterator<Item = (N, u32)>) -> Self {
        let mut finder = Self::default();
        for (name, id) in names {
            if dominant_script(name.as_ref()) == Some(Script::Latin) {
                finder.add(&fold(name.as_ref()), id);
            }
        }
        finder
    }

    fn add(&mut self, folded: &str, id: u32) {
        let consonants = consonants(folded);
        if consonants_in(folded) < CONSONANTS {
            return;
        }
        let (tidied, relational) = (tidied(folded), is_relational(folded));
        let alike = self.by_consonants.entry(consonants).or_default();
        let is_same =
            |listed: &&mut Listed| listed.tidied == tidied && listed.relational == relational;
        match alike.iter_mut().find(is_same) {
            Some(listed) if !listed.ids.contains(&id) => listed.ids.push(id),
            Some(_) => {}
            None => alike.push(Listed {
                tidied,
                relational,
                ids: vec![id],
            }),
        }
    }

    /// The names spelled like listed ones in the parts of a text that no hit takes, in order.
    #[must_use]
    pub fn find(&self, text: &Folded<'_>, hits: &[Hit<'_>]) -> Vec<Hit<'_>> {
        if !text.source().bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Vec::new();
        }
        let words = words(text, hits);
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.longest_at(text, &words[at..]) {
                Some((count, hit)) => {
                    found.push(hit);
                    at += count;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The longest name that begins with the first of these words, and how many words it has.
    fn longest_at(&self, text: &Folded<'_>, words: &[Word]) -> Option<(usize, Hit<'_>)> {
        let run = words.iter().enumerate().take(LONGEST);
        let joined = |(nth, word): &(usize, &Word)| {
            *nth == 0 || words[nth - 1].folded.end + 1 == word.folded.start
        };
        let run = run
            .take_while(joined)
            .take_while(|(_, word)| word.capital || word.article);
        let count = run.count();
        // The consonants of the first word, the first two, and so on: where each ends in one string.
        let mut sounds = String::new();
        let ends: Vec<usize> = words[..count]
            .iter()
            .map(|word| {
                if !word.article {
                    add_consonants(
                        &mut sounds,
                        text.text().get(word.folded.clone()).unwrap_or_default(),
                    );
                }
                sounds.len()
            })
            .collect();
        (1..=count).rev().find_map(|count| {
            let (first, last) = (words.first()?, words.get(count - 1)?);
            if last.article
                || !words[..count]
                    .iter()
                    .any(|word| word.capital && !word.article)
            {
                return None;
            }
            let folded = first.folded.start..last.folded.end;
            let alike = self.by_consonants.get(sounds.get(..ends[count - 1])?)?;
            let ids = nearest(alike, text.text().get(folded.clone())?)?;
            let hit = Hit {
                ids,
                range: text.source_range(folded.clone()),
                folded,
                particles: "",
                fused: false,
            };
            Some((count, hit))
        })
    }
}

/// The ids of the one of some listed names that a folded one is spelled like.
fn nearest<'l>(alike: &'l [Listed], folded: &str) -> Option<&'l [u32]> {
    let written = tidied(folded);
    let allowed = if written.len() < LONG { 1 } else { 2 };
    let relational = is_relational(folded);
    let measured = alike
        .iter()
        .filter(|listed| listed.relational == relational)
        .map(|listed| (osa_distance(&written, &listed.tidied), listed));
    let nearest = measured.clone().map(|(distance, _)| distance).min()?;
    let mut best = measured.filter(|(distance, _)| *distance == nearest && nearest <= allowed);
    let (_, listed) = best.next()?;
    best.all(|(_, other)| other.ids == listed.ids)
        .then_some(listed.ids.as_slice())
}

/// The words of a text that lie in no hit.
fn words(text: &Folded<'_>, hits: &[Hit<'_>]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut hits = hits.iter().peekable();
    for word in text.text().split([' ', ',']) {
        let folded = start..start + word.len();
        start = folded.end + 1;
        while hits.next_if(|hit| hit.folded.end <= folded.start).is_some() {}
        let taken = hits.peek().is_some_and(|hit| hit.folded.start < folded.end);
        if taken || !word.starts_with(|c: char| c.is_ascii_lowercase()) || !word.is_ascii() {
            continue;
        }
        let written = text.source_text(folded.clone());
        words.push(Word {
            article: is_article(word) && is_meant(text, word, &folded),
            folded,
            capital: written.starts_with(char::is_uppercase),
        });
    }
    words
}

/// Whether an article is one: "at" and the like, written small and apart from a name, are English words.
fn is_meant(text: &Folded<'_>, word: &str, folded: &Range<usize>) -> bool {
    let with_joiner = folded.start..folded.end + 1;
    article::english_word(&format!("{word} ")).is_none()
        || article::is_meant(text.source_text(with_joiner))
}

fn is_article(word: &str) -> bool {
    matches!(
        word,
        "al" | "el"
            | "as"
            | "es"
            | "ash"
            | "esh"
            | "ar"
            | "er"
            | "at"
            | "et"
            | "an"
            | "en"
            | "ad"
            | "ed"
            | "az"
            | "ez"
            | "adh"
            | "ath"
    )
}

/// How many consonants a folded Latin name has, as [`AlikeFinder`] counts them: the more, the less it looks like
/// other words.
#[must_use]
pub fn consonants_in(folded: &str) -> usize {
    consonants(folded).chars().count()
}

/// The consonants of a folded Latin name, written together.
fn consonants(folded: &str) -> String {
    let mut consonants = String::new();
    for word in folded.split(' ').filter(|word| !is_article(word)) {
        add_consonants(&mut consonants, word);
    }
    consonants
}

/// Adds the consonants of a word.
fn add_consonants(consonants: &mut String, word: &str) {
    let mut letters = word.trim_end_matches('h').chars().peekable();
    let mut first = true;
    while let Some(letter) = letters.next() {
        let aspirated = letters.peek() == Some(&'h');
        let sound = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' => None,
            'w' | 'y' if !first => None,
            's' | 'c' if aspirated => Some('S'),
            'k' if aspirated => Some('K'),
            'q' | 'c' => Some('k'),
            'p' => Some('b'),
            'v' => Some('f'),
            other => Some(other),
        };
        if aspirated && matches!(letter, 's' | 'c' | 'k' | 'g' | 't' | 'd') {
            letters.next();
        }
        first = false;
        consonants.extend(sound.filter(|sound| !consonants.ends_with(*sound)));
    }
}

/// Whether a folded Latin name ends in the -iyah that makes an Arabic noun of another: "that of Hassun".
fn is_relational(folded: &str) -> bool {
    let stem = folded.trim_end_matches('h').strip_suffix(['a', 'e']);
    stem.is_some_and(|stem| stem.ends_with(['i', 'y']))
}

/// A folded Latin name in one of several spellings of the same sounds.
fn tidied(folded: &str) -> String {
    let words = folded.split(' ').filter(|word| !is_article(word));
    let mut text = words.collect::<String>();
    for (from, to) in [
        ("ou", "u"),
        ("oo", "u"),
        ("aw", "o"),
        ("au", "o"),
        ("ow", "o"),
        ("ee", "i"),
        ("ei", "e"),
        ("ai", "e"),
        ("ay", "e"),
        ("ey", "e"),
        ("iy", "i"),
        ("ie", "i"),
        ("ch", "sh"),
        ("q", "k"),
        ("dh", "d"),
        ("th", "t"),
        ("aa", "a"),
    ] {
        text = text.replace(from, to);
    }
    let mut tidied = String::with_capacity(text.len());
    for letter in text.trim_end_matches('h').chars() {
        if !tidied.ends_with(letter) {
            tidied.push(letter);
        }
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::NameFinder;

    fn found<'t>(names: &[&str], text: &'t str) -> Vec<&'t str> {
        let finder = AlikeFinder::new(names.iter().zip(0..));
        let folded = Folded::of(text);
        let hits = finder.find(&folded, &[]);
        hits.iter()
            .map(|hit| text.get(hit.range.clone()).unwrap())
            .collect()
    }

    #[test]
    fn one_name_has_many_hands() {
        for (listed, written) in [
            ("Samaqib", "Samaqeb"),
            ("Hawsh Ramli", "Hosh al-Ramli"),
            ("Zurin", "Zoreen"),
            ("Hassuniyah", "Hasouniyeh"),
            ("Khan Shaymun", "Khan Cheimoun"),
            ("Kafr Rayta", "Kfar Reita"),
            ("Ishmabraq", "Shmabraq"),
        ] {
            assert_eq!(found(&[listed], written), [written], "{listed}");
        }
    }

    #[test]
    fn other_names_are_other_names() {
        for (listed, written) in [
            ("Samaqib", "Simiq"),
            ("Kafr Rayta", "Kafr Ribad"),
            ("Rinnish", "finish"),
            ("Tawa", "Tewe"),
            ("Laskana", "Luskoneh"),
        ] {
            assert!(found(&[listed], written).is_empty(), "{listed} {written}");
        }
    }

    #[test]
    fn the_ending_iyah_makes_another_name() {
        for (listed, written) in [
            ("Samaqibiyah", "Samaqib"),
            ("Samaqibiyeh", "Samaqibi"),
            ("Samaqib", "Samaqibiyeh"),
        ] {
            assert!(found(&[listed], written).is_empty(), "{listed} {written}");
        }
        assert_eq!(
            found(&["Samaqib", "Samaqibiyah"], "Samaqibia"),
            ["Samaqibia"]
        );
    }

    #[test]
    fn two_letters_off_need_a_long_name() {
        assert!(found(&["Tarmanin"], "Termini").is_empty());
        assert_eq!(found(&["Tarmanin"], "Tarmanen"), ["Tarmanen"]);
        assert_eq!(found(&["Khan Shaymanut"], "Khan Sheymenut").len(), 1);
    }

    #[test]
    fn only_words_with_capitals_are_names() {
        assert!(found(&["Samaqib"], "samaqeb").is_empty());
        assert_eq!(found(&["as-Samaqib"], "in al-Samaqeb."), ["al-Samaqeb"]);
    }

    #[test]
    fn english_words_are_no_articles() {
        assert_eq!(found(&["Samaqib"], "Fighting at Samaqeb"), ["Samaqeb"]);
        assert_eq!(found(&["Samaqib"], "as Samaqeb fell"), ["Samaqeb"]);
        assert_eq!(found(&["as-Samaqib"], "in as-Samaqeb"), ["as-Samaqeb"]);
    }

    #[test]
    fn a_spelling_between_two_names_is_neither() {
        assert!(found(&["Parmala", "Parmula"], "Parmela").is_empty());
        assert_eq!(found(&["Parmala", "Parmula"], "Parmala"), ["Parmala"]);
        let one = AlikeFinder::new([("Parmala", 7), ("Parmula", 7)]);
        assert_eq!(one.find(&Folded::of("Parmela"), &[])[0].ids, [7]);
    }

    #[test]
    fn what_a_listed_name_takes_is_left_alone() {
        let names = NameFinder::new([("Samaqeb", 0)]).unwrap();
        let folded = Folded::of("Samaqeb and Samaqib");
        let hits = names.find(&folded);
        let finder = AlikeFinder::new([("Samaqib", 1)]);
        assert_eq!(finder.find(&folded, &hits).len(), 1);
    }
}
