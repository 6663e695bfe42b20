//! What stands where around a hit: descriptions such as "a rebel pocket north of the port", and what is said
//! to be at a place.

use std::ops::Range;

use super::{
    catalogue::Catalogue,
    meaning::{Seen, Sight, What},
};
use crate::language::{Folded, Hit};

/// Words between an enclave word and the whereabouts that end its description, at most.
const DESCRIPTION_GAP: usize = 6;
/// The same after a word that may point back instead: "the area".
const REFERRING_GAP: usize = 2;
/// Words between an enclave word and a place elsewhere that make it an enclave elsewhere, at most.
const ELSEWHERE_GAP: usize = 4;
/// Words between an expression and the place it is said to be at, at most.
const LOCATED_GAP: usize = 3;

/// What an enclave word begins.
pub(super) enum Described {
    /// The description of a zone, by index, up to this byte of the original.
    Zone(usize, usize),
    /// The description of a place outside every zone.
    Elsewhere,
    /// No description.
    Nothing,
}

/// What the enclave word `seen[nth]` begins, where `whereabouts` are those of zones. Whichever comes first decides: the whereabouts of a zone, or the
/// name of a place.
pub(super) fn described(
    whereabouts: &[Hit<'_>],
    text: &Folded<'_>,
    seen: &[Seen<'_>],
    nth: usize,
) -> Described {
    let enclave = seen[nth].hit;
    let refers = matches!(
        seen[nth].sight.as_ref().map(|sight| &sight.what),
        Some(What::Refer(_))
    );
    let allowed = if refers {
        REFERRING_GAP
    } else {
        DESCRIPTION_GAP
    };
    let near = whereabouts.iter().find_map(|hit| {
        let range = enclave.folded.end..hit.folded.start;
        // "The pocket, north of the port" too.
        let gap = if text.text().get(range.clone()) == Some("\n") {
            0
        } else {
            gap(text, range)?
        };
        (gap <= allowed).then_some((*hit.ids.first()? as usize, hit))
    });
    let begins = near
        .as_ref()
        .map_or(usize::MAX, |(_, hit)| hit.folded.start);
    let between = seen[nth + 1..]
        .iter()
        .take_while(|seen| seen.hit.folded.end <= begins);
    for seen in between {
        let Some(gap) = words_between(text, enclave.folded.end, seen) else {
            break;
        };
        if seen.is_holder {
            return Described::Elsewhere;
        }
        match seen.sight.as_ref().map(|sight| &sight.what) {
            Some(What::Outside) if gap <= ELSEWHERE_GAP => return Described::Elsewhere,
            Some(What::Zones(..)) => return Described::Nothing,
            _ => {}
        }
    }
    match near {
        Some((zone, hit)) => Described::Zone(zone, hit.range.end),
        None => Described::Nothing,
    }
}

/// Whether `seen[nth]` is said to be at the place named next: "in the hills near Ost".
pub(super) fn is_located(
    catalogue: &Catalogue,
    text: &Folded<'_>,
    seen: &[Seen<'_>],
    nth: usize,
) -> bool {
    let names = |seen: &&Seen<'_>| seen.sight.as_ref().is_some_and(Sight::is_name);
    let Some(next) = seen.get(nth + 1).filter(names) else {
        return false;
    };
    let end = seen[nth].hit.folded.end;
    match words_between(text, end, next) {
        Some(0) => !next.hit.particles.is_empty(),
        Some(gap) if gap <= LOCATED_GAP => {
            let between = text.text().get(end..next.hit.folded.start);
            let mut words = between.unwrap_or_default().split(' ');
            let first = words.find(|word| !word.is_empty());
            first.is_some_and(|word| catalogue.locators.contains(word))
        }
        _ => false,
    }
}

/// How many words lie between a folded byte and a hit in the same clause; `None` beyond a barrier.
fn words_between(text: &Folded<'_>, end: usize, next: &Seen<'_>) -> Option<usize> {
    let words = gap(text, end..next.hit.folded.start)?;
    let carried = usize::from(!next.hit.particles.is_empty() && words > 0);
    Some(words - carried)
}

/// How many words a range of folded bytes holds; `None` when it holds a barrier, or is none.
fn gap(text: &Folded<'_>, range: Range<usize>) -> Option<usize> {
    let between = text.text().get(range)?;
    let words = between.split(' ').filter(|word| !word.is_empty());
    (!between.contains('\n')).then(|| words.count())
}
