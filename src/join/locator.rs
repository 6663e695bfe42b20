//! Texts to a point and a day, and those to extents; row after row, in the same memory.

use geo::{BoundingRect, Rect};

use super::{Wrong, calendar::Calendar, number};
use crate::{
    model::{Day, LonLat, LonLatError},
    snapshot::{Hit, Snapshot},
};

/// Characters of a bad cell that are told.
const MOST_TOLD: usize = 40;

/// Finds the extents of one row after the other.
pub(super) struct Locator<'p> {
    snapshot: &'p Snapshot,
    calendar: Calendar,
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
}

/// What is wrong with a row, and how to say it.
pub(super) struct Flaw {
    pub(super) wrong: Wrong,
    pub(super) says: String,
}

impl<'p> Locator<'p> {
    /// A locator that reads days by a calendar, which it gives back in [`Locator::into_calendar`].
    pub(super) fn new(
        snapshot: &'p Snapshot,
        calendar: Calendar,
        possible: bool,
        ground: Option<Rect<f64>>,
    ) -> Self {
        Self {
            snapshot,
            calendar,
            possible,
            ground,
            hits: Vec::new(),
            maybe: Vec::new(),
            looks_swapped: false,
            day: None,
        }
    }

    /// The days that were read.
    pub(super) fn into_calendar(self) -> Calendar {
        self.calendar
    }

    /// Finds the extents of a row by the texts of its cells.
    #[inline]
    pub(super) fn texts(
        &mut self,
        lon: &[u8],
        lat: &[u8],
        date: Option<&[u8]>,
    ) -> Result<(), Flaw> {
        match number::decimal(lon).zip(number::decimal(lat)) {
            Some((lon, lat)) => self.numbers(lon, lat, date),
            None => self.numbers(degrees("lon", lon)?, degrees("lat", lat)?, date),
        }
    }

    /// Finds the extents of a row by its numbers and the text of its date.
    #[inline]
    pub(super) fn numbers(&mut self, lon: f64, lat: f64, date: Option<&[u8]>) -> Result<(), Flaw> {
        let day = match date {
            Some(date) => Some(self.calendar.of_text(date)?),
            None => None,
        };
        self.point(lon, lat, day)
    }

    /// Finds the extents of a row by its numbers.
    #[inline]
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
        if holds(point.lon(), point.lat()) || !holds(point.lat(), point.lon()) {
            return false;
        }
        let Some(swapped) = point.swapped() else {
            return false;
        };
        self.snapshot.hits_at(swapped, day, &mut self.hits);
        let found = !self.hits.is_empty();
        self.hits.clear();
        found
    }

    /// The day that is some days after 1970 began.
    #[inline]
    pub(super) fn day_since_1970(&mut self, days: i64) -> Result<Day, Flaw> {
        self.calendar.of_number(days)
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

/// The number that a text is, blanks around it left aside.
pub(super) fn degrees(axis: &'static str, text: &[u8]) -> Result<f64, Flaw> {
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
