//! Days from one to another, both included, and the `datetime` parameter (OGC API - Features Part 1, 7.15.4).

use std::str::FromStr;

use jiff::{Timestamp, civil::Time as Clock, tz::TimeZone};
use thiserror::Error;

use crate::model::{Day, Period};

/// Days from the first to the last, both included; `None` on a side that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub first: Option<Day>,
    /// Last day.
    pub last: Option<Day>,
}

/// A text that names no days.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DaysError {
    /// Not a day, a moment or an interval.
    #[error(
        "{0:?} is not a time; allowed are a day (2017-06-15), a moment (2017-06-15T12:00:00Z, read as its day in UTC) and an interval of either (2017-06-01/2017-06-30, with .. or nothing on an open side)"
    )]
    Unreadable(String),
    /// The end comes before the start.
    #[error("the interval ends ({last}) before it begins ({first})")]
    Reversed {
        /// What was given as start.
        first: Day,
        /// What was given as end.
        last: Day,
    },
}

impl Days {
    /// One day.
    #[must_use]
    pub fn on(day: Day) -> Self {
        Self {
            first: Some(day),
            last: Some(day),
        }
    }

    /// The days of a period.
    #[must_use]
    pub fn of(period: Period) -> Self {
        Self {
            first: Some(period.from()),
            last: period.last_day(),
        }
    }

    /// Whether some day belongs to both.
    #[must_use]
    pub fn meet(self, other: Self) -> bool {
        let in_time = |first: Option<Day>, last: Option<Day>| match (first, last) {
            (Some(first), Some(last)) => first <= last,
            _ => true,
        };
        in_time(self.first, other.last) && in_time(other.first, self.last)
    }

    /// The days from the earlier first to the later last.
    #[must_use]
    pub fn around(self, other: Self) -> Self {
        Self {
            first: self.first.zip(other.first).map(|(a, b)| a.min(b)),
            last: self.last.zip(other.last).map(|(a, b)| a.max(b)),
        }
    }
}

impl FromStr for Days {
    type Err = DaysError;

    /// # Errors
    /// When the text is no day, moment or interval, or an interval that ends before it begins.
    fn from_str(text: &str) -> Result<Self, DaysError> {
        let unreadable = || DaysError::Unreadable(text.chars().take(80).collect());
        let Some((first, last)) = text.split_once('/') else {
            return day(text).map(Self::on).ok_or_else(unreadable);
        };
        let side = |text: &str| match text {
            "" | ".." => Some(None),
            text => day(text).map(Some),
        };
        match (side(first), side(last)) {
            (Some(None), Some(None)) | (None, _) | (_, None) => Err(unreadable()),
            (Some(Some(first)), Some(Some(last))) if last < first => {
                Err(DaysError::Reversed { first, last })
            }
            (Some(Some(first)), Some(Some(last))) if is_reversed(text) => {
                Err(DaysError::Reversed { first, last })
            }
            (Some(first), Some(last)) => Ok(Self { first, last }),
        }
    }
}

/// Whether an interval of two moments ends before it begins, be it on the same day.
fn is_reversed(text: &str) -> bool {
    let moments = text.split('/').filter_map(moment);
    !moments.is_sorted()
}

/// The day of an RFC 3339 `full-date`, or of a `date-time` in UTC.
fn day(text: &str) -> Option<Day> {
    let day = text.parse().ok();
    day.or_else(|| moment(text).map(|(day, _)| day))
}

/// A `date-time` of RFC 3339 in UTC, which has seconds; `jiff` would do without.
pub(super) fn moment(text: &str) -> Option<(Day, Clock)> {
    let has_seconds = text.as_bytes().get(16) == Some(&b':');
    let moment: Timestamp = text.parse().ok().filter(|_| has_seconds)?;
    let there = TimeZone::UTC.to_datetime(moment);
    Some((there.date().to_string().parse().ok()?, there.time()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Days {
        text.parse().unwrap()
    }

    #[test]
    fn days_moments_and_intervals_are_read() {
        assert_eq!(days("2017-06-15"), days("2017-06-15/2017-06-15"));
        assert_eq!(days("2017-06-15T23:30:00Z"), days("2017-06-15"));
        assert_eq!(days("2017-06-15T23:30:00-02:00"), days("2017-06-16"));
        assert_eq!(days("../2017-06-15").first, None);
        assert_eq!(days("2017-06-15/").last, None);
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in [
            "",
            "/",
            "../..",
            "..",
            "2017",
            "2017-06-31",
            "2017-06-15T25:00:00Z",
            "2017-06-15/x",
            "2017-06-15/2017-06-16/2017-06-17",
            "2017-06-15T10:00:00",
            "2017-06-15T10:00Z",
            "20170615",
        ] {
            assert!(
                matches!(bad.parse::<Days>(), Err(DaysError::Unreadable(_))),
                "{bad:?}"
            );
        }
        for reversed in [
            "2017-06-15/2017-06-14",
            "2017-06-15T12:00:00Z/2017-06-15T11:00:00Z",
        ] {
            let read = reversed.parse::<Days>();
            assert!(
                matches!(read, Err(DaysError::Reversed { .. })),
                "{reversed}"
            );
        }
    }

    #[test]
    fn both_ends_belong_to_the_days() {
        let june = days("2017-06-01/2017-06-30");
        assert!(june.meet(days("2017-06-30")) && june.meet(days("../2017-06-01")));
        assert!(!june.meet(days("2017-07-01")) && !june.meet(days("../2017-05-31")));
    }
}
