//! What the head of every answer says, made once and copied: to put so many headers into a map one by one costs more than
//! to find an answer.

use std::{cell::RefCell, sync::LazyLock};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use jiff::Timestamp;

use super::{cors, part};

/// Header that names a request in the log and in the answer.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The page loads nothing from anywhere else; Leaflet moves its panes by `style` attributes.
const CONTENT_SECURITY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
     base-uri 'none'; form-action 'self'; object-src 'none'",
);
/// What most answers depend on beside the address.
const VARIES: HeaderValue = HeaderValue::from_static("accept, accept-language, accept-encoding");
/// The same for files that have one form.
pub(super) const VARIES_LITTLE: HeaderValue = HeaderValue::from_static("accept-encoding");
/// Browsers keep an answer and ask each time whether it is still the same. Shared caches may give it away for a
/// second before they ask, so a crowd costs the server one question a second. `no-cache` or a bare `max-age=0` would
/// mean the same to a browser, but nginx 1.22 and Varnish 7.1 then keep nothing, and so ask for the whole each time
/// (tried with both).
const KEPT: HeaderValue =
    HeaderValue::from_static("public, max-age=0, s-maxage=1, must-revalidate");
/// Room for the headers of an answer, so that it is made once.
const HEADERS: usize = 24;
/// Heads that each thread remembers.
const REMEMBERED: usize = 8;

/// What every answer says.
static SHARED: LazyLock<HeaderMap> = LazyLock::new(|| {
    let mut head = HeaderMap::with_capacity(HEADERS);
    // In its place before the name of a request is known: a map that is copied has no room for more.
    head.insert(REQUEST_ID, HeaderValue::from_static(""));
    head.insert(header::VARY, VARIES);
    head.insert(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY);
    let nosniff = HeaderValue::from_static("nosniff");
    head.insert(header::X_CONTENT_TYPE_OPTIONS, nosniff);
    let no_referrer = HeaderValue::from_static("no-referrer");
    head.insert(header::REFERRER_POLICY, no_referrer);
    head.extend(cors::SHARED.map(|(name, value)| (Some(name), value)));
    head
});

/// Says what every answer says, where it is not said yet.
pub(super) fn complete(head: &mut HeaderMap) {
    if head.contains_key(header::X_CONTENT_TYPE_OPTIONS) {
        return;
    }
    head.reserve(SHARED.len());
    for (name, value) in &*SHARED {
        if !head.contains_key(name) {
            head.insert(name, value.clone());
        }
    }
}

/// The same head without what describes a body (RFC 9110 §15.4.5).
pub(super) fn without_body(mut head: HeaderMap) -> HeaderMap {
    for name in [
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::CONTENT_ENCODING,
        header::CONTENT_LANGUAGE,
        header::CONTENT_DISPOSITION,
    ] {
        head.remove(name);
    }
    head
}

/// The head of an answer that may be kept: with a strong validator (RFC 9110 §8.8.3), which is given in pieces, and the
/// time of the last change, if that is known.
pub(super) fn of<const N: usize>(
    content_type: &'static str,
    tag: [&str; N],
    modified: Option<Timestamp>,
) -> HeaderMap {
    thread_local! {
        static LAST: RefCell<Vec<Made>> = const { RefCell::new(Vec::new()) };
    }
    LAST.with_borrow_mut(|last| {
        let known = last
            .iter()
            .position(|made| made.is_of(content_type, &tag, modified));
        let place = known.unwrap_or_else(|| {
            if last.len() == REMEMBERED {
                last.remove(0);
            }
            last.push(Made::new(content_type, &tag, modified));
            last.len() - 1
        });
        last.get(place)
            .map(|made| made.head.clone())
            .unwrap_or_default()
    })
}

/// A head, and what it was made of.
struct Made {
    content_type: &'static str,
    /// The validator in quotes.
    tag: String,
    modified: Option<Timestamp>,
    head: HeaderMap,
}

impl Made {
    fn new(content_type: &'static str, tag: &[&str], modified: Option<Timestamp>) -> Self {
        let tag = format!("\"{}\"", tag.concat());
        let mut head = SHARED.clone();
        head.reserve(HEADERS - head.len());
        head.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Ok(tag) = HeaderValue::try_from(tag.as_str()) {
            head.insert(header::ETAG, tag);
        }
        head.insert(header::CACHE_CONTROL, KEPT);
        part::offer(&mut head);
        if let Some(date) = modified.and_then(http_date) {
            head.insert(header::LAST_MODIFIED, date);
        }
        Self {
            content_type,
            tag,
            modified,
            head,
        }
    }

    fn is_of(&self, content_type: &'static str, tag: &[&str], modified: Option<Timestamp>) -> bool {
        let quoted = |rest: &str| {
            tag.iter()
                .try_fold(rest, |rest, piece| rest.strip_prefix(piece))
                == Some("\"")
        };
        self.modified == modified
            && self.content_type == content_type
            && self.tag.strip_prefix('"').is_some_and(quoted)
    }
}

/// A time as HTTP writes it.
fn http_date(time: Timestamp) -> Option<HeaderValue> {
    let date = httpdate::fmt_http_date(time.try_into().ok()?);
    HeaderValue::try_from(date).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_remembered_and_no_other_taken_for_it() {
        let time = Timestamp::from_second(1_500_000_000).unwrap();
        let first = of("text/html", ["ab", "c"], Some(time));
        assert_eq!(first[header::ETAG], "\"abc\"");
        assert_eq!(
            first[header::LAST_MODIFIED],
            "Fri, 14 Jul 2017 02:40:00 GMT"
        );
        assert_eq!(of("text/html", ["a", "bc"], Some(time)), first);
        for other in [
            of("text/html", ["ab", "cd"], Some(time)),
            of("text/html", ["a", "b"], Some(time)),
            of("text/css", ["ab", "c"], Some(time)),
            of("text/html", ["ab", "c"], None),
        ] {
            assert_ne!(other, first);
        }
        for number in 0..2 * REMEMBERED {
            let head = of("text/html", [number.to_string().as_str()], None);
            assert_eq!(head[header::ETAG], format!("\"{number}\""));
        }
    }

    #[test]
    fn what_an_answer_says_itself_is_left() {
        let mut head = HeaderMap::from_iter([(header::VARY, VARIES_LITTLE)]);
        complete(&mut head);
        assert_eq!(head[header::VARY], VARIES_LITTLE);
        assert_eq!(head[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(head.len(), SHARED.len());
    }
}
