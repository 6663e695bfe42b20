//! Tables that come as Arrow's batches of columns.

use std::sync::Arc;

use arrow_array::{ArrayRef, Int32Array, RecordBatch, builder::StringBuilder};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use geo::Rect;
use parquet::{basic::Compression, errors::ParquetError, schema::types::SchemaDescriptor};
use rustc_hash::FxHashMap;

use super::{
    Counts, JoinError, Joined, NewChunk, Options,
    calendar::Calendar,
    chunks::{ChunkEncoder, Pages},
    column::{Column, When, unknown_zone},
    columns::Columns,
    findings::{Findings, Found, NOTHING, Words},
    locator::{self, Flaw, Locator, missing},
    plan::sorts,
};
use crate::snapshot::Snapshot;

/// What was found out from the schema of a table.
///
/// The new columns are texts, several parted by semicolons as in CSV; `boundary_distance_m` is a
/// whole number, the distance to the line of the first extent.
#[derive(Debug)]
pub struct ColumnPlan {
    snapshot: Arc<Snapshot>,
    options: Options,
    ground: Option<Rect<f64>>,
    columns: Columns,
    schema: SchemaRef,
    chosen: String,
    /// Zone and extent of each extent.
    texts: Vec<[String; 2]>,
    sorts: Vec<Counts>,
}

/// What came of a batch.
#[derive(Debug)]
pub struct JoinedBatch {
    /// All rows with the new columns.
    pub batch: RecordBatch,
    /// What is counted; there are no bytes.
    pub joined: Joined,
    /// Which rows of the batch are bad, ascending.
    pub bad: Vec<usize>,
}

impl ColumnPlan {
    /// Finds the columns in a schema.
    ///
    /// # Errors
    /// When a column is missing, has values of another kind, or it is not clear which one is meant,
    /// or a new one has the name of one that is there.
    pub fn new(
        schema: &Schema,
        options: &Options,
        snapshot: &Arc<Snapshot>,
    ) -> Result<Self, JoinError> {
        let names = schema.fields().iter().map(|field| field.name().clone());
        let names: Vec<String> = names.collect();
        let columns = Columns::choose(&names, options)?;
        let new_names = options.new_columns();
        if let Some(taken) = new_names.iter().find(|name| names.contains(name)) {
            return Err(JoinError::Taken(taken.clone()));
        }
        let numbers = [columns.lon, columns.lat].map(|column| (column, false));
        let date = columns.date.map(|column| (column, true));
        for (column, date) in numbers.into_iter().chain(date) {
            check_kind(schema.field(column), date)?;
        }
        let fields = schema.fields().iter().cloned();
        let new_fields = new_names.iter().enumerate().map(|(number, name)| {
            let kind = if number == 3 {
                DataType::Int32
            } else {
                DataType::Utf8
            };
            Arc::new(Field::new(name, kind, true))
        });
        let fields: Vec<_> = fields.chain(new_fields).collect();
        let extents = snapshot.extents().iter();
        let texts = extents.map(|extent| [extent.zone.to_string(), extent.id.clone()]);
        Ok(Self {
            ground: locator::ground(snapshot),
            texts: texts.collect(),
            sorts: sorts(options, snapshot),
            snapshot: Arc::clone(snapshot),
            options: options.clone(),
            chosen: columns.chosen(&names, options),
            columns,
            schema: Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())),
        })
    }

    /// Which columns were taken, in words.
    #[must_use]
    pub fn chosen(&self) -> &str {
        &self.chosen
    }

    /// Whether rows have dates.
    #[must_use]
    pub fn has_dates(&self) -> bool {
        self.columns.date.is_some()
    }

    /// The schema of the table with the new columns.
    #[must_use]
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The columns that say where and when, ascending.
    #[must_use]
    pub fn needed(&self) -> Vec<usize> {
        let Columns { lon, lat, date } = self.columns;
        let mut needed: Vec<usize> = [lon, lat].into_iter().chain(date).collect();
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    /// Joins a batch of the table.
    ///
    /// # Errors
    /// When the batch has another schema.
    pub fn join(&self, batch: &RecordBatch) -> Result<JoinedBatch, ArrowError> {
        let mut joined = self.joined();
        let mut findings = Findings::new(&self.texts);
        let mut found = Found::with_capacity(batch.num_rows(), self.options.possible);
        let mut locator = self.locator();
        let bad = join_rows(batch, self.columns, &mut locator, &mut joined, |locator| {
            found.add(&mut findings, &locator.hits, &locator.maybe);
        });
        let columns = batch.columns().iter().cloned();
        let columns = columns.chain(arrays(&found, &findings)).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns)?;
        Ok(JoinedBatch { batch, joined, bad })
    }

    /// Joins the batches of a row group of a Parquet table that hold the [needed](Self::needed) columns alone, and
    /// encodes the new columns.
    ///
    /// `schema` is that of the table with the new columns at its end; distances are compressed as told.
    ///
    /// # Errors
    /// When a batch is not to be had.
    pub fn join_group(
        &self,
        batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
        schema: &SchemaDescriptor,
        compression: Compression,
    ) -> Result<(Joined, Vec<NewChunk>), ParquetError> {
        let (mut locator, mut joined) = (self.locator(), self.joined());
        let (columns, possible) = (self.columns_of_needed(), self.options.possible);
        let mut findings = Findings::new(&self.texts);
        let mut pages = Pages::new(Vec::new());
        let mut chunks = ChunkEncoder::new(schema, possible, compression, &mut pages);
        for batch in batches {
            let batch = batch?;
            let mut found = Found::with_capacity(batch.num_rows(), possible);
            join_rows(&batch, columns, &mut locator, &mut joined, |locator| {
                found.add(&mut findings, &locator.hits, &locator.maybe);
            });
            chunks.add(&found, &findings)?;
        }
        let (mut chunks, close) = chunks.finish()?;
        let bytes = pages.into_inner()?;
        chunks.insert(Words::ALL.len(), NewChunk { bytes, close });
        Ok((joined, chunks))
    }

    /// Counts the rows of batches that hold the [needed](Self::needed) columns alone.
    ///
    /// # Errors
    /// When a batch is not to be had.
    pub fn count_group(
        &self,
        batches: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    ) -> Result<Joined, ArrowError> {
        let (mut locator, mut joined) = (self.locator(), self.joined());
        for batch in batches {
            let columns = self.columns_of_needed();
            join_rows(&batch?, columns, &mut locator, &mut joined, |_| {});
        }
        Ok(joined)
    }

    fn locator(&self) -> Locator<'_> {
        let calendar = Calendar::new(self.options.date_format.clone());
        Locator::new(&self.snapshot, calendar, self.options.possible, self.ground)
    }

    fn joined(&self) -> Joined {
        let mut joined = Joined::default();
        joined.sorts.clone_from(&self.sorts);
        joined
    }

    /// Where the needed columns stand when they are alone.
    fn columns_of_needed(&self) -> Columns {
        let needed = self.needed();
        let place = |column| needed.partition_point(|other| *other < column);
        Columns {
            lon: place(self.columns.lon),
            lat: place(self.columns.lat),
            date: self.columns.date.map(place),
        }
    }
}

/// Finds the extents of row after row, counts it, and tells what was found of it; gives the bad ones, ascending.
fn join_rows(
    batch: &RecordBatch,
    columns: Columns,
    locator: &mut Locator<'_>,
    joined: &mut Joined,
    mut found: impl FnMut(&Locator<'_>),
) -> Vec<usize> {
    let column = |number: usize| Column::new(batch.column(number).as_ref());
    let (lon, lat) = (column(columns.lon), column(columns.lat));
    let date = columns.date.map(column);
    let mut bad = Vec::new();
    for row in 0..batch.num_rows() {
        joined.rows += 1;
        match locate(locator, row, &lon, &lat, date.as_ref()) {
            Ok(()) => joined.add_good(locator),
            Err(flaw) => {
                locator.forget();
                joined.add_bad_row(flaw.wrong, || flaw.says);
                bad.push(row);
            }
        }
        found(locator);
    }
    bad
}

#[inline]
fn locate(
    locator: &mut Locator<'_>,
    row: usize,
    lon: &Column<'_>,
    lat: &Column<'_>,
    date: Option<&Column<'_>>,
) -> Result<(), Flaw> {
    let degrees = |column: &Column<'_>, axis| match column.number(row) {
        Some(number) => Ok(number),
        None => locator::degrees(axis, column.text(row).unwrap_or_default()),
    };
    let (lon, lat) = match lon.number(row).zip(lat.number(row)) {
        Some(numbers) => numbers,
        None => (degrees(lon, "lon")?, degrees(lat, "lat")?),
    };
    let Some(date) = date else {
        return locator.point(lon, lat, None);
    };
    match date.when(row) {
        When::Text(text) => locator.numbers(lon, lat, Some(text)),
        When::Day(day) => {
            let day = locator.day_since_1970(day)?;
            locator.point(lon, lat, Some(day))
        }
        When::Never => Err(missing("date")),
    }
}

fn check_kind(field: &Field, date: bool) -> Result<(), JoinError> {
    if let Some(zone) = unknown_zone(field.data_type()) {
        let (name, zone) = (field.name().clone(), zone.to_owned());
        return Err(JoinError::Zone { name, zone });
    }
    if Column::can_be(field.data_type(), date) {
        return Ok(());
    }
    Err(JoinError::Kind {
        name: field.name().clone(),
        kind: field.data_type().to_string().chars().take(60).collect(),
        wanted: if date {
            "dates, timestamps or text"
        } else {
            "numbers or text"
        },
    })
}

/// The new columns.
fn arrays(found: &Found, findings: &Findings<'_>) -> Vec<ArrayRef> {
    let texts = |words, numbers: &[u32]| texts(words, numbers, findings);
    let mut arrays: Vec<ArrayRef> = Words::ALL
        .into_iter()
        .map(|words| texts(words, &found.numbers))
        .collect();
    let mut metres = found.metres.iter().copied();
    let metres = found.numbers.iter().map(|number| match *number {
        NOTHING => None,
        _ => metres.next(),
    });
    arrays.push(Arc::new(metres.collect::<Int32Array>()));
    let possible = found.possible.iter();
    arrays.extend(possible.map(|numbers| texts(Words::Zones, numbers)));
    arrays
}

fn texts(words: Words, numbers: &[u32], findings: &Findings<'_>) -> ArrayRef {
    let mut known: FxHashMap<u32, String> = FxHashMap::default();
    let mut texts = StringBuilder::with_capacity(numbers.len(), numbers.len() * 8);
    for number in numbers {
        if *number == NOTHING {
            texts.append_null();
        } else {
            let text = known.entry(*number);
            texts.append_value(text.or_insert_with(|| findings.text(words, *number)));
        }
    }
    Arc::new(texts.finish())
}
