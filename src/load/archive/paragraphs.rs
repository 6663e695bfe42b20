//! A text file, paragraph by paragraph.

use std::{collections::VecDeque, io::BufRead, mem, path::PathBuf};

use super::{
    Spot, Tell,
    encoding::is_utf8_after_all,
    lines::{Line, Lines},
    pieces::{Malformed, Pieces, Step},
    stream::Stream,
};
use crate::{
    load::{archive::encoding::TextEncoding, text::odd_character},
    model::{Fault, FaultKind},
};

/// The paragraphs of a text as `load` parts them, each as soon as it is whole, with the faults met
/// on the way. After an error nothing more comes; a warning is followed by more.
///
/// A file is opened for the first paragraph, and closed behind the last.
///
/// No more than one paragraph is held. A file that can be read twice is checked first, so that a
/// text that is not UTF-8 gives no paragraph at all; standard input gives those before the fault.
pub struct Paragraphs {
    spot: Spot,
    state: State,
    /// The paragraph so far, blank lines before it left out.
    paragraph: String,
    line: String,
    given: usize,
    waiting: VecDeque<Box<Fault>>,
}

enum State {
    /// A path, or standard input.
    Unopened(Option<PathBuf>, Reading),
    Unchecked(Stream, Reading),
    Open(Box<Lines<Stream>>, Option<TextEncoding>),
    Ended,
}

/// How the bytes are to be read.
pub(super) struct Reading {
    pub(super) encoding: Option<TextEncoding>,
    pub(super) tell: Option<Tell>,
}

impl Paragraphs {
    /// Those of a stream.
    pub(super) fn new(spot: Spot, stream: Stream, reading: Reading) -> Self {
        Self::beginning(spot, State::Unchecked(stream, reading))
    }

    /// Those of a file, or without a path of standard input.
    pub(super) fn unopened(spot: Spot, path: Option<PathBuf>, reading: Reading) -> Self {
        Self::beginning(spot, State::Unopened(path, reading))
    }

    fn beginning(spot: Spot, state: State) -> Self {
        Self {
            spot,
            state,
            paragraph: String::new(),
            line: String::new(),
            given: 0,
            waiting: VecDeque::new(),
        }
    }

    /// Goes on until there is a paragraph or a fault.
    fn advance(&mut self) -> Option<Result<String, Box<Fault>>> {
        loop {
            if let Some(fault) = self.waiting.pop_front() {
                return Some(Err(fault));
            }
            match mem::replace(&mut self.state, State::Ended) {
                State::Ended => return None,
                State::Unopened(path, reading) => match Stream::open(path.as_deref()) {
                    Ok(stream) => self.state = State::Unchecked(stream, reading),
                    Err(error) => return Some(Err(self.spot.unreadable(&error))),
                },
                State::Unchecked(stream, reading) => match self.checked(stream, reading) {
                    Ok(state) => self.state = state,
                    Err(fault) => return Some(Err(fault)),
                },
                State::Open(mut lines, encoding) => {
                    let mut line = mem::take(&mut self.line);
                    let read = lines.next(&mut line);
                    let whole = match read {
                        Err(error) => return Some(Err(self.spot.unreadable(&error))),
                        Ok(None) => {
                            self.note_conversion(&lines, encoding);
                            self.end()
                        }
                        Ok(Some(Line {
                            malformed: Some(bytes),
                            ..
                        })) if encoding.is_none() => {
                            return Some(Err(self.not_utf8(&bytes)));
                        }
                        Ok(Some(Line { number, .. })) => {
                            self.state = State::Open(lines, encoding);
                            self.take_line(&mut line, number)
                        }
                    };
                    self.line = line;
                    if let Some(paragraph) = whole {
                        self.given += 1;
                        return Some(Ok(paragraph));
                    }
                }
            }
        }
    }

    /// Looks at the bytes before the first paragraph is given.
    fn checked(&mut self, mut stream: Stream, reading: Reading) -> Result<State, Box<Fault>> {
        let failed = |error| self.spot.unreadable(&error);
        if let Some(encoding) = reading.encoding {
            let beginning = stream.fill_buf().map_err(failed)?;
            if is_utf8_after_all(beginning, encoding.0) {
                let what = format!("this is UTF-8, and is read as {}", encoding.name());
                let mend = "leave --encoding away for this file";
                let warning = self.spot.warning(None, FaultKind::Text, what, mend);
                self.waiting.push_back(warning);
            }
        } else if stream.can_rewind() {
            let mut pieces = Pieces::new(stream, None, None);
            let mut piece = String::new();
            loop {
                match pieces.next(&mut piece).map_err(failed)? {
                    Step::Text => {}
                    Step::Malformed(bytes) => return Err(self.not_utf8(&bytes)),
                    Step::End => break,
                }
            }
            stream = pieces.into_bytes();
            stream.rewind().map_err(failed)?;
        }
        let pieces = Pieces::new(stream, reading.encoding, reading.tell);
        Ok(State::Open(Box::new(Lines::new(pieces)), reading.encoding))
    }

    /// Adds a line to the paragraph; gives the paragraph when the line is blank.
    fn take_line(&mut self, line: &mut String, number: usize) -> Option<String> {
        if line.trim().is_empty() {
            return self.close();
        }
        if let Some(odd) = odd_character(line) {
            self.waiting.push_back(self.spot.odd(Some(number), odd));
        }
        if self.paragraph.is_empty() {
            // No copy: a line may be the whole of a very long paragraph.
            mem::swap(&mut self.paragraph, line);
        } else {
            self.paragraph.push_str(line);
        }
        None
    }

    /// The paragraph that ends here, without the white space around it.
    fn close(&mut self) -> Option<String> {
        let mut paragraph = mem::take(&mut self.paragraph);
        paragraph.truncate(paragraph.trim_end().len());
        let before = paragraph.len() - paragraph.trim_start().len();
        paragraph.drain(..before);
        (!paragraph.is_empty()).then_some(paragraph)
    }

    /// The last paragraph; without any, the text is empty.
    fn end(&mut self) -> Option<String> {
        let last = self.close();
        if last.is_none() && self.given == 0 {
            let empty = (FaultKind::Text, "the article is empty");
            self.waiting
                .push_back(self.spot.error(None, empty.0, empty.1, ""));
        }
        last
    }

    fn not_utf8(&self, bytes: &Malformed) -> Box<Fault> {
        let mut fault = self.spot.not_utf8(bytes);
        if self.given > 0 {
            let before = format!("; its first {} passages are listed", self.given);
            fault.what.push_str(&before);
        }
        fault
    }

    fn note_conversion(&mut self, lines: &Lines<Stream>, encoding: Option<TextEncoding>) {
        let warning = encoding.and_then(|encoding| self.spot.conversion(lines.bad(), encoding));
        self.waiting.extend(warning);
    }
}

impl Iterator for Paragraphs {
    type Item = Result<String, Box<Fault>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.advance()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{load::articles::paragraphs, model::Severity};

    fn read(bytes: &[u8], encoding: Option<&str>) -> (Vec<String>, Vec<Fault>) {
        let encoding = encoding.map(|label| TextEncoding::of_label(label).unwrap());
        let reading = Reading {
            encoding,
            tell: None,
        };
        let spot = Spot::new("a.txt");
        let (mut texts, mut faults) = (Vec::new(), Vec::new());
        for item in Paragraphs::new(spot, Stream::of_bytes(bytes, 7), reading) {
            match item {
                Ok(text) => texts.push(text),
                Err(fault) => faults.push(*fault),
            }
        }
        (texts, faults)
    }

    #[test]
    fn an_empty_text_is_a_fault() {
        for empty in [&b""[..], b"\n \r\n\t\n", b"\xef\xbb\xbf"] {
            let (texts, faults) = read(empty, None);
            assert!(texts.is_empty());
            assert_eq!(faults[0].severity, Severity::Error);
            assert_eq!(faults[0].what, "the article is empty");
        }
    }

    #[test]
    fn a_text_that_is_not_utf_8_ends_with_the_place_and_the_probable_encoding() {
        let arabic = "عنوان\n\nعاد الهدوء إلى المدينة بعد أسبوع من القصف المتواصل";
        let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(arabic);
        let whole = Stream::of_bytes(&bytes, 4096);
        let reading = Reading {
            encoding: None,
            tell: None,
        };
        let found: Vec<_> = Paragraphs::new(Spot::new("a.txt"), whole, reading).collect();
        let fault = found[0].as_ref().unwrap_err();
        assert_eq!(found.len(), 1);
        assert_eq!(fault.at.line, Some(1));
        assert!(fault.what.contains("byte 0 is 0xda"), "{}", fault.what);
        assert!(
            fault.mend.contains("--encoding windows-1256"),
            "{}",
            fault.mend
        );
        let (texts, faults) = read(&bytes, Some("windows-1256"));
        assert_eq!(texts.join("\n\n"), arabic);
        assert!(faults.is_empty());
    }

    #[test]
    fn what_stands_before_the_fault_of_a_stream_is_given() {
        let (texts, faults) = read(b"title\n\none\n\ntwo \xff\n\nthree", None);
        assert_eq!(texts, ["title", "one"]);
        assert_eq!(faults[0].at.line, Some(5));
        assert!(faults[0].what.ends_with("its first 2 passages are listed"));
    }

    #[test]
    fn characters_that_cannot_be_converted_are_counted() {
        let (texts, faults) = read(b"a\xfcb\n\n\xfc", Some("iso-8859-8"));
        assert_eq!(texts, ["a\u{FFFD}b", "\u{FFFD}"]);
        assert_eq!(faults[0].severity, Severity::Warning);
        assert!(faults[0].what.starts_with("2 "), "{}", faults[0].what);
    }

    #[test]
    fn invisible_characters_are_told_and_stay() {
        let (texts, faults) = read("a\u{202E}b\n\nc\0".as_bytes(), None);
        assert_eq!(texts, ["a\u{202E}b", "c\0"]);
        let told: Vec<_> = faults.iter().map(|fault| fault.at.line).collect();
        assert_eq!(told, [Some(1), Some(3)]);
        assert!(faults.iter().all(|f| f.severity == Severity::Warning));
    }

    proptest! {
        #[test]
        fn a_stream_has_the_paragraphs_of_the_whole(text in "([ab \u{a0}\t\r\n\n]|ك|\u{85}|\u{2028}){0,60}") {
            let (found, _) = read(text.as_bytes(), None);
            let whole: Vec<&str> = paragraphs(&text).collect();
            prop_assert_eq!(found, whole);
        }
    }
}
