//! Problems for people: a link that somebody shared is opened in a browser, which shows JSON as it is.
//!
//! Programs do not name HTML in `Accept`; all this costs them is the look at it.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Uri, header},
    response::Response,
};
use minijinja::context;

use super::{
    App,
    answer::{self, HTML, JSON},
    assets::PROBLEM,
    negotiation, page,
    params::{Params, Query},
    problem::{MEDIA_TYPE, Problem},
};
use crate::{live::World, model::Lang};

/// Somebody who takes pages, with what is asked of a request after it is gone.
pub(super) struct Reader {
    app: App,
    uri: Uri,
    headers: HeaderMap,
}

impl Reader {
    /// Who asks, where it names HTML.
    pub(super) fn of(app: &App, request: &Request) -> Option<Self> {
        let headers = request.headers();
        let names_html = |value: &HeaderValue| {
            let mut places = value.as_bytes().windows("text/html".len());
            places.any(|place| place.eq_ignore_ascii_case(b"text/html"))
        };
        let mut lines = headers.get_all(header::ACCEPT).iter();
        lines.any(names_html).then(|| Self {
            app: app.clone(),
            uri: request.uri().clone(),
            headers: headers.clone(),
        })
    }

    /// The answer; a page, where it is a problem and a page is what the reader would rather have. Without the page in the
    /// binary it stays JSON.
    pub(super) fn shown(&self, mut answer: Response) -> Response {
        let Some(problem) = answer.extensions_mut().remove::<Problem>() else {
            return answer;
        };
        let query = Query::of(&self.uri);
        let params = query.read_known(&["f", "lang"]).unwrap_or_default();
        if !self.would_rather_read(&params) {
            return answer;
        }
        let world = self.app.world();
        match self.written(&world, &params, &problem) {
            Ok((lang, html)) => as_page(answer, lang, html),
            Err(_) => answer,
        }
    }

    fn would_rather_read(&self, params: &Params<'_>) -> bool {
        let chosen = negotiation::choose(&self.headers, &[MEDIA_TYPE, JSON, "text/html"]);
        params.text("f") != Some("json") && chosen.is_ok_and(|chosen| chosen == 2)
    }

    fn written<'w>(
        &self,
        world: &'w World,
        params: &Params<'_>,
        problem: &Problem,
    ) -> Result<(&'w Lang, String), Problem> {
        let (dataset, kind) = (world.snapshot.dataset(), problem.kind());
        // The problem may be that there is no such language.
        let lang = page::language(params, &self.headers, world)
            .or_else(|_unknown| page::language(&Params::default(), &self.headers, world))?;
        let more = context! {
            site => dataset.title.in_lang(lang, &dataset.languages),
            kind => kind.name(),
            status => kind.status().as_u16(),
            problem => kind.title(),
            detail => problem.detail(),
        };
        let html = page::filled(&self.app, world, PROBLEM, lang, more)?;
        Ok((lang, html))
    }
}

/// The same answer with another body.
fn as_page(answer: Response, lang: &Lang, html: String) -> Response {
    let (mut parts, _) = answer.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let page = Response::from_parts(parts, html.into());
    let page = answer::with(page, header::CONTENT_TYPE, HTML);
    answer::in_language(page, lang)
}
