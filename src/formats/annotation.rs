//! Links as W3C Web Annotations.
//!
//! One annotation per link (Web Annotation Data Model, Recommendation of 23 February 2017): its
//! body is the zone, its targets are the mentions. The motivation is `linking`, not `identifying`:
//! a mention may name a place in the zone or only point to it, and so does not identify the zone.
//! Only terms of the model's own context are used: the kind, the rule, what it says and how sure it
//! is are textual bodies, told apart by their purpose (§3.3.5).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Address, explanation};
use crate::model::{Antecedent, Link, Mention};

/// Media type of annotations (Web Annotation Protocol §3.2), with the context they use.
pub const ANNOTATIONS: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
/// The context that defines every term used here.
const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
/// Characters before and after a mention that help to find it again (§4.2.4).
const AROUND: usize = 32;
/// Everything but the unreserved characters (RFC 3986 §2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What annotations call zones and passages.
#[derive(Debug, Clone, Default)]
pub enum Named {
    /// By names that need no server.
    #[default]
    Urn,
    /// By addresses of a server.
    Server(String),
}

impl Named {
    /// By addresses that begin so.
    #[must_use]
    pub fn by(address: &str) -> Self {
        Self::Server(address.to_owned())
    }

    fn zone(&self, zone: &str) -> String {
        match self {
            Self::Urn => format!("urn:hudna:zone:{zone}"),
            Self::Server(address) => Address(address).of(&format!("/zones/{zone}")),
        }
    }

    /// A part of an article: a fragment of its page.
    fn part(&self, article: &str, fragment: &str) -> String {
        let article = utf8_percent_encode(article, RESERVED);
        match self {
            Self::Urn => format!("urn:hudna:article:{article}#{fragment}"),
            Self::Server(address) => {
                Address(address).of(&format!("/articles/{article}#{fragment}"))
            }
        }
    }

    fn passage(&self, article: &str, number: usize) -> String {
        self.part(article, &format!("passage-{number}"))
    }
}

/// One link (§3).
#[derive(Debug, Serialize, ToSchema)]
pub struct Annotation<'l> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    id: String,
    #[serde(rename = "type")]
    class: &'static str,
    motivation: &'static str,
    creator: Agent<'l>,
    generator: Agent<'l>,
    body: Vec<Body<'l>>,
    target: Vec<Specific<'l>>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
enum Body<'l> {
    Zone {
        id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        format: Option<&'static str>,
    },
    Text(Textual<'l>),
    Antecedent(Specific<'l>),
}

/// A text that is part of the annotation (§3.2.4).
#[derive(Debug, Serialize, ToSchema)]
struct Textual<'l> {
    #[serde(rename = "type")]
    class: &'static str,
    purpose: &'static str,
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'static str>,
    value: std::borrow::Cow<'l, str>,
}

/// Some characters of a passage (§4).
#[derive(Debug, Serialize, ToSchema)]
struct Specific<'l> {
    #[serde(rename = "type")]
    class: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'static str>,
    source: String,
    selector: [Selector<'l>; 2],
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type")]
enum Selector<'l> {
    /// §4.2.4
    TextQuoteSelector {
        exact: &'l str,
        #[serde(skip_serializing_if = "Option::is_none")]
        prefix: Option<&'l str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        suffix: Option<&'l str>,
    },
    /// §4.2.5: code points, the end exclusive.
    TextPositionSelector { start: usize, end: usize },
}

/// Who made an annotation (§3.3.2).
#[derive(Debug, Serialize, ToSchema)]
struct Agent<'l> {
    #[serde(rename = "type")]
    class: &'static str,
    name: &'l str,
}

const HUDNA: Agent<'static> = Agent {
    class: "Software",
    name: concat!("hudna ", env!("CARGO_PKG_VERSION")),
};

impl<'l> Annotation<'l> {
    /// The annotation of a link of a passage.
    #[must_use]
    pub fn new(named: &Named, article: &str, number: usize, text: &'l str, link: &'l Link) -> Self {
        let source = named.passage(article, number);
        let target = |mention: &'l Mention| Specific::mention(source.clone(), text, mention);
        let decision = link.decision.as_deref();
        Self {
            context: None,
            id: named.part(article, &format!("link-{number}-{}", link.zone)),
            class: "Annotation",
            motivation: "linking",
            creator: decision.map_or(HUDNA, |ruling| Agent {
                class: "Person",
                name: &ruling.who,
            }),
            generator: HUDNA,
            body: bodies(named, article, link),
            target: link.mentions.iter().map(target).collect(),
        }
    }

    /// The same as a document of its own.
    #[must_use]
    pub fn with_context(self) -> Self {
        Self {
            context: Some(CONTEXT),
            ..self
        }
    }
}

/// The zone, how it is spoken of and why, and what the mentions point to.
fn bodies<'l>(named: &Named, article: &str, link: &'l Link) -> Vec<Body<'l>> {
    let text = |purpose, language, value| {
        Body::Text(Textual {
            class: "TextualBody",
            purpose,
            format: "text/plain",
            language,
            value,
        })
    };
    let mut bodies = vec![
        Body::Zone {
            id: named.zone(link.zone.as_str()),
            format: matches!(named, Named::Server(_)).then_some("application/json"),
        },
        text("classifying", Some("en"), link.kind.word().into()),
        text("tagging", None, link.rule.into()),
        text("assessing", None, link.confidence.0.to_string().into()),
    ];
    if let Some(words) = explanation(link.rule) {
        bodies.push(text("describing", Some("en"), words.into()));
    }
    if let Some(ruling) = &link.decision {
        bodies.push(text("commenting", None, ruling.reason.as_str().into()));
    }
    if let Some(antecedent) = &link.antecedent {
        let Antecedent { passage, mention } = antecedent.as_ref();
        bodies.push(Body::Antecedent(Specific {
            class: "SpecificResource",
            purpose: Some("linking"),
            source: named.passage(article, *passage),
            selector: [
                Selector::TextQuoteSelector {
                    exact: &mention.text,
                    prefix: None,
                    suffix: None,
                },
                Selector::TextPositionSelector {
                    start: mention.start,
                    end: mention.end,
                },
            ],
        }));
    }
    bodies
}

impl<'l> Specific<'l> {
    fn mention(source: String, text: &'l str, mention: &'l Mention) -> Self {
        let before = text.get(..mention.start_byte).unwrap_or_default();
        let after = text.get(mention.end_byte..).unwrap_or_default();
        Self {
            class: "SpecificResource",
            purpose: None,
            source,
            selector: [
                Selector::TextQuoteSelector {
                    exact: &mention.text,
                    prefix: Some(last_characters(before)),
                    suffix: Some(first_characters(after)),
                },
                Selector::TextPositionSelector {
                    start: mention.start,
                    end: mention.end,
                },
            ],
        }
    }
}

fn last_characters(text: &str) -> &str {
    let mut starts = text.char_indices().rev().map(|(at, _)| at);
    let start = starts.nth(AROUND - 1).unwrap_or(0);
    text.get(start..).unwrap_or_default()
}

fn first_characters(text: &str) -> &str {
    let end = text.char_indices().nth(AROUND).map(|(at, _)| at);
    text.get(..end.unwrap_or(text.len())).unwrap_or_default()
}

/// Some annotations of a collection (§5.2).
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnotationPage<'l> {
    #[serde(rename = "@context", skip_serializing_if = "Option::is_none")]
    context: Option<&'static str>,
    id: String,
    #[serde(rename = "type")]
    class: &'static str,
    #[serde(rename = "partOf")]
    part_of: PartOf,
    #[serde(rename = "startIndex", skip_serializing_if = "Option::is_none")]
    start_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prev: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    items: Vec<Annotation<'l>>,
}

#[derive(Debug, Serialize, ToSchema)]
struct PartOf {
    id: String,
    #[serde(rename = "type")]
    class: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
}

/// All annotations of an answer, by pages (§5.1).
#[derive(Debug, Serialize, ToSchema)]
pub struct AnnotationCollection<'l> {
    #[serde(rename = "@context")]
    context: &'static str,
    id: String,
    #[serde(rename = "type")]
    class: &'static str,
    label: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<usize>,
    first: AnnotationPage<'l>,
    last: String,
}

/// Where the pages of a collection are, and what one of them holds.
#[derive(Debug)]
pub struct PageParts<'l> {
    /// The collection.
    pub collection: String,
    /// This page.
    pub page: String,
    /// The page before, if there is one.
    pub prev: Option<String>,
    /// The page after, if there is one.
    pub next: Option<String>,
    /// The last page.
    pub last: String,
    /// Annotations of all pages, where they were counted.
    pub total: Option<usize>,
    /// Annotations of the pages before, where they were counted.
    pub start_index: Option<usize>,
    /// Annotations of this page.
    pub items: Vec<Annotation<'l>>,
}

impl<'l> PageParts<'l> {
    /// The page as a document of its own.
    #[must_use]
    pub fn page(self) -> AnnotationPage<'l> {
        AnnotationPage {
            context: Some(CONTEXT),
            ..self.embedded()
        }
    }

    /// The collection with its first page, which this must be.
    #[must_use]
    pub fn collection(self) -> AnnotationCollection<'l> {
        AnnotationCollection {
            context: CONTEXT,
            id: self.collection.clone(),
            class: "AnnotationCollection",
            label: "Links of passages to zones",
            total: self.total,
            last: self.last.clone(),
            first: self.embedded(),
        }
    }

    fn embedded(self) -> AnnotationPage<'l> {
        AnnotationPage {
            context: None,
            id: self.page,
            class: "AnnotationPage",
            part_of: PartOf {
                id: self.collection,
                class: "AnnotationCollection",
                total: self.total,
            },
            start_index: self.start_index,
            prev: self.prev,
            next: self.next,
            items: self.items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_cut_between_characters() {
        let text = "ب".repeat(40);
        assert_eq!(last_characters(&text).chars().count(), 32);
        assert_eq!(first_characters(&text).chars().count(), 32);
        assert_eq!(last_characters("قصير"), "قصير");
        assert_eq!(first_characters(""), "");
    }

    #[test]
    fn names_can_stand_in_an_iri() {
        let named = Named::by("https://zones.example");
        assert_eq!(
            named.passage("sub/نص 1", 2),
            "https://zones.example/articles/sub%2F%D9%86%D8%B5%201#passage-2"
        );
        assert_eq!(
            Named::Urn.passage("a/b", 0),
            "urn:hudna:article:a%2Fb#passage-0"
        );
    }
}
