//! The answer to "which zone was this point in?".

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Address, Hyperlink};
use crate::{
    model::{Day, Grade, Id, Lang, LocalText, LonLat},
    snapshot::{Finding, Location, Nearest, Position, Snapshot},
};

/// A located point.
#[derive(Debug, Serialize)]
pub struct LocationView<'s> {
    point: LonLat,
    date: Option<Day>,
    zones: Vec<FindingView<'s>>,
    possible: Vec<FindingView<'s>>,
    nearest: Option<NearestView<'s>>,
    hints: Vec<&'static str>,
    links: Vec<Hyperlink>,
}

#[derive(Debug, Serialize)]
struct FindingView<'s> {
    zone: &'s Id,
    name: &'s LocalText,
    extent: &'s str,
    valid_from: Day,
    valid_to: Option<Day>,
    position: Position,
    boundary_distance_m: f64,
    precision_m: f64,
    confidence: Option<Grade>,
    doubts: &'s BTreeMap<Lang, Vec<String>>,
    agreements: Vec<&'s Id>,
    passages: PassagesView,
}

#[derive(Debug, Serialize)]
struct PassagesView {
    count: usize,
    href: String,
}

#[derive(Debug, Serialize)]
struct NearestView<'s> {
    zone: &'s Id,
    name: &'s LocalText,
    extent: &'s str,
    valid_from: Day,
    valid_to: Option<Day>,
    distance_m: f64,
}

/// Said when a point lies outside all data, and inside with its numbers exchanged.
const SWAPPED: &str = "The point lies outside the ground of this data, but would lie within it with lon and lat exchanged. Were they swapped? lon is the east-west number.";

impl<'s> LocationView<'s> {
    /// The answer for a point and a day (or all days).
    #[must_use]
    pub fn new(
        snapshot: &'s Snapshot,
        point: LonLat,
        date: Option<Day>,
        address: Address<'_>,
    ) -> Self {
        let Location {
            zones,
            possible,
            nearest,
            looks_swapped,
        } = snapshot.locate(point, date);
        let view = |found: Vec<Finding<'s>>| -> Vec<FindingView<'s>> {
            found
                .into_iter()
                .map(|finding| finding_view(snapshot, finding, address))
                .collect()
        };
        Self {
            point,
            date,
            zones: view(zones),
            possible: view(possible),
            nearest: nearest.map(nearest_view),
            hints: if looks_swapped {
                vec![SWAPPED]
            } else {
                Vec::new()
            },
            links: links(point, date, address),
        }
    }
}

fn finding_view<'s>(
    snapshot: &Snapshot,
    finding: Finding<'s>,
    address: Address<'_>,
) -> FindingView<'s> {
    let Finding {
        extent,
        zone,
        position,
        boundary_distance_m,
    } = finding;
    let counts = snapshot.passage_counts(zone);
    FindingView {
        zone: &zone.id,
        name: &zone.name,
        extent: &extent.id,
        valid_from: extent.period.from(),
        valid_to: extent.period.to(),
        position,
        boundary_distance_m: whole_metres(boundary_distance_m),
        precision_m: extent.precision_m,
        confidence: extent.confidence,
        doubts: &extent.doubts,
        agreements: extent.basis.iter().collect(),
        passages: PassagesView {
            count: counts.explicit + counts.general,
            href: address.of(&format!("/passages?zone={}", zone.id)),
        },
    }
}

fn nearest_view(nearest: Nearest<'_>) -> NearestView<'_> {
    let Nearest {
        extent,
        zone,
        distance_m,
    } = nearest;
    NearestView {
        zone: &zone.id,
        name: &zone.name,
        extent: &extent.id,
        valid_from: extent.period.from(),
        valid_to: extent.period.to(),
        distance_m: whole_metres(distance_m),
    }
}

/// Lines known to hundreds of metres are not measured in fractions of one.
fn whole_metres(metres: f64) -> f64 {
    metres.round()
}

fn links(point: LonLat, date: Option<Day>, address: Address<'_>) -> Vec<Hyperlink> {
    let (lon, lat) = (point.lon(), point.lat());
    let day = date.map(|day| format!("&date={day}")).unwrap_or_default();
    vec![
        address.json("self", &format!("/locate?lon={lon}&lat={lat}{day}")),
        address.html("alternate", &format!("/#map=11/{lat}/{lon}{day}")),
    ]
}
