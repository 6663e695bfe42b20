//! OGC API - Features: the collections, their items and their schemas.

mod form;
mod item_links;
mod item_query;
mod items;
mod pages;
mod schemas;

pub(super) use form::segment;
pub(super) use item_query::{MOST, USUAL};
pub(super) use items::{item, items};
pub(super) use pages::{DataPage, conformance};
pub(super) use schemas::{SCHEMA, queryables, schema, sortables};

use axum::{extract::State, http::HeaderMap, response::Response, routing::get};
use items::items_as;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    App, answer,
    base_address::BaseAddress,
    page,
    params::Query,
    problem::{PathText, Problem},
    routes::Routes,
    shelf::Label,
};
use crate::{
    features::{Features, Table},
    formats::{Address, CollectionView, Encoding, Hyperlink},
    live::World,
    model::Lang,
};

#[derive(Serialize, ToSchema)]
pub(super) struct CollectionsView {
    title: String,
    links: Vec<Hyperlink>,
    collections: Vec<CollectionView>,
}

/// `/collections/{id}/items.{ending}`, an address for each format.
pub(super) fn files(routes: Routes) -> Routes {
    Encoding::ALL.iter().fold(routes, |router, encoding| {
        let answer = |State(app): State<App>, PathText(id): PathText, query, headers| {
            items_as(*encoding, app, id, query, headers)
        };
        let path = format!("/collections/{{id}}/items.{}", encoding.ending());
        router.route(&path, get(answer))
    })
}

/// `GET /collections` (Part 1, `/req/core/fc-md-op`).
pub(super) async fn collections(
    State(app): State<App>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&["f", "lang"])?;
    let wants_page = page::is_wanted(&params, &headers, &[answer::JSON])?;
    let world = app.world();
    let lang = page::language(&params, &headers, &world)?;
    let base = app.address_of(&headers);
    let making = async {
        if wants_page {
            return pages::collections(&DataPage::new(&app, &world, lang, &params));
        }
        Ok(all(&base, &world, lang))
    };
    if !params.is_empty() {
        return making.await;
    }
    let form = if wants_page { "html" } else { "json" };
    let label = Label::new("collections", form).lang(lang.as_str());
    app.kept(&world, label.base(&base), making).await
}

fn all(base: &BaseAddress, world: &World, lang: &Lang) -> Response {
    let address = base.as_address();
    let tables = world.features.tables();
    let dataset = world.snapshot.dataset();
    let view = CollectionsView {
        title: dataset.title.in_lang(lang, &dataset.languages).to_owned(),
        links: links("/collections", address, lang),
        collections: tables
            .map(|table| CollectionView::new(table, dataset, lang, address))
            .collect(),
    };
    answer::json_in(base, world, lang, &view)
}

/// `GET /collections/{id}` (Part 1, `/req/core/sfc-md-op`).
pub(super) async fn collection(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&["f", "lang"])?;
    let wants_page = page::is_wanted(&params, &headers, &[answer::JSON])?;
    let world = app.world();
    let lang = page::language(&params, &headers, &world)?;
    let table = find(&world.features, &id)?;
    let base = app.address_of(&headers);
    let making = async {
        if wants_page {
            return pages::collection(&DataPage::new(&app, &world, lang, &params), table);
        }
        let view = CollectionView::new(table, world.snapshot.dataset(), lang, base.as_address());
        Ok(answer::json_in(&base, &world, lang, &view))
    };
    if !params.is_empty() {
        return making.await;
    }
    let form = if wants_page { "html" } else { "json" };
    let label = Label::new("collection", form).id(&id);
    let label = label.lang(lang.as_str()).base(&base);
    app.kept(&world, label, making).await
}

/// The collection of an id, or a problem that lists those there are.
fn find<'f>(features: &'f Features, id: &str) -> Result<&'f dyn Table, Problem> {
    features.table(id).ok_or_else(|| {
        let ids: Vec<&str> = features.tables().map(|table| table.schema().id).collect();
        Problem::no_such("collection", id, &format!("There are {}.", ids.join(", ")))
    })
}

/// This answer and its other form.
fn links(path: &str, address: Address<'_>, lang: &Lang) -> Vec<Hyperlink> {
    vec![
        address
            .json("self", &format!("{path}?f=json"))
            .in_lang(lang),
        address
            .html("alternate", &format!("{path}?f=html"))
            .in_lang(lang),
    ]
}
