//! The tokens of CQL2 text, as far as its limits need them.

use super::{FilterError, text::syntax};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Quoted,
    Text,
    Number,
    Open,
    Close,
    Comma,
    Sign,
}

/// A token, and the byte it starts at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) text: &'t str,
}

impl Token<'_> {
    pub(super) fn is(self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is_keyword(self) -> bool {
        let keywords = [
            "and", "or", "not", "in", "between", "like", "is", "null", "div",
        ];
        keywords.iter().any(|word| self.is(word))
    }

    /// The length of a chain of operators with this token.
    pub(super) fn chained(self, chain: usize) -> usize {
        match self.kind {
            Kind::Comma => 0,
            Kind::Word if self.is("and") || self.is("or") => 0,
            Kind::Word if self.is_keyword() => chain + 1,
            Kind::Sign => chain + 1,
            _ => chain,
        }
    }

    pub(super) fn begins_ground(self) -> bool {
        let word = self.text.to_ascii_uppercase();
        let word = word.trim_end_matches(['Z', 'M']);
        let grounds = [
            "POINT",
            "LINESTRING",
            "POLYGON",
            "MULTIPOINT",
            "MULTILINESTRING",
            "MULTIPOLYGON",
            "GEOMETRYCOLLECTION",
        ];
        self.kind == Kind::Word && grounds.contains(&word)
    }

    pub(super) fn begins_times(self) -> bool {
        self.is("TIMESTAMP") || self.is("INTERVAL")
    }

    pub(super) fn must_be_ground(self, text: &str) -> Result<(), FilterError> {
        let fits = match self.kind {
            Kind::Number => true,
            Kind::Word => {
                let marks = ["Z", "M", "ZM"];
                self.begins_ground() || marks.iter().any(|mark| self.is(mark))
            }
            _ => matches!(self.text, "-" | "+"),
        };
        let problem = "a geometry has numbers, commas and parentheses only";
        if fits {
            Ok(())
        } else {
            Err(syntax(text, self.start, problem))
        }
    }
}

/// The token that begins at a place or after the white space there.
pub(super) fn next(text: &str, at: usize) -> Result<Option<Token<'_>>, FilterError> {
    let rest = text.get(at..).unwrap_or_default();
    let trimmed = rest.trim_start();
    let start = at + (rest.len() - trimmed.len());
    let mut chars = trimmed.chars();
    let Some(first) = chars.next() else {
        return Ok(None);
    };
    let decimal = first == '.' && chars.next().is_some_and(|c| c.is_ascii_digit());
    let (kind, length) = match first {
        '(' => (Kind::Open, 1),
        ')' => (Kind::Close, 1),
        ',' => (Kind::Comma, 1),
        '\'' | '"' => {
            let kind = if first == '"' {
                Kind::Quoted
            } else {
                Kind::Text
            };
            let length = quoted(trimmed, first);
            let length = length.ok_or_else(|| syntax(text, start, "a quotation is not closed"));
            (kind, length?)
        }
        c if c.is_ascii_digit() || decimal => (Kind::Number, number(trimmed)),
        c if c.is_alphabetic() => {
            let is_name = |c: char| c.is_alphabetic() || c.is_numeric() || "_.:".contains(c);
            (
                Kind::Word,
                trimmed.find(|c| !is_name(c)).unwrap_or(trimmed.len()),
            )
        }
        _ => {
            let pairs = ["<=", ">=", "<>", "!="];
            let pair = pairs.iter().any(|pair| trimmed.starts_with(pair));
            (Kind::Sign, if pair { 2 } else { first.len_utf8() })
        }
    };
    let text = trimmed.get(..length).unwrap_or(trimmed);
    Ok(Some(Token { kind, start, text }))
}

/// Length of a quotation, in which the quote is written twice.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut quotes = text
        .match_indices(quote)
        .skip(1)
        .map(|(at, _)| at)
        .peekable();
    while let Some(at) = quotes.next() {
        if quotes.next_if_eq(&(at + 1)).is_none() {
            return Some(at + 1);
        }
    }
    None
}

fn number(text: &str) -> usize {
    let digits = |from: usize| {
        let rest = text.bytes().skip(from);
        from + rest.take_while(u8::is_ascii_digit).count()
    };
    let byte = |at: usize| text.as_bytes().get(at).copied();
    let mut end = digits(0);
    if byte(end) == Some(b'.') {
        end = digits(end + 1);
    }
    if matches!(byte(end), Some(b'e' | b'E')) {
        let signed = usize::from(matches!(byte(end + 1), Some(b'+' | b'-')));
        let power = digits(end + 1 + signed);
        if power > end + 1 + signed {
            end = power;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_end_where_they_end() {
        for (text, length) in [
            ("12", 2),
            ("1.5e-3)", 6),
            (".5e", 2),
            ("1.e5", 4),
            ("7-2", 1),
        ] {
            assert_eq!(number(text), length, "{text}");
        }
    }
}
