//! Rows counted by what was found of them.

use std::{fmt, str::FromStr, sync::Arc};

use rustc_hash::FxHashMap;
use thiserror::Error;

use crate::{
    model::Day,
    snapshot::{Hit, Position, Snapshot},
};

/// By what rows can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The zone.
    Zone,
    /// The extent.
    Extent,
    /// Inside, or near the line.
    Position,
    /// The date.
    Day,
    /// The month of the date.
    Month,
    /// The year of the date.
    Year,
}

/// A word by which rows cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is nothing to count by; allowed are zone, extent, position, day, month and year")]
pub struct UnknownKey(String);

impl Key {
    const ALL: [Self; 6] = [
        Self::Zone,
        Self::Extent,
        Self::Position,
        Self::Day,
        Self::Month,
        Self::Year,
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Zone => "zone",
            Self::Extent => "extent",
            Self::Position => "position",
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// Whether it needs a date.
    #[must_use]
    pub fn is_of_date(self) -> bool {
        matches!(self, Self::Day | Self::Month | Self::Year)
    }
}

impl FromStr for Key {
    type Err = UnknownKey;

    fn from_str(word: &str) -> Result<Self, UnknownKey> {
        let found = Self::ALL.into_iter().find(|key| key.word() == word);
        found.ok_or_else(|| UnknownKey(word.to_owned()))
    }
}

/// A value of each key, as a number.
type Values = [u32; Key::ALL.len()];

/// No zone, or no date.
const NONE: u32 = u32::MAX;

/// What rows are counted by, and where the zones of extents stand.
#[derive(Debug, Clone)]
struct Sorts {
    keys: Vec<Key>,
    zone_of: Vec<u32>,
}

/// Rows by sort. A row in two zones counts for each, once.
#[derive(Debug, Clone)]
pub struct Counts {
    sorts: Arc<Sorts>,
    rows: FxHashMap<Values, u64>,
}

/// One sort of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The values of the keys, in order of the keys; `None` for rows in no zone or without a date.
    pub values: Vec<Option<String>>,
    /// How many rows there are.
    pub rows: u64,
}

impl Counts {
    pub(super) fn new(keys: &[Key], snapshot: &Snapshot) -> Self {
        let zones = snapshot.zones();
        let zone_of = snapshot.extents().iter().map(|extent| {
            let zone = zones.iter().position(|zone| zone.id == extent.zone);
            zone.and_then(|zone| u32::try_from(zone).ok())
                .unwrap_or(NONE)
        });
        Self {
            sorts: Arc::new(Sorts {
                keys: keys.iter().copied().take(Key::ALL.len()).collect(),
                zone_of: zone_of.collect(),
            }),
            rows: FxHashMap::default(),
        }
    }

    /// By what it counts.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.sorts.keys
    }

    /// Counts a row.
    pub(super) fn add(&mut self, day: Option<Day>, hits: &[Hit]) {
        if hits.is_empty() {
            let values = self.values(day, None);
            *self.rows.entry(values).or_default() += 1;
        }
        for (number, hit) in hits.iter().enumerate() {
            let values = self.values(day, Some(hit));
            let mut before = hits[..number].iter();
            if !before.any(|other| self.values(day, Some(other)) == values) {
                *self.rows.entry(values).or_default() += 1;
            }
        }
    }

    fn values(&self, day: Option<Day>, hit: Option<&Hit>) -> Values {
        let day = day.and_then(|day| u32::try_from(day.number()).ok());
        let extent = hit.map(|hit| hit.extent);
        let zone = extent.and_then(|extent| self.sorts.zone_of.get(extent as usize).copied());
        let position = hit.map(|hit| u32::from(hit.position == Position::NearBoundary));
        let mut values = [NONE; Key::ALL.len()];
        for (value, key) in values.iter_mut().zip(&self.sorts.keys) {
            let found = match key {
                Key::Zone => zone,
                Key::Extent => extent,
                Key::Position => position,
                Key::Day => day,
                Key::Month => day.map(|day| day / 100),
                Key::Year => day.map(|day| day / 10_000),
            };
            *value = found.unwrap_or(NONE);
        }
        values
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (values, rows) in &other.rows {
            *self.rows.entry(*values).or_default() += rows;
        }
    }

    /// The sorts of rows there are: zones and extents in list order, dates in calendar order, rows
    /// without one last.
    #[must_use]
    pub fn list(&self, snapshot: &Snapshot) -> Vec<Count> {
        let mut rows: Vec<(&Values, &u64)> = self.rows.iter().collect();
        rows.sort_unstable();
        let text = |(key, value): (&Key, &u32)| {
            let number = *value as usize;
            (*value != NONE).then(|| match key {
                Key::Zone => snapshot.zones()[number].id.to_string(),
                Key::Extent => snapshot.extents()[number].id.clone(),
                Key::Position => if number == 0 {
                    "inside"
                } else {
                    "near_boundary"
                }
                .to_owned(),
                Key::Day => {
                    let (month, day) = (number / 100, number % 100);
                    format!("{:04}-{:02}-{day:02}", month / 100, month % 100)
                }
                Key::Month => format!("{:04}-{:02}", number / 100, number % 100),
                Key::Year => format!("{number:04}"),
            })
        };
        let counts = rows.into_iter().map(|(values, rows)| Count {
            values: self.sorts.keys.iter().zip(values).map(text).collect(),
            rows: *rows,
        });
        counts.collect()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
