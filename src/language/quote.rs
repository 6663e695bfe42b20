//! Quotation marks that open inside a name and close behind it: zones of "calm".

use std::ops::Range;

/// Opening marks and what closes them.
const PAIRS: [(char, char); 5] = [('"', '"'), ('“', '”'), ('«', '»'), ('„', '“'), ('‘', '’')];

/// The range with the next character too, if that closes a quotation mark left open in the range.
#[must_use]
pub fn with_closing_quote(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = text.get(range.clone()).unwrap_or_default();
    let next = text.get(range.end..).and_then(|rest| rest.chars().next());
    let closes = |close: char| {
        let mut pairs = PAIRS.iter().filter(|pair| pair.1 == close);
        pairs.any(|&(open, close)| is_open(inside, open, close))
    };
    match next {
        Some(next) if closes(next) => range.start..range.end + next.len_utf8(),
        _ => range,
    }
}

fn is_open(text: &str, open: char, close: char) -> bool {
    let count = |mark: char| text.chars().filter(|&c| c == mark).count();
    if open == close {
        count(open) % 2 == 1
    } else {
        count(open) > count(close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widened(text: &str, name: &str) -> String {
        let start = text.find(name).unwrap();
        let range = with_closing_quote(text, start..start + name.len());
        text.get(range).unwrap().to_owned()
    }

    #[test]
    fn a_mark_opened_inside_is_closed() {
        assert_eq!(
            widened("مناطق \"هدوء\" جديدة", "مناطق \"هدوء"),
            "مناطق \"هدوء\""
        );
        assert_eq!(widened("the «calm» areas", "«calm"), "«calm»");
    }

    #[test]
    fn a_mark_opened_outside_stays_outside() {
        assert_eq!(widened("\"calm\"", "calm"), "calm");
        assert_eq!(widened("\"a \"calm\"", "\"calm\""), "\"calm\"");
        assert_eq!(widened("«calm", "«calm"), "«calm");
    }
}
