//! Point in zone, with the doubt stated.

use rstar::{AABB, Envelope};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Hit, Snapshot, Stretch};
use crate::model::{Day, Extent, Gap, LonLat, Zone};

/// Where a point lies with regard to one extent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Inside, and not near the line.
    Inside,
    /// In the band of doubt of the extent, on either side of the line; where no band is drawn,
    /// within the precision of the line.
    NearBoundary,
}

/// One extent that holds the point, or may.
#[derive(Debug, Clone, Copy)]
pub struct Finding<'s> {
    /// The extent.
    pub extent: &'s Extent,
    /// Its place among [`Snapshot::extents`].
    pub extent_number: usize,
    /// Its zone.
    pub zone: &'s Zone,
    /// Where the point lies.
    pub position: Position,
    /// The nearest stretch of its line.
    pub boundary: Stretch<'s>,
}

/// The closest extent to a point that lies in none.
#[derive(Debug, Clone, Copy)]
pub struct Nearest<'s> {
    /// The extent.
    pub extent: &'s Extent,
    /// Its zone.
    pub zone: &'s Zone,
    /// Metres to its nearest line.
    pub distance_m: f64,
}

/// The answer for one point.
#[derive(Debug, Clone)]
pub struct Location<'s> {
    /// Extents that cover the point (the line counts as inside), smallest first.
    pub zones: Vec<Finding<'s>>,
    /// Extents drawn beside the point, whose true line may lie beyond it; nearest first.
    pub possible: Vec<Finding<'s>>,
    /// The closest extent, when none covers the point.
    pub nearest: Option<Nearest<'s>>,
    /// Zones without an extent on that day on purpose, in list order; none without a day.
    pub gaps: Vec<(&'s Zone, &'s Gap)>,
    /// Whether the point lies outside the ground of the data, where it would lie inside with its
    /// two numbers exchanged.
    pub looks_swapped: bool,
}

/// No degree of latitude on the ellipsoid is shorter, in metres.
const SHORTEST_DEGREE_M: f64 = 110_574.0;

impl Snapshot {
    /// Which extents hold the point: those in force on `day`, or without a day every extent that
    /// ever did.
    #[must_use]
    pub fn locate(&self, point: LonLat, day: Option<Day>) -> Location<'_> {
        let (mut covering, mut beside) = (Vec::new(), Vec::new());
        self.all_at(point, day, &mut covering, &mut beside);
        let findings = |hits: Vec<Hit>| -> Vec<Finding<'_>> {
            let found = hits.iter().map(|hit| self.finding(hit, point));
            found.flatten().collect()
        };
        Location {
            nearest: if covering.is_empty() {
                self.nearest(point, day)
            } else {
                None
            },
            looks_swapped: covering.is_empty() && self.looks_swapped(point),
            zones: findings(covering),
            possible: findings(beside),
            gaps: self.gaps_on(day),
        }
    }

    /// The zones of which some extent ever covered the point (the line counts as inside), by their place in list order.
    #[must_use]
    pub fn zones_ever_at(&self, point: LonLat) -> Vec<usize> {
        let covering = self.lines.covering(point, None);
        let zones = covering
            .into_iter()
            .filter_map(|extent| self.zone_of(extent));
        let mut zones: Vec<usize> = zones.collect();
        zones.dedup(); // extents come by zone
        zones
    }

    fn finding<'s>(&'s self, hit: &Hit, point: LonLat) -> Option<Finding<'s>> {
        let number = hit.extent as usize;
        Some(Finding {
            extent: self.facts.extents.get(number)?,
            extent_number: number,
            zone: self.zones().get(self.zone_of(number)?)?,
            position: hit.position,
            boundary: self
                .register
                .stretch(&self.facts, number, hit.nearest_edge(), point),
        })
    }

    /// Zones without an extent on a day on purpose, with the gap that says why.
    fn gaps_on(&self, day: Option<Day>) -> Vec<(&Zone, &Gap)> {
        let Some(day) = day else {
            return Vec::new();
        };
        let gaps = self
            .zones()
            .iter()
            .flat_map(|zone| zone.gaps.iter().map(move |gap| (zone, gap)));
        gaps.filter(|(_, gap)| gap.period.holds(day)).collect()
    }

    /// Names the extents in force whose box lies within some metres of the point, in no order; one whose box is met from
    /// both sides of the antimeridian is named twice.
    pub(super) fn each_close_to(
        &self,
        point: LonLat,
        day: Option<Day>,
        metres: f64,
        mut found: impl FnMut(usize),
    ) {
        let lat_deg = metres / SHORTEST_DEGREE_M;
        let widest_lat = point.lat().abs() + lat_deg;
        // East-west degrees shrink towards the poles; over a pole, every longitude is near.
        let lon_deg = if widest_lat < 90.0 {
            (lat_deg / widest_lat.to_radians().cos()).min(360.0)
        } else {
            360.0
        };
        let ground = self.boxes.root().envelope();
        for [lon, lat] in round_the_world(point) {
            let around = AABB::from_corners(
                [lon - lon_deg, lat - lat_deg],
                [lon + lon_deg, lat + lat_deg],
            );
            if !around.intersects(&ground) {
                continue; // most grounds do not reach round the world
            }
            for close in self.boxes.locate_in_envelope_intersecting(&around) {
                if self.in_force(close.data, day) {
                    found(close.data);
                }
            }
        }
    }

    pub(super) fn in_force(&self, index: usize, day: Option<Day>) -> bool {
        day.is_none_or(|day| self.facts.extents[index].period.holds(day))
    }

    /// The extent with the nearest line: boxes in order of distance in degrees, until no further
    /// one can be nearer in metres. Of equally near ones, the first in list order.
    fn nearest(&self, point: LonLat, day: Option<Day>) -> Option<Nearest<'_>> {
        let shortest_m = self.shortest_degree_m(point);
        let ground = self.boxes.root().envelope();
        let mut best: Option<(f64, usize)> = None;
        for here in round_the_world(point) {
            let least_m = ground.distance_2(&here).sqrt() * shortest_m;
            if best.is_some_and(|(metres, _)| least_m > metres) {
                continue; // most grounds do not reach round the world
            }
            for (found, degrees2) in self.boxes.nearest_neighbor_iter_with_distance_2(&here) {
                if best.is_some_and(|(metres, _)| degrees2.sqrt() * shortest_m > metres) {
                    break;
                }
                if self.in_force(found.data, day) {
                    let edge = self.lines.nearest_edge(&self.facts, found.data, point);
                    let metres = edge.map_or(f64::INFINITY, |edge| edge.distance_m);
                    let candidate = (metres, found.data);
                    best = Some(best.map_or(candidate, |best| {
                        if candidate < best { candidate } else { best }
                    }));
                }
            }
        }
        let (distance_m, number) = best?;
        Some(Nearest {
            extent: &self.facts.extents[number],
            zone: &self.facts.zones[self.zone_of(number)?],
            distance_m,
        })
    }

    /// Metres that a degree between the point and any extent is worth at least, in any direction.
    ///
    /// By the haversine formula, sin²(d/2) >= cos²φ · (sin²(Δφ/2) + sin²(Δλ/2)) for the widest
    /// latitude φ of both ends, and sin x >= 2x/π up to a right angle.
    fn shortest_degree_m(&self, point: LonLat) -> f64 {
        let ground = self.boxes.root().envelope();
        let widest = point
            .lat()
            .abs()
            .max(ground.lower()[1].abs())
            .max(ground.upper()[1].abs());
        SHORTEST_DEGREE_M * widest.min(90.0).to_radians().cos() * std::f64::consts::FRAC_2_PI
    }

    fn looks_swapped(&self, point: LonLat) -> bool {
        let ground = self.boxes.root().envelope();
        let holds = |point: LonLat| ground.contains_point(&[point.lon(), point.lat()]);
        !holds(point) && point.swapped().is_some_and(holds)
    }
}

/// The point as it is, and as seen across the antimeridian from either side.
fn round_the_world(point: LonLat) -> [[f64; 2]; 3] {
    [0.0, -360.0, 360.0].map(|turn| [point.lon() + turn, point.lat()])
}
