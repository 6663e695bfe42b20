//! Leaving one out, sorted by distance and by band.

use rstar::RTree;
use serde::Serialize;
use utoipa::ToSchema;

use super::Score;
use crate::{
    draw::{Gazetteer, Ground, Mark, Mesh, leave_one_out},
    model::Place,
};

/// A class of distances to the nearest place of the other side, in metres: from, and below.
pub type Class = (f64, f64);

/// The classes, nearest first.
pub const CLASSES: [Class; 4] = [
    (0.0, 1500.0),
    (1500.0, 3000.0),
    (3000.0, 6000.0),
    (6000.0, f64::INFINITY),
];

/// What came of predicting each place from the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sifted {
    /// All places.
    pub all: Score,
    /// By [`CLASSES`] of distance.
    pub by_distance: [Score; CLASSES.len()],
    /// Places that the triangulation of the others has in the band.
    pub in_band: Score,
    /// Places that it has outside the band.
    pub outside_band: Score,
}

impl Sifted {
    /// Several taken together.
    #[must_use]
    pub fn sum<'s>(parts: impl Iterator<Item = &'s Self>) -> Self {
        let mut sum = Self::default();
        for part in parts {
            sum.all += part.all;
            sum.in_band += part.in_band;
            sum.outside_band += part.outside_band;
            for (own, other) in sum.by_distance.iter_mut().zip(part.by_distance) {
                *own += other;
            }
        }
        sum
    }

    /// Places from a distance on, such as 3 km: the classes that begin there or further.
    #[must_use]
    pub fn from_distance_m(&self, metres: f64) -> Score {
        let mut sum = Score::default();
        for (score, (from, _)) in self.by_distance.iter().zip(CLASSES) {
            if from >= metres {
                sum += *score;
            }
        }
        sum
    }
}

/// Predicts every real place of a mesh from the others.
pub(super) fn sift(mesh: &Mesh<'_>, gazetteer: &Gazetteer<'_>) -> Sifted {
    let place = |mark: &Mark| gazetteer.place(&mark.place);
    let is_helper = |mark: &Mark| place(mark).is_some_and(Place::is_helper);
    let sides = [true, false].map(|inside| {
        let marks = mesh.marks().iter();
        let side = marks.filter(|mark| mark.inside == inside && !is_helper(mark));
        RTree::bulk_load(side.map(|mark| metres(mesh, mark)).collect())
    });
    let mut sifted = Sifted::default();
    for (mark, prediction) in mesh.marks().iter().zip(leave_one_out(mesh)) {
        if !place(mark).is_some_and(Place::is_real) {
            continue;
        }
        let right = prediction.inside == mark.inside;
        let [inside, outside] = &sides;
        let others = if mark.inside { outside } else { inside };
        sifted.all.count(right);
        sifted.by_distance[class(nearest_m(others, metres(mesh, mark)))].count(right);
        if prediction.ground == Ground::Band {
            sifted.in_band.count(right);
        } else {
            sifted.outside_band.count(right);
        }
    }
    sifted
}

fn metres(mesh: &Mesh<'_>, mark: &Mark) -> [f64; 2] {
    let point = mesh.frame().metres(mark.spot);
    [point.x, point.y]
}

fn nearest_m(places: &RTree<[f64; 2]>, here: [f64; 2]) -> f64 {
    let nearest = places.nearest_neighbor(&here);
    nearest.map_or(f64::INFINITY, |there| {
        (here[0] - there[0]).hypot(here[1] - there[1])
    })
}

fn class(metres: f64) -> usize {
    let found = CLASSES.iter().position(|&(_, below)| metres < below);
    found.unwrap_or(CLASSES.len() - 1)
}
