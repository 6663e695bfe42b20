//! What the texts say.

use super::{
    document::Sight,
    operation::{Get, bare, tagged},
    parameters as given,
};
use crate::{
    formats::{ANNOTATIONS, ArticleView},
    http::{annotations::AnnotationsView, articles, passages},
    model::LinkKind,
    snapshot::WordQuery,
};

pub(super) const TAG: (&str, &str) = (
    "texts",
    "Articles, their passages, and which zones those speak of",
);

pub(super) fn operations(sight: &Sight<'_>) -> Vec<Get> {
    tagged(
        TAG.0,
        vec![passages_of(sight), articles_of(), article(sight)],
    )
}

fn passages_of(sight: &Sight<'_>) -> Get {
    let kinds = LinkKind::ALL.map(LinkKind::word);
    let languages: Vec<&str> = sight
        .languages()
        .iter()
        .map(crate::model::Lang::as_str)
        .collect();
    Get::new("/passages", "passages", "Passages that satisfy every parameter given")
        .saying("The best first for `q`, else in order of articles and paragraphs. As JSON-LD, their links are W3C Web Annotations: a page of them where `offset` is given, else the collection with its first page.")
        .with([
            given::choice("zone", "Only passages linked to this zone.", &sight.zones()),
            given::choice("place", "Only passages that name this place: an id of the gazetteer.", &sight.places()),
            given::choice("lang", "Only passages in this language.", &languages),
            given::choice("kind", "Only passages with a link of this kind.", &kinds),
            given::words("q", "Words that the passages must have, in any script and spelling; quotation marks hold words together.", WordQuery::MOST_CHARACTERS, "ceasefire"),
            given::day("from", "Only passages of articles published on this day or later.", sight.day()),
            given::day("to", "Only passages of articles published on this day or earlier.", sight.day()),
        ])
        .with(given::paging())
        .with([explain(), given::form(&["json", "jsonld"])])
        .json::<passages::PageView<'_>>("/passages?f=json&limit=1")
        .typed::<AnnotationsView<'_>>(bare(ANNOTATIONS), "/passages?f=jsonld&limit=1")
}

fn articles_of() -> Get {
    Get::new(
        "/articles",
        "articles",
        "The articles in order of ids, without their passages",
    )
    .with(given::paging())
    .json::<articles::PageView<'_>>("/articles?limit=1")
}

fn article(sight: &Sight<'_>) -> Get {
    let ids = sight.articles();
    let id = ids.first().copied().unwrap_or("article");
    Get::new(
        "/articles/{id}",
        "article",
        "One article with all its passages",
    )
    .with([
        given::in_path("id", "Id of the article.", &ids, id),
        given::form(&["json", "html"]),
        given::lang(sight.languages()),
        explain(),
    ])
    .json::<ArticleView<'_>>(&format!("/articles/{id}?f=json"))
    .page(&format!("/articles/{id}?f=html"))
}

fn explain() -> utoipa::openapi::path::Parameter {
    given::flag("explain", "Whether to say what the rule of each link says.")
}
