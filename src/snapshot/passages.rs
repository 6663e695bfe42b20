//! Which passages speak of what.

use std::collections::HashMap;

use super::{Snapshot, WordQuery};
use crate::model::{Article, Day, Id, Lang, Link, LinkKind, Named, Passage, Rejection, Zone};

/// Which passages are asked for. Every condition given must hold; none given asks for all.
#[derive(Debug, Clone, Default)]
pub struct PassageFilter {
    /// Linked to this zone. Zone, place and kind must hold of one and the same link.
    pub zone: Option<Id>,
    /// Holding a mention of this place.
    pub place: Option<Id>,
    /// In an article of this language.
    pub lang: Option<Lang>,
    /// Linked in this way.
    pub kind: Option<LinkKind>,
    /// Holding these words.
    pub words: Option<WordQuery>,
    /// In an article published on this day or later.
    pub from: Option<Day>,
    /// In an article published on this day or earlier.
    pub to: Option<Day>,
}

/// A passage in its article, with its links.
#[derive(Debug, Clone, Copy)]
pub struct PassageView<'s> {
    /// The article it stands in.
    pub article: &'s Article,
    /// The passage.
    pub passage: &'s Passage,
    /// What it speaks of, by zone in list order.
    pub links: &'s [Link],
    /// Links that people rejected.
    pub rejected: &'s [Rejection],
}

/// How many passages speak of a zone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassageCounts {
    /// By name of it or of a place in it.
    pub explicit: usize,
    /// By words that point to it.
    pub anaphoric: usize,
    /// Of all zones together.
    pub general: usize,
}

impl PassageCounts {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> usize {
        self.explicit + self.anaphoric + self.general
    }
}

impl Snapshot {
    /// Every passage of an article.
    pub fn passages_of<'s>(
        &'s self,
        article: &'s Article,
    ) -> impl Iterator<Item = PassageView<'s>> {
        let index = self.article_number(article.id.as_str());
        let numbers = 0..article.passages.len();
        numbers.filter_map(move |number| self.passage(index?, number))
    }

    /// A paragraph of an article, both by index.
    pub(super) fn passage(&self, article: usize, number: usize) -> Option<PassageView<'_>> {
        let links = self.links.get(article)?.get(number)?;
        let rejected = self.rejected.get(&(article, number));
        let article = self.facts.articles.get(article)?;
        Some(PassageView {
            article,
            passage: article.passages.get(number)?,
            links,
            rejected: rejected.map_or(&[], Vec::as_slice),
        })
    }

    /// What a paragraph of an article speaks of, both by number.
    #[must_use]
    pub fn links_of(&self, article: usize, passage: usize) -> &[Link] {
        let passages = self.links.get(article).map_or(&[][..], Vec::as_slice);
        passages.get(passage).map_or(&[], Vec::as_slice)
    }

    /// How many passages speak of a zone.
    #[must_use]
    pub fn passage_counts(&self, zone: &Zone) -> PassageCounts {
        let number = self.zone_number(zone.id.as_str());
        number.map_or_else(PassageCounts::default, |number| self.counts[number])
    }
}

/// How many passages speak of each zone.
pub(super) fn count(zones: &[Zone], links: &[Vec<Vec<Link>>]) -> Vec<PassageCounts> {
    let mut counts: HashMap<&Id, PassageCounts> = HashMap::new();
    for link in links.iter().flatten().flatten() {
        let counts = counts.entry(&link.zone).or_default();
        match link.kind {
            LinkKind::Explicit => counts.explicit += 1,
            LinkKind::Anaphoric => counts.anaphoric += 1,
            LinkKind::General => counts.general += 1,
        }
    }
    let of_zone = |zone: &Zone| counts.get(&zone.id).copied().unwrap_or_default();
    zones.iter().map(of_zone).collect()
}

impl PassageFilter {
    /// Whether a link is one of those asked for.
    #[must_use]
    pub fn takes_link(&self, link: &Link) -> bool {
        let names = |place: &Id| {
            let mut mentions = link.mentions.iter();
            mentions.any(|mention| mention.names == Named::Place(place.clone()))
        };
        self.zone.as_ref().is_none_or(|zone| link.zone == *zone)
            && self.kind.is_none_or(|kind| link.kind == kind)
            && self.place.as_ref().is_none_or(names)
    }
}
