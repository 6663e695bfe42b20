//! `GET /articles` and `GET /articles/{id}`.

use axum::{extract::State, response::Response};
use serde::Serialize;

use super::{
    App, answer,
    paging::Paging,
    params::Query,
    problem::{PathText, Problem},
};
use crate::formats::{ArticleView, Hyperlink};

#[derive(Serialize)]
struct PageView<'s> {
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

/// One article with all its passages.
pub(super) async fn article(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
) -> Result<Response, Problem> {
    query.read(&[])?;
    let world = app.world();
    let article = world.snapshot.article(&id);
    let article =
        article.ok_or_else(|| Problem::no_such("article", &id, "/articles lists them."))?;
    Ok(answer::json(
        &app,
        &world,
        &ArticleView::full(&world.snapshot, article, app.address()),
    ))
}
