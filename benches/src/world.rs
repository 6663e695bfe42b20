//! A data folder out of areas, each a zone of its own.

use std::{fmt::Write, fs, path::Path};

use anyhow::Result;
use geo::MultiPolygon;

use crate::area_set::AreaSet;

const DATASET: &str = r#"id = "made-up"
licence = "CC0-1.0"
languages = ["en"]
default_day = "2016-01-01"
first_day = "2015-01-01"
last_day = "2020-12-31"
title.en = "Made up"
description.en = "Made from a fixed seed, to see how servers grow."
[view]
lon = 25.0
lat = 40.0
zoom = 4
"#;
const SOURCES: &str = "[[source]]\nid = \"made-up\"\ntitle = \"Made up\"\n";
const AGREEMENTS: &str = "[[agreement]]\nid = \"made-up\"\ntitle.en = \"Made up\"\nsources = [\"made-up\"]\n";

/// Writes the areas of a set as the extents of zones that are numbered; `folder` is made anew.
///
/// # Errors
/// When the folder cannot be written.
pub fn write_world(set: &AreaSet, folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder.join("extents"))?;
    let mut zones = String::new();
    for (number, (area, period)) in set.dated().enumerate() {
        writeln!(
            zones,
            "[[zone]]\nid = \"zone-{number}\"\norder = {number}\ncolor = \"#336699\"\ndash = \"\"\nagreements = [\"made-up\"]\n\
             name.en = \"Zone {number}\"\ndescription.en = \"Made up.\""
        )?;
        let from = period.from();
        let to = period.to().map_or(String::new(), |to| format!(r#""valid_to": "{to}", "#));
        let feature = format!(
            r#"{{"type": "FeatureCollection", "features": [
{{"type": "Feature", "id": "zone-{number}@{from}", "properties": {{"zone": "zone-{number}", "valid_from": "{from}", {to}"precision_m": 500, "summary": {{"en": "Made up."}}, "sources": ["made-up"]}},
"geometry": {{"type": "MultiPolygon", "coordinates": {}}}}}
]}}"#,
            coordinates(area)?
        );
        fs::write(folder.join(format!("extents/zone-{number}.geojson")), feature)?;
    }
    for (name, text) in [("dataset", DATASET), ("sources", SOURCES), ("agreements", AGREEMENTS), ("zones", &zones)] {
        fs::write(folder.join(name).with_extension("toml"), text)?;
    }
    Ok(())
}

fn coordinates(area: &MultiPolygon<f64>) -> Result<String> {
    let mut text = String::from("[");
    for (number, polygon) in area.iter().enumerate() {
        text.push_str(if number > 0 { ",[[" } else { "[[" });
        // Made-up areas have no holes.
        for (place, corner) in polygon.exterior().coords().enumerate() {
            let comma = if place > 0 { "," } else { "" };
            write!(text, "{comma}[{},{}]", corner.x, corner.y)?;
        }
        text.push_str("]]");
    }
    text.push(']');
    Ok(text)
}
