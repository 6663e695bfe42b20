//! `hudna draw`

use std::{
    collections::{HashMap, HashSet},
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use clap::Args;

use super::{Failure, destination::Destination};
use crate::{
    draw::{Drawing, Gazetteer, Statements, draw},
    formats::drawn_files,
    load::{Folder, Survey, defect_fault, survey},
    model::{ExtentPlan, Fault, Id, Severity, Zone},
};

/// Draw extents, bands and stretches from memberships and extents.toml
///
/// Writes extents/ZONE.geojson, bands/ZONE.geojson and stretches/ZONE.csv of every zone that
/// extents.toml names; zones that it does not name stay as they were drawn by hand.
#[derive(Debug, Args)]
pub(super) struct Draw {
    /// Only this zone
    #[arg(long, value_name = "ID")]
    zone: Option<String>,
    /// Data folder, read and written
    #[arg(long, env = "HUDNA_DATA", value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Write nothing; exit 1 where the files differ from what the facts give
    #[arg(long)]
    check: bool,
}

/// The extents of a zone, drawn.
type Drawn<'p> = Vec<(&'p ExtentPlan, Drawing)>;

impl Draw {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let folder = Folder::read(&self.data)?;
        let (zones, survey, faults) = survey(&folder);
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            return Err(Failure::Faults(faults));
        }
        let sketch = Sketch::of(&survey);
        let mut stale = 0;
        for zone in self.chosen(&zones, &survey)? {
            let drawn = sketch.zone(zone, &folder)?;
            for (name, text) in drawn_files(zone, &drawn) {
                if folder.file(&name) == Some(text.as_bytes()) {
                    continue;
                }
                stale += 1;
                if self.check {
                    writeln!(out, "{} is not what the facts give", folder.label(&name))?;
                } else {
                    write_whole(&self.data.join(&name), &text)?;
                    writeln!(out, "wrote {}", folder.label(&name))?;
                }
            }
            if !self.check {
                report(out, &drawn)?;
            }
        }
        out.flush()?;
        if self.check && stale > 0 {
            return Err(Failure::Stale(stale));
        }
        Ok(())
    }

    /// The zones to draw, in list order.
    fn chosen<'z>(&self, zones: &'z [Zone], survey: &Survey) -> anyhow::Result<Vec<&'z Id>> {
        let planned: HashSet<&Id> = survey.plans.iter().map(|plan| &plan.zone).collect();
        let all: Vec<&Id> = zones
            .iter()
            .map(|zone| &zone.id)
            .filter(|id| planned.contains(id))
            .collect();
        let Some(wanted) = &self.zone else {
            return Ok(all);
        };
        let names: Vec<&str> = all.iter().map(|id| id.as_str()).collect();
        let found = all.iter().find(|id| id.as_str() == wanted);
        found.map(|id| vec![*id]).ok_or_else(|| {
            anyhow!(
                "extents.toml has no extent of {wanted:?}; it has {}",
                names.join(", ")
            )
        })
    }
}

/// What zones are drawn from, sorted once for all of them.
struct Sketch<'s> {
    plans: HashMap<&'s Id, Vec<&'s ExtentPlan>>,
    statements: Statements<'s>,
    gazetteer: Gazetteer<'s>,
}

impl<'s> Sketch<'s> {
    fn of(survey: &'s Survey) -> Self {
        let mut plans: HashMap<_, Vec<_>> = HashMap::new();
        for plan in &survey.plans {
            plans.entry(&plan.zone).or_default().push(plan);
        }
        for plans in plans.values_mut() {
            plans.sort_by_key(|plan| plan.period.from());
        }
        Self {
            plans,
            statements: Statements::new(&survey.memberships),
            gazetteer: Gazetteer::new(&survey.places),
        }
    }

    /// Draws the extents of a zone by period, or gives every defect of them.
    fn zone(&self, zone: &Id, folder: &Folder) -> Result<Drawn<'s>, Failure> {
        let (mut drawn, mut faults): (Drawn<'_>, Vec<Fault>) = (Vec::new(), Vec::new());
        for &plan in self.plans.get(zone).into_iter().flatten() {
            match draw(plan, &self.statements, &self.gazetteer) {
                Ok(drawing) => drawn.push((plan, drawing)),
                Err(defects) => {
                    faults.extend(defects.iter().map(|d| defect_fault(folder, plan, d)));
                }
            }
        }
        if faults.is_empty() {
            Ok(drawn)
        } else {
            Err(Failure::Faults(faults))
        }
    }
}

fn report(out: &mut impl Write, drawn: &Drawn<'_>) -> io::Result<()> {
    for (plan, drawing) in drawn {
        let between = drawing
            .vertices
            .iter()
            .filter(|v| v.between.is_some())
            .count();
        writeln!(
            out,
            "{}: {} vertices, {between} of them between two places; precision {:.0} m",
            plan.id(),
            drawing.vertices.len(),
            drawing.precision_m
        )?;
    }
    Ok(())
}

/// Writes a file in place of the one that is there, so that no reader ever sees half of it.
///
/// What is not whole has a hidden name, and those are not read as data.
fn write_whole(path: &Path, text: &str) -> anyhow::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
    let mut file = Destination::create(path, true)?;
    let written = file.write_all(text.as_bytes());
    written.with_context(|| format!("writing {}", path.display()))?;
    file.finish()
}
