//! Files that are served as they are: the page's, the base map's, the schemas.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use axum::{body::Bytes, extract::State, http::header, response::Response};
use minijinja::Environment;
use rust_embed::{Embed, EmbeddedFile};

use super::{
    App,
    answer::{self, GEOJSON},
    coding::Effort,
    params::Query,
    problem::{PathText, Problem},
    shelf::Label,
};

/// The page as `make build` left it; empty when the page was not built.
#[derive(Embed)]
#[folder = "static/dist/"]
#[allow_missing = true]
struct Page;

#[derive(Embed)]
#[folder = "static/schemas/"]
struct Schemas;

/// What a file is as long as nothing more is known.
const BYTES: &str = "application/octet-stream";

/// The map page: a template, not an asset.
pub(super) const PAGE: &str = "index.html";
/// The page of an article: a template, not an asset.
pub(super) const ARTICLE: &str = "article.html";
/// The page of a problem: a template, not an asset.
pub(super) const PROBLEM: &str = "problem.html";
/// The page to try the server: a template, not an asset.
pub(super) const API: &str = "api.html";
/// The icon of every page.
pub(super) const ICON: &str = "icon.svg";

/// The page's templates, escaped as HTML.
pub(super) fn templates() -> Environment<'static> {
    let mut templates = Environment::new();
    templates.set_loader(|name| {
        let file = Page::get(name);
        Ok(file.map(|file| String::from_utf8_lossy(&file.data).into_owned()))
    });
    templates
}

/// `GET /assets/{path}`: a file of the page.
pub(super) async fn asset(
    State(app): State<App>,
    PathText(path): PathText,
    query: Query,
) -> Result<Response, Problem> {
    query.read(&[])?;
    let file = Page::get(&path).filter(|file| !is_template(file));
    embedded(&app, file, "file", &path).await
}

/// The files of the page that are served as they are and are soon packed as well as can be.
pub(super) fn small_files() -> impl Iterator<Item = Cow<'static, str>> {
    let is_one =
        |file: &EmbeddedFile| !is_template(file) && Effort::of(file.data.len()) == Effort::Most;
    Page::iter().filter(move |name| Page::get(name).as_ref().is_some_and(is_one))
}

/// The schemas of the data contract, by file name.
pub(super) fn schema_names() -> Vec<String> {
    Schemas::iter().map(Cow::into_owned).collect()
}

/// Whether a schema refers to no part of itself.
pub(super) fn is_plain(schema: &str) -> bool {
    let file = Schemas::get(schema);
    file.is_some_and(|file| !String::from_utf8_lossy(&file.data).contains("$ref"))
}

/// `GET /schemas/{file}`: a JSON Schema of the data contract.
pub(super) async fn schema(
    State(app): State<App>,
    PathText(path): PathText,
    query: Query,
) -> Result<Response, Problem> {
    query.read(&[])?;
    embedded(&app, Schemas::get(&path), "schema", &path).await
}

fn is_template(file: &EmbeddedFile) -> bool {
    file.metadata.mimetype() == "text/html"
}

async fn embedded(
    app: &App,
    file: Option<EmbeddedFile>,
    noun: &'static str,
    path: &str,
) -> Result<Response, Problem> {
    let file = file.ok_or_else(|| Problem::no_such(noun, path, ""))?;
    let label = Label::new(noun, "").id(path);
    app.kept_file(label, async { Ok(whole(file)) }).await
}

fn whole(file: EmbeddedFile) -> Response {
    let media_type = match file.metadata.mimetype() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    let modified = modified(&file);
    let tag = tag(&file);
    let body = match file.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    let response = answer::tagged(BYTES, &tag, body);
    let response = answer::with(response, header::CONTENT_TYPE, &media_type);
    let response = match modified {
        Some(time) => answer::modified(response, time),
        None => response,
    };
    answer::one_form(response)
}

/// When a file changed last before the binary was built.
fn modified(file: &EmbeddedFile) -> Option<SystemTime> {
    let seconds = file.metadata.last_modified()?;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// A validator for a file: the beginning of its SHA-256.
fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let start = hash
        .first_chunk()
        .map_or(0, |chunk| u64::from_be_bytes(*chunk));
    format!("{start:016x}")
}

/// A validator for a page's template, which changes without the data.
pub(super) fn page_tag(template: &str) -> String {
    Page::get(template).as_ref().map(tag).unwrap_or_default()
}

/// When a page's template changed last.
pub(super) fn page_modified(template: &str) -> Option<SystemTime> {
    Page::get(template).as_ref().and_then(modified)
}

/// `GET /basemap/{file}`: a layer of the base map.
pub(super) async fn basemap(
    State(app): State<App>,
    PathText(file): PathText,
    query: Query,
) -> Result<Response, Problem> {
    query.read(&[])?;
    let world = app.world();
    let layer = file
        .strip_suffix(".geojson")
        .and_then(|name| world.snapshot.basemap(name));
    let layer = layer
        .ok_or_else(|| Problem::no_such("layer", &file, "The landing page /?f=json lists them."))?;
    let making = async {
        let body = layer.body.clone();
        let response = answer::stable(&app, &world, GEOJSON, "geojson", body);
        Ok(answer::one_form(response))
    };
    let label = Label::new("basemap", "geojson").id(&layer.name);
    app.kept(&world, label, making).await
}
