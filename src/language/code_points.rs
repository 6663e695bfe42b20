//! Byte offsets to code points.

/// Counts code points along a text. Ask with ascending offsets and the whole text is walked once.
///
/// Code points are what Python, and the `TextPositionSelector` of W3C Web Annotations, count.
#[derive(Clone, Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    byte: usize,
    count: usize,
}

impl<'t> CodePoints<'t> {
    /// Starts at the beginning of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            byte: 0,
            count: 0,
        }
    }

    /// How many code points begin before `byte`. An offset behind the end counts the whole text; an offset
    /// smaller than the one before is right too, but walks again from the start.
    pub fn before(&mut self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        if byte < self.byte {
            (self.byte, self.count) = (0, 0);
        }
        let walked = self.text.as_bytes().get(self.byte..byte);
        self.count += walked
            .unwrap_or_default()
            .iter()
            .filter(|b| begins_character(**b))
            .count();
        self.byte = byte;
        self.count
    }
}

/// UTF-8 continuation bytes are `10xxxxxx`; all others begin a character.
fn begins_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_letters_count_one_each() {
        let text = "في درعا now";
        let mut points = CodePoints::new(text);
        assert_eq!(points.before(0), 0);
        assert_eq!(points.before("في ".len()), 3);
        assert_eq!(points.before("في درعا".len()), 7);
        assert_eq!(points.before(text.len()), 11);
    }

    #[test]
    fn going_back_and_beyond_the_end_is_answered() {
        let mut points = CodePoints::new("دوما");
        assert_eq!(points.before(1000), 4);
        assert_eq!(points.before(2), 1);
        assert_eq!(CodePoints::new("").before(5), 0);
    }
}
