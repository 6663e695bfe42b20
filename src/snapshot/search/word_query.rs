//! What a person wrote into the search field.

use std::{collections::VecDeque, ops::Range, str::FromStr};

use serde::Serialize;
use thiserror::Error;
use utoipa::ToSchema;

use crate::language::{CodePoints, Folded, Form, Word, words};

/// Words that a text must hold. Everything that is no letter or digit parts words and says nothing else, but:
///
/// - `"two words"` (also `“…”` and `«…»`) must follow each other, whatever punctuation is between them;
///   a quote that is not closed says nothing;
/// - `wor*` stands for every word that begins so. Inside quotes, and where it follows no letter, `*` says
///   nothing.
///
/// All parts must occur. A word is folded as [`Folded`] says, and found by every form that
/// [`Word::forms`] lists: `حديقة` finds `للحديقة`, and `Anna` finds `Anna's`.
///
/// ```
/// use hudna::snapshot::WordQuery;
///
/// let query: WordQuery = "\"the old bridge\" riv*".parse()?;
/// assert_eq!(query.highlights("The old bridge, by the river.").len(), 4);
/// assert!("...".parse::<WordQuery>().is_err());
/// # Ok::<(), hudna::snapshot::WordQueryError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordQuery {
    parts: Vec<Part>,
}

/// One thing that must occur; all words are folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Word(String),
    /// A word that begins so.
    Prefix(String),
    /// At least two words, one right after the other.
    Phrase(Vec<String>),
}

/// A text that cannot be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum WordQueryError {
    /// It holds no letter and no digit.
    #[error(
        "there is no word to look for; give words that must all occur, \"quoted\" where they must follow each other, with a final * for any ending"
    )]
    NoWord,
    /// It is longer than [`WordQuery::MOST_CHARACTERS`].
    #[error("it is longer than {} characters", WordQuery::MOST_CHARACTERS)]
    TooLong,
    /// It has more words than [`WordQuery::MOST_WORDS`].
    #[error("it has more than {} words", WordQuery::MOST_WORDS)]
    TooManyWords,
}

/// A word of a passage that a query asks for: code points and bytes of the passage as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Highlight {
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// First byte.
    pub start_byte: usize,
    /// Byte after the last.
    pub end_byte: usize,
}

impl FromStr for WordQuery {
    type Err = WordQueryError;

    fn from_str(text: &str) -> Result<Self, WordQueryError> {
        if text.chars().nth(Self::MOST_CHARACTERS).is_some() {
            return Err(WordQueryError::TooLong);
        }
        let mut parts: Vec<Part> = Vec::new();
        for piece in pieces(text) {
            let more = match piece {
                Piece::Plain(text) => text.split_whitespace().flat_map(words_of_chunk).collect(),
                Piece::Quoted(text) => phrase(text).into_iter().collect::<Vec<_>>(),
            };
            for part in more {
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        let count: usize = parts.iter().map(Part::len).sum();
        match count {
            0 => Err(WordQueryError::NoWord),
            1..=Self::MOST_WORDS => Ok(Self { parts }),
            _ => Err(WordQueryError::TooManyWords),
        }
    }
}

impl WordQuery {
    /// Most characters of a query.
    pub const MOST_CHARACTERS: usize = 1000;
    /// Most words of a query, those in quotes included.
    pub const MOST_WORDS: usize = 32;

    /// What must occur.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The query that asks for one thing.
    #[cfg(test)]
    pub(super) fn of(part: Part) -> Self {
        Self { parts: vec![part] }
    }

    /// Every word of a text that the query asks for, in order; of a phrase only where it stands whole.
    #[must_use]
    pub fn highlights(&self, text: &str) -> Vec<Highlight> {
        let folded = Folded::of(text);
        let mut coming = words(&folded).map(|word| {
            let mut forms = Vec::new();
            word.forms(&folded, &mut forms);
            (word, forms)
        });
        let longest = self.parts.iter().map(Part::len).max().unwrap_or_default();
        let mut window = Window::new();
        let mut points = CodePoints::new(text);
        let mut highlights = Vec::new();
        // Words, from the first of the window, that are asked for.
        let mut asked_for = 0;
        loop {
            window.extend(coming.by_ref().take(longest - window.len()));
            let fitting = self.parts.iter().filter(|part| part.fits(&folded, &window));
            asked_for = fitting.map(Part::len).fold(asked_for, usize::max);
            let Some((word, _)) = window.pop_front() else {
                return highlights;
            };
            if asked_for > 0 {
                asked_for -= 1;
                let bytes = folded.source_range(word.folded);
                highlights.push(highlight(bytes, &mut points));
            }
        }
    }
}

/// As many words of a text as the longest phrase has, each with its forms.
type Window = VecDeque<(Word, Vec<Form>)>;

fn highlight(bytes: Range<usize>, points: &mut CodePoints<'_>) -> Highlight {
    Highlight {
        start: points.before(bytes.start),
        end: points.before(bytes.end),
        start_byte: bytes.start,
        end_byte: bytes.end,
    }
}

impl Part {
    /// How many words it has.
    fn len(&self) -> usize {
        match self {
            Self::Word(_) | Self::Prefix(_) => 1,
            Self::Phrase(words) => words.len(),
        }
    }

    /// Whether it asks for the first words of a window.
    fn fits(&self, text: &Folded<'_>, window: &Window) -> bool {
        let is = |forms: &[Form], word: &str| forms.iter().any(|form| form.is(text, word));
        let first = window.front().map_or(&[][..], |(_, forms)| forms);
        match self {
            Self::Word(word) => is(first, word),
            Self::Prefix(letters) => first.iter().any(|form| form.begins_with(text, letters)),
            Self::Phrase(phrase) => {
                let mut pairs = window.iter().zip(phrase);
                window.len() >= phrase.len() && pairs.all(|((_, forms), word)| is(forms, word))
            }
        }
    }
}

/// Text outside or inside a pair of quotes.
enum Piece<'t> {
    Plain(&'t str),
    Quoted(&'t str),
}

/// Opening quotes, each with what closes it.
const QUOTES: [(char, char); 3] = [('"', '"'), ('“', '”'), ('«', '»')];

/// The text cut at pairs of quotes.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, quoted, after)) = first_quoted(rest) {
        pieces.extend([Piece::Plain(before), Piece::Quoted(quoted)]);
        rest = after;
    }
    pieces.push(Piece::Plain(rest));
    pieces
}

/// What is before, in and behind the first pair of quotes.
fn first_quoted(text: &str) -> Option<(&str, &str, &str)> {
    text.char_indices().find_map(|(at, c)| {
        let (_, close) = QUOTES.iter().find(|(open, _)| *open == c)?;
        let (before, rest) = text.split_at_checked(at)?;
        let (quoted, after) = rest.strip_prefix(c)?.split_once(*close)?;
        Some((before, quoted, after))
    })
}

/// The words of a piece without white space, the last perhaps a prefix.
fn words_of_chunk(chunk: &str) -> Vec<Part> {
    let stem = chunk.trim_end_matches('*');
    let folded = Folded::of(stem);
    let is_prefix = stem.len() < chunk.len() && !folded.text().ends_with([' ', ',']);
    let mut parts: Vec<Part> = written(&folded).map(Part::Word).collect();
    if let (true, Some(Part::Word(last))) = (is_prefix, parts.last_mut()) {
        let letters = std::mem::take(last);
        parts.pop();
        parts.push(Part::Prefix(letters));
    }
    parts
}

/// What a quoted text asks for.
fn phrase(text: &str) -> Option<Part> {
    let mut words: Vec<String> = written(&Folded::of(text)).collect();
    match words.len() {
        0 => None,
        1 => words.pop().map(Part::Word),
        _ => Some(Part::Phrase(words)),
    }
}

/// The words of a folded text.
fn written(folded: &Folded<'_>) -> impl Iterator<Item = String> {
    words(folded).map(|word| {
        folded
            .text()
            .get(word.folded)
            .unwrap_or_default()
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<Part> {
        text.parse::<WordQuery>().unwrap().parts
    }

    fn word(text: &str) -> Part {
        Part::Word(text.to_owned())
    }

    fn marked<'t>(query: &str, text: &'t str) -> Vec<&'t str> {
        let query: WordQuery = query.parse().unwrap();
        let cut = |h: Highlight| text.get(h.start_byte..h.end_byte).unwrap();
        query.highlights(text).into_iter().map(cut).collect()
    }

    #[test]
    fn ordinary_text_is_its_words() {
        assert_eq!(parts("الحديقة"), [word("الحديقه")]);
        assert_eq!(parts("a-b, A (c) | -d +e NOT f:g~2"), {
            ["a", "b", "c", "d", "e", "not", "f", "g", "2"].map(word)
        });
        assert_eq!(parts("5 * 3\" \\ **"), [word("5"), word("3")]);
    }

    #[test]
    fn closed_quotes_make_phrases_and_open_ones_nothing() {
        let phrase = Part::Phrase(vec!["old".into(), "town".into()]);
        for text in [
            "\"Old, town\"",
            "“old town”",
            "«old-town»",
            "\"\" \"old* town\"",
        ] {
            assert_eq!(parts(text), std::slice::from_ref(&phrase), "{text}");
        }
        assert_eq!(parts("\"old\""), [word("old")]);
        assert_eq!(parts("\"old town"), [word("old"), word("town")]);
        assert_eq!(parts("« \"old town\""), [phrase]);
    }

    #[test]
    fn a_star_behind_a_letter_makes_a_prefix() {
        assert_eq!(parts("Qar'a*"), [Part::Prefix("qara".into())]);
        assert_eq!(
            parts("al-Ras** x,*"),
            [word("al"), Part::Prefix("ras".into()), word("x")]
        );
    }

    #[test]
    fn nothing_too_much_and_too_long_are_refused() {
        for text in ["", " ", "...", "\"\"", "*", "\" ، \""] {
            assert_eq!(text.parse::<WordQuery>(), Err(WordQueryError::NoWord));
        }
        let many = |n: usize| {
            (0..n)
                .map(|i| format!("w{i}"))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert!(many(32).parse::<WordQuery>().is_ok());
        assert_eq!(
            format!("\"{}\"", many(33)).parse::<WordQuery>(),
            Err(WordQueryError::TooManyWords)
        );
        assert!("ش".repeat(1000).parse::<WordQuery>().is_ok());
        assert_eq!(
            "ش".repeat(1001).parse::<WordQuery>(),
            Err(WordQueryError::TooLong)
        );
    }

    #[test]
    fn highlights_are_the_words_as_written() {
        let text = "إلى الحَدِيقَةِ، والحديقة الشرقية؛ للحديقة. حديقةً وحديقتان";
        assert_eq!(marked("الحديقة", text), ["الحَدِيقَةِ", "والحديقة", "للحديقة"]);
        assert_eq!(
            marked("حديقة", text),
            ["الحَدِيقَةِ", "والحديقة", "للحديقة", "حديقةً"]
        );
        assert_eq!(marked("حديق*", text).len(), 5);
        assert_eq!(marked("\"الحديقة الشرقية\"", text), ["والحديقة", "الشرقية"]);
        assert_eq!(marked("Anna", "Anna’s, Annas, ANNA"), ["Anna’s", "ANNA"]);
    }

    #[test]
    fn phrases_are_marked_wherever_they_stand_and_only_whole() {
        let text = "a b a b a, c b a";
        assert_eq!(marked("\"a b a\"", text), ["a", "b", "a", "b", "a"]);
        assert_eq!(marked("\"c b a\" b", text), ["b", "b", "c", "b", "a"]);
        assert!(marked("\"b a c d\"", text).is_empty());
        assert_eq!(marked("\"x y z\" \"b a\"", "a b a"), ["b", "a"]);
        assert!(marked("\"x y\"", "").is_empty());
    }

    #[test]
    fn code_points_and_bytes_of_a_highlight_agree() {
        let text = "في قارب now";
        let query: WordQuery = "now".parse().unwrap();
        let [found] = query.highlights(text)[..] else {
            panic!("one word");
        };
        assert_eq!((found.start, found.end), (8, 11));
        assert_eq!(text.get(found.start_byte..found.end_byte), Some("now"));
    }
}
