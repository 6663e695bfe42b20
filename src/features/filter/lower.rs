//! Checks a parsed expression against a schema and gives what is evaluated: the conditions.

use cql2::Expr;

use super::{
    FilterError, FilterLang,
    array::ArrayRelation,
    error::short,
    expression::{Comparison, Nullable, Term, Truth},
    like::Pattern,
    names,
    operands::items,
    spatial::SpatialRelation,
    temporal::TemporalRelation,
    terms::{Sort, beside, plain, wanted},
};
use crate::features::{Crs, Kind, Schema};

/// What an expression is checked against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lowering<'a> {
    pub(super) schema: &'a Schema,
    pub(super) crs: Crs,
    pub(super) lang: FilterLang,
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
            return self.spatial(op, relation, two(op, args)?);
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
            (names::GROUP, _) => Err(wanted("the filter", "a condition", "a list".to_owned())),
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
        let sorts = (left.1, right.1);
        let (left, right) = (beside(left, sorts.1), beside(right, sorts.0));
        self.alike(op, (a, left.1), (b, right.1))?;
        Ok(Truth::Compare(comparison, left.0, right.0))
    }

    fn between(self, value: &Expr, low: &Expr, high: &Expr) -> Result<Truth, FilterError> {
        let (term, sort) = self.term(value)?;
        let bound = |bound| {
            let (term, own) = beside(self.term(bound)?, sort);
            self.alike("BETWEEN", (value, sort), (bound, own))?;
            Ok::<_, FilterError>(term)
        };
        Ok(Truth::Between(term, bound(low)?, bound(high)?))
    }

    fn is_in(self, value: &Expr, list: &Expr) -> Result<Truth, FilterError> {
        let (term, sort) = self.term(value)?;
        let items = items(list, self.lang).filter(|items| !items.is_empty());
        let items = items.ok_or_else(|| {
            wanted(
                "IN",
                "a list of at least one value on its right",
                self.describe(list),
            )
        })?;
        let items = items.iter().map(|item| {
            let (term, own) = beside(self.term(item)?, sort);
            self.alike("IN", (value, sort), (item, own))?;
            Ok::<_, FilterError>(term)
        });
        Ok(Truth::In(term, items.collect::<Result<_, _>>()?))
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
        let (Term::Text(pattern), _) = self.term(pattern)? else {
            let given = self.describe(pattern);
            return Err(wanted("LIKE", "a pattern in quotes on its right", given));
        };
        Ok(Truth::Like(term, Pattern::parse(&pattern)?))
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
