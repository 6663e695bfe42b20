//! `GET /passages?f=jsonld`: the links of passages as W3C Web Annotations.
//!
//! Pages are cut by passages, as in the other answer; `startIndex` and `total` count annotations. They are
//! optional (§5), and left out where too many passages would have to be looked at.

use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;

use super::{App, answer, paging::Paging, params::Params, problem::Problem};
use crate::{
    formats::{ANNOTATIONS, Annotation, AnnotationCollection, AnnotationPage, Named, PageParts},
    live::World,
    snapshot::{PassageFilter, PassageView},
};

/// Passages whose annotations are counted, at most.
const COUNTED: usize = 10_000;

/// Annotations as they are sent.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = Annotations)]
pub(super) enum AnnotationsView<'l> {
    /// All of them, with the first page.
    Collection(AnnotationCollection<'l>),
    /// Some of them.
    Page(AnnotationPage<'l>),
}

/// A page of annotations where `offset` is given, else the collection with its first page. Of each
/// passage, only the links that satisfy the filter.
pub(super) fn annotations(
    app: &App,
    world: &World,
    params: &Params<'_>,
    filter: &PassageFilter,
    paging: Paging,
) -> Result<Response, Problem> {
    let Paging { limit, offset } = paging;
    let passages = |offset, limit| {
        let found = world.snapshot.passages(filter, offset, limit);
        found.map_err(|error| Problem::internal(&error))
    };
    let found = passages(offset, limit)?;
    let count = |views: &[PassageView<'_>]| -> usize {
        let links = views.iter().flat_map(|view| view.links);
        links.filter(|link| filter.takes_link(link)).count()
    };
    let all = match found.matched {
        few if few <= COUNTED => Some(passages(0, COUNTED)?.passages),
        _ => None,
    };
    let named = Named::by(app.address().0);
    let items = found.passages.iter().flat_map(|view| {
        let links = view.links.iter().filter(|link| filter.takes_link(link));
        links.map(|link| {
            let passage = &view.passage;
            let (article, number) = (view.article.id.as_str(), passage.id.number);
            Annotation::new(&named, article, number, &passage.text, link)
        })
    });
    let (collection, at) = addresses(app, params, limit);
    let matched = found.matched;
    let parts = PageParts {
        collection,
        page: at(paging),
        prev: paging.prev(matched).map(&at),
        next: paging.next(matched).map(&at),
        last: at(paging.last(matched)),
        total: all.as_deref().map(count),
        start_index: all
            .as_deref()
            .map(|all| count(&all[..offset.min(all.len())])),
        items: items.collect(),
    };
    let view = match params.text("offset") {
        Some(_) => AnnotationsView::Page(parts.page()),
        None => AnnotationsView::Collection(parts.collection()),
    };
    let body = answer::to_json(&view);
    Ok(answer::stable(app, world, ANNOTATIONS, "jsonld", body))
}

/// The address of the collection, and that of each of its pages.
fn addresses(app: &App, params: &Params<'_>, limit: usize) -> (String, impl Fn(Paging) -> String) {
    let prefix = app.address().of("/passages?");
    let asked = params.without("offset").setting("f", "jsonld");
    let asked = asked.setting("limit", &limit.to_string());
    let collection = format!("{prefix}{}", asked.with(&[]));
    let page = move |page: Paging| {
        let asked = asked.setting("limit", &page.limit.to_string());
        format!("{prefix}{}", asked.with(&[("offset", page.offset)]))
    };
    (collection, page)
}
