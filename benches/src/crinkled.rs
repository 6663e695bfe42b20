//! The same areas with more vertices, as a survey would have drawn them.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use crate::{area_set::AreaSet, dice::Dice};

/// How far a new vertex may leave its edge, as a share of how far the nearer end is: about a degree, so that lines do not
/// meet where they did not.
const CRINKLE: f64 = 0.02;

/// Divides edges, long ones more often, until there are as many vertices or a few less.
#[must_use]
pub fn crinkled(set: &AreaSet, name: &str, vertices: usize) -> AreaSet {
    let longest = longest_piece(set, vertices);
    let mut dice = Dice::new(vertices as u64);
    let mut finer = AreaSet::new(name);
    for (area, period) in set.dated() {
        let mut polygons = Vec::new();
        for polygon in &area.0 {
            let shell = ring(polygon.exterior(), longest, &mut dice);
            let holes = polygon.interiors().iter().map(|hole| ring(hole, longest, &mut dice));
            polygons.push(Polygon::new(shell, holes.collect()));
        }
        finer.push(MultiPolygon::new(polygons), period);
    }
    finer
}

/// How long, in degrees, the pieces of an edge may be, found by halving.
fn longest_piece(set: &AreaSet, vertices: usize) -> f64 {
    let (mut short, mut long) = (0.0, 360.0);
    for _ in 0..64 {
        let middle = f64::midpoint(short, long);
        if count(set, middle) > vertices {
            short = middle;
        } else {
            long = middle;
        }
    }
    long
}

fn count(set: &AreaSet, longest: f64) -> usize {
    let edges = set.rings().flat_map(|ring| ring.windows(2));
    edges.map(|edge| pieces(edge[1] - edge[0], longest)).sum::<usize>() + set.rings().count()
}

fn pieces(along: Coord<f64>, longest: f64) -> usize {
    (along.x.hypot(along.y) / longest).ceil().max(1.0) as usize
}

fn ring(ring: &LineString<f64>, longest: f64, dice: &mut Dice) -> LineString<f64> {
    let mut finer = vec![ring.0[0]];
    for edge in ring.0.windows(2) {
        let along = edge[1] - edge[0];
        let across = Coord { x: -along.y, y: along.x };
        let pieces = pieces(along, longest);
        for piece in 1..pieces {
            let t = piece as f64 / pieces as f64;
            let most = CRINKLE * t.min(1.0 - t);
            finer.push(edge[0] + along * t + across * dice.between(-most, most));
        }
        finer.push(edge[1]);
    }
    LineString::new(finer)
}

#[cfg(test)]
mod tests {
    use geo::Validation;

    use super::crinkled;
    use crate::area_set::AreaSet;

    #[test]
    fn areas_stay_valid_and_get_as_many_vertices() {
        let set = crinkled(&AreaSet::shipped(), "S", 43_638);
        assert!(set.areas().iter().all(Validation::is_valid));
        assert!((43_600..=43_638).contains(&set.vertices()), "{}", set.vertices());
    }
}
