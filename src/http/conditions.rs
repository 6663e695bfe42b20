//! Conditional requests (RFC 9110 §13): does the client have this very answer, or another than it thinks?

use std::time::SystemTime;

use axum::http::{HeaderMap, HeaderName, header};

/// What a request makes its answer depend on.
#[derive(Debug)]
pub(super) struct Conditions {
    one_of: Option<String>,
    unmodified_since: Option<SystemTime>,
    none_of: Option<String>,
    modified_since: Option<SystemTime>,
}

/// What becomes of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is sent.
    Send,
    /// The client has it.
    NotModified,
    /// The client wanted another one.
    Failed,
}

impl Conditions {
    /// What the request says; nothing for most.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        const NAMES: [HeaderName; 4] = [
            header::IF_MATCH,
            header::IF_UNMODIFIED_SINCE,
            header::IF_NONE_MATCH,
            header::IF_MODIFIED_SINCE,
        ];
        let any = headers.keys().any(|name| NAMES.contains(name));
        any.then(|| Self {
            one_of: list(headers, &header::IF_MATCH),
            unmodified_since: date(headers, &header::IF_UNMODIFIED_SINCE),
            none_of: list(headers, &header::IF_NONE_MATCH),
            modified_since: date(headers, &header::IF_MODIFIED_SINCE),
        })
    }

    /// Compares with the validators of an answer, in the order of §13.2.2: a tag says more than a date, so a date is
    /// read only where no tag is given.
    pub(super) fn judge(&self, answer: &HeaderMap) -> Verdict {
        let Some(tag) = tag(answer) else {
            return Verdict::Send; // nobody may keep it
        };
        let modified = || date(answer, &header::LAST_MODIFIED);
        let later_than = |than: SystemTime| modified().is_some_and(|modified| modified > than);
        let fails = match (&self.one_of, self.unmodified_since) {
            (Some(tags), _) => !has(tags, |one| one == tag),
            (None, Some(than)) => later_than(than),
            (None, None) => false,
        };
        if fails {
            return Verdict::Failed;
        }
        let known = match (&self.none_of, self.modified_since) {
            (Some(tags), _) => has(tags, |one| one.strip_prefix("W/").unwrap_or(one) == tag),
            (None, Some(than)) => modified().is_some_and(|modified| modified <= than),
            (None, None) => false,
        };
        if known {
            Verdict::NotModified
        } else {
            Verdict::Send
        }
    }
}

/// The strong validator of an answer.
pub(super) fn tag(answer: &HeaderMap) -> Option<&str> {
    answer.get(header::ETAG)?.to_str().ok()
}

/// A header that holds a date; `None` for anything else.
pub(super) fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    let text = headers.get(name)?.to_str().ok()?;
    httpdate::parse_http_date(text).ok()
}

/// All lines of a header as one; what is no text matches nothing, but is there.
fn list(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers.get(name)?;
    let lines = headers.get_all(name).iter();
    let lines: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    Some(lines.join(","))
}

/// Whether a list of tags has one that `fits`, or stands for any. No tag of ours has a comma in it, so a
/// stranger's that is cut at one fits nothing.
fn has(tags: &str, fits: impl Fn(&str) -> bool) -> bool {
    let mut tags = tags.split(',').map(str::trim);
    tags.any(|one| one == "*" || fits(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: &str = "Tue, 24 Nov 2026 10:00:00 GMT";
    const BEFORE: &str = "Tue, 24 Nov 2026 09:59:59 GMT";

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    fn verdict(asked: &[(&'static str, &str)]) -> Verdict {
        let answer = headers(&[("etag", "\"a\""), ("last-modified", DAY)]);
        Conditions::of(&headers(asked)).unwrap().judge(&answer)
    }

    #[test]
    fn a_known_tag_is_not_sent_again() {
        for known in ["\"a\"", "W/\"a\"", "*", "\"x\", \"a\"", "\"x\" ,W/\"a\" "] {
            assert_eq!(
                verdict(&[("if-none-match", known)]),
                Verdict::NotModified,
                "{known}"
            );
        }
        let lines = [("if-none-match", "\"x\""), ("if-none-match", "\"a\"")];
        assert_eq!(verdict(&lines), Verdict::NotModified);
        for other in ["\"b\"", "a", "", "W/W/\"a\"", "\"a", "\"A\""] {
            assert_eq!(
                verdict(&[("if-none-match", other)]),
                Verdict::Send,
                "{other}"
            );
        }
    }

    #[test]
    fn a_date_counts_where_there_is_no_tag() {
        assert_eq!(verdict(&[("if-modified-since", DAY)]), Verdict::NotModified);
        assert_eq!(verdict(&[("if-modified-since", BEFORE)]), Verdict::Send);
        assert_eq!(verdict(&[("if-modified-since", "soon")]), Verdict::Send);
        let both = [("if-none-match", "\"b\""), ("if-modified-since", DAY)];
        assert_eq!(verdict(&both), Verdict::Send);
        let both = [("if-none-match", "\"a\""), ("if-modified-since", BEFORE)];
        assert_eq!(verdict(&both), Verdict::NotModified);
    }

    #[test]
    fn the_wish_for_another_answer_fails() {
        for (asked, expected) in [
            (("if-match", "\"a\""), Verdict::Send),
            (("if-match", "*"), Verdict::Send),
            (("if-match", "\"b\""), Verdict::Failed),
            (("if-match", "W/\"a\""), Verdict::Failed),
            (("if-unmodified-since", DAY), Verdict::Send),
            (("if-unmodified-since", BEFORE), Verdict::Failed),
            (("if-unmodified-since", "soon"), Verdict::Send),
        ] {
            assert_eq!(verdict(&[asked]), expected, "{asked:?}");
        }
    }

    #[test]
    fn what_nobody_may_keep_has_no_conditions() {
        let asked = headers(&[("if-none-match", "*"), ("if-match", "\"x\"")]);
        assert_eq!(
            Conditions::of(&asked).unwrap().judge(&HeaderMap::new()),
            Verdict::Send
        );
    }
}
