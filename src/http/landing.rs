//! `GET /`: the map for people, the landing page for programs.

use axum::{extract::State, http::HeaderMap, response::Response};
use minijinja::context;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    App, answer,
    assets::PAGE,
    page::{self, text},
    params::Query,
    problem::Problem,
    shelf::Label,
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
    // Browsers ask for HTML by name; programs that take anything (OWSLib, curl) want the links.
    let (params, wants_page) = page::asked(&query, &["f", "lang"], &headers)?;
    let world = app.world();
    let lang = page::language(&params, &headers, &world)?;
    let base = app.address_of(&headers);
    let (form, base) = if wants_page {
        ("html", app.base())
    } else {
        ("json", &base)
    };
    let making = async {
        if wants_page {
            return map_page(&app, &world, lang);
        }
        let view = LandingView::new(&world, lang, base.as_address());
        Ok(answer::json_in(base, &world, lang, &view))
    };
    if !params.is_empty() {
        return making.await;
    }
    let label = Label::new("landing", form).lang(lang.as_str()).base(base);
    app.kept(&world, label, making).await
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

/// The media type of an `OpenAPI` document.
const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

/// What this server holds and where (OGC API - Common, landing page, with what the map needs).
#[derive(Serialize, ToSchema)]
pub(super) struct LandingView<'s> {
    id: &'s Id,
    title: &'s str,
    description: &'s str,
    /// The title in every language.
    titles: &'s LocalText,
    /// The description in every language.
    descriptions: &'s LocalText,
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

#[derive(Serialize, ToSchema)]
struct DaysView {
    first: Day,
    last: Day,
}

#[derive(Serialize, ToSchema)]
struct LayerView<'s> {
    id: &'s str,
    href: String,
}

impl<'s> LandingView<'s> {
    fn new(world: &'s World, lang: &Lang, address: Address<'_>) -> Self {
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
            title: dataset.title.in_lang(lang, &dataset.languages),
            description: dataset.description.in_lang(lang, &dataset.languages),
            titles: &dataset.title,
            descriptions: &dataset.description,
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
                address.json("self", "/?f=json").in_lang(lang),
                address.html("alternate", "/?f=html").in_lang(lang),
                address.link("service-desc", "/api", OPENAPI),
                address.html("service-doc", "/api.html"),
                address.json("conformance", "/conformance"),
                address.json("data", "/collections"),
                address.json(
                    "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                    "/tileMatrixSets",
                ),
                address.json("related", "/zones"),
                address.geojson("enclosure", "/zones.geojson"),
                address.json("related", "/passages"),
                address.json("related", "/articles"),
                address.json("related", "/quality"),
                address.json("status", "/status"),
            ],
        }
    }
}
