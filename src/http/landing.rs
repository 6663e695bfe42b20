//! `GET /`: the map for people, the landing page for programs.

use axum::{extract::State, http::HeaderMap, response::Response};
use minijinja::context;
use serde::Serialize;

use super::{
    App, answer,
    assets::PAGE,
    negotiation,
    page::{self, text},
    params::Query,
    problem::Problem,
};
use crate::{
    formats::{Address, Hyperlink},
    live::World,
    model::{Day, Id, Lang, LocalText, View},
};

/// The map, or with `f=json` (or by `Accept`) what this server holds.
pub(super) async fn landing(
    State(app): State<App>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&["f", "lang"])?;
    let world = app.world();
    let wants_json = match params.form(["html", "json"])? {
        Some(form) => form == 1,
        None => negotiation::choose(&headers, &["text/html", "application/json"])? == 1,
    };
    let lang = page::language(&params, &headers, &world)?;
    if wants_json {
        return Ok(answer::json(
            &app,
            &world,
            &LandingView::new(&world, app.address()),
        ));
    }
    map_page(&app, &world, lang)
}

/// The page, with its zones as a plain list for readers without scripts.
fn map_page(app: &App, world: &World, lang: &Lang) -> Result<Response, Problem> {
    let snapshot = &world.snapshot;
    let dataset = snapshot.dataset();
    let languages = &dataset.languages;
    let zones = snapshot.zones().iter().map(|zone| {
        let extents = snapshot.extents_of(Some(zone), None).map(|extent| {
            context! { valid_from => text(extent.period.from()), valid_to => extent.period.to().map(text), last_day => extent.period.last_day().map(text) }
        });
        context! { id => zone.id.as_str(), name => zone.name.in_lang(lang, languages), extents => extents.collect::<Vec<_>>() }
    });
    let more = context! {
        title => dataset.title.in_lang(lang, languages),
        description => dataset.description.in_lang(lang, languages),
        zones => zones.collect::<Vec<_>>(),
        digest => snapshot.digest(),
    };
    page::page(app, world, PAGE, lang, more)
}

/// What this server holds and where (OGC API - Common, landing page, with what the map needs).
#[derive(Serialize)]
struct LandingView<'s> {
    id: &'s Id,
    title: &'s LocalText,
    description: &'s LocalText,
    languages: &'s [Lang],
    view: View,
    default_day: Day,
    days: DaysView,
    licence: &'s str,
    attribution: &'s [String],
    digest: &'s str,
    version: &'static str,
    basemap: Vec<LayerView<'s>>,
    links: Vec<Hyperlink>,
}

#[derive(Serialize)]
struct DaysView {
    first: Day,
    last: Day,
}

#[derive(Serialize)]
struct LayerView<'s> {
    id: &'s str,
    href: String,
}

impl<'s> LandingView<'s> {
    fn new(world: &'s World, address: Address<'_>) -> Self {
        let dataset = world.snapshot.dataset();
        let layers = world
            .snapshot
            .facts()
            .basemap
            .iter()
            .map(|layer| LayerView {
                id: &layer.name,
                href: address.of(&format!("/basemap/{}.geojson", layer.name)),
            });
        Self {
            id: &dataset.id,
            title: &dataset.title,
            description: &dataset.description,
            languages: &dataset.languages,
            view: dataset.view,
            default_day: dataset.default_day,
            days: DaysView {
                first: dataset.first_day,
                last: dataset.last_day,
            },
            licence: &dataset.licence,
            attribution: &dataset.attribution,
            digest: world.snapshot.digest(),
            version: env!("CARGO_PKG_VERSION"),
            basemap: layers.collect(),
            links: vec![
                address.json("self", "/?f=json"),
                address.html("alternate", "/?f=html"),
                address.json("data", "/zones"),
                address.geojson("enclosure", "/zones.geojson"),
                address.json("related", "/passages"),
                address.json("related", "/articles"),
                address.json("related", "/quality"),
                address.json("status", "/status"),
            ],
        }
    }
}
