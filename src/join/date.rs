//! Dates out of bytes.

use jiff::{Timestamp, civil::Date, fmt::strtime};
use thiserror::Error;

use crate::model::Day;

/// How dates are written, in the words of `strptime`, such as `%d/%m/%Y`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat(String);

/// A text that is no format of dates.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{text:?} is no format of dates: {reason}; for example %d/%m/%Y")]
pub struct DateFormatError {
    text: String,
    reason: String,
}

impl DateFormat {
    /// A format from its text.
    ///
    /// # Errors
    /// When it has words that mean nothing, or does not tell year, month and day.
    pub fn new(text: &str) -> Result<Self, DateFormatError> {
        let format = Self(text.to_owned());
        // Midnight in Greenwich: an offset can be written too.
        let example = Date::constant(2017, 11, 25);
        let midnight = Timestamp::constant(1_511_568_000, 0);
        let written = strtime::format(text, midnight).map_err(|error| error.to_string());
        let reason = match written {
            Err(error) => error,
            Ok(written) if format.date(&written) != Some(example) => {
                "it does not tell year, month and day".to_owned()
            }
            Ok(_) => return Ok(format),
        };
        Err(DateFormatError {
            text: text.to_owned(),
            reason,
        })
    }

    /// The format as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    fn date(&self, text: &str) -> Option<Date> {
        Date::strptime(&self.0, text).ok()
    }

    /// The day that a text is in this format.
    pub(super) fn day(&self, text: &[u8]) -> Option<Day> {
        let date = self.date(std::str::from_utf8(text).ok()?)?;
        Day::new(date.year(), date.month(), date.day())
    }
}

/// The day that `YYYY-MM-DD` is, alone or followed by a time of day (RFC 3339 §5.6, with a blank or as SQL writes it
/// too). What else stands behind a day, such as another one, may change what is meant.
///
/// The day is taken as it is written: no time zone moves it.
pub(super) fn day(text: &[u8]) -> Option<Day> {
    let (date, rest) = text.split_at_checked(10)?;
    let is_day = match rest {
        [] => true,
        [b'T' | b't', time @ ..] => is_time(time) || is_short_time(time),
        [b' ', time @ ..] => is_time(time.trim_ascii_start()),
        _ => false,
    };
    if !is_day {
        return None;
    }
    let digit = |at: usize| {
        let digit = date[at].wrapping_sub(b'0');
        (digit < 10).then_some(digit)
    };
    let pair = |at: usize| Some(digit(at)? * 10 + digit(at + 1)?);
    if date[4] != b'-' || date[7] != b'-' {
        return None;
    }
    let year = i16::from(pair(0)?) * 100 + i16::from(pair(2)?);
    let month = i8::try_from(pair(5)?).ok()?;
    let day = i8::try_from(pair(8)?).ok()?;
    Day::new(year, month, day)
}

/// Whether a text begins as hours and minutes do, or is hours alone.
fn is_time(text: &[u8]) -> bool {
    let hours = digits(text);
    match text.get(hours..) {
        Some([]) => hours == 2,
        Some([b':', minutes @ ..]) => matches!(hours, 1 | 2) && digits(minutes) == 2,
        _ => false,
    }
}

/// Whether a text is hours, minutes and seconds without colons (ISO 8601, basic format), or hours with an offset.
fn is_short_time(text: &[u8]) -> bool {
    let time = digits(text);
    let behind = text.get(time);
    let ends = matches!(behind, None | Some(b'Z' | b'z' | b'+' | b'-' | b'.' | b','));
    matches!(time, 2 | 4 | 6) && ends
}

fn digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_the_model_reads_it() {
        for text in [
            "2017-05-06",
            "2016-02-29",
            "2017-02-29",
            "0000-01-01",
            "2017-13-01",
            "2017-00-10",
            "2017-1-01",
            "20170506",
            "2017/05/06",
            "yesterday!",
            "",
            "+017-06-15",
        ] {
            assert_eq!(day(text.as_bytes()), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn a_time_behind_a_day_is_left_aside() {
        let wanted = "2017-05-06".parse().ok();
        for text in [
            "2017-05-06T23:59:59Z",
            "2017-05-06 00:00",
            "2017-05-06T01:00:00+03:00",
            "2017-05-06t01:00:00.25z",
            "2017-05-06  9:30 PM",
            "2017-05-06 14",
            "2017-05-06 01:00:00+03",
            "2017-05-06T143000Z",
            "2017-05-06T14+03",
        ] {
            assert_eq!(day(text.as_bytes()), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_behind_a_day_is_not_left_aside() {
        for text in [
            "2017-05-061",
            "2017-05-06 to 2019-01-01",
            "2017-05-06 2019-01-01",
            "2017-05-06/2019-01-01",
            "2017-05-06 (approx)",
            "2017-05-06Tomorrow",
            "2017-05-06T",
            "2017-05-06 Z",
            "2017-05-06 12 people",
            "2017-05-06 100:00",
        ] {
            assert_eq!(day(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_format_tells_a_whole_day() {
        let format = DateFormat::new("%d/%m/%Y").unwrap();
        assert_eq!(format.day(b"06/05/2017"), "2017-05-06".parse().ok());
        assert_eq!(format.day(b"2017-05-06"), None);
        assert!(
            DateFormat::new("%d %B %Y")
                .unwrap()
                .day(b"06 May 2017")
                .is_some()
        );
        for bad in ["%m/%Y", "%!", "yesterday", ""] {
            assert!(DateFormat::new(bad).is_err(), "{bad}");
        }
    }
}
