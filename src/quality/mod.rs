//! How good the extents are, as far as the facts can tell.
//!
//! Agreement of a line with the places it was drawn from proves consistency and nothing else. So:
//!
//! 1. **Leave one out** ([`Sifted`]): each place is predicted from all others, by distance to the
//!    nearest place of the other side, and by whether it then lies in the band.
//! 2. **Agreement** of the extents as they are served with the memberships on their first day.
//! 3. **Support**: how many memberships rest on which source, with what confidence.
//! 4. **Independent checks**: statements that no line was drawn from.
//!
//! Helper and judgement points are no places: they take part in predicting and are not predicted.
//! Helpers do not count as the nearest place of the other side.

mod agreement;
mod independent;
mod score;
mod sift;
mod support;

pub use agreement::Agreement;
pub use independent::Checked;
pub use score::Score;
pub use sift::{CLASSES, Class, Sifted};
pub use support::{Grades, Support};

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    draw::{Gazetteer, Mesh, Statements, marks},
    model::{Extent, ExtentPlan, Facts, Id},
};

/// The whole report.
#[derive(Debug, Serialize, ToSchema)]
pub struct Quality {
    /// By zone in list order: the extents of each taken together.
    pub zones: Vec<ZoneQuality>,
    /// By zone in list order, then by period.
    pub extents: Vec<ExtentQuality>,
    /// All extents taken together.
    pub all: Sifted,
    /// What the memberships rest on.
    pub support: Support,
    /// Statements that no line was drawn from, in file order.
    pub checks: Vec<Checked>,
}

/// The extents of a zone taken together; a place counts once for each extent it helps to draw.
#[derive(Debug, Serialize, ToSchema)]
pub struct ZoneQuality {
    /// Which zone.
    pub zone: Id,
    /// Leaving one out.
    pub leave_one_out: Sifted,
}

/// One drawn extent.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtentQuality {
    /// Which extent.
    pub extent: String,
    /// Its zone.
    pub zone: Id,
    /// How far, in metres, its true line may lie from the drawn one; `None` when not drawn yet.
    pub precision_m: Option<f64>,
    /// Leaving one out.
    pub leave_one_out: Sifted,
    /// The served extent against its memberships; `None` when not drawn yet.
    pub agreement: Option<Agreement>,
}

impl Quality {
    /// Measures the extents that are drawn from memberships.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        let gazetteer = Gazetteer::new(&facts.places);
        let statements = Statements::new(&facts.memberships);
        let rank = |plan: &ExtentPlan| facts.zones.iter().position(|zone| zone.id == plan.zone);
        let mut plans: Vec<&ExtentPlan> = facts.plans.iter().collect();
        plans.sort_by_key(|plan| (rank(plan), plan.period.from()));
        let extents: Vec<ExtentQuality> = plans
            .into_iter()
            .map(|plan| extent(facts, plan, &statements, &gazetteer))
            .collect();
        let pooled = |zone: &Id| {
            let own = extents.iter().filter(|extent| extent.zone == *zone);
            Sifted::sum(own.map(|extent| &extent.leave_one_out))
        };
        let drawn = |zone: &Id| extents.iter().any(|extent| extent.zone == *zone);
        let zones = facts.zones.iter().filter(|zone| drawn(&zone.id));
        Self {
            zones: zones
                .map(|zone| ZoneQuality {
                    zone: zone.id.clone(),
                    leave_one_out: pooled(&zone.id),
                })
                .collect(),
            all: Sifted::sum(extents.iter().map(|extent| &extent.leave_one_out)),
            support: Support::of(facts, &gazetteer),
            checks: independent::checks(facts),
            extents,
        }
    }
}

fn extent(
    facts: &Facts,
    plan: &ExtentPlan,
    statements: &Statements<'_>,
    gazetteer: &Gazetteer<'_>,
) -> ExtentQuality {
    let id = plan.id();
    let served: Option<&Extent> = facts.extents.iter().find(|extent| extent.id == id);
    let marks = marks(plan, statements, gazetteer, &mut Vec::new());
    ExtentQuality {
        zone: plan.zone.clone(),
        precision_m: served.map(|extent| extent.precision_m),
        leave_one_out: sift::sift(&Mesh::new(&marks), gazetteer),
        agreement: served.map(|extent| Agreement::of(extent, &marks, gazetteer)),
        extent: id,
    }
}
