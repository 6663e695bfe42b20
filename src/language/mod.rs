//! Arabic and English text: folded spellings, names found in text, the words before and after them.
//!
//! This room knows letters, particles and word borders. It knows no zone, no place and no fact, reads no
//! file and never fails on any text. `snapshot` calls it: once to gather every name into a [`NameFinder`],
//! then once per passage:
//!
//! 1. [`Folded::of`] reduces a passage to the spelling in which variants are equal, and remembers where
//!    each folded letter came from.
//! 2. [`NameFinder::find`] gives the names in it as [`Hit`]s, whose ranges are bytes of the *original*.
//! 3. [`CueSet`] tells whether a word such as "town of" stands at a hit whose name alone proves too little.
//! 4. [`CodePoints`] turns the byte offsets into the code points that people and browsers count.
//!
//! | file | noun |
//! |---|---|
//! | `sign` | what one character means to folding |
//! | `source_map` | the way back from folded to original bytes |
//! | `folded` | the folded text; lists every folding rule |
//! | `particle` | the one-letter Arabic words written onto the next word |
//! | `article` | the Arabic article in Latin letters (al-, ash-, …) |
//! | `spelling` | the written forms of one listed name |
//! | `name_finder` | all names at once, and the hits |
//! | `transliteration` | Arabic names in other Latin spellings than the listed ones |
//! | `cue` | words that announce a name |
//! | `phrase` | `{a\|b}` alternatives in word lists |
//! | `quote` | quotation marks that close behind a name |
//! | `script` | which script a text is written in |
//! | `code_points` | byte offsets to code points |
//! | `words` | the words of a text, and what each may be looked up as |

mod article;
mod code_points;
mod cue;
mod folded;
mod name_finder;
mod particle;
mod phrase;
mod quote;
mod script;
mod sign;
mod source_map;
mod spelling;
mod transliteration;
mod words;

#[cfg(test)]
mod properties;

pub use code_points::CodePoints;
pub use cue::{Cue, CueSet};
pub use folded::{Folded, fold};
pub use name_finder::{Hit, NameFinder, TooManyNames};
pub use particle::{has_arabic_article, without_arabic_and};
pub use phrase::{PhraseError, expand};
pub use quote::with_closing_quote;
pub use script::{Script, dominant_script};
pub use spelling::written_forms;
pub use transliteration::{AlikeFinder, consonants_in};
pub use words::{Form, Word, word_from, words};
