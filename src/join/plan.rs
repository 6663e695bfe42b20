//! What is to be done with each row of a table.

use std::sync::Arc;

use geo::Rect;

use super::{
    JoinError, Joined, Options, Piece, TableFormat,
    delimited::Delimited,
    locator::{self, Locator},
};
use crate::snapshot::Snapshot;

/// What was found out from the beginning of a table.
#[derive(Debug)]
pub struct Plan {
    snapshot: Arc<Snapshot>,
    options: Options,
    table: Delimited,
    ground: Option<Rect<f64>>,
    chosen: String,
    head: Vec<u8>,
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
        let (table, names) = Delimited::new(format, options, snapshot, head)?;
        let columns = table.columns();
        let column = |number: usize| format!("column {} {:?}", number + 1, names[number]);
        let written = options.date_format.as_ref();
        let written = written.map_or("YYYY-MM-DD", |format| format.text());
        let date = match columns.date {
            Some(date) => format!("date ({written}) from {}", column(date)),
            None => "no date: every extent that ever covered a point".to_owned(),
        };
        let (lon, lat) = (column(columns.lon), column(columns.lat));
        Ok(Self {
            ground: locator::ground(snapshot),
            snapshot: Arc::clone(snapshot),
            options: options.clone(),
            table,
            chosen: format!("longitude from {lon}, latitude from {lat}, {date}"),
            head: head.to_vec(),
        })
    }

    /// Which columns were taken, in words.
    #[must_use]
    pub fn chosen(&self) -> &str {
        &self.chosen
    }

    /// What stands before the first row.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// Joins a piece of the table.
    #[must_use]
    pub fn join(&self, piece: &Piece) -> Joined {
        let mut joined = Joined::default();
        joined.bytes.reserve(piece.bytes.len() * 2);
        let mut locator = Locator::new(&self.snapshot, &self.options, self.ground);
        self.table.join(piece, &mut locator, &mut joined);
        joined
    }
}
