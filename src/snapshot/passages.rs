//! Which passages speak of what.

use super::Snapshot;
use crate::{
    language::fold,
    model::{Article, Day, Id, Lang, Link, LinkKind, Named, Passage, Zone},
};

/// Which passages are asked for. Every condition given must hold; none given asks for all.
#[derive(Debug, Clone, Default)]
pub struct PassageFilter {
    /// Linked to this zone.
    pub zone: Option<Id>,
    /// Holding a mention of this place.
    pub place: Option<Id>,
    /// In an article of this language.
    pub lang: Option<Lang>,
    /// Linked in this way.
    pub kind: Option<LinkKind>,
    /// Holding all of these words, whatever their spelling marks.
    pub words: Option<String>,
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
        let index = self
            .facts
            .articles
            .iter()
            .position(|other| other.id == article.id);
        let links = index.map_or(&[][..], |i| self.links[i].as_slice());
        article
            .passages
            .iter()
            .zip(links)
            .map(move |(passage, links)| PassageView {
                article,
                passage,
                links,
            })
    }

    /// The passages that satisfy a filter, in order of articles and paragraphs.
    pub fn passages(&self, filter: &PassageFilter) -> impl Iterator<Item = PassageView<'_>> {
        let words = filter.words.as_deref().map(fold).unwrap_or_default();
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        let articles = self
            .facts
            .articles
            .iter()
            .filter(move |article| filter.takes_article(article));
        articles
            .flat_map(|article| self.passages_of(article))
            .filter(move |view| {
                filter.takes_links(view.links) && holds_words(&view.passage.text, &words)
            })
    }

    /// How many passages speak of a zone.
    #[must_use]
    pub fn passage_counts(&self, zone: &Zone) -> PassageCounts {
        let mut counts = PassageCounts::default();
        for link in self
            .links
            .iter()
            .flatten()
            .flatten()
            .filter(|link| link.zone == zone.id)
        {
            match link.kind {
                LinkKind::Explicit => counts.explicit += 1,
                LinkKind::Anaphoric => counts.anaphoric += 1,
                LinkKind::General => counts.general += 1,
            }
        }
        counts
    }
}

impl PassageFilter {
    fn takes_article(&self, article: &Article) -> bool {
        let published = |wanted: &dyn Fn(Day) -> bool| article.published.is_some_and(wanted);
        self.lang
            .as_ref()
            .is_none_or(|lang| article.lang.as_ref() == Some(lang))
            && self.from.is_none_or(|from| published(&|day| from <= day))
            && self.to.is_none_or(|to| published(&|day| day <= to))
    }

    fn takes_links(&self, links: &[Link]) -> bool {
        let unlinked = self.zone.is_none() && self.kind.is_none() && self.place.is_none();
        unlinked || links.iter().any(|link| self.takes_link(link))
    }

    /// Whether a link is one of those asked for.
    #[must_use]
    pub fn takes_link(&self, link: &Link) -> bool {
        let names = |place: &Id| {
            link.mentions
                .iter()
                .any(|m| m.names == Named::Place(place.clone()))
        };
        self.zone.as_ref().is_none_or(|zone| link.zone == *zone)
            && self.kind.is_none_or(|kind| link.kind == kind)
            && self.place.as_ref().is_none_or(names)
    }
}

fn holds_words(text: &str, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let text = fold(text);
    words.iter().all(|word| text.contains(word.as_str()))
}
