//! Does the index say the same as `geo`?
//!
//! A quarter of the points lies anywhere, a quarter in clusters, a quarter near lines, and a quarter exactly on vertices,
//! beside them by the least step there is, and on edges. Of each point both must name the same areas for its day, and
//! for any day, and agree on whether it lies on the line. Runs on all cores; points that differ are printed.

use std::{path::Path, process::ExitCode, thread};

use anyhow::Result;
use hudna::{ground::{Ground, Side}, model::{Day, LonLat}};
use hudna_benches::{area_set::AreaSet, boxes::Boxes, points::{Kind, Maker}, table::short};

/// How many points are asked for when nothing else is said.
pub(crate) const COUNT: usize = 10_000_000;
/// Points that are made and asked for at a time.
const BATCH: usize = 10_000;

pub(crate) fn look(folder: &Path, name: &str, count: usize) -> Result<ExitCode> {
    let set = AreaSet::read(folder, name)?;
    let sides = Sides { maker: Maker::new(&set), ground: Ground::new(set.dated()), boxes: Boxes::new(&set) };
    let cores = thread::available_parallelism()?.get();
    let batches = count.div_ceil(BATCH);
    let share = |first: usize| (first..batches).step_by(cores).map(|batch| sides.differing(batch)).sum::<usize>();
    let share = &share;
    let differing: usize = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|first| scope.spawn(move || share(first))).collect();
        workers.into_iter().map(|worker| worker.join().expect("no check panics")).sum()
    });
    println!("{name}: {} points, {differing} disagreements", short((batches * BATCH) as f64));
    Ok(if differing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Sides<'s> {
    maker: Maker<'s>,
    ground: Ground,
    boxes: Boxes<'s>,
}

impl Sides<'_> {
    /// How many points of a batch are answered differently.
    fn differing(&self, batch: usize) -> usize {
        let kind = Kind::ALL[batch % Kind::ALL.len()];
        let points = self.maker.points(kind, BATCH, 1000 + batch as u64);
        let differs = |(place, day): &(LonLat, Day)| {
            let days = [Some(*day), None];
            days.into_iter().any(|day| self.by_index(*place, day) != self.boxes.sides(*place, day))
        };
        let differing = points.iter().filter(differs);
        let told = differing
            .inspect(|(place, day)| println!("{:?} {:?} on {day} ({})", place.lon(), place.lat(), kind.word()));
        told.count()
    }

    /// The areas that cover a point, and whether it lies on their lines, in order.
    fn by_index(&self, place: LonLat, day: Option<Day>) -> Vec<(u32, bool)> {
        let mut found = Vec::new();
        self.ground.each_at(place, day, |area, side| found.push((area as u32, side == Side::Boundary)));
        found.sort_unstable();
        // From both sides of the antimeridian.
        found.dedup_by(|later, first| {
            let same = later.0 == first.0;
            first.1 |= same && later.1;
            same
        });
        found
    }
}
