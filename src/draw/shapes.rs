//! Rings that touch themselves, split into those of OGC Simple Features.

use std::collections::BTreeMap;

use super::grid::{GridPoint, turn_of};

/// A ring of grid points; the first is not repeated.
pub(crate) type Ring = Vec<GridPoint>;
/// An outer ring, counterclockwise, and its holes, clockwise.
pub(crate) type Shape = Vec<Ring>;

/// Makes simple shapes of the rings of one that may touch themselves in points.
///
/// 1. Every ring is cut where it comes back to a point, so that none visits a point twice.
/// 2. Rings to the left are outer rings; those to the right are holes, those without area nothing.
/// 3. A hole belongs to the smallest outer ring around it.
pub(super) fn split(rings: impl Iterator<Item = Ring>) -> Vec<Shape> {
    let loops = rings.flat_map(loops).filter(|ring| turn_of(ring) != 0);
    let (mut outers, holes): (Vec<Ring>, Vec<Ring>) = loops.partition(|ring| turn_of(ring) > 0);
    outers.sort_by_key(|ring| turn_of(ring));
    let mut shapes: Vec<Shape> = outers.into_iter().map(|ring| vec![ring]).collect();
    let Some((largest, smaller)) = shapes.split_last_mut() else {
        return Vec::new();
    };
    for hole in holes {
        match smaller.iter_mut().find(|shape| surrounds(&shape[0], &hole)) {
            Some(shape) => shape.push(hole),
            None => largest.push(hole),
        }
    }
    shapes
}

/// Cuts a ring wherever it comes back to a point.
fn loops(ring: Ring) -> Vec<Ring> {
    let (mut loops, mut path): (Vec<Ring>, Ring) = (Vec::new(), Vec::new());
    let mut passed: BTreeMap<GridPoint, usize> = BTreeMap::new();
    for point in ring {
        if let Some(&start) = passed.get(&point) {
            let closed = path.split_off(start);
            for point in &closed {
                passed.remove(point);
            }
            loops.push(closed);
        }
        passed.insert(point, path.len());
        path.push(point);
    }
    loops.push(path);
    loops
}

/// Whether a ring lies in another that it meets in single points at most.
fn surrounds(outer: &[GridPoint], inner: &[GridPoint]) -> bool {
    let on_outer = |point: &&GridPoint| edges(outer).any(|(a, b)| point.is_on_edge(a, b));
    // A ring with every vertex on the other is told by its area: the larger one surrounds.
    let free = inner.iter().find(|point| !on_outer(point));
    free.map_or_else(
        || turn_of(inner).abs() < turn_of(outer).abs(),
        |point| winds_around(outer, *point),
    )
}

/// Whether a point that lies on no edge of a ring lies in it: a ray to the east crosses an odd
/// number of edges.
fn winds_around(ring: &[GridPoint], point: GridPoint) -> bool {
    let crossed = |&(a, b): &(GridPoint, GridPoint)| {
        let [south, north] = if a.y <= b.y { [a, b] } else { [b, a] };
        south.y <= point.y && point.y < north.y && south.turn(north, point) > 0
    };
    edges(ring).filter(crossed).count() % 2 == 1
}

fn edges(ring: &[GridPoint]) -> impl Iterator<Item = (GridPoint, GridPoint)> {
    let next = ring.iter().cycle().skip(1);
    ring.iter().copied().zip(next.copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(i32, i32)]) -> Ring {
        points.iter().map(|&(x, y)| GridPoint { x, y }).collect()
    }

    #[test]
    fn holes_that_meet_in_a_point_are_two() {
        let outer = ring(&[(0, 0), (9, 0), (9, 9), (0, 9)]);
        let holes = ring(&[(2, 2), (2, 4), (4, 4), (6, 6), (6, 4), (4, 4), (4, 2)]);
        let shapes = split([outer, holes].into_iter());
        assert_eq!(shapes.len(), 1);
        assert_eq!(shapes[0].len(), 3);
    }

    #[test]
    fn outer_rings_that_meet_in_a_point_keep_their_own_holes() {
        let eight = ring(&[
            (0, 0),
            (9, 0),
            (9, 9),
            (12, 9),
            (12, 12),
            (9, 12),
            (9, 9),
            (0, 9),
        ]);
        let small = ring(&[(10, 10), (10, 11), (11, 11)]);
        let large = ring(&[(2, 2), (2, 4), (4, 4)]);
        let shapes = split([eight, large.clone(), small.clone()].into_iter());
        assert_eq!(shapes.len(), 2);
        assert_eq!((&shapes[0][1], &shapes[1][1]), (&small, &large));
    }

    #[test]
    fn what_has_no_area_is_nothing() {
        assert!(split(std::iter::once(ring(&[(0, 0), (5, 5), (2, 2)]))).is_empty());
        assert!(split(std::iter::empty()).is_empty());
    }
}
