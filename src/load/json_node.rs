//! JSON text to a node, refusing what a table of fields would hide.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor},
};

use super::node::{Node, Value};

/// Reads JSON text as a node; every part of it is said to stand on `line`.
///
/// # Errors
/// Where it is not JSON, or a key stands twice in one object.
pub(super) fn read(text: &str, line: usize) -> Result<Node, serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    let node = OnLine(line).deserialize(&mut json)?;
    json.end()?;
    Ok(node)
}

/// Reads a value that stands on a line.
#[derive(Clone, Copy)]
struct OnLine(usize);

impl OnLine {
    fn node(self, value: Value) -> Node {
        Node {
            line: Some(self.0),
            column: None,
            value,
        }
    }
}

impl<'de> DeserializeSeed<'de> for OnLine {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Node, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OnLine {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(self.node(Value::Null))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(self.node(Value::Other("true or false")))
    }

    #[expect(clippy::cast_precision_loss, reason = "as decimal numbers are read")]
    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(self.node(Value::Number(number as f64)))
    }

    #[expect(clippy::cast_precision_loss, reason = "as decimal numbers are read")]
    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(self.node(Value::Number(number as f64)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(self.node(Value::Number(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(self.node(Value::Text(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut json: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = json.next_element_seed(self)? {
            items.push(item);
        }
        Ok(self.node(Value::List(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut json: A) -> Result<Node, A::Error> {
        let mut table = BTreeMap::new();
        while let Some(key) = json.next_key::<String>()? {
            if table.contains_key(&key) {
                return Err(A::Error::custom(format_args!("`{key}` is given twice")));
            }
            table.insert(key, json.next_value_seed(self)?);
        }
        Ok(self.node(Value::Table(table)))
    }
}
