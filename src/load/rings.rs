//! GeoJSON coordinates to a valid area.
//!
//! 1. Every ring: four positions or more, closed, each position on the earth (RFC 7946 §3.1.6), no edge across the
//!    antimeridian (§3.1.9).
//! 2. The polygons: simple, holes inside, no overlaps (`validity`).
//! 3. Orientation by the right-hand rule (RFC 7946 §3.1.6), mended with a warning.

use geo::{
    Coord, Line, LineString, MultiPolygon, Polygon, Winding,
    orient::{Direction, Orient},
};
use geojson::{GeometryValue, Position};

use super::{faults::Faults, validity};
use crate::model::{At, FaultKind, LonLat};

/// Names the position of an element below the geometry, such as `.coordinates[0]`.
type Spot<'a> = &'a dyn Fn(&str) -> At;

/// A valid, right-handed area; `None`, noted, when the geometry is none.
pub(super) fn area(
    geometry: &GeometryValue,
    file: &str,
    spot: Spot<'_>,
    faults: &mut Faults,
) -> Option<MultiPolygon<f64>> {
    let polygons = match geometry {
        GeometryValue::Polygon { coordinates } => {
            vec![polygon(coordinates, ".coordinates", file, spot, faults)]
        }
        GeometryValue::MultiPolygon { coordinates } => coordinates
            .iter()
            .enumerate()
            .map(|(i, rings)| polygon(rings, &format!(".coordinates[{i}]"), file, spot, faults))
            .collect(),
        other => {
            let what = format!("the geometry is a {}", other.type_name());
            faults.error(
                (file, spot("")),
                FaultKind::Geometry,
                what,
                "allowed are Polygon and MultiPolygon",
            );
            return None;
        }
    };
    let area = MultiPolygon(polygons.into_iter().collect::<Option<_>>()?);
    if area.0.is_empty() {
        faults.error(
            (file, spot("")),
            FaultKind::Geometry,
            "the geometry is empty",
            "",
        );
        return None;
    }
    let defects = validity::defects(&area);
    for defect in &defects {
        faults.error(
            (file, spot("")),
            FaultKind::Geometry,
            defect.to_string(),
            "",
        );
    }
    defects
        .is_empty()
        .then(|| right_handed(area, file, spot, faults))
}

fn polygon(
    rings: &[Vec<Position>],
    path: &str,
    file: &str,
    spot: Spot<'_>,
    faults: &mut Faults,
) -> Option<Polygon<f64>> {
    let read: Vec<_> = rings
        .iter()
        .enumerate()
        .map(|(i, positions)| ring(positions, &format!("{path}[{i}]"), file, spot, faults))
        .collect();
    if read.is_empty() {
        faults.error(
            (file, spot(path)),
            FaultKind::Geometry,
            "the polygon has no ring",
            "",
        );
    }
    let mut rings = read.into_iter().collect::<Option<Vec<_>>>()?.into_iter();
    Some(Polygon::new(rings.next()?, rings.collect()))
}

fn ring(
    positions: &[Position],
    path: &str,
    file: &str,
    spot: Spot<'_>,
    faults: &mut Faults,
) -> Option<LineString<f64>> {
    let coords: Vec<_> = positions
        .iter()
        .enumerate()
        .map(|(i, position)| coord(position, &format!("{path}[{i}]"), file, spot, faults))
        .collect();
    let mut sound = true;
    if positions.len() < 4 {
        let what = format!("the ring has {} positions", positions.len());
        faults.error(
            (file, spot(path)),
            FaultKind::Geometry,
            what,
            "a ring has at least four, the last equal to the first",
        );
        sound = false;
    }
    if positions.first() != positions.last() {
        faults.error(
            (file, spot(path)),
            FaultKind::Geometry,
            "the ring is not closed",
            "repeat its first position at the end",
        );
        sound = false;
    }
    let ring = LineString(coords.into_iter().collect::<Option<Vec<_>>>()?);
    if let Some(edge) = ring.lines().find(goes_the_long_way) {
        let what = format!(
            "the edge from [{}, {}] to [{}, {}] is longer than 180 degrees",
            edge.start.x, edge.start.y, edge.end.x, edge.end.y
        );
        let mend = "cut the ground along the antimeridian (RFC 7946, section 3.1.9); where the edge is meant, add a position within it";
        faults.error((file, spot(path)), FaultKind::Geometry, what, mend);
        sound = false;
    }
    sound.then_some(ring)
}

/// Whether an edge runs round the earth where one across the antimeridian was most likely meant. From one side
/// of the antimeridian to the other there is no shorter way.
fn goes_the_long_way(edge: &Line<f64>) -> bool {
    let [west, east] = [edge.start.x.min(edge.end.x), edge.start.x.max(edge.end.x)];
    east - west > 180.0 && (west, east) != (-180.0, 180.0)
}

fn coord(
    position: &Position,
    path: &str,
    file: &str,
    spot: Spot<'_>,
    faults: &mut Faults,
) -> Option<Coord<f64>> {
    let &[lon, lat, ..] = position.as_slice() else {
        faults.error(
            (file, spot(path)),
            FaultKind::Coordinates,
            "the position has fewer than two numbers",
            "write [longitude, latitude]",
        );
        return None;
    };
    match LonLat::new(lon, lat) {
        Ok(point) => Some(Coord {
            x: point.lon(),
            y: point.lat(),
        }),
        Err(error) => {
            faults.error(
                (file, spot(path)),
                FaultKind::Coordinates,
                error.to_string(),
                "write [longitude, latitude] in degrees",
            );
            None
        }
    }
}

fn right_handed(
    area: MultiPolygon<f64>,
    file: &str,
    spot: Spot<'_>,
    faults: &mut Faults,
) -> MultiPolygon<f64> {
    let handed = |polygon: &Polygon<f64>| {
        polygon.exterior().is_ccw() && polygon.interiors().iter().all(Winding::is_cw)
    };
    if area.iter().all(handed) {
        return area;
    }
    let what = "the rings do not follow the right-hand rule";
    faults.warning(
        (file, spot("")),
        FaultKind::Geometry,
        what,
        "they were turned; save outer rings counterclockwise and holes clockwise",
    );
    area.orient(Direction::Default)
}
