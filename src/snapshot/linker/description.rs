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

/// What the enclave word `seen[nth]` begins, where `whereabouts` are those of zones, in text order. Whichever comes
/// first decides: the whereabouts of a zone, a party that holds the place, or the name of another.
pub(super) fn described(
    whereabouts: &[Hit<'_>],
    text: &Folded<'_>,
    seen: &[Seen<'_>],
    nth: usize,
) -> Described {
    let end = seen[nth].hit.folded.end;
    let near = whereabouts_after(whereabouts, text, &seen[nth]);
    let begins = near.map_or(usize::MAX, |hit| hit.folded.start);
    for next in &seen[nth + 1..] {
        let within = next.hit.folded.end <= begins;
        let Some(gap) = words_between(text, end, next, DESCRIPTION_GAP).filter(|_| within) else {
            break;
        };
        match next.sight.as_ref().map(|sight| &sight.what) {
            _ if next.is_holder => return Described::Elsewhere,
            Some(What::Outside) if gap <= ELSEWHERE_GAP => return Described::Elsewhere,
            Some(What::Zones(..)) => return Described::Nothing,
            _ => {}
        }
    }
    let zone = near.and_then(|hit| Some((*hit.ids.first()? as usize, hit.range.end)));
    zone.map_or(Described::Nothing, |(zone, end)| Described::Zone(zone, end))
}

/// The whereabouts that end the description begun by an enclave word, if they are near enough.
fn whereabouts_after<'w, 'h>(
    whereabouts: &'w [Hit<'h>],
    text: &Folded<'_>,
    enclave: &Seen<'_>,
) -> Option<&'w Hit<'h>> {
    let refers = matches!(
        enclave.sight.as_ref().map(|sight| &sight.what),
        Some(What::Refer(_))
    );
    let allowed = if refers {
        REFERRING_GAP
    } else {
        DESCRIPTION_GAP
    };
    let end = enclave.hit.folded.end;
    let first = whereabouts.partition_point(|hit| hit.folded.start < end);
    let hit = whereabouts.get(first)?;
    let between = end..hit.folded.start;
    // "The pocket, north of the port" too.
    let follows = text.text().get(between.clone()) == Some(",");
    (follows || gap(text, between, allowed).is_some()).then_some(hit)
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
    match words_between(text, end, next, LOCATED_GAP) {
        Some(0) => !next.hit.particles.is_empty(),
        Some(_) => {
            let between = text.text().get(end..next.hit.folded.start);
            let mut words = between.unwrap_or_default().split(' ');
            let first = words.find(|word| !word.is_empty());
            first.is_some_and(|word| catalogue.locators.contains(word))
        }
        None => false,
    }
}

/// How many words lie between a folded byte and a hit in the same clause; `None` beyond a barrier or `most` words.
fn words_between(text: &Folded<'_>, end: usize, next: &Seen<'_>, most: usize) -> Option<usize> {
    let carries = !next.hit.particles.is_empty();
    let words = gap(
        text,
        end..next.hit.folded.start,
        most + usize::from(carries),
    )?;
    Some(words - usize::from(carries && words > 0))
}

/// How many words a range of folded bytes holds; `None` when it holds a barrier, more than `most`, or is none.
/// Looks no farther than that, since it is asked often.
fn gap(text: &Folded<'_>, range: Range<usize>, most: usize) -> Option<usize> {
    let between = text.text().get(range)?;
    let mut words = 0;
    let mut inside = false;
    for byte in between.bytes() {
        match byte {
            b',' => return None,
            b' ' => inside = false,
            _ if !inside => {
                inside = true;
                words += 1;
                if words > most {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some(words)
}
