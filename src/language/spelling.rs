//! The written forms of one listed name.

use super::{article, folded::fold, particle};

/// One folded form under which a listed name may stand in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spelling {
    /// The folded form.
    pub(super) text: String,
    /// How the form came about.
    pub(super) kind: Kind,
}

/// How a form came about; earlier kinds win when two names share a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// As listed.
    Listed,
    /// With another Latin article, or without it.
    Article,
    /// Together with ل, which swallowed the alef of ال.
    Fused,
}

/// All forms of a folded name, the listed one first.
pub(super) fn of(folded: &str) -> Vec<Spelling> {
    let mut spellings = vec![Spelling {
        text: folded.to_owned(),
        kind: Kind::Listed,
    }];
    spellings.extend(article::spellings(folded).into_iter().map(|text| Spelling {
        text,
        kind: Kind::Article,
    }));
    spellings.extend(particle::fused_with_lam(folded).map(|text| Spelling {
        text,
        kind: Kind::Fused,
    }));
    spellings
}

/// The folded forms under which a listed name may stand in a text, the listed one first.
pub fn written_forms(name: &str) -> impl Iterator<Item = String> {
    of(&fold(name)).into_iter().map(|spelling| spelling.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_has_one_form() {
        assert_eq!(of("دوما").len(), 1);
        assert_eq!(of("harem").len(), 1);
    }

    #[test]
    fn the_arabic_article_adds_the_fused_form_of_the_whole_name() {
        let forms = of("الغوطه الشرقيه");
        assert_eq!(forms.len(), 2);
        assert_eq!(forms[1].text, "للغوطه الشرقيه");
        assert_eq!(forms[1].kind, Kind::Fused);
    }
}
