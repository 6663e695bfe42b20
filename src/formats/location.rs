//! The answer to "which zone was this point in?".

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::{Address, Hyperlink};
use crate::{
    model::{Day, Gap, Grade, Id, Lang, LocalText, LonLat, Source, Zone},
    snapshot::{Between, Finding, Location, Nearest, Position, Snapshot, Stretch, Witness},
};

/// A located point.
#[derive(Debug, Serialize, ToSchema)]
pub struct LocationView<'s> {
    point: LonLat,
    date: Option<Day>,
    zones: Vec<FindingView<'s>>,
    possible: Vec<FindingView<'s>>,
    nearest: Option<NearestView<'s>>,
    gaps: Vec<GapView<'s>>,
    hints: Vec<&'static str>,
    links: Vec<Hyperlink>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FindingView<'s> {
    zone: &'s Id,
    name: &'s LocalText,
    extent: &'s str,
    valid_from: Day,
    valid_to: Option<Day>,
    position: Position,
    boundary_distance_m: f64,
    boundary: StretchView<'s>,
    precision_m: f64,
    confidence: Option<Grade>,
    doubts: &'s BTreeMap<Lang, Vec<String>>,
    agreements: Vec<&'s Id>,
    passages: PassagesView,
}

/// The nearest stretch of a line.
#[derive(Debug, Serialize, ToSchema)]
struct StretchView<'s> {
    distance_m: f64,
    between: Option<BetweenView<'s>>,
}

/// The two places that a stretch lies half-way between.
#[derive(Debug, Serialize, ToSchema)]
struct BetweenView<'s> {
    inside: WitnessView<'s>,
    outside: WitnessView<'s>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WitnessView<'s> {
    place: &'s Id,
    /// What it is: `settlement`, but also `helper` and `judgement`.
    kind: &'s str,
    #[schema(value_type = LocalText)]
    name: FirstNames<'s>,
    lon: f64,
    lat: f64,
    /// From the point asked for.
    distance_m: f64,
    source: Option<&'s Source>,
}

/// The usual name of a place in each language.
#[derive(Debug)]
struct FirstNames<'s>(&'s BTreeMap<Lang, Vec<String>>);

impl Serialize for FirstNames<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = self.0.iter();
        serializer.collect_map(names.filter_map(|(lang, names)| Some((lang, names.first()?))))
    }
}

/// A zone without an extent on the day, on purpose.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LocationGap)]
pub(super) struct GapView<'s> {
    zone: &'s Id,
    name: &'s LocalText,
    from: Day,
    to: Option<Day>,
    reason: &'s LocalText,
}

#[derive(Debug, Serialize, ToSchema)]
struct PassagesView {
    count: usize,
    href: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NearestView<'s> {
    zone: &'s Id,
    name: &'s LocalText,
    extent: &'s str,
    valid_from: Day,
    valid_to: Option<Day>,
    distance_m: f64,
}

/// Said when a point lies outside all data, and inside with its numbers exchanged.
pub(super) const SWAPPED: &str = "The point lies outside the ground of this data, but would lie within it with lon and lat exchanged. Were they swapped? lon is the east-west number.";

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
            gaps,
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
            gaps: gaps.into_iter().map(gap_view).collect(),
            hints: if looks_swapped {
                vec![SWAPPED]
            } else {
                Vec::new()
            },
            links: links(point, date, address),
        }
    }
}

pub(super) fn finding_view<'s>(
    snapshot: &'s Snapshot,
    finding: Finding<'s>,
    address: Address<'_>,
) -> FindingView<'s> {
    let Finding {
        extent,
        zone,
        position,
        boundary,
        ..
    } = finding;
    let counts = snapshot.passage_counts(zone);
    FindingView {
        zone: &zone.id,
        name: &zone.name,
        extent: &extent.id,
        valid_from: extent.period.from(),
        valid_to: extent.period.to(),
        position,
        boundary_distance_m: whole_metres(boundary.distance_m),
        boundary: stretch_view(snapshot, boundary),
        precision_m: extent.precision_m,
        confidence: extent.confidence,
        doubts: &extent.doubts,
        agreements: extent.basis.iter().collect(),
        passages: PassagesView {
            count: counts.all(),
            href: address.of(&format!("/passages?zone={}", zone.id)),
        },
    }
}

fn stretch_view<'s>(snapshot: &'s Snapshot, stretch: Stretch<'s>) -> StretchView<'s> {
    let view = |Between { inside, outside }: Between<'s>| BetweenView {
        inside: witness_view(snapshot, inside),
        outside: witness_view(snapshot, outside),
    };
    StretchView {
        distance_m: whole_metres(stretch.distance_m),
        between: stretch.between.map(view),
    }
}

pub(super) fn witness_view<'s>(snapshot: &'s Snapshot, witness: Witness<'s>) -> WitnessView<'s> {
    let Witness {
        place,
        distance_m,
        source_number,
        ..
    } = witness;
    WitnessView {
        place: &place.id,
        kind: &place.kind,
        name: FirstNames(&place.names),
        lon: place.point.lon(),
        lat: place.point.lat(),
        distance_m: whole_metres(distance_m),
        source: source_number.and_then(|number| snapshot.facts().sources.get(number)),
    }
}

pub(super) fn gap_view<'s>((zone, gap): (&'s Zone, &'s Gap)) -> GapView<'s> {
    GapView {
        zone: &zone.id,
        name: &zone.name,
        from: gap.period.from(),
        to: gap.period.to(),
        reason: &gap.reason,
    }
}

pub(super) fn nearest_view(nearest: Nearest<'_>) -> NearestView<'_> {
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
        address.html(
            "alternate",
            &format!("/#map=11/{lat}/{lon}{day}&point={lat}/{lon}"),
        ),
    ]
}
