//! Coordinate reference systems (OGC API - Features Part 2).
//!
//! The ground is kept in degrees, longitude first (OGC:CRS84). The others are computed by `proj4rs`, and each has the
//! axis order of its definition: EPSG:4326 is latitude first.

use std::{borrow::Cow, cell::RefCell, collections::HashMap, iter, rc::Rc};

use geo::{
    BoundingRect, Coord, Geometry, Line, LineString, LinesIter, MapCoords, Polygon, Rect,
    Validation, coord,
};
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

/// A part of a box on the earth.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// The box around it, in degrees, longitude first.
    pub(super) around: Rect<f64>,
    /// It itself, where its edges are curves in degrees.
    pub(super) ground: Option<Polygon<f64>>,
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
    ///
    /// Nor is there one where a line of it leaps over the antimeridian or a pole, and so would go the wrong way around the
    /// earth.
    #[must_use]
    pub fn unproject(self, geometry: &Geometry<f64>) -> Option<Geometry<f64>> {
        let degree = self.degree();
        let there = geometry.try_map_coords(|c| degree(c).ok_or(())).ok()?;
        let leaps = matches!(self, Self::Utm(_)) && leaps(&there);
        (!leaps).then_some(there)
    }

    /// A box in this system, given by two corners east first; in two parts where it crosses the antimeridian, `None`
    /// where it lies outside or a pole lies in it.
    pub(super) fn ground(self, low: Coord<f64>, high: Coord<f64>) -> Option<Vec<Part>> {
        let degree = self.degree();
        if matches!(self, Self::Utm(_)) {
            let ring = along_edges(low, high).map(degree);
            return cut(&unwrapped(ring.collect::<Option<_>>()?)?);
        }
        let parts = halves(low, high).into_iter().map(|(low, high)| {
            let (low, high) = (self.on_map(low), self.on_map(high));
            let around = Rect::new(degree(low)?, degree(high)?);
            Some(Part {
                around,
                ground: None,
            })
        });
        parts.collect()
    }

    /// A corner of a box where a map ends: a map zoomed far out shows more than one world, and there is but one.
    fn on_map(self, c: Coord<f64>) -> Coord<f64> {
        match self {
            Self::WebMercator => {
                coord! { x: c.x.clamp(-HALF_EQUATOR_M, HALF_EQUATOR_M), y: c.y }
            }
            _ => c,
        }
    }

    /// What takes a point of this system, east first, to degrees, where it is one.
    fn degree(self) -> impl Fn(Coord<f64>) -> Option<Coord<f64>> {
        let proj = self.proj().map(|proj| (proj, degrees()));
        move |c| {
            let Some((proj, degrees)) = &proj else {
                return (c.x.abs() <= 180.0 && c.y.abs() <= 90.0).then_some(c);
            };
            let here = convert(proj, degrees, c)?;
            let is_there = match self {
                Self::Utm(_) => is_near(convert(degrees, proj, here)?, c),
                _ => c.x.abs() <= HALF_EQUATOR_M + MILLIMETRE_M,
            };
            let x = if self == Self::WebMercator && c.x.abs() >= HALF_EQUATOR_M {
                180.0_f64.copysign(c.x)
            } else {
                here.x.to_degrees()
            };
            let here = coord! { x: x, y: here.y.to_degrees() };
            (is_there && here.x.is_finite() && here.y.is_finite()).then_some(here)
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

/// Whether a point that was taken to degrees and back is where it was. Beyond the earth, the formulas of UTM give points
/// that are elsewhere.
fn is_near(back: Coord<f64>, c: Coord<f64>) -> bool {
    (back.x - c.x).abs() <= 1.0 && (back.y - c.y).abs() <= 1.0
}

/// Neighbours in a line that are further apart, in degrees of longitude, have the antimeridian or a pole between them, or
/// lie so near to a pole that nobody can tell.
const LEAP: f64 = 90.0;

fn leaps(geometry: &Geometry<f64>) -> bool {
    let leap = |line: Line<f64>| line.dx().abs() > LEAP;
    match geometry {
        Geometry::LineString(line) => line.lines_iter().any(leap),
        Geometry::MultiLineString(lines) => lines.lines_iter().any(leap),
        Geometry::Polygon(polygon) => polygon.lines_iter().any(leap),
        Geometry::MultiPolygon(polygons) => polygons.lines_iter().any(leap),
        Geometry::GeometryCollection(parts) => parts.iter().any(leaps),
        _ => false,
    }
}

/// A box in degrees, cut in two where its west is greater than its east.
fn halves(low: Coord<f64>, high: Coord<f64>) -> Vec<(Coord<f64>, Coord<f64>)> {
    if low.x <= high.x {
        return vec![(low, high)];
    }
    let (east, west) = (
        coord! { x: 180.0, y: high.y },
        coord! { x: -180.0, y: low.y },
    );
    vec![(low, east), (west, high)]
}

/// Points along the edges of a box, the first again at the end.
fn along_edges(low: Coord<f64>, high: Coord<f64>) -> impl Iterator<Item = Coord<f64>> {
    let corners = [
        low,
        coord! { x: high.x, y: low.y },
        high,
        coord! { x: low.x, y: high.y },
    ];
    let edges = (0..4).map(move |n| (corners[n], corners[(n + 1) % 4]));
    let along = edges.flat_map(|(a, b)| {
        (0..STEPS).map(move |i| a + (b - a) * (f64::from(i) / f64::from(STEPS)))
    });
    along.chain(iter::once(low))
}

/// A closed ring whose longitudes go on beyond 180 degrees; `None` where a pole lies in it, or so near that its points
/// do not tell which way it goes.
fn unwrapped(ring: Vec<Coord<f64>>) -> Option<Vec<Coord<f64>>> {
    let first = *ring.first()?;
    let mut last = first.x;
    let mut unwrapped = Vec::with_capacity(ring.len());
    for c in ring {
        let x = c.x + ((last - c.x) / 360.0).round() * 360.0;
        if (x - last).abs() > LEAP {
            return None;
        }
        last = x;
        unwrapped.push(coord! { x: x, y: c.y });
    }
    (unwrapped.last() == Some(&first)).then_some(unwrapped)
}

/// The parts of an unwrapped ring from -180 to 180 degrees; `None` where it crosses the antimeridian more than twice.
fn cut(ring: &[Coord<f64>]) -> Option<Vec<Part>> {
    if ring.iter().all(|c| c.x.abs() <= 180.0) {
        return Some(vec![part(ring.to_vec())?]);
    }
    let turned = [-360.0, 0.0, 360.0].map(|turn| {
        let turned = ring.iter().map(|c| coord! { x: c.x + turn, y: c.y });
        clipped(&clipped(&turned.collect::<Vec<_>>(), -1.0), 1.0)
    });
    let parts = turned.into_iter().filter(|ring| !ring.is_empty()).map(part);
    let sound = |part: &Part| part.ground.as_ref().is_some_and(Validation::is_valid);
    parts.map(|part| part.filter(sound)).collect()
}

fn part(ring: Vec<Coord<f64>>) -> Option<Part> {
    let ground = Polygon::new(LineString(ring), Vec::new());
    let around = ground.bounding_rect()?;
    Some(Part {
        around,
        ground: Some(ground),
    })
}

/// What of a closed ring lies on this side of the antimeridian; `sign` says whether that is looked at from the east (-1)
/// or from the west (1).
fn clipped(ring: &[Coord<f64>], sign: f64) -> Vec<Coord<f64>> {
    let beyond = |c: &Coord<f64>| c.x * sign - 180.0;
    if ring.iter().all(|c| beyond(c) <= 0.0) {
        return ring.to_vec();
    }
    if ring.iter().all(|c| beyond(c) >= 0.0) {
        return Vec::new();
    }
    let mut kept = Vec::new();
    for (a, b) in ring.iter().zip(ring.iter().skip(1)) {
        let (here, there) = (beyond(a), beyond(b));
        if here <= 0.0 {
            kept.push(*a);
        }
        if (here < 0.0 && there > 0.0) || (here > 0.0 && there < 0.0) {
            let y = a.y + (b.y - a.y) * (here / (here - there));
            kept.push(coord! { x: 180.0 * sign, y: y });
        }
    }
    kept.extend(kept.first().copied());
    kept
}

/// Half the equator on the sphere of web Mercator, in metres: 6,378,137 · π.
const HALF_EQUATOR_M: f64 = 20_037_508.342_789_244;
/// What is written to the millimetre may lie that much beyond the edge of the map.
const MILLIMETRE_M: f64 = 0.001;

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
    use geo::{Intersects, Point};

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

    fn parts(crs: Crs, low: (f64, f64), high: (f64, f64)) -> Option<Vec<Part>> {
        crs.ground(low.into(), high.into())
    }

    #[test]
    fn a_utm_box_across_the_antimeridian_is_cut_there() {
        let sides = parts(utm(32760), (700_000.0, 8e6), (1e6, 8.3e6)).unwrap();
        let holds = |lon: f64, lat: f64| {
            let grounds = sides.iter().filter_map(|part| part.ground.as_ref());
            grounds
                .filter(|ground| ground.intersects(&Point::new(lon, lat)))
                .count()
        };
        for (lon, lat, times) in [
            (179.0, -17.0, 1),
            (179.999_999, -17.0, 1),
            (180.0, -17.0, 1),
            (-180.0, -17.0, 1),
            (-179.0, -17.0, 1),
            (178.0, -17.0, 0),
            (-177.0, -17.0, 0),
            (170.0, -17.0, 0),
            (0.0, -17.0, 0),
        ] {
            assert_eq!(holds(lon, lat), times, "{lon} {lat}");
        }
        assert!(
            sides.iter().all(|part| part.around.width() < 3.0),
            "{sides:?}"
        );
    }

    #[test]
    fn a_utm_box_that_ends_at_the_antimeridian_is_whole() {
        let sides = parts(utm(32760), (500_000.0, 8e6), (700_000.0, 8.3e6)).unwrap();
        assert_eq!(sides.len(), 1);
        assert!(sides[0].around.min().x > 176.0 && sides[0].around.max().x < 180.0);
    }

    #[test]
    fn a_utm_box_around_a_pole_or_beyond_the_earth_is_refused() {
        for (crs, low, high) in [
            (
                utm(32637),
                (400_000.0, 9_900_000.0),
                (600_000.0, 10_100_000.0),
            ),
            (utm(32737), (400_000.0, -100_000.0), (600_000.0, 100_000.0)),
            (
                utm(32637),
                (499_999.0, 9_990_000.0),
                (500_001.0, 10_010_000.0),
            ),
            (utm(32637), (400_000.0, 5e7), (600_000.0, 5.1e7)),
            (utm(32637), (-4e7, 0.0), (4e7, 1e6)),
        ] {
            assert_eq!(parts(crs, low, high), None, "{crs:?} {low:?} {high:?}");
        }
    }

    #[test]
    fn a_line_over_the_antimeridian_or_a_pole_is_refused_in_utm() {
        let line = |points: Vec<(f64, f64)>| Geometry::from(LineString::from(points));
        for (crs, points) in [
            (utm(32760), vec![(700_000.0, 8e6), (1e6, 8e6)]),
            (utm(32637), vec![(500_000.0, 9.9e6), (500_000.0, 1.01e7)]),
            (utm(32637), vec![(500_000.0, 4e6), (500_000.0, 5e7)]),
        ] {
            assert_eq!(crs.unproject(&line(points.clone())), None, "{points:?}");
        }
        let here = line(vec![(700_000.0, 8e6), (710_000.0, 8e6)]);
        assert!(utm(32760).unproject(&here).is_some());
    }

    #[test]
    fn web_mercator_ends_at_the_antimeridian_to_the_millimetre() {
        let there = |x: f64| Crs::WebMercator.unproject(&Point::new(x, 0.0).into());
        for (x, lon) in [(20_037_508.343, 180.0), (-20_037_508.343, -180.0)] {
            assert_eq!(there(x), Some(Point::new(lon, 0.0).into()));
        }
        assert_eq!(there(20_037_509.0), None);
        assert_eq!(there(2e8), None);
    }

    #[test]
    fn a_web_mercator_box_wider_than_the_world_is_the_world() {
        let world = parts(Crs::WebMercator, (-6e7, 0.0), (6e7, 1e6)).unwrap();
        let around = world[0].around;
        assert_eq!((around.min().x, around.max().x), (-180.0, 180.0));
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
