//! `GET /api`: what can be asked of this server and what it answers, in OpenAPI; `/api.html`: the same to try.
//!
//! 1. Each family of routes tells its operations ([`features`], [`server`], [`texts`], [`zones`]): parameters with the
//!    bounds of the code that reads them, answers with the schema of the type that is written.
//! 2. [`examples`] asks the router for each of those answers.
//! 3. [`document`] puts it all together as OpenAPI 3.1, [`conversion`] says it in 3.0.3.
//!
//! That takes a while, so it is done once for each snapshot. `tests/api.rs` holds the document to the router.

mod conversion;
mod document;
mod examples;
mod features;
mod operation;
mod parameters;
mod responses;
mod rows;
mod schemas;
mod server;
mod texts;
mod tiles;
mod zones;

use std::sync::Arc;

use axum::{body::Bytes, extract::State, http::HeaderMap, response::Response};
use minijinja::context;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::{
    App, answer,
    assets::API,
    negotiation, page,
    params::{Params, Query},
    problem::Problem,
    router,
    shelf::Label,
};
use crate::live::World;
use document::Sight;

/// Media types of the document (OGC API - Features Part 1, `/req/oas30/oas-definition-1`), by version.
const MEDIA_TYPES: [&str; 2] = [
    "application/vnd.oai.openapi+json;version=3.0",
    "application/vnd.oai.openapi+json;version=3.1",
];
/// The versions of `OpenAPI`, the usual one first.
const VERSIONS: [&str; 2] = ["3.0", "3.1"];
/// Forms of the answer.
const FORMS: [&str; 2] = ["json", "html"];

/// The documents of the latest snapshot that was asked about.
#[derive(Debug, Default)]
pub(super) struct Cache(Mutex<Option<Documents>>);

#[derive(Debug, Clone)]
struct Documents {
    generation: u64,
    /// By version.
    texts: [Arc<Text>; 2],
}

/// A document with its validator.
#[derive(Debug)]
struct Text {
    body: Bytes,
    tag: String,
}

/// `GET /api`
pub(super) async fn api(
    State(app): State<App>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&["f", "version", "lang"])?;
    let world = app.world();
    let lang = page::language(&params, &headers, &world)?;
    match wished(&params, &headers)? {
        Wish::Page => try_it_page(&app, &world, lang),
        Wish::Document {
            version,
            media_type,
        } => {
            let making = async {
                let documents = app.documents().of(&app, &world).await;
                let text = &documents.texts[version];
                Ok(answer::tagged(media_type, &text.tag, text.body.clone()))
            };
            let label = Label::new("api", media_type).id(VERSIONS[version]);
            app.kept(&world, label, making).await
        }
    }
}

/// `GET /api.html`
pub(super) async fn try_it(
    State(app): State<App>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&["lang"])?;
    let world = app.world();
    let lang = page::language(&params, &headers, &world)?;
    try_it_page(&app, &world, lang)
}

fn try_it_page(app: &App, world: &World, lang: &crate::model::Lang) -> Result<Response, Problem> {
    let dataset = world.snapshot.dataset();
    let title = dataset.title.in_lang(lang, &dataset.languages);
    page::page(app, world, API, lang, context! { title })
}

enum Wish {
    Page,
    Document {
        version: usize,
        media_type: &'static str,
    },
}

/// What `f` and `version` ask for, else what the client would rather have.
fn wished(params: &Params<'_>, headers: &HeaderMap) -> Result<Wish, Problem> {
    let find = |asked: &str| VERSIONS.iter().position(|version| *version == asked);
    let version = params.choice("version", find, || VERSIONS.map(str::to_owned).to_vec())?;
    let document = |version: usize| Wish::Document {
        version,
        media_type: MEDIA_TYPES[version],
    };
    match params.form(FORMS)? {
        Some(0) => return Ok(document(version.unwrap_or(0))),
        Some(_) => return Ok(Wish::Page),
        None => {}
    }
    if let Some(version) = version {
        return Ok(document(version));
    }
    let offers = [MEDIA_TYPES[0], MEDIA_TYPES[1], answer::JSON, "text/html"];
    Ok(match negotiation::choose(headers, &offers)? {
        version @ (0 | 1) => document(version),
        2 => Wish::Document {
            version: 0,
            media_type: answer::JSON,
        },
        _ => Wish::Page,
    })
}

impl Cache {
    /// The documents of a world. Who comes while they are made waits for them.
    async fn of(&self, app: &App, world: &World) -> Documents {
        let mut known = self.0.lock().await;
        match &*known {
            Some(documents) if documents.generation == world.generation => documents.clone(),
            _ => known.insert(Documents::of(app, world).await).clone(),
        }
    }
}

impl Documents {
    async fn of(app: &App, world: &World) -> Self {
        let sight = Sight {
            world,
            address: app.address().0,
        };
        let mut operations = sight.operations();
        examples::ask_for(&mut operations, &router(app).0).await;
        let document = sight.document(&operations);
        let texts = [conversion::to_3_0(&document), document];
        Self {
            generation: world.generation,
            texts: texts.map(|document| Arc::new(Text::of(&document))),
        }
    }
}

impl Text {
    fn of(document: &serde_json::Value) -> Self {
        let body = answer::to_json(document);
        let hash = Sha256::digest(&body);
        let start = hash
            .first_chunk()
            .map_or(0, |chunk| u64::from_be_bytes(*chunk));
        Self {
            body: body.into(),
            tag: format!("{start:016x}"),
        }
    }
}
