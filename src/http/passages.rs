//! `GET /passages`: what the texts say.

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Serialize;

use super::{
    App,
    annotations::{Page, annotations},
    answer, negotiation,
    params::{Params, Query},
    problem::Problem,
};
use crate::{
    formats::{Address, Hyperlink, PassageJson},
    language::fold,
    model::LinkKind,
    snapshot::{PassageFilter, Snapshot},
};

/// Most passages in one answer.
const MOST: usize = 1000;
/// Passages in one answer where nobody says how many.
const USUAL: usize = 100;
const ALLOWED: [&str; 11] = [
    "zone", "place", "lang", "kind", "q", "from", "to", "limit", "offset", "explain", "f",
];

#[derive(Serialize)]
struct PageView<'s> {
    passages: Vec<PassageJson<'s>>,
    matched: usize,
    returned: usize,
    links: Vec<Hyperlink>,
}

/// Passages that satisfy every parameter given, in order of articles and paragraphs.
/// With `f=jsonld` (or by `Accept`), their links as Web Annotations.
pub(super) async fn passages(
    State(app): State<App>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&ALLOWED)?;
    let world = app.world();
    let filter = filter(&params, &world.snapshot)?;
    let limit = params.number("limit", USUAL, 1..=MOST)?;
    let offset = params.number("offset", 0, 0..=usize::MAX - MOST)?;
    let explain = params.flag("explain")?;
    let as_annotations = wants_annotations(&params, &headers)?;
    let found: Vec<_> = world.snapshot.passages(&filter).collect();
    if as_annotations {
        let page = Page { limit, offset };
        return Ok(annotations(&app, &world, &params, &filter, &found, &page));
    }
    let page: Vec<PassageJson<'_>> = found
        .iter()
        .skip(offset)
        .take(limit)
        .copied()
        .map(|view| PassageJson::new(view, explain))
        .collect();
    let view = PageView {
        matched: found.len(),
        returned: page.len(),
        links: links(&params, limit, offset, found.len(), app.address()),
        passages: page,
    };
    Ok(answer::json(&app, &world, &view))
}

fn wants_annotations(params: &Params, headers: &HeaderMap) -> Result<bool, Problem> {
    let find = |f: &str| (f == "json" || f == "jsonld").then_some(f == "jsonld");
    let asked = params.choice("f", find, || vec!["json".to_owned(), "jsonld".to_owned()])?;
    let offers = ["application/json", "application/ld+json"];
    Ok(asked.unwrap_or_else(|| negotiation::best(headers, offers) == 1))
}

fn filter(params: &Params, snapshot: &Snapshot) -> Result<PassageFilter, Problem> {
    let zones = || {
        snapshot
            .zones()
            .iter()
            .map(|zone| zone.id.to_string())
            .collect()
    };
    let languages = &snapshot.dataset().languages;
    let tags = || languages.iter().map(ToString::to_string).collect();
    let kinds = || LinkKind::ALL.map(|kind| kind.word().to_owned()).to_vec();
    let place = |id: &str| {
        let mut places = snapshot.facts().places.iter();
        places
            .find(|place| place.id.as_str() == id)
            .map(|place| place.id.clone())
    };
    let words = |text: &str| match fold(text).as_str() {
        "" => Err("there is no word to look for"),
        _ => Ok(text.to_owned()),
    };
    Ok(PassageFilter {
        zone: params.choice(
            "zone",
            |id| snapshot.zone(id).map(|zone| zone.id.clone()),
            zones,
        )?,
        place: params.choice("place", place, || vec!["the ids of places.csv".to_owned()])?,
        lang: params.choice(
            "lang",
            |tag| languages.iter().find(|lang| lang.as_str() == tag).cloned(),
            tags,
        )?,
        kind: params.choice("kind", LinkKind::of_word, kinds)?,
        words: params.parsed("q", words)?,
        from: params.parsed("from", str::parse)?,
        to: params.parsed("to", str::parse)?,
    })
}

/// This page, and the one before and after where there is one.
fn links(
    params: &Params,
    limit: usize,
    offset: usize,
    matched: usize,
    address: Address<'_>,
) -> Vec<Hyperlink> {
    let page = |rel, offset: usize| {
        let query = params.with(&[("limit", limit), ("offset", offset)]);
        address.json(rel, &format!("/passages?{query}"))
    };
    let mut links = vec![page("self", offset)];
    if offset > 0 {
        links.push(page("prev", offset.saturating_sub(limit)));
    }
    if offset.saturating_add(limit) < matched {
        links.push(page("next", offset + limit));
    }
    links
}
