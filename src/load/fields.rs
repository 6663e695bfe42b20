//! Reads the fields of one entry, noting every defect on the way.
//!
//! Each question names a key, says what is allowed there and gives `None` after noting what is
//! wrong; [`Fields::finish`] notes keys that nobody asked for. So one entry with three mistakes
//! gives three faults.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use super::{
    faults::Faults,
    known::Known,
    node::{Node, Value},
};
use crate::{
    language,
    model::{At, Day, FaultKind, Id, Lang, LocalText},
};

/// How messages call a text per language.
const LOCAL_TEXT: &str = "a table of texts by language, such as { en = \"…\" }";

/// What came of asking for a key.
pub(super) enum Reading<T> {
    /// It is not there.
    Absent,
    /// It is wrong, and noted.
    Wrong,
    /// Its value.
    Right(T),
}

impl<T> Reading<T> {
    /// The value, if there is a right one.
    pub(super) fn right(self) -> Option<T> {
        match self {
            Self::Right(value) => Some(value),
            Self::Absent | Self::Wrong => None,
        }
    }
}

/// The fields of one entry of a file.
pub(super) struct Fields<'a> {
    file: &'a str,
    element: String,
    at: At,
    table: BTreeMap<String, Node>,
    asked: BTreeSet<String>,
    faults: &'a mut Faults,
}

impl<'a> Fields<'a> {
    /// Opens an entry; `None`, noted, when it is no table.
    pub(super) fn open(
        file: &'a str,
        element: impl Into<String>,
        node: Node,
        faults: &'a mut Faults,
    ) -> Option<Self> {
        let element = element.into();
        let at = At {
            line: node.line,
            column: node.column,
            element: (!element.is_empty()).then(|| element.clone()),
        };
        let Value::Table(table) = node.value else {
            let what = format!("this is {}, not a table of fields", node.value.sort());
            faults.error((file, at), FaultKind::Schema, what, "");
            return None;
        };
        Some(Self {
            file,
            element,
            at,
            table,
            asked: BTreeSet::new(),
            faults,
        })
    }

    /// Where the entry stands.
    pub(super) fn at(&self) -> At {
        self.at.clone()
    }

    /// Where the value of a key stands, as long as it has not been read yet.
    pub(super) fn at_key(&self, key: &str) -> At {
        let node = self.table.get(key);
        At {
            line: node.and_then(|node| node.line).or(self.at.line),
            column: node.and_then(|node| node.column),
            element: Some(self.path(key)),
        }
    }

    /// Whether a key has a value that has not been read yet; null is none.
    pub(super) fn has(&self, key: &str) -> bool {
        let node = self.table.get(key);
        node.is_some_and(|node| node.value != Value::Null)
    }

    /// Notes a defect of this entry.
    pub(super) fn error(
        &mut self,
        at: At,
        kind: FaultKind,
        what: impl Into<String>,
        mend: impl Into<String>,
    ) {
        self.faults.error((self.file, at), kind, what, mend);
    }

    fn path(&self, key: &str) -> String {
        if self.element.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.element)
        }
    }

    /// Takes a value out; null counts as absent.
    fn take(&mut self, key: &str) -> Option<(At, Value)> {
        let at = self.at_key(key);
        self.asked.insert(key.to_owned());
        self.table
            .remove(key)
            .filter(|node| node.value != Value::Null)
            .map(|node| (at, node.value))
    }

    /// The value of a required key, noting its absence.
    fn required<T>(&mut self, key: &str, reading: Reading<T>) -> Option<T> {
        if matches!(reading, Reading::Absent) {
            let element = Some(self.path(key));
            let at = At {
                element,
                ..self.at()
            };
            let what = format!("`{key}` is missing");
            self.error(at, FaultKind::Schema, what, format!("add `{key}`"));
        }
        reading.right()
    }

    fn wrong_sort(&mut self, at: At, expected: &str, found: &Value) {
        let what = format!("this is {}, not {expected}", found.sort());
        self.error(at, FaultKind::Schema, what, "");
    }

    /// Reads an optional key by `read`.
    fn optional<T>(
        &mut self,
        key: &str,
        expected: &str,
        read: impl FnOnce(&mut Self, &At, Value) -> Result<T, Value>,
    ) -> Reading<T> {
        let Some((at, value)) = self.take(key) else {
            return Reading::Absent;
        };
        match read(self, &at, value) {
            Ok(found) => Reading::Right(found),
            Err(other) => {
                self.wrong_sort(at, expected, &other);
                Reading::Wrong
            }
        }
    }

    /// An optional text; a blank one is a defect.
    pub(super) fn text_or_none(&mut self, key: &str) -> Option<String> {
        self.reading(key, |text| Ok::<_, &str>(text.to_owned()))
            .right()
    }

    /// An optional text that may be blank.
    pub(super) fn blank_or_text(&mut self, key: &str) -> Option<String> {
        let read = self.optional(key, "a text", |_, _, value| match value {
            Value::Text(text) => Ok(text),
            other => Err(other),
        });
        read.right()
    }

    /// A required text.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.parsed(key, |text| Ok::<_, &str>(text.to_owned()))
    }

    /// An optional text that must satisfy `parse`.
    pub(super) fn parsed_or_none<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.reading(key, parse).right()
    }

    /// A text that must satisfy `parse`, telling an absent one from a wrong one.
    pub(super) fn reading<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Reading<T> {
        let Some((at, value)) = self.take(key) else {
            return Reading::Absent;
        };
        let Value::Text(text) = value else {
            self.wrong_sort(at, "a text", &value);
            return Reading::Wrong;
        };
        if text.trim().is_empty() {
            self.error(
                at,
                FaultKind::Value,
                format!("`{key}` is blank"),
                "leave the key out where nothing is known",
            );
            return Reading::Wrong;
        }
        match parse(&text) {
            Ok(found) => Reading::Right(found),
            Err(error) => {
                self.error(at, FaultKind::Value, error.to_string(), "");
                Reading::Wrong
            }
        }
    }

    /// A required text that must satisfy `parse`.
    pub(super) fn parsed<T, E: Display>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let reading = self.reading(key, parse);
        self.required(key, reading)
    }

    /// A required day.
    pub(super) fn day(&mut self, key: &str) -> Option<Day> {
        self.parsed(key, str::parse)
    }

    /// A number, telling an absent one from a wrong one.
    fn number_reading(&mut self, key: &str) -> Reading<f64> {
        self.optional(key, "a number", |_, _, value| match value {
            Value::Number(number) => Ok(number),
            other => Err(other),
        })
    }

    /// A required number of degrees in a text cell.
    pub(super) fn degrees(&mut self, key: &str) -> Option<f64> {
        self.parsed(key, |text| {
            text.parse::<f64>()
                .map_err(|_no_number| format!("{text:?} is not a number of degrees"))
        })
    }

    /// An optional number.
    pub(super) fn number_or_none(&mut self, key: &str) -> Option<f64> {
        self.number_reading(key).right()
    }

    /// A required number.
    pub(super) fn number(&mut self, key: &str) -> Option<f64> {
        let reading = self.number_reading(key);
        self.required(key, reading)
    }

    /// An optional text per language.
    pub(super) fn local_text_or_none(&mut self, key: &str) -> Option<LocalText> {
        self.local_text_reading(key).right()
    }

    fn local_text_reading(&mut self, key: &str) -> Reading<LocalText> {
        self.optional(key, LOCAL_TEXT, |fields, at, value| {
            fields.local_text_of(at, value)
        })
    }

    /// A required text per language.
    pub(super) fn local_text(&mut self, key: &str) -> Option<LocalText> {
        let reading = self.local_text_reading(key);
        self.required(key, reading)
    }

    /// A text per language from its value; gives the value back when it is no table.
    fn local_text_of(&mut self, at: &At, value: Value) -> Result<LocalText, Value> {
        let mut texts = Vec::new();
        for (lang, at, value) in self.by_lang(at, value)? {
            match value {
                Value::Text(text) if !text.trim().is_empty() => texts.push((lang, text)),
                other => self.wrong_sort(at, "a text that is not blank", &other),
            }
        }
        if texts.is_empty() {
            self.error(
                at.clone(),
                FaultKind::Schema,
                "there is no text in any language",
                "",
            );
        }
        Ok(texts.into_iter().collect())
    }

    /// An optional list of texts, each per language; absent is empty.
    pub(super) fn local_texts(&mut self, key: &str) -> Vec<LocalText> {
        let mut texts = Vec::new();
        for (element, node) in self.entries(key) {
            let at = At {
                line: node.line,
                column: node.column,
                element: Some(element),
            };
            match self.local_text_of(&at, node.value) {
                Ok(text) => texts.push(text),
                Err(other) => self.wrong_sort(at, LOCAL_TEXT, &other),
            }
        }
        texts
    }

    /// An optional list of texts per language; absent is empty.
    pub(super) fn texts_by_lang(&mut self, key: &str) -> BTreeMap<Lang, Vec<String>> {
        let expected = "a table of lists of texts by language, such as { en = [\"…\"] }";
        let read = self.optional(key, expected, |fields, at, value| {
            let by_lang = fields.by_lang(at, value)?;
            Ok(by_lang
                .into_iter()
                .map(|(lang, at, value)| (lang, fields.list_of_texts(&at, value)))
                .collect())
        });
        read.right().unwrap_or_default()
    }

    /// Like [`Fields::texts_by_lang`], with the `{one|other}` alternatives of each phrase written out.
    pub(super) fn phrases_by_lang(&mut self, key: &str) -> BTreeMap<Lang, Vec<String>> {
        let at = self.at_key(key);
        let lists = self.texts_by_lang(key).into_iter();
        lists
            .map(|(lang, phrases)| (lang, self.expanded(&at, &phrases)))
            .collect()
    }

    /// An optional list of phrases with their `{one|other}` alternatives written out; absent is empty.
    pub(super) fn phrases(&mut self, key: &str) -> Vec<String> {
        let at = self.at_key(key);
        let phrases = self.texts(key);
        self.expanded(&at, &phrases)
    }

    fn expanded(&mut self, at: &At, phrases: &[String]) -> Vec<String> {
        let mut wordings = Vec::new();
        for phrase in phrases {
            match language::expand(phrase) {
                Ok(expanded) => wordings.extend(expanded),
                Err(error) => {
                    let what = format!("{phrase:?}: {error}");
                    self.error(at.clone(), FaultKind::Value, what, "");
                }
            }
        }
        wordings
    }

    /// Splits a table by language tags, noting keys that are none.
    fn by_lang(&mut self, at: &At, value: Value) -> Result<Vec<(Lang, At, Value)>, Value> {
        let Value::Table(table) = value else {
            return Err(value);
        };
        let mut parts = Vec::new();
        for (tag, node) in table {
            let element = at.element.as_ref().map(|path| format!("{path}.{tag}"));
            let at = At {
                line: node.line,
                column: node.column,
                element,
            };
            match Lang::new(&tag) {
                Ok(lang) => parts.push((lang, at, node.value)),
                Err(error) => self.error(at, FaultKind::Schema, error.to_string(), ""),
            }
        }
        Ok(parts)
    }

    fn list_of_texts(&mut self, at: &At, value: Value) -> Vec<String> {
        let Value::List(items) = value else {
            self.wrong_sort(at.clone(), "a list of texts", &value);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for (i, item) in items.into_iter().enumerate() {
            let element = at.element.as_ref().map(|path| format!("{path}[{i}]"));
            let at = At {
                line: item.line,
                column: item.column,
                element,
            };
            match item.value {
                Value::Text(text) if !text.trim().is_empty() => texts.push(text),
                other => self.wrong_sort(at, "a text that is not blank", &other),
            }
        }
        texts
    }

    /// An optional list of texts; absent is empty.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        let read = self.optional(key, "a list of texts", |fields, at, value| match value {
            Value::List(_) => Ok(fields.list_of_texts(at, value)),
            other => Err(other),
        });
        read.right().unwrap_or_default()
    }

    /// An optional list of texts, of which those that stand there again are noted; absent is empty.
    pub(super) fn different_texts(&mut self, key: &str) -> Vec<String> {
        let at = self.at_key(key);
        let mut texts: Vec<String> = Vec::new();
        for text in self.texts(key) {
            if texts.contains(&text) {
                let what = format!("{text:?} is given twice");
                self.error(at.clone(), FaultKind::Value, what, "write it once");
            } else {
                texts.push(text);
            }
        }
        texts
    }

    /// The entries of an optional list, each with the element path to open it by.
    pub(super) fn entries(&mut self, key: &str) -> Vec<(String, Node)> {
        let path = self.path(key);
        let read = self.optional(key, "a list", |_, _, value| match value {
            Value::List(items) => Ok(items),
            other => Err(other),
        });
        let items = read.right().unwrap_or_default();
        items
            .into_iter()
            .enumerate()
            .map(|(i, item)| (format!("{path}[{i}]"), item))
            .collect()
    }

    /// An optional entry.
    pub(super) fn entry_or_none(&mut self, key: &str) -> Option<(String, Node)> {
        self.entry_reading(key).right()
    }

    fn entry_reading(&mut self, key: &str) -> Reading<(String, Node)> {
        let path = self.path(key);
        let Some((At { line, column, .. }, value)) = self.take(key) else {
            return Reading::Absent;
        };
        let node = Node {
            line,
            column,
            value,
        };
        Reading::Right((path, node))
    }

    /// A required entry.
    pub(super) fn entry(&mut self, key: &str) -> Option<(String, Node)> {
        let reading = self.entry_reading(key);
        self.required(key, reading)
    }

    /// Opens an entry inside this one.
    pub(super) fn nested(&mut self, (element, node): (String, Node)) -> Option<Fields<'_>> {
        Fields::open(self.file, element, node, self.faults)
    }

    /// An optional list of different ids, each of which must be known; absent is empty.
    pub(super) fn ids(&mut self, key: &str, known: &Known) -> Vec<Id> {
        let at = self.at_key(key);
        let texts = self.different_texts(key);
        texts
            .iter()
            .filter_map(|text| self.known_id(text, &at, known))
            .collect()
    }

    /// A required id that must be known.
    pub(super) fn id_of(&mut self, key: &str, known: &Known) -> Option<Id> {
        let at = self.at_key(key);
        let text = self.text(key)?;
        self.known_id(&text, &at, known)
    }

    /// An optional id that must be known.
    pub(super) fn id_of_or_none(&mut self, key: &str, known: &Known) -> Option<Id> {
        let at = self.at_key(key);
        let text = self.text_or_none(key)?;
        self.known_id(&text, &at, known)
    }

    fn known_id(&mut self, text: &str, at: &At, known: &Known) -> Option<Id> {
        let id = Id::new(text).ok().filter(|id| known.has(id));
        if id.is_none() {
            let what = format!("no {} has the id {text:?}", known.noun());
            self.error(
                at.clone(),
                FaultKind::UnknownId,
                what,
                known.suggestion(text),
            );
        }
        id
    }

    /// The entry's own id, noted when another entry has it.
    pub(super) fn own_id(&mut self, known: &mut Known) -> Option<Id> {
        let at = self.at_key("id");
        let id = self.parsed("id", Id::new)?;
        if !known.add(&id) {
            let what = format!("the id {id} is given twice");
            self.error(
                at,
                FaultKind::DuplicateId,
                what,
                "ids are unique within a file",
            );
        }
        Some(id)
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(self) {
        for (key, node) in &self.table {
            let at = At {
                line: node.line,
                column: node.column,
                element: Some(self.path(key)),
            };
            let known = self
                .asked
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            let what = format!("`{key}` is not a key here");
            self.faults.error(
                (self.file, at),
                FaultKind::Schema,
                what,
                format!("allowed are {known}"),
            );
        }
    }
}
