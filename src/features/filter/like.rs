//! LIKE: `%` stands for any text, `_` for one character, `\` takes either from what follows.

use super::{FilterError, MAX_PATTERN};

/// A pattern: pieces that follow each other, with anything between.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pattern {
    pieces: Pieces,
    /// Whether anything may come before the first piece.
    open_start: bool,
    /// Whether anything may come after the last piece.
    open_end: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum Pieces {
    /// Without `_`: found by the standard library, in linear time.
    Plain(Vec<String>),
    /// With `_`: at most (length of the text) x (length of the pattern) comparisons.
    Shaped(Vec<Shape>),
}

/// Some characters at their places.
#[derive(Debug, Clone, PartialEq)]
struct Shape {
    length: usize,
    fixed: Vec<(usize, char)>,
}

impl Pattern {
    /// A pattern from its text.
    pub(super) fn parse(text: &str) -> Result<Self, FilterError> {
        let given = text.chars().count();
        if given > MAX_PATTERN {
            return Err(FilterError::LongPattern { given });
        }
        let mut pieces: Vec<Vec<Option<char>>> = vec![Vec::new()];
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            let one = match c {
                '%' => {
                    pieces.push(Vec::new());
                    continue;
                }
                '_' => None,
                '\\' => Some(chars.next().unwrap_or('\\')),
                other => Some(other),
            };
            if let Some(piece) = pieces.last_mut() {
                piece.push(one);
            }
        }
        let is_open = |piece: Option<&Vec<_>>| pieces.len() > 1 && piece.is_some_and(Vec::is_empty);
        let (open_start, open_end) = (is_open(pieces.first()), is_open(pieces.last()));
        if pieces.len() > 1 {
            pieces.retain(|piece| !piece.is_empty());
        }
        let plain = pieces.iter().map(|piece| piece.iter().copied().collect());
        let plain: Option<Vec<String>> = plain.collect();
        let shaped = || pieces.iter().map(|piece| Shape::of(piece)).collect();
        Ok(Self {
            pieces: plain.map_or_else(|| Pieces::Shaped(shaped()), Pieces::Plain),
            open_start,
            open_end,
        })
    }

    /// Whether a text is of this pattern.
    pub(super) fn fits(&self, text: &str) -> bool {
        match &self.pieces {
            Pieces::Plain(pieces) => self.fits_plain(pieces, text),
            Pieces::Shaped(pieces) => {
                let chars: Vec<char> = text.chars().collect();
                self.fits_shaped(pieces, &chars)
            }
        }
    }

    fn fits_plain(&self, mut pieces: &[String], mut rest: &str) -> bool {
        if let ([only], false, false) = (pieces, self.open_start, self.open_end) {
            return rest == only;
        }
        if let (Some((first, others)), false) = (pieces.split_first(), self.open_start) {
            let Some(after) = rest.strip_prefix(first.as_str()) else {
                return false;
            };
            (rest, pieces) = (after, others);
        }
        if let (Some((last, others)), false) = (pieces.split_last(), self.open_end) {
            let Some(before) = rest.strip_suffix(last.as_str()) else {
                return false;
            };
            (rest, pieces) = (before, others);
        }
        pieces.iter().all(|piece| {
            let found = rest.split_once(piece.as_str());
            found.is_some_and(|(_, after)| {
                rest = after;
                true
            })
        })
    }

    fn fits_shaped(&self, mut pieces: &[Shape], mut rest: &[char]) -> bool {
        if let ([only], false, false) = (pieces, self.open_start, self.open_end) {
            return only.length == rest.len() && only.is_at(rest, 0);
        }
        if let (Some((first, others)), false) = (pieces.split_first(), self.open_start) {
            if rest.len() < first.length || !first.is_at(rest, 0) {
                return false;
            }
            (rest, pieces) = (&rest[first.length..], others);
        }
        if let (Some((last, others)), false) = (pieces.split_last(), self.open_end) {
            let Some(start) = rest.len().checked_sub(last.length) else {
                return false;
            };
            if !last.is_at(rest, start) {
                return false;
            }
            (rest, pieces) = (&rest[..start], others);
        }
        pieces.iter().all(|piece| {
            let starts = 0..(rest.len() + 1).saturating_sub(piece.length);
            let found = starts.into_iter().find(|start| piece.is_at(rest, *start));
            found.is_some_and(|start| {
                rest = &rest[start + piece.length..];
                true
            })
        })
    }
}

impl Shape {
    fn of(piece: &[Option<char>]) -> Self {
        let fixed = piece.iter().enumerate();
        Self {
            length: piece.len(),
            fixed: fixed.filter_map(|(n, c)| Some((n, (*c)?))).collect(),
        }
    }

    /// Whether it stands at a place of a text that is long enough.
    fn is_at(&self, text: &[char], start: usize) -> bool {
        self.fixed.iter().all(|(n, c)| text[start + n] == *c)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fits(pattern: &str, text: &str) -> bool {
        Pattern::parse(pattern).unwrap().fits(text)
    }

    /// The definition, by trying everything.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['%', rest @ ..] => (0..=text.len()).any(|n| naive(rest, &text[n..])),
            ['_', rest @ ..] => !text.is_empty() && naive(rest, &text[1..]),
            ['\\', c, rest @ ..] | [c, rest @ ..] => {
                text.first() == Some(c) && naive(rest, &text[1..])
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn patterns_mean_what_their_definition_says(
            pattern in r"[abب%_\\]{0,8}", text in r"[abب%_\\]{0,10}",
        ) {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(fits(&pattern, &text), naive(&p, &t));
        }
    }

    #[test]
    fn wildcards_are_characters_not_bytes() {
        assert!(fits("إد_ب", "إدلب") && fits("%ل_", "إدلب") && fits("إ%", "إدلب"));
        assert!(fits(r"100\%", "100%") && !fits(r"100\%", "100 percent"));
        assert!(fits("", "") && !fits("", "a") && fits("%", "") && !fits("_", ""));
        assert!(!fits("ab%ba", "aba"), "pieces do not overlap");
    }

    #[test]
    fn no_pattern_takes_long() {
        let text = "a".repeat(20_000);
        let start = std::time::Instant::now();
        for pattern in [
            "%a_".repeat(66),
            format!("%{}b_%", "a".repeat(190)),
            "%a%_b".repeat(40),
        ] {
            assert!(
                fits(&pattern, &text) == pattern.ends_with("a_"),
                "{pattern}"
            );
        }
        assert!(start.elapsed().as_millis() < 1000, "{:?}", start.elapsed());
    }
}
