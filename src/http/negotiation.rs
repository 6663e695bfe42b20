//! Which language and which media type a client would rather have (RFC 9110 §12).

use axum::http::{HeaderMap, HeaderName, header};

use super::problem::{NOT_ACCEPTABLE, Problem};
use crate::model::Lang;

/// The best of the dataset's languages for `Accept-Language`; the first one if none is wished for.
pub(super) fn language<'l>(headers: &HeaderMap, languages: &'l [Lang]) -> Option<&'l Lang> {
    let wishes = wishes(headers, &header::ACCEPT_LANGUAGE);
    let quality = |lang: &Lang| {
        let fits = |wish: &&Wish| wish.name.split('-').next() == Some(lang.as_str());
        let named = wishes.iter().filter(fits).map(|wish| wish.quality);
        let any = || wishes.iter().find(|wish| wish.name == "*");
        let named = named.max_by(f64::total_cmp);
        named
            .or_else(|| any().map(|wish| wish.quality))
            .unwrap_or(0.0)
    };
    // `max_by` takes the last of equals, so go backwards: the dataset's order decides.
    languages
        .iter()
        .rev()
        .max_by(|a, b| quality(a).total_cmp(&quality(b)))
}

/// Which of the media types offered a client would rather have, by number; the first of those it likes alike, and
/// the first of all where it does not say.
///
/// # Errors
/// When it takes none of them.
pub(super) fn choose(headers: &HeaderMap, offers: &[&str]) -> Result<usize, Problem> {
    let mut wishes = wishes(headers, &header::ACCEPT);
    wishes.retain(|wish| wish.name == "*" || wish.name.contains('/')); // anything else is no media type
    if wishes.is_empty() {
        return Ok(0);
    }
    let offered = offers.iter().map(|offer| quality(&wishes, offer));
    // `max_by` takes the last of equals, so go backwards.
    let numbered = offered.enumerate().collect::<Vec<_>>().into_iter().rev();
    let best = numbered.max_by(|(_, a), (_, b)| a.total_cmp(b));
    let best = best.filter(|(_, quality)| *quality > 0.0);
    best.map(|(number, _)| number).ok_or_else(|| {
        let detail = format!(
            "Accept takes none of the forms there are: {}.",
            offers.join(", ")
        );
        Problem::new(&NOT_ACCEPTABLE, detail)
    })
}

/// How much a client likes a media type: what the wish says that speaks of it most exactly (§12.5.1).
fn quality(wishes: &[Wish], offer: &str) -> f64 {
    let Some(offer) = wish(offer) else {
        return 0.0;
    };
    let ranked = wishes
        .iter()
        .filter_map(|wish| Some((wish.fit(&offer)?, wish.quality)));
    let best = ranked.max_by(|(a, p), (b, q)| a.cmp(b).then(p.total_cmp(q)));
    best.map_or(0.0, |(_, quality)| quality)
}

/// How exactly a wish names a media type; more is more.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Any,
    Family,
    /// With that many parameters the same, and so many fewer that the media type does not have.
    Named(usize, std::cmp::Reverse<usize>),
}

/// One item of a header, in small letters, and how much it is wished for.
#[derive(Debug)]
pub(super) struct Wish {
    name: String,
    parameters: Vec<(String, String)>,
    pub(super) quality: f64,
}

impl Wish {
    /// Whether it names a content coding, which may have an old name too (§8.4.1.3).
    pub(super) fn is_for(&self, coding: &str) -> bool {
        self.name == coding || self.name.strip_prefix("x-") == Some(coding)
    }

    /// How exactly it names a media type; `None` if it names another. A parameter rules out a media type that says
    /// otherwise; one that the media type does not have says nothing.
    fn fit(&self, offer: &Self) -> Option<Fit> {
        if matches!(self.name.as_str(), "*" | "*/*") {
            return Some(Fit::Any); // old programs write `*`
        }
        if let Some(family) = self.name.strip_suffix("/*") {
            return (offer.name.split('/').next() == Some(family)).then_some(Fit::Family);
        }
        let value = |name: &str| {
            let known = offer.parameters.iter().find(|(known, _)| known == name);
            known.map(|(_, value)| value)
        };
        let known = self.parameters.iter();
        let known = known.filter_map(|(name, wished)| Some(value(name)? == wished));
        let known: Vec<bool> = known.collect();
        let unknown = self.parameters.len() - known.len();
        let fits = offer.name == self.name && known.iter().all(|same| *same);
        fits.then_some(Fit::Named(known.len(), std::cmp::Reverse(unknown)))
    }
}

/// The items of a header in its order; those that cannot be read are left out.
pub(super) fn wishes(headers: &HeaderMap, name: &HeaderName) -> Vec<Wish> {
    let lines = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let items = lines.flat_map(|line| pieces(line, ','));
    items.filter_map(wish).collect()
}

/// One item: a name, its parameters, and last its quality.
fn wish(item: &str) -> Option<Wish> {
    let mut parts = pieces(item, ';').into_iter();
    let name = parts.next()?.to_ascii_lowercase();
    let mut wish = Wish {
        name,
        parameters: Vec::new(),
        quality: 1.0,
    };
    for part in parts.filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let name = name.trim_end().to_ascii_lowercase();
        if name == "q" {
            let quality: f64 = value.trim().parse().ok()?;
            wish.quality = Some(quality).filter(|q| (0.0..=1.0).contains(q))?;
            break; // what follows is not of the media type
        }
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        wish.parameters.push((name, value));
    }
    (!wish.name.is_empty()).then_some(wish)
}

/// The pieces of a text between separators that do not stand in quotes.
fn pieces(text: &str, separator: char) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    let pieces = text.split(|c: char| {
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && c == '\\' && !escaped;
        c == separator && !quoted
    });
    pieces.map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    fn languages() -> Vec<Lang> {
        ["en", "ar"].map(|tag| Lang::new(tag).unwrap()).to_vec()
    }

    fn chosen(wish: &str, offers: &[&str]) -> Option<usize> {
        choose(&headers(header::ACCEPT, wish), offers).ok()
    }

    #[test]
    fn the_wished_language_wins_by_quality() {
        let languages = languages();
        let best = |wish: &str| {
            let headers = headers(header::ACCEPT_LANGUAGE, wish);
            language(&headers, &languages).unwrap().to_string()
        };
        assert_eq!(best("ar-SY,en;q=0.5"), "ar");
        assert_eq!(best("en;q=0.2, ar;q=0.9"), "ar");
        assert_eq!(best("*, en;q=0.1"), "ar");
        assert_eq!(best("*, ar;q=0"), "en");
        assert_eq!(best("fr"), "en");
        assert_eq!(best("*"), "en");
        assert_eq!(best(";;;,,q=x"), "en");
    }

    #[test]
    fn annotations_are_for_those_who_name_them() {
        let offers = ["application/json", "application/ld+json"];
        let chosen = |wish: &str| chosen(wish, &offers);
        let named = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
        assert_eq!(chosen(named), Some(1));
        assert_eq!(chosen(&format!("{named};q=0.5, application/json")), Some(0));
        assert_eq!(chosen("*/*"), Some(0));
        assert_eq!(chosen("text/html"), None);
    }

    #[test]
    fn browsers_get_pages_and_programs_json() {
        let offers = ["application/json", "text/html"];
        let chosen = |wish: &str| chosen(wish, &offers);
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
        assert_eq!(chosen(browser), Some(1));
        assert_eq!(chosen("application/json, text/html;q=0.5"), Some(0));
        assert_eq!(chosen("*/*"), Some(0));
        assert_eq!(choose(&HeaderMap::new(), &offers).ok(), Some(0));
    }

    #[test]
    fn the_most_exact_wish_decides() {
        let offers = [
            "application/geo+json",
            "text/html",
            "text/csv; charset=utf-8; header=present",
        ];
        for (wish, choice) in [
            ("text/*", Some(1)),
            ("text/*;q=0.5, */*;q=0.1", Some(1)),
            ("text/html;q=0, text/*", Some(2)),
            ("*/*, application/geo+json;q=0", Some(1)),
            ("*/*;q=0, text/csv", Some(2)),
            ("*/*;q=0", None),
            ("text/csv;header=present", Some(2)),
            ("text/csv; header=\"Present\"", Some(2)),
            ("text/csv;header=absent", None),
            ("text/csv;header=absent, text/csv;q=0.1", Some(2)),
            ("text/csv;q=0.1;header=absent", Some(2)),
            ("APPLICATION/GEO+JSON;q=0.9", Some(0)),
            (
                "application/geo+json;version=1;q=0, application/geo+json",
                Some(0),
            ),
            ("application/geo+json;q=0.9, text/html;q=0.95", Some(1)),
            ("application/*, text/html", Some(0)),
            ("image/png", None),
            ("image/png, */*;q=0.1", Some(0)),
            ("text/html, image/gif, *; q=.2, */*; q=.2", Some(1)),
        ] {
            assert_eq!(chosen(wish, &offers), choice, "{wish}");
        }
    }

    #[test]
    fn an_accept_that_cannot_be_read_says_nothing() {
        for wish in [
            "",
            ",",
            "json",
            "text/html;q=x",
            "text/html;q=2",
            "text/html;q=NaN",
            ";q=1",
        ] {
            assert_eq!(
                chosen(wish, &["application/json", "text/html"]),
                Some(0),
                "{wish}"
            );
        }
        let lines = [("accept", "json"), ("accept", "text/html")];
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value.parse().unwrap());
        }
        assert_eq!(
            choose(&headers, &["application/json", "text/html"]).ok(),
            Some(1)
        );
    }

    #[test]
    fn quotes_hold_an_item_together() {
        assert_eq!(
            pieces(r#"a;x="1,2;3\",4", b"#, ','),
            [r#"a;x="1,2;3\",4""#, "b"]
        );
        assert_eq!(pieces("\"open, end", ','), ["\"open, end"]);
    }
}
