//! Days out of texts and numbers; tables repeat few of them, so they are remembered.

use super::{
    Wrong,
    date::{self, DateFormat},
    locator::{Flaw, missing, told},
};
use crate::model::Day;

/// How many days have a place to be remembered in: eleven years.
const PLACES: usize = 4096;

/// Reads days.
///
/// A date in another form than `YYYY-MM-DD` takes thousands of instructions, one of that form a hundred, one that is
/// remembered twenty.
#[derive(Debug)]
pub(super) struct Calendar {
    format: Option<DateFormat>,
    /// Each at the place that its text is mapped to.
    texts: Vec<Option<(Key, Day)>>,
    /// Days since 1970, each at the place that its last bits tell.
    numbers: Vec<Option<(i64, Day)>>,
}

/// A text of eight to sixteen bytes: its first eight, its last eight, and how many they are.
type Key = (u64, u64, usize);

impl Calendar {
    pub(super) fn new(format: Option<DateFormat>) -> Self {
        Self {
            format,
            texts: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// The day that a text is.
    #[inline]
    pub(super) fn of_text(&mut self, text: &[u8]) -> Result<Day, Flaw> {
        let Some(key) = key(text) else {
            return self.read(text.trim_ascii());
        };
        let place = place(key);
        match self.texts.get(place) {
            Some(Some((known, day))) if *known == key => Ok(*day),
            _ => self.learn_text(key, place, text),
        }
    }

    fn learn_text(&mut self, key: Key, place: usize, text: &[u8]) -> Result<Day, Flaw> {
        let day = self.read(text.trim_ascii())?;
        self.texts.resize(PLACES, None);
        self.texts[place] = Some((key, day));
        Ok(day)
    }

    /// The day that is some days after 1970 began.
    #[inline]
    pub(super) fn of_number(&mut self, days: i64) -> Result<Day, Flaw> {
        let [low, high, ..] = days.to_le_bytes();
        let place = usize::from(u16::from_le_bytes([low, high])) % PLACES;
        match self.numbers.get(place) {
            Some(Some((known, day))) if *known == days => Ok(*day),
            _ => self.learn_number(days, place),
        }
    }

    fn learn_number(&mut self, days: i64, place: usize) -> Result<Day, Flaw> {
        let day = Day::of_1970(days).ok_or_else(|| Flaw {
            wrong: Wrong::NotADate,
            says: format!("the date is {days} days from 1970-01-01, in no year of four digits"),
        })?;
        self.numbers.resize(PLACES, None);
        self.numbers[place] = Some((days, day));
        Ok(day)
    }

    fn read(&self, text: &[u8]) -> Result<Day, Flaw> {
        let day = match &self.format {
            Some(format) => format.day(text),
            None => date::day(text),
        };
        day.ok_or_else(|| self.no_day(text))
    }

    fn no_day(&self, text: &[u8]) -> Flaw {
        if text.is_empty() {
            return missing("date");
        }
        let text = told(text);
        let says = match &self.format {
            Some(format) => format!("date {text:?} is no day written {}", format.text()),
            None => format!(
                "date {text:?} is no day written YYYY-MM-DD; another way is told by the date format"
            ),
        };
        Flaw {
            wrong: Wrong::NotADate,
            says,
        }
    }
}

#[inline]
fn key(text: &[u8]) -> Option<Key> {
    let (first, last) = (text.first_chunk()?, text.last_chunk()?);
    let length = text.len();
    (length <= 16).then_some((
        u64::from_le_bytes(*first),
        u64::from_le_bytes(*last),
        length,
    ))
}

/// Multiplied by an odd number, all bits of a text have a say in the uppermost ones.
#[inline]
#[expect(
    clippy::cast_possible_truncation,
    reason = "only the uppermost bits are left"
)]
fn place((first, last, _): Key) -> usize {
    let mixed = (first.rotate_left(32) ^ last).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> (u64::BITS - PLACES.trailing_zeros())) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(calendar: &mut Calendar, text: &str) -> Option<Day> {
        calendar.of_text(text.as_bytes()).ok()
    }

    #[test]
    fn what_is_remembered_is_what_was_read() {
        let mut calendar = Calendar::new(None);
        let days = (0..20_000).map(|number| Day::of_1970(number * 3).unwrap());
        for wanted in days.clone().chain(days) {
            let text = wanted.to_string();
            assert_eq!(day(&mut calendar, &text), Some(wanted));
            assert_eq!(day(&mut calendar, &format!(" {text} ")), Some(wanted));
            assert_eq!(day(&mut calendar, &format!("{text}T00:00")), Some(wanted));
            let number = calendar.of_number(wanted.since_1970().into());
            assert_eq!(number.ok(), Some(wanted));
        }
        for bad in ["", "2017-05-061", "2017-02-30", "2017-05-0", "20170506"] {
            assert_eq!(day(&mut calendar, bad), None, "{bad}");
        }
        assert!(calendar.of_number(i64::MIN).is_err());
        assert!(calendar.of_number(10_000_000).is_err());
    }

    #[test]
    fn a_format_is_remembered_as_well() {
        let format = DateFormat::new("%d/%m/%Y").unwrap();
        let mut calendar = Calendar::new(Some(format));
        for _ in 0..2 {
            assert_eq!(day(&mut calendar, "06/05/2017"), "2017-05-06".parse().ok());
            assert_eq!(day(&mut calendar, "5/6/2017"), "2017-06-05".parse().ok());
            assert_eq!(day(&mut calendar, "2017-05-06"), None);
        }
    }
}
