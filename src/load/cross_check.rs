//! What the files say about each other, once all of them are read.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Area, BooleanOps, BoundingRect, Covers, Euclidean, Length, Point};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Folder, faults::Faults, known::Known, meetings::meetings, memberships, plans};
use crate::{
    language,
    model::{At, Dataset, Extent, ExtentPlan, FaultKind, Id, Lang, Membership, Place, Zone},
};

/// Zones and where they lay.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) zones: &'a [Zone],
    pub(super) extents: &'a [Extent],
    pub(super) plans: &'a [ExtentPlan],
}

/// All that was read and may contradict itself.
pub(super) struct Parts<'a> {
    pub(super) dataset: Option<&'a Dataset>,
    pub(super) ground: Ground<'a>,
    pub(super) places: &'a [Place],
    pub(super) known_places: &'a Known,
    pub(super) memberships: &'a [Membership],
}

impl<'a> Ground<'a> {
    /// The extents of each zone that has any; those of a zone follow each other.
    fn extents_by_zone(&self) -> FxHashMap<&'a Id, &'a [Extent]> {
        let zones = self.extents.chunk_by(|a, b| a.zone == b.zone);
        zones.map(|extents| (&extents[0].zone, extents)).collect()
    }
}

/// Notes contradictions between files.
pub(super) fn check(facts: &Parts<'_>, data: &Folder, faults: &mut Faults) {
    check_ground(facts.ground, data, faults);
    swapped_extents(facts, data, faults);
    check_memberships(facts, data, faults);
    missing_languages(facts, data, faults);
    name_collisions(facts.ground.zones, data, faults);
    called_places(facts, data, faults);
}

/// The same of zones and where they lay.
pub(super) fn check_ground(ground: Ground<'_>, data: &Folder, faults: &mut Faults) {
    periods(ground.extents, data, faults);
    gaps_and_ends(ground, data, faults);
    zones_without_extent(ground, data, faults);
    overlaps(ground.extents, data, faults);
    undrawn(ground, data, faults);
}

/// Places that zones call theirs, or not theirs, are in the gazetteer.
fn called_places(facts: &Parts<'_>, data: &Folder, faults: &mut Faults) {
    let file = data.label("zones.toml");
    for zone in facts.ground.zones {
        let called = zone.calls.places.iter().chain(&zone.calls.not_places);
        for id in called.filter(|id| !facts.known_places.has(id)) {
            let what = format!("no place has the id {:?}", id.as_str());
            let at = At::element(zone.id.as_str());
            faults.error((&file, at), FaultKind::UnknownId, what, "see places.csv");
        }
    }
}

fn extent_spot(data: &Folder, extent: &Extent) -> (String, At) {
    let file = data.label(&format!("extents/{}.geojson", extent.zone));
    (file, At::element(&extent.id))
}

/// Two extents of one zone never hold the same day.
fn periods(extents: &[Extent], data: &Folder, faults: &mut Faults) {
    for (i, extent) in extents.iter().enumerate() {
        for other in extents
            .iter()
            .skip(i + 1)
            .take_while(|other| other.zone == extent.zone)
        {
            if extent.period.overlaps(other.period) {
                let (file, at) = extent_spot(data, other);
                let what = format!(
                    "the period {} overlaps {} ({})",
                    other.period, extent.id, extent.period
                );
                faults.error(
                    (&file, at),
                    FaultKind::Period,
                    what,
                    "a zone has one extent a day; valid_to is the first day after the period",
                );
            }
        }
    }
}

/// In a gap nothing is drawn, and nothing after the end.
fn gaps_and_ends(ground: Ground<'_>, data: &Folder, faults: &mut Faults) {
    let by_zone = ground.extents_by_zone();
    for zone in ground.zones {
        for extent in by_zone.get(&zone.id).copied().unwrap_or_default() {
            let (file, at) = extent_spot(data, extent);
            for gap in zone
                .gaps
                .iter()
                .filter(|gap| gap.period.overlaps(extent.period))
            {
                let what = format!(
                    "the period {} meets the zone's gap {}",
                    extent.period, gap.period
                );
                faults.error(
                    (&file, at.clone()),
                    FaultKind::Period,
                    what,
                    "mend the gap in zones.toml or the period",
                );
            }
            if let Some(end) = zone
                .end
                .as_ref()
                .filter(|end| extent.period.to().is_none_or(|to| to > end.day))
            {
                let what = format!(
                    "the period {} reaches past the zone's end on {}",
                    extent.period, end.day
                );
                faults.error(
                    (&file, at),
                    FaultKind::Period,
                    what,
                    "mend the end in zones.toml or the period",
                );
            }
        }
    }
}

fn zones_without_extent(ground: Ground<'_>, data: &Folder, faults: &mut Faults) {
    let file = data.label("zones.toml");
    let by_zone = ground.extents_by_zone();
    for zone in ground.zones {
        let drawing = data.label(&format!("extents/{}.geojson", zone.id));
        if !by_zone.contains_key(&zone.id) && !faults.any_error_in(&drawing) {
            let at = At::element(zone.id.as_str());
            let what = format!("the zone {} has no extent", zone.id);
            faults.warning(
                (&file, at),
                FaultKind::Schema,
                what,
                format!("draw extents/{}.geojson", zone.id),
            );
        }
    }
}

/// Extents of different zones may touch within their precision, not overlap beyond it.
fn overlaps(extents: &[Extent], data: &Folder, faults: &mut Faults) {
    for (a, b) in meetings(extents.iter().map(|extent| extent.area.bounding_rect())) {
        let (extent, other) = (&extents[a], &extents[b]);
        if extent.zone == other.zone || !extent.period.overlaps(other.period) {
            continue;
        }
        let width_m = overlap_width_m(extent, other);
        if width_m > extent.precision_m.max(other.precision_m) {
            let (file, at) = extent_spot(data, other);
            let what = format!(
                "overlaps {} by about {width_m:.0} m, more than the precision of either",
                extent.id
            );
            faults.warning((&file, at), FaultKind::Overlap, what, "");
        }
    }
}

/// Mean width of the shared ground: twice its area over its outline, as for a long strip.
fn overlap_width_m(a: &Extent, b: &Extent) -> f64 {
    const M_PER_DEG: f64 = 111_195.0; // of a great circle of the mean earth radius
    let shared = a.area.intersection(&b.area);
    let widest = shared.iter().map(|polygon| {
        let outline = Euclidean.length(polygon.exterior());
        if outline > 0.0 {
            2.0 * polygon.unsigned_area() / outline
        } else {
            0.0
        }
    });
    widest.fold(0.0, f64::max) * M_PER_DEG
}

/// An extent that covers no place of which a side is known, but would with longitude and latitude exchanged.
/// Where no side of any place is known, every place counts.
fn swapped_extents(facts: &Parts<'_>, data: &Folder, faults: &mut Faults) {
    let stated: BTreeSet<&Id> = facts
        .memberships
        .iter()
        .map(|membership| &membership.place)
        .collect();
    let counts = |place: &&Place| stated.is_empty() || stated.contains(&place.id);
    let places: Vec<&Place> = facts.places.iter().filter(counts).collect();
    for extent in facts.ground.extents {
        let ground = extent.area.bounding_rect();
        let covers = |point: Point<f64>| {
            ground.is_some_and(|ground| ground.covers(&point)) && extent.area.covers(&point)
        };
        let mut points = places.iter().map(|place| place.point.to_point());
        let mut mirrored = places.iter().filter_map(|place| place.point.swapped());
        if !points.any(covers) && mirrored.any(|point| covers(point.to_point())) {
            let (file, at) = extent_spot(data, extent);
            let what = "longitude and latitude look swapped: no known place lies in the extent, but some would the other way round";
            faults.warning(
                (&file, at),
                FaultKind::Coordinates,
                what,
                "GeoJSON is [longitude, latitude]",
            );
        }
    }
}

/// An extent that is to be drawn and is not, or whose period was changed since.
fn undrawn(ground: Ground<'_>, data: &Folder, faults: &mut Faults) {
    let mend = "run `hudna draw`";
    let by_zone = ground.extents_by_zone();
    let drawn = |plan: &&ExtentPlan| {
        let extents = by_zone.get(&plan.zone);
        extents.is_some_and(|extents| extents.iter().any(|extent| extent.period == plan.period))
    };
    for plan in ground.plans.iter().filter(|plan| !drawn(plan)) {
        let file = data.label(plans::FILE);
        let at = At {
            line: Some(plan.line),
            ..At::default()
        };
        let what = format!("{} is not drawn as it stands here", plan.id());
        faults.error((&file, at), FaultKind::Drawing, what, mend);
    }
    let zones: FxHashSet<&Id> = ground.plans.iter().map(|plan| &plan.zone).collect();
    let planned: FxHashSet<String> = ground.plans.iter().map(ExtentPlan::id).collect();
    let stray =
        |extent: &&Extent| zones.contains(&extent.zone) && !planned.contains(extent.id.as_str());
    for extent in ground.extents.iter().filter(stray) {
        let (file, at) = extent_spot(data, extent);
        let what = format!("{} is not in {}", extent.id, plans::FILE);
        faults.error((&file, at), FaultKind::Drawing, what, mend);
    }
}

/// Every membership against the extents it speaks of; beyond the precision a contradiction is noted.
fn check_memberships(facts: &Parts<'_>, data: &Folder, faults: &mut Faults) {
    let file = data.label(memberships::FILE);
    let places: BTreeMap<&Id, _> = facts
        .places
        .iter()
        .map(|place| (&place.id, place))
        .collect();
    let by_zone = facts.ground.extents_by_zone();
    for membership in facts.memberships {
        let place = places.get(&membership.place);
        // A helper point bounds a drawing, often from beyond the outline.
        let Some(place) = place.filter(|place| !place.is_helper()) else {
            continue;
        };
        let extents = by_zone.get(&membership.zone).copied().unwrap_or_default();
        for extent in extents
            .iter()
            .filter(|extent| speaks_of(membership, extent))
        {
            check_membership(place, membership, extent, &file, faults);
        }
    }
}

fn check_membership(
    place: &Place,
    membership: &Membership,
    extent: &Extent,
    file: &str,
    faults: &mut Faults,
) {
    let covered = extent.area.covers(&place.point.to_point());
    if covered == membership.side.is_covered() {
        return;
    }
    let distance_m = crate::model::boundary_distance_m(&extent.area, place.point);
    if distance_m <= extent.precision_m {
        return;
    }
    let drawn = if covered { "inside" } else { "outside" };
    let what = format!(
        "{} is drawn {drawn} {}, {distance_m:.0} m from its line, more than its precision of {:.0} m",
        place.id, extent.id, extent.precision_m
    );
    let at = At {
        line: Some(membership.line),
        ..At::default()
    };
    let mend = "mend the statement or the extent";
    faults.warning((file, at), FaultKind::Membership, what, mend);
}

/// Whether a membership speaks of an extent of its zone: if it holds its first day. What comes about within the period of
/// an extent does not contradict it.
fn speaks_of(membership: &Membership, extent: &Extent) -> bool {
    membership.period.holds(extent.period.from())
}

/// Zone names in every language that the dataset declares.
fn missing_languages(facts: &Parts<'_>, data: &Folder, faults: &mut Faults) {
    let Some(dataset) = facts.dataset else { return };
    let file = data.label("zones.toml");
    for zone in facts.ground.zones {
        let has = |lang: &Lang| zone.name.iter().any(|(known, _)| known == lang);
        for lang in dataset.languages.iter().filter(|lang| !has(lang)) {
            let at = At::element(zone.id.as_str());
            let what = format!("the zone has no name in {lang}, a language of the dataset");
            faults.warning(
                (&file, at),
                FaultKind::Schema,
                what,
                format!("add name.{lang}"),
            );
        }
    }
}

/// No text can tell two zones of one name apart.
fn name_collisions(zones: &[Zone], data: &Folder, faults: &mut Faults) {
    let file = data.label("zones.toml");
    let mut owners: BTreeMap<String, &Id> = BTreeMap::new();
    for zone in zones {
        let main = zone.name.iter().map(|(_, name)| name);
        let others = zone.calls.names.values().flatten().map(String::as_str);
        for name in main.chain(others) {
            let owner = *owners.entry(language::fold(name)).or_insert(&zone.id);
            if *owner != zone.id {
                let at = At::element(zone.id.as_str());
                let what = format!("{name:?} is also a name of the zone {owner}");
                faults.error(
                    (&file, at),
                    FaultKind::NameCollision,
                    what,
                    "give each zone names of its own",
                );
            }
        }
    }
}
