//! A parsed value that remembers where it stood, whatever the file format.

use std::collections::BTreeMap;

use toml::{Spanned, de::DeValue};

/// A value and its position (line and column from 1).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) line: Option<usize>,
    pub(super) column: Option<usize>,
    pub(super) value: Value,
}

/// What TOML, CSV and JSON have in common.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Text(String),
    Number(f64),
    Other(&'static str),
    List(Vec<Node>),
    Table(BTreeMap<String, Node>),
}

impl Value {
    /// How messages call this sort of value.
    pub(super) fn sort(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Other(sort) => sort,
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Turns byte offsets of a text into lines and columns.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let ends = memchr::memchr2_iter(b'\n', b'\r', bytes);
        // Of a carriage return and a line feed, the second ends the line.
        let ends = ends.filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
        let breaks = ends.map(|at| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// Line and column (in characters) of a byte offset, both from 1.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let before = self.text.get(start..offset).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// The line of the first character at an offset or behind it that ends no line.
    pub(super) fn line_after_breaks(&self, offset: usize) -> usize {
        let rest = self.text.as_bytes().get(offset..).unwrap_or_default();
        let breaks = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        self.position(offset + breaks.count()).0
    }
}

/// A TOML value as a node.
pub(super) fn from_toml(value: &Spanned<DeValue<'_>>, lines: &Lines<'_>) -> Node {
    let (line, column) = lines.position(value.span().start);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) if number.radix() == 10 => decimal(number.as_str()),
        DeValue::Integer(number) => in_base(number.as_str(), number.radix()),
        DeValue::Float(number) => decimal(number.as_str()),
        DeValue::Boolean(_) => Value::Other("true or false"),
        DeValue::Datetime(day) => Value::Text(day.to_string()),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|item| from_toml(item, lines)).collect())
        }
        DeValue::Table(table) => Value::Table(
            table
                .iter()
                .map(|(key, value)| (key.get_ref().to_string(), from_toml(value, lines)))
                .collect(),
        ),
    };
    Node {
        line: Some(line),
        column: Some(column),
        value,
    }
}

fn decimal(number: &str) -> Value {
    let digits = number.replace('_', "");
    digits
        .parse()
        .map_or(Value::Other("a number not in decimal"), Value::Number)
}

/// A whole number as TOML writes it in hexadecimal, octal or binary.
fn in_base(digits: &str, radix: u32) -> Value {
    #[expect(clippy::cast_precision_loss, reason = "as decimal numbers are read")]
    let number = i64::from_str_radix(digits, radix).map(|whole| whole as f64);
    number.map_or(Value::Other("a huge number"), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let lines = Lines::of("a\nهدنة = 1\n");
        assert_eq!(lines.position(0), (1, 1));
        assert_eq!(lines.position("a\nهدنة = ".len()), (2, 8));
        assert_eq!(lines.position("a\nهدنة = 1\n".len()), (3, 1));
    }
}
