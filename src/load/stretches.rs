//! `stretches/ZONE.csv`

use std::collections::BTreeMap;

use geo::Coord;
use rustc_hash::FxHashMap;

use super::{
    Folder, csv_file, extents::check_file, faults::Faults, fields::Fields, known::Known,
    node::Node, places,
};
use crate::model::{At, BoundaryVertex, Extent, FaultKind, Pair};

/// The columns of the file.
pub(super) const COLUMNS: [&str; 5] = ["extent", "lon", "lat", "inside", "outside"];
const MEND: &str = "run `hudna draw`";

/// Gives each extent the places that its vertices lie between, where that is written down.
pub(super) fn read(data: &Folder, known: &Known, extents: &mut [Extent], faults: &mut Faults) {
    let numbers = extents.iter().enumerate();
    let numbers: FxHashMap<String, usize> = numbers
        .map(|(number, extent)| (extent.id.clone(), number))
        .collect();
    for (name, path, _) in data.stems("stretches/", ".csv") {
        // What follows from a fault there need not be told.
        let is_whole = !faults.any_error_in(&data.label(&format!("extents/{name}.geojson")));
        let rows = csv_file::rows(data, path, &COLUMNS, faults)
            .unwrap_or_default()
            .rows;
        let file = data.label(path);
        let mut found: BTreeMap<String, Vec<BoundaryVertex>> = BTreeMap::new();
        for row in rows {
            if let Some((extent, vertex)) = vertex(&file, row, known, faults) {
                found.entry(extent).or_default().push(vertex);
            }
        }
        for (id, vertices) in found {
            let extent = numbers.get(&id).map(|number| &mut extents[*number]);
            if let Some(extent) = extent {
                check_file(data, ["stretches/", name, ".csv"], extent, faults);
                attach(&file, vertices, extent, faults);
            } else if is_whole {
                let what = format!("no extent has the id {id:?}");
                faults.error((&file, At::element(&id)), FaultKind::UnknownId, what, MEND);
            }
        }
    }
}

fn vertex(
    file: &str,
    row: Node,
    known: &Known,
    faults: &mut Faults,
) -> Option<(String, BoundaryVertex)> {
    let mut fields = Fields::open(file, "", row, faults)?;
    let extent = fields.text("extent");
    let point = places::point(&mut fields);
    check_pair(&mut fields);
    let inside = fields.id_of_or_none("inside", known);
    let outside = fields.id_of_or_none("outside", known);
    let between = match (inside, outside) {
        (Some(inside), Some(outside)) => Some(Pair { inside, outside }),
        _ => None,
    };
    let point = point?;
    Some((extent?, BoundaryVertex { point, between }))
}

/// A vertex stands between two places or none.
fn check_pair(fields: &mut Fields<'_>) {
    let missing = match (fields.has("inside"), fields.has("outside")) {
        (true, false) => "outside",
        (false, true) => "inside",
        _ => return,
    };
    let what = format!("`{missing}` is empty, but not the other side");
    fields.error(fields.at_key(missing), FaultKind::Schema, what, MEND);
}

/// Hands the vertices to their extent if they are its own.
fn attach(file: &str, vertices: Vec<BoundaryVertex>, extent: &mut Extent, faults: &mut Faults) {
    let drawn = vertices.iter().map(|vertex| vertex.point.to_point().0);
    if drawn.eq(open_rings(extent)) {
        extent.vertices = vertices;
    } else {
        let what = "the vertices are not those of the extent, in its order";
        let at = At::element(&extent.id);
        faults.error((file, at), FaultKind::Geometry, what, MEND);
    }
}

/// The vertices of all rings in order, closing ones left out.
fn open_rings(extent: &Extent) -> impl Iterator<Item = Coord<f64>> {
    let rings = extent
        .area
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    rings.flat_map(|ring| ring.lines().map(|edge| edge.start))
}
