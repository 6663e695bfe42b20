//! Which records are asked for, and in what order.

use std::{
    cmp::Ordering,
    time::{Duration, Instant},
};

use geo::Rect;
use thiserror::Error;

use super::{Bbox, Days, Filter, Table, Value};

/// Conditions that must all hold, and an order. The default asks for every record as listed.
#[derive(Debug, Default)]
pub struct Selection {
    /// Touching this box. Records without ground always do (Part 1, 7.15.3).
    pub bbox: Option<Bbox>,
    /// On one of these days. Records without days always are (Part 1, 7.15.4).
    pub days: Option<Days>,
    /// Properties, by number, that must have a value.
    pub equal: Vec<(usize, Value<'static>)>,
    /// A condition in CQL2, which must be true.
    pub filter: Option<Filter>,
    /// What to sort by; records that are alike stay as listed.
    pub order: Vec<SortKey>,
}

/// A property to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SortKey {
    /// Number of the property.
    pub property: usize,
    /// Whether the greatest comes first; what is not known comes last all the same.
    pub descending: bool,
}

/// A page of the records that a selection asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// How many records the selection asks for.
    pub matched: usize,
    /// The numbers of those of the page.
    pub records: Vec<usize>,
}

/// How long a filter may be asked of records.
///
/// Its parts are bounded, but a drawn line of 2,000 points set against a hundred thousand areas that it crosses is the
/// work of minutes. The relation of two grounds that was begun in time is worked out.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// A filter that takes too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "the filter takes more than {} s; ask for fewer features with bbox or datetime, or draw with fewer points",
    PATIENCE.as_secs()
)]
pub struct TooMuchWork;

/// The records asked for, from the `offset`th on, at most `limit`.
///
/// # Errors
/// When the filter takes too long.
pub fn select(
    table: &dyn Table,
    selection: &Selection,
    offset: usize,
    limit: usize,
) -> Result<Selected, TooMuchWork> {
    if selection.asks_for_all() {
        let matched = table.len();
        return Ok(Selected {
            matched,
            records: (offset..matched).take(limit).collect(),
        });
    }
    let mut found = selection.matches(table, Instant::now() + PATIENCE)?;
    selection.sort(table, &mut found);
    Ok(Selected {
        matched: found.len(),
        records: found.into_iter().skip(offset).take(limit).collect(),
    })
}

impl Selection {
    fn asks_for_all(&self) -> bool {
        let Self {
            bbox,
            days,
            equal,
            filter,
            order,
        } = self;
        let anywhere = bbox.is_none() && days.is_none();
        anywhere && equal.is_empty() && filter.is_none() && order.is_empty()
    }

    fn matches(&self, table: &dyn Table, end: Instant) -> Result<Vec<usize>, TooMuchWork> {
        match self.near(table) {
            Some(near) => self.those_of(table, near.into_iter(), end),
            None => self.those_of(table, 0..table.len(), end),
        }
    }

    fn those_of(
        &self,
        table: &dyn Table,
        records: impl Iterator<Item = usize>,
        end: Instant,
    ) -> Result<Vec<usize>, TooMuchWork> {
        let mut found = Vec::new();
        for record in records {
            if self.takes(table, record, end)? {
                found.push(record);
            }
        }
        Ok(found)
    }

    /// Records that may touch the box or, without one, what the filter draws; ascending and each once, where the
    /// table has an index.
    fn near(&self, table: &dyn Table) -> Option<Vec<usize>> {
        let parts: Vec<Rect<f64>> = match (&self.bbox, &self.filter) {
            (Some(bbox), _) => bbox.around().collect(),
            (None, Some(filter)) => vec![filter.around()?],
            (None, None) => return None,
        };
        let near = parts.into_iter().map(|part| table.near(part));
        let near: Option<Vec<Vec<usize>>> = near.collect();
        let mut near = near?.concat();
        near.sort_unstable();
        near.dedup();
        Some(near)
    }

    fn takes(&self, table: &dyn Table, record: usize, end: Instant) -> Result<bool, TooMuchWork> {
        // What costs least comes first.
        let on_days = |days: Days| table.days(record).is_none_or(|own| own.meet(days));
        let has = |(property, value): &(usize, Value<'_>)| {
            table.value(record, *property).order(value) == Ordering::Equal
        };
        let is_taken = self.days.is_none_or(on_days)
            && self.equal.iter().all(has)
            && self.is_in_box(table, record);
        match &self.filter {
            Some(filter) if is_taken => filter.holds(table, record, end),
            _ => Ok(is_taken),
        }
    }

    fn is_in_box(&self, table: &dyn Table, record: usize) -> bool {
        self.bbox
            .as_ref()
            .is_none_or(|bbox| match table.shape(record) {
                super::Shape::Nowhere => true,
                shape => bbox.touches(shape),
            })
    }

    fn sort(&self, table: &dyn Table, records: &mut [usize]) {
        if self.order.is_empty() {
            return;
        }
        records.sort_by_cached_key(|record| {
            let values = self.order.iter().map(|key| Sorted {
                value: table.value(*record, key.property),
                descending: key.descending,
            });
            values.collect::<Vec<_>>()
        });
    }
}

/// A value under the order that was asked for.
struct Sorted<'s> {
    value: Value<'s>,
    descending: bool,
}

impl Ord for Sorted<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.value.order(&other.value);
        if self.descending && !self.value.is_null() && !other.value.is_null() {
            order.reverse()
        } else {
            order
        }
    }
}

impl PartialOrd for Sorted<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Sorted<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Sorted<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        features::{Crs, FilterLang},
        live::Live,
        load::Folder,
    };

    #[test]
    fn a_filter_is_not_asked_for_ever() {
        let live = Live::start(Folder::embedded_data(), Folder::embedded_articles()).unwrap();
        let world = live.world();
        let zones = world.features.zones();
        let filter = Filter::parse("TRUE", FilterLang::Text, Crs::Crs84, zones.schema());
        let everything = Selection {
            filter: Some(filter.unwrap()),
            ..Selection::default()
        };
        let long_ago = Instant::now();
        std::thread::sleep(Duration::from_millis(2));
        assert_eq!(everything.matches(zones, long_ago), Err(TooMuchWork));
        let in_time = everything.matches(zones, Instant::now() + PATIENCE);
        assert_eq!(in_time.map(|found| found.len()), Ok(zones.len()));
    }
}
