//! Tables that come as Arrow's batches of columns.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, RecordBatch,
    builder::{Int32Builder, StringBuilder},
};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use geo::Rect;

use super::{
    Counts, JoinError, Joined, Options,
    column::{Column, When},
    columns::Columns,
    locator::{self, Flaw, Locator, missing},
    plan::sorts,
};
use crate::snapshot::{Hit, Position, Snapshot};

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

    /// Joins a batch of the table.
    ///
    /// # Errors
    /// When the batch has another schema.
    pub fn join(&self, batch: &RecordBatch) -> Result<JoinedBatch, ArrowError> {
        let column = |number: usize| Column::new(batch.column(number).as_ref());
        let (lon, lat) = (column(self.columns.lon), column(self.columns.lat));
        let date = self.columns.date.map(column);
        let mut locator = Locator::new(&self.snapshot, &self.options, self.ground);
        let mut new = NewColumns::new(batch.num_rows(), self.options.possible);
        let (mut joined, mut bad) = (Joined::default(), Vec::new());
        joined.sorts.clone_from(&self.sorts);
        for row in 0..batch.num_rows() {
            joined.rows += 1;
            match locate(&mut locator, row, &lon, &lat, date.as_ref()) {
                Ok(()) => joined.add_good(&locator),
                Err(flaw) => {
                    locator.forget();
                    joined.add_bad_row(flaw.wrong, || flaw.says);
                    bad.push(row);
                }
            }
            new.add(&self.texts, &locator.hits, &locator.maybe);
        }
        let columns = batch.columns().iter().cloned().chain(new.finish());
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns.collect())?;
        Ok(JoinedBatch { batch, joined, bad })
    }
}

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
    let (lon, lat) = (degrees(lon, "lon")?, degrees(lat, "lat")?);
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

/// The values of the new columns, row by row.
struct NewColumns {
    texts: [StringBuilder; 3],
    metres: Int32Builder,
    possible: Option<StringBuilder>,
    list: String,
}

impl NewColumns {
    fn new(rows: usize, possible: bool) -> Self {
        let texts = || StringBuilder::with_capacity(rows, rows * 8);
        Self {
            texts: [texts(), texts(), texts()],
            metres: Int32Builder::with_capacity(rows),
            possible: possible.then(texts),
            list: String::new(),
        }
    }

    fn add(&mut self, names: &[[String; 2]], hits: &[Hit], possible: &[Hit]) {
        let text = |column: usize, hit: &Hit| match column {
            2 => match hit.position {
                Position::Inside => "inside",
                Position::NearBoundary => "near_boundary",
            },
            column => names[hit.extent as usize][column].as_str(),
        };
        for (column, builder) in self.texts.iter_mut().enumerate() {
            let texts = hits.iter().map(|hit| text(column, hit));
            append(builder, &mut self.list, texts);
        }
        self.metres
            .append_option(hits.first().map(|hit| metres(*hit)));
        if let Some(builder) = &mut self.possible {
            append(
                builder,
                &mut self.list,
                possible.iter().map(|hit| text(0, hit)),
            );
        }
    }

    fn finish(self) -> impl Iterator<Item = ArrayRef> {
        let array = |mut builder: StringBuilder| Arc::new(builder.finish()) as ArrayRef;
        let mut metres = self.metres;
        let metres = Arc::new(metres.finish()) as ArrayRef;
        let texts = self.texts.map(array).into_iter();
        texts.chain([metres]).chain(self.possible.map(array))
    }
}

fn append<'t>(
    builder: &mut StringBuilder,
    list: &mut String,
    mut texts: impl ExactSizeIterator<Item = &'t str>,
) {
    match (texts.len(), texts.next()) {
        (_, None) => builder.append_null(),
        (1, Some(text)) => builder.append_value(text),
        (_, Some(text)) => {
            list.clear();
            list.push_str(text);
            texts.for_each(|text| {
                list.push(';');
                list.push_str(text);
            });
            builder.append_value(&list);
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "no distance on the earth is longer than its girth"
)]
fn metres(hit: Hit) -> i32 {
    hit.boundary_distance_m.round() as i32
}
