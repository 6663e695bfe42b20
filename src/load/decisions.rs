//! `links.toml` beside the articles: what people decided about links.

use std::collections::{BTreeMap, HashSet};

use super::{Folder, faults::Faults, fields::Fields, known::Known, toml_file};
use crate::model::{Article, At, Decision, FaultKind, Id, LinkKind, Ruling, Verdict};

/// The file's name; no article can be described by it.
pub(super) const FILE: &str = "links.toml";

/// Reads the decisions; a folder may do without the file. One whose words are no longer in its passage is a
/// defect: its ground is gone. A pin marks one place, so words that stand there more than once are noted.
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
    let by_id: BTreeMap<&Id, &Article> = articles
        .iter()
        .map(|article| (&article.id, article))
        .collect();
    for id in by_id.keys() {
        known.add(id);
    }
    let mut decisions: Vec<Decision> = Vec::new();
    let mut decided = HashSet::new();
    for (element, node) in toml_file::array_of_tables(&file, node, "link", faults) {
        let Some(mut fields) = Fields::open(&file, element, node, faults) else {
            continue;
        };
        let decision = decision(&mut fields, &known, zones);
        let at = fields.at();
        fields.finish();
        let Some(decision) = decision else { continue };
        let Some(&article) = by_id.get(&decision.article) else {
            continue; // `id_of` has noted it
        };
        if let Some((kind, what, mend)) = unfounded(article, &decision, &mut decided) {
            faults.error((&file, at), kind, what, mend);
            continue;
        }
        if let Some(what) = ambiguous(article, &decision) {
            let mend = "quote more words, so that they stand there once";
            faults.warning((&file, at), FaultKind::Text, what, mend);
        }
        decisions.push(decision);
    }
    decisions
}

fn decision(fields: &mut Fields<'_>, articles: &Known, zones: &Known) -> Option<Decision> {
    let article = fields.id_of("article", articles);
    let passage = whole_number(fields, "passage");
    let zone = fields.id_of("zone", zones);
    let verdict = fields.parsed("verdict", verdict);
    let kind = fields
        .parsed_or_none("kind", kind)
        .unwrap_or(LinkKind::Explicit);
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

/// Links that are decided: article, passage, zone.
type Decided<'a> = HashSet<(&'a Id, usize, Id)>;

/// Why a decision has no ground, if it has none; else its link is decided.
fn unfounded<'a>(
    article: &'a Article,
    decision: &Decision,
    decided: &mut Decided<'a>,
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
        return Some((
            FaultKind::Text,
            what,
            "read the passage again: decide anew, or withdraw",
        ));
    }
    let is_first = decided.insert((&article.id, *passage, zone.clone()));
    (!is_first).then(|| {
        let what = format!("the link of {id}/{passage} to {zone} is decided twice");
        (FaultKind::DuplicateId, what, "keep one decision")
    })
}

/// That the words of a pin stand in its passage more than once, if they do.
fn ambiguous(article: &Article, decision: &Decision) -> Option<String> {
    let Decision { passage, quote, .. } = decision;
    let text = &article.passages.get(*passage)?.text;
    let is_repeated = text.find(quote.as_str()) != text.rfind(quote.as_str());
    (decision.verdict == Verdict::Pin && is_repeated).then(|| {
        let id = &article.id;
        format!("passage {id}/{passage} holds {quote:?} more than once; the pin marks the first")
    })
}
