//! `outlines/NAME.geojson`

use std::{collections::BTreeMap, sync::Arc};

use super::{Folder, faults::Faults, features, known::Known};
use crate::model::{At, FaultKind, Id, Outline};

/// Reads the areas to clip with, by id; a folder may do without any.
pub(super) fn read(data: &Folder, faults: &mut Faults) -> (BTreeMap<Id, Arc<Outline>>, Known) {
    let mut known = Known::of("outline");
    let mut outlines = BTreeMap::new();
    for (stem, path, _) in data.stems("outlines/", ".geojson") {
        let id = match Id::new(stem) {
            Ok(id) => id,
            Err(error) => {
                let file = data.label(path);
                let what = error.to_string();
                faults.error((&file, At::default()), FaultKind::Value, what, "");
                continue;
            }
        };
        known.add(&id);
        let area = features::single_area(data, path, faults);
        if let Some(area) = area {
            let outline = Outline {
                id: id.clone(),
                area,
            };
            outlines.insert(id, Arc::new(outline));
        }
    }
    (outlines, known)
}
