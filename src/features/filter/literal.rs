//! Geometries and times as they stand in a filter.

use cql2::Expr;
use geo::{
    Area, Coord, Geometry, GeometryCollection, LineString, MapCoords, MultiLineString, MultiPoint,
    MultiPolygon, Point, Polygon, Validation, coord,
};
use jiff::civil::Time as Clock;
use serde_json::Value;

use super::{FilterError, MAX_VERTICES, error::short, expression::Moment, spatial::Drawn};
use crate::{
    features::{Bbox, Crs, time},
    model::Day,
};

/// A geometry in GeoJSON, and how many points it has; an error says what is wrong with it.
pub(super) fn ground(value: &Value) -> Result<(Geometry<f64>, usize), String> {
    let mut reader = Reader::default();
    let geometry = reader.geometry(value, true)?;
    Ok((geometry, reader.points))
}

/// Whether there are not too many points.
pub(super) fn bounded(points: usize) -> Result<(), FilterError> {
    if points > MAX_VERTICES {
        return Err(FilterError::TooManyVertices);
    }
    Ok(())
}

/// A geometry of a filter in a coordinate system.
pub(super) fn drawn(geometry: &cql2::Geometry, crs: Crs) -> Result<Drawn, FilterError> {
    let value = serde_json::to_value(geometry);
    let value = value.map_err(|error| FilterError::Geometry(error.to_string()))?;
    let (geometry, points) = ground(&value).map_err(FilterError::Geometry)?;
    bounded(points)?;
    let east_first = geometry.map_coords(|c| crs.east_first(c.x, c.y));
    let degrees = crs.unproject(&east_first).ok_or_else(|| outside(crs))?;
    valid(&degrees).map_err(FilterError::Geometry)?;
    Drawn::new(degrees).ok_or_else(|| FilterError::Geometry("it is empty".to_owned()))
}

/// Whether a geometry is valid, part after part: how parts lie to each other is asked of valid ones only, as `geo` may
/// panic else.
fn valid(geometry: &Geometry<f64>) -> Result<(), String> {
    match geometry {
        _ if has_flat_ring(geometry) => Err("a ring has no area".to_owned()),
        Geometry::GeometryCollection(parts) => parts.iter().try_for_each(valid),
        Geometry::MultiPolygon(polygons) => polygons
            .iter()
            .try_for_each(|polygon| polygon.check_validation().map_err(|e| e.to_string()))
            .and_then(|()| polygons.check_validation().map_err(|e| e.to_string())),
        other => other.check_validation().map_err(|e| e.to_string()),
    }
}

/// Whether a valid ring goes to and fro on one line: it has no inside to relate to.
fn has_flat_ring(geometry: &Geometry<f64>) -> bool {
    let is_flat = |ring: &LineString<f64>| {
        let area = Polygon::new(ring.clone(), Vec::new());
        area.unsigned_area() <= 0.0 && area.is_valid()
    };
    let any_flat = |polygon: &Polygon<f64>| {
        is_flat(polygon.exterior()) || polygon.interiors().iter().any(is_flat)
    };
    match geometry {
        Geometry::Polygon(polygon) => any_flat(polygon),
        Geometry::MultiPolygon(polygons) => polygons.iter().any(any_flat),
        Geometry::GeometryCollection(parts) => parts.iter().any(has_flat_ring),
        _ => false,
    }
}

/// A box of a filter in a coordinate system.
pub(super) fn bbox(numbers: &[f64], crs: Crs) -> Result<Drawn, FilterError> {
    let geometry = Bbox::of(numbers, crs)?.into_geometry();
    valid(&geometry).map_err(FilterError::Geometry)?;
    Drawn::new(geometry).ok_or_else(|| outside(crs))
}

fn outside(crs: Crs) -> FilterError {
    FilterError::Outside {
        crs: crs.uri().into_owned(),
    }
}

/// A moment, in UTC.
pub(super) fn moment(text: &str) -> Result<(Day, Moment), FilterError> {
    let read = || {
        let (day, clock) = time::moment(text)?;
        let since = Clock::midnight().duration_until(clock);
        let nanoseconds = i64::try_from(since.as_nanos()).ok()?;
        Some((day, Moment(day.number(), nanoseconds)))
    };
    read().ok_or_else(|| FilterError::Moment { given: short(text) })
}

/// Whether a text that begins as a day, and goes on, is a moment. The `cql2` crate fills in what is missing, so it is
/// asked before.
pub(super) fn spelled(text: &str) -> Result<(), FilterError> {
    let day = text.get(..10).filter(|day| day.len() < text.len());
    match day.map(str::parse::<Day>) {
        Some(Ok(_)) => moment(text).map(|_| ()),
        _ => Ok(()),
    }
}

/// The text within DATE('...') or TIMESTAMP('...').
pub(super) fn quoted<'e>(expr: &'e Expr, name: &str) -> Result<&'e str, FilterError> {
    match expr {
        Expr::Literal(text) => Ok(text),
        _ => Err(FilterError::Wanted {
            place: name.to_owned(),
            wanted: "a text in quotes",
            given: "an expression".to_owned(),
        }),
    }
}

/// Reads GeoJSON and counts points.
#[derive(Debug, Default)]
struct Reader {
    points: usize,
}

impl Reader {
    fn geometry(&mut self, value: &Value, outermost: bool) -> Result<Geometry<f64>, String> {
        let kind = value
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if kind == "GeometryCollection" {
            if !outermost {
                return Err("a collection holds no collection".to_owned());
            }
            let parts = each(value.get("geometries"), "geometries", 1)?.iter();
            let parts = parts.map(|part| self.geometry(part, false));
            let parts = parts.collect::<Result<_, _>>()?;
            return Ok(Geometry::GeometryCollection(GeometryCollection(parts)));
        }
        let given = value.get("coordinates");
        let given = given.ok_or_else(|| format!("a {kind:?} needs coordinates"))?;
        Ok(match kind {
            "Point" => Point(self.position(given)?).into(),
            "MultiPoint" => {
                let points = each(Some(given), "points", 1)?.iter();
                let points = points.map(|point| self.position(point).map(Point));
                MultiPoint(points.collect::<Result<_, _>>()?).into()
            }
            "LineString" => self.line(given)?.into(),
            "MultiLineString" => {
                let lines = each(Some(given), "lines", 1)?.iter();
                let lines = lines.map(|line| self.line(line));
                MultiLineString(lines.collect::<Result<_, _>>()?).into()
            }
            "Polygon" => self.polygon(given)?.into(),
            "MultiPolygon" => {
                let polygons = each(Some(given), "polygons", 1)?.iter();
                let polygons = polygons.map(|polygon| self.polygon(polygon));
                MultiPolygon(polygons.collect::<Result<_, _>>()?).into()
            }
            _ => return Err(format!("{:?} is no type of geometry", short(kind))),
        })
    }

    fn position(&mut self, value: &Value) -> Result<Coord<f64>, String> {
        self.points += 1;
        let numbers = each(Some(value), "numbers", 2)?;
        let mut numbers = numbers.iter().map(|number| {
            let number = number.as_f64().filter(|number| number.is_finite());
            number.ok_or_else(|| "a position has finite numbers only".to_owned())
        });
        match (numbers.next(), numbers.next()) {
            (Some(x), Some(y)) => {
                let rest: Vec<f64> = numbers.collect::<Result<_, _>>()?;
                let position = coord! { x: x?, y: y? };
                let fits = rest.len() <= 2;
                fits.then_some(position)
                    .ok_or_else(|| "a position has two to four numbers".to_owned())
            }
            _ => Err("a position has at least two numbers".to_owned()),
        }
    }

    fn line(&mut self, value: &Value) -> Result<LineString<f64>, String> {
        let positions = each(Some(value), "positions of a line", 2)?.iter();
        let positions = positions.map(|position| self.position(position));
        Ok(LineString(positions.collect::<Result<_, _>>()?))
    }

    fn ring(&mut self, value: &Value) -> Result<LineString<f64>, String> {
        each(Some(value), "positions of a ring", 4)?;
        let ring = self.line(value)?;
        let closed = ring.is_closed();
        closed
            .then_some(ring)
            .ok_or_else(|| "a ring must end where it begins".to_owned())
    }

    fn polygon(&mut self, value: &Value) -> Result<Polygon<f64>, String> {
        let rings = each(Some(value), "rings", 1)?.iter();
        let rings = rings.map(|ring| self.ring(ring));
        let mut rings = rings.collect::<Result<Vec<_>, _>>()?;
        let outer = rings.remove(0);
        Ok(Polygon::new(outer, rings))
    }
}

/// The items of a list that has at least `least`.
fn each<'v>(value: Option<&'v Value>, what: &str, least: usize) -> Result<&'v Vec<Value>, String> {
    let items = value.and_then(Value::as_array);
    let items = items.filter(|items| items.len() >= least);
    items.ok_or_else(|| format!("a list of {what}, at least {least}, is wanted"))
}
