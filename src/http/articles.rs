//! `GET /articles` and `GET /articles/{id}`.

use axum::{extract::State, response::Response};
use serde_json::json;

use super::{
    App, answer,
    params::Query,
    problem::{PathText, Problem},
};
use crate::formats::ArticleView;

/// Every article, without its passages.
pub(super) async fn articles(State(app): State<App>, query: Query) -> Result<Response, Problem> {
    query.read(&[])?;
    let world = app.world();
    let address = app.address();
    let articles = world
        .snapshot
        .articles()
        .iter()
        .map(|article| ArticleView::brief(article, address));
    let articles: Vec<ArticleView<'_>> = articles.collect();
    let links = [address.json("self", "/articles")];
    Ok(answer::json(
        &app,
        &world,
        &json!({ "articles": articles, "links": links }),
    ))
}

/// One article with all its passages.
pub(super) async fn article(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
) -> Result<Response, Problem> {
    query.read(&[])?;
    let world = app.world();
    let article = world
        .snapshot
        .articles()
        .iter()
        .find(|article| article.id.as_str() == id);
    let article =
        article.ok_or_else(|| Problem::no_such("article", &id, "/articles lists them."))?;
    Ok(answer::json(
        &app,
        &world,
        &ArticleView::full(&world.snapshot, article, app.address(), false),
    ))
}
