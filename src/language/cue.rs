//! Words that announce a name: "town of", "district". A name that is also an ordinary word needs one.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::folded::{Folded, fold};
use super::name_finder::Hit;
use super::particle;

/// What parts folded words.
const BORDERS: [char; 2] = [' ', ','];

/// A set of cue phrases.
///
/// A cue stands directly at a name: nothing but a space, quotes, brackets or a hyphen lies between, never a
/// barrier. An Arabic cue may carry و ف ب ك ل and the article in all joinings, unless it has only one or
/// two letters; list it without them.
#[derive(Clone, Debug, Default)]
pub struct CueSet {
    phrases: FxHashSet<String>,
    /// The first and the last word of each phrase: most words are neither, and no phrase is looked for there.
    firsts: FxHashSet<String>,
    lasts: FxHashSet<String>,
    /// Words in the longest phrase.
    longest: usize,
}

/// A cue found at a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue<'c> {
    /// The listed phrase, folded.
    pub phrase: &'c str,
    /// Its bytes in the original text, particles included.
    pub range: Range<usize>,
}

impl Cue<'_> {
    /// Whether it is an Arabic noun with the article: المدينة, بالمدينة, للمدينة.
    #[must_use]
    pub fn has_arabic_article(&self, text: &Folded<'_>) -> bool {
        let noun = fold(text.source().get(self.range.clone()).unwrap_or_default());
        let head = noun.strip_suffix(self.phrase);
        head.is_some_and(|head| head.ends_with(particle::ARTICLE)) || noun.starts_with("لل")
    }
}

impl CueSet {
    /// Gathers phrases; those without a letter are passed over.
    pub fn new<P: AsRef<str>>(phrases: impl IntoIterator<Item = P>) -> Self {
        let phrases: FxHashSet<String> = phrases
            .into_iter()
            .map(|phrase| fold(phrase.as_ref()))
            .filter(|phrase| !phrase.is_empty())
            .collect();
        let longest = phrases
            .iter()
            .map(|phrase| words_in(phrase))
            .max()
            .unwrap_or(0);
        let words = |pick: fn(&str) -> Option<&str>| {
            let words = phrases.iter().filter_map(|phrase| pick(phrase));
            words.map(str::to_owned).collect::<FxHashSet<String>>()
        };
        Self {
            firsts: words(|phrase| phrase.split(BORDERS).next()),
            lasts: words(|phrase| phrase.rsplit(BORDERS).next()),
            phrases,
            longest,
        }
    }

    /// The longest cue directly before a hit: مدينة in مدينة النور.
    ///
    /// `None` when the hit carries a particle: in مدينة النور والظل the cue announces only the first.
    #[must_use]
    pub fn before(&self, text: &Folded<'_>, hit: &Hit<'_>) -> Option<Cue<'_>> {
        if hit.fused || !hit.particles.is_empty() {
            return None;
        }
        self.before_byte(text, hit.folded.start)
    }

    /// The longest cue directly before the particles of a hit: "what is called" in ما يعرف بالمدينة.
    #[must_use]
    pub fn before_particles(&self, text: &Folded<'_>, hit: &Hit<'_>) -> Option<Cue<'_>> {
        self.before_byte(text, hit.folded.start.checked_sub(hit.particles.len())?)
    }

    fn before_byte(&self, text: &Folded<'_>, start: usize) -> Option<Cue<'_>> {
        let head = text.text().get(..start)?.strip_suffix(' ')?;
        let nearest = head.rsplit(BORDERS).next()?;
        if !particle::without(nearest).any(|word| self.lasts.contains(word)) {
            return None;
        }
        let mut borders = head.rmatch_indices(BORDERS);
        let mut starts = Vec::with_capacity(self.longest);
        while starts.len() < self.longest {
            let Some((at, border)) = borders.next() else {
                starts.push(0);
                break;
            };
            starts.push(at + 1);
            if border == "," {
                break;
            }
        }
        starts.into_iter().rev().find_map(|start| {
            let written = head.get(start..)?;
            let phrase = particle::without(written).find_map(|word| self.phrases.get(word))?;
            Some(Cue {
                phrase,
                range: text.source_range(start..head.len()),
            })
        })
    }

    /// The longest cue directly after a hit: "district" in "the X district".
    ///
    /// An Arabic cue here may have the article but no particle.
    #[must_use]
    pub fn after(&self, text: &Folded<'_>, hit: &Hit<'_>) -> Option<Cue<'_>> {
        let tail = text.text().get(hit.folded.end..)?.strip_prefix(' ')?;
        let start = hit.folded.end + 1;
        let nearest = tail.split(BORDERS).next()?;
        let bare = nearest.strip_prefix(particle::ARTICLE);
        if !self.firsts.contains(nearest) && !bare.is_some_and(|word| self.firsts.contains(word)) {
            return None;
        }
        let mut borders = tail.match_indices(BORDERS);
        let mut ends = Vec::with_capacity(self.longest);
        while ends.len() < self.longest {
            let (at, border) = borders.next().unwrap_or((tail.len(), ","));
            ends.push(at);
            if border == "," {
                break;
            }
        }
        ends.into_iter().rev().find_map(|end| {
            let written = tail.get(..end)?;
            let bare = written.strip_prefix(particle::ARTICLE);
            let mut listed = [Some(written), bare].into_iter().flatten();
            let phrase = listed.find_map(|word| self.phrases.get(word))?;
            Some(Cue {
                phrase,
                range: text.source_range(start..start + end),
            })
        })
    }
}

fn words_in(phrase: &str) -> usize {
    phrase.split(BORDERS).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::NameFinder;

    fn before(cues: &[&str], text: &str) -> Option<String> {
        let finder = NameFinder::new([("صور", 0), ("Hit", 1)]).unwrap();
        let folded = Folded::of(text);
        let hits = finder.find(&folded);
        let cue = CueSet::new(cues);
        let cue = cue.before(&folded, hits.first()?)?;
        Some(text.get(cue.range).unwrap().to_owned())
    }

    fn after(cues: &[&str], text: &str) -> Option<String> {
        let finder = NameFinder::new([("صور", 0), ("Hit", 1)]).unwrap();
        let folded = Folded::of(text);
        let hits = finder.find(&folded);
        let cue = CueSet::new(cues);
        let cue = cue.after(&folded, hits.first()?)?;
        Some(text.get(cue.range).unwrap().to_owned())
    }

    #[test]
    fn a_cue_may_carry_particles_and_the_article() {
        for written in [
            "مدينة",
            "ومدينة",
            "بمدينة",
            "المدينة",
            "وبالمدينة",
            "للمدينة",
            "فللمدينة",
        ] {
            let text = format!("وصل إلى {written} صور أمس");
            assert_eq!(
                before(&["مدينة"], &text).as_deref(),
                Some(written),
                "{text}"
            );
        }
        assert_eq!(before(&["مدينة"], "مدينة «صور»").as_deref(), Some("مدينة"));
        assert_eq!(before(&["مدينة"], "مدينة صور").as_deref(), Some("مدينة"));
    }

    #[test]
    fn a_cue_must_stand_directly_before_the_name() {
        for text in [
            "صور",
            "في المدينة، صور جديدة",
            "مدينة فيها صور",
            "بين مدينة وصور",
            "تمدينة صور",
        ] {
            assert_eq!(before(&["مدينة"], text), None, "{text}");
        }
    }

    #[test]
    fn the_longest_cue_is_told() {
        let cues = ["of", "town of", "the small town of"];
        assert_eq!(
            before(&cues, "In the town of Hit").as_deref(),
            Some("town of")
        );
        assert_eq!(
            before(&cues, "The small town of Hit").as_deref(),
            Some("The small town of")
        );
        assert_eq!(before(&cues, "out of Hit").as_deref(), Some("of"));
        assert_eq!(before(&cues, "In town. Of Hit").as_deref(), Some("Of"));
    }

    #[test]
    fn short_cues_take_no_particle() {
        assert_eq!(before(&["تل"], "كتل صور"), None);
        assert_eq!(before(&["تل"], "تل صور").as_deref(), Some("تل"));
    }

    #[test]
    fn cues_may_follow_a_name() {
        assert_eq!(
            after(&["district", "district centre"], "the Hit district centre.").as_deref(),
            Some("district centre")
        );
        assert_eq!(after(&["district"], "Hit, district"), None);
        assert_eq!(after(&["district"], "Hit's district"), None);
        assert_eq!(after(&["مدينة"], "صور المدينة").as_deref(), Some("المدينة"));
    }

    #[test]
    fn an_empty_set_announces_nothing() {
        assert_eq!(before(&[], "مدينة صور"), None);
        assert_eq!(after(&["؟"], "Hit district"), None);
    }
}
