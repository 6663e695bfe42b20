//! A Parquet file that is written by copying: old column chunks as they are, new ones behind them.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    sync::Arc,
};

use ::parquet::{
    arrow::{ARROW_SCHEMA_META_KEY, arrow_reader::ArrowReaderMetadata, encode_arrow_schema},
    bloom_filter::Sbbf,
    errors::ParquetError,
    file::{
        metadata::{
            ColumnChunkMetaData, FileMetaData, KeyValue, ParquetMetaDataBuilder,
            ParquetMetaDataWriter, RowGroupMetaData, page_index::PageIndexBuilder,
        },
        writer::TrackedWrite,
    },
    schema::types::SchemaDescPtr,
};
use anyhow::Context;

use super::{
    Output,
    parquet::{MAGIC, Table},
};
use crate::join::{ColumnPlan, NewChunk};

/// Bytes that are copied at once.
const COPIED_BYTES: usize = 1 << 20;

/// A file that grows by row groups.
pub(super) struct Copy<'o, 'w> {
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
    /// Begins a file with the old columns of `table` and behind them the new ones of `schema`.
    pub(super) fn begin(
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
    pub(super) fn add_group(&mut self, chunks: Vec<NewChunk>) -> anyhow::Result<()> {
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

    /// Writes the footer.
    pub(super) fn finish(self) -> anyhow::Result<()> {
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
