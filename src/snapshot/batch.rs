//! The short answer for a point: extents by number, with no more than a row of a table needs.

use super::{Position, Snapshot, lines::Holder};
use crate::{
    ground::AHEAD,
    model::{Day, LonLat, NearestEdge},
};

/// An extent that covers a point, or may.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its place among [`Snapshot::extents`].
    pub extent: u32,
    /// Where the point lies.
    pub position: Position,
    /// Metres to the nearest stretch of its line.
    pub boundary_distance_m: f64,
    edge: u32,
    along: f64,
}

/// What [`Snapshot::locate_all`] found, point by point.
#[derive(Debug, Default, Clone)]
pub struct Hits {
    found: Vec<Hit>,
    /// Where the hits of each point end.
    ends: Vec<usize>,
}

impl Hit {
    fn new(extent: usize, position: Position, edge: NearestEdge) -> Option<Self> {
        Some(Self {
            extent: u32::try_from(extent).ok()?,
            position,
            boundary_distance_m: edge.distance_m,
            edge: u32::try_from(edge.number).ok()?,
            along: edge.along,
        })
    }

    /// The nearest stretch of the line.
    pub(super) fn nearest_edge(&self) -> NearestEdge {
        NearestEdge {
            distance_m: self.boundary_distance_m,
            number: self.edge as usize,
            along: self.along,
        }
    }
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
    /// [`Snapshot::locate`] finds them. It allocates nothing where `hits` has room.
    pub fn hits_at(&self, point: LonLat, day: Option<Day>, hits: &mut Vec<Hit>) {
        self.covering_at(point, day, hits, |_| {});
    }

    /// Adds the extents drawn beside the point whose true line may lie beyond it, nearest first.
    pub fn possible_at(&self, point: LonLat, day: Option<Day>, hits: &mut Vec<Hit>) {
        self.all_at(point, day, &mut Vec::new(), hits);
    }

    /// Adds both.
    pub(super) fn all_at(
        &self,
        point: LonLat,
        day: Option<Day>,
        covering: &mut Vec<Hit>,
        beside: &mut Vec<Hit>,
    ) {
        let [first, start] = [covering.len(), beside.len()];
        let mut banded = Vec::new();
        self.covering_at(point, day, covering, |extent| banded.push(extent));
        let doubt_m = self.lines.widest_doubt_m();
        self.each_close_to(point, day, doubt_m, |extent| {
            if holds(&covering[first..], extent) || holds(&beside[start..], extent) {
                return;
            }
            let hit = self.hit(extent, banded.contains(&extent), point);
            beside.extend(hit.filter(|hit| hit.position == Position::NearBoundary));
        });
        beside[start..].sort_by(|a, b| {
            let nearer = a.boundary_distance_m.total_cmp(&b.boundary_distance_m);
            nearer.then(a.extent.cmp(&b.extent))
        });
    }

    /// Adds the extents that cover the point; names those in whose band alone it lies.
    fn covering_at(
        &self,
        point: LonLat,
        day: Option<Day>,
        hits: &mut Vec<Hit>,
        mut only_banded: impl FnMut(usize),
    ) {
        let start = hits.len();
        self.lines.each_at(point, day, |holder| match holder {
            Holder::Area(extent) => {
                if !holds(&hits[start..], extent) {
                    hits.extend(self.hit(extent, false, point));
                }
            }
            // All areas come before all bands.
            Holder::Band(extent) => {
                let mut hits = hits[start..].iter_mut();
                match hits.find(|hit| hit.extent as usize == extent) {
                    Some(hit) => hit.position = Position::NearBoundary,
                    None => only_banded(extent),
                }
            }
        });
        let smallest_first = |a: &Hit, b: &Hit| {
            let area = |hit: &Hit| self.areas_m2[hit.extent as usize];
            area(a).total_cmp(&area(b)).then(a.extent.cmp(&b.extent))
        };
        let found = &mut hits[start..];
        if found.len() > 1 {
            found.sort_unstable_by(smallest_first);
        }
    }

    /// The same as [`Snapshot::hits_at`] for each point on its day; what was in `hits` is forgotten.
    ///
    /// Points without a day are asked for any day; so are the last points where there are fewer days than points.
    pub fn locate_all(&self, points: &[LonLat], days: &[Option<Day>], hits: &mut Hits) {
        hits.found.clear();
        hits.ends.clear();
        let mut days = days.iter().copied().chain(std::iter::repeat(None));
        for points in points.chunks(AHEAD) {
            self.lines.look_ahead(points);
            for (point, day) in points.iter().zip(&mut days) {
                self.hits_at(*point, day, &mut hits.found);
                hits.ends.push(hits.found.len());
            }
        }
    }

    /// `None` for an extent without a line.
    fn hit(&self, extent: usize, in_band: bool, point: LonLat) -> Option<Hit> {
        let edge = self.lines.nearest_edge(&self.facts, extent, point)?;
        let position = self.lines.position(extent, in_band, edge.distance_m);
        Hit::new(extent, position, edge)
    }
}

fn holds(hits: &[Hit], extent: usize) -> bool {
    hits.iter().any(|hit| hit.extent as usize == extent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Folder, load};

    #[test]
    fn many_points_get_the_answers_of_each() {
        let loaded = load(&Folder::embedded_data(), &Folder::embedded_articles());
        let snapshot = Snapshot::build(loaded.facts.unwrap()).unwrap();
        let vertices = snapshot
            .extents()
            .iter()
            .flat_map(|extent| &extent.vertices);
        let points: Vec<LonLat> = vertices.map(|vertex| vertex.point).step_by(7).collect();
        assert!(points.len() > 3 * AHEAD, "more than are looked at together");
        // Fewer days than points: the last are asked for on any day.
        let days = vec![Day::of_1970(17_500); points.len() / 2];
        let mut hits = Hits::default();
        snapshot.locate_all(&points, &days, &mut hits);
        assert_eq!(hits.points(), points.len());
        for (number, point) in points.iter().enumerate() {
            let mut own = Vec::new();
            let day = days.get(number).copied().flatten();
            snapshot.hits_at(*point, day, &mut own);
            assert_eq!(hits.of(number), own, "{point:?} on {day:?}");
        }
    }
}
