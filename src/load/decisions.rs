//! `links.toml` beside the articles: what people decided about links.

use std::collections::BTreeMap;

use super::{Folder, faults::Faults, fields::Fields, known::Known, toml_file};
use crate::model::{Article, At, Decision, FaultKind, Id, LinkKind, Ruling, Verdict};

/// The file's name; no article can be described by it.
pub(super) const FILE: &str = "links.toml";

/// Reads the decisions; a folder may do without the file. One whose words are no longer in its passage is a
/// defect: its ground is gone.
pub(super) fn read(
    folder: &Folder,
    articles: &[Article],
    zones: &Known,
    faults: &mut Faults,
) -> Vec<Decision> {
    let Some(bytes) = folder.file(FILE) else {
        return Vec::new();
    };
    let file = folder.label(FILE);
    let Some(node) = toml_file::parse(&file, bytes, faults) else {
        return Vec::new();
    };
    let mut known = Known::of("article");
    let by_id: BTreeMap<&Id, &Article> = articles.iter().map(|article| (&article.id, article)).collect();
    for id in by_id.keys() {
        known.add(id);
    }
    let mut decisions: Vec<Decision> = Vec::new();
    for (element, node) in toml_file::array_of_tables(&file, node, "link", faults) {
        let Some(mut fields) = Fields::open(&file, element, node, faults) else {
            continue;
        };
        let decision = decision(&mut fields, &known, zones);
        let at = fields.at();
        fields.finish();
        let Some(decision) = decision else { continue };
        let article = by_id.get(&decision.article);
        match article.and_then(|article| unfounded(article, &decision, &decisions)) {
            Some((kind, what, mend)) => faults.error((&file, at), kind, what, mend),
            None => decisions.push(decision),
        }
    }
    decisions
}

fn decision(fields: &mut Fields<'_>, articles: &Known, zones: &Known) -> Option<Decision> {
    let article = fields.id_of("article", articles);
    let passage = whole_number(fields, "passage");
    let zone = fields.id_of("zone", zones);
    let verdict = fields.parsed("verdict", verdict);
    let kind = fields.parsed_or_none("kind", kind).unwrap_or(LinkKind::Explicit);
    let quote = fields.text("quote");
    let (who, reason) = (fields.text("who"), fields.text("reason"));
    Some(Decision {
        article: article?,
        passage: passage?,
        zone: zone?,
        verdict: verdict?,
        kind,
        quote: quote?,
        ruling: Ruling {
            who: who?,
            reason: reason?,
        },
    })
}

fn verdict(word: &str) -> Result<Verdict, String> {
    match word {
        "pin" => Ok(Verdict::Pin),
        "reject" => Ok(Verdict::Reject),
        _ => Err(format!("{word:?} is no verdict; write pin or reject")),
    }
}

fn kind(word: &str) -> Result<LinkKind, String> {
    let words = LinkKind::ALL.map(LinkKind::word).join(", ");
    LinkKind::of_word(word).ok_or_else(|| format!("{word:?} is no kind of link; there are {words}"))
}

/// A required number from 0.
fn whole_number(fields: &mut Fields<'_>, key: &str) -> Option<usize> {
    let at: At = fields.at_key(key);
    let number = fields.number(key)?;
    let whole = number.to_string().parse().ok();
    if whole.is_none() {
        let what = format!("`{key}` {number} is not a whole number from 0");
        fields.error(at, FaultKind::Value, what, "the title is 0");
    }
    whole
}

/// Why a decision has no ground, if it has none.
fn unfounded(
    article: &Article,
    decision: &Decision,
    earlier: &[Decision],
) -> Option<(FaultKind, String, &'static str)> {
    let Decision {
        article: id,
        passage,
        zone,
        quote,
        ..
    } = decision;
    let Some(text) = article.passages.get(*passage) else {
        let last = article.passages.len() - 1;
        let what = format!("{id} has no passage {passage}");
        let what = format!("{what}: its passages are 0 to {last}");
        return Some((FaultKind::UnknownId, what, ""));
    };
    if !text.text.contains(quote.as_str()) {
        let what = format!("passage {id}/{passage} does not hold the words {quote:?}");
        return Some((FaultKind::Text, what, "read the passage again: decide anew, or withdraw"));
    }
    let same = |other: &Decision| {
        (&other.article, other.passage, &other.zone) == (id, *passage, zone)
    };
    earlier.iter().any(same).then(|| {
        let what = format!("the link of {id}/{passage} to {zone} is decided twice");
        (FaultKind::DuplicateId, what, "keep one decision")
    })
}
