//! CQL2 text, bounded and made harmless before it is parsed.
//!
//! The grammar of the `cql2` crate tries each `(` twice, as a group and as a list, and what is inside with it: 16 of
//! them take half a second, and the time doubles with each more. It reads a function call once only. So each group
//! becomes a call of a function called `"("`, which `lower` takes for what it is.

use cql2::Expr;
use pest::error::InputLocation;

use super::{
    FilterError, MAX_DEPTH, MAX_NODES, MAX_VERTICES,
    error::short,
    literal,
    tokens::{Kind, Token, next},
};

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
        other => FilterError::Geometry(other.to_string()),
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

pub(super) fn syntax(text: &str, at: usize, problem: &'static str) -> FilterError {
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

/// What a parenthesis opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opened {
    Call,
    /// TIMESTAMP or INTERVAL.
    Times,
    Group,
    /// A geometry, and how many parentheses since its keyword.
    Ground(usize),
}

/// Holds a text to the limits and tells what to insert.
fn scan(text: &str) -> Result<Insertions, FilterError> {
    let mut insertions = Insertions::new();
    let mut open: Vec<Opened> = Vec::new();
    let mut before: [Option<Token<'_>>; 2] = [None, None];
    // Operators that follow each other, in each of the open parentheses: what they make is nested, too.
    let mut chains = vec![0];
    let (mut nodes, mut vertices) = (0, 0);
    let mut at = 0;
    while let Some(token) = next(text, at)? {
        at = token.start + token.text.len();
        if token.is("EMPTY") && follows_ground(before) {
            let problem = "a geometry must have points; EMPTY is not allowed";
            return Err(syntax(text, token.start, problem));
        }
        let ground = matches!(open.last(), Some(Opened::Ground(_)));
        if let Some(chain) = chains.last_mut() {
            *chain = token.chained(*chain);
        }
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
                vertices += usize::from(matches!(opened, Opened::Ground(_)));
                open.push(opened);
                chains.push(0);
            }
            Kind::Close => {
                chains.pop();
                if open.pop().is_none() {
                    let problem = "this parenthesis was never opened";
                    return Err(syntax(text, token.start, problem));
                }
            }
            Kind::Comma if ground => vertices += 1,
            Kind::Comma => {}
            _ if ground => token.must_be_ground(text)?,
            Kind::Text if open.last() == Some(&Opened::Times) => {
                nodes += 1;
                literal::spelled(token.text.trim_matches('\''))?;
            }
            _ => nodes += 1,
        }
        if token.kind == Kind::Number && token.text.starts_with('.') {
            insertions.push((token.start, "0")); // the crate wants a digit before the point
        }
        if open.len() + chains.iter().sum::<usize>() > MAX_DEPTH {
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

/// Whether the last of two tokens is the name of a geometry, or the mark of one.
fn follows_ground(before: [Option<Token<'_>>; 2]) -> bool {
    let is_mark = |token: Token<'_>| ["Z", "M", "ZM"].iter().any(|m| token.is(m));
    let marked = before[1].is_some_and(is_mark) && before[0].is_some_and(Token::begins_ground);
    marked || before[1].is_some_and(Token::begins_ground)
}

/// What a parenthesis after two tokens opens.
fn opens(before: [Option<Token<'_>>; 2], within: Option<Opened>) -> Opened {
    let word = before[1].filter(|token| token.kind == Kind::Word);
    match within {
        _ if follows_ground(before) => Opened::Ground(1),
        Some(Opened::Ground(depth)) => Opened::Ground(depth + 1),
        _ if word.is_some_and(Token::begins_times) => Opened::Times,
        _ if word.is_some_and(|word| !word.is_keyword()) => Opened::Call,
        _ if before[1].is_some_and(|token| token.kind == Kind::Quoted) => Opened::Call,
        _ => Opened::Group,
    }
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
}
