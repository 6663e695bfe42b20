//! `GET /articles` and `GET /articles/{id}`.

use axum::{extract::State, http::HeaderMap, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    App, answer,
    article_page::article_page,
    aside::aside,
    page,
    paging::Paging,
    params::{Params, Query},
    problem::{PathText, Problem},
};
use crate::formats::{ArticleView, Hyperlink};

#[derive(Serialize, ToSchema)]
#[schema(as = ArticlesPage)]
pub(super) struct PageView<'s> {
    articles: Vec<ArticleView<'s>>,
    matched: usize,
    returned: usize,
    links: Vec<Hyperlink>,
}

/// The articles in order of ids, without their passages.
pub(super) async fn articles(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    let params = query.read(&Paging::PARAMETERS)?;
    let paging = Paging::of(&params)?;
    let world = app.world();
    let address = app.address();
    let all = world.snapshot.articles();
    let page = all.iter().skip(paging.offset).take(paging.limit);
    let articles: Vec<_> = page
        .map(|article| ArticleView::brief(article, address))
        .collect();
    let view = PageView {
        matched: all.len(),
        returned: articles.len(),
        links: paging.links("/articles", &params, all.len(), address),
        articles,
    };
    Ok(answer::json(&app, &world, &view))
}

/// One article with all its passages: a page for people, JSON for programs.
pub(super) async fn article(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (params, wants_page) = page::asked(&query, &["f", "lang", "explain"], &headers)?;
    let params = params.into_owned();
    aside(move || whole(&app, &id, &params, &headers, wants_page)).await
}

fn whole(
    app: &App,
    id: &str,
    params: &Params<'_>,
    headers: &HeaderMap,
    wants_page: bool,
) -> Result<Response, Problem> {
    let world = app.world();
    let lang = page::language(params, headers, &world)?;
    let explain = params.flag("explain")?;
    let article = world
        .snapshot
        .article(id)
        .ok_or_else(|| Problem::no_such("article", id, "/articles lists them."))?;
    if wants_page {
        return article_page(app, &world, article, lang);
    }
    let view = ArticleView::full(&world.snapshot, article, app.address(), explain);
    Ok(answer::json(app, &world, &view))
}
