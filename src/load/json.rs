//! What `serde_json` reads too kindly, and what it says of the rest.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::{faults::Faults, node::Lines};
use crate::model::{At, FaultKind};

/// An object read as `T`; a list of its values, which derived readers take as well, is refused.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_map(ObjectVisitor(PhantomData)).map(Self)
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, json: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(json))
    }
}

/// A file that is read in pieces.
#[derive(Clone, Copy)]
pub(super) struct Source<'t> {
    /// The file as messages name it.
    pub(super) file: &'t str,
    pub(super) text: &'t str,
    pub(super) lines: &'t Lines<'t>,
}

impl Source<'_> {
    /// Byte offset of a piece of the text, if it is one.
    pub(super) fn offset_of(self, piece: &str) -> Option<usize> {
        (piece.as_ptr() as usize)
            .checked_sub(self.text.as_ptr() as usize)
            .filter(|&offset| offset <= self.text.len())
    }

    /// Notes that a piece of the text is not what was expected, and where it is not.
    pub(super) fn refuse(
        self,
        (piece, element): (&str, Option<String>),
        (kind, what): (FaultKind, &str),
        error: &serde_json::Error,
        faults: &mut Faults,
    ) {
        let start = self.offset_of(piece).unwrap_or_default();
        let (line, column) = self.lines.position(start + offset_in(piece, error));
        let at = At {
            line: Some(line),
            column: Some(column),
            element,
        };
        let what = format!("{what}: {}", reason(error));
        faults.error((self.file, at), kind, what, "");
    }
}

/// The byte that an error stands at; `serde_json` counts line feeds, and bytes from 1.
fn offset_in(piece: &str, error: &serde_json::Error) -> usize {
    let ends = memchr::memchr_iter(b'\n', piece.as_bytes());
    let starts = ends.map(|at| at + 1).take(error.line().saturating_sub(1));
    let offset = starts.last().unwrap_or_default() + error.column().saturating_sub(1);
    let is_boundary = |&at: &usize| piece.is_char_boundary(at);
    (0..=offset.min(piece.len()))
        .rev()
        .find(is_boundary)
        .unwrap_or_default()
}

/// What an error says, without the place in the piece.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&place).unwrap_or(&text).to_owned()
}
