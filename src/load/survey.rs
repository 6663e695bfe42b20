//! What extents are drawn from, and why it might not make a line.

use super::{
    Folder,
    basis::{Basis, Known},
    faults::Faults,
    known, memberships, outlines, places,
    plans::{self, Outlines},
};
use crate::{
    draw::{self, Clash, Defect, Gazetteer, Statements},
    model::{At, ExtentPlan, Fault, FaultKind, Membership, Place, Severity, Zone},
};

/// Places, what is known of their sides, and the extents to draw from that.
#[derive(Debug)]
pub struct Survey {
    /// The gazetteer.
    pub places: Vec<Place>,
    /// Which place lay on which side, when.
    pub memberships: Vec<Membership>,
    /// The extents to draw, in file order.
    pub plans: Vec<ExtentPlan>,
}

/// Reads what extents are drawn from, whatever state the drawn files are in: the zones in list
/// order, the survey, and every fault.
#[must_use]
pub fn survey(data: &Folder) -> (Vec<Zone>, Survey, Vec<Fault>) {
    let mut faults = Faults::default();
    let basis = Basis::read(data, &mut faults);
    let (survey, _) = read(data, &basis.known(), &mut faults);
    (basis.zones, survey, faults.sorted())
}

/// Reads a survey and the ids of its places, and notes what would keep its lines from being drawn.
pub(super) fn read(
    data: &Folder,
    known: &Known<'_>,
    faults: &mut Faults,
) -> (Survey, known::Known) {
    let (places, known_places) = places::read(data, faults);
    let memberships = memberships::read(data, &known_places, known.zones, known.sources, faults);
    let survey = Survey {
        plans: plans(data, known, faults),
        places,
        memberships,
    };
    // Without some places every line would look wrong: their own faults say enough.
    if known_places.is_complete() {
        check(&survey, data, faults);
    }
    (survey, known_places)
}

/// Reads the extents to draw.
pub(super) fn plans(data: &Folder, known: &Known<'_>, faults: &mut Faults) -> Vec<ExtentPlan> {
    let (by_id, known_outlines) = outlines::read(data, known.sources, faults);
    let outlines = Outlines {
        by_id,
        known: known_outlines,
    };
    plans::read(data, known, &outlines, faults)
}

fn check(survey: &Survey, data: &Folder, faults: &mut Faults) {
    for clash in draw::clashes(&survey.memberships) {
        faults.add(clash_fault(data, &clash));
    }
    let gazetteer = Gazetteer::new(&survey.places);
    let statements = Statements::new(&survey.memberships);
    for plan in &survey.plans {
        let mut defects = Vec::new();
        let _marks = draw::marks(plan, &statements, &gazetteer, &mut defects);
        for defect in &defects {
            faults.add(defect_fault(data, plan, defect));
        }
    }
}

fn clash_fault(data: &Folder, clash: &Clash<'_>) -> Fault {
    let Clash { first, second } = clash;
    let what = format!(
        "{} is {} {} {}, but {} {} by row {}",
        second.place,
        second.side.word(),
        second.zone,
        second.period,
        first.side.word(),
        first.period,
        first.line
    );
    let repeated = format!(
        "{} {} {} is stated already for {} by row {}",
        second.place,
        second.side.word(),
        second.zone,
        first.period,
        first.line
    );
    Fault {
        file: data.label(memberships::FILE),
        at: At::line(second.line),
        severity: Severity::Error,
        kind: if clash.contradicts() {
            FaultKind::Membership
        } else {
            FaultKind::DuplicateId
        },
        what: if clash.contradicts() { what } else { repeated },
        mend: "end one period where the other begins, or withdraw one row".to_owned(),
    }
}

/// A defect of a drawing as a fault of the file that is to be mended.
#[must_use]
pub fn defect_fault(data: &Folder, plan: &ExtentPlan, defect: &Defect) -> Fault {
    let (file, line) = match defect.line() {
        Some(line) => (memberships::FILE, line),
        None => (plans::FILE, plan.line),
    };
    Fault {
        file: data.label(file),
        at: At::line(line),
        severity: if defect.is_fatal() {
            Severity::Error
        } else {
            Severity::Warning
        },
        kind: FaultKind::Drawing,
        what: defect.to_string(),
        mend: defect.mend().to_owned(),
    }
}
