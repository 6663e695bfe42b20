//! What a passage can be asked for beside its words, as terms of the engine.
//!
//! Zone, kind and place must hold of one and the same link. So every link is written down under each
//! combination of the three that may be asked for, and a question is always one term.

use std::collections::BTreeSet;

use crate::{
    model::{Article, Id, Lang, Link, LinkKind, Named},
    snapshot::PassageFilter,
};

/// The term for the language of an article.
fn of_lang(lang: &Lang) -> String {
    format!("lang:{}", lang.as_str())
}

/// The term for links that have all of these; ids hold no `/`.
fn of_link(zone: Option<&Id>, kind: Option<LinkKind>, place: Option<&Id>) -> String {
    let zone = zone.map_or("", Id::as_str);
    let kind = kind.map_or("", LinkKind::word);
    let place = place.map_or("", Id::as_str);
    format!("link:{zone}/{kind}/{place}")
}

/// Every term of a passage.
pub(super) fn of_passage(article: &Article, links: &[Link]) -> BTreeSet<String> {
    let mut marks: BTreeSet<String> = article.lang.iter().map(of_lang).collect();
    for link in links {
        let places = link
            .mentions
            .iter()
            .filter_map(|mention| match &mention.names {
                Named::Place(place) => Some(Some(place)),
                _ => None,
            });
        for place in std::iter::once(None).chain(places) {
            for zone in [None, Some(&link.zone)] {
                for kind in [None, Some(link.kind)] {
                    if zone.is_some() || kind.is_some() || place.is_some() {
                        marks.insert(of_link(zone, kind, place));
                    }
                }
            }
        }
    }
    marks
}

/// The terms that a passage must have to satisfy a filter.
pub(super) fn of_filter(filter: &PassageFilter) -> Vec<String> {
    let (zone, kind, place) = (filter.zone.as_ref(), filter.kind, filter.place.as_ref());
    let asks_link = zone.is_some() || kind.is_some() || place.is_some();
    let link = asks_link.then(|| of_link(zone, kind, place));
    filter
        .lang
        .as_ref()
        .map(of_lang)
        .into_iter()
        .chain(link)
        .collect()
}
