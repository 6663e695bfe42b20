//! The index, for `peers/points/measure.py`.
//!
//! Each line `KIND FIRST COUNT` of standard input asks for COUNT points of a kind from number FIRST on; the answer is a line
//! with the seconds that took and how many pairs of point and area were found. One core.

use std::{collections::HashMap, io, path::Path, time::Instant};

use anyhow::{Context, Result};
use hudna::ground::Ground;
use hudna_benches::{area_set::AreaSet, points::{Kind, Points}};

pub(crate) fn answer(folder: &Path, name: &str) -> Result<()> {
    let set = AreaSet::read(folder, name)?;
    let ground = Ground::new(set.dated());
    let read = |kind: Kind| Ok((kind.word(), Points::read(&folder.join(format!("{name}-{}.parquet", kind.word())))?));
    let points = Kind::TIMED.into_iter().map(read).collect::<Result<HashMap<_, _>>>()?;
    for line in io::stdin().lines() {
        let line = line?;
        let words: Vec<_> = line.split_whitespace().collect();
        let [kind, first, count] = words[..] else { anyhow::bail!("asked {line:?}, not KIND FIRST COUNT") };
        let points = points.get(kind).with_context(|| format!("no kind {kind}"))?;
        let (first, count): (usize, usize) = (first.parse()?, count.parse()?);
        let (mut found, mut pairs) = (Vec::new(), 0);
        let begun = Instant::now();
        for (place, day) in points.iter().skip(first).take(count) {
            found.clear();
            ground.covering(place, Some(day), &mut found);
            pairs += found.len();
        }
        println!("{} {pairs}", begun.elapsed().as_secs_f64());
    }
    Ok(())
}
