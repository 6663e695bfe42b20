//! Point in zone, with the doubt stated.

use std::collections::BTreeSet;

use geo::{BoundingRect, Contains, Covers, MultiPolygon, Point};
use rstar::{AABB, Envelope};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Snapshot, Stretch};
use crate::model::{Day, Extent, Gap, LonLat, Zone, boundary_distance_m};

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

/// Lines are drawn on a grid of 0.00001 degrees, about a metre.
const DRAWING_STEP_M: f64 = 1.2;

impl Snapshot {
    /// Which extents hold the point: those in force on `day`, or without a day every extent that
    /// ever did.
    #[must_use]
    pub fn locate(&self, point: LonLat, day: Option<Day>) -> Location<'_> {
        let mut zones = Vec::new();
        let mut possible = Vec::new();
        for index in self.close_to(point, day) {
            let extent = &self.facts.extents[index];
            let covered = covers(&extent.area, point);
            let Some(finding) = self.finding(extent, point) else {
                continue;
            };
            if covered {
                zones.push((self.areas_m2[index], index, finding));
            } else if finding.position == Position::NearBoundary {
                possible.push((finding.boundary.distance_m, index, finding));
            }
        }
        let zones = in_order(zones);
        Location {
            nearest: if zones.is_empty() {
                self.nearest(point, day)
            } else {
                None
            },
            looks_swapped: zones.is_empty() && self.looks_swapped(point),
            possible: in_order(possible),
            gaps: self.gaps_on(day),
            zones,
        }
    }

    /// The zones of which some extent ever covered the point (the line counts as inside), by their place in list order.
    #[must_use]
    pub fn zones_ever_at(&self, point: LonLat) -> Vec<usize> {
        let near = self
            .extents_near(point.to_point().bounding_rect())
            .into_iter();
        let extents = near.map(|index| &self.facts.extents[index]);
        let covering = extents.filter(|extent| extent.area.covers(&point.to_point()));
        let mut zones: Vec<usize> = covering
            .filter_map(|extent| self.zone_number(extent.zone.as_str()))
            .collect();
        zones.dedup(); // extents come by zone
        zones
    }

    fn finding<'s>(&'s self, extent: &'s Extent, point: LonLat) -> Option<Finding<'s>> {
        let boundary = self.register.stretch(&self.facts, extent, point)?;
        let near = match &extent.band {
            // Not its edge: there stand the places whose side is known. But a point on the drawn
            // line itself is at the boundary, also where the line is the outline's.
            Some(band) => band.contains(&point.to_point()) || boundary.distance_m < DRAWING_STEP_M,
            None => boundary.distance_m <= extent.precision_m,
        };
        Some(Finding {
            extent,
            zone: self.zone(extent.zone.as_str())?,
            position: if near {
                Position::NearBoundary
            } else {
                Position::Inside
            },
            boundary,
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

    /// Indexes of extents in force whose box lies within the widest precision of the point, each
    /// once: a box may be met from both sides of the antimeridian.
    fn close_to(&self, point: LonLat, day: Option<Day>) -> BTreeSet<usize> {
        let lat_deg = self.widest_precision_m / SHORTEST_DEGREE_M;
        let widest_lat = point.lat().abs() + lat_deg;
        // East-west degrees shrink towards the poles; over a pole, every longitude is near.
        let lon_deg = if widest_lat < 90.0 {
            (lat_deg / widest_lat.to_radians().cos()).min(360.0)
        } else {
            360.0
        };
        let mut close = BTreeSet::new();
        for [lon, lat] in round_the_world(point) {
            let around = AABB::from_corners(
                [lon - lon_deg, lat - lat_deg],
                [lon + lon_deg, lat + lat_deg],
            );
            let boxes = self.boxes.locate_in_envelope_intersecting(&around);
            close.extend(boxes.map(|found| found.data));
        }
        close.retain(|&index| self.in_force(index, day));
        close
    }

    fn in_force(&self, index: usize, day: Option<Day>) -> bool {
        day.is_none_or(|day| self.facts.extents[index].period.holds(day))
    }

    /// The extent with the nearest line: boxes in order of distance in degrees, until no further
    /// one can be nearer in metres. Of equally near ones, the first in list order.
    fn nearest(&self, point: LonLat, day: Option<Day>) -> Option<Nearest<'_>> {
        let shortest_m = self.shortest_degree_m(point);
        let mut best: Option<(f64, usize)> = None;
        for here in round_the_world(point) {
            for (found, degrees2) in self.boxes.nearest_neighbor_iter_with_distance_2(&here) {
                if best.is_some_and(|(metres, _)| degrees2.sqrt() * shortest_m > metres) {
                    break;
                }
                if self.in_force(found.data, day) {
                    let metres = boundary_distance_m(&self.facts.extents[found.data].area, point);
                    let candidate = (metres, found.data);
                    best = Some(best.map_or(candidate, |best| {
                        if candidate < best { candidate } else { best }
                    }));
                }
            }
        }
        let (distance_m, index) = best?;
        let extent = &self.facts.extents[index];
        let zone = self.zone(extent.zone.as_str())?;
        Some(Nearest {
            extent,
            zone,
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

/// Whether an area covers the point; 180 degrees east and west are the same meridian.
fn covers(area: &MultiPolygon<f64>, point: LonLat) -> bool {
    let twin = (point.lon().abs() >= 180.0).then(|| Point::new(-point.lon(), point.lat()));
    area.covers(&point.to_point()) || twin.is_some_and(|twin| area.covers(&twin))
}

/// The point as it is, and as seen across the antimeridian from either side.
fn round_the_world(point: LonLat) -> [[f64; 2]; 3] {
    [0.0, -360.0, 360.0].map(|turn| [point.lon() + turn, point.lat()])
}

/// Sorted by measure, then by index so that equal measures keep list order.
fn in_order(mut found: Vec<(f64, usize, Finding<'_>)>) -> Vec<Finding<'_>> {
    found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    found.into_iter().map(|(_, _, finding)| finding).collect()
}
