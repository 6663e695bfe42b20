//! The drawing of one extent.

use geo::MultiPolygon;

use super::{
    Defect, Gazetteer, GridPoint, March, Mark, Mesh, Statements, marks, order, overlay, precision,
    shapes::{Ring, Shape},
};
use crate::model::{BoundaryVertex, ExtentPlan, LonLat, Outline};

/// What is drawn from the marks of an extent.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The ground of the zone: valid, right-handed, on the grid, in canonical order.
    pub area: MultiPolygon<f64>,
    /// The ground of which nobody knows on which side it lies, likewise.
    pub band: MultiPolygon<f64>,
    /// Each vertex of the area in ring order, the closing one left out.
    pub vertices: Vec<BoundaryVertex>,
    /// How far, in metres, the true line may lie from the drawn one.
    pub precision_m: f64,
}

/// Draws an extent from the memberships in force on its first day.
///
/// # Errors
/// All defects, when one of them leaves no line to draw.
pub fn draw(
    plan: &ExtentPlan,
    statements: &Statements<'_>,
    gazetteer: &Gazetteer<'_>,
) -> Result<Drawing, Vec<Defect>> {
    let mut defects = Vec::new();
    let marks = marks(plan, statements, gazetteer, &mut defects);
    if defects.iter().any(Defect::is_fatal) {
        return Err(defects);
    }
    drawing(plan, &marks).map_err(|defect| vec![defect])
}

fn drawing(plan: &ExtentPlan, marks: &[Mark]) -> Result<Drawing, Defect> {
    let mesh = Mesh::new(marks);
    let march = March::through(&mesh);
    let area = ground(&march.inside, plan.outline.as_deref());
    let area = order::without_small(area, plan.smallest_km2, mesh.frame());
    let area = order::in_order(area);
    let extent = || plan.id();
    if area.is_empty() {
        return Err(Defect::Empty { extent: extent() });
    }
    let precision_m = precision::precision_m(&area, &march.halfways, mesh.frame());
    Ok(Drawing {
        vertices: area
            .iter()
            .flatten()
            .flatten()
            .filter_map(|&at| vertex(at, &march))
            .collect(),
        area: order::in_degrees(&area),
        band: order::in_degrees(&band(&march, plan)),
        precision_m: precision_m.ok_or_else(|| Defect::NoLine { extent: extent() })?,
    })
}

fn band(march: &March, plan: &ExtentPlan) -> Vec<Shape> {
    order::in_order(ground(&march.mixed, plan.outline.as_deref()))
}

fn ground(parts: &[Ring], outline: Option<&Outline>) -> Vec<Shape> {
    let whole = overlay::union(parts);
    match outline {
        Some(outline) => overlay::clip(&whole, &outline.area),
        None => whole,
    }
}

fn vertex(at: GridPoint, march: &March) -> Option<BoundaryVertex> {
    let degrees = at.degrees();
    Some(BoundaryVertex {
        point: LonLat::new(degrees.x, degrees.y).ok()?,
        between: march.halfways.get(&at).map(|halfway| halfway.pair.clone()),
    })
}
