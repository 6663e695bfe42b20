//! Where the elements of a `features` array begin and end.

use memchr::memchr2;

/// How far a GeoJSON text was looked at.
#[derive(Debug, Default)]
pub(super) struct Features {
    stage: Stage,
    depth: usize,
    /// Where the string began that the next byte is in.
    string: Option<usize>,
    /// Whether the next byte of the string is escaped.
    escaped: bool,
    /// What the last string and colon of the outermost object say.
    name: Name,
    element: usize,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Stage {
    /// Before the array.
    #[default]
    Head,
    /// In it.
    Elements,
    /// After it.
    Tail,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Name {
    #[default]
    Other,
    /// A string `features`, which may be a name.
    Features,
    /// Its value is to come.
    FeaturesColon,
}

/// What was found in a text.
pub(super) enum Found {
    /// The array begins at a byte.
    Start(usize),
    /// An element, from its first to behind its last byte.
    Element(usize, usize),
}

impl Features {
    pub(super) fn stage(&self) -> Stage {
        self.stage
    }

    /// What was found is given up to a byte of the text: the rest moves there.
    pub(super) fn shift(&mut self, by: usize) {
        self.string = self.string.map(|start| start.saturating_sub(by));
        self.element = self.element.saturating_sub(by);
    }

    /// Looks at the bytes of a text from one on, and tells what it finds.
    pub(super) fn look(&mut self, text: &[u8], from: usize, mut found: impl FnMut(Found)) {
        let mut at = from;
        while at < text.len() && self.stage != Stage::Tail {
            if let Some(start) = self.string {
                at = self.in_string(text, start, at);
                continue;
            }
            match text[at] {
                b'"' => self.string = Some(at + 1),
                b'{' | b'[' => self.open(text[at], at, &mut found),
                b'}' | b']' => self.close(at, &mut found),
                b':' if self.depth == 1 && self.name == Name::Features => {
                    self.name = Name::FeaturesColon;
                }
                b',' | b':' if self.depth == 1 => self.name = Name::Other,
                _ => {}
            }
            at += 1;
        }
    }

    /// Goes on in a string; gives the byte to look at next.
    fn in_string(&mut self, text: &[u8], start: usize, at: usize) -> usize {
        if self.escaped {
            self.escaped = false;
            return at + 1;
        }
        let rest = text.get(at..).unwrap_or_default();
        let Some(end) = memchr2(b'"', b'\\', rest).map(|end| at + end) else {
            return text.len();
        };
        if text[end] == b'\\' {
            self.escaped = true;
            return end + 1;
        }
        if self.depth == 1 && self.name != Name::FeaturesColon {
            let is_it = text.get(start..end) == Some(b"features");
            self.name = if is_it { Name::Features } else { Name::Other };
        }
        self.string = None;
        end + 1
    }

    fn open(&mut self, byte: u8, at: usize, found: &mut impl FnMut(Found)) {
        if self.stage == Stage::Head
            && byte == b'['
            && self.depth == 1
            && self.name == Name::FeaturesColon
        {
            self.stage = Stage::Elements;
            found(Found::Start(at + 1));
        } else if self.stage == Stage::Elements && self.depth == 2 {
            self.element = at;
        }
        self.depth += 1;
    }

    fn close(&mut self, at: usize, found: &mut impl FnMut(Found)) {
        self.depth = self.depth.saturating_sub(1);
        if self.stage == Stage::Elements {
            match self.depth {
                2 => found(Found::Element(self.element, at + 1)),
                1 => self.stage = Stage::Tail,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(text: &str, cut: usize) -> Vec<String> {
        let mut features = Features::default();
        let mut elements = Vec::new();
        for (end, from) in [(cut, 0), (text.len(), cut)] {
            let bytes = &text.as_bytes()[..end];
            features.look(bytes, from, |found| {
                if let Found::Element(start, end) = found {
                    elements.push(text.get(start..end).unwrap().to_owned());
                }
            });
        }
        elements
    }

    #[test]
    fn only_elements_of_the_outermost_features_are_found() {
        let text = r#"{"a":"features","b":{"features":[{"x":1}]},"features\"":[2],
            "features" : [ {"p":"]}\\\""} ,{"q":{"features":[{}]}}], "features":[{"z":1}]}"#;
        for cut in 0..text.len() {
            let found = elements(text, cut);
            assert_eq!(
                found,
                [r#"{"p":"]}\\\""}"#, r#"{"q":{"features":[{}]}}"#],
                "{cut}"
            );
        }
    }
}
