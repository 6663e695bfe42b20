//! `GET /articles/{id}` for people: the text with its mentions marked, and why.
//!
//! Everything is said in HTML; the page has no script.

use axum::response::Response;
use minijinja::{Value, context};

use super::{
    App,
    assets::ARTICLE,
    page::{page, text},
    problem::Problem,
};
use crate::{
    formats::{Run, explanation, marked},
    live::World,
    model::{Antecedent, Article, Id, Lang, Link, Rejection},
    snapshot::{PassageView, Snapshot},
};

/// The page of an article in a language.
pub(super) fn article_page(
    app: &App,
    world: &World,
    article: &Article,
    lang: &Lang,
) -> Result<Response, Problem> {
    let passages: Vec<PassageView<'_>> = world.snapshot.passages_of(article).collect();
    let runs = passages
        .iter()
        .map(|view| marked(&view.passage.text, view.links));
    let reading = Reading {
        snapshot: &world.snapshot,
        lang,
        runs: runs.collect(),
    };
    let dataset = world.snapshot.dataset();
    let first = article.passages.first().map(|passage| &passage.text);
    let more = context! {
        site => dataset.title.in_lang(lang, &dataset.languages),
        id => article.id.as_str(),
        title => &article.title,
        // A title that is not the first passage stands above it.
        own_title => first != Some(&article.title),
        article_lang => article.lang.as_ref().map(Lang::as_str),
        publisher => &article.publisher,
        published => article.published.map(text),
        url => &article.url,
        notes => &article.notes,
        passages => passages.iter().map(|view| reading.passage(view)).collect::<Vec<_>>(),
    };
    page(app, world, ARTICLE, lang, more)
}

/// An article as one reader sees it.
struct Reading<'w> {
    snapshot: &'w Snapshot,
    lang: &'w Lang,
    /// Those of each passage, in order.
    runs: Vec<Vec<Run<'w>>>,
}

impl Reading<'_> {
    fn passage(&self, view: &PassageView<'_>) -> Value {
        let number = view.passage.id.number;
        let runs = &self.runs[number];
        context! {
            id => text(&view.passage.id),
            number,
            runs => runs.iter().map(|run| self.run(number, run)).collect::<Vec<_>>(),
            reasons => reasons(view.links).iter().map(|links| self.reason(number, links)).collect::<Vec<_>>(),
            rejected => view.rejected.iter().map(|rejection| self.rejection(rejection)).collect::<Vec<_>>(),
        }
    }

    fn run(&self, number: usize, run: &Run<'_>) -> Value {
        let mark = run.mark.as_ref().map(|mark| {
            let zones = mark.zones.iter().map(|zone| self.zone(zone));
            context! {
                id => mark_id(number, run.start),
                general => mark.general,
                zones => zones.collect::<Vec<_>>(),
            }
        });
        context! { text => run.text, mark }
    }

    fn zone(&self, id: &Id) -> Value {
        let languages = &self.snapshot.dataset().languages;
        let zone = self.snapshot.zone(id.as_str());
        context! {
            id => id.as_str(),
            name => zone.map_or(id.as_str(), |zone| zone.name.in_lang(self.lang, languages)),
            color => zone.map(|zone| text(zone.color)),
        }
    }

    /// Why a passage is tied to some zones.
    fn reason(&self, number: usize, links: &[&Link]) -> Value {
        let zones = links.iter().map(|link| {
            context! { anchor => format!("link-{number}-{}", link.zone), ..self.zone(&link.zone) }
        });
        let zones: Vec<Value> = zones.collect();
        let Some(link) = links.first() else {
            return Value::UNDEFINED;
        };
        let decision = link.decision.as_deref();
        context! {
            zones,
            kind => link.kind.word(),
            rule => link.rule,
            explanation => explanation(link.rule),
            percent => format!("{:.0}%", link.confidence.0 * 100.0),
            quotes => link.mentions.iter().map(|m| m.text.to_string()).collect::<Vec<_>>(),
            antecedent => link.antecedent.as_deref().map(|antecedent| self.antecedent(antecedent)),
            who => decision.map(|ruling| &ruling.who),
            why => decision.map(|ruling| &ruling.reason),
        }
    }

    /// Why a passage is not tied to a zone.
    fn rejection(&self, Rejection { zone, decision }: &Rejection) -> Value {
        context! {
            who => &decision.who,
            why => &decision.reason,
            ..self.zone(zone)
        }
    }

    /// What a mention points to, and the mark there, else the passage.
    fn antecedent(&self, antecedent: &Antecedent) -> Value {
        let Antecedent { passage, mention } = antecedent;
        let runs = self.runs.get(*passage).map_or(&[][..], Vec::as_slice);
        let begun = runs.partition_point(|run| run.start <= mention.start_byte);
        let run = runs.iter().take(begun).next_back();
        let run = run.filter(|run| run.mark.is_some());
        let mark = run.map(|run| mark_id(*passage, run.start));
        context! {
            text => mention.text.as_ref(),
            number => passage,
            anchor => mark.unwrap_or_else(|| format!("passage-{passage}")),
        }
    }
}

/// Links that differ in nothing but the zone, such as those of an expression for all zones, together.
fn reasons(links: &[Link]) -> Vec<Vec<&Link>> {
    let alike = |a: &Link, b: &Link| {
        (a.kind, a.rule, &a.mentions, &a.antecedent, &a.decision)
            == (b.kind, b.rule, &b.mentions, &b.antecedent, &b.decision)
    };
    let mut reasons: Vec<Vec<&Link>> = Vec::new();
    for link in links {
        match reasons.iter_mut().find(|known| alike(known[0], link)) {
            Some(known) => known.push(link),
            None => reasons.push(vec![link]),
        }
    }
    reasons
}

fn mark_id(passage: usize, start: usize) -> String {
    format!("mark-{passage}-{start}")
}
