//! The properties of a table, each with where its values come from.

use std::fmt;

use super::{Property, Value};
use crate::model::Lang;

type ValueOf<S> = Box<dyn for<'s> Fn(&'s S, usize) -> Value<'s> + Send + Sync>;

/// Properties over records that `S` holds by number.
pub(super) struct Columns<S> {
    properties: Vec<Property>,
    values: Vec<ValueOf<S>>,
}

impl<S> Columns<S> {
    pub(super) fn new() -> Self {
        Self {
            properties: Vec::new(),
            values: Vec::new(),
        }
    }

    /// One property more.
    pub(super) fn with(
        mut self,
        property: Property,
        value: impl for<'s> Fn(&'s S, usize) -> Value<'s> + Send + Sync + 'static,
    ) -> Self {
        self.properties.push(property);
        self.values.push(Box::new(value));
        self
    }

    /// A property more per language, `name` becoming `name_en`.
    pub(super) fn with_each<F>(
        self,
        languages: &[Lang],
        property: &Property,
        value: impl Fn(Lang) -> F,
    ) -> Self
    where
        F: for<'s> Fn(&'s S, usize) -> Value<'s> + Send + Sync + 'static,
    {
        languages.iter().fold(self, |columns, lang| {
            columns.with(property.clone().in_lang(lang), value(lang.clone()))
        })
    }

    pub(super) fn properties(&self) -> &[Property] {
        &self.properties
    }

    pub(super) fn value<'s>(&self, source: &'s S, record: usize, property: usize) -> Value<'s> {
        self.values[property](source, record)
    }
}

impl<S> fmt::Debug for Columns<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.properties).finish()
    }
}
