//! Texts to tokens, for the engine.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::language::{Folded, Form, word_from};

/// Gives every form of every word; the forms of one word share its position, so that phrases match by
/// any of them.
#[derive(Clone, Copy)]
pub(super) struct WordForms;

/// The forms of a text, one after the other.
pub(super) struct Forms<'t> {
    text: Folded<'t>,
    /// Forms of the word at hand that are still to be given, in the order to take them from the end.
    waiting: Vec<Form>,
    /// Where in the folded text the next word is looked for.
    next: usize,
    token: Token,
}

impl Tokenizer for WordForms {
    type TokenStream<'a> = Forms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Forms<'a> {
        Forms {
            text: Folded::of(text),
            waiting: Vec::new(),
            next: 0,
            token: Token::default(),
        }
    }
}

impl TokenStream for Forms<'_> {
    fn advance(&mut self) -> bool {
        if self.waiting.is_empty() {
            let Some(word) = word_from(&self.text, self.next) else {
                return false;
            };
            word.forms(&self.text, &mut self.waiting);
            // Where the word stands in the original is asked again by who marks it; the index keeps no offsets.
            self.next = word.folded.end;
            self.token.position = self.token.position.wrapping_add(1); // begins at usize::MAX
        }
        match self.waiting.pop() {
            Some(form) => form.write(&self.text, &mut self.token.text),
            None => return false,
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_share_its_position() {
        let mut tokenizer = WordForms;
        let mut stream = tokenizer.token_stream("the بالنهر, Anna's");
        let mut found = Vec::new();
        stream.process(&mut |token| found.push((token.position, token.text.clone())));
        found.sort_unstable();
        let found: Vec<(usize, &str)> = found
            .iter()
            .map(|(at, form)| (*at, form.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (0, "the"),
                (1, "النهر"),
                (1, "بالنهر"),
                (1, "نهر"),
                (2, "anna"),
                (2, "annas")
            ]
        );
    }
}
