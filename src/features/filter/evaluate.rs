//! What a filter is of a record: true, false or, where something is not known, `None`.

use std::{borrow::Cow, cmp::Ordering, time::Instant};

use super::{
    array::Listing,
    expression::{Arithmetic, Comparison, Moment, Nullable, Term, Truth},
    spatial::{Ground, Seen},
    temporal::{Bound, Time},
};
use crate::{
    features::{Days, Shape, Table, Value},
    model::Day,
};

/// A record to ask.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'t> {
    pub(super) table: &'t dyn Table,
    pub(super) record: usize,
    /// When nobody waits for the answer any more.
    pub(super) end: Instant,
}

/// A value that is known.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum Scalar<'a> {
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    Moment(Moment),
}

impl<'t> Row<'t> {
    /// Whether nobody waits any more; from then on no spatial relation is worked out, and what is said is worth nothing.
    pub(super) fn is_late(self) -> bool {
        Instant::now() > self.end
    }

    /// What a filter is of this record.
    pub(super) fn truth(self, truth: &Truth) -> Option<bool> {
        match truth {
            Truth::Constant(constant) => Some(*constant),
            Truth::Property(property) => match self.value(*property) {
                Value::Bool(value) => Some(value),
                _ => None,
            },
            Truth::Not(part) => self.truth(part).map(|truth| !truth),
            Truth::And(parts) => self.settled(parts, false),
            Truth::Or(parts) => self.settled(parts, true),
            Truth::Compare(comparison, a, b) => self.order(a, b).map(|order| comparison.is(order)),
            Truth::Between(term, low, high) => self.between(term, low, high),
            Truth::In(term, list) => self.is_in(term, list),
            Truth::Like(term, pattern) => self.text(term).map(|text| pattern.fits(&text)),
            Truth::IsNull(what) => Some(self.is_null(what)),
            Truth::Spatial(..) if self.is_late() => None,
            Truth::Spatial(relation, a, b) => {
                Some(relation.holds(self.ground(a)?, self.ground(b)?))
            }
            Truth::Temporal(relation, a, b) => Some(relation.holds(self.days(*a)?, self.days(*b)?)),
            Truth::Array(relation, a, b) => Some(relation.holds(&self.list(a)?, &self.list(b)?)),
        }
    }

    /// `decisive` if one part is; else unknown if one is; else the other.
    fn settled(self, parts: &[Truth], decisive: bool) -> Option<bool> {
        let mut all = Some(!decisive);
        for part in parts {
            match self.truth(part) {
                Some(truth) if truth == decisive => return Some(decisive),
                Some(_) => {}
                None => all = None,
            }
        }
        all
    }

    fn value(self, property: usize) -> Value<'t> {
        self.table.value(self.record, property)
    }

    fn order(self, a: &Term, b: &Term) -> Option<Ordering> {
        self.scalar(a)?.partial_cmp(&self.scalar(b)?)
    }

    /// `term >= low AND term <= high`, with `term` found once.
    fn between(self, term: &Term, low: &Term, high: &Term) -> Option<bool> {
        let value = self.scalar(term)?;
        let order = |bound: &Term| value.partial_cmp(&self.scalar(bound)?);
        match (
            order(low).map(Ordering::is_ge),
            order(high).map(Ordering::is_le),
        ) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }

    fn is_in(self, term: &Term, list: &[Term]) -> Option<bool> {
        let value = self.scalar(term)?;
        let mut found = Some(false);
        for item in list {
            match self.scalar(item) {
                Some(item) if item == value => return Some(true),
                Some(_) => {}
                None => found = None,
            }
        }
        found
    }

    fn is_null(self, what: &Nullable) -> bool {
        match what {
            Nullable::Never => false,
            Nullable::Property(property) => self.value(*property).is_null(),
            Nullable::Ground => self.table.shape(self.record) == Shape::Nowhere,
            Nullable::Term(term) => self.scalar(term).is_none(),
        }
    }

    fn scalar<'a>(self, term: &'a Term) -> Option<Scalar<'a>>
    where
        't: 'a,
    {
        match term {
            Term::Number(number) => Some(Scalar::Number(*number)),
            Term::Text(text) => Some(Scalar::Text(Cow::Borrowed(text))),
            Term::Moment(moment) => Some(Scalar::Moment(*moment)),
            Term::Property(property) => Scalar::of(self.value(*property)),
            Term::Truth(truth) => self.truth(truth).map(Scalar::Bool),
            Term::Arithmetic(operator, a, b) => {
                let result = operator.of(self.number(a)?, self.number(b)?);
                result.is_finite().then_some(Scalar::Number(result))
            }
            Term::Folded(fold, term) => Some(Scalar::Text(fold.of(self.text(term)?))),
        }
    }

    fn number(self, term: &Term) -> Option<f64> {
        match self.scalar(term)? {
            Scalar::Number(number) => Some(number),
            _ => None,
        }
    }

    fn text<'a>(self, term: &'a Term) -> Option<Cow<'a, str>>
    where
        't: 'a,
    {
        match self.scalar(term)? {
            Scalar::Text(text) => Some(text),
            _ => None,
        }
    }

    fn ground<'a>(self, ground: &'a Ground) -> Option<Seen<'a>>
    where
        't: 'a,
    {
        match ground {
            Ground::Own => Seen::of(self.table.shape(self.record)),
            Ground::Drawn(drawn) => Some(Seen::Drawn(drawn)),
        }
    }

    /// The days of a time; an interval of properties may be open, and none if it is reversed.
    fn days(self, time: Time) -> Option<Days> {
        match time {
            Time::Instant(bound) => self.day(bound).map(Days::on),
            Time::Interval(first, last) => {
                let (first, last) = (self.day(first), self.day(last));
                let reversed = first.zip(last).is_some_and(|(first, last)| last < first);
                (!reversed).then_some(Days { first, last })
            }
        }
    }

    fn day(self, bound: Bound) -> Option<Day> {
        match bound {
            Bound::Open => None,
            Bound::Day(day) => Some(day),
            Bound::Property(property) => match self.value(property) {
                Value::Day(day) => Some(day),
                _ => None,
            },
        }
    }

    fn list<'a>(self, list: &'a Listing) -> Option<Vec<Cow<'a, str>>>
    where
        't: 'a,
    {
        match list {
            Listing::Property(property) => match self.value(*property) {
                Value::List(items) => Some(items),
                _ => None,
            },
            Listing::Given(terms) => terms.iter().map(|term| self.text(term)).collect(),
        }
    }
}

impl<'a> Scalar<'a> {
    fn of(value: Value<'a>) -> Option<Self> {
        match value {
            Value::Null | Value::List(_) => None,
            Value::Bool(value) => Some(Self::Bool(value)),
            #[expect(clippy::cast_precision_loss, reason = "CQL2 knows one kind of number")]
            Value::Integer(value) => Some(Self::Number(value as f64)),
            Value::Number(value) => Some(Self::Number(value)),
            Value::Text(text) => Some(Self::Text(text)),
            Value::Day(day) => Some(Self::Moment(day.into())),
        }
    }
}

impl Comparison {
    fn is(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

impl Arithmetic {
    /// Not finite where there is no result.
    fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Remainder => a % b,
            Self::WholeDivide => (a / b).trunc(),
            Self::Power => a.powf(b),
        }
    }
}
