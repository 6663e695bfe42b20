//! NDJSON: one article per line.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

use super::{Spot, Tell, encoding::TextEncoding, lines::Lines, pieces::Pieces, stream::Stream};
use crate::{
    load::{articles::paragraphs, text::odd_character},
    model::{At, Fault, FaultKind},
};

/// The lines of an NDJSON file that hold something, each with its number; a line that cannot be
/// read is a fault, and the next is read all the same.
pub struct Records {
    spot: Spot,
    lines: Lines<Stream>,
    encoding: Option<TextEncoding>,
    given: usize,
    ended: bool,
}

/// A line of an NDJSON file, not yet understood.
#[derive(Debug)]
pub struct RecordLine {
    spot: Spot,
    number: usize,
    text: String,
}

/// An article of an NDJSON file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: String,
    /// Its paragraphs, the title first.
    pub passages: Vec<String>,
    /// What is odd about it.
    pub warning: Option<Box<Fault>>,
}

impl Records {
    pub(super) fn new(
        spot: Spot,
        stream: Stream,
        encoding: Option<TextEncoding>,
        tell: Option<Tell>,
    ) -> Self {
        Self {
            spot,
            lines: Lines::new(Pieces::new(stream, encoding, tell)),
            encoding,
            given: 0,
            ended: false,
        }
    }

    /// What is to be said about the file as a whole.
    fn last_word(&self) -> Option<Box<Fault>> {
        if self.given == 0 {
            let what = "there is no article in it";
            return Some(self.spot.error(None, FaultKind::Text, what, ""));
        }
        let encoding = self.encoding?;
        self.spot.conversion(self.lines.bad(), encoding)
    }
}

impl Iterator for Records {
    type Item = Result<RecordLine, Box<Fault>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut text = String::new();
        while !self.ended {
            let line = match self.lines.next(&mut text) {
                Ok(Some(line)) => line,
                Ok(None) => {
                    self.ended = true;
                    return self.last_word().map(Err);
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(self.spot.unreadable(&error)));
                }
            };
            if text.trim().is_empty() {
                continue;
            }
            self.given += 1;
            if let Some(bytes) = line.malformed.filter(|_| self.encoding.is_none()) {
                return Some(Err(self.spot.not_utf8(&bytes)));
            }
            return Some(Ok(RecordLine {
                spot: self.spot.clone(),
                number: line.number,
                text,
            }));
        }
        None
    }
}

/// What a line must be.
const SHAPE: &str = "each line is one object: {\"id\": …, \"title\": …, \"text\": …}";

/// The fields of an article that are read; others may stand beside them.
#[derive(Deserialize)]
struct Fields {
    id: Name,
    #[serde(default)]
    title: Option<String>,
    text: String,
}

/// An id: text, or a whole number.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`id` to be text or a whole number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Name, E> {
                if text.trim().is_empty() {
                    return Err(E::custom("`id` is empty"));
                }
                Ok(Name(text.to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Name, E> {
                Ok(Name(number.to_string()))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Name, E> {
                Ok(Name(number.to_string()))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl RecordLine {
    /// Bytes of the line.
    #[must_use]
    pub fn length(&self) -> usize {
        self.text.len()
    }

    /// The article that the line holds.
    ///
    /// # Errors
    /// When the line is not one JSON object with `id` and `text`, or has no text.
    pub fn read(self) -> Result<Record, Box<Fault>> {
        // `serde` would also take an array for the fields in order.
        if !self.text.trim_start().starts_with('{') {
            let line = Some(self.number);
            let what = "the line is no JSON object";
            return Err(self.spot.error(line, FaultKind::Syntax, what, SHAPE));
        }
        let fields: Fields =
            serde_json::from_str(&self.text).map_err(|error| self.bad_json(&error))?;
        let title = fields.title.as_deref().map_or("", str::trim);
        let title = (!title.is_empty()).then(|| title.to_owned());
        let passages: Vec<String> = title.into_iter().chain(parts(&fields.text)).collect();
        if passages.is_empty() {
            let what = "the article is empty";
            return Err(self
                .spot
                .error(Some(self.number), FaultKind::Text, what, ""));
        }
        let mut texts = passages.iter().flat_map(|text| text.split('\n'));
        let odd = texts.find_map(odd_character);
        let warning = odd.map(|odd| self.spot.odd(Some(self.number), odd));
        Ok(Record {
            id: fields.id.0,
            passages,
            warning,
        })
    }

    fn bad_json(&self, error: &serde_json::Error) -> Box<Fault> {
        let column = error.column();
        let before = self.text.as_bytes().get(..column.saturating_sub(1));
        // Bytes that continue a character are of the form 10xxxxxx.
        let characters = before.map(|bytes| bytes.iter().filter(|&&b| b & 0xc0 != 0x80).count());
        let at = At {
            column: characters.map(|count| count + 1),
            ..At::line(self.number)
        };
        let text = error.to_string();
        let what = text.split(" at line ").next().unwrap_or(&text).to_owned();
        self.spot.error_at(at, FaultKind::Syntax, what, SHAPE)
    }
}

/// The paragraphs of a text within JSON: parted by blank lines; where there is none, by line
/// breaks, because that is how most exports write paragraphs.
fn parts(text: &str) -> Vec<String> {
    let blank = paragraphs(text).map(str::to_owned);
    let parts: Vec<String> = blank.collect();
    if parts.len() != 1 {
        return parts;
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    fn read(text: &str) -> Vec<Result<Record, Box<Fault>>> {
        let stream = Stream::of_bytes(text.as_bytes(), 5);
        let records = Records::new(Spot::new("a.ndjson"), stream, None, None);
        records
            .map(|line| line.and_then(RecordLine::read))
            .collect()
    }

    fn one(text: &str) -> Record {
        read(text).remove(0).unwrap()
    }

    #[test]
    fn the_title_is_the_first_passage() {
        let record = one(r#"{"id":"a","url":7,"title":" T ","text":"one\n\ntwo\nthree"}"#);
        assert_eq!(record.id, "a");
        assert_eq!(record.passages, ["T", "one", "two\nthree"]);
    }

    #[test]
    fn without_blank_lines_each_line_is_a_passage() {
        let record = one(r#"{"text":"one\r\ntwo\n","id":-7}"#);
        assert_eq!(record.id, "-7");
        assert_eq!(record.passages, ["one", "two"]);
        let record = one(r#"{"text":"only","title":null,"id":18446744073709551615}"#);
        assert_eq!(record.id, "18446744073709551615");
        assert_eq!(record.passages, ["only"]);
    }

    #[test]
    fn bad_lines_are_told_and_the_rest_is_read() {
        let found = read(
            "{\"id\":1,\"text\":\"a\"}\n\nنص {\n{\"id\":2}\n{\"id\":[],\"text\":\"\"}\n{\"id\":3,\"text\":\" \"}\n{\"id\":\"\",\"text\":\"x\"}\n[1]\n{\"id\":9,\"text\":\"b\"}",
        );
        let told: Vec<String> = found
            .iter()
            .map(|item| match item {
                Ok(record) => record.id.clone(),
                Err(fault) => format!("{}{}: {}", fault.file, fault.at, fault.what),
            })
            .collect();
        assert_eq!(
            told,
            [
                "1",
                "a.ndjson:3: the line is no JSON object",
                "a.ndjson:4:8: missing field `text`",
                "a.ndjson:5:8: invalid type: sequence, expected `id` to be text or a whole number",
                "a.ndjson:6: the article is empty",
                "a.ndjson:7:8: `id` is empty",
                "a.ndjson:8: the line is no JSON object",
                "9"
            ]
        );
    }

    #[test]
    fn a_line_that_is_not_utf_8_is_a_fault_of_its_own() {
        let stream = Stream::of_bytes(
            b"{\"id\":1,\"text\":\"\xff\"}\n{\"id\":2,\"text\":\"b\"}",
            5,
        );
        let records = Records::new(Spot::new("a.ndjson"), stream, None, None);
        let found: Vec<_> = records
            .map(|line| line.and_then(RecordLine::read))
            .collect();
        let fault = found[0].as_ref().unwrap_err();
        assert_eq!(fault.at.line, Some(1));
        assert!(fault.what.contains("byte 16 is 0xff"), "{}", fault.what);
        assert_eq!(found[1].as_ref().unwrap().id, "2");
    }

    #[test]
    fn escaped_controls_are_told() {
        let record = one("{\"id\":1,\"text\":\"a\\u0000b\"}");
        assert_eq!(record.passages, ["a\0b"]);
        let warning = record.warning.unwrap();
        assert_eq!(warning.severity, Severity::Warning);
        assert!(warning.what.contains("U+0000"));
    }

    #[test]
    fn a_file_without_articles_is_a_fault() {
        assert!(
            read("\n \n")[0]
                .as_ref()
                .unwrap_err()
                .what
                .contains("no article")
        );
    }
}
