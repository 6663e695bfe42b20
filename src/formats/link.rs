//! A link, with or without what its rule says.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{model::Link, snapshot::rule};

/// A link as every answer writes it.
#[derive(Debug, Serialize, ToSchema)]
pub struct LinkView<'s> {
    #[serde(flatten)]
    link: &'s Link,
    /// What the rule says, in one line.
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'static str>,
}

impl<'s> LinkView<'s> {
    /// The link; with `explain`, with what its rule says.
    #[must_use]
    pub fn new(link: &'s Link, explain: bool) -> Self {
        let explanation = explanation(link.rule).filter(|_| explain);
        Self { link, explanation }
    }

    /// Every link of a passage.
    #[must_use]
    pub fn all(links: &'s [Link], explain: bool) -> Vec<Self> {
        let views = links.iter().map(|link| Self::new(link, explain));
        views.collect()
    }
}

/// What a rule says, in one line.
#[must_use]
pub fn explanation(id: &str) -> Option<&'static str> {
    rule(id).map(|rule| rule.description)
}
