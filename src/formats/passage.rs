//! Articles and passages with what they speak of.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Address, Hyperlink, LinkView};
use crate::{
    model::{Article, Day, Id, Lang, Link, PassageId, Rejection},
    snapshot::{Highlight, PassageView, Snapshot, WordQuery},
};

/// A passage with its links.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassageJson<'s> {
    #[schema(value_type = String, example = "article/0")]
    id: &'s PassageId,
    article: &'s Id,
    number: usize,
    is_title: bool,
    lang: Option<&'s Lang>,
    article_title: &'s str,
    text: &'s str,
    links: Vec<LinkView<'s>>,
    /// Links that people rejected; only where there are any.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Vec<Rejection>)]
    rejected: &'s [Rejection],
    /// The words that were asked for; only where words were.
    #[serde(skip_serializing_if = "Option::is_none")]
    highlights: Option<Vec<Highlight>>,
}

impl PassageJson<'_> {
    /// The same with the words marked that a query asks for.
    #[must_use]
    pub fn marked(self, words: Option<&WordQuery>) -> Self {
        Self {
            highlights: words.map(|words| words.highlights(self.text)),
            ..self
        }
    }
}

impl<'s> PassageJson<'s> {
    /// The passage; with `explain`, with what the rule of each link says.
    #[must_use]
    pub fn new(view: PassageView<'s>, explain: bool) -> Self {
        let PassageView {
            article,
            passage,
            links,
            rejected,
        } = view;
        Self {
            id: &passage.id,
            article: &article.id,
            number: passage.id.number,
            is_title: passage.id.number == 0,
            lang: article.lang.as_ref(),
            article_title: &article.title,
            text: &passage.text,
            links: LinkView::all(links, explain),
            rejected,
            highlights: None,
        }
    }
}

/// An article, with or without its passages.
#[derive(Debug, Serialize, ToSchema)]
pub struct ArticleView<'s> {
    id: &'s Id,
    title: &'s str,
    lang: Option<&'s Lang>,
    publisher: Option<&'s str>,
    published: Option<Day>,
    url: Option<&'s str>,
    notes: Option<&'s str>,
    passages: Passages<'s>,
    links: Vec<Hyperlink>,
}

/// How many passages there are, or all of them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum Passages<'s> {
    Count(usize),
    All(Vec<PassageJson<'s>>),
}

impl<'s> ArticleView<'s> {
    /// The article with the number of its passages.
    #[must_use]
    pub fn brief(article: &'s Article, address: Address<'_>) -> Self {
        Self {
            id: &article.id,
            title: &article.title,
            lang: article.lang.as_ref(),
            publisher: article.publisher.as_deref(),
            published: article.published,
            url: article.url.as_deref(),
            notes: article.notes.as_deref(),
            passages: Passages::Count(article.passages.len()),
            links: vec![
                address.json("self", &format!("/articles/{}", article.id)),
                address.html("alternate", &format!("/articles/{}?f=html", article.id)),
                address.json("collection", "/articles"),
            ],
        }
    }

    /// The article with all its passages and their links; with `explain`, with what their rules say.
    #[must_use]
    pub fn full(
        snapshot: &'s Snapshot,
        article: &'s Article,
        address: Address<'_>,
        explain: bool,
    ) -> Self {
        let passages = snapshot.passages_of(article);
        let passages = passages.map(|view| PassageJson::new(view, explain));
        Self {
            passages: Passages::All(passages.collect()),
            ..Self::brief(article, address)
        }
    }
}

/// A passage of any text, as the command line lists it: one line per passage.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkedPassage<'s> {
    /// The text's name.
    pub article: &'s str,
    /// The paragraph, from 0.
    pub paragraph: usize,
    /// Ids of the zones spoken of.
    pub zones: Vec<&'s Id>,
    /// Why.
    pub links: Vec<LinkView<'s>>,
}

impl<'s> LinkedPassage<'s> {
    /// The line for one paragraph; with `explain`, with what the rule of each link says.
    #[must_use]
    pub fn new(article: &'s str, paragraph: usize, links: &'s [Link], explain: bool) -> Self {
        let zones = links.iter().map(|link| &link.zone).collect();
        Self {
            article,
            paragraph,
            zones,
            links: LinkView::all(links, explain),
        }
    }
}
