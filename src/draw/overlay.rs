//! Unions and intersections on the grid, by the engine of `geo`'s boolean operations.
//!
//! The engine works on whole numbers; given the grid itself it rounds nothing but crossings, and
//! its result is valid at the five decimals that are written. Through `geo`, which scales floats
//! to the engine's own grid, rounding afterwards could make rings touch.

use geo::{LineString, MultiPolygon};
use i_overlay::{
    core::{
        fill_rule::FillRule,
        overlay::{IntOverlayOptions, Overlay, ShapeType},
        overlay_rule::OverlayRule,
        solver::Solver,
    },
    i_float::int::point::IntPoint,
};

use super::{
    GridPoint,
    shapes::{self, Ring, Shape},
};

/// All that some counterclockwise rings cover together.
pub(super) fn union(rings: &[Ring]) -> Vec<Shape> {
    let mut overlay = engine(rings.len() * 4);
    add(&mut overlay, rings.iter(), ShapeType::Subject);
    run(&mut overlay, OverlayRule::Subject)
}

/// What some rings, which may cross themselves and each other, wind around more often counterclockwise than clockwise.
pub(crate) fn wound(rings: &[Ring]) -> Vec<Shape> {
    let mut overlay = engine(rings.iter().map(Vec::len).sum());
    add(&mut overlay, rings.iter(), ShapeType::Subject);
    shapes_of(overlay.overlay(OverlayRule::Subject, FillRule::Positive))
}

/// What shapes share with the inside of an outline.
pub(super) fn clip(shapes: &[Shape], outline: &MultiPolygon<f64>) -> Vec<Shape> {
    let outline = contours(outline);
    let mut overlay = engine(shapes.iter().flatten().chain(&outline).map(Vec::len).sum());
    add(&mut overlay, shapes.iter().flatten(), ShapeType::Subject);
    add(&mut overlay, outline.iter(), ShapeType::Clip);
    run(&mut overlay, OverlayRule::Intersect)
}

/// The rings of an area on the grid.
pub(super) fn contours(area: &MultiPolygon<f64>) -> Vec<Ring> {
    let open = |ring: &LineString<f64>| -> Ring {
        let coords = ring.0.split_last().map_or(&[][..], |(_, coords)| coords);
        coords.iter().copied().map(GridPoint::of_degrees).collect()
    };
    area.iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()))
        .map(open)
        .collect()
}

fn engine(edges: usize) -> Overlay {
    Overlay::new_custom(
        edges,
        IntOverlayOptions::keep_all_points(),
        Solver::default(),
    )
}

fn add<'r>(overlay: &mut Overlay, rings: impl Iterator<Item = &'r Ring>, role: ShapeType) {
    for ring in rings {
        overlay.add_path_iter(ring.iter().copied().map(IntPoint::from), role);
    }
}

fn run(overlay: &mut Overlay, rule: OverlayRule) -> Vec<Shape> {
    shapes_of(overlay.overlay(rule, FillRule::NonZero))
}

/// The engine's own way to make such shapes fails an assertion on rings that cross themselves a thousand times.
fn shapes_of(found: Vec<Vec<Vec<IntPoint>>>) -> Vec<Shape> {
    let points = |ring: Vec<IntPoint>| ring.into_iter().map(GridPoint::from).collect();
    let shapes = found.into_iter();
    shapes
        .flat_map(|shape| shapes::split(shape.into_iter().map(points)))
        .collect()
}
