//! `{a|b}` alternatives in word lists, so that a list says once what has many wordings.

use thiserror::Error;

/// The most wordings one phrase may stand for.
const LIMIT: usize = 512;

/// Why a phrase with alternatives could not be read. Columns count characters from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PhraseError {
    /// A `{` without its `}`.
    #[error("the `{{` in column {column} of `{phrase}` is never closed by `}}`")]
    Unclosed {
        /// The phrase as written.
        phrase: String,
        /// Where the brace stands.
        column: usize,
    },
    /// A `}` without a `{`, or a `|` outside braces.
    #[error("`{sign}` in column {column} of `{phrase}` has no `{{` before it")]
    Unopened {
        /// The phrase as written.
        phrase: String,
        /// The sign: `}` or `|`.
        sign: char,
        /// Where it stands.
        column: usize,
    },
    /// A `{` within braces.
    #[error("`{{` in column {column} of `{phrase}` stands within braces; alternatives do not nest")]
    Nested {
        /// The phrase as written.
        phrase: String,
        /// Where the inner brace stands.
        column: usize,
    },
    /// Some choice of alternatives leaves no words.
    #[error("`{phrase}` can stand for no words at all; leave at least one word in every choice")]
    Empty {
        /// The phrase as written.
        phrase: String,
    },
    /// More wordings than anyone meant.
    #[error("`{phrase}` stands for {count} wordings, more than the {LIMIT} allowed; split it")]
    TooMany {
        /// The phrase as written.
        phrase: String,
        /// How many it would be.
        count: usize,
    },
}

/// All wordings of a phrase: `"{big|small} {red|blue} house"` has four.
///
/// An alternative may be empty (`"{the|} house"`); white space is tidied afterwards. Wordings come in the
/// order of the alternatives, each once. A phrase without braces is its own only wording.
///
/// # Errors
/// [`PhraseError`] when braces or bars do not match, when braces nest, when a choice is empty, or when there
/// would be more than 512 wordings.
pub fn expand(phrase: &str) -> Result<Vec<String>, PhraseError> {
    let slots = slots(phrase)?;
    let count = slots
        .iter()
        .fold(1_usize, |n, slot| n.saturating_mul(slot.len()));
    if count > LIMIT {
        return Err(PhraseError::TooMany {
            phrase: phrase.to_owned(),
            count,
        });
    }
    let mut wordings = vec![String::new()];
    for slot in &slots {
        wordings = wordings
            .iter()
            .flat_map(|head| slot.iter().map(move |choice| format!("{head}{choice}")))
            .collect();
    }
    let mut tidy: Vec<String> = Vec::with_capacity(wordings.len());
    for wording in wordings {
        let wording = wording.split_whitespace().collect::<Vec<_>>().join(" ");
        if wording.is_empty() {
            return Err(PhraseError::Empty {
                phrase: phrase.to_owned(),
            });
        }
        if !tidy.contains(&wording) {
            tidy.push(wording);
        }
    }
    Ok(tidy)
}

/// The phrase as a row of slots, each with its alternatives; plain text is a slot with one.
fn slots(phrase: &str) -> Result<Vec<Vec<String>>, PhraseError> {
    let mut slots = Vec::new();
    let mut choices = Vec::new();
    let mut text = String::new();
    let mut opened = None;
    for (index, sign) in phrase.chars().enumerate() {
        let column = index + 1;
        match (sign, opened) {
            ('{', None) => {
                slots.push(vec![std::mem::take(&mut text)]);
                opened = Some(column);
            }
            ('{', Some(_)) => {
                return Err(PhraseError::Nested {
                    phrase: phrase.to_owned(),
                    column,
                });
            }
            ('|', Some(_)) => choices.push(std::mem::take(&mut text)),
            ('}', Some(_)) => {
                choices.push(std::mem::take(&mut text));
                slots.push(std::mem::take(&mut choices));
                opened = None;
            }
            ('|' | '}', None) => {
                return Err(PhraseError::Unopened {
                    phrase: phrase.to_owned(),
                    sign,
                    column,
                });
            }
            _ => text.push(sign),
        }
    }
    if let Some(column) = opened {
        return Err(PhraseError::Unclosed {
            phrase: phrase.to_owned(),
            column,
        });
    }
    slots.push(vec![text]);
    Ok(slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_combined_with_every_other() {
        assert_eq!(
            expand("{مناطق|المناطق} {خفض|تخفيف} التصعيد").unwrap(),
            [
                "مناطق خفض التصعيد",
                "مناطق تخفيف التصعيد",
                "المناطق خفض التصعيد",
                "المناطق تخفيف التصعيد"
            ]
        );
        assert_eq!(expand("no braces").unwrap(), ["no braces"]);
    }

    #[test]
    fn an_empty_alternative_makes_a_part_optional() {
        assert_eq!(
            expand("{the|} de-escalation zone{s|}").unwrap(),
            [
                "the de-escalation zones",
                "the de-escalation zone",
                "de-escalation zones",
                "de-escalation zone"
            ]
        );
    }

    #[test]
    fn equal_wordings_are_given_once() {
        assert_eq!(expand("{a|a|b}").unwrap(), ["a", "b"]);
    }

    #[test]
    fn errors_name_the_column_and_the_remedy() {
        let message = |phrase| expand(phrase).unwrap_err().to_string();
        assert_eq!(
            message("ab {c|d"),
            "the `{` in column 4 of `ab {c|d` is never closed by `}`"
        );
        assert_eq!(
            message("ab}"),
            "`}` in column 3 of `ab}` has no `{` before it"
        );
        assert_eq!(
            message("أ|ب"),
            "`|` in column 2 of `أ|ب` has no `{` before it"
        );
        assert_eq!(
            message("{a{b}}"),
            "`{` in column 3 of `{a{b}}` stands within braces; alternatives do not nest"
        );
        assert_eq!(
            message("{a|}"),
            "`{a|}` can stand for no words at all; leave at least one word in every choice"
        );
    }

    #[test]
    fn a_phrase_with_too_many_wordings_is_refused_before_they_are_made() {
        let phrase = "{a|b}".repeat(200);
        assert!(matches!(expand(&phrase), Err(PhraseError::TooMany { .. })));
        assert_eq!(expand(&"{a|b}".repeat(9)).unwrap().len(), 512);
    }
}
