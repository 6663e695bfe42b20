//! Parquet whose rows all stay: its column chunks are copied as they are, and new ones put beside them.
//!
//! 1. A worker reads of a row group the columns that say where and when, and encodes the new columns.
//! 2. The main thread copies the old chunks of the group and puts the new ones behind them, group after group.
//! 3. The footer is the old one, its offsets moved, with the new columns: row groups, pages, statistics, page indexes,
//!    Bloom filters, key-values and what wrote the pages are as they were.
//!
//! So no value of another column is ever decoded: kinds that Arrow does not know pass too. Memory takes the new columns
//! of the row groups that are worked on or wait.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    path::Path,
    sync::Arc,
};

use ::parquet::{
    arrow::{
        ARROW_SCHEMA_META_KEY, ArrowSchemaConverter, ProjectionMask,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder,
        },
        encode_arrow_schema,
    },
    basic::Compression,
    bloom_filter::Sbbf,
    column::page::PageReader,
    errors::ParquetError,
    file::{
        metadata::{
            ColumnChunkMetaData, FileMetaData, KeyValue, PageIndexPolicy, ParquetMetaData,
            ParquetMetaDataBuilder, ParquetMetaDataWriter, RowGroupMetaData,
            page_index::PageIndexBuilder,
        },
        serialized_reader::SerializedPageReader,
        writer::TrackedWrite,
    },
    schema::types::{SchemaDescPtr, SchemaDescriptor, Type},
};
use anyhow::{Context, ensure};

use super::{
    Output,
    columnar::{BATCH_ROWS, Job},
};
use crate::{
    cli::in_order::in_order,
    join::{ColumnPlan, Joined, NewChunk},
};

/// What a Parquet file begins with, and where the first page may come.
const MAGIC: &[u8; 4] = b"PAR1";
const FIRST_PLACE: i64 = 4;
/// Bytes that are copied at once.
const COPIED_BYTES: usize = 1 << 20;

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
    let table = Table { job, metadata };
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
struct Table {
    job: Job,
    metadata: ArrowReaderMetadata,
}

impl Table {
    /// The old columns and behind them the new ones.
    fn new_schema(&self) -> anyhow::Result<SchemaDescriptor> {
        let root = self.metadata.parquet_schema().root_schema();
        let fields = self.job.plan.schema().fields();
        let new = fields.iter().skip(root.get_fields().len()).cloned();
        let new = arrow_schema::Schema::new(new.collect::<Vec<_>>());
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
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
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

/// A file that grows by row groups.
struct Copy<'o, 'w> {
    old: File,
    metadata: ArrowReaderMetadata,
    schema: SchemaDescPtr,
    key_values: Option<Vec<KeyValue>>,
    reading: String,
    out: TrackedWrite<&'o mut Output<'w>>,
    groups: Vec<RowGroupMetaData>,
    pages: PageIndexBuilder,
    buffer: Vec<u8>,
}

impl<'o, 'w> Copy<'o, 'w> {
    fn begin(
        table: &Table,
        schema: &SchemaDescPtr,
        output: &'o mut Output<'w>,
    ) -> anyhow::Result<Self> {
        let metadata = table.metadata.metadata();
        let (groups, columns) = (metadata.num_row_groups(), schema.num_columns());
        let mut copy = Self {
            old: File::open(&table.job.path)?,
            metadata: table.metadata.clone(),
            schema: Arc::clone(schema),
            key_values: key_values(metadata.file_metadata(), &table.job.plan),
            reading: format!("reading {}", table.job.path.display()),
            out: TrackedWrite::new(output),
            groups: Vec::with_capacity(groups),
            pages: match metadata.page_index() {
                Some(_) => PageIndexBuilder::new(groups, columns),
                None => PageIndexBuilder::default(),
            },
            buffer: vec![0; COPIED_BYTES],
        };
        copy.put(MAGIC)?;
        Ok(copy)
    }

    /// Copies the next row group, with new columns.
    fn add_group(&mut self, chunks: Vec<NewChunk>) -> anyhow::Result<()> {
        let metadata = Arc::clone(self.metadata.metadata());
        let old = metadata.row_group(self.groups.len());
        let begin = self.place();
        let mut columns = Vec::with_capacity(self.schema.num_columns());
        for column in old.columns() {
            columns.push(self.copy_chunk(column, columns.len())?);
        }
        let mut size = old.total_byte_size();
        for chunk in chunks {
            size += chunk.close.metadata.uncompressed_size();
            columns.push(self.put_chunk(chunk, columns.len())?);
        }
        for (column, old) in columns.iter_mut().zip(old.columns()) {
            self.copy_filter(old, column)?;
        }
        let group = RowGroupMetaData::builder(Arc::clone(&self.schema))
            .set_num_rows(old.num_rows())
            .set_sorting_columns(old.sorting_columns().cloned())
            .set_column_metadata(columns)
            .set_total_byte_size(size)
            .set_file_offset(begin)
            .set_ordinal(i32::try_from(self.groups.len())?);
        self.groups.push(group.build()?);
        Ok(())
    }

    /// Copies a chunk of an old column, and takes its page indexes along.
    fn copy_chunk(
        &mut self,
        column: &ColumnChunkMetaData,
        number: usize,
    ) -> anyhow::Result<ColumnChunkMetaData> {
        let begin = first_page(column);
        let moved_by = self.place() - begin;
        self.copy_bytes(begin, column.compressed_size())?;
        let group = self.groups.len();
        let pages = self.metadata.metadata().page_index_for_row_group(group);
        if let Some(offsets) = pages.offset_index(number) {
            let mut offsets = offsets.clone();
            for page in &mut offsets.page_locations {
                page.offset += moved_by;
            }
            self.pages.put_offset_index(offsets, group, number);
        }
        // Without an order of values their bounds mean nothing, and the new footer would give them one.
        if self.has_orders() {
            if let Some(values) = pages.column_index(number) {
                self.pages.put_column_index(values.clone(), group, number);
            }
            return Ok(moved(column, moved_by)?);
        }
        let unordered = column.clone().into_builder().clear_statistics().build()?;
        Ok(moved(&unordered, moved_by)?)
    }

    fn has_orders(&self) -> bool {
        let file = self.metadata.metadata().file_metadata();
        file.column_orders().is_some()
    }

    fn copy_bytes(&mut self, begin: i64, length: i64) -> anyhow::Result<()> {
        self.old.seek(SeekFrom::Start(begin.unsigned_abs()))?;
        let mut left = usize::try_from(length)?;
        while left > 0 {
            let part = self.buffer.len().min(left);
            let buffer = &mut self.buffer[..part];
            let read = self.old.read_exact(buffer);
            read.with_context(|| self.reading.clone())?;
            self.out.write_all(buffer)?;
            left -= part;
        }
        Ok(())
    }

    /// Copies a Bloom filter that can be read.
    fn copy_filter(
        &mut self,
        old: &ColumnChunkMetaData,
        column: &mut ColumnChunkMetaData,
    ) -> anyhow::Result<()> {
        let filter = Sbbf::read_from_column_chunk(old, &self.old);
        let Some(filter) = filter.ok().flatten() else {
            return Ok(());
        };
        let begin = self.place();
        filter.write(&mut self.out)?;
        let length = i32::try_from(self.place() - begin)?;
        let builder = column.clone().into_builder();
        let builder = builder.set_bloom_filter_offset(Some(begin));
        *column = builder.set_bloom_filter_length(Some(length)).build()?;
        Ok(())
    }

    /// Writes a chunk of a new column.
    fn put_chunk(&mut self, chunk: NewChunk, number: usize) -> anyhow::Result<ColumnChunkMetaData> {
        let (begin, group) = (self.place(), self.groups.len());
        self.put(&chunk.bytes)?;
        if let Some(mut offsets) = chunk.close.offset_index {
            for page in &mut offsets.page_locations {
                page.offset += begin;
            }
            self.pages.put_offset_index(offsets, group, number);
        }
        Ok(moved(&chunk.close.metadata, begin)?)
    }

    fn put(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        Ok(self.out.write_all(bytes)?)
    }

    /// Where the next byte comes.
    fn place(&self) -> i64 {
        i64::try_from(self.out.bytes_written()).expect("no disk holds more")
    }

    fn finish(self) -> anyhow::Result<()> {
        let old = self.metadata.metadata().file_metadata();
        let file = FileMetaData::new(
            old.version(),
            old.num_rows(),
            old.created_by().map(str::to_owned),
            self.key_values,
            self.schema,
            None,
        );
        let metadata = ParquetMetaDataBuilder::new(file)
            .set_row_groups(self.groups)
            .set_page_index(Some(Arc::new(self.pages.build())))
            .build();
        ParquetMetaDataWriter::new_with_tracked(self.out, &metadata)
            .with_preserve_page_index_locations(false)
            .finish()?;
        Ok(())
    }
}

/// Where the pages of a chunk begin.
fn first_page(column: &ColumnChunkMetaData) -> i64 {
    let dictionary = column.dictionary_page_offset();
    dictionary.unwrap_or(column.data_page_offset())
}

/// A chunk whose pages stand so many bytes further; its Bloom filter is no longer told.
fn moved(column: &ColumnChunkMetaData, by: i64) -> Result<ColumnChunkMetaData, ParquetError> {
    let dictionary = column.dictionary_page_offset().map(|offset| offset + by);
    column
        .clone()
        .into_builder()
        .set_data_page_offset(column.data_page_offset() + by)
        .set_dictionary_page_offset(dictionary)
        .set_index_page_offset(None)
        .set_bloom_filter_offset(None)
        .set_bloom_filter_length(None)
        .build()
}

/// The old key-values; Arrow's schema, if it is among them, with the new columns.
fn key_values(file: &FileMetaData, plan: &ColumnPlan) -> Option<Vec<KeyValue>> {
    let mut pairs = file.key_value_metadata()?.clone();
    for pair in &mut pairs {
        if pair.key == ARROW_SCHEMA_META_KEY {
            pair.value = Some(encode_arrow_schema(plan.schema()));
        }
    }
    Some(pairs)
}
