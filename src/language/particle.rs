//! The one-letter Arabic words that are written onto the next word: و ف (and, so), then ب ك ل (in, like, to).

/// Every legal joining of particles, the bare word first.
const PARTICLES: [&str; 12] = [
    "", "و", "ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل",
];

/// Joinings that may stand before a word which has already swallowed its ل.
const CONJUNCTIONS: [&str; 3] = ["", "و", "ف"];

/// The Arabic article.
pub(super) const ARTICLE: &str = "ال";

/// Words with no more letters than this take no particle: too many ordinary words end in them.
pub(super) const SHORT: usize = 2;

/// The particles between the start of a word and `start`: `Some("")` when a word starts right there,
/// `None` when `start` lies inside a word for any other reason.
///
/// With `fused` the word at `start` begins with a swallowed ل, so that only و and ف may precede it.
pub(super) fn before(text: &str, start: usize, fused: bool) -> Option<&'static str> {
    let head = text.as_bytes().get(..start)?;
    let legal: &[&str] = if fused { &CONJUNCTIONS } else { &PARTICLES };
    legal.iter().copied().find(|particle| {
        head.strip_suffix(particle.as_bytes())
            .is_some_and(|rest| matches!(rest, [] | [.., b' ' | b',']))
    })
}

/// What a word beginning with the article becomes after ل, where the article loses its alef:
/// ل + الحديقة = للحديقة, and ل + اللغة = للغة. `None` for words without the article.
pub(super) fn fused_with_lam(word: &str) -> Option<String> {
    let noun = word.strip_prefix(ARTICLE)?;
    if noun.starts_with('ل') {
        Some(format!("ل{noun}"))
    } else {
        Some(format!("لل{noun}"))
    }
}

/// The words that `word` may be with its particles and its article taken off, itself first.
pub(super) fn without(word: &str) -> impl Iterator<Item = &str> {
    PARTICLES
        .iter()
        .filter_map(move |particle| word.strip_prefix(particle).map(|rest| (*particle, rest)))
        .flat_map(|(particle, rest)| {
            let fused = CONJUNCTIONS
                .contains(&particle)
                .then(|| rest.strip_prefix("لل"))
                .flatten();
            [Some(rest), rest.strip_prefix(ARTICLE), fused]
        })
        .flatten()
        .enumerate()
        .filter(|(nth, rest)| *nth == 0 || letters(rest) > SHORT)
        .map(|(_, rest)| rest)
}

/// The nouns, of more than [`SHORT`] letters, whose article ل may have swallowed at the start of `word`:
/// للحديقة may be ل + ال + حديقة, and للغة is ل + ال + لغة, whose first ل stands for two.
pub(super) fn swallowed_article(word: &str) -> impl Iterator<Item = &str> {
    let fused = CONJUNCTIONS
        .iter()
        .filter_map(move |conjunction| word.strip_prefix(conjunction)?.strip_prefix('ل'))
        .filter(|rest| rest.starts_with('ل'));
    fused
        .flat_map(|noun| [Some(noun), noun.strip_prefix('ل')])
        .flatten()
        .filter(|noun| letters(noun) > SHORT)
}

/// Whether a folded word begins with the Arabic article.
#[must_use]
pub fn has_arabic_article(word: &str) -> bool {
    word.starts_with(ARTICLE)
}

/// What follows the و (and) that a folded word begins with, if it does.
#[must_use]
pub fn without_arabic_and(word: &str) -> Option<&str> {
    word.strip_prefix('و')
}

/// How many letters and digits a folded text has.
pub(super) fn letters(folded: &str) -> usize {
    folded.chars().filter(|c| !matches!(c, ' ' | ',')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conjunction_comes_before_preposition() {
        let before_name = |head: &str| before(&format!("{head}بستان"), head.len(), false);
        assert_eq!(before_name("في "), Some(""));
        assert_eq!(before_name("و"), Some("و"));
        assert_eq!(before_name("ثم فل"), Some("فل"));
        assert_eq!(before_name("بو"), None);
        assert_eq!(before_name("وف"), None);
        assert_eq!(before_name("قبب"), None);
    }

    #[test]
    fn lam_swallows_the_alef_of_the_article() {
        assert_eq!(fused_with_lam("الحديقه").as_deref(), Some("للحديقه"));
        assert_eq!(fused_with_lam("اللاذقيه").as_deref(), Some("للاذقيه"));
        assert_eq!(fused_with_lam("حديقه"), None);
    }

    #[test]
    fn taking_off_leaves_at_least_three_letters() {
        let without = |word| without(word).collect::<Vec<_>>();
        assert_eq!(
            without("وبالحديقه"),
            ["وبالحديقه", "بالحديقه", "الحديقه", "حديقه"]
        );
        assert_eq!(without("للحديقه"), ["للحديقه", "حديقه", "لحديقه"]);
        assert_eq!(without("كتل"), ["كتل"]);
        assert_eq!(without("town"), ["town"]);
    }
}
