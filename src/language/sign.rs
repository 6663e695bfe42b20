//! What one character means to folding. The table behind `folded`; nothing else reads it.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The meaning of one (decomposed) character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A letter or digit of a word, already in its folded form.
    Letter(char),
    /// Ink on the letter before it, without a letter of its own: tashkeel, accents, tatweel, ء.
    Mark,
    /// Invisible: zero-width and bidi controls.
    Nothing,
    /// White space within a line.
    Space,
    /// The end of a line; one alone may only wrap it.
    LineBreak,
    /// A hyphen or short dash; with white space on both sides it parts clauses.
    Dash,
    /// Quotes, brackets, underscore, hash: writers put them inside names.
    Joiner,
    /// An apostrophe between letters, a quote elsewhere.
    Apostrophe,
    /// Ends what a name of several words may span.
    Barrier,
}

impl Sign {
    /// Calls `take` with each sign that `c` unfolds to, in order. Most characters have one; ligatures
    /// have several, and each is a sign of its own.
    #[inline]
    pub(super) fn each_of(c: char, mut take: impl FnMut(Self)) {
        match Self::direct(c) {
            Some(sign) => take(sign),
            None => decompose_compatible(c, |part| {
                for lower in part.to_lowercase() {
                    take(Self::direct(lower).unwrap_or_else(|| Self::other(lower)));
                }
            }),
        }
    }

    /// The first sign of `c`: enough to see whether a word begins with it.
    pub(super) fn first_of(c: char) -> Self {
        let mut first = None;
        Self::each_of(c, |sign| first = first.or(Some(sign)));
        first.unwrap_or(Self::Nothing)
    }

    /// The characters that need no decomposition, and those whose decomposition would mislead.
    #[inline]
    fn direct(c: char) -> Option<Self> {
        match c {
            '\0'..='\u{7F}' => Some(Self::ascii(c)),
            '\u{600}'..='\u{6FF}' => Self::arabic(c),
            _ => Self::listed(c),
        }
    }

    #[inline]
    fn ascii(c: char) -> Self {
        match c {
            'a'..='z' | '0'..='9' => Self::Letter(c),
            'A'..='Z' => Self::Letter(c.to_ascii_lowercase()),
            ' ' | '\t' | '\r' => Self::Space,
            '\n' => Self::LineBreak,
            '-' => Self::Dash,
            '"' | '#' | '_' | '(' | ')' | '[' | ']' | '{' | '}' => Self::Joiner,
            '\'' | '`' => Self::Apostrophe,
            _ => Self::Barrier,
        }
    }

    /// The block of the Arabic script. `None`: letters of other languages, which decompose as usual.
    #[inline]
    fn arabic(c: char) -> Option<Self> {
        let sign = match c {
            'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => Self::Letter('ا'),
            'ؤ' => Self::Letter('و'),
            'ئ' | 'ى' | 'ی' => Self::Letter('ي'),
            'ة' | 'ە' | 'ہ' | 'ۃ' => Self::Letter('ه'),
            'ک' | 'ڪ' => Self::Letter('ك'),
            // Hamza alone, tatweel; then tashkeel and Quranic marks.
            'ء'
            | 'ـ'
            | '\u{674}'
            | '\u{610}'..='\u{61A}'
            | '\u{64B}'..='\u{65F}'
            | '\u{670}'
            | '\u{6D6}'..='\u{6DC}'
            | '\u{6DF}'..='\u{6E8}'
            | '\u{6EA}'..='\u{6ED}' => Self::Mark,
            'ا'..='ي' => Self::Letter(c),
            '\u{660}'..='\u{669}' => Self::digit(u32::from(c) - 0x660),
            '\u{6F0}'..='\u{6F9}' => Self::digit(u32::from(c) - 0x6F0),
            '\u{61C}' => Self::Nothing,
            _ => return None,
        };
        Some(sign)
    }

    /// Signs beyond ASCII and the Arabic block that their Unicode class would not tell.
    fn listed(c: char) -> Option<Self> {
        let sign = match c {
            '\u{AD}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' => Self::Nothing,
            // ´ ʹ ʻ ʼ ʽ ʾ ʿ ՚ ‘ ’ ‛ ′
            '\u{B4}' | '\u{2B9}' | '\u{2BB}'..='\u{2BF}' | '\u{55A}' | '‘' | '’' | '‛' | '′' => {
                Self::Apostrophe
            }
            // Quotes and ornate brackets; raised figures, which are note marks and no part of the word.
            '«'
            | '»'
            | '‹'
            | '›'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‚'
            | '﴾'
            | '﴿'
            | '¹'
            | '²'
            | '³'
            | '\u{2070}'..='\u{2079}'
            | '\u{2080}'..='\u{2089}' => Self::Joiner,
            '\u{2010}'..='\u{2013}' | '\u{2212}' => Self::Dash,
            // Tashkeel in presentation forms decomposes to a space with a mark, which would part a word.
            '\u{FC5E}'..='\u{FC63}' | '\u{FE70}'..='\u{FE7F}' => Self::Mark,
            // Latin letters with a stroke, or without their dot, that have no decomposition.
            'ı' => Self::Letter('i'),
            'ł' => Self::Letter('l'),
            'ø' => Self::Letter('o'),
            'đ' => Self::Letter('d'),
            'ħ' => Self::Letter('h'),
            _ => return None,
        };
        Some(sign)
    }

    fn digit(value: u32) -> Self {
        char::from_digit(value, 10).map_or(Self::Barrier, Self::Letter)
    }

    /// Everything the tables do not list, by its Unicode class.
    fn other(c: char) -> Self {
        if is_combining_mark(c) {
            Self::Mark
        } else if matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') {
            Self::Barrier
        } else if c.is_whitespace() {
            Self::Space
        } else if c.is_alphanumeric() {
            Self::Letter(c)
        } else {
            Self::Barrier
        }
    }
}

/// The letters at the start of a text that fold to themselves: small Latin letters, digits, and the Arabic
/// letters but those with hamza, ta marbuta and alef maqsura. Looks at bytes, since this is where the time goes.
pub(super) fn plain_run(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut end = 0;
    loop {
        end += match bytes.get(end..).unwrap_or_default() {
            [b'a'..=b'z' | b'0'..=b'9', ..] => 1,
            // U+0627, U+0628, U+062A to U+063A; U+0641 to U+0648, U+064A
            [0xD8, 0xA7 | 0xA8 | 0xAA..=0xBA, ..] | [0xD9, 0x81..=0x88 | 0x8A, ..] => 2,
            _ => break,
        };
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(c: char) -> Vec<Sign> {
        let mut signs = Vec::new();
        Sign::each_of(c, |sign| signs.push(sign));
        signs
    }

    #[test]
    fn every_folded_letter_of_unicode_folds_to_itself() {
        for c in '\0'..=char::MAX {
            for sign in signs(c) {
                if let Sign::Letter(letter) = sign {
                    assert_eq!(signs(letter), [sign], "from {c:?} U+{:04X}", u32::from(c));
                }
            }
        }
    }

    #[test]
    fn plain_letters_are_exactly_those_that_fold_to_themselves_where_texts_are_made_of_them() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            let plain = plain_run(&text) == text;
            assert!(!plain || signs(c) == [Sign::Letter(c)], "{c:?}");
            let common = matches!(c, 'a'..='z' | '0'..='9' | 'ا'..='غ' | 'ف'..='ي');
            assert!(plain || !common || signs(c) != [Sign::Letter(c)], "{c:?}");
        }
        assert_eq!(plain_run("سلام عليكم"), "سلام");
        assert_eq!(plain_run("Calm"), "");
    }

    #[test]
    fn every_character_means_something() {
        for c in '\0'..=char::MAX {
            assert!(!signs(c).is_empty(), "U+{:04X}", u32::from(c));
        }
    }
}
