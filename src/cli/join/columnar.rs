//! Parquet and Arrow files: read by batches, written by batches in the same format.

use std::{
    fs::File,
    io::{BufReader, Read},
    iter,
    path::{Path, PathBuf},
    sync::Arc,
};

use ::parquet::{
    arrow::{
        ARROW_SCHEMA_META_KEY, ArrowWriter,
        arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder},
    },
    file::{metadata::ParquetMetaData, properties::WriterProperties},
};
use anyhow::{Context, bail};
use arrow_array::RecordBatch;
use arrow_ipc::{
    reader::{FileReader, StreamReader},
    writer::{FileWriter, StreamWriter},
};
use arrow_schema::{ArrowError, Schema, SchemaRef};

use super::{Bad, Join, Output, Report, parquet, views};
use crate::{
    cli::{
        in_order::{Outlet, Stopped, in_order, threads},
        progress::Progress,
    },
    join::{ColumnPlan, Joined, JoinedBatch, Tally},
    load::archive::Tell,
    snapshot::Snapshot,
};

/// Rows that are joined in one go.
pub(super) const BATCH_ROWS: usize = 16 * 1024;

/// How a columnar table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Parquet,
    ArrowFile,
    ArrowStream,
}

impl Kind {
    /// The kind that the ending or the first bytes of a file tell, if it is one of these.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let ending = path.extension().and_then(|ending| ending.to_str());
        match ending.map(str::to_ascii_lowercase).as_deref() {
            Some("parquet" | "geoparquet" | "pq") => return Some(Self::Parquet),
            Some("arrow" | "feather" | "ipc") => return Some(Self::ArrowFile),
            Some("arrows") => return Some(Self::ArrowStream),
            _ => {}
        }
        let mut head = Vec::new();
        if !path.is_file() {
            return None;
        }
        File::open(path).ok()?.take(8).read_to_end(&mut head).ok()?;
        Self::of_head(&head)
    }

    /// The kind of a table that begins with some bytes.
    pub(super) fn of_head(head: &[u8]) -> Option<Self> {
        match head {
            [b'P', b'A', b'R', b'1', ..] => Some(Self::Parquet),
            [b'A', b'R', b'R', b'O', b'W', b'1', ..] => Some(Self::ArrowFile),
            [0xff, 0xff, 0xff, 0xff, ..] => Some(Self::ArrowStream),
            _ => None,
        }
    }
}

/// Joins a whole file.
pub(super) fn join(
    asked: &Join,
    kind: Kind,
    snapshot: &Arc<Snapshot>,
    output: &mut Output<'_>,
    aside: Option<&mut Output<'_>>,
    progress: &Progress,
) -> anyhow::Result<Tally> {
    let path = asked.file.as_path();
    if path.as_os_str() == "-" {
        bail!("a Parquet or Arrow table is read from a file, not from a pipe");
    }
    let reading = || format!("reading {}", path.display());
    let table = Table::open(kind, path).with_context(reading)?;
    let plan = ColumnPlan::new(table.schema(), &asked.options(), snapshot)?;
    asked.check_dates(plan.has_dates())?;
    let mut report = Report::new(progress);
    if !asked.quiet {
        report.note(plan.chosen());
    }
    let mut tally = Tally::new();
    let fail = matches!(asked.bad(), Bad::Fail);
    let count = |joined: &mut Joined| {
        tally.take(joined);
        if let Some(bad) = joined.bad.first().filter(|_| fail) {
            bail!("row {}: {}", bad.row, bad.says);
        }
        report.bad_rows(tally.told());
        Ok(())
    };
    let job = Job {
        path: path.to_owned(),
        plan,
        threads: threads(asked.threads),
        tell: progress.tell(),
    };
    match table {
        Table::Parquet(metadata)
            if aside.is_none()
                && (!output.is_wanted() || parquet::can_be_copied(path, metadata.metadata())) =>
        {
            parquet::join(job, metadata, output, count)?;
        }
        Table::Parquet(metadata) => {
            parquet::check_rewritable(metadata.metadata())?;
            rewrite(job, Table::Parquet(metadata), output, aside, count)?;
        }
        table => rewrite(job, table, output, aside, count)?,
    }
    report.finish(&tally);
    Ok(tally)
}

/// A table that is to be joined.
pub(super) struct Job {
    pub(super) path: PathBuf,
    pub(super) plan: ColumnPlan,
    pub(super) threads: usize,
    pub(super) tell: Option<Tell>,
}

/// Joins every batch and writes all columns anew; `count` takes what is counted of each batch.
fn rewrite(
    job: Job,
    table: Table,
    output: &mut Output<'_>,
    mut aside: Option<&mut Output<'_>>,
    mut count: impl FnMut(&mut Joined) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let reading = format!("reading {}", job.path.display());
    let mut rows = table.writer(job.plan.schema())?;
    let mut bad_rows = match aside {
        Some(_) => Some(table.writer(&Arc::new(table.schema().clone()))?),
        None => None,
    };
    let old_columns: Vec<usize> = (0..table.schema().fields().len()).collect();
    let take = |joined: anyhow::Result<JoinedBatch>| {
        let JoinedBatch {
            batch,
            mut joined,
            bad,
        } = joined.with_context(|| reading.clone())?;
        count(&mut joined)?;
        let Some((sink, file)) = bad_rows.as_mut().zip(aside.as_mut()) else {
            return rows.write(&batch, output);
        };
        let Parts { good, bad } = parts(batch, &bad)?;
        if let Some(bad) = bad {
            sink.write(&bad.project(&old_columns)?, file)?;
        }
        good.map_or(Ok(()), |good| rows.write(&good, output))
    };
    each_batch(job, table, take)?;
    rows.finish(output)?;
    if let Some((sink, file)) = bad_rows.zip(aside) {
        sink.finish(file)?;
    }
    Ok(())
}

/// Joins every batch, on several threads; `take` gets them in order.
fn each_batch(
    job: Job,
    table: Table,
    take: impl FnMut(anyhow::Result<JoinedBatch>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let threads = job.threads;
    match table {
        Table::Parquet(metadata) => {
            let groups = 0..metadata.metadata().num_row_groups();
            let work = move |group: usize, outlet: &Outlet<_>| {
                let read = read_group(&job, &metadata, group, outlet);
                if let Some(tell) = &job.tell {
                    let size = metadata.metadata().row_group(group).compressed_size();
                    tell(size.unsigned_abs());
                }
                match read {
                    Ok(stopped) => stopped,
                    Err(error) => outlet.put(Err(error)),
                }
            };
            in_order(groups, threads, work, take)
        }
        Table::ArrowFile(_, batches) | Table::ArrowStream(_, batches) => {
            let work = move |batch: anyhow::Result<RecordBatch>, outlet: &Outlet<_>| {
                let joined = batch.and_then(|batch| Ok(job.plan.join(&views::compact(batch)?)?));
                outlet.put(joined)
            };
            in_order(batches, threads, work, take)
        }
    }
}

/// The batches of a row group, joined.
fn read_group(
    job: &Job,
    metadata: &ArrowReaderMetadata,
    group: usize,
    outlet: &Outlet<anyhow::Result<JoinedBatch>>,
) -> anyhow::Result<Result<(), Stopped>> {
    // A file of its own: threads that share one would move each other's place in it.
    let file = File::open(&job.path)?;
    let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
        .with_row_groups(vec![group])
        .with_batch_size(BATCH_ROWS)
        .build()?;
    for batch in reader {
        if outlet.put(Ok(job.plan.join(&batch?)?)).is_err() {
            return Ok(Err(Stopped));
        }
    }
    Ok(Ok(()))
}

/// The good rows of a batch and its bad ones, where it has any.
struct Parts {
    good: Option<RecordBatch>,
    bad: Option<RecordBatch>,
}

fn parts(batch: RecordBatch, bad: &[usize]) -> Result<Parts, ArrowError> {
    if bad.is_empty() {
        return Ok(Parts {
            good: Some(batch),
            bad: None,
        });
    }
    let mut is_good = vec![true; batch.num_rows()];
    for row in bad {
        is_good[*row] = false;
    }
    let is_bad: Vec<bool> = is_good.iter().map(|good| !good).collect();
    let part = |wanted: Vec<bool>| views::filter(&batch, &wanted.into());
    Ok(Parts {
        good: (bad.len() < batch.num_rows())
            .then(|| part(is_good))
            .transpose()?,
        bad: Some(part(is_bad)?),
    })
}

type Batches = Box<dyn Iterator<Item = anyhow::Result<RecordBatch>> + Send>;

/// A file that is open.
enum Table {
    Parquet(ArrowReaderMetadata),
    ArrowFile(SchemaRef, Batches),
    ArrowStream(SchemaRef, Batches),
}

impl Table {
    fn open(kind: Kind, path: &Path) -> anyhow::Result<Self> {
        let file = File::open(path)?;
        Ok(match kind {
            Kind::Parquet => Self::Parquet(parquet::open(&file)?),
            Kind::ArrowFile => {
                let reader = FileReader::try_new_buffered(file, None)?;
                Self::ArrowFile(reader.schema(), batches(reader))
            }
            Kind::ArrowStream => {
                let reader = StreamReader::try_new(BufReader::new(file), None)?;
                Self::ArrowStream(reader.schema(), batches(reader))
            }
        })
    }

    fn schema(&self) -> &Schema {
        match self {
            Self::Parquet(metadata) => metadata.schema(),
            Self::ArrowFile(schema, _) | Self::ArrowStream(schema, _) => schema,
        }
    }

    /// What writes a table of the same format.
    fn writer(&self, schema: &SchemaRef) -> anyhow::Result<Sink> {
        Ok(match self {
            Self::Parquet(metadata) => {
                let properties = properties(metadata.metadata());
                let schema = Arc::clone(schema);
                let writer = ArrowWriter::try_new(Vec::new(), schema, Some(properties))?;
                Sink::Parquet(Box::new(writer))
            }
            Self::ArrowFile(..) => {
                Sink::ArrowFile(Box::new(FileWriter::try_new(Vec::new(), schema)?))
            }
            Self::ArrowStream(..) => {
                Sink::ArrowStream(Box::new(StreamWriter::try_new(Vec::new(), schema)?))
            }
        })
    }
}

/// The batches of Arrow's readers, cut so that none takes long.
fn batches<R, E>(reader: R) -> Batches
where
    R: Iterator<Item = Result<RecordBatch, E>> + Send + 'static,
    E: Into<anyhow::Error> + 'static,
{
    Box::new(reader.flat_map(|batch| -> Batches {
        match batch {
            Err(error) => Box::new(iter::once(Err(error.into()))),
            Ok(batch) => {
                let starts = (0..batch.num_rows()).step_by(BATCH_ROWS);
                Box::new(starts.map(move |start| {
                    let count = BATCH_ROWS.min(batch.num_rows() - start);
                    Ok(batch.slice(start, count))
                }))
            }
        }
    }))
}

/// Compression, size of row groups and key-values as those of the input.
fn properties(metadata: &ParquetMetaData) -> WriterProperties {
    let group = metadata.row_groups().first();
    let keys = metadata.file_metadata().key_value_metadata();
    let keys = keys.map(|keys| {
        let others = keys.iter().filter(|pair| pair.key != ARROW_SCHEMA_META_KEY);
        others.cloned().collect()
    });
    let mut properties = WriterProperties::builder().set_key_value_metadata(keys);
    if let Some(column) = group.and_then(|group| group.columns().first()) {
        properties = properties.set_compression(column.compression());
    }
    let groups = metadata.row_groups().iter();
    let rows = groups
        .filter_map(|group| usize::try_from(group.num_rows()).ok())
        .max();
    if let Some(rows) = rows.filter(|rows| *rows > 0) {
        properties = properties.set_max_row_group_row_count(Some(rows));
    }
    properties.build()
}

/// Batches to bytes; the bytes are handed on as they are made.
enum Sink {
    Parquet(Box<ArrowWriter<Vec<u8>>>),
    ArrowFile(Box<FileWriter<Vec<u8>>>),
    ArrowStream(Box<StreamWriter<Vec<u8>>>),
}

impl Sink {
    fn write(&mut self, batch: &RecordBatch, output: &mut Output<'_>) -> anyhow::Result<()> {
        let made = match self {
            Self::Parquet(writer) => {
                writer.write(batch)?;
                writer.inner_mut()
            }
            Self::ArrowFile(writer) => {
                writer.write(batch)?;
                writer.get_mut()
            }
            Self::ArrowStream(writer) => {
                writer.write(batch)?;
                writer.get_mut()
            }
        };
        output.put(made)?;
        made.clear();
        Ok(())
    }

    fn finish(self, output: &mut Output<'_>) -> anyhow::Result<()> {
        let rest = match self {
            Self::Parquet(writer) => writer.into_inner()?,
            Self::ArrowFile(mut writer) => {
                writer.finish()?;
                writer.into_inner()?
            }
            Self::ArrowStream(mut writer) => {
                writer.finish()?;
                writer.into_inner()?
            }
        };
        output.put(&rest)
    }
}
