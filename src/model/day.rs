//! Whole days and half-open periods of them.

use std::{fmt, str::FromStr};

use jiff::{Span, civil::Date};
use serde::{Serialize, Serializer};
use thiserror::Error;
use utoipa::ToSchema;

/// A calendar day (proleptic Gregorian), written `YYYY-MM-DD` everywhere (RFC 3339 `full-date`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ToSchema)]
#[schema(value_type = String, format = Date, example = "2017-06-15")]
pub struct Day(Date);

/// A text that is no day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not a day; a day is written YYYY-MM-DD, for example 2017-06-15")]
pub struct DayError(String);

impl Day {
    /// The day of a year, month and day of the month; `None` where there is none, or the year has
    /// not four digits.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = Date::new(year, month, day).ok()?;
        (0..=9999).contains(&year).then_some(Self(date))
    }

    /// The day as one number in calendar order: `YYYYMMDD`.
    #[must_use]
    pub fn number(self) -> u64 {
        let part = |part: i8| u64::from(part.unsigned_abs());
        let year = u64::from(self.0.year().unsigned_abs()); // four digits, so never negative
        (year * 100 + part(self.0.month())) * 100 + part(self.0.day())
    }

    /// The day that is some days after 1970-01-01; `None` outside the years of four digits.
    #[must_use]
    pub fn of_1970(days: i64) -> Option<Self> {
        let span = Span::new().try_days(days).ok()?;
        let date = Date::constant(1970, 1, 1).checked_add(span).ok()?;
        Self::new(date.year(), date.month(), date.day())
    }

    /// Days since 1970-01-01, negative before it.
    #[must_use]
    pub fn since_1970(self) -> i32 {
        (self.0 - Date::constant(1970, 1, 1)).get_days()
    }
}

impl FromStr for Day {
    type Err = DayError;

    /// # Errors
    /// When the text is not exactly `YYYY-MM-DD` or no such day exists.
    fn from_str(text: &str) -> Result<Self, DayError> {
        // Read by hand: dates are in most questions, and a calendar's reader knows far more ways.
        let read = || {
            let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *text.as_bytes() else {
                return None;
            };
            let [month, day] = [number_of(&[m0, m1])?, number_of(&[d0, d1])?];
            let year = number_of(&[y0, y1, y2, y3])?;
            Self::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        };
        read().ok_or_else(|| DayError(text.chars().take(40).collect()))
    }
}

/// The number that up to four digits are.
fn number_of(digits: &[u8]) -> Option<i16> {
    digits.iter().try_fold(0, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| i16::from(digit - b'0'))?;
        Some(number * 10 + digit)
    })
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Written by hand: dates are in most answers, and a calendar's printer knows far more ways.
        let mut text = *b"0000-00-00";
        let mut rest = self.number();
        for place in [9, 8, 6, 5, 3, 2, 1, 0] {
            text[place] += u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `[from, to)` in whole days; `to` absent means the period is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Day,
    to: Option<Day>,
}

/// A period that would hold no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "the period {from} to {to} holds no day; the end is the first day after it, so it must be later than the start"
)]
pub struct PeriodError {
    from: Day,
    to: Day,
}

impl Period {
    /// The days from `from` up to, not including, `to`.
    ///
    /// # Errors
    /// When `to` is not after `from`.
    pub fn new(from: Day, to: Option<Day>) -> Result<Self, PeriodError> {
        match to {
            Some(to) if to <= from => Err(PeriodError { from, to }),
            _ => Ok(Self { from, to }),
        }
    }

    /// First day.
    #[must_use]
    pub fn from(self) -> Day {
        self.from
    }

    /// First day no longer in the period; `None` while it is open.
    #[must_use]
    pub fn to(self) -> Option<Day> {
        self.to
    }

    /// Last day in the period; `None` while it is open.
    #[must_use]
    pub fn last_day(self) -> Option<Day> {
        self.to.and_then(|to| to.0.yesterday().ok()).map(Day)
    }

    /// Whether the day lies in the period.
    #[must_use]
    pub fn holds(self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether some day lies in both periods.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        other.to.is_none_or(|to| self.from < to) && self.to.is_none_or(|to| other.from < to)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{} to {to}", self.from),
            None => write!(f, "{} onwards", self.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn days_are_written_one_way_only() {
        for bad in [
            "yesterday",
            "2017-6-15",
            "20170615",
            "2017-02-30",
            "2017-06-15T00:00",
            "",
            "٢٠١٧-٠٦-١٥",
            "+017-06-15",
            "-017-06-15",
        ] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
        assert_eq!(day("2016-02-29").to_string(), "2016-02-29");
    }

    #[test]
    fn every_day_is_read_as_the_calendar_reads_it() {
        for year in ["0000", "1900", "2000", "2017", "9999"] {
            for month in 0..=13 {
                for day in 0..=32 {
                    let text = format!("{year}-{month:02}-{day:02}");
                    let calendar = text.parse::<Date>().ok();
                    assert_eq!(
                        text.parse::<Day>().ok().map(|day| day.0),
                        calendar,
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn days_are_counted_from_1970() {
        let counts = ["1970-01-01", "1969-12-31", "2017-05-06", "0001-01-01"];
        let counts = counts.map(|text| day(text).since_1970());
        assert_eq!(counts, [0, -1, 17_292, -719_162]);
        assert_eq!(Day::of_1970(17_292), Some(day("2017-05-06")));
        assert_eq!(Day::of_1970(-719_162), Some(day("0001-01-01")));
        assert_eq!(Day::of_1970(i64::MAX).or(Day::of_1970(4_000_000)), None);
    }

    #[test]
    fn a_period_ends_before_its_last_word() {
        let period = Period::new(day("2017-05-06"), Some(day("2017-07-09"))).unwrap();
        assert!(period.holds(day("2017-05-06")) && period.holds(day("2017-07-08")));
        assert_eq!(period.last_day(), Some(day("2017-07-08")));
        assert!(!period.holds(day("2017-07-09")) && !period.holds(day("2017-05-05")));
    }

    #[test]
    fn neighbours_in_time_do_not_overlap() {
        let first = Period::new(day("2017-05-06"), Some(day("2017-07-09"))).unwrap();
        let second = Period::new(day("2017-07-09"), None).unwrap();
        let early = Period::new(day("2017-07-08"), Some(day("2017-07-10"))).unwrap();
        assert!(!first.overlaps(second) && !second.overlaps(first));
        assert!(early.overlaps(first) && early.overlaps(second) && second.overlaps(early));
    }

    #[test]
    fn an_empty_period_is_refused() {
        assert!(Period::new(day("2017-07-09"), Some(day("2017-07-09"))).is_err());
    }
}
