//! Areas cut to a frame, on whole units.

use geo::{Coord, LineString, MultiPolygon};
use i_overlay::{
    core::{
        fill_rule::FillRule,
        overlay::{ContourDirection, IntOverlayOptions, Overlay, ShapeType},
        overlay_rule::OverlayRule,
        solver::Solver,
    },
    i_float::int::point::IntPoint,
};

use super::frame::{Frame, Spot, nearest};

/// A ring; its first spot is not repeated.
pub(super) type Ring = Vec<Spot>;
/// An outer ring and its holes.
pub(super) type Shape = Vec<Ring>;

/// Cuts areas, one after another, with the same memory.
pub(super) struct Cutter {
    frame: Frame,
    overlay: Overlay,
}

impl Cutter {
    pub(super) fn new(frame: Frame) -> Self {
        let options = IntOverlayOptions {
            preserve_input_collinear: false,
            output_direction: ContourDirection::CounterClockwise,
            preserve_output_collinear: false,
            min_output_area: 0,
            ogc: true,
        };
        Self {
            frame,
            overlay: Overlay::new_custom(64, options, Solver::default()),
        }
    }

    /// What of an area lies in the frame, as valid polygons.
    ///
    /// 1. Each ring is cut by the four edges of the frame, one after the other (Sutherland and Hodgman, 1974), which may leave
    ///    edges that run to and fro along the frame; its corners are then moved to the nearest whole units, which may make
    ///    it cross itself.
    /// 2. The overlay engine gathers what is wound around more often by outer rings than by holes: that is the area,
    ///    without what runs to and fro.
    pub(super) fn cut(&mut self, area: &MultiPolygon<f64>) -> Vec<Shape> {
        self.overlay.clear();
        let rings = area
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        for ring in rings {
            let spots = in_frame(self.frame, ring);
            // Rows run southwards, so outer rings, right-handed on the earth, turn clockwise here; backwards they do not.
            let points = spots.iter().rev().map(|spot| IntPoint::new(spot.x, spot.y));
            self.overlay.add_path_iter(points, ShapeType::Subject);
        }
        let shapes = self
            .overlay
            .overlay(OverlayRule::Subject, FillRule::Positive);
        let spot = |point: IntPoint| Spot {
            x: point.x,
            y: point.y,
        };
        let ring = |ring: Vec<IntPoint>| ring.into_iter().map(spot).collect();
        shapes
            .into_iter()
            .map(|shape| shape.into_iter().map(ring).collect())
            .collect()
    }
}

/// A ring on whole units, cut to the frame.
fn in_frame(frame: Frame, ring: &LineString<f64>) -> Ring {
    let corners = ring.0.split_last().map_or(&[][..], |(_, corners)| corners);
    let mut corners: Vec<Coord<f64>> = corners.iter().map(|c| frame.units(*c)).collect();
    let (low, high) = Frame::edges();
    for edge in [
        Edge {
            x: true,
            at: low,
            keeps_above: true,
        },
        Edge {
            x: true,
            at: high,
            keeps_above: false,
        },
        Edge {
            x: false,
            at: low,
            keeps_above: true,
        },
        Edge {
            x: false,
            at: high,
            keeps_above: false,
        },
    ] {
        corners = edge.cut(corners);
    }
    let mut spots: Ring = corners.into_iter().map(nearest).collect();
    spots.dedup();
    spots
}

/// A line along an axis that keeps what lies on one side of it.
#[derive(Clone, Copy)]
struct Edge {
    x: bool,
    at: f64,
    keeps_above: bool,
}

impl Edge {
    fn cut(self, corners: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
        if corners.iter().all(|corner| self.keeps(*corner)) {
            return corners;
        }
        let mut kept = Vec::with_capacity(corners.len() + 4);
        let before = corners.iter().cycle().skip(corners.len().saturating_sub(1));
        for (from, to) in before.zip(&corners) {
            if self.keeps(*from) != self.keeps(*to) {
                kept.push(self.crossing(*from, *to));
            }
            if self.keeps(*to) {
                kept.push(*to);
            }
        }
        kept
    }

    fn keeps(self, corner: Coord<f64>) -> bool {
        let value = if self.x { corner.x } else { corner.y };
        if self.keeps_above {
            value >= self.at
        } else {
            value <= self.at
        }
    }

    /// Where two corners on different sides see each other, the same from either end.
    fn crossing(self, a: Coord<f64>, b: Coord<f64>) -> Coord<f64> {
        let between = |a: f64, b: f64, share: f64| a + (b - a) * share;
        if self.x {
            let (a, b) = if a.x <= b.x { (a, b) } else { (b, a) };
            let share = (self.at - a.x) / (b.x - a.x);
            Coord {
                x: self.at,
                y: between(a.y, b.y, share),
            }
        } else {
            let (a, b) = if a.y <= b.y { (a, b) } else { (b, a) };
            let share = (self.at - a.y) / (b.y - a.y);
            Coord {
                x: between(a.x, b.x, share),
                y: self.at,
            }
        }
    }
}
