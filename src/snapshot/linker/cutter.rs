//! Mentions cut out of a text, with their offsets.

use std::ops::Range;

use crate::{
    language::{CodePoints, with_closing_quote},
    model::{Mention, Named},
};

/// Cuts mentions out of a text, with their offsets.
pub(super) struct Cutter<'t> {
    text: &'t str,
    code_points: CodePoints<'t>,
}

impl<'t> Cutter<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            code_points: CodePoints::new(text),
        }
    }

    pub(super) fn cut(&mut self, range: Range<usize>, names: Named) -> Mention {
        let range = with_closing_quote(self.text, range);
        Mention {
            text: self.text.get(range.clone()).unwrap_or_default().into(),
            start: self.code_points.before(range.start),
            end: self.code_points.before(range.end),
            start_byte: range.start,
            end_byte: range.end,
            names,
        }
    }
}
