//! CQL2 text, bounded and made harmless before it is parsed.
//!
//! The grammar of the `cql2` crate tries each `(` twice, as a group and as a list, and what is inside with it: 16 of
//! them take half a second, and the time doubles with each more. It reads a function call once only. So each group
//! becomes a call of a function called `"("`, which `lower` takes for what it is.

use cql2::Expr;
use pest::error::InputLocation;

use super::{FilterError, MAX_DEPTH, MAX_NODES, MAX_VERTICES, error::short};

/// Groups within each other in a geometry, without a keyword between: a multi-polygon has three.
const MAX_GROUND_DEPTH: usize = 3;

/// The expression of a text.
pub(super) fn parse(text: &str) -> Result<Expr, FilterError> {
    let insertions = scan(text)?;
    let safe = inserted(text, &insertions);
    cql2::parse_text(&safe).map_err(|error| match error {
        cql2::Error::Pest(error) => {
            let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
            let problem = "something else is expected here (see CQL2 text, OGC 21-065r2)";
            syntax(text, before_insertion(at, &insertions), problem)
        }
        other => FilterError::Geometry(short(&other.to_string())),
    })
}

/// What is put into the text, where, in order.
type Insertions = Vec<(usize, &'static str)>;

fn inserted(text: &str, insertions: &Insertions) -> String {
    let mut safe = String::with_capacity(text.len() + insertions.len() * 3);
    let mut done = 0;
    for (at, what) in insertions {
        safe.push_str(text.get(done..*at).unwrap_or_default());
        safe.push_str(what);
        done = *at;
    }
    safe.push_str(text.get(done..).unwrap_or_default());
    safe
}

/// The place in the text of a place in what is made of it.
fn before_insertion(at: usize, insertions: &Insertions) -> usize {
    let mut shift = 0;
    for (start, what) in insertions {
        if start + shift >= at {
            break;
        }
        shift += what.len();
    }
    at - shift.min(at)
}

fn syntax(text: &str, at: usize, problem: &'static str) -> FilterError {
    let at = (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    let (before, after) = text.split_at(at.unwrap_or(0));
    FilterError::Syntax {
        at: before.chars().count() + 1,
        near: short(after),
        problem,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Quoted,
    Text,
    Number,
    Open,
    Close,
    Comma,
    Sign,
}

#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    kind: Kind,
    start: usize,
    text: &'t str,
}

/// What a parenthesis opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opened {
    Call,
    Group,
    /// A geometry, and how many parentheses since its keyword.
    Ground(usize),
}

/// Holds a text to the limits and tells what to insert.
fn scan(text: &str) -> Result<Insertions, FilterError> {
    let mut insertions = Insertions::new();
    let mut open: Vec<Opened> = Vec::new();
    let mut before: [Option<Token<'_>>; 2] = [None, None];
    let (mut prefixes, mut nodes, mut vertices) = (0, 0, 0);
    let mut at = 0;
    while let Some(token) = next(text, at)? {
        at = token.start + token.text.len();
        let ground = matches!(open.last(), Some(Opened::Ground(_)));
        prefixes = if token.is_prefix() { prefixes + 1 } else { 0 };
        match token.kind {
            Kind::Open => {
                let opened = opens(before, open.last().copied());
                if matches!(opened, Opened::Ground(depth) if depth > MAX_GROUND_DEPTH) {
                    let problem = "no geometry has so many parentheses";
                    return Err(syntax(text, token.start, problem));
                }
                if opened == Opened::Group {
                    insertions.push((token.start, "\"(\""));
                }
                vertices += usize::from(opened != Opened::Call && opened != Opened::Group);
                open.push(opened);
            }
            Kind::Close if open.pop().is_none() => {
                return Err(syntax(
                    text,
                    token.start,
                    "this parenthesis was never opened",
                ));
            }
            Kind::Comma if ground => vertices += 1,
            Kind::Close | Kind::Comma => {}
            _ if ground => token.must_be_ground(text)?,
            _ => nodes += 1,
        }
        if token.kind == Kind::Number && token.text.starts_with('.') {
            insertions.push((token.start, "0")); // the crate wants a digit before the point
        }
        if open.len() + prefixes > MAX_DEPTH {
            return Err(FilterError::TooDeep);
        }
        before = [before[1], Some(token)];
    }
    match open.last() {
        Some(_) => Err(syntax(text, text.len(), "a parenthesis is not closed")),
        None if nodes > MAX_NODES => Err(FilterError::TooLarge),
        None if vertices > MAX_VERTICES => Err(FilterError::TooManyVertices),
        None => Ok(insertions),
    }
}

/// What a parenthesis after two tokens opens.
fn opens(before: [Option<Token<'_>>; 2], within: Option<Opened>) -> Opened {
    let word = before[1].filter(|token| token.kind == Kind::Word);
    let is_mark = |token: Token<'_>| ["Z", "M", "ZM"].iter().any(|m| token.is(m));
    let marked = word.is_some_and(is_mark) && before[0].is_some_and(Token::begins_ground);
    match within {
        _ if marked || word.is_some_and(Token::begins_ground) => Opened::Ground(1),
        Some(Opened::Ground(depth)) => Opened::Ground(depth + 1),
        _ if word.is_some_and(|word| !word.is_keyword()) => Opened::Call,
        _ if before[1].is_some_and(|token| token.kind == Kind::Quoted) => Opened::Call,
        _ => Opened::Group,
    }
}

impl Token<'_> {
    fn is(self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    fn is_keyword(self) -> bool {
        let keywords = [
            "and", "or", "not", "in", "between", "like", "is", "null", "div",
        ];
        keywords.iter().any(|word| self.is(word))
    }

    fn is_prefix(self) -> bool {
        self.text == "-" || (self.kind == Kind::Word && self.is("not"))
    }

    fn begins_ground(self) -> bool {
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

    fn must_be_ground(self, text: &str) -> Result<(), FilterError> {
        let fits = match self.kind {
            Kind::Number => true,
            Kind::Word => {
                let marks = ["Z", "M", "ZM", "EMPTY"];
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
fn next(text: &str, at: usize) -> Result<Option<Token<'_>>, FilterError> {
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

    fn safe(text: &str) -> String {
        inserted(text, &scan(text).unwrap())
    }

    #[test]
    fn only_groups_and_lists_become_calls() {
        assert_eq!(safe("NOT (a = .5)"), r#"NOT "("(a = 0.5)"#);
        assert_eq!(safe("casei (a) in ('(')"), r#"casei (a) in "("('(')"#);
        let ground = "s_within(g, POLYGON Z ((0 0 1,1 1 1)))";
        assert_eq!(safe(ground), ground);
        assert_eq!(safe("'it''s (' = \"a\"\"(\""), "'it''s (' = \"a\"\"(\"");
    }

    #[test]
    fn errors_tell_the_place_in_what_was_sent() {
        let Err(FilterError::Syntax { at, near, .. }) = parse("((اسم = .5) AND ) x") else {
            panic!("it must not be read");
        };
        assert_eq!((at, near.as_str()), (17, ") x"));
    }

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
