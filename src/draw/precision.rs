//! How far the true line may lie from the drawn one.

use std::collections::BTreeMap;

use super::{Frame, GridPoint, march::Halfway, shapes::Shape};

/// The share of the line that lies within the precision.
const SHARE: f64 = 0.9;
/// Precisions are whole multiples of this many metres.
const UNIT_M: f64 = 100.0;

/// The precision of a drawn line in metres; `None` when no vertex of it stands between two places.
///
/// The true line crosses somewhere between the two places of a vertex, so it may lie up to half
/// their distance away. With vertices i = 1 … n that stand between two places,
///
/// - hᵢ: half the distance between the two places of vertex i, in metres,
/// - wᵢ: half the length of the two edges that meet in vertex i, in metres,
///
/// `precision_m` is the smallest hⱼ with Σ{wᵢ : hᵢ <= hⱼ} >= 0.9 · Σwᵢ (the length-weighted 90th
/// percentile), rounded to the nearest 100 m, at least 100 m. Vertices on the outline, or where no
/// place lies further out, have no two places and do not count.
pub(super) fn precision_m(
    shapes: &[Shape],
    halfways: &BTreeMap<GridPoint, Halfway>,
    frame: Frame,
) -> Option<f64> {
    let mut vertices: Vec<(f64, f64)> = shapes
        .iter()
        .flatten()
        .flat_map(|ring| weighted(ring, halfways, frame))
        .collect();
    vertices.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = vertices.iter().map(|(_, weight)| weight).sum();
    let mut below = 0.0;
    let reached = vertices.iter().find(|(_, weight)| {
        below += weight;
        below >= SHARE * total
    });
    reached.map(|(half, _)| ((half / UNIT_M).round() * UNIT_M).max(UNIT_M))
}

/// Half the distance of its places, and the weight, of each vertex of a ring that has two places.
fn weighted(
    ring: &[GridPoint],
    halfways: &BTreeMap<GridPoint, Halfway>,
    frame: Frame,
) -> Vec<(f64, f64)> {
    let count = ring.len();
    let vertex = |i: usize| {
        let halfway = halfways.get(&ring[i])?;
        let [before, after] = [ring[(i + count - 1) % count], ring[(i + 1) % count]];
        let length = frame.distance_m(before, ring[i]) + frame.distance_m(ring[i], after);
        let [inside, outside] = halfway.ends;
        Some((frame.distance_m(inside, outside) / 2.0, length / 2.0))
    };
    (0..count).filter_map(vertex).collect()
}
