//! The query of an address, read strictly.
//!
//! Unknown and repeated parameters, and bytes that are no text, are refused
//! (OGC API - Features Part 1, `/req/core/query-param-unknown` and `-invalid`); only the addresses of pages that people
//! share may have others ([`Query::read_known`]).

use std::{borrow::Cow, fmt::Display};

use axum::{
    extract::FromRequestParts,
    http::{Uri, request::Parts},
};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::problem::{BAD_PARAMETER, MISSING_PARAMETER, Problem, UNKNOWN_PARAMETER};
use crate::model::LonLat;

/// The query as it came, not yet read.
pub(super) struct Query(Uri);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(&parts.uri))
    }
}

/// The parameters of a request, all of them allowed and each given once.
#[derive(Debug, Default)]
pub(super) struct Params<'q>(Vec<(Cow<'q, str>, Cow<'q, str>)>);

impl Query {
    /// The query of an address.
    pub(super) fn of(uri: &Uri) -> Self {
        Self(uri.clone())
    }

    fn text(&self) -> &str {
        self.0.query().unwrap_or_default()
    }

    /// Whether there is none, or an empty one.
    pub(super) fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Reads the query, in which nothing but `allowed` may occur.
    pub(super) fn read(&self, allowed: &[&str]) -> Result<Params<'_>, Problem> {
        Params::read(self.text(), allowed)
    }

    /// Reads what the query says of `known`, and passes over the rest.
    pub(super) fn read_known(&self, known: &[&str]) -> Result<Params<'_>, Problem> {
        Params::gather(self.text(), |name| Ok(self::known(name, known).ok()))
    }
}

/// What stands before a mark and after it; for such short texts faster than the searches of the standard library.
fn cut(text: &str, mark: u8) -> (&str, &str) {
    let at = text.bytes().position(|byte| byte == mark);
    let halves = at.and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?)));
    halves.unwrap_or((text, ""))
}

/// Percent-decodes one piece of a query; `+` is a space.
fn decode(piece: &str) -> Result<Cow<'_, str>, ()> {
    if !piece.bytes().any(|b| matches!(b, b'%' | b'+' | 0)) {
        return Ok(piece.into());
    }
    let spaced = piece.replace('+', " ");
    let text = percent_decode_str(&spaced)
        .decode_utf8()
        .map_err(|_not_utf8| ())?;
    if text.contains('\0') {
        Err(())
    } else {
        Ok(text.into_owned().into())
    }
}

fn not_text(name: &str) -> Problem {
    Problem::of_parameter(
        &BAD_PARAMETER,
        name,
        format!("{name} is not percent-encoded UTF-8 text."),
    )
}

fn unknown(name: &str, allowed: &[&str]) -> Problem {
    let name: String = name.chars().take(120).collect();
    let allowed = if allowed.is_empty() {
        "no parameters".to_owned()
    } else {
        allowed.join(", ")
    };
    let detail = format!("There is no parameter {name:?} here; allowed are {allowed}.");
    Problem::of_parameter(&UNKNOWN_PARAMETER, &name, detail)
}

impl<'q> Params<'q> {
    /// Reads the text of a query, in which nothing but `allowed` may occur.
    pub(super) fn read(query: &'q str, allowed: &[&str]) -> Result<Self, Problem> {
        Self::gather(query, |name| known(name, allowed).map(Some))
    }

    /// The parameters whose names are taken.
    fn gather(
        query: &'q str,
        take: impl Fn(&'q str) -> Result<Option<Cow<'q, str>>, Problem>,
    ) -> Result<Self, Problem> {
        let mut rest = query;
        let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::with_capacity(4);
        while !rest.is_empty() {
            let (piece, others) = cut(rest, b'&');
            rest = others;
            if piece.is_empty() {
                continue;
            }
            let (name, value) = cut(piece, b'=');
            let Some(name) = take(name)? else {
                continue;
            };
            if pairs.iter().any(|(known, _)| *known == name) {
                let detail = format!("{name} is given more than once; give it once.");
                return Err(Problem::of_parameter(&BAD_PARAMETER, &name, detail));
            }
            let value = decode(value).map_err(|()| not_text(&name))?;
            pairs.push((name, value));
        }
        Ok(Params(pairs))
    }
}

/// The name of a parameter that is allowed; most are written as they are, and need no decoding.
fn known<'n>(name: &'n str, allowed: &[&str]) -> Result<Cow<'n, str>, Problem> {
    if allowed.contains(&name) {
        return Ok(name.into());
    }
    let name = decode(name).map_err(|()| not_text(name))?;
    if allowed.contains(&&*name) {
        Ok(name)
    } else {
        Err(unknown(&name, allowed))
    }
}

/// The number of some digits, or the highest there is.
fn whole(text: &str) -> Option<usize> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(usize::MAX))
}

fn no_number(text: &str, least: usize, most: usize) -> String {
    let shown: String = text.chars().take(40).collect();
    format!("{shown:?} is not a whole number from {least} to {most}")
}

impl Params<'_> {
    /// The same, apart from the query that it was read from.
    pub(super) fn into_owned(self) -> Params<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let pairs = self.0.into_iter();
        Params(
            pairs
                .map(|(name, value)| (owned(name), owned(value)))
                .collect(),
        )
    }

    /// Whether nothing was given, so that the answer is one of few.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text of a parameter.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| &**value)
    }

    /// The same query with some numbers set, percent-encoded.
    pub(super) fn with(&self, numbers: &[(&str, usize)]) -> String {
        let kept = self
            .0
            .iter()
            .filter(|(name, _)| !numbers.iter().any(|(other, _)| other == name));
        let kept = kept.map(|(name, value)| {
            format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
        });
        let set = numbers
            .iter()
            .map(|(name, number)| format!("{name}={number}"));
        kept.chain(set).collect::<Vec<_>>().join("&")
    }

    /// The same query with one parameter set, in order of names: equal queries get equal addresses.
    pub(super) fn setting(&self, name: &'static str, value: &str) -> Self {
        let mut pairs = self.without(name).0;
        pairs.push((name.into(), value.to_owned().into()));
        pairs.sort();
        Self(pairs)
    }

    /// Every parameter with its text.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.0.iter();
        pairs.map(|(name, value)| (&**name, &**value))
    }

    /// The same query without some parameters where they say nothing.
    pub(super) fn without_empty(&self, names: &[&str]) -> Self {
        let says = |(name, value): &&(Cow<'_, str>, Cow<'_, str>)| {
            !value.is_empty() || !names.contains(&&**name)
        };
        Self(self.0.iter().filter(says).cloned().collect())
    }

    /// The same query without one parameter.
    pub(super) fn without(&self, name: &str) -> Self {
        let kept = self.0.iter().filter(|(known, _)| known != name);
        Self(kept.cloned().collect())
    }

    /// Whether a parameter says `true`; where it is not given, it says `false`.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Problem> {
        let choices = || vec!["true".to_owned(), "false".to_owned()];
        Ok(self
            .choice(name, |text| text.parse().ok(), choices)?
            .unwrap_or(false))
    }

    /// A parameter read by `parse`, whose error says what is allowed.
    pub(super) fn parsed<T, E: Display>(
        &self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        let read = |text: &str| parse(text).map_err(|error| bad(name, error));
        self.text(name).map(read).transpose()
    }

    /// A parameter that must name one of `choices`.
    pub(super) fn choice<T>(
        &self,
        name: &str,
        find: impl FnOnce(&str) -> Option<T>,
        choices: impl FnOnce() -> Vec<String>,
    ) -> Result<Option<T>, Problem> {
        self.parsed(name, |text| {
            find(text).ok_or_else(|| {
                let shown: String = text.chars().take(120).collect();
                format!("{shown:?} is not one of {}", choices().join(", "))
            })
        })
    }

    /// Which of these forms of an answer `f` asks for, by index.
    pub(super) fn form<const N: usize>(&self, forms: [&str; N]) -> Result<Option<usize>, Problem> {
        let find = |asked: &str| forms.iter().position(|form| *form == asked);
        self.choice("f", find, || forms.map(str::to_owned).to_vec())
    }

    /// A whole number in a range, else `default`.
    pub(super) fn number(
        &self,
        name: &str,
        default: usize,
        range: std::ops::RangeInclusive<usize>,
    ) -> Result<usize, Problem> {
        let read = self.parsed(name, |text| {
            let fits = whole(text).filter(|number| range.contains(number));
            fits.ok_or_else(|| no_number(text, *range.start(), *range.end()))
        })?;
        Ok(read.unwrap_or(default))
    }

    /// The same, but a number above the highest is cut to it.
    pub(super) fn at_most(
        &self,
        name: &str,
        default: usize,
        least: usize,
        most: usize,
    ) -> Result<usize, Problem> {
        let read = self.parsed(name, |text| {
            let fits = whole(text).filter(|number| *number >= least);
            fits.ok_or_else(|| no_number(text, least, most))
        })?;
        Ok(read.unwrap_or(default).min(most))
    }

    /// The point that `lon` and `lat` name.
    pub(super) fn point(&self) -> Result<LonLat, Problem> {
        let (lon, lat) = (self.degrees("lon", 180)?, self.degrees("lat", 90)?);
        LonLat::new(lon, lat).map_err(|error| {
            Problem::of_parameter(&BAD_PARAMETER, error.axis(), format!("{error}."))
        })
    }

    fn degrees(&self, name: &str, limit: u32) -> Result<f64, Problem> {
        let allowed = || format!("a number of degrees from -{limit} to {limit}");
        let number = self.parsed(name, |text| {
            let number = text.parse::<f64>().ok();
            number.filter(|number| number.is_finite()).ok_or_else(|| {
                let shown: String = text.chars().take(40).collect();
                format!("{shown:?} is not {}", allowed())
            })
        })?;
        number.ok_or_else(|| {
            let detail = format!(
                "{name} is missing; give {}, for example /locate?lon=12.5&lat=41.9.",
                allowed()
            );
            Problem::of_parameter(&MISSING_PARAMETER, name, detail)
        })
    }
}

/// A parameter with a value that is not allowed.
pub(super) fn bad(name: &str, error: impl Display) -> Problem {
    Problem::of_parameter(&BAD_PARAMETER, name, format!("{name}: {error}."))
}
