//! Where the elements of a `features` array begin and end.
//!
//! What stands around the elements is looked at too, so that no text that is broken there is taken as a whole one. What
//! stands within an element is seen when it is read as a row.

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
    /// What stands last in the array.
    last: Last,
    /// Where the last element begins.
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
    /// After the collection.
    End,
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

/// What stands last in the array, blanks left aside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Last {
    /// Its bracket.
    #[default]
    Bracket,
    Comma,
    /// An element that has ended, or ends with its bracket or quote.
    Element,
    /// A number or a word, which ends before the next byte that is none.
    Word,
}

/// What was found in a text.
pub(super) enum Found {
    /// The array begins at a byte.
    Start(usize),
    /// An element, from its first to behind its last byte.
    Element(usize, usize),
}

/// What is wrong around the elements.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    /// At which byte.
    pub(super) at: usize,
    pub(super) what: &'static str,
}

impl Features {
    pub(super) fn stage(&self) -> Stage {
        self.stage
    }

    /// Up to where a text of so many bytes is done with, after the array.
    pub(super) fn done(&self, length: usize) -> usize {
        match self.string {
            Some(start) if self.depth == 1 => start - 1, // may be a name, which is read as a whole
            _ => length,
        }
    }

    /// What was found is given up to a byte of the text: the rest moves there.
    pub(super) fn shift(&mut self, by: usize) {
        self.string = self.string.map(|start| start.saturating_sub(by));
        self.element = self.element.saturating_sub(by);
    }

    /// Looks at the bytes of a text from one on, and tells what it finds.
    ///
    /// # Errors
    /// When the text is no collection.
    pub(super) fn look(
        &mut self,
        text: &[u8],
        from: usize,
        mut found: impl FnMut(Found),
    ) -> Result<(), Broken> {
        let mut at = from;
        while at < text.len() {
            if let Some(start) = self.string {
                at = self.in_string(text, start, at, &mut found);
                continue;
            }
            let looked = match self.stage {
                Stage::Elements if self.depth == 2 => self.between(text[at], at, &mut found),
                Stage::End if !text[at].is_ascii_whitespace() => Err("something stands behind it"),
                _ => self.elsewhere(text[at], at, &mut found),
            };
            looked.map_err(|what| Broken { at, what })?;
            at += 1;
        }
        Ok(())
    }

    /// Goes on in a string; gives the byte to look at next.
    fn in_string(
        &mut self,
        text: &[u8],
        start: usize,
        at: usize,
        found: &mut impl FnMut(Found),
    ) -> usize {
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
        if self.stage == Stage::Elements && self.depth == 2 {
            found(Found::Element(self.element, end + 1));
        }
        self.string = None;
        end + 1
    }

    /// A byte of the array that stands in no object, array or string.
    fn between(
        &mut self,
        byte: u8,
        at: usize,
        found: &mut impl FnMut(Found),
    ) -> Result<(), &'static str> {
        let parts = byte.is_ascii_whitespace() || matches!(byte, b',' | b']');
        if self.last == Last::Word {
            if !parts {
                return Ok(());
            }
            found(Found::Element(self.element, at));
            self.last = Last::Element;
        }
        match (byte, self.last) {
            (b',', Last::Element) => self.last = Last::Comma,
            (b',', _) => return Err("no feature stands before a comma"),
            (b']', Last::Comma) => return Err("no feature stands behind a comma"),
            (b']', _) => return self.elsewhere(byte, at, found),
            (byte, _) if byte.is_ascii_whitespace() => {}
            (b'}' | b':', _) => return Err("the array of features is not closed"),
            (_, Last::Element) => return Err("no comma stands before a feature"),
            _ => self.begin(byte, at, found)?,
        }
        Ok(())
    }

    /// Begins with an element.
    fn begin(
        &mut self,
        byte: u8,
        at: usize,
        found: &mut impl FnMut(Found),
    ) -> Result<(), &'static str> {
        self.element = at;
        let is_whole = matches!(byte, b'{' | b'[' | b'"');
        self.last = if is_whole { Last::Element } else { Last::Word };
        self.elsewhere(byte, at, found)
    }

    fn elsewhere(
        &mut self,
        byte: u8,
        at: usize,
        found: &mut impl FnMut(Found),
    ) -> Result<(), &'static str> {
        match byte {
            b'"' => self.string = Some(at + 1),
            b'{' | b'[' => return self.open(byte, at, found),
            b'}' | b']' => self.close(at, found),
            b':' if self.depth == 1 && self.name == Name::Features => {
                self.name = Name::FeaturesColon;
            }
            b',' | b':' if self.depth == 1 => self.name = Name::Other,
            _ => {}
        }
        Ok(())
    }

    fn open(
        &mut self,
        byte: u8,
        at: usize,
        found: &mut impl FnMut(Found),
    ) -> Result<(), &'static str> {
        if byte == b'[' && self.depth == 1 && self.name == Name::FeaturesColon {
            if self.stage != Stage::Head {
                return Err("it has more than one array \"features\"");
            }
            self.stage = Stage::Elements;
            found(Found::Start(at + 1));
        }
        self.depth += 1;
        Ok(())
    }

    fn close(&mut self, at: usize, found: &mut impl FnMut(Found)) {
        self.depth = self.depth.saturating_sub(1);
        match (self.stage, self.depth) {
            (Stage::Elements, 2) => found(Found::Element(self.element, at + 1)),
            (Stage::Elements, 1) => self.stage = Stage::Tail,
            (Stage::Tail, 0) => self.stage = Stage::End,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements of a text that comes in two parts, and how far it was looked at.
    fn look(text: &str, cut: usize) -> Result<(Vec<String>, Stage), Broken> {
        let mut features = Features::default();
        let mut elements = Vec::new();
        for (end, from) in [(cut, 0), (text.len(), cut)] {
            let bytes = &text.as_bytes()[..end];
            features.look(bytes, from, |found| {
                if let Found::Element(start, end) = found {
                    elements.push(text.get(start..end).unwrap().to_owned());
                }
            })?;
        }
        Ok((elements, features.stage()))
    }

    #[test]
    fn only_elements_of_the_outermost_features_are_found() {
        let text = r#"{"a":"features","b":{"features":[{"x":1}]},"features\"":[2],
            "features" : [ {"p":"]}\\\""} ,{"q":{"features":[{}]}}], "c":{"features":[{"z":1}]}} "#;
        for cut in 0..text.len() {
            let (found, stage) = look(text, cut).unwrap();
            assert_eq!(
                found,
                [r#"{"p":"]}\\\""}"#, r#"{"q":{"features":[{}]}}"#],
                "{cut}"
            );
            assert_eq!(stage, Stage::End);
        }
    }

    #[test]
    fn an_element_may_be_anything() {
        let text = r#"{"features":[null,{} , 5 ,"a,]",[1,[2]],-1e5]}"#;
        for cut in 0..text.len() {
            let (found, _) = look(text, cut).unwrap();
            assert_eq!(found, ["null", "{}", "5", "\"a,]\"", "[1,[2]]", "-1e5"]);
        }
    }

    #[test]
    fn what_is_broken_around_elements_is_told() {
        for (text, at, what) in [
            (r#"{"features":[{} {}]}"#, 16, "no comma"),
            (r#"{"features":[1 2]}"#, 15, "no comma"),
            (r#"{"features":[,{}]}"#, 13, "before a comma"),
            (r#"{"features":[{},,{}]}"#, 16, "before a comma"),
            (r#"{"features":[{},]}"#, 16, "behind a comma"),
            (r#"{"features":[{}}"#, 15, "not closed"),
            (r#"{"features":[]} {"features":[]}"#, 16, "behind it"),
            (r#"{"features":[]}x"#, 15, "behind it"),
            (r#"{"features":[],"features":[]}"#, 26, "more than one"),
        ] {
            for cut in 0..text.len() {
                let broken = look(text, cut).unwrap_err();
                assert!(broken.what.contains(what), "{text}: {}", broken.what);
                assert_eq!(broken.at, at, "{text}");
            }
        }
    }
}
