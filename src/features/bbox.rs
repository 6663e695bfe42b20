//! Boxes: the `bbox` parameter (OGC API - Features Part 1, 7.15.3) and BBOX in filters.

use geo::{Coord, Geometry, GeometryCollection, Intersects, Line, LineString, Point, Rect};
use thiserror::Error;

use super::{Crs, Shape, crs::Part};

/// A box on the earth; cut in two where it crosses the antimeridian.
#[derive(Debug, Clone, PartialEq)]
pub struct Bbox {
    parts: Vec<Part>,
}

/// A text that is no box.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum BboxError {
    /// Not four or six numbers.
    #[error(
        "{given} numbers are given; a box has four (west, south, east, north) or six (with lowest and highest)"
    )]
    Count {
        /// How many there were.
        given: usize,
    },
    /// Something is no finite number.
    #[error("{0:?} is not a finite number")]
    NotANumber(String),
    /// The second corner lies below the first.
    #[error("the {axis} {low} comes first and must not be greater than {high}")]
    Reversed {
        /// Which of the two: `lower` or `lowest`.
        axis: &'static str,
        /// What comes first.
        low: f64,
        /// What comes second.
        high: f64,
    },
    /// A corner is no point of the coordinate system.
    #[error(
        "{given} reaches beyond what {crs} can tell; in degrees, longitudes go from -180 to 180 and latitudes from -90 to 90, and no box in metres holds a pole"
    )]
    Outside {
        /// The numbers given.
        given: String,
        /// The coordinate system.
        crs: String,
    },
}

impl Bbox {
    /// A box from its text, whose numbers are in the axis order of `crs`.
    ///
    /// # Errors
    /// When the text is not four or six finite numbers, in order, inside the coordinate system.
    pub fn parse(text: &str, crs: Crs) -> Result<Self, BboxError> {
        let numbers: Vec<f64> = text.split(',').map(number).collect::<Result<_, _>>()?;
        Self::of(&numbers, crs)
    }

    /// A box from its numbers, which are in the axis order of `crs`.
    ///
    /// West greater than east means a box across the antimeridian, in coordinate systems that have one.
    ///
    /// # Errors
    /// When they are not four or six finite numbers, in order, inside the coordinate system.
    pub fn of(numbers: &[f64], crs: Crs) -> Result<Self, BboxError> {
        if let Some(number) = numbers.iter().find(|number| !number.is_finite()) {
            return Err(BboxError::NotANumber(number.to_string()));
        }
        let (low, high) = corners(numbers, crs)?;
        let parts = crs.ground(low, high);
        let parts = parts.ok_or_else(|| outside(crs, numbers))?;
        Ok(Self { parts })
    }

    /// It as a geometry in degrees, longitude first.
    pub(super) fn into_geometry(self) -> Geometry<f64> {
        let parts = self.parts.into_iter().map(|part| match part.ground {
            Some(ground) => ground.into(),
            None => rectangle(part.around),
        });
        let mut parts: Vec<Geometry<f64>> = parts.collect();
        match parts.len() {
            1 => parts.remove(0),
            _ => Geometry::GeometryCollection(GeometryCollection(parts)),
        }
    }

    /// The boxes in degrees, longitude first, that hold all of it.
    pub fn around(&self) -> impl Iterator<Item = Rect<f64>> {
        self.parts.iter().map(|part| part.around)
    }

    /// Whether some point of a shape lies in it, the edge included.
    #[must_use]
    pub fn touches(&self, shape: Shape<'_>) -> bool {
        self.parts.iter().any(|part| match (&part.ground, shape) {
            (_, Shape::Nowhere) => false,
            (None, Shape::Point(point)) => part.around.intersects(&point.to_point()),
            (None, Shape::Area(area)) => area.intersects(&part.around),
            (Some(ground), Shape::Point(point)) => ground.intersects(&point.to_point()),
            (Some(ground), Shape::Area(area)) => area.intersects(ground),
        })
    }
}

fn outside(crs: Crs, numbers: &[f64]) -> BboxError {
    let numbers = numbers.iter().map(f64::to_string).collect::<Vec<_>>();
    BboxError::Outside {
        given: numbers.join(","),
        crs: crs.uri().into_owned(),
    }
}

/// The lowest and the highest corner, east first.
fn corners(numbers: &[f64], crs: Crs) -> Result<(Coord<f64>, Coord<f64>), BboxError> {
    let (a, b, c, d) = match *numbers {
        [a, b, c, d] => (a, b, c, d),
        [a, b, low, c, d, high] => {
            in_order("lowest", low, high)?;
            (a, b, c, d)
        }
        _ => {
            let given = numbers.len();
            return Err(BboxError::Count { given });
        }
    };
    let (low, high) = (crs.east_first(a, b), crs.east_first(c, d));
    in_order("lower", low.y, high.y)?;
    if !crs.is_geographic() {
        in_order("lower", low.x, high.x)?;
    }
    Ok((low, high))
}

/// A rectangle as what it is: an area, a line or a point.
fn rectangle(around: Rect<f64>) -> Geometry<f64> {
    let (low, high) = (around.min(), around.max());
    match (low.x < high.x, low.y < high.y) {
        (true, true) => around.to_polygon().into(),
        (false, false) => Point(low).into(),
        _ => LineString::from(Line::new(low, high)).into(),
    }
}

fn number(text: &str) -> Result<f64, BboxError> {
    let number = text.trim().parse();
    number.map_err(|_not_a_number| BboxError::NotANumber(text.chars().take(40).collect()))
}

fn in_order(axis: &'static str, low: f64, high: f64) -> Result<(), BboxError> {
    if low > high {
        return Err(BboxError::Reversed { axis, low, high });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bbox(text: &str) -> Result<Bbox, BboxError> {
        Bbox::parse(text, Crs::Crs84)
    }

    fn around(bbox: &Bbox) -> Vec<Rect<f64>> {
        bbox.around().collect()
    }

    #[test]
    fn four_or_six_numbers_make_a_box() {
        let flat = bbox("36,35,37,36").unwrap();
        assert_eq!(flat, bbox("36,35,-100,37,36,9000").unwrap());
        assert_eq!(around(&flat), [Rect::new((36.0, 35.0), (37.0, 36.0))]);
        assert_eq!(flat, Bbox::parse("35,36,36,37", Crs::Wgs84).unwrap());
    }

    #[test]
    fn a_box_may_cross_the_antimeridian() {
        let parts = around(&bbox("170,-20,-170,20").unwrap());
        assert_eq!(
            parts,
            [
                Rect::new((170.0, -20.0), (180.0, 20.0)),
                Rect::new((-180.0, -20.0), (-170.0, 20.0))
            ]
        );
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in [
            "",
            "1",
            "1,2,3",
            "1,2,3,4,5",
            "1,2,3,4,5,6,7",
            "1,2,3,x",
            "NaN,2,3,4",
            "1,2,inf,4",
            "1,,3,4",
            "36,36,37,35",
            "36,35,9,37,36,8",
            "36,-91,37,36",
            "36,35,37,91",
            "-181,1,2,3",
            "1,2,181,3",
        ] {
            assert!(bbox(bad).is_err(), "{bad:?}");
        }
    }
}
