//! What was found for rows, as numbers: the same few texts are written again and again.

use rustc_hash::FxHashMap;

use crate::snapshot::{Hit, Position};

/// The number of a row in no extent.
pub(super) const NOTHING: u32 = 0;

/// A column of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    Zones,
    Extents,
    Positions,
}

impl Words {
    /// In order of the columns.
    pub(super) const ALL: [Self; 3] = [Self::Zones, Self::Extents, Self::Positions];
}

/// Gives numbers to what was found, and texts to the numbers.
///
/// 0 is nothing; each extent has one number for inside and one for near its line; several extents in one row get the
/// next number when they first occur together.
#[derive(Debug)]
pub(super) struct Findings<'p> {
    /// Zone and extent of each extent.
    names: &'p [[String; 2]],
    several: FxHashMap<Vec<u32>, u32>,
    lists: Vec<Vec<u32>>,
    list: Vec<u32>,
}

/// What was found for each of some rows.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// By [`Findings`].
    pub(super) numbers: Vec<u32>,
    /// Distances to the lines of the first extents, of rows in one.
    pub(super) metres: Vec<i32>,
    /// What may be as well, if it is wanted.
    pub(super) possible: Option<Vec<u32>>,
}

impl Found {
    /// Nothing yet of so many rows.
    pub(super) fn with_capacity(rows: usize, possible: bool) -> Self {
        Self {
            numbers: Vec::with_capacity(rows),
            metres: Vec::new(),
            possible: possible.then(|| Vec::with_capacity(rows)),
        }
    }

    /// Adds a row.
    #[inline]
    pub(super) fn add(&mut self, findings: &mut Findings<'_>, hits: &[Hit], possible: &[Hit]) {
        self.numbers.push(findings.number(hits));
        self.metres.extend(hits.first().map(|hit| metres(*hit)));
        if let Some(numbers) = &mut self.possible {
            numbers.push(findings.number(possible));
        }
    }
}

impl<'p> Findings<'p> {
    pub(super) fn new(names: &'p [[String; 2]]) -> Self {
        Self {
            names,
            several: FxHashMap::default(),
            lists: Vec::new(),
            list: Vec::new(),
        }
    }

    #[inline]
    fn number(&mut self, hits: &[Hit]) -> u32 {
        match hits {
            [] => NOTHING,
            [hit] => single(*hit),
            several => self.several(several),
        }
    }

    fn several(&mut self, hits: &[Hit]) -> u32 {
        self.list.clear();
        self.list.extend(hits.iter().map(|hit| single(*hit)));
        if let Some(number) = self.several.get(&self.list) {
            return *number;
        }
        let next = 1 + 2 * self.names.len() + self.lists.len();
        let next = u32::try_from(next).expect("a table has fewer rows than that");
        self.lists.push(self.list.clone());
        self.several.insert(self.list.clone(), next);
        next
    }

    /// The text for a number, parted by semicolons.
    pub(super) fn text(&self, words: Words, number: u32) -> String {
        let before_lists = 1 + 2 * self.names.len();
        let list = (number as usize)
            .checked_sub(before_lists)
            .and_then(|place| self.lists.get(place));
        match list {
            Some(list) => {
                let texts: Vec<&str> = list.iter().map(|number| self.one(words, *number)).collect();
                texts.join(";")
            }
            None if number == NOTHING => String::new(),
            None => self.one(words, number).to_owned(),
        }
    }

    fn one(&self, words: Words, number: u32) -> &str {
        let number = number - 1;
        let [zone, extent] = &self.names[number as usize / 2];
        match words {
            Words::Zones => zone,
            Words::Extents => extent,
            Words::Positions if number.is_multiple_of(2) => "inside",
            Words::Positions => "near_boundary",
        }
    }
}

#[inline]
fn single(hit: Hit) -> u32 {
    1 + 2 * hit.extent + u32::from(hit.position == Position::NearBoundary)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "no distance on the earth is longer than its girth"
)]
fn metres(hit: Hit) -> i32 {
    hit.boundary_distance_m.round() as i32
}
