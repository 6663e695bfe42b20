//! `GET /passages`: what the texts say.

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    App,
    annotations::annotations,
    answer,
    aside::aside,
    negotiation,
    paging::Paging,
    params::{Params, Query},
    problem::Problem,
};
use crate::{
    formats::{Hyperlink, PassageJson},
    model::LinkKind,
    snapshot::{PassageFilter, Snapshot},
};

const ALLOWED: [&str; 11] = [
    "zone", "place", "lang", "kind", "q", "from", "to", "limit", "offset", "explain", "f",
];

#[derive(Serialize, ToSchema)]
#[schema(as = PassagesPage)]
pub(super) struct PageView<'s> {
    passages: Vec<PassageJson<'s>>,
    matched: usize,
    returned: usize,
    links: Vec<Hyperlink>,
}

/// Passages that satisfy every parameter given: the best first for `q`, else in order of articles and
/// paragraphs. With `f=jsonld` (or by `Accept`), their links as Web Annotations.
pub(super) async fn passages(
    State(app): State<App>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&ALLOWED)?.into_owned();
    let as_annotations = wants_annotations(&params, &headers)?;
    aside(move || page(&app, &params, as_annotations)).await
}

fn page(app: &App, params: &Params<'_>, as_annotations: bool) -> Result<Response, Problem> {
    let world = app.world();
    let filter = filter(params, &world.snapshot)?;
    let paging = Paging::of(params)?;
    let explain = params.flag("explain")?;
    if as_annotations {
        return annotations(app, &world, params, &filter, paging);
    }
    let found = world
        .snapshot
        .passages(&filter, paging.offset, paging.limit)
        .map_err(|error| Problem::internal(&error))?;
    let words = filter.words.as_ref();
    let passages = found.passages.into_iter();
    let passages = passages.map(|view| PassageJson::new(view, explain).marked(words));
    let passages: Vec<PassageJson<'_>> = passages.collect();
    let view = PageView {
        matched: found.matched,
        returned: passages.len(),
        links: paging.links("/passages", params, found.matched, app.address()),
        passages,
    };
    Ok(answer::json(app, &world, &view))
}

fn wants_annotations(params: &Params<'_>, headers: &HeaderMap) -> Result<bool, Problem> {
    let form = match params.form(["json", "jsonld"])? {
        Some(form) => form,
        None => negotiation::choose(headers, &["application/json", "application/ld+json"])?,
    };
    Ok(form == 1)
}

fn filter(params: &Params<'_>, snapshot: &Snapshot) -> Result<PassageFilter, Problem> {
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
        words: params.parsed("q", str::parse)?,
        from: params.parsed("from", str::parse)?,
        to: params.parsed("to", str::parse)?,
    })
}
