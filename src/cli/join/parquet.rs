//! Parquet whose rows all stay: its column chunks are copied as they are, and new ones put beside them.
//!
//! 1. A worker reads of a row group the columns that say where and when, and encodes the new columns.
//! 2. The main thread copies the old chunks of the group and puts the new ones behind them, group after group.
//! 3. The footer is the old one, its offsets moved, with the new columns: row groups, pages, statistics, page indexes,
//!    Bloom filters, key-values and what wrote the pages are as they were.
//!
//! So no value of another column is ever decoded: kinds that Arrow does not know pass too. Memory takes the new columns
//! of the row groups that are worked on or wait.

use std::{fs::File, path::Path, sync::Arc};

use ::parquet::{
    arrow::{
        ArrowSchemaConverter, ProjectionMask,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder,
        },
    },
    basic::{Compression, Type as PhysicalType},
    column::page::PageReader,
    errors::ParquetError,
    file::{
        metadata::{ColumnChunkMetaData, PageIndexPolicy, ParquetMetaData, RowGroupMetaData},
        serialized_reader::SerializedPageReader,
    },
    schema::types::{SchemaDescriptor, Type},
};
use anyhow::{Context, bail, ensure};
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};

use super::{
    Output,
    columnar::{BATCH_ROWS, Job},
    copy::Copy,
};
use crate::{
    cli::in_order::in_order,
    join::{Joined, NewChunk},
};

/// What a Parquet file begins with, and where the first page may come.
pub(super) const MAGIC: &[u8; 4] = b"PAR1";
const FIRST_PLACE: i64 = 4;

/// Reads a footer, with page indexes where they can be read.
pub(super) fn open(file: &File) -> Result<ArrowReaderMetadata, ParquetError> {
    let options = || ArrowReaderOptions::new().with_encoding_stats_as_mask(false);
    let with_pages = options().with_page_index_policy(PageIndexPolicy::Optional);
    ArrowReaderMetadata::load(file, with_pages)
        .or_else(|_bad_index| ArrowReaderMetadata::load(file, options()))
}

/// Whether the chunks of a file are where its footer says, and their pages are not encrypted.
///
/// The kinds of all pages are not looked at: the first page of each column tells whether there are pages.
pub(super) fn can_be_copied(path: &Path, metadata: &ParquetMetaData) -> bool {
    let Ok(file) = File::open(path) else {
        return false;
    };
    let file = Arc::new(file);
    let has_pages = |column: &ColumnChunkMetaData| {
        let pages = SerializedPageReader::new(Arc::clone(&file), column, 0, None);
        pages.and_then(|mut pages| pages.peek_next_page()).is_ok()
    };
    let groups = metadata.row_groups();
    let mut columns = groups.iter().flat_map(RowGroupMetaData::columns);
    let mut first = groups
        .first()
        .into_iter()
        .flat_map(RowGroupMetaData::columns);
    columns.all(is_in_place) && first.all(has_pages)
}

/// Refuses columns whose values would not be the same if they were written anew.
///
/// Times of 96 bits reach farther than Arrow's that are as fine, and none of Arrow's kinds is written as such.
pub(super) fn check_rewritable(metadata: &ParquetMetaData) -> anyhow::Result<()> {
    let columns = metadata.file_metadata().schema_descr().columns().iter();
    let old_times = columns.filter(|column| column.physical_type() == PhysicalType::INT96);
    let names: Vec<String> = old_times.map(|column| column.path().string()).collect();
    if !names.is_empty() {
        bail!(
            "times of 96 bits (INT96) can be copied, but not written row by row: {}; leave bad rows in their place, \
             or write these columns with another kind of time",
            names.join(", ")
        );
    }
    Ok(())
}

/// How dates are read that are times of 96 bits: by the second, as nanoseconds do not reach beyond the years 1677 to 2262.
fn with_far_dates(
    metadata: &ArrowReaderMetadata,
    needed: &[usize],
) -> anyhow::Result<ArrowReaderMetadata> {
    let columns = metadata.parquet_schema().root_schema().get_fields();
    let needed = needed.iter().copied();
    let old_times: Vec<usize> = needed
        .filter(|number| is_old_time(&columns[*number]))
        .collect();
    if old_times.is_empty() {
        return Ok(metadata.clone());
    }
    let schema = by_the_second(metadata.schema(), &old_times);
    let options = ArrowReaderOptions::new().with_schema(schema);
    let metadata = Arc::clone(metadata.metadata());
    Ok(ArrowReaderMetadata::try_new(metadata, options)?)
}

fn is_old_time(column: &Type) -> bool {
    column.is_primitive() && column.get_physical_type() == PhysicalType::INT96
}

fn by_the_second(schema: &Schema, columns: &[usize]) -> SchemaRef {
    let mut fields = schema.fields().to_vec();
    for column in columns {
        let field = Field::clone(&fields[*column]);
        let seconds = DataType::Timestamp(TimeUnit::Second, None);
        fields[*column] = Arc::new(field.with_data_type(seconds));
    }
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

fn is_in_place(column: &ColumnChunkMetaData) -> bool {
    let data = column.data_page_offset();
    let dictionary = column.dictionary_page_offset().unwrap_or(FIRST_PLACE);
    column.file_path().is_none()
        && column.compressed_size() >= 0
        && (FIRST_PLACE..=data).contains(&dictionary)
}

/// Joins a whole file; `count` takes what is counted of each row group.
pub(super) fn join(
    job: Job,
    metadata: ArrowReaderMetadata,
    output: &mut Output<'_>,
    mut count: impl FnMut(&mut Joined) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let groups = 0..metadata.metadata().num_row_groups();
    let (reading, threads) = (format!("reading {}", job.path.display()), job.threads);
    let readable = with_far_dates(&metadata, &job.plan.needed())?;
    let table = Table {
        job,
        metadata,
        readable,
    };
    let schema = Arc::new(table.new_schema()?);
    let mut copy = if output.is_wanted() {
        Some(Copy::begin(&table, &schema, output)?)
    } else {
        None
    };
    let wanted = copy.is_some().then_some(schema);
    in_order(
        groups,
        threads,
        move |group, outlet| outlet.put(table.join_group(group, wanted.as_deref())),
        |joined: anyhow::Result<_>| {
            let (mut joined, chunks) = joined.with_context(|| reading.clone())?;
            count(&mut joined)?;
            copy.as_mut().map_or(Ok(()), |copy| copy.add_group(chunks))
        },
    )?;
    copy.map_or(Ok(()), Copy::finish)
}

/// A file that is read by row groups.
pub(super) struct Table {
    pub(super) job: Job,
    pub(super) metadata: ArrowReaderMetadata,
    /// The same, with kinds that hold the dates.
    readable: ArrowReaderMetadata,
}

impl Table {
    /// The old columns and behind them the new ones.
    fn new_schema(&self) -> anyhow::Result<SchemaDescriptor> {
        let root = self.metadata.parquet_schema().root_schema();
        let fields = self.job.plan.schema().fields();
        let new = fields.iter().skip(root.get_fields().len()).cloned();
        let new = Schema::new(new.collect::<Vec<_>>());
        let new = ArrowSchemaConverter::new().convert(&new)?;
        let fields = root
            .get_fields()
            .iter()
            .chain(new.root_schema().get_fields());
        let root = Type::group_type_builder(root.name()).with_fields(fields.cloned().collect());
        Ok(SchemaDescriptor::new(Arc::new(root.build()?)))
    }

    /// What came of a row group, and its new columns if a schema wants them.
    fn join_group(
        &self,
        group: usize,
        schema: Option<&SchemaDescriptor>,
    ) -> anyhow::Result<(Joined, Vec<NewChunk>)> {
        let old = self.metadata.metadata().row_group(group);
        let batches = self.read_group(group)?;
        let (joined, chunks) = match schema {
            Some(schema) => self
                .job
                .plan
                .join_group(batches, schema, self.compression())?,
            None => (self.job.plan.count_group(batches)?, Vec::new()),
        };
        ensure!(
            u64::try_from(old.num_rows()) == Ok(joined.rows),
            "row group {group} has {} rows, where the footer tells of {}",
            joined.rows,
            old.num_rows()
        );
        if let Some(tell) = &self.job.tell {
            tell(old.compressed_size().unsigned_abs());
        }
        Ok((joined, chunks))
    }

    /// The batches of a row group, with the needed columns.
    fn read_group(&self, group: usize) -> anyhow::Result<ParquetRecordBatchReader> {
        // A file of its own: threads that share one would move each other's place in it.
        let file = File::open(&self.job.path)?;
        let needed = ProjectionMask::roots(self.metadata.parquet_schema(), self.job.plan.needed());
        let reader =
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.readable.clone())
                .with_row_groups(vec![group])
                .with_projection(needed)
                .with_batch_size(BATCH_ROWS)
                .build()?;
        Ok(reader)
    }

    /// That of the first column.
    fn compression(&self) -> Compression {
        let group = self.metadata.metadata().row_groups().first();
        let column = group.and_then(|group| group.columns().first());
        column.map_or(Compression::UNCOMPRESSED, ColumnChunkMetaData::compression)
    }
}
