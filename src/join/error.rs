//! Why a table cannot be joined at all.

use thiserror::Error;

use super::MOST_ROW_BYTES;

/// What is wrong with a table as a whole; nothing can be said about its rows.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JoinError {
    /// There is nothing in it.
    #[error("the table is empty")]
    Empty,
    /// The text is in another encoding.
    #[error("{0}; UTF-8 is wanted")]
    Encoding(&'static str),
    /// No column has a usual name.
    #[error(
        "no column for the {what}; usual names are {}; the table has {}; name one with {flag}",
        .usual.join(", "),
        list(.columns)
    )]
    NoColumn {
        /// `longitude`, `latitude` or `date`.
        what: &'static str,
        /// The names that are known.
        usual: Vec<&'static str>,
        /// The columns there are.
        columns: Vec<String>,
        /// How to name another: `lon`, `lat` or `date`.
        flag: &'static str,
    },
    /// More than one column has a usual name.
    #[error("several columns may hold the {what}: {}; name one with {flag}", list(.columns))]
    Ambiguous {
        /// `longitude`, `latitude` or `date`.
        what: &'static str,
        /// The columns that may be meant.
        columns: Vec<String>,
        /// How to name one: `lon`, `lat` or `date`.
        flag: &'static str,
    },
    /// A column that was asked for is not there.
    #[error("no column {name:?} for the {what}; the table has {}", list(.columns))]
    NoSuchColumn {
        /// `longitude`, `latitude` or `date`.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// A column holds what cannot be a coordinate or a date.
    #[error("the column {name:?} holds {kind}; {wanted} are wanted")]
    Kind {
        /// Its name.
        name: String,
        /// What it holds.
        kind: String,
        /// What is allowed.
        wanted: &'static str,
    },
    /// The times of a column are in a zone that nobody knows.
    #[error(
        "the times of the column {name:?} are in the zone {zone:?}, which is not known; \
         a name of the IANA database or an offset such as +03:00 is wanted"
    )]
    Zone {
        /// The name of the column.
        name: String,
        /// The name of the zone.
        zone: String,
    },
    /// The name of a new column is taken.
    #[error("the table has a column {0:?} already; a prefix gives the new columns other names")]
    Taken(String),
    /// A row is longer than may be held.
    #[error(
        "the row at line {line} is longer than {} MiB; is a quote or a bracket left open?",
        MOST_ROW_BYTES / 1024 / 1024
    )]
    TooLong {
        /// Its first line, counted from 1.
        line: u64,
    },
    /// The table ends in the middle of a row.
    #[error("the table ends in the middle of the row at line {line}: {open} is not closed")]
    Unfinished {
        /// Its first line, counted from 1.
        line: u64,
        /// What is not closed.
        open: &'static str,
    },
    /// The same where rows have names of their own, and only the first ones are known.
    #[error("{0} (in its first rows)")]
    OfFirstRows(Box<Self>),
    /// A GeoJSON text that is not well formed around its features.
    #[error("the collection is broken at line {line}: {what}")]
    Broken {
        /// Counted from 1.
        line: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// A GeoJSON text that is no collection.
    #[error(
        "there is no array \"features\"; a FeatureCollection is wanted; a Feature on each line is another format, GeoJSON-seq"
    )]
    NoFeatures,
}

impl JoinError {
    pub(super) fn of_first_rows(self) -> Self {
        match self {
            Self::NoColumn { .. } | Self::NoSuchColumn { .. } => Self::OfFirstRows(Box::new(self)),
            other => other,
        }
    }
}

/// Most names that a message lists.
const MOST_LISTED: usize = 40;

fn list(columns: &[String]) -> String {
    if columns.is_empty() {
        return "no columns".to_owned();
    }
    let listed = columns
        .iter()
        .take(MOST_LISTED)
        .map(|name| format!("{name:?}"));
    let listed = listed.collect::<Vec<_>>().join(", ");
    match columns.len().saturating_sub(MOST_LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}
