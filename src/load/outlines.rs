//! `outlines/NAME.geojson`

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Folder,
    faults::Faults,
    features::{self, Feature},
    known::Known,
};
use crate::model::{At, FaultKind, Id, Outline};

/// Reads the areas to clip with, by id; a folder may do without any.
pub(super) fn read(
    data: &Folder,
    sources: &Known,
    faults: &mut Faults,
) -> (BTreeMap<Id, Arc<Outline>>, Known) {
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
        let outline = features::single(data, path, faults, |feature, faults| {
            outline(feature, &id, sources, faults)
        });
        outlines.extend(outline.map(|outline| (id, Arc::new(outline))));
    }
    (outlines, known)
}

fn outline(
    feature: &Feature<'_>,
    id: &Id,
    sources: &Known,
    faults: &mut Faults,
) -> Option<Outline> {
    feature.require_id(id.as_str(), faults);
    let area = feature.area(faults);
    let mut fields = feature.fields(faults)?;
    // Where it is from is for people: nobody asks the program.
    let _source = fields.id_of("source", sources);
    fields.finish();
    Some(Outline {
        id: id.clone(),
        area: area?,
    })
}
