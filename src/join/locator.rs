//! Texts to a point and a day, and those to extents; row after row, in the same memory.

use geo::{BoundingRect, Rect};

use super::{
    Options, Wrong,
    date::{self, DateFormat},
    number,
};
use crate::{
    model::{Day, LonLat, LonLatError},
    snapshot::{Hit, Snapshot},
};

/// The longest text of a date that is remembered.
const MOST_REMEMBERED: usize = 32;
/// Characters of a bad cell that are told.
const MOST_TOLD: usize = 40;

/// Finds the extents of one row after the other.
pub(super) struct Locator<'p> {
    snapshot: &'p Snapshot,
    format: Option<&'p DateFormat>,
    possible: bool,
    ground: Option<Rect<f64>>,
    /// What was found for the last row.
    pub(super) hits: Vec<Hit>,
    /// What may be as well, if it is wanted.
    pub(super) maybe: Vec<Hit>,
    /// Whether the last row lies in no extent, but would with its numbers exchanged.
    pub(super) looks_swapped: bool,
    /// The day of the last row.
    pub(super) day: Option<Day>,
    /// The text of the last date; rows are often sorted by it.
    last: ([u8; MOST_REMEMBERED], usize),
    last_day: Option<Day>,
    /// The last date that came as a number.
    last_number: Option<(i64, Day)>,
}

/// What is wrong with a row, and how to say it.
pub(super) struct Flaw {
    pub(super) wrong: Wrong,
    pub(super) says: String,
}

impl<'p> Locator<'p> {
    pub(super) fn new(
        snapshot: &'p Snapshot,
        options: &'p Options,
        ground: Option<Rect<f64>>,
    ) -> Self {
        Self {
            snapshot,
            format: options.date_format.as_ref(),
            possible: options.possible,
            ground,
            hits: Vec::new(),
            maybe: Vec::new(),
            looks_swapped: false,
            day: None,
            last: ([0; MOST_REMEMBERED], 0),
            last_day: None,
            last_number: None,
        }
    }

    /// Finds the extents of a row by the texts of its cells.
    pub(super) fn texts(
        &mut self,
        lon: &[u8],
        lat: &[u8],
        date: Option<&[u8]>,
    ) -> Result<(), Flaw> {
        let lon = degrees("lon", lon)?;
        let lat = degrees("lat", lat)?;
        self.numbers(lon, lat, date)
    }

    /// Finds the extents of a row by its numbers and the text of its date.
    pub(super) fn numbers(&mut self, lon: f64, lat: f64, date: Option<&[u8]>) -> Result<(), Flaw> {
        let day = date
            .map(|date| self.read_day(date.trim_ascii()))
            .transpose()?;
        self.point(lon, lat, day)
    }

    /// Finds the extents of a row by its numbers.
    pub(super) fn point(&mut self, lon: f64, lat: f64, day: Option<Day>) -> Result<(), Flaw> {
        self.forget();
        self.day = day;
        let point = LonLat::new(lon, lat).map_err(|error| out_of_range(&error))?;
        self.snapshot.hits_at(point, day, &mut self.hits);
        if self.possible {
            self.snapshot.possible_at(point, day, &mut self.maybe);
        }
        self.looks_swapped = self.hits.is_empty() && self.fits_exchanged(point, day);
        Ok(())
    }

    /// Forgets what was found: nothing is known of a row.
    pub(super) fn forget(&mut self) {
        self.hits.clear();
        self.maybe.clear();
        self.looks_swapped = false;
    }

    /// Whether a point outside the ground of the data lies in an extent with its numbers exchanged. It may be meant as it
    /// is: where both ranges overlap, such points are no mistake.
    fn fits_exchanged(&mut self, point: LonLat, day: Option<Day>) -> bool {
        let Some(ground) = self.ground else {
            return false;
        };
        let holds = |lon: f64, lat: f64| {
            let (min, max) = (ground.min(), ground.max());
            (min.x..=max.x).contains(&lon) && (min.y..=max.y).contains(&lat)
        };
        let swapped = point.swapped().filter(|swapped| {
            !holds(point.lon(), point.lat()) && holds(swapped.lon(), swapped.lat())
        });
        let Some(swapped) = swapped else {
            return false;
        };
        self.snapshot.hits_at(swapped, day, &mut self.hits);
        let found = !self.hits.is_empty();
        self.hits.clear();
        found
    }

    fn read_day(&mut self, text: &[u8]) -> Result<Day, Flaw> {
        let (last, length) = &self.last;
        if let Some(day) = self.last_day
            && last.get(..*length) == Some(text)
        {
            return Ok(day);
        }
        let day = match self.format {
            Some(format) => format.day(text),
            None => date::day(text),
        };
        let day = day.ok_or_else(|| self.no_day(text))?;
        if let Some(place) = self.last.0.get_mut(..text.len()) {
            place.copy_from_slice(text);
            self.last.1 = text.len();
            self.last_day = Some(day);
        }
        Ok(day)
    }

    /// The day that is some days after 1970 began.
    pub(super) fn day_since_1970(&mut self, days: i64) -> Result<Day, Flaw> {
        if let Some((number, day)) = self.last_number
            && number == days
        {
            return Ok(day);
        }
        let day = Day::of_1970(days).ok_or_else(|| Flaw {
            wrong: Wrong::NotADate,
            says: format!("the date is {days} days from 1970-01-01, in no year of four digits"),
        })?;
        self.last_number = Some((days, day));
        Ok(day)
    }

    fn no_day(&self, text: &[u8]) -> Flaw {
        if text.is_empty() {
            return missing("date");
        }
        let text = told(text);
        let says = match self.format {
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

/// The ground of all extents.
pub(super) fn ground(snapshot: &Snapshot) -> Option<Rect<f64>> {
    let boxes = snapshot.extents().iter();
    let boxes = boxes.filter_map(|extent| extent.area.bounding_rect());
    boxes.reduce(|a, b| {
        Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    })
}

pub(super) fn degrees(axis: &'static str, text: &[u8]) -> Result<f64, Flaw> {
    if let Some(number) = number::decimal(text) {
        return Ok(number);
    }
    let text = text.trim_ascii();
    number::decimal(text).ok_or_else(|| {
        if text.is_empty() {
            return missing(axis);
        }
        Flaw {
            wrong: Wrong::NotANumber,
            says: format!(
                "{axis} {:?} is not a number; degrees with a point are wanted, such as 36.63",
                told(text)
            ),
        }
    })
}

pub(super) fn missing(what: &str) -> Flaw {
    Flaw {
        wrong: Wrong::Missing,
        says: format!("no {what}"),
    }
}

fn out_of_range(error: &LonLatError) -> Flaw {
    let wrong = match error {
        LonLatError::NotFinite { .. } => Wrong::NotANumber,
        LonLatError::OutOfRange { swapped: true, .. } => Wrong::Swapped,
        LonLatError::OutOfRange { .. } => Wrong::OutOfRange,
    };
    Flaw {
        wrong,
        says: error.to_string(),
    }
}

/// The beginning of a cell, as it can be told.
pub(super) fn told(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.chars().take(MOST_TOLD).collect()
}
