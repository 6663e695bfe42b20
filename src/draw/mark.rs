//! A place with the side it lay on.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Defect, GridPoint, grid::STEPS_PER_DEG, rows::Statements};
use crate::model::{ExtentPlan, Id, Membership, Place};

/// A place on a known side of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where it is.
    pub spot: GridPoint,
    /// Which place.
    pub place: Id,
    /// Whether the zone covers it.
    pub inside: bool,
    /// Row of the membership that says so.
    pub line: usize,
}

/// The places by id.
#[derive(Debug)]
pub struct Gazetteer<'p>(FxHashMap<&'p Id, &'p Place>);

impl<'p> Gazetteer<'p> {
    /// Lists places by id.
    #[must_use]
    pub fn new(places: &'p [Place]) -> Self {
        Self(places.iter().map(|place| (&place.id, place)).collect())
    }

    /// The place of an id.
    #[must_use]
    pub fn place(&self, id: &Id) -> Option<&'p Place> {
        self.0.get(id).copied()
    }
}

/// The marks of an extent, from west to east: the memberships of its zone in force on its first
/// day. Of several places at one point the first by id is kept. Every defect goes to `defects`.
#[must_use]
pub fn marks(
    plan: &ExtentPlan,
    statements: &Statements<'_>,
    gazetteer: &Gazetteer<'_>,
    defects: &mut Vec<Defect>,
) -> Vec<Mark> {
    let day = plan.period.from();
    let rows = statements.of_zone(&plan.zone).iter();
    let rows = rows.filter(|row| row.period.holds(day));
    let mut marks: Vec<Mark> = rows
        .filter_map(|row| mark(plan, row, gazetteer, defects))
        .collect();
    marks.sort_by(|a, b| (a.spot, &a.place, a.line).cmp(&(b.spot, &b.place, b.line)));
    for pair in marks.windows(2).filter(|pair| pair[0].spot == pair[1].spot) {
        defects.extend(same_point(plan, &pair[0], &pair[1]));
    }
    marks.dedup_by_key(|mark| mark.spot);
    check(plan, &marks, defects);
    marks
}

fn mark(
    plan: &ExtentPlan,
    row: &Membership,
    gazetteer: &Gazetteer<'_>,
    defects: &mut Vec<Defect>,
) -> Option<Mark> {
    let place = row.place.clone();
    let Some(known) = gazetteer.place(&row.place) else {
        defects.push(Defect::NoPoint {
            extent: plan.id(),
            place,
            line: row.line,
        });
        return None;
    };
    Some(Mark {
        spot: GridPoint::nearest(known.point),
        place,
        inside: row.side.is_covered(),
        line: row.line,
    })
}

/// Two places at one point; one place stated twice is a matter of the rows, told elsewhere.
fn same_point(plan: &ExtentPlan, a: &Mark, b: &Mark) -> Option<Defect> {
    (a.place != b.place).then(|| Defect::SamePoint {
        extent: plan.id(),
        places: [a.place.clone(), b.place.clone()],
        lines: [a.line, b.line],
        contradict: a.inside != b.inside,
    })
}

/// Notes why no line could be drawn between the marks.
fn check(plan: &ExtentPlan, marks: &[Mark], defects: &mut Vec<Defect>) {
    let extent = plan.id();
    on_outline(plan, marks, defects);
    defects.extend(too_wide(plan, marks));
    let inside = marks.iter().filter(|mark| mark.inside).count();
    if marks.len() < 3 {
        let lines = lines(marks);
        defects.push(Defect::TooFew { extent, lines });
    } else if inside == 0 || inside == marks.len() {
        let (inside, lines) = (inside > 0, lines(marks));
        defects.push(Defect::OneSided {
            extent,
            inside,
            lines,
        });
    } else if is_one_line(marks) {
        let lines = lines(marks);
        defects.push(Defect::Collinear { extent, lines });
    }
}

/// Marks more than half the way round the earth apart, which come from west to east.
fn too_wide(plan: &ExtentPlan, marks: &[Mark]) -> Option<Defect> {
    let [first, .., last] = marks else {
        return None;
    };
    let steps = last.spot.x.abs_diff(first.spot.x);
    (f64::from(steps) > 180.0 * STEPS_PER_DEG).then(|| Defect::TooWide {
        extent: plan.id(),
        lines: vec![first.line, last.line],
    })
}

fn lines(marks: &[Mark]) -> Vec<usize> {
    marks.iter().map(|mark| mark.line).collect()
}

fn is_one_line(marks: &[Mark]) -> bool {
    let [first, .., last] = marks else {
        return true;
    };
    marks
        .iter()
        .all(|mark| first.spot.turn(last.spot, mark.spot) == 0)
}

/// Notes the marks on the outline; they come from west to east.
fn on_outline(plan: &ExtentPlan, marks: &[Mark], defects: &mut Vec<Defect>) {
    let Some(outline) = &plan.outline else {
        return;
    };
    let rings = super::overlay::contours(&outline.area);
    let edges = rings
        .iter()
        .flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    let on_it = edges.flat_map(|(&a, &b)| on_edge(marks, a, b));
    let on_it: BTreeSet<usize> = on_it.collect();
    defects.extend(on_it.into_iter().map(|number| Defect::OnOutline {
        extent: plan.id(),
        place: marks[number].place.clone(),
        outline: outline.id.clone(),
        line: marks[number].line,
    }));
}

/// The numbers of the marks on an edge.
fn on_edge(marks: &[Mark], a: GridPoint, b: GridPoint) -> impl Iterator<Item = usize> {
    let first = marks.partition_point(|mark| mark.spot.x < a.x.min(b.x));
    let beside = marks.iter().enumerate().skip(first);
    let beside = beside.take_while(move |(_, mark)| mark.spot.x <= a.x.max(b.x));
    let on_it = beside.filter(move |(_, mark)| mark.spot.is_on_edge(a, b));
    on_it.map(|(number, _)| number)
}
