//! Checks a parsed expression against a schema: spatial relations, and what stands in temporal and array functions.

use cql2::Expr;

use super::{
    FilterError, FilterLang, MAX_COMPARED,
    array::Listing,
    expression::Truth,
    literal,
    lower::{Lowering, arity},
    names,
    spatial::{Ground, Seen, SpatialRelation},
    temporal::{Bound, Time},
    terms::{Sort, plain, wanted},
};
use crate::features::{Geometries, Kind};

impl Lowering<'_> {
    /// A relation of two grounds; of two that are drawn here, it is worked out at once.
    pub(super) fn spatial(
        self,
        op: &str,
        relation: SpatialRelation,
        [a, b]: [&Expr; 2],
    ) -> Result<Truth, FilterError> {
        let (a, b) = (self.ground(op, a)?, self.ground(op, b)?);
        let is_heap = |ground: &Ground| matches!(ground, Ground::Drawn(drawn) if drawn.is_heap());
        if !relation.takes_heaps() && (is_heap(&a) || is_heap(&b)) {
            let op = op.to_ascii_uppercase();
            return Err(FilterError::Heap { op });
        }
        match (&a, &b) {
            (Ground::Drawn(a), Ground::Drawn(b)) if a.points * b.points > MAX_COMPARED => {
                Err(FilterError::TooMuchToCompare)
            }
            (Ground::Drawn(a), Ground::Drawn(b)) => {
                let holds = relation.holds(Seen::Drawn(a), Seen::Drawn(b));
                Ok(Truth::Constant(holds))
            }
            _ => Ok(Truth::Spatial(relation, a, b)),
        }
    }

    pub(super) fn ground(self, op: &str, expr: &Expr) -> Result<Ground, FilterError> {
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

    pub(super) fn time(self, op: &str, expr: &Expr, instants: bool) -> Result<Time, FilterError> {
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
            Expr::Literal(text) => Ok(Bound::Day(text.parse()?)),
            Expr::Date { date } => Ok(Bound::Day(literal::quoted(plain(date), "DATE")?.parse()?)),
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

    pub(super) fn listing(self, op: &str, expr: &Expr) -> Result<Listing, FilterError> {
        if let Expr::Property { property } = plain(expr)
            && self.kind(property)? == Some(Kind::List)
        {
            return Ok(Listing::Property(self.property(property)?));
        }
        let items = items(expr, self.lang).ok_or_else(|| {
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

/// The items of a list. The scanner of text makes it a call, which the parser, after IN, takes for the only item.
pub(super) fn items(expr: &Expr, lang: FilterLang) -> Option<&[Box<Expr>]> {
    match (expr, lang) {
        (Expr::Array(list), FilterLang::Json) => Some(list),
        (Expr::Operation { op, args }, FilterLang::Text) if op == names::GROUP => Some(args),
        (Expr::Array(list), FilterLang::Text) => match list.as_slice() {
            [only] if !matches!(only.as_ref(), Expr::Array(_)) => items(only, lang),
            _ => None,
        },
        _ => None,
    }
}
