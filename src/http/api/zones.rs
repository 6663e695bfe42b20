//! Zones, where a point lies, and how good the lines are.

use super::{
    document::Sight,
    operation::{Get, tagged},
    parameters as given,
};
use crate::{
    formats::{LocationView, ZoneView},
    http::zones,
    quality::Quality,
};

pub(super) const TAG: (&str, &str) = (
    "zones",
    "The zones, which of them a point was in, and how good their lines are",
);

pub(super) fn operations(sight: &Sight<'_>) -> Vec<Get> {
    let operations = [all(sight), one(sight), questions(sight)];
    tagged(TAG.0, operations.into_iter().flatten().collect())
}

fn all(sight: &Sight<'_>) -> Vec<Get> {
    vec![
        Get::new(
            "/zones",
            "zones",
            "Every zone with its periods, agreements, sources and passage counts",
        )
        .json::<zones::PageView<'_>>("/zones"),
        Get::new(
            "/zones.{ending}",
            "zonesDownload",
            "All extents as a file, or those in force on a day",
        )
        .with([given::ending(), date(sight)])
        .header("Content-Disposition", ATTACHED)
        .file()
        .in_every_format("FeatureCollection", |encoding| {
            format!("/zones.{}?date={}", encoding.ending(), sight.day())
        }),
    ]
}

fn one(sight: &Sight<'_>) -> Vec<Get> {
    let ids = sight.zones();
    let id = ids.first().copied().unwrap_or("zone");
    let which = || given::in_path("id", "Id of the zone.", &ids, id);
    vec![
        Get::new("/zones/{id}", "zone", "One zone")
            .with([which()])
            .json::<ZoneView<'_>>(&format!("/zones/{id}")),
        Get::new(
            "/zones/{id}.{ending}",
            "zoneDownload",
            "The extents of a zone as a file, or the one in force on a day",
        )
        .with([which(), given::ending(), date(sight)])
        .header("Content-Disposition", ATTACHED)
        .file()
        .in_every_format("FeatureCollection", |encoding| {
            format!("/zones/{id}.{}?date={}", encoding.ending(), sight.day())
        }),
        Get::new(
            "/zones/{id}/band.geojson",
            "zoneBand",
            "Where nobody knows on which side a point lies",
        )
        .with([which(), date(sight)])
        .header("Content-Disposition", ATTACHED)
        .referring(
            "application/geo+json",
            "FeatureCollection",
            &format!("/zones/{id}/band.geojson?date={}", sight.day()),
        ),
    ]
}

fn questions(sight: &Sight<'_>) -> Vec<Get> {
    let (lon, lat) = sight.centre();
    let day = sight.day();
    let on = given::day("date", "The day meant; without it, every day.", day);
    vec![
        Get::new("/locate", "locate", "Which zone was this point in?")
            .with(given::point(lon, lat))
            .with([on])
            .json::<LocationView<'_>>(&format!("/locate?lon={lon}&lat={lat}&date={day}")),
        Get::new("/quality", "quality", "How good the lines are, measured")
            .with([given::form(&["json", "md"])])
            .json::<Quality>("/quality?f=json")
            .text("text/markdown", "/quality?f=md"),
    ]
}

const ATTACHED: &str = "The file name to save it under.";

fn date(sight: &Sight<'_>) -> utoipa::openapi::path::Parameter {
    given::day("date", "Only extents in force on this day.", sight.day())
}
