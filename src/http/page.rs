//! Pages for people: the language they are in, the template they are made from.

use std::fmt::Display;

use axum::{http::HeaderMap, response::Response};
use minijinja::{Value, context};

use super::{
    App,
    answer::{self, HTML, JSON},
    assets::{page_modified, page_tag},
    negotiation,
    params::{Params, Query},
    problem::{INTERNAL, NO_ASSETS, Problem},
};
use crate::{live::World, model::Lang};

/// The language that `lang` names, else the one the client would rather have.
pub(super) fn language<'w>(
    params: &Params<'_>,
    headers: &HeaderMap,
    world: &'w World,
) -> Result<&'w Lang, Problem> {
    let languages = &world.snapshot.dataset().languages;
    let tags = || languages.iter().map(Lang::to_string).collect();
    let asked = params.choice(
        "lang",
        |tag| languages.iter().find(|lang| lang.as_str() == tag),
        tags,
    )?;
    asked
        .or_else(|| negotiation::language(headers, languages))
        .ok_or_else(|| Problem::new(&INTERNAL, "The data names no language."))
}

/// Whether a page is asked for rather than JSON, which goes by any of the media types `others`, and to those who would
/// take either.
pub(super) fn is_wanted(
    params: &Params<'_>,
    headers: &HeaderMap,
    others: &[&str],
) -> Result<bool, Problem> {
    if let Some(form) = params.form(["json", "html"])? {
        return Ok(form == 1);
    }
    let offers: Vec<&str> = others.iter().copied().chain(["text/html"]).collect();
    Ok(negotiation::choose(headers, &offers)? == others.len())
}

/// The parameters of an address that is a page or JSON, and whether it is the page that is asked for. A page passes over
/// parameters it does not know: people share its address, and others hang marks of their own on what is shared.
pub(super) fn asked<'q>(
    query: &'q Query,
    allowed: &[&str],
    headers: &HeaderMap,
) -> Result<(Params<'q>, bool), Problem> {
    let known = query.read_known(allowed)?;
    if is_wanted(&known, headers, &[JSON])? {
        return Ok((known, true));
    }
    Ok((query.read(allowed)?, false))
}

/// A page of the data in use: what every page has, and `more`.
pub(super) fn page(
    app: &App,
    world: &World,
    name: &str,
    lang: &Lang,
    more: Value,
) -> Result<Response, Problem> {
    let html = filled(app, world, name, lang, more)?;
    let variant = format!("html-{lang}-{}", page_tag(name));
    let response = answer::stable(app, world, HTML, &variant, html);
    let response = match page_modified(name) {
        Some(time) => answer::modified(response, time),
        None => response,
    };
    Ok(answer::in_language(response, lang))
}

/// Fills a template: what every page has, and `more`.
pub(super) fn filled(
    app: &App,
    world: &World,
    name: &str,
    lang: &Lang,
    more: Value,
) -> Result<String, Problem> {
    let template = app.templates().get_template(name).map_err(|_missing| {
        Problem::new(&NO_ASSETS, "Run `make build`, which also builds the page.")
    })?;
    let languages = &world.snapshot.dataset().languages;
    let html = template.render(context! {
        lang => lang.as_str(),
        dir => if lang.is_rtl() { "rtl" } else { "ltr" },
        languages => languages.iter().map(text).collect::<Vec<_>>(),
        version => env!("CARGO_PKG_VERSION"),
        ..more
    });
    html.map_err(|error| {
        tracing::error!(%error, "the template {name} failed: {error}");
        Problem::new(&INTERNAL, "The page could not be written.")
    })
}

/// A value as templates show it.
pub(super) fn text(value: impl Display) -> String {
    format!("{value}")
}
