//! What files say a coordinate system is, in the two languages they use: WKT 1 and PROJJSON.
//!
//! Only degrees on WGS 84, web Mercator and UTM are offered, so three short texts do; tests hold them against PROJ.

use serde_json::{Value, json};

use crate::{features::Crs, model::UtmZone};

const DEGREES: &str = r#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]"#;

const METRES: &str =
    r#"UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH]"#;

/// Tells old readers that the sphere of web Mercator is meant.
const WEB_MERCATOR_PROJ: &str = r#"EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs"]"#;

/// What the EPSG calls it.
pub(super) fn name(crs: Crs) -> String {
    match crs {
        Crs::Crs84 | Crs::Wgs84 => "WGS 84".to_owned(),
        Crs::WebMercator => "WGS 84 / Pseudo-Mercator".to_owned(),
        Crs::Utm(zone) => format!("WGS 84 / {}", utm_name(zone)),
    }
}

fn utm_name(zone: UtmZone) -> String {
    let side = if zone.is_south() { 'S' } else { 'N' };
    format!("UTM zone {}{side}", zone.number())
}

/// The meridian in the middle of a zone, in degrees.
fn meridian(zone: UtmZone) -> i32 {
    i32::from(zone.number()) * 6 - 183
}

/// What is added to northings, in metres, so that none is negative.
fn false_northing(zone: UtmZone) -> i32 {
    if zone.is_south() { 10_000_000 } else { 0 }
}

/// WKT 1 as GDAL writes it (OGC 01-009).
pub(super) fn wkt(crs: Crs) -> String {
    let (name, code) = (name(crs), crs.epsg());
    let parameters = |parameters: &[(&str, String)]| {
        let written = parameters.iter();
        let written = written.map(|(name, value)| format!(r#"PARAMETER["{name}",{value}],"#));
        written.collect::<String>()
    };
    match crs {
        Crs::Crs84 | Crs::Wgs84 => DEGREES.to_owned(),
        Crs::WebMercator => {
            let parameters = parameters(&[
                ("central_meridian", "0".to_owned()),
                ("scale_factor", "1".to_owned()),
                ("false_easting", "0".to_owned()),
                ("false_northing", "0".to_owned()),
            ]);
            format!(
                r#"PROJCS["{name}",{DEGREES},PROJECTION["Mercator_1SP"],{parameters}{METRES},{WEB_MERCATOR_PROJ},AUTHORITY["EPSG","{code}"]]"#
            )
        }
        Crs::Utm(zone) => {
            let parameters = parameters(&[
                ("latitude_of_origin", "0".to_owned()),
                ("central_meridian", meridian(zone).to_string()),
                ("scale_factor", "0.9996".to_owned()),
                ("false_easting", "500000".to_owned()),
                ("false_northing", false_northing(zone).to_string()),
            ]);
            format!(
                r#"PROJCS["{name}",{DEGREES},PROJECTION["Transverse_Mercator"],{parameters}{METRES},AUTHORITY["EPSG","{code}"]]"#
            )
        }
    }
}

/// PROJJSON; `None` for degrees, which `GeoParquet` takes for granted.
pub(super) fn projjson(crs: Crs) -> Option<Value> {
    let conversion = match crs {
        Crs::Crs84 | Crs::Wgs84 => return None,
        Crs::WebMercator => json!({
            "name": "Popular Visualisation Pseudo-Mercator",
            "method": { "name": "Popular Visualisation Pseudo Mercator", "id": epsg(1024) },
            "parameters": [
                parameter("Latitude of natural origin", 0.0, "degree", 8801),
                parameter("Longitude of natural origin", 0.0, "degree", 8802),
                parameter("False easting", 0.0, "metre", 8806),
                parameter("False northing", 0.0, "metre", 8807),
            ],
        }),
        Crs::Utm(zone) => json!({
            "name": utm_name(zone),
            "method": { "name": "Transverse Mercator", "id": epsg(9807) },
            "parameters": [
                parameter("Latitude of natural origin", 0.0, "degree", 8801),
                parameter("Longitude of natural origin", meridian(zone).into(), "degree", 8802),
                parameter("Scale factor at natural origin", 0.9996, "unity", 8805),
                parameter("False easting", 500_000.0, "metre", 8806),
                parameter("False northing", false_northing(zone).into(), "metre", 8807),
            ],
        }),
    };
    Some(json!({
        "$schema": "https://proj.org/schemas/v0.5/projjson.schema.json",
        "type": "ProjectedCRS",
        "name": name(crs),
        "base_crs": {
            "name": "WGS 84",
            "datum": {
                "type": "GeodeticReferenceFrame",
                "name": "World Geodetic System 1984",
                "ellipsoid": {
                    "name": "WGS 84",
                    "semi_major_axis": 6_378_137,
                    "inverse_flattening": 298.257_223_563,
                },
            },
            "coordinate_system": axes("ellipsoidal", "degree", [
                ["Geodetic latitude", "Lat", "north"],
                ["Geodetic longitude", "Lon", "east"],
            ]),
            "id": epsg(4326),
        },
        "conversion": conversion,
        "coordinate_system": axes("Cartesian", "metre", match crs {
            Crs::WebMercator => [["Easting", "X", "east"], ["Northing", "Y", "north"]],
            _ => [["Easting", "E", "east"], ["Northing", "N", "north"]],
        }),
        "id": epsg(crs.epsg()),
    }))
}

fn epsg(code: u16) -> Value {
    json!({ "authority": "EPSG", "code": code })
}

fn parameter(name: &str, value: f64, unit: &str, code: u16) -> Value {
    json!({ "name": name, "value": value, "unit": unit, "id": epsg(code) })
}

fn axes(subtype: &str, unit: &str, axes: [[&str; 3]; 2]) -> Value {
    let axes = axes.map(|[name, abbreviation, direction]| {
        json!({ "name": name, "abbreviation": abbreviation, "direction": direction, "unit": unit })
    });
    json!({ "subtype": subtype, "axis": axes })
}
