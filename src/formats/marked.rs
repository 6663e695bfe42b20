//! A passage cut into what is marked and what is not.

use crate::model::{Id, Link, LinkKind};

/// A run of characters of a passage, all of them in one mark or in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<'p> {
    /// Byte of the passage it begins at.
    pub start: usize,
    /// The characters.
    pub text: &'p str,
    /// Why they are marked.
    pub mark: Option<Mark<'p>>,
}

/// Mentions that touch each other, of one or more links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark<'p> {
    /// The zones it speaks of, in order of links.
    pub zones: Vec<&'p Id>,
    /// Whether it speaks of all zones together, and names none.
    pub general: bool,
}

/// The passage as runs, in order; their texts together are the passage.
///
/// 1. Mentions are sorted by where they begin.
/// 2. Those that overlap become one mark, as long as all of them: marks cannot cross in HTML.
/// 3. The zones of a mark are those of its mentions; only those named, where one is named.
#[must_use]
pub fn marked<'p>(text: &'p str, links: &'p [Link]) -> Vec<Run<'p>> {
    let mut mentions: Vec<(usize, usize, &Link)> = links
        .iter()
        .flat_map(|link| link.mentions.iter().map(move |m| (m, link)))
        .map(|(mention, link)| (mention.start_byte, mention.end_byte, link))
        .collect();
    mentions.sort_by_key(|&(start, end, _)| (start, end));
    let mut runs = Vec::new();
    let mut at = 0;
    let mut rest = mentions.as_slice();
    while let Some(&(start, mut end, _)) = rest.first() {
        let mut count = 0;
        while let Some(&(_, further, _)) = rest.get(count).filter(|(other, ..)| *other < end) {
            end = end.max(further);
            count += 1;
        }
        let (touching, others) = rest.split_at(count.max(1));
        rest = others;
        let (Some(plain), Some(inside)) = (text.get(at..start), text.get(start..end)) else {
            continue;
        };
        push(&mut runs, at, plain, None);
        push(&mut runs, start, inside, Some(mark(touching)));
        at = end;
    }
    push(&mut runs, at, text.get(at..).unwrap_or_default(), None);
    runs
}

fn push<'p>(runs: &mut Vec<Run<'p>>, start: usize, text: &'p str, mark: Option<Mark<'p>>) {
    if !text.is_empty() {
        runs.push(Run { start, text, mark });
    }
}

fn mark<'p>(touching: &[(usize, usize, &'p Link)]) -> Mark<'p> {
    let is_general = |link: &Link| link.kind == LinkKind::General;
    let general = touching.iter().all(|(_, _, link)| is_general(link));
    let mut zones: Vec<&Id> = Vec::new();
    for (_, _, link) in touching {
        if (general || !is_general(link)) && !zones.contains(&&link.zone) {
            zones.push(&link.zone);
        }
    }
    Mark { zones, general }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Confidence, Mention, Named};

    fn link(zone: &str, kind: LinkKind, ranges: &[(usize, usize)]) -> Link {
        let mention = |&(start_byte, end_byte): &(usize, usize)| Mention {
            text: "".into(),
            start: 0,
            end: 0,
            start_byte,
            end_byte,
            names: Named::Quote,
        };
        Link {
            zone: Id::new(zone).unwrap(),
            kind,
            confidence: Confidence(1.0),
            rule: "rule",
            mentions: ranges.iter().map(mention).collect(),
            antecedent: None,
            decision: None,
        }
    }

    /// The runs, marks as `[text zone,zone]`.
    fn shown(text: &str, links: &[Link]) -> String {
        let show = |run: &Run<'_>| match &run.mark {
            None => run.text.to_owned(),
            Some(mark) => {
                let zones: Vec<&str> = mark.zones.iter().map(|zone| zone.as_str()).collect();
                let general = if mark.general { "*" } else { "" };
                format!("[{} {general}{}]", run.text, zones.join(","))
            }
        };
        let runs = marked(text, links);
        let begins_so = |run: &Run<'_>| {
            let rest = text.get(run.start..);
            rest.is_some_and(|rest| rest.starts_with(run.text))
        };
        assert!(runs.iter().all(begins_so) && runs.is_sorted_by_key(|run| run.start));
        runs.iter().map(show).collect()
    }

    #[test]
    fn overlapping_mentions_become_one_mark() {
        use LinkKind::Explicit;
        let links = [
            link("b", Explicit, &[(3, 6), (8, 9)]),
            link("a", Explicit, &[(1, 4), (8, 9)]),
        ];
        assert_eq!(shown("0123456789", &links), "0[12345 a,b]67[8 b,a]9");
        assert_eq!(shown("plain", &[]), "plain");
    }

    #[test]
    fn touching_mentions_stay_apart() {
        use LinkKind::Explicit;
        let links = [link("a", Explicit, &[(0, 2), (2, 4)])];
        assert_eq!(shown("0123", &links), "[01 a][23 a]");
    }

    #[test]
    fn a_named_zone_outweighs_all_zones() {
        let links = [
            link("a", LinkKind::General, &[(0, 4)]),
            link("b", LinkKind::General, &[(0, 4)]),
        ];
        assert_eq!(shown("0123", &links), "[0123 *a,b]");
        let named = [links[0].clone(), link("b", LinkKind::Explicit, &[(1, 2)])];
        assert_eq!(shown("0123", &named), "[0123 b]");
    }

    #[test]
    fn a_range_that_does_not_fit_the_text_is_not_marked() {
        let links = [link("a", LinkKind::Explicit, &[(0, 1), (2, 90)])];
        assert_eq!(shown("أب", &links), "أب");
    }
}
