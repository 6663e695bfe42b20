//! The new columns of a row group, as Parquet keeps them.
//!
//! 1. Few texts are written again and again, so a column of texts is a dictionary and the place of each row's text in it.
//!    The parquet crate would look up every text of every row; here a row has the number of what was found
//!    ([`Findings`]), and a table leads from there to its place. Which rows have a text is encoded once for all columns.
//! 2. A batch makes a page of each column. Places are packed as tightly as bits go, so they are not compressed.
//! 3. Distances are left to the parquet crate, compressed as the table is.

use bytes::Bytes;
use parquet::{
    basic::{Compression, Encoding, PageType},
    column::{
        page::{CompressedPage, Page, PageWriter},
        writer::{ColumnCloseResult, ColumnWriterImpl, get_column_writer, get_typed_column_writer},
    },
    data_type::Int32Type,
    errors::ParquetError,
    file::{
        metadata::{ColumnChunkMetaData, OffsetIndexBuilder, PageEncodingStats},
        properties::{EnabledStatistics, WriterProperties},
        statistics::Statistics,
        writer::{SerializedPageWriter, TrackedWrite},
    },
    schema::types::{ColumnDescPtr, SchemaDescriptor},
};
use rustc_hash::FxHashMap;

use super::{
    findings::{Findings, Found, NOTHING, Words},
    hybrid,
};

/// The bytes of a new column of a row group.
#[derive(Debug)]
pub struct NewChunk {
    /// Pages, that of the dictionary first.
    pub bytes: Vec<u8>,
    /// What they hold; offsets count from the first byte.
    pub close: ColumnCloseResult,
}

/// Encodes the new columns of a row group, batch by batch.
pub(super) struct ChunkEncoder<'s> {
    texts: Vec<TextChunk>,
    metres: ColumnWriterImpl<'s, Int32Type>,
    levels: Vec<i16>,
    rows: usize,
}

/// Where the parquet crate puts its pages.
pub(super) type Pages = TrackedWrite<Vec<u8>>;

impl<'s> ChunkEncoder<'s> {
    /// An encoder of the last columns of a schema: as many as are new.
    pub(super) fn new(
        schema: &SchemaDescriptor,
        possible: bool,
        compression: Compression,
        metres: &'s mut Pages,
    ) -> Self {
        let columns = schema.columns();
        let new = columns.len() - if possible { 5 } else { 4 };
        let column = |number: usize| ColumnDescPtr::clone(&columns[new + number]);
        let text = |(number, words)| TextChunk::new(column(number), words, false);
        let mut texts: Vec<_> = Words::ALL.into_iter().enumerate().map(text).collect();
        texts.extend(possible.then(|| TextChunk::new(column(4), Words::Zones, true)));
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_dictionary_enabled(false)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .build();
        let pages = Box::new(SerializedPageWriter::new(metres));
        let writer = get_column_writer(column(3), properties.into(), pages);
        Self {
            texts,
            metres: get_typed_column_writer(writer),
            levels: Vec::new(),
            rows: 0,
        }
    }

    /// Adds a page of each column.
    pub(super) fn add(
        &mut self,
        found: &Found,
        findings: &Findings<'_>,
    ) -> Result<(), ParquetError> {
        self.rows += found.numbers.len();
        let rows = Filled::of(&found.numbers);
        let possible = found.possible.as_deref().map(Filled::of);
        for text in &mut self.texts {
            let rows = match &possible {
                Some(possible) if text.is_possible => possible,
                _ => &rows,
            };
            text.add(rows, findings)?;
        }
        let levels = found.numbers.iter();
        self.levels.clear();
        self.levels
            .extend(levels.map(|number| i16::from(*number != NOTHING)));
        self.metres
            .write_batch(&found.metres, Some(&self.levels), None)?;
        Ok(())
    }

    /// The texts, in order of the columns, and what is known of the distances, whose bytes are in their [`Pages`].
    pub(super) fn finish(self) -> Result<(Vec<NewChunk>, ColumnCloseResult), ParquetError> {
        let rows = self.rows;
        let texts = self.texts.into_iter().map(|text| text.finish(rows));
        Ok((texts.collect::<Result<_, _>>()?, self.metres.close()?))
    }
}

/// Which rows of a page have a value, and what was found for them.
struct Filled {
    rows: usize,
    /// The levels that say so, with their length before them.
    levels: Vec<u8>,
    numbers: Vec<u32>,
}

impl Filled {
    fn of(numbers: &[u32]) -> Self {
        let flags: Vec<u32> = numbers.iter().map(|n| u32::from(*n != NOTHING)).collect();
        let mut levels = vec![0; 4];
        hybrid::encode(&flags, 1, &mut levels);
        let length = short(levels.len() - 4);
        levels[..4].copy_from_slice(&length.to_le_bytes());
        let filled = numbers.iter().copied().filter(|n| *n != NOTHING);
        Self {
            rows: numbers.len(),
            levels,
            numbers: filled.collect(),
        }
    }
}

/// The place of what was not met yet.
const UNKNOWN: u32 = u32::MAX;

/// A column of texts.
struct TextChunk {
    column: ColumnDescPtr,
    words: Words,
    /// Whether it is of what may be as well.
    is_possible: bool,
    /// For each number, the place in the dictionary of what it says; [`UNKNOWN`] until it is met.
    places: Vec<u32>,
    dictionary: Dictionary,
    pages: Pages,
    offsets: OffsetIndexBuilder,
    page_count: i32,
    nulls: usize,
}

#[derive(Default)]
struct Dictionary {
    places: FxHashMap<String, u32>,
    /// Each with its length before it.
    bytes: Vec<u8>,
}

impl Dictionary {
    fn place(&mut self, text: String) -> u32 {
        let next = short(self.places.len());
        let bytes = &mut self.bytes;
        *self.places.entry(text).or_insert_with_key(|text| {
            bytes.extend_from_slice(&short(text.len()).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
            next
        })
    }
}

impl TextChunk {
    fn new(column: ColumnDescPtr, words: Words, is_possible: bool) -> Self {
        Self {
            column,
            words,
            is_possible,
            places: Vec::new(),
            dictionary: Dictionary::default(),
            pages: TrackedWrite::new(Vec::new()),
            offsets: OffsetIndexBuilder::new(),
            page_count: 0,
            nulls: 0,
        }
    }

    fn add(&mut self, rows: &Filled, findings: &Findings<'_>) -> Result<(), ParquetError> {
        let numbers = rows.numbers.iter();
        let places: Vec<u32> = numbers.map(|n| self.place(*n, findings)).collect();
        let width = hybrid::width(short(self.dictionary.places.len()).saturating_sub(1));
        let mut bytes =
            Vec::with_capacity(rows.levels.len() + places.len() * width as usize / 8 + 64);
        bytes.extend_from_slice(&rows.levels);
        bytes.extend(u8::try_from(width));
        hybrid::encode(&places, width, &mut bytes);
        let page = Page::DataPage {
            buf: bytes.into(),
            num_values: short(rows.rows),
            encoding: Encoding::RLE_DICTIONARY,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let (offset, size) = write_page(&mut self.pages, page)?;
        self.offsets.append_row_count(long(rows.rows));
        self.offsets
            .append_offset_and_size(offset, i32::try_from(size)?);
        self.page_count += 1;
        self.nulls += rows.rows - rows.numbers.len();
        Ok(())
    }

    #[inline]
    fn place(&mut self, number: u32, findings: &Findings<'_>) -> u32 {
        match self.places.get(number as usize) {
            Some(place) if *place != UNKNOWN => *place,
            _ => self.new_place(number, findings),
        }
    }

    #[cold]
    fn new_place(&mut self, number: u32, findings: &Findings<'_>) -> u32 {
        let (number, text) = (number as usize, findings.text(self.words, number));
        if self.places.len() <= number {
            self.places.resize(number + 1, UNKNOWN);
        }
        self.places[number] = self.dictionary.place(text);
        self.places[number]
    }

    fn finish(self, rows: usize) -> Result<NewChunk, ParquetError> {
        let dictionary = Page::DictionaryPage {
            buf: Bytes::from(self.dictionary.bytes),
            num_values: short(self.dictionary.places.len()),
            encoding: Encoding::PLAIN,
            is_sorted: false,
        };
        let mut sink = TrackedWrite::new(Vec::new());
        let (_, dictionary_bytes) = write_page(&mut sink, dictionary)?;
        let mut bytes = sink.into_inner()?;
        bytes.extend_from_slice(&self.pages.into_inner()?);
        let texts = || self.dictionary.places.keys();
        let text = |text: Option<&String>| text.map(|text| text.as_str().into());
        let statistics = Statistics::byte_array(
            text(texts().min()),
            text(texts().max()),
            None,
            Some(self.nulls as u64),
            false,
        );
        let pages = |page_type, encoding, count| PageEncodingStats {
            page_type,
            encoding,
            count,
        };
        let metadata = ColumnChunkMetaData::builder(self.column)
            .set_compression(Compression::UNCOMPRESSED)
            .set_encodings(vec![
                Encoding::PLAIN,
                Encoding::RLE,
                Encoding::RLE_DICTIONARY,
            ])
            .set_page_encoding_stats(vec![
                pages(PageType::DICTIONARY_PAGE, Encoding::PLAIN, 1),
                pages(
                    PageType::DATA_PAGE,
                    Encoding::RLE_DICTIONARY,
                    self.page_count,
                ),
            ])
            .set_num_values(long(rows))
            .set_total_compressed_size(long(bytes.len()))
            .set_total_uncompressed_size(long(bytes.len()))
            .set_dictionary_page_offset(Some(0))
            .set_data_page_offset(long(dictionary_bytes))
            .set_statistics(statistics)
            .build()?;
        let mut offsets = self.offsets.build();
        for page in &mut offsets.page_locations {
            page.offset += long(dictionary_bytes);
        }
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: rows as u64,
            metadata,
            bloom_filter: None,
            column_index: None,
            offset_index: Some(offsets),
        };
        Ok(NewChunk { bytes, close })
    }
}

/// Where a page was put, and how long it is with its header.
fn write_page(pages: &mut Pages, page: Page) -> Result<(i64, usize), ParquetError> {
    let length = page.buffer().len();
    let spec = SerializedPageWriter::new(pages).write_page(CompressedPage::new(page, length))?;
    Ok((i64::try_from(spec.offset)?, spec.compressed_size))
}

fn short(length: usize) -> u32 {
    u32::try_from(length).expect("a batch has few rows and few texts")
}

fn long(length: usize) -> i64 {
    i64::try_from(length).expect("memory is smaller than that")
}
