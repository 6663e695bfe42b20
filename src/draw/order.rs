//! One order for equal areas, so that equal facts give equal bytes.

use std::cmp::Reverse;

use geo::{LineString, MultiPolygon, Polygon};

use super::{
    Frame, GridPoint,
    shapes::{Ring, Shape},
};

/// Leaves out islands and holes below a size.
pub(super) fn without_small(shapes: Vec<Shape>, smallest_km2: f64, frame: Frame) -> Vec<Shape> {
    let is_large = |ring: &Ring| frame.area_km2(ring) >= smallest_km2;
    shapes
        .into_iter()
        .filter(|shape| shape.first().is_some_and(is_large))
        .map(|mut shape| {
            shape.retain(is_large);
            shape
        })
        .collect()
}

/// Every ring from its northernmost vertex (of those the westernmost), holes and shapes by that
/// vertex from north to south.
pub(super) fn in_order(mut shapes: Vec<Shape>) -> Vec<Shape> {
    for shape in &mut shapes {
        for ring in shape.iter_mut() {
            let start = (0..ring.len()).min_by_key(|&i| rank(ring[i]));
            ring.rotate_left(start.unwrap_or_default());
        }
        if let [_, holes @ ..] = shape.as_mut_slice() {
            holes.sort_by(|a, b| path(a).cmp(path(b)));
        }
    }
    shapes.sort_by(|a, b| path(&a[0]).cmp(path(&b[0])));
    shapes
}

/// North before south, then west before east.
fn rank(point: GridPoint) -> (Reverse<i32>, i32) {
    (Reverse(point.y), point.x)
}

fn path(ring: &Ring) -> impl Iterator<Item = (Reverse<i32>, i32)> {
    ring.iter().copied().map(rank)
}

/// The shapes in degrees.
pub(super) fn in_degrees(shapes: &[Shape]) -> MultiPolygon<f64> {
    let ring = |ring: &Ring| {
        let mut line: LineString<f64> = ring.iter().map(|point| point.degrees()).collect();
        line.close();
        line
    };
    let polygon = |shape: &Shape| {
        let mut rings = shape.iter().map(ring);
        let outer = rings.next().unwrap_or_else(|| LineString(Vec::new()));
        Polygon::new(outer, rings.collect())
    };
    MultiPolygon(shapes.iter().map(polygon).collect())
}
