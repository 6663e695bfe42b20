//! The lines of all extents, ready to be asked: which areas and bands hold a point, how near is a line?

use std::sync::OnceLock;

use super::Position;
use crate::{
    ground::{Ground, Outline, Side},
    model::{Day, Extent, Facts, LonLat, NearestEdge},
};

/// Lines are drawn on a grid of 0.00001 degrees, about a metre.
const DRAWING_STEP_M: f64 = 1.2;

/// Areas and bands in cells, and the edges of each area in boxes.
#[derive(Debug)]
pub(super) struct Lines {
    /// The areas, by number of their extent, and behind them the bands.
    ground: Ground,
    /// The extent of each band.
    banded: Vec<usize>,
    /// Made when first asked for: most lines of a large set are never asked.
    outlines: Vec<OnceLock<Outline>>,
    /// How near its line is too near to be sure: the precision of an extent without a band, else a drawing step.
    doubts_m: Vec<f64>,
    widest_doubt_m: f64,
}

/// What holds a point, by number of its extent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// The area; its line counts as inside.
    Area(usize),
    /// The band, not its edge: there stand the places whose side is known.
    Band(usize),
}

impl Lines {
    pub(super) fn new(facts: &Facts) -> Self {
        let extents = || facts.extents.iter();
        let areas = extents().map(|extent| (&extent.area, extent.period));
        let bands = extents().filter_map(|extent| Some((extent.band.as_ref()?, extent.period)));
        let banded = extents()
            .enumerate()
            .filter(|(_, extent)| extent.band.is_some());
        let doubts_m: Vec<f64> = extents().map(doubt_m).collect();
        Self {
            ground: Ground::new(areas.chain(bands)),
            banded: banded.map(|(number, _)| number).collect(),
            outlines: extents().map(|_| OnceLock::new()).collect(),
            widest_doubt_m: doubts_m.iter().copied().fold(0.0, f64::max),
            doubts_m,
        }
    }

    /// Names every area and band in force that holds the point; all areas before all bands.
    #[inline]
    pub(super) fn each_at(&self, point: LonLat, day: Option<Day>, mut found: impl FnMut(Holder)) {
        let areas = self.outlines.len();
        self.ground
            .each_at(point, day, |number, side| match number.checked_sub(areas) {
                None => found(Holder::Area(number)),
                Some(band) if side == Side::Inside => found(Holder::Band(self.banded[band])),
                Some(_) => {}
            });
    }

    /// Brings nearer what the answers for the next points need.
    pub(super) fn look_ahead(&self, points: &[LonLat]) {
        self.ground.look_ahead(points);
    }

    /// The extents in force whose area covers the point, ascending, each once.
    pub(super) fn covering(&self, point: LonLat, day: Option<Day>) -> Vec<usize> {
        let mut covering = Vec::new();
        self.each_at(point, day, |holder| {
            if let Holder::Area(extent) = holder {
                covering.push(extent);
            }
        });
        covering.sort_unstable();
        covering.dedup(); // the antimeridian is met from both sides
        covering
    }

    /// The nearest edge of an extent's line; `None` where it has no line.
    pub(super) fn nearest_edge(
        &self,
        facts: &Facts,
        extent: usize,
        point: LonLat,
    ) -> Option<NearestEdge> {
        let area = &facts.extents[extent].area;
        let outline = self.outlines[extent].get_or_init(|| Outline::new(area));
        outline.nearest(area, point)
    }

    /// Where a point lies that is so far from an extent's line, and in its band or not.
    pub(super) fn position(&self, extent: usize, in_band: bool, boundary_m: f64) -> Position {
        // A point on the drawn line itself is at the boundary, also where the line is the outline's and has no band.
        if in_band || boundary_m <= self.doubts_m[extent] {
            Position::NearBoundary
        } else {
            Position::Inside
        }
    }

    /// No line is in doubt further than this many metres away from it and its band.
    pub(super) fn widest_doubt_m(&self) -> f64 {
        self.widest_doubt_m
    }
}

fn doubt_m(extent: &Extent) -> f64 {
    match extent.band {
        Some(_) => DRAWING_STEP_M,
        None => extent.precision_m,
    }
}
