//! Coordinate reference systems (OGC API - Features Part 2).
//!
//! The ground is kept in degrees, longitude first (OGC:CRS84). The others are computed by `proj4rs`, and each has the
//! axis order of its definition: EPSG:4326 is latitude first.

use std::{borrow::Cow, cell::RefCell, collections::HashMap, iter, rc::Rc};

use geo::{BoundingRect, Coord, Geometry, LineString, MapCoords, Polygon, Rect, coord};
use proj4rs::{Proj, transform::transform};
use thiserror::Error;

use crate::model::{Dataset, UtmZone};

/// A coordinate reference system that the server can speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crs {
    /// OGC:CRS84, WGS 84 in degrees, longitude first.
    Crs84,
    /// EPSG:4326, WGS 84 in degrees, latitude first.
    Wgs84,
    /// EPSG:3857, web Mercator in metres, east first.
    WebMercator,
    /// EPSG:32601 to 32660 (north) and 32701 to 32760 (south): UTM on WGS 84 in metres, east first.
    Utm(UtmZone),
}

/// A text that names no coordinate reference system on offer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{given:?} is not one of {}", .offered.join(", "))]
pub struct CrsError {
    given: String,
    offered: Vec<String>,
}

/// Points that stand for each edge of a box whose edges are curves in degrees.
const STEPS: u32 = 32;

impl Crs {
    /// Those offered for a dataset, the one the ground is kept in first.
    #[must_use]
    pub fn offered(dataset: &Dataset) -> Vec<Self> {
        let own = dataset.utm.iter().copied();
        [Self::Crs84, Self::Wgs84, Self::WebMercator]
            .into_iter()
            .chain(own.map(Self::Utm))
            .collect()
    }

    /// The one that a URI (`http://www.opengis.net/def/crs/EPSG/0/4326`), a URN (`urn:ogc:def:crs:EPSG::4326`) or a
    /// short name (`EPSG:4326`) means.
    ///
    /// # Errors
    /// When it is none of those offered.
    pub fn parse(text: &str, offered: &[Self]) -> Result<Self, CrsError> {
        let known = offered.iter().copied().find(|crs| crs.is_called(text));
        known.ok_or_else(|| CrsError {
            given: text.chars().take(120).collect(),
            offered: offered.iter().map(|crs| crs.uri().into_owned()).collect(),
        })
    }

    fn is_called(self, text: &str) -> bool {
        let (authority, version, code) = self.name();
        let short = text == format!("{authority}:{code}");
        let urn = text.strip_prefix("urn:ogc:def:crs:");
        let urn = urn.and_then(|rest| rest.strip_prefix(&format!("{authority}:")));
        let urn = urn.and_then(|rest| rest.split_once(':'));
        let urn =
            urn.is_some_and(|(said, name)| name == code && (said.is_empty() || said == version));
        short || urn || text == self.uri()
    }

    /// Authority, version and code.
    fn name(self) -> (&'static str, &'static str, Cow<'static, str>) {
        match self {
            Self::Crs84 => ("OGC", "1.3", "CRS84".into()),
            Self::Wgs84 => ("EPSG", "0", "4326".into()),
            Self::WebMercator => ("EPSG", "0", "3857".into()),
            Self::Utm(zone) => ("EPSG", "0", zone.epsg().to_string().into()),
        }
    }

    /// Its URI.
    #[must_use]
    pub fn uri(self) -> Cow<'static, str> {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84".into(),
            other => format!("http://www.opengis.net/def/crs/EPSG/0/{}", other.name().2).into(),
        }
    }

    /// Its EPSG code; CRS84 differs from 4326 in the order of axes only.
    #[must_use]
    pub fn epsg(self) -> u16 {
        match self {
            Self::Crs84 | Self::Wgs84 => 4326,
            Self::WebMercator => 3857,
            Self::Utm(zone) => zone.epsg(),
        }
    }

    /// Whether its numbers are degrees.
    #[must_use]
    pub fn is_geographic(self) -> bool {
        matches!(self, Self::Crs84 | Self::Wgs84)
    }

    /// Two numbers in its axis order, as east and north.
    #[must_use]
    pub fn east_first(self, first: f64, second: f64) -> Coord<f64> {
        match self {
            Self::Wgs84 => coord! { x: second, y: first },
            _ => coord! { x: first, y: second },
        }
    }

    /// A geometry in degrees, longitude first, in this system and its axis order; metres to the millimetre.
    ///
    /// A point that the projection cannot show gets NaN, which no finite ground near the zones does.
    #[must_use]
    pub fn project(self, geometry: &Geometry<f64>) -> Geometry<f64> {
        match self.proj() {
            None if self == Self::Wgs84 => geometry.map_coords(|c| coord! { x: c.y, y: c.x }),
            None => geometry.clone(),
            Some(proj) => {
                let degrees = degrees();
                geometry.map_coords(|c| {
                    let there = convert(
                        &degrees,
                        &proj,
                        coord! { x: c.x.to_radians(), y: c.y.to_radians() },
                    );
                    let there = there.unwrap_or(coord! { x: f64::NAN, y: f64::NAN });
                    coord! { x: millimetres(there.x), y: millimetres(there.y) }
                })
            }
        }
    }

    /// A geometry in this system, east first, in degrees, longitude first; `None` where it lies outside.
    #[must_use]
    pub fn unproject(self, geometry: &Geometry<f64>) -> Option<Geometry<f64>> {
        let degree = self.degree();
        geometry.try_map_coords(|c| degree(c).ok_or(())).ok()
    }

    /// A box given by two corners east first, cut in two where its west is greater than its east: it crosses the
    /// antimeridian.
    pub(super) fn cut(low: Coord<f64>, high: Coord<f64>) -> Vec<(Coord<f64>, Coord<f64>)> {
        if low.x <= high.x {
            return vec![(low, high)];
        }
        let (east, west) = (
            coord! { x: 180.0, y: high.y },
            coord! { x: -180.0, y: low.y },
        );
        vec![(low, east), (west, high)]
    }

    /// A box in this system, given by two corners east first: the box in degrees around it and, where its edges are
    /// curves in degrees, the ground itself. `None` where it lies outside.
    #[must_use]
    pub fn ground(
        self,
        low: Coord<f64>,
        high: Coord<f64>,
    ) -> Option<(Rect<f64>, Option<Polygon<f64>>)> {
        let degree = self.degree();
        if !matches!(self, Self::Utm(_)) {
            return Some((Rect::new(degree(low)?, degree(high)?), None));
        }
        let corners = [
            low,
            coord! { x: high.x, y: low.y },
            high,
            coord! { x: low.x, y: high.y },
        ];
        let edges = corners.iter().zip(corners.iter().cycle().skip(1));
        let along = edges.flat_map(|(a, b)| {
            (0..STEPS).map(move |i| *a + (*b - *a) * (f64::from(i) / f64::from(STEPS)))
        });
        let ring: Option<Vec<Coord<f64>>> = along.chain(iter::once(low)).map(degree).collect();
        let ground = Polygon::new(LineString(ring?), Vec::new());
        Some((ground.bounding_rect()?, Some(ground)))
    }

    /// What takes a point of this system, east first, to degrees, where it is one.
    fn degree(self) -> impl Fn(Coord<f64>) -> Option<Coord<f64>> {
        let proj = self.proj().map(|proj| (proj, degrees()));
        move |c| {
            let Some((proj, degrees)) = &proj else {
                return (c.x.abs() <= 180.0 && c.y.abs() <= 90.0).then_some(c);
            };
            let here = convert(proj, degrees, c)?;
            let here = coord! { x: here.x.to_degrees(), y: here.y.to_degrees() };
            // A map zoomed far out shows more than one world; there is but one.
            let x = if self == Self::WebMercator && c.x.abs() > HALF_EQUATOR_M {
                180.0_f64.copysign(c.x)
            } else {
                here.x
            };
            (here.x.is_finite() && here.y.is_finite()).then_some(coord! { x: x, y: here.y })
        }
    }

    /// The projection; `None` for degrees.
    fn proj(self) -> Option<Rc<Proj>> {
        match self {
            Self::Crs84 | Self::Wgs84 => None,
            Self::WebMercator => Some(known(
                "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs",
            )),
            Self::Utm(zone) => {
                let (number, south) = (zone.number(), if zone.is_south() { " +south" } else { "" });
                Some(known(&format!(
                    "+proj=utm +zone={number}{south} +datum=WGS84 +units=m +no_defs"
                )))
            }
        }
    }
}

/// What PROJ would make of a text. Reading the text takes longer than using it, so each thread does it once.
fn known(text: &str) -> Rc<Proj> {
    thread_local! {
        static KNOWN: RefCell<HashMap<String, Rc<Proj>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| {
        let proj = known.get(text).cloned();
        proj.unwrap_or_else(|| {
            let proj = Proj::from_proj_string(text).expect("each text is tested");
            Rc::clone(known.entry(text.to_owned()).or_insert(Rc::new(proj)))
        })
    })
}

/// Half the equator on the sphere of web Mercator, in metres: 6,378,137 · π.
const HALF_EQUATOR_M: f64 = 20_037_508.342_789_244;

fn degrees() -> Rc<Proj> {
    known("+proj=longlat +datum=WGS84 +no_defs")
}

fn convert(from: &Proj, to: &Proj, c: Coord<f64>) -> Option<Coord<f64>> {
    let mut point = (c.x, c.y, 0.0);
    transform(from, to, &mut point).ok()?;
    Some(coord! { x: point.0, y: point.1 })
}

fn millimetres(metres: f64) -> f64 {
    (metres * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use geo::Point;

    use super::*;

    fn utm(code: u16) -> Crs {
        Crs::Utm(format!("EPSG:{code}").parse().unwrap())
    }

    fn there(crs: Crs, lon: f64, lat: f64) -> (f64, f64) {
        let Geometry::Point(point) = crs.project(&Point::new(lon, lat).into()) else {
            panic!("a point stays a point");
        };
        (point.x(), point.y())
    }

    /// Numbers that PROJ 9.1 gives (`gdaltransform -s_srs OGC:CRS84 -t_srs EPSG:...`).
    #[test]
    fn each_system_has_its_numbers_and_its_axis_order() {
        assert_eq!(there(Crs::Crs84, 36.63, 35.93), (36.63, 35.93));
        assert_eq!(there(Crs::Wgs84, 36.63, 35.93), (35.93, 36.63));
        let (x, y) = there(Crs::WebMercator, 36.63, 35.93);
        assert!(
            (x - 4_077_632.948).abs() < 0.001 && (y - 4_290_993.750).abs() < 0.001,
            "{x} {y}"
        );
        let (x, y) = there(utm(32637), 36.63, 35.93);
        assert!(
            (x - 286_189.777).abs() < 0.001 && (y - 3_978_780.185).abs() < 0.001,
            "{x} {y}"
        );
        let (x, y) = there(utm(32737), 36.63, -35.93);
        assert!(
            (x - 286_189.777).abs() < 0.001 && (y - 6_021_219.815).abs() < 0.001,
            "{x} {y}"
        );
    }

    #[test]
    fn the_way_back_leads_home() {
        for crs in [Crs::Crs84, Crs::WebMercator, utm(32637)] {
            let home: Geometry<f64> = Point::new(36.63, 35.93).into();
            let Some(Geometry::Point(back)) = crs.unproject(&crs.project(&home)) else {
                panic!("{crs:?} has no way back");
            };
            assert!(
                (back.x() - 36.63).abs() < 1e-7 && (back.y() - 35.93).abs() < 1e-7,
                "{crs:?}: {back:?}"
            );
        }
    }

    #[test]
    fn every_name_of_a_system_is_understood() {
        let offered = [Crs::Crs84, Crs::Wgs84, Crs::WebMercator, utm(32637)];
        for crs in offered {
            assert_eq!(Crs::parse(&crs.uri(), &offered), Ok(crs));
        }
        for name in [
            "EPSG:4326",
            "urn:ogc:def:crs:EPSG::4326",
            "urn:ogc:def:crs:EPSG:0:4326",
        ] {
            assert_eq!(Crs::parse(name, &offered), Ok(Crs::Wgs84));
        }
        for bad in [
            "",
            "4326",
            "EPSG:32636",
            "http://www.opengis.net/def/crs/EPSG/0/99999",
            "EPSG:4326 ",
        ] {
            let told = Crs::parse(bad, &offered).unwrap_err().to_string();
            assert!(told.contains("/CRS84") && told.contains("/32637"), "{told}");
        }
    }
}
