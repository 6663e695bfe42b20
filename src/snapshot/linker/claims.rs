//! What has been decided about one passage: reasons to link it, and what it spoke of.

use std::sync::Arc;

use super::{
    discourse::Meant,
    meaning::Sight,
    rules::{RULES, Rule},
    sighting::Sighting,
};
use crate::model::{Antecedent, Id, Link, LinkKind, Mention};

/// Places of one passage that words may point to: the last so many. More are no sentence.
const NAMED: usize = 64;

/// A reason to link a passage to a zone.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) zone: usize,
    pub(super) rule: &'static Rule,
    pub(super) mention: Mention,
    pub(super) antecedent: Option<Antecedent>,
}

/// What has been decided about a passage so far.
#[derive(Default)]
pub(super) struct Settling {
    claims: Vec<Claim>,
    /// Places that words of this passage may point to, in text order.
    meant: Vec<Meant>,
    /// Zones that were claimed, each once, in the order of their first claim.
    claimed: Vec<usize>,
    /// Those of them that were claimed by name.
    named: Vec<usize>,
    /// Whether a place outside every zone was meant.
    elsewhere: bool,
}

impl Settling {
    /// Claims zones for what was seen.
    pub(super) fn claim(
        &mut self,
        zones: &[usize],
        rule: &'static Rule,
        sighting: &Sighting,
        antecedent: Option<&Antecedent>,
    ) {
        for zone in zones {
            self.add(Claim {
                zone: *zone,
                rule,
                mention: sighting.mention.clone(),
                antecedent: antecedent.cloned(),
            });
        }
    }

    /// Adds a claim.
    pub(super) fn add(&mut self, claim: Claim) {
        let note = |zones: &mut Vec<usize>| {
            if !zones.contains(&claim.zone) {
                zones.push(claim.zone);
            }
        };
        note(&mut self.claimed);
        if claim.rule.kind == LinkKind::Explicit {
            note(&mut self.named);
        }
        self.claims.push(claim);
    }

    /// Notes a place that was named.
    pub(super) fn mean(&mut self, zones: &Arc<[usize]>, sight: &Sight, sighting: &Sighting) {
        self.elsewhere |= zones.is_empty();
        self.push(Meant {
            zones: Arc::clone(zones),
            general: false,
            said_by_name: true,
            sorts: sight.sorts,
            said: sight.said,
            province_of: sight.province_of.clone(),
            mention: sighting.mention.clone(),
        });
    }

    /// Notes that all zones together were spoken of.
    pub(super) fn mean_all(&mut self, sighting: &Sighting) {
        self.push(Meant {
            zones: Arc::new([]),
            general: true,
            said_by_name: true,
            sorts: sighting.sight.sorts,
            said: None,
            province_of: None,
            mention: sighting.mention.clone(),
        });
    }

    /// Notes what later words may point to.
    pub(super) fn push(&mut self, meant: Meant) {
        if self.meant.len() == 2 * NAMED {
            self.meant.drain(..NAMED);
        }
        self.meant.push(meant);
    }

    /// What words that follow may point to.
    pub(super) fn meant(&self) -> &[Meant] {
        let first = self.meant.len().saturating_sub(NAMED);
        &self.meant[first..]
    }

    /// The zones claimed so far, each once.
    pub(super) fn claimed(&self) -> &[usize] {
        &self.claimed
    }

    /// The zone that the passage names, if it names one and no place outside every zone.
    pub(super) fn only_zone(&self) -> Option<usize> {
        match self.named.as_slice() {
            [zone] if !self.elsewhere => Some(*zone),
            _ => None,
        }
    }

    /// The end: for each of `zones` in order the strongest claim, with the mentions of all claims of its kind in
    /// text order; and what later passages may point to.
    pub(super) fn finish(mut self, zones: &[Id]) -> (Vec<Link>, Vec<Meant>) {
        let mut by_zone: Vec<Vec<Claim>> = zones.iter().map(|_| Vec::new()).collect();
        for claim in self.claims {
            by_zone[claim.zone].push(claim);
        }
        let links = zones.iter().zip(by_zone);
        let links = links
            .filter_map(|(zone, claims)| link(zone, claims))
            .collect();
        let first = self.meant.len().saturating_sub(NAMED);
        (links, self.meant.split_off(first))
    }
}

fn link(zone: &Id, claims: Vec<Claim>) -> Option<Link> {
    let best = claims.iter().min_by_key(|claim| claim.rank())?;
    let (rule, antecedent) = (best.rule, best.antecedent.clone());
    let kept = claims
        .into_iter()
        .filter(|claim| claim.rule.kind == rule.kind);
    let mut mentions: Vec<Mention> = kept.map(|claim| claim.mention).collect();
    mentions.sort_by_key(|mention| (mention.start_byte, mention.end_byte));
    mentions.dedup_by_key(|mention| (mention.start_byte, mention.end_byte));
    Some(Link {
        zone: zone.clone(),
        kind: rule.kind,
        confidence: rule.confidence,
        rule: rule.id,
        mentions: mentions.into(),
        antecedent: antecedent.map(Box::new),
        decision: None,
    })
}

impl Claim {
    /// Smaller is stronger: the place among the rules, which stand in that order.
    fn rank(&self) -> usize {
        let mut rules = RULES.iter();
        rules
            .position(|rule| rule.id == self.rule.id)
            .unwrap_or(RULES.len())
    }
}
