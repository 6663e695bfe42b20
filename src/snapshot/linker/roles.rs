//! Words directly before or after a name, and what they say about it.

use rustc_hash::FxHashMap;

use crate::{
    language::{Cue, CueSet, Folded, Hit, fold, has_arabic_article},
    model::{Facts, Sort, Vocabulary},
};

/// What a word directly before or after a name says about it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "a word may have any of these roles at once"
)]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Role {
    /// It announces a place.
    pub(super) cue: bool,
    /// It announces several places.
    pub(super) several: bool,
    /// It is a preposition of place.
    pub(super) preposition: bool,
    /// It says that something is in or at the place.
    pub(super) inside: bool,
    /// It makes a quarter of the compass a direction.
    pub(super) direction: bool,
    /// It makes the name that of something or somebody else.
    pub(super) cancels: bool,
    /// It makes an expression for all zones a frame.
    pub(super) frames: bool,
    /// It makes an adverb of place none.
    pub(super) existential: bool,
    /// It says which place a referring word means.
    pub(super) complements: bool,
    /// It says of what sort the place is.
    pub(super) sort: Option<Sort>,
}

/// Words directly before, or directly after, a name, with their roles.
#[derive(Debug, Default)]
pub(super) struct Roles {
    cues: CueSet,
    roles: FxHashMap<String, Role>,
}

impl Roles {
    pub(super) fn before(facts: &Facts) -> Self {
        Self::gather(facts, |words, add| {
            add(&words.cues, |role| role.cue = true);
            add(&words.cues_of_several, |role| {
                (role.cue, role.several) = (true, true);
            });
            add(&words.prepositions, |role| role.preposition = true);
            add(&words.insides, |role| role.inside = true);
            add(&words.directions, |role| role.direction = true);
            add(&words.cancels_before, |role| role.cancels = true);
            add(&words.frames, |role| role.frames = true);
        })
    }

    pub(super) fn after(facts: &Facts) -> Self {
        Self::gather(facts, |words, add| {
            add(&words.cancels_after, |role| role.cancels = true);
            add(&words.complements, |role| role.complements = true);
            add(&words.existential, |role| role.existential = true);
            add(&words.cues_after, |role| role.cue = true);
        })
    }

    fn gather(
        facts: &Facts,
        lists: impl Fn(&Vocabulary, &mut dyn FnMut(&[String], fn(&mut Role))),
    ) -> Self {
        let mut roles: FxHashMap<String, Role> = FxHashMap::default();
        for vocabulary in facts.lexicon.values() {
            lists(vocabulary, &mut |words, note| {
                for word in words {
                    note(roles.entry(fold(word)).or_default());
                }
            });
            for (sort, words) in &vocabulary.kinds {
                for word in words {
                    let role = roles.entry(fold(word)).or_default();
                    (role.cue, role.sort) = (true, Some(*sort));
                }
            }
        }
        Self {
            cues: CueSet::new(roles.keys()),
            roles,
        }
    }

    /// The role of what stands directly before a hit.
    pub(super) fn at_front(&self, text: &Folded<'_>, hit: &Hit<'_>) -> Role {
        let cue = self.cues.before(text, hit);
        // المدينة المطلة: after a noun with the article a word with the article is its adjective.
        let name = text.text().get(hit.folded.clone()).unwrap_or_default();
        let cue = cue.filter(|cue| !(has_arabic_article(name) && cue.has_arabic_article(text)));
        self.of(cue)
    }

    /// The role of what stands directly before the particles of a hit.
    pub(super) fn before_particles(&self, text: &Folded<'_>, hit: &Hit<'_>) -> Role {
        self.of(self.cues.before_particles(text, hit))
    }

    /// The role of what stands directly after a hit.
    pub(super) fn at_back(&self, text: &Folded<'_>, hit: &Hit<'_>) -> Role {
        let cue = self.cues.after(text, hit);
        let written = cue
            .as_ref()
            .and_then(|cue| text.source().get(cue.range.clone()));
        let small = written.is_some_and(|word| word.starts_with(char::is_lowercase));
        let role = self.of(cue);
        // "The Port Brigade" is a name, "the Port brigade fled" may be anything.
        Role {
            cancels: role.cancels && !small,
            ..role
        }
    }

    fn of(&self, cue: Option<Cue<'_>>) -> Role {
        let role = cue.and_then(|cue| self.roles.get(cue.phrase));
        role.copied().unwrap_or_default()
    }
}
