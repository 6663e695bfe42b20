//! All names at once, found in one pass over a text.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use thiserror::Error;

use super::folded::{Folded, fold};
use super::spelling::{self, Kind};
use super::{article, particle};

/// Letters of a Latin name that may take an `s` without its apostrophe, at least.
const POSSESSIVE: usize = 5;

/// A name found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit<'n> {
    /// The ids under which this name is listed, ascending; several when several things share a name.
    pub ids: &'n [u32],
    /// The name's bytes in the original text, without particles that can be taken off: بستان in ببستان.
    /// A [`fused`](Hit::fused) ل cannot be taken off and stays.
    pub range: Range<usize>,
    /// The same characters in [`Folded::text`].
    pub folded: Range<usize>,
    /// The particles before the name, folded: `""`, `"و"`, `"وب"` and so on.
    pub particles: &'static str,
    /// The name is written together with ل, which swallowed the alef of its article: للحديقة.
    pub fused: bool,
}

impl Hit<'_> {
    /// Whether an Arabic preposition of place is written onto it: ب (in) or ل (to).
    #[must_use]
    pub fn carries_preposition_of_place(&self) -> bool {
        self.fused || self.particles.contains(['ب', 'ل'])
    }
}

/// The names could not be made into one automaton: there are far too many of them.
#[derive(Debug, Error)]
#[error("the names are too many to search for at once")]
pub struct TooManyNames {
    #[from]
    source: aho_corasick::BuildError,
}

/// Finds listed names in folded texts.
///
/// What counts as a name in the text:
/// 1. It stands at word borders. Before it, attached to its first word, there may be و or ف, then ب, ك or ل;
///    names of one or two letters take none of these. Its inner words carry nothing extra.
/// 2. A name with ال is also found after ل, which swallows the alef: للX, وللX, فللX; اللX becomes للX.
/// 3. After it there is a word border, or the English possessive: with a written apostrophe, or, after a Latin
///    name of five letters or more with a capital, without one, as some archives have lost them.
/// 4. A Latin name with an Arabic article is found with every usual form of the article: al-, el-, ash-, and
///    without the first one if five letters or two words remain. Lower-case "as", "at", "an" and a space
///    before a name are English words and no article.
/// 5. A name that ends in alef and carries the tanween of an indefinite noun (ً) is that noun: ميناً is no harbour.
/// 6. A barrier of the text (see [`Folded`]) is spanned only by a name listed with punctuation at that spot.
///
/// Where hits overlap, the one with more letters wins; of two as long the first, which prefers fewer particles.
/// Only what stands at its borders takes part, so a long false start hides nothing.
#[derive(Clone, Debug)]
pub struct NameFinder {
    automaton: AhoCorasick,
    /// One for each pattern of the automaton.
    forms: Vec<Form>,
}

/// One spelling and whose it is.
#[derive(Clone, Debug)]
struct Form {
    ids: Vec<u32>,
    kind: Kind,
    /// Of at most two letters.
    short: bool,
    /// Latin, and long enough to take an `s` without its apostrophe.
    is_long_latin: bool,
    /// Its last letter is alef.
    ends_in_alef: bool,
    /// The article it begins with, if that is an English word too.
    english: Option<&'static str>,
}

/// A spelling found at its borders, before overlaps are decided.
struct Candidate {
    folded: Range<usize>,
    form: usize,
    particles: &'static str,
}

impl NameFinder {
    /// Makes a finder for `names`, each with an id. A name may have several ids and an id several names.
    /// Names without a letter are passed over.
    ///
    /// When a listed name has the same spelling as another's derived form (rules 2 and 4), the listed one has it.
    ///
    /// # Errors
    /// [`TooManyNames`] beyond some hundred million letters.
    pub fn new<N: AsRef<str>>(
        names: impl IntoIterator<Item = (N, u32)>,
    ) -> Result<Self, TooManyNames> {
        let mut forms: BTreeMap<String, Form> = BTreeMap::new();
        for (name, id) in names {
            let folded = fold(name.as_ref());
            if folded.is_empty() {
                continue;
            }
            for spelling in spelling::of(&folded) {
                match forms.entry(spelling.text) {
                    Entry::Vacant(free) => {
                        let form = Form::new(free.key(), id, spelling.kind);
                        free.insert(form);
                    }
                    Entry::Occupied(taken) => taken.into_mut().share(id, spelling.kind),
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(forms.keys())?;
        let forms = forms.into_values().map(Form::settled).collect();
        Ok(Self { automaton, forms })
    }

    /// The names in a text, in order, none overlapping another.
    #[must_use]
    pub fn find(&self, text: &Folded<'_>) -> Vec<Hit<'_>> {
        let candidates = self
            .automaton
            .find_overlapping_iter(text.text())
            .filter_map(|found| self.at_borders(text, found.range(), found.pattern().as_usize()));
        let hits = longest(candidates.collect()).filter_map(|candidate| {
            let form = self.forms.get(candidate.form)?;
            Some(Hit {
                ids: &form.ids,
                range: text.source_range(candidate.folded.clone()),
                folded: candidate.folded,
                particles: candidate.particles,
                fused: form.kind == Kind::Fused,
            })
        });
        hits.collect()
    }

    /// The occurrence as a candidate, if it stands at word borders.
    fn at_borders(&self, text: &Folded<'_>, folded: Range<usize>, nth: usize) -> Option<Candidate> {
        let form = self.forms.get(nth)?;
        let ends = text.word_ends_at(folded.end)
            || (form.is_long_latin && text.possessive_ends_at(folded.clone()));
        if !ends || (form.ends_in_alef && text.has_tanween_at(folded.clone())) {
            return None;
        }
        let particles = particle::before(text.text(), folded.start, form.kind == Kind::Fused)?;
        if form.short && !particles.is_empty() {
            return None;
        }
        if let Some(word) = form.english {
            let written = text.source_text(folded.start..folded.start + word.len());
            if !article::is_meant(written) {
                return None;
            }
        }
        Some(Candidate {
            folded,
            form: nth,
            particles,
        })
    }
}

/// The candidates that overlap no longer one, in text order.
fn longest(mut candidates: Vec<Candidate>) -> impl Iterator<Item = Candidate> {
    candidates.sort_unstable_by_key(|candidate| {
        (Reverse(candidate.folded.len()), candidate.folded.start)
    });
    let mut taken: BTreeMap<usize, Candidate> = BTreeMap::new();
    for candidate in candidates {
        let before = taken.range(..candidate.folded.end).next_back();
        if before.is_none_or(|(_, other)| other.folded.end <= candidate.folded.start) {
            taken.insert(candidate.folded.start, candidate);
        }
    }
    taken.into_values()
}

impl Form {
    fn new(spelling: &str, id: u32, kind: Kind) -> Self {
        Self {
            ids: vec![id],
            kind,
            short: particle::letters(spelling) <= particle::SHORT,
            is_long_latin: spelling.is_ascii()
                && spelling.len() >= POSSESSIVE
                && !spelling.ends_with('s'),
            ends_in_alef: spelling.ends_with('ا'),
            english: article::english_word(spelling),
        }
    }

    /// Adds an id, or hands the spelling over to a nearer kind.
    fn share(&mut self, id: u32, kind: Kind) {
        if kind < self.kind {
            self.ids.clear();
            self.kind = kind;
        }
        if kind == self.kind {
            self.ids.push(id);
        }
    }

    fn settled(mut self) -> Self {
        self.ids.sort_unstable();
        self.ids.dedup();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finder(names: &[&str]) -> NameFinder {
        NameFinder::new(names.iter().zip(0..)).unwrap()
    }

    /// The found names as written.
    fn found<'t>(names: &[&str], text: &'t str) -> Vec<&'t str> {
        let hits = finder(names);
        let hits = hits.find(&Folded::of(text));
        hits.iter()
            .map(|hit| text.get(hit.range.clone()).unwrap())
            .collect()
    }

    #[test]
    fn every_legal_particle_is_taken_off() {
        for particle in [
            "", "و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل",
        ] {
            let text = format!("سار الناس {particle}إدلب ليلا");
            assert_eq!(found(&["إدلب"], &text), ["إدلب"], "{text}");
        }
        for other in ["ال", "س", "بو", "وف", "أ", "لل", "ووب"] {
            let text = format!("سار الناس {other}إدلب ليلا");
            assert!(found(&["إدلب"], &text).is_empty(), "{text}");
        }
    }

    #[test]
    fn lam_is_kept_where_it_swallowed_the_alef() {
        for (particle, text) in [
            ("", "طريق للغوطة آمن"),
            ("و", "وللغوطة طريق"),
            ("ف", "قال فللغوطة أهلها"),
        ] {
            let finder = finder(&["الغوطة"]);
            let hits = finder.find(&Folded::of(text));
            assert_eq!(hits.len(), 1, "{text}");
            assert_eq!(text.get(hits[0].range.clone()), Some("للغوطة"), "{text}");
            assert_eq!(
                (hits[0].fused, hits[0].particles),
                (true, particle),
                "{text}"
            );
        }
        assert_eq!(
            found(&["الغوطة"], "بالغوطة فبالغوطة كالغوطة لالغوطة"),
            ["الغوطة"; 4]
        );
        assert!(found(&["الغوطة"], "بللغوطة").is_empty());
        assert!(found(&["الغوطة"], "للغوطةٍ2 والغوطيون").is_empty());
    }

    #[test]
    fn a_name_that_begins_with_two_lams_keeps_only_one_more() {
        assert_eq!(
            found(&["اللاذقية"], "سافر للاذقية ثم عاد من اللاذقية"),
            ["للاذقية", "اللاذقية"]
        );
        assert_eq!(found(&["اللطامنة"], "وللطامنة سور"), ["للطامنة"]);
    }

    #[test]
    fn the_fused_form_goes_on_through_a_longer_name() {
        assert_eq!(
            found(
                &["الغوطة", "الغوطة الشرقية"],
                "دخلت القافلة للغوطة الشرقية صباحا"
            ),
            ["للغوطة الشرقية"]
        );
    }

    #[test]
    fn names_inside_words_do_not_count() {
        assert!(found(&["درعا"], "مرت مدرعات ومدرعا قديم ودرعاوي").is_empty());
        assert!(found(&["Hama"], "Bahamas Hamas Hamadan").is_empty());
        assert!(found(&["دوما"], "مجلس الدوما").is_empty());
    }

    #[test]
    fn the_longest_name_wins() {
        let names = ["الغوطة", "الغوطة الشرقية", "الغوطة الغربية"];
        assert_eq!(
            found(&names, "من الغوطة الغربية إلى الغوطة، فالغوطة الشرقية"),
            ["الغوطة الغربية", "الغوطة", "الغوطة الشرقية"]
        );
    }

    #[test]
    fn a_name_is_not_cut_by_a_shorter_one_before_it() {
        let names = ["بلدات الغوطة", "الغوطة الغربية"];
        assert_eq!(
            found(&names, "قصف بلدات الغوطة الغربية"),
            ["الغوطة الغربية"]
        );
        assert_eq!(found(&names, "قصف بلدات الغوطة"), ["بلدات الغوطة"]);
        let names = ["Upper Bay", "Bay of Reeds", "Reeds Old Town Hall"];
        assert_eq!(
            found(&names, "Upper Bay of Reeds Old Town Hall"),
            ["Upper Bay", "Reeds Old Town Hall"]
        );
        assert_eq!(found(&["Bay A", "A Bay"], "Bay A Bay"), ["Bay A"]);
    }

    #[test]
    fn a_longer_name_that_fails_at_its_border_hides_nothing() {
        assert_eq!(found(&["حمص", "حمص الشمال"], "ريف حمص الشمالي"), ["حمص"]);
        assert_eq!(
            found(&["ريف حمص الشمال", "حمص الشمالي"], "ريف حمص الشمالي"),
            ["حمص الشمالي"]
        );
    }

    #[test]
    fn fewer_particles_are_preferred() {
        let finder = finder(&["وادي بردى", "ادي"]);
        let hits = finder.find(&Folded::of("في وادي بردى"));
        assert_eq!(hits.len(), 1);
        assert_eq!(hits[0].ids, [0]);
        assert_eq!(found(&["بكفر", "كفر"], "بكفر"), ["بكفر"]);
    }

    #[test]
    fn names_of_two_letters_take_no_particle() {
        assert_eq!(found(&["تل"], "كتل ولتل وتل تل"), ["تل"]);
        assert_eq!(found(&["نوى"], "ونوى"), ["نوى"]);
    }

    #[test]
    fn inner_words_carry_nothing() {
        assert!(found(&["جسر الشغور"], "جسر والشغور").is_empty());
        assert!(found(&["Idlib countryside"], "Idlib's countryside").is_empty());
    }

    #[test]
    fn no_name_spans_a_barrier() {
        let names = ["غرب سوريا"];
        for text in ["جنوب-غرب سوريا", "غرب «سوريا»", "#غرب_سوريا", "غرب\nسوريا"]
        {
            assert_eq!(found(&names, text).len(), 1, "{text}");
        }
        for text in [
            "إلى الغرب غرب، سوريا",
            "غرب. سوريا",
            "غرب\n\nسوريا",
            "غرب - سوريا",
        ] {
            assert!(found(&names, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn the_english_possessive_ends_a_name_only_with_its_apostrophe() {
        let names = ["Idlib", "Homs"];
        assert_eq!(
            found(&names, "Idlib's roads, Homs' hills and Homs’s gates"),
            ["Idlib", "Homs", "Homs"]
        );
        assert_eq!(found(&names, "IDLIB’S ROADS"), ["IDLIB"]);
        assert!(found(&names, "many idlibs and Homss").is_empty());
    }

    #[test]
    fn a_long_name_may_have_lost_the_apostrophe_of_its_possessive() {
        assert_eq!(found(&["Westow"], "Westows roads"), ["Westow"]);
        assert!(found(&["Hill", "Westowi"], "Hills and westowis").is_empty());
    }

    #[test]
    fn tanween_makes_a_name_an_ordinary_noun() {
        assert!(found(&["مينا", "عصا"], "كان ميناً ورفع عصًا هنا").is_empty());
        assert_eq!(found(&["مينا", "عصا"], "في مِينا وعصا").len(), 2);
    }

    #[test]
    fn hyphens_set_names_free() {
        assert_eq!(
            found(
                &["Damascus", "Daraa"],
                "the Damascus-Daraa road, a Daraa-based group"
            ),
            ["Damascus", "Daraa", "Daraa"]
        );
    }

    #[test]
    fn the_latin_article_may_change_or_be_missing() {
        let text = "al-Rastan, Ar Rastan, ar-Rastan, el-Rastan and Rastan";
        assert_eq!(
            found(&["al-Rastan"], text),
            ["al-Rastan", "Ar Rastan", "ar-Rastan", "el-Rastan", "Rastan"]
        );
        assert_eq!(found(&["Ar Rastan"], text).len(), 5);
        assert_eq!(found(&["Rastan"], text), ["Rastan"; 5]);
    }

    #[test]
    fn english_words_are_no_articles() {
        assert!(found(&["At Tall"], "They lived at tall houses").is_empty());
        assert_eq!(
            found(&["At Tall"], "They lived in At Tall, near at-Tall"),
            ["At Tall", "at-Tall"]
        );
        assert_eq!(found(&["as-Suwayda"], "as far as Suwayda"), ["Suwayda"]);
        assert_eq!(found(&["as-Suwayda"], "known as “Suwayda”"), ["Suwayda"]);
        assert_eq!(found(&["as-Suwayda"], "#as_suwayda"), ["as_suwayda"]);
    }

    #[test]
    fn one_name_may_have_several_ids() {
        let finder =
            NameFinder::new([("دوما", 7), ("دُوما", 3), ("Douma", 3), ("دوما", 7)]).unwrap();
        let text = Folded::of("دوما Douma");
        let hits = finder.find(&text);
        assert_eq!(hits[0].ids, [3, 7]);
        assert_eq!(hits[1].ids, [3]);
    }

    #[test]
    fn a_listed_name_keeps_its_spelling_from_derived_ones() {
        let finder = NameFinder::new([("al-Rastan", 1), ("Rastan", 2)]).unwrap();
        let text = Folded::of("Rastan and al-Rastan");
        let ids: Vec<_> = finder
            .find(&text)
            .iter()
            .map(|hit| hit.ids.to_vec())
            .collect();
        assert_eq!(ids, [[2], [1]]);
    }

    #[test]
    fn a_ligature_of_particle_and_name_is_kept_whole() {
        let text = "شكرا ﻹدلب";
        let finder = finder(&["إدلب"]);
        let hits = finder.find(&Folded::of(text));
        assert_eq!(text.get(hits[0].range.clone()), Some("ﻹدلب"));
        assert_eq!(hits[0].particles, "ل");
    }

    #[test]
    fn names_without_letters_and_no_names_at_all_find_nothing() {
        assert!(found(&["", " ، "], "، قال").is_empty());
        assert!(found(&[], "قال").is_empty());
    }
}
