//! Writes what is measured into a folder.
//!
//! - `P.parquet`: the extents that the program ships.
//! - `S.parquet`: the same with crinkly edges, 43,638 vertices.
//! - `A.parquet`: 50,000 adjoining polygons, made up.
//! - `T.parquet` is taken as it lies there (`peers/points/time_zones.py` writes it), and left out if it does not.
//! - `SET-KIND.parquet`: a million points of each kind for each set.
//! - `rows.csv`, `rows.parquet`: ten million points for P.
//!
//! What is there already is kept.

use std::{fs, path::Path, time::Instant};

use anyhow::Result;
use hudna_benches::{adjoining::adjoining, area_set::AreaSet, crinkled::crinkled, points::{Kind, Maker}, table::short};

const POINTS: usize = 1_000_000;
const ROWS: usize = 10_000_000;

pub(crate) fn write(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let makers: [(&str, fn() -> AreaSet); 3] = [
        ("P", AreaSet::shipped),
        ("S", || crinkled(&AreaSet::shipped(), "S", 43_638)),
        ("A", || adjoining(250, 200, 32)),
    ];
    for (name, make) in makers {
        if !folder.join(format!("{name}.parquet")).exists() {
            make().write(folder)?;
        }
    }
    for name in ["P", "S", "T", "A"] {
        if !folder.join(format!("{name}.parquet")).exists() {
            println!("{name} is left out: no {name}.parquet");
            continue;
        }
        let set = AreaSet::read(folder, name)?;
        println!("{name}: {} areas, {} vertices", short(set.areas().len() as f64), short(set.vertices() as f64));
        let maker = Maker::new(&set);
        points(name, &maker, folder)?;
        if name == "P" {
            rows(&maker, folder)?;
        }
    }
    Ok(())
}

fn points(set: &str, maker: &Maker<'_>, folder: &Path) -> Result<()> {
    for kind in Kind::TIMED {
        let path = folder.join(format!("{set}-{}.parquet", kind.word()));
        if !path.exists() {
            maker.points(kind, POINTS, kind as u64).write_parquet(&path)?;
        }
    }
    Ok(())
}

fn rows(maker: &Maker<'_>, folder: &Path) -> Result<()> {
    let (csv, parquet) = (folder.join("rows.csv"), folder.join("rows.parquet"));
    if csv.exists() && parquet.exists() {
        return Ok(());
    }
    let begun = Instant::now();
    let points = maker.points(Kind::Uniform, ROWS, 7);
    points.write_csv(&csv)?;
    points.write_parquet(&parquet)?;
    println!("{} rows made in {:.0} s", short(ROWS as f64), begun.elapsed().as_secs_f64());
    Ok(())
}
