//! How far a point lies from a boundary.

use geo::{Coord, Distance, Geodesic, Line, LinesIter, MultiPolygon, Point};

use super::LonLat;

/// Semi-major axis of WGS 84 in metres.
const A_M: f64 = 6_378_137.0;
/// First eccentricity of WGS 84, squared.
const E2: f64 = 0.006_694_379_990_141_33;

/// Mean radius of the earth in metres, for margins only.
const R_M: f64 = 6_371_009.0;

/// Up to here, in metres, the plane half-way is as good as the geodesic.
const PLANE_M: f64 = 100_000.0;

/// Distance in metres from a point to the nearest boundary of an area; infinite when the area has
/// no boundary.
///
/// 1. Every edge is laid into a plane around the point, metres east and north by the radii of
///    curvature of the ellipsoid at the point's latitude. Edges are straight lines in degrees
///    (RFC 7946 §3.1.1), so they stay straight there; lengths are right at the point and off by
///    about `d/R · tan(lat)` at a distance `d`.
/// 2. Of every edge that may be nearest by twice that margin, the nearest spot is taken again in
///    the plane of the latitude half-way to it, where that error cancels.
/// 3. The shortest of these counts (Gauss' mid-latitude formula); beyond 100 km the exact geodesic to its spot
///    (Karney 2013).
///
/// Against the nearest of densely spaced points on the edges, all measured by geodesics, the distance
/// is less than 0.1 % off within 100 km, for edges up to 60 km and latitudes up to 65 degrees
/// (property test below).
///
/// Every edge is looked at; who asks often keeps an outline (room `ground`), which gives the same.
#[must_use]
pub fn boundary_distance_m(area: &MultiPolygon<f64>, point: LonLat) -> f64 {
    nearest_edge(area, point).map_or(f64::INFINITY, |edge| edge.distance_m)
}

/// The edge of a boundary that is nearest to a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearestEdge {
    /// Metres to it, as [`boundary_distance_m`] measures.
    pub distance_m: f64,
    /// Its number, counting the edges of all rings in order from 0: the number of the vertex it
    /// starts at when the closing vertex of each ring is not counted.
    pub number: usize,
    /// Where along it the nearest spot lies: 0 at its start, 1 at its end.
    pub along: f64,
}

impl NearestEdge {
    /// The same, measured by the geodesic where the plane is not good enough; `edge` is the edge of this number.
    pub(crate) fn measured(self, edge: Line<f64>, here: Coord<f64>) -> Self {
        if self.distance_m < PLANE_M {
            return self;
        }
        let place = edge.start + edge.delta() * self.along;
        Self {
            distance_m: Geodesic.distance(Point(here), Point(place)),
            ..self
        }
    }

    /// The nearer of two; of equally near ones, the first.
    #[must_use]
    pub fn nearer(self, other: Self) -> Self {
        let order = self.distance_m.total_cmp(&other.distance_m);
        if order.then(self.number.cmp(&other.number)).is_le() {
            self
        } else {
            other
        }
    }
}

/// The nearest edge of an area, of equally near ones the first; `None` when it has none.
#[must_use]
pub fn nearest_edge(area: &MultiPolygon<f64>, point: LonLat) -> Option<NearestEdge> {
    let here = point.to_point().0;
    let plane = Plane::at(here.y);
    let edges = || {
        area.lines_iter()
            .enumerate()
            .filter(|(_, edge)| !is_cut(edge))
    };
    let first = edges().map(|(_, edge)| plane.nearest(edge, here).distance_m);
    let reach_m = plane.margins().reach_m(first.fold(f64::INFINITY, f64::min));
    let near = edges().filter_map(|(number, edge)| {
        let rough = plane.nearest(edge, here);
        (rough.distance_m <= reach_m).then(|| plane.refined(edge, rough.along, here, number))
    });
    let nearest = near.reduce(NearestEdge::nearer)?;
    let edge = area.lines_iter().nth(nearest.number)?;
    Some(nearest.measured(edge, here))
}

/// Metres between two points: within 100 km in the plane half-way between them, which is off by less than
/// 0.01 % below 65 degrees, beyond it the exact geodesic (Karney 2013).
#[must_use]
pub fn distance_m(a: LonLat, b: LonLat) -> f64 {
    let (a, b) = (a.to_point().0, b.to_point().0);
    let Coord { x, y } = Plane::at(f64::midpoint(a.y, b.y)).degree_m;
    let metres = length(short_way(b.x - a.x) * x, (b.y - a.y) * y);
    if metres < PLANE_M {
        metres
    } else {
        Geodesic.distance(Point(a), Point(b))
    }
}

/// Metres that a degree of longitude (x) and of latitude (y) is long at a latitude.
///
/// By the radii of curvature of the WGS 84 ellipsoid: N = a / √(1 - e² sin² φ) and M = N (1 - e²) / (1 - e² sin² φ);
/// x = N cos φ · π/180, y = M · π/180.
#[must_use]
pub fn degree_m(lat: f64) -> Coord<f64> {
    Plane::at(lat).degree_m
}

/// A plane that takes degrees to metres by one scale for east and one for north.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane {
    /// Metres of a degree to the east (x) and to the north (y).
    pub(crate) degree_m: Coord<f64>,
    sin_lat: f64,
    cos_lat: f64,
}

/// How wrong a [`Plane`] is away from its latitude.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Margins {
    tan_lat: f64,
}

/// The nearest spot of an edge: where along it (0 to 1), and how far it is in a plane.
#[derive(Debug, Clone, Copy)]
struct Spot {
    distance_m: f64,
    along: f64,
}

impl Plane {
    /// The plane that is right at a latitude.
    pub(crate) fn at(lat: f64) -> Self {
        let (sin_lat, cos_lat) = lat.to_radians().sin_cos();
        Self::of(sin_lat, cos_lat)
    }

    fn of(sin_lat: f64, cos_lat: f64) -> Self {
        let w2 = 1.0 - E2 * sin_lat * sin_lat;
        let prime_vertical = A_M / w2.sqrt();
        let meridional = prime_vertical * (1.0 - E2) / w2;
        Self {
            degree_m: Coord {
                x: (prime_vertical * cos_lat).to_radians(),
                y: meridional.to_radians(),
            },
            sin_lat,
            cos_lat,
        }
    }

    /// The plane that is right some degrees further north.
    fn moved_north(self, degrees: f64) -> Self {
        let step = degrees.to_radians();
        // Below 0.02 rad the first terms of the series are exact to 1e-12.
        let (sin, cos) = if step.abs() < 0.02 {
            let square = step * step;
            (
                step * (1.0 - square / 6.0),
                1.0 - square * (0.5 - square / 24.0),
            )
        } else {
            step.sin_cos()
        };
        Self::of(
            self.sin_lat * cos + self.cos_lat * sin,
            self.cos_lat * cos - self.sin_lat * sin,
        )
    }

    /// How wrong distances are in it.
    pub(crate) fn margins(self) -> Margins {
        Margins {
            tan_lat: self.sin_lat / self.cos_lat,
        }
    }

    /// The nearest spot of an edge, which in this plane lies `along` it, taken again in the plane half-way to it.
    pub(crate) fn refined(
        self,
        edge: Line<f64>,
        along: f64,
        here: Coord<f64>,
        number: usize,
    ) -> NearestEdge {
        let lat = edge.start.y + (edge.end.y - edge.start.y) * along;
        let halfway = self.moved_north(0.5 * (lat - here.y));
        let spot = halfway.nearest(edge, here);
        NearestEdge {
            distance_m: spot.distance_m,
            number,
            along: spot.along,
        }
    }

    /// The spot of an edge that is nearest to `here` in this plane.
    fn nearest(self, edge: Line<f64>, here: Coord<f64>) -> Spot {
        // The short way round to the start; the end lies where the edge itself leads.
        let east = short_way(edge.start.x - here.x);
        let reach = east + edge.end.x - edge.start.x;
        let near = self.nearest_from(edge, here, east);
        if reach.abs() <= 180.0 {
            return near;
        }
        // An edge that leads past the far side of the earth comes near again from there.
        let round = self.nearest_from(edge, here, east - 360.0 * reach.signum());
        if round.distance_m < near.distance_m {
            round
        } else {
            near
        }
    }

    /// The same with the edge's start `east` degrees from `here`.
    fn nearest_from(self, edge: Line<f64>, here: Coord<f64>, east: f64) -> Spot {
        let delta = edge.end - edge.start;
        let (x, y) = (
            east * self.degree_m.x,
            (edge.start.y - here.y) * self.degree_m.y,
        );
        let (dx, dy) = (delta.x * self.degree_m.x, delta.y * self.degree_m.y);
        let length2 = dx * dx + dy * dy;
        let t = if length2 > 0.0 {
            (-(x * dx + y * dy) / length2).clamp(0.0, 1.0)
        } else {
            0.0
        };
        Spot {
            along: t,
            distance_m: length(x + dx * t, y + dy * t),
        }
    }
}

impl Margins {
    /// How far, in metres, the edge that is really nearest may seem to lie, when the nearest seems to lie at `first`:
    /// twice the plane's error, and a metre.
    pub(crate) fn reach_m(self, first: f64) -> f64 {
        first * (1.0 + first * self.tan_lat.abs() * (2.0 / R_M)) + 1.0
    }

    /// By which part the plane, at the latitude half-way to a spot, is narrower for each metre that the spot lies north:
    /// half of `tan(lat) / R`.
    pub(crate) fn narrowing(self) -> f64 {
        self.tan_lat * (0.5 / R_M)
    }

    /// The same as [`Margins::reach_m`] for distances that are corrected by [`Margins::narrowing`], of which `first` is
    /// the least and `rough` was it before: four times the square of the plane's error, and a metre, where that is
    /// small; else everything.
    pub(crate) fn straight_reach_m(self, first: f64, rough: f64) -> f64 {
        let error = (1.0 + self.tan_lat.abs()) * rough * (1.0 / R_M);
        if error < 0.3 {
            first * (1.0 + 4.0 * error * error) + 1.0
        } else {
            f64::INFINITY
        }
    }
}

/// The same difference of two longitudes, in degrees, the short way round the earth.
fn short_way(east: f64) -> f64 {
    if east >= 180.0 {
        east - 360.0
    } else if east < -180.0 {
        east + 360.0
    } else {
        east
    }
}

/// `hypot` without its care for numbers that are too large to square: metres on earth are not.
fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}

/// Whether an edge lies on the antimeridian: RFC 7946 §3.1.9 cuts areas there, and a cut is no
/// boundary.
pub(crate) fn is_cut(edge: &Line<f64>) -> bool {
    edge.start.x.abs() >= 180.0
        && edge.end.x.abs() >= 180.0
        && (edge.start.x - edge.end.x).abs() < 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Destination, polygon};
    use proptest::prelude::*;

    fn triangle(corners: [(f64, f64); 3]) -> MultiPolygon<f64> {
        let [a, b, c] = corners;
        polygon![(x: a.0, y: a.1), (x: b.0, y: b.1), (x: c.0, y: c.1)].into()
    }

    /// The nearest of many points on the edges, by the exact geodesic.
    fn densely(area: &MultiPolygon<f64>, point: LonLat) -> f64 {
        let spots = area.lines_iter().flat_map(|edge| {
            (0..=4000).map(move |i| edge.start + (edge.end - edge.start) * (f64::from(i) / 4000.0))
        });
        let distances = spots.map(|spot| Geodesic.distance(point.to_point(), Point(spot)));
        distances.fold(f64::INFINITY, f64::min)
    }

    #[test]
    fn a_point_on_the_line_is_at_no_distance() {
        let area = triangle([(36.0, 35.0), (37.0, 35.0), (36.5, 36.0)]);
        assert!(boundary_distance_m(&area, LonLat::new(36.25, 35.0).unwrap()) < 1e-6);
    }

    #[test]
    fn the_antimeridian_is_no_wall() {
        let area = triangle([(-180.0, 0.0), (-179.0, 0.0), (-179.5, 1.0)]);
        let distance = boundary_distance_m(&area, LonLat::new(179.9, 0.0).unwrap());
        assert!((11_000.0..11_200.0).contains(&distance), "{distance}");
    }

    fn box_of(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
        geo::Rect::new((west, south), (east, north))
            .to_polygon()
            .into()
    }

    #[test]
    fn an_edge_wider_than_half_the_world_is_still_near() {
        for (area, lon, lat) in [
            (box_of(-180.0, 80.0, 180.0, 90.0), 0.0, 80.05),
            (box_of(-100.0, -5.0, 100.0, 5.0), 90.0, 4.95),
            (box_of(-100.0, -5.0, 100.0, 5.0), -90.0, 5.05),
        ] {
            let distance = boundary_distance_m(&area, LonLat::new(lon, lat).unwrap());
            assert!(
                (5_400.0..5_700.0).contains(&distance),
                "{lon} {lat}: {distance}"
            );
        }
    }

    #[test]
    fn a_cut_at_the_antimeridian_is_no_boundary() {
        let area = MultiPolygon(vec![
            box_of(178.0, -18.0, 180.0, -16.0).0.remove(0),
            box_of(-180.0, -18.0, -178.0, -16.0).0.remove(0),
        ]);
        let distance = boundary_distance_m(&area, LonLat::new(179.9995, -17.0).unwrap());
        assert!(distance > 100_000.0, "{distance}");
    }

    proptest! {
        #[test]
        fn the_distance_is_geodesic_grade(
            (lon, lat) in (-179.0..179.0, -65.0..65.0f64),
            corners in prop::array::uniform3((-0.25..0.25, -0.25..0.25f64)),
            bearing in 0.0..360.0f64,
            away_m in 0.0..70_000.0f64,
        ) {
            let centre = Point::new(lon, lat);
            let scale = lat.to_radians().cos();
            let area = triangle(corners.map(|(x, y)| (lon + x / scale, lat + y)));
            let there = Geodesic.destination(centre, bearing, away_m);
            let point = LonLat::new(there.x(), there.y());
            prop_assume!(point.is_ok() && there.x().abs() < 179.5 && lon.abs() < 178.0);
            let point = point.unwrap();
            let (ours, dense) = (boundary_distance_m(&area, point), densely(&area, point));
            prop_assert!(ours <= dense * 1.001, "{ours} but {dense}");
            // The dense points are up to 8 m from the true foot along an edge.
            prop_assert!(ours.hypot(8.0) >= dense * 0.999, "{ours} but {dense}");
        }
    }
}
