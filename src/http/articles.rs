//! `GET /articles` and `GET /articles/{id}`.

use axum::{extract::State, http::HeaderMap, response::Response};
use serde_json::json;

use super::{
    App, answer,
    article_page::article_page,
    negotiation, page,
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

/// One article with all its passages: a page for people, JSON for programs.
pub(super) async fn article(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&["f", "lang", "explain"])?;
    let world = app.world();
    let lang = page::language(&params, &headers, &world)?;
    let explain = params.flag("explain")?;
    let find = |f: &str| (f == "json" || f == "html").then_some(f == "html");
    let asked = params.choice("f", find, || vec!["json".to_owned(), "html".to_owned()])?;
    let mut articles = world.snapshot.articles().iter();
    let article = articles
        .find(|article| article.id.as_str() == id)
        .ok_or_else(|| Problem::no_such("article", &id, "/articles lists them."))?;
    // JSON for those who would take either: a browser says that it would rather have HTML.
    let offers = ["application/json", "text/html"];
    if asked.unwrap_or_else(|| negotiation::best(&headers, offers) == 1) {
        return article_page(&app, &world, article, lang);
    }
    let view = ArticleView::full(&world.snapshot, article, app.address(), explain);
    Ok(answer::json(&app, &world, &view))
}
