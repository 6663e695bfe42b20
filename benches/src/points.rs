//! Points with days, to be asked for.

use std::{fs::File, io::{BufWriter, Write}, path::Path, sync::Arc};

use anyhow::{Context, Result};
use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, cast::AsArray, types::{Date32Type, Float64Type}};
use geo::{Contains, Coord, Rect};
use hudna::model::{Day, LonLat};
use parquet::{
    arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
    basic::Compression,
    file::properties::WriterProperties,
};

use crate::{area_set::AreaSet, days::day, dice::Dice};

/// Where points lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anywhere in the box around the set.
    Uniform,
    /// Around fifty places, as events of the news are.
    Clustered,
    /// Within 0.001 degrees of a line.
    Near,
    /// On vertices, beside them by the least step there is, and on edges.
    Exact,
}

/// Clusters are as wide as the box divided by this.
const TIGHTNESS: f64 = 400.0;
const CLUSTERS: usize = 50;
/// What near is, in degrees.
const NEAR: f64 = 0.001;
/// 2017-01-01, and how many days follow.
const FIRST_DAY: i32 = 17_167;
const DAYS: usize = 1100;

impl Kind {
    /// The three that are timed.
    pub const TIMED: [Self; 3] = [Self::Uniform, Self::Clustered, Self::Near];
    /// All four.
    pub const ALL: [Self; 4] = [Self::Uniform, Self::Clustered, Self::Near, Self::Exact];

    /// As it is called in tables and file names.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Uniform => "uniform",
            Self::Clustered => "clustered",
            Self::Near => "near",
            Self::Exact => "exact",
        }
    }
}

/// Points and their days, number by number.
#[derive(Debug, Default, Clone)]
pub struct Points {
    /// Where.
    pub places: Vec<LonLat>,
    /// When.
    pub days: Vec<Day>,
}

impl Points {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// One by one.
    pub fn iter(&self) -> impl Iterator<Item = (LonLat, Day)> {
        self.places.iter().copied().zip(self.days.iter().copied())
    }

    /// Reads `lon, lat, date` from a Parquet file.
    ///
    /// # Errors
    /// When the file cannot be read or has other columns.
    pub fn read(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
        let mut points = Self::default();
        for batch in ParquetRecordBatchReaderBuilder::try_new(file)?.build()? {
            let batch = batch?;
            let column = |name| batch.column_by_name(name).with_context(|| format!("no column {name}"));
            let lon = column("lon")?.as_primitive::<Float64Type>().values();
            let lat = column("lat")?.as_primitive::<Float64Type>().values();
            for (lon, lat) in lon.iter().zip(lat) {
                points.places.push(LonLat::new(*lon, *lat)?);
            }
            let days = column("date")?.as_primitive::<Date32Type>().values();
            points.days.extend(days.iter().map(|number| day(*number)));
        }
        Ok(points)
    }

    /// Writes `lon, lat, date` as a Parquet file, in row groups of a million.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_parquet(&self, path: &Path) -> Result<()> {
        let lon = self.places.iter().map(|place| place.lon());
        let lat = self.places.iter().map(|place| place.lat());
        let days = self.days.iter().map(|day| day.since_1970());
        let columns: [(&str, ArrayRef); 3] = [
            ("lon", Arc::new(Float64Array::from_iter_values(lon))),
            ("lat", Arc::new(Float64Array::from_iter_values(lat))),
            ("date", Arc::new(Date32Array::from_iter_values(days))),
        ];
        let batch = RecordBatch::try_from_iter(columns)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY);
        let properties = properties.set_max_row_group_row_count(Some(1_000_000)).build();
        let mut writer = ArrowWriter::try_new(File::create(path)?, batch.schema(), Some(properties))?;
        writer.write(&batch)?;
        writer.close()?;
        Ok(())
    }

    /// Writes the same three columns as CSV.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write_csv(&self, path: &Path) -> Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        writeln!(file, "lon,lat,date")?;
        for (place, day) in self.iter() {
            writeln!(file, "{},{},{day}", place.lon(), place.lat())?;
        }
        file.flush()?;
        Ok(())
    }
}

/// Makes points for a set.
#[derive(Debug)]
pub struct Maker<'s> {
    bounds: Rect<f64>,
    rings: Vec<&'s [Coord<f64>]>,
    /// Where the edges of each ring end, counted through all.
    ends: Vec<usize>,
    centres: Vec<Coord<f64>>,
    days: Vec<Day>,
}

impl<'s> Maker<'s> {
    /// Chooses the places that points cluster around.
    #[must_use]
    pub fn new(set: &'s AreaSet) -> Self {
        let rings: Vec<_> = set.rings().filter(|ring| ring.len() > 1).collect();
        let mut total = 0;
        let ends = rings.iter().map(|ring| {
            total += ring.len() - 1;
            total
        });
        let ends = ends.collect();
        let days = (0..DAYS).map(|number| day(FIRST_DAY + number as i32)).collect();
        let mut maker = Self { bounds: set.bounds(), rings, ends, centres: Vec::new(), days };
        let mut dice = Dice::new(1);
        while maker.centres.len() < CLUSTERS {
            let centre = maker.uniform(&mut dice);
            if set.areas().iter().any(|area| area.contains(&centre)) {
                maker.centres.push(centre);
            }
        }
        maker
    }

    /// So many points of a kind; the same ones for the same seed.
    #[must_use]
    pub fn points(&self, kind: Kind, count: usize, seed: u64) -> Points {
        let mut dice = Dice::new(seed);
        let mut points = Points::default();
        while points.len() < count {
            let Coord { x, y } = self.point(kind, &mut dice);
            if let Ok(place) = LonLat::new(x, y) {
                points.places.push(place);
                points.days.push(self.days[dice.below(DAYS)]);
            }
        }
        points
    }

    /// Seven digits after the point, as tables have, except where the last bit matters.
    fn point(&self, kind: Kind, dice: &mut Dice) -> Coord<f64> {
        let round = |value: f64| (value * 1e7).round() / 1e7;
        let Coord { x, y } = match kind {
            Kind::Uniform => self.uniform(dice),
            Kind::Clustered => self.clustered(dice),
            Kind::Near => self.near(dice),
            Kind::Exact => return self.exact(dice),
        };
        Coord { x: round(x), y: round(y) }
    }

    fn uniform(&self, dice: &mut Dice) -> Coord<f64> {
        let (least, most) = (self.bounds.min(), self.bounds.max());
        Coord { x: dice.between(least.x, most.x), y: dice.between(least.y, most.y) }
    }

    fn clustered(&self, dice: &mut Dice) -> Coord<f64> {
        let centre = self.centres[dice.below(CLUSTERS)];
        let (width, height) = (self.bounds.width() / TIGHTNESS, self.bounds.height() / TIGHTNESS);
        centre + Coord { x: dice.normal() * width, y: dice.normal() * height }
    }

    fn near(&self, dice: &mut Dice) -> Coord<f64> {
        let [from, to] = self.edge(dice);
        let on = from + (to - from) * dice.fraction();
        on + Coord { x: dice.between(-NEAR, NEAR), y: dice.between(-NEAR, NEAR) }
    }

    fn exact(&self, dice: &mut Dice) -> Coord<f64> {
        let [from, to] = self.edge(dice);
        let t = dice.fraction();
        match dice.below(6) {
            0 | 1 => from,
            2 => Coord { x: from.x.next_up(), y: from.y },
            3 => Coord { x: from.x, y: from.y.next_down() },
            4 => Coord { x: from.x.midpoint(to.x), y: from.y.midpoint(to.y) },
            _ => from + (to - from) * t,
        }
    }

    /// Any edge, each as likely.
    fn edge(&self, dice: &mut Dice) -> [Coord<f64>; 2] {
        let total = *self.ends.last().expect("a set has edges");
        let number = dice.below(total);
        let ring = self.ends.partition_point(|end| *end <= number);
        let start = ring.checked_sub(1).map_or(0, |before| self.ends[before]);
        let first = number - start;
        [self.rings[ring][first], self.rings[ring][first + 1]]
    }
}
