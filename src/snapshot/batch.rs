//! Many points at once, with no more than a row of a table needs.

use super::{Position, Snapshot};
use crate::model::{Day, LonLat};

/// An extent that covers a point, or may.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its place among [`Snapshot::extents`].
    pub extent: u32,
    /// Where the point lies.
    pub position: Position,
    /// Metres to the nearest stretch of its line.
    pub boundary_distance_m: f64,
}

/// What [`Snapshot::locate_all`] found, point by point.
#[derive(Debug, Default, Clone)]
pub struct Hits {
    found: Vec<Hit>,
    /// Where the hits of each point end.
    ends: Vec<usize>,
}

impl Hits {
    /// The extents that cover the point of a number, smallest first.
    #[must_use]
    pub fn of(&self, number: usize) -> &[Hit] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.found[start..self.ends[number]]
    }

    /// How many points were asked for.
    #[must_use]
    pub fn points(&self) -> usize {
        self.ends.len()
    }
}

impl Snapshot {
    /// Adds the extents that cover the point on a day (on any day without one), smallest first, as
    /// [`Snapshot::locate`] finds them.
    pub fn hits_at(&self, point: LonLat, day: Option<Day>, hits: &mut Vec<Hit>) {
        let found = self.locate(point, day).zones;
        hits.extend(found.iter().filter_map(|finding| self.hit(finding)));
    }

    /// Adds the extents drawn beside the point whose true line may lie beyond it, nearest first.
    pub fn possible_at(&self, point: LonLat, day: Option<Day>, hits: &mut Vec<Hit>) {
        let found = self.locate(point, day).possible;
        hits.extend(found.iter().filter_map(|finding| self.hit(finding)));
    }

    /// The same as [`Snapshot::hits_at`] for each point on its day; what was in `hits` is forgotten.
    ///
    /// Points without a day are asked for any day. Where there are fewer days than points, the last points are.
    pub fn locate_all(&self, points: &[LonLat], days: &[Option<Day>], hits: &mut Hits) {
        hits.found.clear();
        hits.ends.clear();
        let days = days.iter().copied().chain(std::iter::repeat(None));
        for (point, day) in points.iter().zip(days) {
            self.hits_at(*point, day, &mut hits.found);
            hits.ends.push(hits.found.len());
        }
    }

    fn hit(&self, finding: &super::Finding<'_>) -> Option<Hit> {
        let number = self.extent_number(&finding.extent.id)?;
        Some(Hit {
            extent: u32::try_from(number).ok()?,
            position: finding.position,
            boundary_distance_m: finding.boundary.distance_m,
        })
    }
}
