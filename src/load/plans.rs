//! `extents.toml`

use std::{collections::BTreeMap, sync::Arc};

use rustc_hash::FxHashMap;

use super::{Folder, basis::Known, extents, faults::Faults, fields::Fields, known, toml_file};
use crate::model::{ExtentPlan, FaultKind, Grade, Id, Outline, Period};

pub(super) const FILE: &str = "extents.toml";

/// The outlines that a plan may name.
pub(super) struct Outlines {
    pub(super) by_id: BTreeMap<Id, Arc<Outline>>,
    pub(super) known: known::Known,
}

/// Reads what is to be drawn, in file order; a folder may do without the file.
pub(super) fn read(
    data: &Folder,
    known: &Known<'_>,
    outlines: &Outlines,
    faults: &mut Faults,
) -> Vec<ExtentPlan> {
    let file = data.label(FILE);
    let node = data
        .file(FILE)
        .and_then(|bytes| toml_file::parse(&file, bytes, faults));
    let Some(node) = node else {
        return Vec::new();
    };
    let mut plans: Vec<ExtentPlan> = Vec::new();
    let mut periods: FxHashMap<Id, Vec<Period>> = FxHashMap::default();
    for (element, node) in toml_file::array_of_tables(&file, node, "extent", faults) {
        let Some(mut fields) = Fields::open(&file, element, node, faults) else {
            continue;
        };
        if let Some(plan) = plan(&mut fields, known, outlines) {
            let earlier = periods.entry(plan.zone.clone()).or_default();
            check_period(&mut fields, &plan, earlier);
            earlier.push(plan.period);
            plans.push(plan);
        }
        fields.finish();
    }
    plans
}

fn plan(fields: &mut Fields<'_>, known: &Known<'_>, outlines: &Outlines) -> Option<ExtentPlan> {
    let zone = fields.id_of("zone", known.zones);
    let period = extents::period(fields);
    let basis = fields.id_of_or_none("basis", known.agreements);
    let confidence = fields.parsed_or_none("confidence", Grade::new);
    let outline = fields.id_of_or_none("outline", &outlines.known);
    let smallest_km2 = smallest(fields);
    let summary = fields.local_text("summary");
    let doubts = fields.texts_by_lang("doubts");
    let sources = fields.ids("sources", known.sources);
    Some(ExtentPlan {
        zone: zone?,
        period: period?,
        basis,
        confidence,
        outline: outline.and_then(|id| outlines.by_id.get(&id).cloned()),
        smallest_km2: smallest_km2?,
        summary: summary?,
        doubts,
        sources,
        line: fields.at().line.unwrap_or_default(),
    })
}

/// The size of the smallest island or hole that is kept; zero when nothing is said.
fn smallest(fields: &mut Fields<'_>) -> Option<f64> {
    let at = fields.at_key("smallest_km2");
    let given = fields.number_or_none("smallest_km2").unwrap_or(0.0);
    if given.is_finite() && given >= 0.0 {
        return Some(given);
    }
    let what = format!("smallest_km2 {given} is not a size");
    fields.error(at, FaultKind::Value, what, "write square kilometres");
    None
}

/// Holds a plan against the earlier periods of its zone.
fn check_period(fields: &mut Fields<'_>, plan: &ExtentPlan, earlier: &[Period]) {
    for other in earlier.iter().filter(|other| other.overlaps(plan.period)) {
        let what = format!(
            "the period {} overlaps {}@{} ({other})",
            plan.period,
            plan.zone,
            other.from()
        );
        let mend = "a zone has one extent a day; valid_to is the first day after the period";
        fields.error(fields.at(), FaultKind::Period, what, mend);
    }
}
