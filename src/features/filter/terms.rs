//! Checks a parsed expression against a schema: single values, and what they are called in messages.

use std::borrow::Cow;

use cql2::Expr;

use super::{
    FilterError,
    error::short,
    expression::{Arithmetic, Comparison, Fold, Moment, Term},
    literal,
    lower::{Lowering, arity, two},
    names,
};
use crate::{
    features::{Geometries, Kind},
    model::Day,
};

/// What a value is; only values of one sort can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Number,
    Text,
    Time,
    Truth,
}

/// A value beside one of another sort: next to a day, a text that reads as a day or a moment is one (21-065,
/// `/conf/advanced-comparison-operators/in`).
pub(super) fn beside(value: (Term, Sort), other: Sort) -> (Term, Sort) {
    match value {
        (Term::Text(text), Sort::Text) if other == Sort::Time => match moment(&text) {
            Some(moment) => (Term::Moment(moment), Sort::Time),
            None => (Term::Text(text), Sort::Text),
        },
        value => value,
    }
}

fn moment(text: &str) -> Option<Moment> {
    let day = text.parse::<Day>().ok().map(Moment::from);
    day.or_else(|| literal::moment(text).ok().map(|(_, moment)| moment))
}

impl Lowering<'_> {
    /// The single value that an expression is, and its sort.
    pub(super) fn term(self, expr: &Expr) -> Result<(Term, Sort), FilterError> {
        match plain(expr) {
            Expr::Float(number) => Ok((Term::Number(*number), Sort::Number)),
            Expr::Literal(text) => Ok((Term::Text(text.clone()), Sort::Text)),
            Expr::Date { date } => {
                let day: Day = literal::quoted(plain(date), "DATE")?.parse()?;
                Ok((Term::Moment(day.into()), Sort::Time))
            }
            Expr::Timestamp { timestamp } => {
                let text = literal::quoted(plain(timestamp), "TIMESTAMP")?;
                Ok((Term::Moment(literal::moment(text)?.1), Sort::Time))
            }
            Expr::Property { property } => self.property_term(property),
            Expr::Operation { op, args } => self.operation_term(op, args, expr),
            Expr::Bool(_) => Ok((Term::Truth(Box::new(self.truth(expr)?)), Sort::Truth)),
            Expr::Null => Err(wanted(
                "a comparison",
                "a value; write IS NULL",
                "NULL".to_owned(),
            )),
            other => Err(wanted(
                "a comparison",
                "single values",
                self.describe(other),
            )),
        }
    }

    fn property_term(self, name: &str) -> Result<(Term, Sort), FilterError> {
        let given = || format!("the property {name:?}");
        let sort = match self.kind(name)? {
            Some(Kind::Text | Kind::Uri) => Sort::Text,
            Some(Kind::Integer | Kind::Number) => Sort::Number,
            Some(Kind::Boolean) => Sort::Truth,
            Some(Kind::Day) => Sort::Time,
            Some(Kind::List) => {
                let wanting = "single values (a list can stand in A_CONTAINS, A_CONTAINEDBY, A_EQUALS, A_OVERLAPS and IS NULL)";
                return Err(wanted("a comparison", wanting, given()));
            }
            None => {
                let wanting =
                    "single values (a geometry can stand in spatial functions and IS NULL)";
                return Err(wanted("a comparison", wanting, given()));
            }
        };
        Ok((Term::Property(self.property(name)?), sort))
    }

    fn operation_term(
        self,
        op: &str,
        args: &[Box<Expr>],
        expr: &Expr,
    ) -> Result<(Term, Sort), FilterError> {
        if let Some(operator) = Arithmetic::named(op) {
            let [a, b] = two(op, args)?;
            let (a, b) = (Box::new(self.number(op, a)?), Box::new(self.number(op, b)?));
            return Ok((Term::Arithmetic(operator, a, b), Sort::Number));
        }
        let fold = match op {
            "casei" => Fold::Case,
            "accenti" => Fold::Accents,
            names::GROUP => {
                return Err(wanted("a comparison", "single values", self.describe(expr)));
            }
            _ => return Ok((Term::Truth(Box::new(self.truth(expr)?)), Sort::Truth)),
        };
        let [text] = args else {
            return Err(arity(op, args, "1"));
        };
        match self.term(text)? {
            (Term::Text(text), _) => {
                let folded = fold.of(Cow::Owned(text));
                Ok((Term::Text(folded.into_owned()), Sort::Text))
            }
            (term, Sort::Text) => Ok((Term::Folded(fold, Box::new(term)), Sort::Text)),
            _ => Err(wanted(op, "a text", self.describe(text))),
        }
    }

    fn number(self, op: &str, expr: &Expr) -> Result<Term, FilterError> {
        match self.term(expr)? {
            (term, Sort::Number) => Ok(term),
            _ => Err(wanted(op, "numbers", self.describe(expr))),
        }
    }

    /// Whether a name means the ground of a record.
    pub(super) fn is_ground(self, name: &str) -> bool {
        name == names::GEOMETRY && self.schema.geometries != Geometries::None
    }

    /// The number of a property.
    pub(super) fn property(self, name: &str) -> Result<usize, FilterError> {
        self.schema.position(name).ok_or_else(|| {
            let ground = self.is_ground(names::GEOMETRY).then_some(names::GEOMETRY);
            let names = self
                .schema
                .properties
                .iter()
                .map(|own| own.name.to_string());
            FilterError::UnknownProperty {
                name: short(name),
                allowed: names.chain(ground.map(str::to_owned)).collect(),
            }
        })
    }

    /// What the values of a property are; `None` for the ground.
    pub(super) fn kind(self, name: &str) -> Result<Option<Kind>, FilterError> {
        if self.is_ground(name) {
            return Ok(None);
        }
        Ok(Some(self.schema.properties[self.property(name)?].kind))
    }

    /// What an expression is called in a message.
    pub(super) fn describe(self, expr: &Expr) -> String {
        match plain(expr) {
            Expr::Property { property } => {
                let kind = match self.kind(property) {
                    Ok(Some(kind)) => kind_word(kind),
                    Ok(None) => "a geometry",
                    Err(_) => "unknown",
                };
                format!("the property {:?} ({kind})", short(property))
            }
            Expr::Float(number) => format!("the number {number}"),
            Expr::Literal(text) => format!("the text '{}'", short(text)),
            Expr::Bool(truth) => if *truth { "TRUE" } else { "FALSE" }.to_owned(),
            Expr::Date { .. } => "a DATE".to_owned(),
            Expr::Timestamp { .. } => "a TIMESTAMP".to_owned(),
            Expr::Interval { .. } => "an INTERVAL".to_owned(),
            Expr::BBox { .. } | Expr::Geometry(_) => "a geometry".to_owned(),
            Expr::Array(_) => "a list".to_owned(),
            Expr::Null => "NULL".to_owned(),
            Expr::Operation { op, .. } if op == names::GROUP => "a list".to_owned(),
            Expr::Operation { op, .. } => format!("the value of {}", short(op)),
        }
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Uri => "a text",
        Kind::Integer | Kind::Number => "a number",
        Kind::Boolean => "TRUE or FALSE",
        Kind::Day => "a day",
        Kind::List => "a list of texts",
    }
}

/// An expression out of its parentheses.
pub(super) fn plain(mut expr: &Expr) -> &Expr {
    while let Expr::Operation { op, args } = expr {
        match args.as_slice() {
            [inner] if op == names::GROUP => expr = inner,
            _ => break,
        }
    }
    expr
}

pub(super) fn wanted(place: &str, wanted: &'static str, given: String) -> FilterError {
    FilterError::Wanted {
        place: place.to_owned(),
        wanted,
        given,
    }
}

impl Comparison {
    pub(super) fn named(op: &str) -> Option<Self> {
        Some(match op {
            "=" => Self::Equal,
            "<>" | "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }
}

impl Arithmetic {
    fn named(op: &str) -> Option<Self> {
        Some(match op {
            "+" => Self::Add,
            "-" => Self::Subtract,
            "*" => Self::Multiply,
            "/" => Self::Divide,
            "%" => Self::Remainder,
            "div" => Self::WholeDivide,
            "^" => Self::Power,
            _ => return None,
        })
    }
}
