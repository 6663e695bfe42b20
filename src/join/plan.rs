//! What is to be done with each row of a table.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use geo::Rect;

use super::{
    Counts, JoinError, Joined, Options, Piece, TableFormat,
    calendar::Calendar,
    delimited::Delimited,
    locator::{self, Locator},
    objects::Objects,
};
use crate::snapshot::Snapshot;

const COLLECTION: &[u8] = b"{\"type\":\"FeatureCollection\",\"features\":[";

/// What was found out from the beginning of a table.
#[derive(Debug)]
pub struct Plan {
    snapshot: Arc<Snapshot>,
    options: Options,
    table: Table,
    ground: Option<Rect<f64>>,
    chosen: String,
    aside: [Vec<u8>; 2],
    sorts: Vec<Counts>,
    /// What was remembered of the days of pieces; as many as were joined at a time.
    calendars: Mutex<Vec<Calendar>>,
}

#[derive(Debug)]
enum Table {
    Delimited(Delimited),
    Objects(Objects),
}

impl Plan {
    /// Finds the columns in the first piece of a table.
    ///
    /// # Errors
    /// When a column is missing or it is not clear which one is meant, or a new one has the name of
    /// one that is there.
    pub fn new(
        format: TableFormat,
        options: &Options,
        snapshot: &Arc<Snapshot>,
        first: &Piece,
    ) -> Result<Self, JoinError> {
        let head = first.bytes.get(..first.rows.start).unwrap_or_default();
        let (table, chosen) = match format {
            TableFormat::Csv | TableFormat::Tsv => {
                let dialect = first.dialect.ok_or(JoinError::Empty)?;
                let (table, names) = Delimited::new(dialect, options, snapshot, head)?;
                let chosen = table.columns().chosen(&names, options);
                (Table::Delimited(table), chosen)
            }
            TableFormat::Ndjson | TableFormat::GeoJson | TableFormat::GeoJsonSeq => {
                let table = Objects::new(format, options, snapshot, first)?;
                let chosen = table.chosen(options);
                (Table::Objects(table), chosen)
            }
        };
        Ok(Self {
            ground: locator::ground(snapshot),
            snapshot: Arc::clone(snapshot),
            options: options.clone(),
            table,
            chosen,
            sorts: sorts(options, snapshot),
            calendars: Mutex::default(),
            aside: match format {
                TableFormat::GeoJson => [COLLECTION.to_vec(), b"]}\n".to_vec()],
                _ => [head.to_vec(), Vec::new()],
            },
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
        match &self.table {
            Table::Delimited(table) => table.columns().date.is_some(),
            Table::Objects(table) => table.has_dates(),
        }
    }

    /// What stands before and after the rows that are put aside, so that they are a table too.
    #[must_use]
    pub fn around_aside(&self) -> [&[u8]; 2] {
        self.aside.each_ref().map(Vec::as_slice)
    }

    /// Joins a piece of the table.
    #[must_use]
    pub fn join(&self, piece: &Piece) -> Joined {
        let mut joined = Joined::default();
        joined.bytes.reserve(piece.bytes.len() * 2);
        joined.sorts.clone_from(&self.sorts);
        let possible = self.options.possible;
        let calendar = self.calendars().pop();
        let calendar = calendar.unwrap_or_else(|| Calendar::new(self.options.date_format.clone()));
        let mut locator = Locator::new(&self.snapshot, calendar, possible, self.ground);
        match &self.table {
            Table::Delimited(table) => table.join(piece, &mut locator, &mut joined),
            Table::Objects(table) => table.join(piece, &mut locator, &mut joined),
        }
        self.calendars().push(locator.into_calendar());
        joined
    }

    fn calendars(&self) -> MutexGuard<'_, Vec<Calendar>> {
        let calendars = self.calendars.lock();
        calendars.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing counted yet of what is to be counted.
pub(super) fn sorts(options: &Options, snapshot: &Snapshot) -> Vec<Counts> {
    let sorts = options.counts.iter();
    sorts.map(|keys| Counts::new(keys, snapshot)).collect()
}
