//! `GET /passages?f=jsonld`: the links of passages as W3C Web Annotations.
//!
//! Pages are cut by passages, as in the other answer; `startIndex` and `total` count annotations.

use axum::response::Response;

use super::{App, answer, params::Params};
use crate::{
    formats::{ANNOTATIONS, Annotation, Named, PageParts},
    live::World,
    snapshot::{PassageFilter, PassageView},
};

/// Which of the passages found are on this page.
pub(super) struct Page {
    pub(super) limit: usize,
    pub(super) offset: usize,
}

/// A page of annotations where `offset` is given, else the collection with its first page. Of each
/// passage, only the links that satisfy the filter.
pub(super) fn annotations(
    app: &App,
    world: &World,
    params: &Params,
    filter: &PassageFilter,
    found: &[PassageView<'_>],
    page: &Page,
) -> Response {
    let named = Named::by(app.address().0);
    let wanted =
        |view: &PassageView<'_>| view.links.iter().filter(|l| filter.takes_link(l)).count();
    let (before, rest) = found.split_at(page.offset.min(found.len()));
    let items = rest.iter().take(page.limit).flat_map(|view| {
        let links = view.links.iter().filter(|link| filter.takes_link(link));
        links.map(|link| {
            let passage = &view.passage;
            let (article, number) = (view.article.id.as_str(), passage.id.number);
            Annotation::new(&named, article, number, &passage.text, link)
        })
    });
    let (collection, at) = addresses(app, params, page.limit);
    let last = found.len().saturating_sub(1) / page.limit * page.limit;
    let end = page.offset.saturating_add(page.limit);
    let parts = PageParts {
        collection,
        page: at(page.offset),
        prev: (page.offset > 0).then(|| at(page.offset.saturating_sub(page.limit))),
        next: (end < found.len()).then(|| at(end)),
        last: at(last),
        total: found.iter().map(wanted).sum(),
        start_index: before.iter().map(wanted).sum(),
        items: items.collect(),
    };
    let body = match params.text("offset") {
        Some(_) => answer::to_json(&parts.page()),
        None => answer::to_json(&parts.collection()),
    };
    answer::stable(app, world, ANNOTATIONS, "jsonld", body)
}

/// The address of the collection, and that of each of its pages.
fn addresses(app: &App, params: &Params, limit: usize) -> (String, impl Fn(usize) -> String) {
    let prefix = app.address().of("/passages?");
    let asked = params.without("offset").setting("f", "jsonld");
    let asked = asked.setting("limit", &limit.to_string());
    let collection = format!("{prefix}{}", asked.with(&[]));
    let page = move |offset| format!("{prefix}{}", asked.with(&[("offset", offset)]));
    (collection, page)
}
