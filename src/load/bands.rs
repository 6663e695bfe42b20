//! `bands/ZONE.geojson`

use super::{Folder, faults::Faults, features};
use crate::model::{Extent, FaultKind};

/// Gives each extent its band of doubt, where one was drawn.
pub(super) fn read(data: &Folder, extents: &mut [Extent], faults: &mut Faults) {
    for (_, path, _) in data.stems("bands/", ".geojson") {
        features::each(data, path, faults, |feature, faults| {
            let id = feature.id.as_ref().and_then(serde_json::Value::as_str);
            let extent = extents.iter_mut().find(|extent| Some(&*extent.id) == id);
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
