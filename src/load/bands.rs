//! `bands/ZONE.geojson`

use geo::{BoundingRect, Intersects, MultiPolygon};
use rustc_hash::FxHashMap;

use super::{
    Folder, extents,
    faults::Faults,
    features::{self, Feature},
};
use crate::model::{At, Extent, FaultKind};

const MEND: &str = "run `hudna draw`";

/// Gives each extent its band of doubt, where one was drawn.
pub(super) fn read(data: &Folder, extents: &mut [Extent], faults: &mut Faults) {
    let mut extents: FxHashMap<String, &mut Extent> = extents
        .iter_mut()
        .map(|extent| (extent.id.clone(), extent))
        .collect();
    for (name, path, _) in data.stems("bands/", ".geojson") {
        // What follows from a fault there need not be told.
        let is_whole = !faults.any_error_in(&data.label(&format!("extents/{name}.geojson")));
        features::each(data, path, faults, |feature, faults| {
            let Some(band) = band(feature, faults) else {
                return;
            };
            let spot = (feature.file, feature.at(""));
            if let Some(extent) = extents.get_mut(&band.extent) {
                extents::check_file(data, ["bands/", name, ".geojson"], extent, faults);
                attach(band, extent, spot, faults);
            } else if is_whole {
                let what = format!("no extent has the id {:?}", band.extent);
                faults.error(spot, FaultKind::UnknownId, what, MEND);
            }
        });
    }
}

struct Band {
    extent: String,
    zone: String,
    area: MultiPolygon<f64>,
}

fn band(feature: &Feature<'_>, faults: &mut Faults) -> Option<Band> {
    let area = feature.area(faults);
    let mut fields = feature.fields(faults)?;
    let (extent, zone) = (fields.text("extent"), fields.text("zone"));
    fields.finish();
    let extent = extent?;
    feature.require_id(&extent, faults);
    Some(Band {
        extent,
        zone: zone?,
        area: area?,
    })
}

/// Hands a band to its extent if it is its own.
fn attach(band: Band, extent: &mut Extent, spot: (&str, At), faults: &mut Faults) {
    if extent.band.is_some() {
        let what = format!("{} has a band already", extent.id);
        return faults.error(spot, FaultKind::DuplicateId, what, "keep one");
    }
    if band.zone != extent.zone.as_str() {
        let what = format!("{} is no extent of the zone {:?}", extent.id, band.zone);
        return faults.error(spot, FaultKind::Value, what, MEND);
    }
    if !is_near(&band.area, &extent.area) {
        let what = format!("the band lies nowhere near {}", extent.id);
        return faults.error(spot, FaultKind::Geometry, what, MEND);
    }
    extent.band = Some(band.area);
}

/// A band lies along the line of its extent, so at least their boxes meet.
fn is_near(band: &MultiPolygon<f64>, ground: &MultiPolygon<f64>) -> bool {
    match (band.bounding_rect(), ground.bounding_rect()) {
        (Some(band), Some(ground)) => band.intersects(&ground),
        _ => false,
    }
}
