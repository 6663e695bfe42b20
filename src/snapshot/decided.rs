//! People's decisions about links, which overrule the linker.

use std::collections::BTreeMap;

use super::linker::PINNED;
use crate::{
    language::CodePoints,
    model::{Decision, Facts, Link, Mention, Named, Rejection, Verdict},
};

/// Rejected links by article and passage, both by index.
pub(super) type Rejections = BTreeMap<(usize, usize), Vec<Rejection>>;

/// Applies every decision to the links by article and passage.
pub(super) fn overrule(facts: &Facts, links: &mut [Vec<Vec<Link>>]) -> Rejections {
    let mut by_passage: BTreeMap<(usize, usize), Vec<&Decision>> = BTreeMap::new();
    for decision in &facts.decisions {
        let found = facts
            .articles
            .binary_search_by(|article| article.id.cmp(&decision.article));
        if let Ok(article) = found {
            let of_passage = by_passage.entry((article, decision.passage)).or_default();
            of_passage.push(decision);
        }
    }
    let order = |link: &Link| facts.zones.iter().position(|zone| zone.id == link.zone);
    let mut rejections = Rejections::new();
    for ((article, number), decisions) in by_passage {
        let Some(links) = links
            .get_mut(article)
            .and_then(|links| links.get_mut(number))
        else {
            continue;
        };
        let text = &facts.articles[article].passages[number].text;
        let rejected = decide(decisions, text, links, order);
        if !rejected.is_empty() {
            rejections.insert((article, number), rejected);
        }
    }
    rejections
}

/// Applies the decisions about one passage to its links, which stay in the order of `zones`; gives the links
/// that were rejected.
fn decide<'d, K: Ord>(
    decisions: impl IntoIterator<Item = &'d Decision>,
    text: &str,
    links: &mut Vec<Link>,
    order: impl Fn(&Link) -> K,
) -> Vec<Rejection> {
    let mut rejected = Vec::new();
    for decision in decisions {
        links.retain(|link| link.zone != decision.zone);
        match decision.verdict {
            Verdict::Pin => links.push(pinned(decision, text)),
            Verdict::Reject => rejected.push(Rejection {
                zone: decision.zone.clone(),
                decision: decision.ruling.clone(),
            }),
        }
    }
    links.sort_by_key(order);
    rejected
}

fn pinned(decision: &Decision, text: &str) -> Link {
    Link {
        zone: decision.zone.clone(),
        kind: decision.kind,
        confidence: PINNED.confidence,
        rule: PINNED.id,
        mentions: quoted(text, &decision.quote).into_iter().collect(),
        antecedent: None,
        decision: Some(Box::new(decision.ruling.clone())),
    }
}

/// Where the words of a decision stand first.
fn quoted(text: &str, quote: &str) -> Option<Mention> {
    let start_byte = text.find(quote)?;
    let end_byte = start_byte + quote.len();
    let mut points = CodePoints::new(text);
    Some(Mention {
        text: quote.into(),
        start: points.before(start_byte),
        end: points.before(end_byte),
        start_byte,
        end_byte,
        names: Named::Quote,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Id, LinkKind, Ruling};

    fn decision(zone: &str, verdict: Verdict, quote: &str) -> Decision {
        Decision {
            article: Id::new("a").unwrap(),
            passage: 0,
            zone: Id::new(zone).unwrap(),
            verdict,
            kind: LinkKind::Anaphoric,
            quote: quote.to_owned(),
            ruling: Ruling {
                who: "R. Reader".to_owned(),
                reason: "read in context".to_owned(),
            },
        }
    }

    #[test]
    fn a_pin_makes_a_link_with_the_words_it_rests_on() {
        let mut links = Vec::new();
        let pin = decision("east", Verdict::Pin, "الحي");
        assert!(decide([&pin], "في الحي القديم", &mut links, |_| 0).is_empty());
        assert_eq!(links[0].rule, "pinned");
        assert_eq!(
            (links[0].mentions[0].start, links[0].mentions[0].end),
            (3, 7)
        );
        assert_eq!(links[0].decision.as_ref().unwrap().who, "R. Reader");
    }

    #[test]
    fn a_rejection_takes_the_link_away_and_says_so() {
        let mut links = vec![pinned(&decision("east", Verdict::Pin, "x"), "x")];
        let reject = decision("east", Verdict::Reject, "x");
        let rejected = decide([&reject], "x", &mut links, |_| 0);
        assert!(links.is_empty());
        assert_eq!(rejected[0].decision.reason, "read in context");
    }
}
