//! `bands/ZONE.geojson`

use rustc_hash::FxHashMap;

use super::{Folder, faults::Faults, features};
use crate::model::{Extent, FaultKind};

/// Gives each extent its band of doubt, where one was drawn.
pub(super) fn read(data: &Folder, extents: &mut [Extent], faults: &mut Faults) {
    let mut extents: FxHashMap<String, &mut Extent> = extents
        .iter_mut()
        .map(|extent| (extent.id.clone(), extent))
        .collect();
    for (_, path, _) in data.stems("bands/", ".geojson") {
        features::each(data, path, faults, |feature, faults| {
            let id = feature.id.as_ref().and_then(serde_json::Value::as_str);
            let extent = id.and_then(|id| extents.get_mut(id));
            let area = feature.area(faults);
            match extent {
                Some(extent) => extent.band = area,
                None => faults.error(
                    (feature.file, feature.at("id")),
                    FaultKind::UnknownId,
                    format!("no extent has the id {:?}", id.unwrap_or_default()),
                    "run `hudna draw`",
                ),
            }
        });
    }
}
