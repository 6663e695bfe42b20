//! The Arabic article in Latin letters: al-Shams, el-Shams, ash-Shams, Ash Shams.

use super::particle::letters;

/// A name that loses its article keeps at least this many letters, or a second word: shorter rests ("tall",
/// "bab") are ordinary words.
const ENOUGH: usize = 5;

/// Articles that are English words too. Written small and apart from the name they are the English word.
const ENGLISH: [&str; 3] = ["as ", "at ", "an "];

/// How one writer writes the article throughout a name.
#[derive(Clone, Copy)]
enum Style {
    /// The same before every letter: al, el.
    Fixed(&'static str),
    /// Like the letter that follows, where that is a "sun" letter: ash-Shams, er-Rih. Else as `Fixed`.
    Spoken { vowel: char, whole: bool },
}

const STYLES: [Style; 6] = [
    Style::Fixed("al"),
    Style::Fixed("el"),
    Style::Spoken {
        vowel: 'a',
        whole: true,
    },
    Style::Spoken {
        vowel: 'e',
        whole: true,
    },
    Style::Spoken {
        vowel: 'a',
        whole: false,
    },
    Style::Spoken {
        vowel: 'e',
        whole: false,
    },
];

impl Style {
    fn before(self, word: &str) -> String {
        match self {
            Self::Fixed(article) => article.to_owned(),
            Self::Spoken { vowel, whole } => {
                let sound = sun_sound(word, whole).unwrap_or("l");
                format!("{vowel}{sound}")
            }
        }
    }
}

/// The sound that the article takes over from `word`: `sh` whole or only its first letter.
fn sun_sound(word: &str, whole: bool) -> Option<&'static str> {
    const DOUBLE: [&str; 3] = ["sh", "th", "dh"];
    const SINGLE: [&str; 6] = ["t", "d", "r", "z", "s", "n"];
    let starts = |sound: &&&str| word.starts_with(**sound);
    let double = DOUBLE.iter().find(starts).filter(|_| whole);
    double.or_else(|| SINGLE.iter().find(starts)).copied()
}

/// Other writings of a folded Latin name by its articles; empty for names without one.
///
/// Rule: every article in the name may be written al, el, or like the letter that follows (ash-Shams,
/// as-Shams, esh-Shams), in one style throughout; and the article at the start may be missing, if five
/// letters or two words remain. Hyphen and space are equal already, by folding.
pub(super) fn spellings(folded: &str) -> Vec<String> {
    let words: Vec<&str> = folded.split(' ').collect();
    let is_article: Vec<bool> = words
        .iter()
        .enumerate()
        .map(|(nth, word)| {
            words
                .get(nth + 1)
                .is_some_and(|next| STYLES.iter().any(|s| s.before(next) == *word))
        })
        .collect();
    if !is_article.contains(&true) {
        return Vec::new();
    }
    let mut spellings = Vec::new();
    for style in STYLES {
        let mut written = Vec::with_capacity(words.len());
        for (nth, word) in words.iter().enumerate() {
            match (is_article.get(nth), words.get(nth + 1)) {
                (Some(true), Some(next)) => written.push(style.before(next)),
                _ => written.push((*word).to_owned()),
            }
        }
        spellings.push(written.join(" "));
        if is_article.first() == Some(&true) {
            let rest = written.get(1..).unwrap_or_default();
            let name = rest.join(" ");
            if rest.len() > 1 || letters(&name) >= ENOUGH {
                spellings.push(name);
            }
        }
    }
    spellings.sort_unstable();
    spellings.dedup();
    spellings.retain(|spelling| spelling != folded);
    spellings
}

/// The article at the start of a folded name that may really be the English word "as", "at" or "an".
pub(super) fn english_word(folded: &str) -> Option<&'static str> {
    ENGLISH
        .into_iter()
        .find(|article| folded.starts_with(article))
}

/// Whether an article was meant, judging by how it was written: with a capital, or tied to the name.
pub(super) fn is_meant(written: &str) -> bool {
    let tied = |c| matches!(c, '-' | '_' | '\u{2010}'..='\u{2013}');
    written.starts_with(char::is_uppercase) || written.contains(tied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_follows_sun_letters_and_may_be_missing() {
        assert_eq!(
            spellings("al rastan"),
            ["ar rastan", "el rastan", "er rastan", "rastan"]
        );
        assert_eq!(
            spellings("ash shams"),
            [
                "al shams",
                "as shams",
                "el shams",
                "es shams",
                "esh shams",
                "shams"
            ]
        );
    }

    #[test]
    fn moon_letters_keep_the_l() {
        assert_eq!(spellings("al qamar"), ["el qamar", "qamar"]);
    }

    #[test]
    fn a_short_rest_is_not_left_alone() {
        assert_eq!(spellings("al bab"), ["el bab"]);
        assert!(spellings("at tall").contains(&"al tall".to_owned()));
        assert!(!spellings("at tall").contains(&"tall".to_owned()));
    }

    #[test]
    fn articles_inside_a_name_vary_but_stay() {
        let found = spellings("bosra al sham");
        assert!(found.contains(&"bosra ash sham".to_owned()), "{found:?}");
        assert!(!found.contains(&"bosra sham".to_owned()), "{found:?}");
    }

    #[test]
    fn one_style_is_kept_throughout_a_name() {
        let found = spellings("al dar al kabira");
        assert!(found.contains(&"ad dar al kabira".to_owned()), "{found:?}");
        assert!(found.contains(&"dar al kabira".to_owned()), "{found:?}");
        assert!(!found.contains(&"al dar el kabira".to_owned()), "{found:?}");
    }

    #[test]
    fn a_first_word_that_only_looks_like_an_article_is_none() {
        assert!(spellings("ar qamar").is_empty());
        assert!(spellings("al").is_empty());
        assert!(spellings("").is_empty());
    }
}
