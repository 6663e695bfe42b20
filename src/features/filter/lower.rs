//! Checks a parsed expression against a schema and gives what is evaluated: the conditions.

use cql2::Expr;

use super::{
    FilterError,
    array::{ArrayRelation, Listing},
    error::short,
    expression::{Comparison, Nullable, Term, Truth},
    like::Pattern,
    literal, names,
    spatial::{Ground, SpatialRelation},
    temporal::{Bound, TemporalRelation, Time},
    terms::{Sort, plain, wanted},
};
use crate::features::{Crs, Geometries, Kind, Schema};

/// What an expression is checked against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lowering<'a> {
    pub(super) schema: &'a Schema,
    pub(super) crs: Crs,
}

impl Lowering<'_> {
    /// The condition that an expression is.
    pub(super) fn truth(self, expr: &Expr) -> Result<Truth, FilterError> {
        match plain(expr) {
            Expr::Bool(constant) => Ok(Truth::Constant(*constant)),
            Expr::Property { property } if self.kind(property)? == Some(Kind::Boolean) => {
                Ok(Truth::Property(self.property(property)?))
            }
            Expr::Operation { op, args } => self.operation(op, args),
            other => Err(wanted("the filter", "a condition", self.describe(other))),
        }
    }

    fn operation(self, op: &str, args: &[Box<Expr>]) -> Result<Truth, FilterError> {
        if let Some(comparison) = Comparison::named(op) {
            let [a, b] = two(op, args)?;
            return self.compare(op, comparison, a, b);
        }
        if let Some(relation) = SpatialRelation::named(op) {
            let [a, b] = two(op, args)?;
            return Ok(Truth::Spatial(
                relation,
                self.ground(op, a)?,
                self.ground(op, b)?,
            ));
        }
        if let Some(relation) = TemporalRelation::named(op) {
            let [a, b] = two(op, args)?;
            let time = |arg| self.time(op, arg, relation.takes_instants());
            return Ok(Truth::Temporal(relation, time(a)?, time(b)?));
        }
        if let Some(relation) = ArrayRelation::named(op) {
            let [a, b] = two(op, args)?;
            return Ok(Truth::Array(
                relation,
                self.listing(op, a)?,
                self.listing(op, b)?,
            ));
        }
        match (op, args) {
            ("and", [_, _, ..]) => Ok(Truth::all(self.truths(args)?)),
            ("or", [_, _, ..]) => Ok(Truth::any(self.truths(args)?)),
            ("and" | "or", _) => Err(arity(op, args, "two or more")),
            ("not", [part]) => Ok(Truth::Not(Box::new(self.truth(part)?))),
            ("isNull", [what]) => self.nullable(what).map(Truth::IsNull),
            ("not" | "isNull", _) => Err(arity(op, args, "1")),
            ("between", [value, low, high]) => self.between(value, low, high),
            ("between", _) => Err(arity(op, args, "3")),
            ("like", [text, pattern]) => self.like(text, pattern),
            ("in", [value, list]) => self.is_in(value, list),
            ("like" | "in", _) => Err(arity(op, args, "2")),
            _ if names::ALL.contains(&op) => {
                let given = format!("the value of {op}");
                Err(wanted("the filter", "a condition", given))
            }
            _ => Err(FilterError::UnknownFunction {
                name: short(op),
                allowed: names::ALL.to_vec(),
            }),
        }
    }

    fn truths(self, args: &[Box<Expr>]) -> Result<Vec<Truth>, FilterError> {
        args.iter().map(|arg| self.truth(arg)).collect()
    }

    fn compare(
        self,
        op: &str,
        comparison: Comparison,
        a: &Expr,
        b: &Expr,
    ) -> Result<Truth, FilterError> {
        let (left, right) = (self.term(a)?, self.term(b)?);
        self.alike(op, (a, left.1), (b, right.1))?;
        Ok(Truth::Compare(comparison, left.0, right.0))
    }

    fn between(self, value: &Expr, low: &Expr, high: &Expr) -> Result<Truth, FilterError> {
        let (term, sort) = self.term(value)?;
        let bound = |bound| {
            let (term, own) = self.term(bound)?;
            self.alike("BETWEEN", (value, sort), (bound, own))?;
            Ok(term)
        };
        Ok(Truth::Between(term, bound(low)?, bound(high)?))
    }

    fn is_in(self, value: &Expr, list: &Expr) -> Result<Truth, FilterError> {
        let (term, sort) = self.term(value)?;
        let items = items(list).filter(|items| !items.is_empty());
        let items = items.ok_or_else(|| {
            wanted(
                "IN",
                "a list of at least one value on its right",
                self.describe(list),
            )
        })?;
        let items = items.iter().map(|item| {
            let (term, own) = self.term(item)?;
            self.alike("IN", (value, sort), (item, own))?;
            Ok(term)
        });
        Ok(Truth::In(term, items.collect::<Result<_, FilterError>>()?))
    }

    /// Two values must be of one sort to be set against each other.
    fn alike(self, op: &str, a: (&Expr, Sort), b: (&Expr, Sort)) -> Result<(), FilterError> {
        if a.1 == b.1 {
            return Ok(());
        }
        let hint = match (a.1, b.1) {
            (Sort::Text, Sort::Time) | (Sort::Time, Sort::Text) => {
                "; write a day as DATE('2017-06-15') and a moment as TIMESTAMP('2017-06-15T12:00:00Z')"
            }
            _ => "",
        };
        Err(FilterError::Kinds {
            operator: op.to_owned(),
            left: self.describe(a.0),
            right: self.describe(b.0),
            hint,
        })
    }

    fn like(self, text: &Expr, pattern: &Expr) -> Result<Truth, FilterError> {
        let (term, sort) = self.term(text)?;
        if sort != Sort::Text {
            return Err(wanted("LIKE", "a text on its left", self.describe(text)));
        }
        // CASEI and ACCENTI of a text in quotes are already worked out.
        match self.term(pattern)? {
            (Term::Text(pattern), _) => Ok(Truth::Like(term, Pattern::parse(&pattern)?)),
            _ => {
                let given = self.describe(pattern);
                Err(wanted("LIKE", "a pattern in quotes on its right", given))
            }
        }
    }

    fn nullable(self, expr: &Expr) -> Result<Nullable, FilterError> {
        match plain(expr) {
            Expr::Property { property } if self.is_ground(property) => Ok(Nullable::Ground),
            Expr::Property { property } => Ok(Nullable::Property(self.property(property)?)),
            Expr::Geometry(_) | Expr::BBox { .. } => {
                self.ground("isNull", expr).map(|_| Nullable::Never)
            }
            Expr::Interval { .. } => self.time("isNull", expr, true).map(|_| Nullable::Never),
            other => Ok(Nullable::Term(self.term(other)?.0)),
        }
    }

    fn ground(self, op: &str, expr: &Expr) -> Result<Ground, FilterError> {
        if self.schema.geometries == Geometries::None {
            return Err(FilterError::NoGeometry {
                name: op.to_owned(),
            });
        }
        match plain(expr) {
            Expr::Property { property } if self.is_ground(property) => Ok(Ground::Own),
            Expr::Geometry(geometry) => literal::drawn(geometry, self.crs).map(Ground::Drawn),
            Expr::BBox { bbox } => {
                let numbers = bbox.iter().map(|number| match plain(number) {
                    Expr::Float(number) => Ok(*number),
                    other => Err(wanted("BBOX", "numbers", self.describe(other))),
                });
                let numbers: Vec<f64> = numbers.collect::<Result<_, _>>()?;
                literal::bbox(&numbers, self.crs).map(Ground::Drawn)
            }
            Expr::Property { property } => {
                self.property(property)?;
                Err(wanted(
                    op,
                    "the property geometry or a geometry",
                    self.describe(expr),
                ))
            }
            other => Err(wanted(
                op,
                "the property geometry or a geometry",
                self.describe(other),
            )),
        }
    }

    fn time(self, op: &str, expr: &Expr, instants: bool) -> Result<Time, FilterError> {
        let expr = plain(expr);
        match expr {
            Expr::Interval { interval } => self.interval(interval),
            Expr::Date { .. } | Expr::Timestamp { .. } | Expr::Property { .. } => {
                let bound = self.bound(op, expr)?;
                if instants {
                    return Ok(Time::Instant(bound));
                }
                let wanting = "intervals only, like INTERVAL('2017-06-01','2017-06-30')";
                Err(wanted(op, wanting, self.describe(expr)))
            }
            other => {
                let wanting = "a DATE, a TIMESTAMP, an INTERVAL or a property of days";
                Err(wanted(op, wanting, self.describe(other)))
            }
        }
    }

    fn interval(self, bounds: &[Box<Expr>]) -> Result<Time, FilterError> {
        let [first, last] = bounds else {
            return Err(arity("INTERVAL", bounds, "2"));
        };
        let (first, last) = (
            self.bound("INTERVAL", first)?,
            self.bound("INTERVAL", last)?,
        );
        match (first, last) {
            (Bound::Day(first), Bound::Day(last)) if last < first => Err(FilterError::Reversed {
                first: first.to_string(),
                last: last.to_string(),
            }),
            _ => Ok(Time::Interval(first, last)),
        }
    }

    fn bound(self, op: &str, expr: &Expr) -> Result<Bound, FilterError> {
        match plain(expr) {
            Expr::Literal(text) if text == ".." => Ok(Bound::Open),
            Expr::Literal(text) if text.contains('T') => {
                literal::moment(text).map(|(day, _)| Bound::Day(day))
            }
            Expr::Literal(text) => literal::day(text).map(Bound::Day),
            Expr::Date { date } => {
                literal::day(literal::quoted(plain(date), "DATE")?).map(Bound::Day)
            }
            Expr::Timestamp { timestamp } => {
                let text = literal::quoted(plain(timestamp), "TIMESTAMP")?;
                literal::moment(text).map(|(day, _)| Bound::Day(day))
            }
            Expr::Property { property } if self.kind(property)? == Some(Kind::Day) => {
                Ok(Bound::Property(self.property(property)?))
            }
            other => Err(wanted(
                op,
                "days, moments or properties of days",
                self.describe(other),
            )),
        }
    }

    fn listing(self, op: &str, expr: &Expr) -> Result<Listing, FilterError> {
        if let Expr::Property { property } = plain(expr) {
            if self.kind(property)? == Some(Kind::List) {
                return Ok(Listing::Property(self.property(property)?));
            }
        }
        let items = items(expr).ok_or_else(|| {
            wanted(
                op,
                "a property that is a list, or a list",
                self.describe(expr),
            )
        })?;
        let items = items.iter().map(|item| match self.term(item)? {
            (term, Sort::Text) => Ok(term),
            _ => Err(wanted(op, "lists of texts", self.describe(item))),
        });
        Ok(Listing::Given(items.collect::<Result<_, _>>()?))
    }
}

/// The items of a list. In text, a list of one and a group look the same.
fn items(expr: &Expr) -> Option<&[Box<Expr>]> {
    match expr {
        Expr::Operation { op, args } if op == names::GROUP => Some(args),
        Expr::Array(items) => match items.as_slice() {
            [only] => Some(match only.as_ref() {
                Expr::Operation { op, args } if op == names::GROUP => args,
                _ => items,
            }),
            _ => Some(items),
        },
        _ => None,
    }
}

pub(super) fn two<'e>(op: &str, args: &'e [Box<Expr>]) -> Result<[&'e Expr; 2], FilterError> {
    match args {
        [a, b] => Ok([a, b]),
        _ => Err(arity(op, args, "2")),
    }
}

pub(super) fn arity(op: &str, args: &[Box<Expr>], expected: &'static str) -> FilterError {
    FilterError::Arity {
        name: op.to_owned(),
        given: args.len(),
        expected,
    }
}
