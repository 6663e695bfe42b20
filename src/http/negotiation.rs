//! Which language and which media type a client would rather have (RFC 9110 §12).

use axum::http::{HeaderMap, HeaderName, header};

use crate::model::Lang;

/// The best of the dataset's languages for `Accept-Language`; the first one if none is wished for.
pub(super) fn language<'l>(headers: &HeaderMap, languages: &'l [Lang]) -> Option<&'l Lang> {
    let wishes = wishes(headers, &header::ACCEPT_LANGUAGE);
    let quality = |lang: &Lang| {
        let fits = |wish: &str| wish == "*" || wish.split('-').next() == Some(lang.as_str());
        wishes
            .iter()
            .find(|(wish, _)| fits(wish))
            .map_or(0.0, |(_, quality)| *quality)
    };
    // `max_by` takes the last of equals, so go backwards: the dataset's order decides.
    languages
        .iter()
        .rev()
        .max_by(|a, b| quality(a).total_cmp(&quality(b)))
}

/// Whether a client would rather have JSON than HTML.
pub(super) fn prefers_json(headers: &HeaderMap) -> bool {
    best(headers, ["text/html", "application/json"]) == 1
}

/// Which of the media types offered a client would rather have; the first of those it likes alike.
pub(super) fn best<const N: usize>(headers: &HeaderMap, offers: [&str; N]) -> usize {
    let wishes = wishes(headers, &header::ACCEPT);
    let quality = |offer: &str| {
        let family = offer.split('/').next().unwrap_or_default();
        let named = |name: &str| {
            let wish = wishes.iter().find(|(wish, _)| wish == name);
            wish.map(|(_, quality)| *quality)
        };
        named(offer)
            .or_else(|| named(&format!("{family}/*")))
            .or_else(|| named("*/*"))
            .unwrap_or(0.0)
    };
    // `max_by` takes the last of equals, so go backwards.
    let numbered = offers.iter().enumerate().rev();
    let best = numbered.max_by(|(_, a), (_, b)| quality(a).total_cmp(&quality(b)));
    best.map_or(0, |(number, _)| number)
}

/// TEMPORARY until merged
pub(super) fn choose(
    _headers: &HeaderMap,
    _offers: &[&str],
) -> Result<usize, super::problem::Problem> {
    Ok(0)
}

/// The items of a header with their qualities, best first.
fn wishes(headers: &HeaderMap, name: &HeaderName) -> Vec<(String, f64)> {
    let lines = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let mut wishes: Vec<(String, f64)> = lines.flat_map(|line| line.split(',')).map(wish).collect();
    wishes.sort_by(|a, b| b.1.total_cmp(&a.1));
    wishes
}

fn wish(item: &str) -> (String, f64) {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default().to_ascii_lowercase();
    let quality = parts
        .find_map(|part| part.strip_prefix("q="))
        .and_then(|q| q.parse().ok());
    (name, quality.unwrap_or(1.0))
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

    #[test]
    fn the_wished_language_wins_by_quality() {
        let languages = languages();
        let best = |wish: &str| {
            let headers = headers(header::ACCEPT_LANGUAGE, wish);
            language(&headers, &languages).unwrap().to_string()
        };
        assert_eq!(best("ar-SY,en;q=0.5"), "ar");
        assert_eq!(best("en;q=0.2, ar;q=0.9"), "ar");
        assert_eq!(best("fr"), "en");
        assert_eq!(best("*"), "en");
    }

    #[test]
    fn annotations_are_for_those_who_name_them() {
        let chosen = |wish: &str| {
            let offers = ["application/json", "application/ld+json"];
            best(&headers(header::ACCEPT, wish), offers)
        };
        let named = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
        assert_eq!(chosen(named), 1);
        assert_eq!(chosen(&format!("{named};q=0.5, application/json")), 0);
        assert_eq!(chosen("*/*"), 0);
        assert_eq!(chosen("text/html"), 0);
    }

    #[test]
    fn browsers_get_pages_and_programs_json() {
        let json = |wish: &str| prefers_json(&headers(header::ACCEPT, wish));
        assert!(json("application/json"));
        assert!(json("application/json, text/html;q=0.5"));
        assert!(!json("text/html,application/xhtml+xml,*/*;q=0.8"));
        assert!(!json("*/*"));
        assert!(!prefers_json(&HeaderMap::new()));
    }
}
