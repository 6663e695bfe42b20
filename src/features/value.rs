//! One value of one property.

use std::{borrow::Cow, cmp::Ordering};

use serde::Serialize;

use crate::model::Day;

/// A value as JSON has it, but for days, which JSON writes as text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value<'s> {
    /// Not known.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Number(f64),
    /// A text.
    Text(Cow<'s, str>),
    /// A calendar day.
    Day(Day),
    /// Several texts.
    List(Vec<Cow<'s, str>>),
}

impl<'s> Value<'s> {
    /// A text that lives as long as the snapshot.
    #[must_use]
    pub fn text(text: &'s str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// Several such texts.
    #[must_use]
    pub fn list(texts: impl Iterator<Item = &'s str>) -> Self {
        Self::List(texts.map(Cow::Borrowed).collect())
    }

    /// Whether it is not known.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The order of two values of one property: numbers by size, texts by code points, what is not known last.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Integer(a), Self::Integer(b)) => a.cmp(b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Day(a), Self::Day(b)) => a.cmp(b),
            (Self::List(a), Self::List(b)) => a.cmp(b),
            (a, b) => a.is_null().cmp(&b.is_null()),
        }
    }
}

impl<T: Into<Self>> From<Option<T>> for Value<'_> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<'s> From<&'s str> for Value<'s> {
    fn from(text: &'s str) -> Self {
        Self::text(text)
    }
}

impl From<Day> for Value<'_> {
    fn from(day: Day) -> Self {
        Self::Day(day)
    }
}
