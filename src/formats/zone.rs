//! A zone with all that is known about it.

use std::collections::BTreeMap;

use geo::{BoundingRect, MultiPolygon};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Address, Hyperlink};
use crate::{
    model::{Agreement, Color, Day, Extent, Gap, Grade, Id, Lang, LocalText, Source, Zone},
    snapshot::Snapshot,
};

/// A zone.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneView<'s> {
    id: &'s Id,
    name: &'s LocalText,
    names: &'s BTreeMap<Lang, Vec<String>>,
    description: &'s LocalText,
    color: Color,
    dash: &'s str,
    order: i64,
    agreements: Vec<AgreementView<'s>>,
    extents: Vec<ExtentView<'s>>,
    gaps: Vec<GapView<'s>>,
    end: Option<EndView<'s>>,
    passages: CountsView,
    links: Vec<Hyperlink>,
}

/// An agreement with its sources.
#[derive(Debug, Serialize, ToSchema)]
pub struct AgreementView<'s> {
    id: &'s Id,
    title: &'s LocalText,
    signed: Option<Day>,
    in_force: Option<Day>,
    parties: &'s [LocalText],
    note: Option<&'s LocalText>,
    sources: Vec<&'s Source>,
}

/// An extent without its area.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtentView<'s> {
    id: &'s str,
    zone: &'s Id,
    valid_from: Day,
    valid_to: Option<Day>,
    precision_m: f64,
    confidence: Option<Grade>,
    basis: Option<&'s Id>,
    summary: &'s LocalText,
    doubts: &'s BTreeMap<Lang, Vec<String>>,
    sources: Vec<&'s Source>,
    /// West, south, east, north in degrees (RFC 7946 §5).
    bbox: Option<[f64; 4]>,
    area_km2: f64,
    /// Where its band of doubt is found, if it has one.
    band: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct GapView<'s> {
    from: Day,
    to: Option<Day>,
    reason: &'s LocalText,
}

#[derive(Debug, Serialize, ToSchema)]
struct EndView<'s> {
    day: Day,
    reason: &'s LocalText,
    sources: Vec<&'s Source>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CountsView {
    count: usize,
    explicit: usize,
    anaphoric: usize,
    general: usize,
    href: String,
}

impl<'s> ZoneView<'s> {
    /// Everything about a zone.
    #[must_use]
    pub fn new(snapshot: &'s Snapshot, zone: &'s Zone, address: Address<'_>) -> Self {
        let counts = snapshot.passage_counts(zone);
        let agreements = zone
            .agreements
            .iter()
            .filter_map(|id| snapshot.agreement(id.as_str()));
        Self {
            id: &zone.id,
            name: &zone.name,
            names: &zone.calls.names,
            description: &zone.description,
            color: zone.color,
            dash: &zone.dash,
            order: zone.order,
            agreements: agreements
                .map(|agreement| AgreementView::new(snapshot, agreement))
                .collect(),
            extents: snapshot
                .extents_of(Some(zone), None)
                .map(|extent| ExtentView::new(snapshot, extent, address))
                .collect(),
            gaps: zone.gaps.iter().map(gap_view).collect(),
            end: zone.end.as_ref().map(|end| EndView {
                day: end.day,
                reason: &end.reason,
                sources: sources(snapshot, &end.sources),
            }),
            passages: CountsView {
                count: counts.all(),
                explicit: counts.explicit,
                anaphoric: counts.anaphoric,
                general: counts.general,
                href: address.of(&format!("/passages?zone={}", zone.id)),
            },
            links: links(snapshot, zone, address),
        }
    }
}

impl<'s> AgreementView<'s> {
    fn new(snapshot: &'s Snapshot, agreement: &'s Agreement) -> Self {
        Self {
            id: &agreement.id,
            title: &agreement.title,
            signed: agreement.signed,
            in_force: agreement.in_force,
            parties: &agreement.parties,
            note: agreement.note.as_ref(),
            sources: sources(snapshot, &agreement.sources),
        }
    }
}

impl<'s> ExtentView<'s> {
    fn new(snapshot: &'s Snapshot, extent: &'s Extent, address: Address<'_>) -> Self {
        Self {
            id: &extent.id,
            zone: &extent.zone,
            valid_from: extent.period.from(),
            valid_to: extent.period.to(),
            precision_m: extent.precision_m,
            confidence: extent.confidence,
            basis: extent.basis.as_ref(),
            summary: &extent.summary,
            doubts: &extent.doubts,
            sources: sources(snapshot, &extent.sources),
            bbox: bbox(&extent.area),
            area_km2: (snapshot.area_km2(extent) * 10.0).round() / 10.0,
            band: band_path(extent).map(|path| address.of(&path)),
        }
    }
}

/// West, south, east, north of an area in degrees.
pub(super) fn bbox(area: &MultiPolygon<f64>) -> Option<[f64; 4]> {
    let rect = area.bounding_rect()?;
    Some([rect.min().x, rect.min().y, rect.max().x, rect.max().y])
}

/// Where the band of an extent is found, if it has one.
pub(super) fn band_path(extent: &Extent) -> Option<String> {
    let (zone, day) = (&extent.zone, extent.period.from());
    let path = || format!("/zones/{zone}/band.geojson?date={day}");
    extent.band.as_ref().map(|_| path())
}

fn sources<'s>(snapshot: &'s Snapshot, ids: &[Id]) -> Vec<&'s Source> {
    ids.iter()
        .filter_map(|id| snapshot.source(id.as_str()))
        .collect()
}

fn gap_view(gap: &Gap) -> GapView<'_> {
    GapView {
        from: gap.period.from(),
        to: gap.period.to(),
        reason: &gap.reason,
    }
}

fn links(snapshot: &Snapshot, zone: &Zone, address: Address<'_>) -> Vec<Hyperlink> {
    let id = &zone.id;
    let mut links = vec![
        address.json("self", &format!("/zones/{id}")),
        address.geojson("enclosure", &format!("/zones/{id}.geojson")),
        address.json("related", &format!("/passages?zone={id}")),
        address.html("alternate", &format!("/#zone={id}")),
        address.json("collection", "/zones"),
    ];
    let mut extents = snapshot.extents_of(Some(zone), None);
    if extents.any(|extent| extent.band.is_some()) {
        links.push(address.geojson("related", &format!("/zones/{id}/band.geojson")));
    }
    links
}
