//! What the others say about each mark.

use super::{Frame, GridPoint, Mark, Mesh};

/// The side of a mark as drawn from all marks but this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prediction {
    /// Whether the zone would cover its point.
    pub inside: bool,
    /// On what ground.
    pub ground: Ground,
}

/// On what ground a side is predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// All corners of the triangle around the point are on this side.
    Clear,
    /// The triangle has corners on both sides: the point lies in the band.
    Band,
    /// No triangle holds the point; the nearest place decides.
    Beyond,
}

/// Predicts each mark from the triangulation of all others.
///
/// 1. Taking a vertex out of a Delaunay triangulation changes nothing but the star of triangles
///    around it, and the triangles that fill the star are Delaunay triangles of its neighbours
///    alone: no other mark lies in their circles. So only the neighbours are triangulated.
/// 2. The point lies in one of these triangles. All corners on one side: that side.
/// 3. Corners on both sides: the line joins the midpoints of the edges from the odd corner, so
///    the point is on that corner's side when its barycentric weight is half or more.
/// 4. A mark on the hull may lie in no triangle of the others: the side of its nearest neighbour,
///    of equally near ones the first.
///
/// Clipping and the dropping of small islands are left out: they do not come from the marks.
#[must_use]
pub fn leave_one_out(mesh: &Mesh<'_>) -> Vec<Prediction> {
    (0..mesh.marks().len()).map(|i| predict(mesh, i)).collect()
}

fn predict(mesh: &Mesh<'_>, index: usize) -> Prediction {
    let neighbours = mesh.neighbours(index);
    let others: Vec<Mark> = neighbours
        .into_iter()
        .map(|i| mesh.marks()[i].clone())
        .collect();
    let spot = mesh.marks()[index].spot;
    side(&Mesh::in_frame(&others, mesh.frame()), spot)
}

/// The side of a point as drawn from a mesh.
#[must_use]
pub fn side(mesh: &Mesh<'_>, spot: GridPoint) -> Prediction {
    let corners = mesh.corners_at(spot);
    let Some(first) = corners.first() else {
        return beyond(mesh, spot);
    };
    if corners.iter().all(|corner| corner.inside == first.inside) {
        return Prediction {
            inside: first.inside,
            ground: Ground::Clear,
        };
    }
    Prediction {
        inside: is_on_inner_part(&corners, spot, mesh.frame()),
        ground: Ground::Band,
    }
}

fn beyond(mesh: &Mesh<'_>, spot: GridPoint) -> Prediction {
    let distance = |mark: &&Mark| mesh.frame().distance_m(mark.spot, spot);
    let nearest = mesh
        .marks()
        .iter()
        .min_by(|a, b| distance(a).total_cmp(&distance(b)));
    Prediction {
        inside: nearest.is_some_and(|mark| mark.inside),
        ground: Ground::Beyond,
    }
}

/// Whether the weights of the inside corners of a mixed triangle (or edge) reach a half.
fn is_on_inner_part(corners: &[&Mark], spot: GridPoint, frame: Frame) -> bool {
    match corners {
        [a, b] => {
            let nearer_a = frame.distance_m(a.spot, spot) <= frame.distance_m(b.spot, spot);
            if nearer_a { a.inside } else { b.inside }
        }
        [a, b, c] => {
            let whole = a.spot.turn(b.spot, c.spot);
            let weights = [
                (a, spot.turn(b.spot, c.spot)),
                (b, spot.turn(c.spot, a.spot)),
                (c, spot.turn(a.spot, b.spot)),
            ];
            let inside = weights.iter().filter(|(mark, _)| mark.inside);
            inside.map(|(_, weight)| weight).sum::<i64>() * 2 >= whole
        }
        _ => false,
    }
}
