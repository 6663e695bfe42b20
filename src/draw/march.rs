//! Marching triangles: what each triangle adds to the area, the band and the line.

use std::collections::BTreeMap;

use super::{GridPoint, Mark, Mesh};
use crate::model::{Id, Pair};

/// What the triangles of a mesh add up to, before any union.
#[derive(Debug, Default)]
pub struct March {
    /// The part of each triangle that is nearer to its inside corners, counterclockwise.
    pub inside: Vec<Vec<GridPoint>>,
    /// The triangles with corners on both sides, counterclockwise.
    pub mixed: Vec<Vec<GridPoint>>,
    /// Vertices of the line, each half-way between a place inside and one outside.
    pub halfways: BTreeMap<GridPoint, Halfway>,
}

/// A vertex of the line and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halfway {
    /// The two places.
    pub pair: Pair,
    /// Where they are: inside, outside.
    pub ends: [GridPoint; 2],
}

impl March {
    /// Walks through all triangles.
    #[must_use]
    pub fn through(mesh: &Mesh<'_>) -> Self {
        let mut march = Self::default();
        for corners in mesh.triangles() {
            march.take(corners);
        }
        march
    }

    /// Three corners inside give the triangle, two a quadrilateral, one a small triangle.
    fn take(&mut self, corners: [&Mark; 3]) {
        let spots = || corners.iter().map(|mark| mark.spot).collect();
        match odd_one(corners) {
            None if corners[0].inside => self.inside.push(spots()),
            None => {}
            Some([odd, next, last]) => {
                self.mixed.push(spots());
                let (first, second) = (self.halfway(odd, next), self.halfway(odd, last));
                self.inside.push(if odd.inside {
                    vec![odd.spot, first, second]
                } else {
                    vec![first, next.spot, last.spot, second]
                });
            }
        }
    }

    /// The vertex of the line between two marks on opposite sides. Where two vertices round to one
    /// grid point the first stays.
    fn halfway(&mut self, a: &Mark, b: &Mark) -> GridPoint {
        let (inside, outside) = if a.inside { (a, b) } else { (b, a) };
        let spot = a.spot.midway(b.spot);
        let id = |mark: &Mark| -> Id { mark.place.clone() };
        self.halfways.entry(spot).or_insert_with(|| Halfway {
            pair: Pair {
                inside: id(inside),
                outside: id(outside),
            },
            ends: [inside.spot, outside.spot],
        });
        spot
    }
}

/// The corners, turned so that the one on the other side than the two others comes first.
fn odd_one([a, b, c]: [&Mark; 3]) -> Option<[&Mark; 3]> {
    match (a.inside == b.inside, b.inside == c.inside) {
        (true, true) => None,
        (false, true) => Some([a, b, c]),
        (false, false) => Some([b, c, a]),
        (true, false) => Some([c, a, b]),
    }
}
