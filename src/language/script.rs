//! Which script a text is written in.

/// A script this room folds with care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Arabic letters, presentation forms included.
    Arabic,
    /// Latin letters, accented ones included.
    Latin,
}

impl Script {
    /// The script of one letter; `None` for other scripts, digits and punctuation.
    #[must_use]
    pub fn of(letter: char) -> Option<Self> {
        match letter {
            'a'..='z' | 'A'..='Z' => Some(Self::Latin),
            '\u{620}'..='\u{64A}'
            | '\u{66E}'..='\u{66F}'
            | '\u{671}'..='\u{6D3}'
            | '\u{6FA}'..='\u{6FC}'
            | '\u{750}'..='\u{77F}'
            | '\u{8A0}'..='\u{8C9}'
            | '\u{FB50}'..='\u{FBB1}'
            | '\u{FBD3}'..='\u{FD3D}'
            | '\u{FD50}'..='\u{FDFB}'
            | '\u{FE70}'..='\u{FEFC}' => Some(Self::Arabic),
            '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if letter.is_alphabetic() => {
                Some(Self::Latin)
            }
            _ => None,
        }
    }
}

/// The script with more letters in `text`; `None` when there are none, or as many of each.
#[must_use]
pub fn dominant_script(text: &str) -> Option<Script> {
    let (mut arabic, mut latin) = (0_usize, 0_usize);
    for letter in text.chars() {
        match Script::of(letter) {
            Some(Script::Arabic) => arabic += 1,
            Some(Script::Latin) => latin += 1,
            None => {}
        }
    }
    match arabic.cmp(&latin) {
        std::cmp::Ordering::Greater => Some(Script::Arabic),
        std::cmp::Ordering::Less => Some(Script::Latin),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_with_more_letters_wins() {
        assert_eq!(
            dominant_script("وصل فريق BBC إلى المدينة"),
            Some(Script::Arabic)
        );
        assert_eq!(
            dominant_script("The word هدنة means truce"),
            Some(Script::Latin)
        );
        assert_eq!(dominant_script("Café déjà"), Some(Script::Latin));
    }

    #[test]
    fn figures_and_punctuation_have_no_script() {
        assert_eq!(dominant_script("2017 ... ١٢؟ «»"), None);
        assert_eq!(dominant_script(""), None);
        assert_eq!(dominant_script("ab اب"), None);
    }
}
