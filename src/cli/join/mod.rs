//! `hudna join`: a table of any size, read once, its rows written in order with their zones.

mod columnar;
mod copy;
mod counts;
mod input;
mod output;
mod parquet;
mod plot;
mod report;
mod views;

use std::{
    io::Write,
    iter,
    num::NonZero,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::{
    Failure, Folders, destination,
    in_order::{in_order, threads},
    progress::Progress,
};
use crate::{
    join::{DateColumn, DateFormat, Joined, Key, Options, Plan, TableFormat, Tally},
    load::load_ground,
    model::Calls,
    snapshot::Snapshot,
};
use columnar::Kind;
use counts::CountFormat;
use input::{Input, Pieces};
use output::Output;
use plot::Plot;
use report::Report;

/// Add the zones of its points to a table
///
/// Every row is written as it is, in its place, with the new cells at its end: zone, extent,
/// position and `boundary_distance_m`. Of several zones the smallest comes first, parted by
/// semicolons. So `boundary_distance_m` is a number for one zone and, in JSON, a text such as
/// "13240;16060" for several; in Parquet and Arrow it is that of the first alone.
///
/// A row that cannot be joined is named on standard error, and the exit code is 1.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub(super) struct Join {
    /// The table, or `-` for standard input; gzip and zstd are unpacked
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Write to a file, which appears when it is whole; .gz and .zst are packed
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the output file, and that of bad rows
    #[arg(long)]
    force: bool,
    /// How the table is written [default: by the ending, else by the first bytes]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// The column of the longitude [default: the one with a usual name, such as lon]
    #[arg(long, value_name = "COLUMN")]
    lon: Option<String>,
    /// The column of the latitude [default: the one with a usual name, such as lat]
    #[arg(long, value_name = "COLUMN")]
    lat: Option<String>,
    /// The column of the date [default: the one with a usual name, such as `event_date`]
    ///
    /// A date is taken as it is written: a time behind it is left aside, no time zone moves it. The day of a time in Parquet
    /// or Arrow is that of the zone of its column. Without dates, every extent that ever covered a point counts.
    #[arg(long, value_name = "COLUMN")]
    date: Option<String>,
    /// Take no column for the date
    #[arg(long, conflicts_with_all = ["date", "date_format"])]
    no_date: bool,
    /// How dates are written, as for strptime, such as %d/%m/%Y [default: YYYY-MM-DD]
    #[arg(long, value_name = "FORMAT", value_parser = DateFormat::new)]
    date_format: Option<DateFormat>,
    /// What becomes of bad rows: keep (with empty cells), fail (stop at the first), or a file they
    /// are put into as they are (not of Parquet with times of 96 bits, INT96)
    #[arg(long, value_name = "keep|fail|FILE", default_value = "keep")]
    bad: PathBuf,
    /// Add a column of the zones whose true line may lie beyond the point
    #[arg(long)]
    possible: bool,
    /// What the names of the new columns begin with
    #[arg(long, value_name = "TEXT", default_value = "")]
    prefix: String,
    /// Count rows instead: zone, extent, position, day, month and year, parted by commas
    ///
    /// A row in two zones counts for each; bad rows do not count. The joined rows are written only
    /// to an --output.
    #[arg(long, value_name = "KEY,...", value_delimiter = ',')]
    count_by: Vec<Key>,
    /// How counts are written
    #[arg(long, value_enum, default_value_t, requires = "count_by")]
    count_format: CountFormat,
    /// Draw rows per zone over time, as SVG or PNG by the ending
    ///
    /// The joined rows are written only to an --output.
    #[arg(long, value_name = "FILE.svg|FILE.png")]
    plot: Option<PathBuf>,
    /// Threads that join, at most 32 or one per processor [default: one per processor]
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<u8>>,
    /// Show no progress, and do not say which columns were taken
    #[arg(long, short)]
    quiet: bool,
    /// Data folder [default: built in]
    ///
    /// Only what says where zones lay is read, and must be without errors; `hudna check` reads all.
    #[arg(long, env = "HUDNA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Cells parted by commas, or by what parts the header
    Csv,
    /// Cells parted by tabs
    Tsv,
    /// A JSON object on each line
    Ndjson,
    /// A `FeatureCollection`
    Geojson,
    /// A feature on each line or after each record separator
    GeojsonSeq,
    /// Columns of Parquet
    Parquet,
    /// Columns of Arrow, as a file (Feather)
    Arrow,
    /// Columns of Arrow, as a stream
    ArrowStream,
}

/// What becomes of bad rows.
enum Bad<'a> {
    Keep,
    Fail,
    Aside(&'a Path),
}

impl Join {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        self.check_files()?;
        let snapshot = self.snapshot()?;
        let piped = self.file.as_os_str() == "-";
        let progress = if !self.quiet && Progress::is_welcome(self.output.is_some()) {
            Progress::of_bytes(input::length(&self.file).filter(|_| !piped))
        } else {
            Progress::none()
        };
        let plot = self
            .plot
            .as_deref()
            .map(|path| Plot::create(path, self.force));
        let plot = plot.transpose()?;
        let tally = self.join_to(&snapshot, out, &progress)?;
        drop(progress);
        let mut counts = tally.counts().iter();
        if !self.count_by.is_empty()
            && let Some(counts) = counts.next()
        {
            counts::write(counts, &snapshot, self.count_format, out)?;
        }
        if let Some((plot, counts)) = plot.zip(counts.next()) {
            plot.draw(counts, &snapshot)?;
        }
        match tally.bad_rows() {
            0 => Ok(()),
            count => Err(Failure::BadRows(count)),
        }
    }

    /// Joins the whole table to where its rows go.
    fn join_to(
        &self,
        snapshot: &Arc<Snapshot>,
        out: &mut impl Write,
        progress: &Progress,
    ) -> anyhow::Result<Tally> {
        let only_counts = !self.count_by.is_empty() || self.plot.is_some();
        let mut output = match &self.output {
            Some(path) => Output::file(path, self.force)?,
            None if only_counts => Output::nothing(),
            None => Output::writer(out),
        };
        let mut aside = match self.bad() {
            Bad::Aside(path) => Some(Output::file(path, self.force)?),
            Bad::Keep | Bad::Fail => None,
        };
        let (rows, bad) = (&mut output, aside.as_mut());
        let tally = match self.columnar() {
            Some(kind) => columnar::join(self, kind, snapshot, rows, bad, progress)?,
            None => self.join(snapshot, rows, bad, progress)?,
        };
        output.finish()?;
        aside.map_or(Ok(()), Output::finish)?;
        Ok(tally)
    }

    /// Joins the whole table.
    fn join(
        &self,
        snapshot: &Arc<Snapshot>,
        output: &mut Output<'_>,
        mut aside: Option<&mut Output<'_>>,
        progress: &Progress,
    ) -> anyhow::Result<Tally> {
        let asked = self.format.and_then(Format::table);
        let input = Input::open(&self.file, asked, progress.tell())?;
        let format = input.format;
        let mut pieces = Pieces::new(input);
        let first = pieces.next().context("the table is empty")??;
        let plan = Plan::new(format, &self.options(), snapshot, &first)?;
        self.check_dates(plan.has_dates())?;
        let mut report = Report::new(progress);
        if !self.quiet {
            report.note(plan.chosen());
        }
        let mut tally = Tally::new();
        let [before, after] = plan.around_aside().map(<[u8]>::to_vec);
        if let Some(aside) = &mut aside {
            aside.put(&before)?;
        }
        let jobs = iter::once(Ok(first)).chain(pieces);
        let fail = matches!(self.bad(), Bad::Fail);
        in_order(
            jobs,
            threads(self.threads),
            move |piece, outlet| outlet.put(piece.map(|piece| plan.join(&piece))),
            |joined: anyhow::Result<Joined>| {
                let mut joined = joined?;
                tally.take(&mut joined);
                if let Some(bad) = joined.bad.first().filter(|_| fail) {
                    bail!("row {} (line {}): {}", bad.row, bad.line, bad.says);
                }
                output.put(&joined.bytes)?;
                if let Some(aside) = &mut aside {
                    aside.put(&joined.aside)?;
                }
                report.bad_rows(tally.told());
                Ok(())
            },
        )?;
        if let Some(aside) = &mut aside {
            aside.put(&after)?;
        }
        report.finish(&tally);
        Ok(tally)
    }

    /// The kind of the table, if it is one of columns.
    fn columnar(&self) -> Option<Kind> {
        match self.format {
            Some(Format::Parquet) => Some(Kind::Parquet),
            Some(Format::Arrow) => Some(Kind::ArrowFile),
            Some(Format::ArrowStream) => Some(Kind::ArrowStream),
            Some(_) => None,
            None => Kind::of(&self.file),
        }
    }

    /// Neither articles nor names say where a zone is: none are looked for.
    /// Where zones lay, without what is for texts: to read that would take longer than a small table does.
    fn snapshot(&self) -> Result<Arc<Snapshot>, Failure> {
        let folders = Folders {
            data: self.data.clone(),
            articles: None,
        };
        let loaded = load_ground(&folders.data()?);
        let mut facts = loaded.facts.ok_or(Failure::Faults(loaded.faults))?;
        for zone in &mut facts.zones {
            zone.calls = Calls::default();
        }
        let snapshot = Snapshot::build(facts).context("reading the data")?;
        Ok(Arc::new(snapshot))
    }

    fn options(&self) -> Options {
        let date = match &self.date {
            Some(name) => DateColumn::Named(name.clone()),
            None if self.no_date => DateColumn::None,
            None => DateColumn::Usual,
        };
        Options {
            lon: self.lon.clone(),
            lat: self.lat.clone(),
            date,
            date_format: self.date_format.clone(),
            possible: self.possible,
            prefix: self.prefix.clone(),
            counts: self.counts(),
            set_aside: matches!(self.bad(), Bad::Aside(_)),
        }
    }

    /// What is asked for, and then what is drawn.
    fn counts(&self) -> Vec<Vec<Key>> {
        let drawn = self.plot.iter().map(|_| vec![Key::Zone, Key::Day]);
        let asked = Some(self.count_by.clone()).filter(|keys| !keys.is_empty());
        asked.into_iter().chain(drawn).collect()
    }

    fn check_dates(&self, has_dates: bool) -> anyhow::Result<()> {
        let key = self.count_by.iter().find(|key| key.is_of_date());
        match key {
            _ if has_dates => Ok(()),
            Some(key) => bail!("--count-by {key} needs a column of dates; name one with --date"),
            None if self.plot.is_some() => {
                bail!("--plot needs a column of dates; name one with --date")
            }
            None => Ok(()),
        }
    }

    /// Each file that is written must be another.
    fn check_files(&self) -> anyhow::Result<()> {
        let bad = match self.bad() {
            Bad::Aside(path) => Some(path),
            Bad::Keep | Bad::Fail => None,
        };
        let named = [
            ("--output", self.output.as_deref()),
            ("--bad", bad),
            ("--plot", self.plot.as_deref()),
        ];
        let mut places: Vec<(&str, PathBuf)> = Vec::new();
        for (option, path) in named {
            let Some(place) = path.map(destination::place).transpose()?.flatten() else {
                continue;
            };
            if let Some((other, _)) = places.iter().find(|(_, taken)| *taken == place) {
                bail!(
                    "{other} and {option} name the same file, {}",
                    place.display()
                );
            }
            places.push((option, place));
        }
        Ok(())
    }

    fn bad(&self) -> Bad<'_> {
        match self.bad.to_str() {
            Some("keep") => Bad::Keep,
            Some("fail") => Bad::Fail,
            _ => Bad::Aside(&self.bad),
        }
    }
}

impl Format {
    fn table(self) -> Option<TableFormat> {
        Some(match self {
            Self::Csv => TableFormat::Csv,
            Self::Tsv => TableFormat::Tsv,
            Self::Ndjson => TableFormat::Ndjson,
            Self::Geojson => TableFormat::GeoJson,
            Self::GeojsonSeq => TableFormat::GeoJsonSeq,
            Self::Parquet | Self::Arrow | Self::ArrowStream => return None,
        })
    }
}
