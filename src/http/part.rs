//! Parts of answers (RFC 9110 §14): readers of `FlatGeobuf` and `PMTiles` fetch only the bytes they need.
//!
//! One range of bytes is served. A list of ranges, another unit and nonsense get the whole answer, as §14.2 allows.

use axum::{
    body::{self, Body, HttpBody},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    answer::with,
    conditions::{date, tag},
    problem::{BAD_RANGE, Problem},
};

/// The unit that parts are counted in.
const BYTES: HeaderValue = HeaderValue::from_static("bytes");

/// The part that a client asks for.
#[derive(Debug)]
pub(super) struct Part {
    range: Range,
    if_range: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range {
    /// From a byte to another, both counted, or to the end.
    From(u64, Option<u64>),
    /// That many bytes at the end.
    Last(u64),
}

impl Part {
    /// What `Range` asks for, if it is one range of bytes.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let range = Range::read(headers.get(header::RANGE)?.to_str().ok()?)?;
        let if_range = headers.get(header::IF_RANGE);
        let if_range = if_range.map(|tag| String::from_utf8_lossy(tag.as_bytes()).into_owned());
        Some(Self { range, if_range })
    }

    /// Cuts the part out of a whole answer that [can be cut](is_divisible). The whole is sent to those who have a
    /// part of another answer.
    pub(super) async fn cut(self, answer: Response) -> Response {
        let Some(length) = is_divisible(&answer).filter(|_| self.goes_with(answer.headers()))
        else {
            return answer;
        };
        let Some((first, last)) = self.range.within(length) else {
            let detail = format!("The answer has {length} bytes; the range lies outside.");
            let problem = Problem::new(&BAD_RANGE, detail).into_response();
            return with(problem, header::CONTENT_RANGE, &format!("bytes */{length}"));
        };
        let (mut parts, body) = answer.into_parts();
        let whole = match body::to_bytes(body, usize::MAX).await {
            Ok(whole) => whole,
            Err(error) => return Problem::internal(&error).into_response(),
        };
        let slice = slice(first, last, whole.len());
        parts.status = StatusCode::PARTIAL_CONTENT;
        parts.headers.remove(header::CONTENT_LENGTH);
        let answer = Response::from_parts(parts, Body::from(whole.slice(slice)));
        let range = format!("bytes {first}-{last}/{length}");
        with(answer, header::CONTENT_RANGE, &range)
    }

    /// Whether the client's other parts, if it has some, are of this answer (§13.1.5). Dates must be equal: no two
    /// generations of the data have the same.
    fn goes_with(&self, answer: &HeaderMap) -> bool {
        let Some(known) = &self.if_range else {
            return true;
        };
        let same_date = || {
            let modified = date(answer, &header::LAST_MODIFIED);
            modified.is_some() && httpdate::parse_http_date(known).ok() == modified
        };
        tag(answer) == Some(known.as_str()) || same_date()
    }
}

/// Says that parts of an answer can be had, where they can.
pub(super) fn offer(head: &mut HeaderMap) {
    if !head.contains_key(header::ACCEPT_RANGES) && has_parts(head) {
        head.insert(header::ACCEPT_RANGES, BYTES);
    }
}

/// The length of an answer that can be sent in parts: whole, as it is, and with a strong validator.
fn is_divisible(answer: &Response) -> Option<u64> {
    let fits = answer.status() == StatusCode::OK && has_parts(answer.headers());
    answer.body().size_hint().exact().filter(|_| fits)
}

fn has_parts(head: &HeaderMap) -> bool {
    head.contains_key(header::ETAG) && !head.contains_key(header::CONTENT_ENCODING)
}

/// A range of a body of `length` bytes as indices.
fn slice(first: u64, last: u64, length: usize) -> std::ops::Range<usize> {
    let index = |byte: u64| usize::try_from(byte).unwrap_or(length).min(length);
    index(first)..index(last.saturating_add(1))
}

impl Range {
    /// Reads `bytes=FIRST-LAST`, `bytes=FIRST-` or `bytes=-COUNT`.
    fn read(text: &str) -> Option<Self> {
        let (unit, range) = text.split_once('=')?;
        let (first, last) = range.trim().split_once('-')?;
        if !unit.trim().eq_ignore_ascii_case("bytes") {
            return None;
        }
        match (first, last) {
            ("", count) => Some(Self::Last(number(count)?)),
            (first, "") => Some(Self::From(number(first)?, None)),
            (first, last) => {
                let (first, last) = (number(first)?, number(last)?);
                (first <= last).then_some(Self::From(first, Some(last)))
            }
        }
    }

    /// The first and the last byte in an answer of `length` bytes; `None` if it has none of them.
    fn within(self, length: u64) -> Option<(u64, u64)> {
        let end = length.checked_sub(1)?;
        match self {
            Self::From(first, last) => {
                (first <= end).then(|| (first, last.map_or(end, |last| last.min(end))))
            }
            Self::Last(0) => None,
            Self::Last(count) => Some((length.saturating_sub(count), end)),
        }
    }
}

/// A number of digits only; one too big to be held is beyond any answer.
fn number(digits: &str) -> Option<u64> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    all_digits.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_of_bytes_is_read() {
        for (text, range) in [
            ("bytes=0-99", Range::From(0, Some(99))),
            ("Bytes = 7-7", Range::From(7, Some(7))),
            ("bytes=5-", Range::From(5, None)),
            ("bytes=-5", Range::Last(5)),
            (
                "bytes=99999999999999999999999-",
                Range::From(u64::MAX, None),
            ),
        ] {
            assert_eq!(Range::read(text), Some(range), "{text}");
        }
    }

    #[test]
    fn nonsense_lists_and_other_units_are_no_range() {
        for text in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=5",
            "bytes=9-5",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=1-2-3",
            "bytes=--5",
            "bytes=0-1,3-4",
            "items=0-5",
            "bytes=0x1-",
            "0-5",
        ] {
            assert_eq!(Range::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_is_cut_to_what_there_is() {
        let within = |text: &str, length| Range::read(text).unwrap().within(length);
        assert_eq!(within("bytes=0-99", 10), Some((0, 9)));
        assert_eq!(within("bytes=9-", 10), Some((9, 9)));
        assert_eq!(within("bytes=10-", 10), None);
        assert_eq!(within("bytes=-3", 10), Some((7, 9)));
        assert_eq!(within("bytes=-30", 10), Some((0, 9)));
        assert_eq!(within("bytes=-0", 10), None);
        assert_eq!(within("bytes=0-", 0), None);
        assert_eq!(within("bytes=-1", 0), None);
        assert_eq!(within("bytes=18446744073709551615-", 10), None);
        assert_eq!(within("bytes=0-18446744073709551615", 10), Some((0, 9)));
    }

    #[test]
    fn indices_never_leave_the_body() {
        assert_eq!(slice(2, 4, 10), 2..5);
        assert_eq!(slice(0, u64::MAX, 10), 0..10);
    }
}
