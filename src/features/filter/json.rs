//! CQL2 JSON, held to the limits and to the names of the standard before it is parsed.
//!
//! The `cql2` crate takes any spelling of an operator (`T_OVERLAPPEDBY`) and says of a mistake only that there is one.

use cql2::Expr;
use serde_json::{Map, Value};

use super::{FilterError, MAX_DEPTH, MAX_NODES, error::short, literal, names};

/// The expression of a text.
pub(super) fn parse(text: &str) -> Result<Expr, FilterError> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| FilterError::NotJson(error.to_string()))?;
    let mut walk = Walk::default();
    walk.check(&value)?;
    Expr::try_from(value).map_err(|error| walk.wrong(&error.to_string()))
}

/// A walk over every expression within an expression.
#[derive(Debug, Default)]
struct Walk {
    path: Vec<String>,
    depth: usize,
    nodes: usize,
    vertices: usize,
}

impl Walk {
    fn wrong(&self, problem: &str) -> FilterError {
        let path = self.path.iter().map(|step| format!("/{step}"));
        FilterError::Json {
            path: path.collect(),
            problem: problem.to_owned(),
        }
    }

    fn check(&mut self, value: &Value) -> Result<(), FilterError> {
        self.nodes += 1;
        self.depth += 1;
        if self.nodes > MAX_NODES {
            return Err(FilterError::TooLarge);
        }
        if self.depth > MAX_DEPTH {
            return Err(FilterError::TooDeep);
        }
        match value {
            Value::Array(items) => self.check_all(items)?,
            Value::Object(object) => self.check_object(object, value)?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        self.depth -= 1;
        Ok(())
    }

    fn check_all(&mut self, items: &[Value]) -> Result<(), FilterError> {
        for (n, item) in items.iter().enumerate() {
            self.path.push(n.to_string());
            self.check(item)?;
            self.path.pop();
        }
        Ok(())
    }

    fn check_object(
        &mut self,
        object: &Map<String, Value>,
        value: &Value,
    ) -> Result<(), FilterError> {
        if let Some(op) = object.get("op") {
            return self.check_operation(op, object.get("args"));
        }
        if object.contains_key("type") {
            let (_, points) = literal::ground(value).map_err(|problem| self.wrong(&problem))?;
            self.vertices += points;
            return literal::bounded(self.vertices);
        }
        let mut keys = ["property", "date", "timestamp"].into_iter();
        if let Some((key, value)) = keys.find_map(|key| object.get_key_value(key)) {
            let problem = || self.wrong(&format!("{key:?} must be a text"));
            let text = value.as_str().ok_or_else(problem)?;
            return if key == "timestamp" {
                literal::spelled(text)
            } else {
                Ok(())
            };
        }
        for key in ["interval", "bbox"] {
            if let Some(value) = object.get(key) {
                let items = value.as_array();
                let items = items.ok_or_else(|| self.wrong(&format!("{key:?} must be a list")))?;
                let mut texts = items.iter().filter_map(Value::as_str);
                texts.try_for_each(literal::spelled)?;
                self.path.push(key.to_owned());
                self.check_all(items)?;
                self.path.pop();
                return Ok(());
            }
        }
        Err(self.wrong("an object must have one of the keys op, property, date, timestamp, interval, bbox or, for a geometry, type"))
    }

    fn check_operation(&mut self, op: &Value, args: Option<&Value>) -> Result<(), FilterError> {
        let op = op
            .as_str()
            .ok_or_else(|| self.wrong("\"op\" must be a text"))?;
        if !names::ALL.contains(&op) {
            return Err(FilterError::UnknownFunction {
                name: short(op),
                allowed: names::ALL.to_vec(),
            });
        }
        let args = args.and_then(Value::as_array);
        let args = args.ok_or_else(|| self.wrong("beside \"op\" stands \"args\", a list"))?;
        self.path.push("args".to_owned());
        self.check_all(args)?;
        self.path.pop();
        Ok(())
    }
}
