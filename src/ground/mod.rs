//! Which areas cover a point on a day? Exact to the last bit, through cells.
//!
//! 1. The ground is halved into square cells whose sides are whole powers of two of a degree, again and again
//!    wherever a cell meets more than a few edges of one area: a quadtree.
//! 2. A leaf keeps, for each area that meets it, the area's days, whether the leaf's lower left corner lies in the
//!    area, and a copy of the edges that meet the leaf.
//! 3. A question finds its leaf by a grid and a few steps, leaves out areas that were not in force, and counts the
//!    edges between the corner and the point: an even number leaves the point on the corner's side. On which side
//!    of an edge a point lies is told by exact predicates (Shewchuk 1997), so the answer is the same as that of all
//!    edges, and a point on an edge is known to be on it.
//!
//! Nothing here knows an extent: areas are numbers. Room `snapshot` asks for extents and bands.

mod ahead;
mod block;
mod build;
mod edge;
mod grid;
mod outline;

pub use ahead::AHEAD;
pub use outline::Outline;

use geo::{Coord, MultiPolygon};

use block::{Block, WIDTH};
use edge::Corner;
use grid::{Grid, Spot};

use crate::model::{Day, LonLat, Period};

/// Where a point lies with regard to an area that covers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Inside, on no edge.
    Inside,
    /// On an edge or a vertex, exactly.
    Boundary,
}

/// Dated areas, ready to be asked.
///
/// It keeps a copy of each edge for every leaf that the edge meets, four edges of 32 bytes together, and 24 bytes for
/// each area of each leaf. Drawn lines take 60 to 75 bytes an edge; whatever is drawn, no more than eight copies of
/// everything are made.
#[derive(Debug)]
pub struct Ground {
    grid: Grid,
    /// Four cells of a divided one stand side by side.
    cells: Vec<Cell>,
    /// Leaf after leaf.
    parts: Vec<Part>,
    blocks: Vec<Block>,
}

/// A cell of the tree: divided, or a leaf, or empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cell(u32);

/// What a [`Cell`] says.
enum Kind {
    /// Met by no area.
    Empty,
    /// The number of the first of four cells: left below, right below, left above, right above.
    Divided(usize),
    /// The first part of a leaf.
    Leaf(usize),
}

impl Cell {
    const EMPTY: Self = Self(u32::MAX);
    const LEAF: u32 = 1 << 31;

    fn divided(first: usize) -> Self {
        Self(short(first) & !Self::LEAF)
    }

    fn leaf(first_part: usize) -> Self {
        Self(short(first_part) | Self::LEAF)
    }

    fn kind(self) -> Kind {
        match self {
            Self::EMPTY => Kind::Empty,
            Self(number) if number & Self::LEAF == 0 => Kind::Divided(number as usize),
            Self(number) => Kind::Leaf((number & !Self::LEAF) as usize),
        }
    }
}

/// What of an area meets a leaf.
#[derive(Debug, Clone, Copy)]
struct Part {
    span: Span,
    area: u32,
    first_block: u32,
    blocks: u32,
    /// How often 512 degrees were halved to get the side of the leaf.
    level: u8,
    /// Whether the leaf's corner lies in the area.
    corner_inside: bool,
    /// Whether the next part is another leaf's.
    is_last: bool,
}

/// Days from the first to the one after the last, as [`Day::number`] counts.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: u32,
    to: u32,
}

impl Span {
    /// Meets every span.
    const EVER: Self = Self {
        from: 0,
        to: u32::MAX,
    };

    fn of(period: Period) -> Self {
        Self {
            from: number(period.from()),
            to: period.to().map_or(u32::MAX, number),
        }
    }

    fn of_day(day: Option<Day>) -> Self {
        day.map(number)
            .map_or(Self::EVER, |from| Self { from, to: from + 1 })
    }

    fn meets(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

fn number(day: Day) -> u32 {
    u32::try_from(day.number()).expect("years have four digits, so days have eight")
}

/// The length of a list as it is kept: four thousand million edges would take 128 GB before.
fn short(length: usize) -> u32 {
    u32::try_from(length).expect("there are fewer than four thousand million of them")
}

impl Default for Ground {
    /// Ground without areas.
    fn default() -> Self {
        Self {
            grid: Grid::empty(),
            cells: Vec::new(),
            parts: Vec::new(),
            blocks: Vec::new(),
        }
    }
}

impl Ground {
    /// Areas with the days they applied; the place of an area in the list is its number.
    ///
    /// Areas must be valid: rings that neither cross themselves nor each other.
    #[must_use]
    pub fn new<'a>(areas: impl IntoIterator<Item = (&'a MultiPolygon<f64>, Period)>) -> Self {
        build::ground(areas)
    }

    /// Names every area that covers the point on the day (on any day without one) by its number, and whether the
    /// point lies on its line; in no order.
    #[inline]
    pub fn each_at(&self, point: LonLat, day: Option<Day>, mut found: impl FnMut(usize, Side)) {
        let days = Span::of_day(day);
        self.each_on(point, days, &mut found);
        // 180 degrees east and west are the same meridian; an area that ends there may be drawn at either.
        if point.lon().abs() >= 180.0
            && let Ok(twin) = LonLat::new(-point.lon(), point.lat())
        {
            self.each_on(twin, days, &mut found);
        }
    }

    /// The numbers of the areas that cover the point on the day (on any day without one; a line counts as inside),
    /// added in order. One found from both sides of the antimeridian is named once.
    pub fn covering(&self, point: LonLat, day: Option<Day>, numbers: &mut Vec<u32>) {
        let start = numbers.len();
        self.each_at(point, day, |area, _| numbers.push(short(area)));
        numbers[start..].sort_unstable();
        if point.lon().abs() >= 180.0 {
            let mut own = numbers.split_off(start);
            own.dedup();
            numbers.append(&mut own);
        }
    }

    #[inline]
    fn each_on(&self, point: LonLat, days: Span, found: &mut impl FnMut(usize, Side)) {
        let spot = Spot::of(point);
        let Some(parts) = self.leaf_at(spot).and_then(|first| self.parts.get(first..)) else {
            return;
        };
        let corner = spot.at(parts[0].level).corner(parts[0].level);
        let point = Coord {
            x: point.lon(),
            y: point.lat(),
        };
        for part in parts {
            if part.span.meets(days)
                && let Some(side) = self.side(part, corner, point)
            {
                found(part.area as usize, side);
            }
            if part.is_last {
                return;
            }
        }
    }

    /// The first part of the leaf that holds a spot.
    #[inline]
    fn leaf_at(&self, spot: Spot) -> Option<usize> {
        let (mut cell, mut level) = (self.grid.cell(spot)?, self.grid.level);
        loop {
            match cell.kind() {
                Kind::Empty => return None,
                Kind::Leaf(first_part) => return Some(first_part),
                Kind::Divided(first) => {
                    level += 1;
                    cell = self.cells[first + spot.quarter_number(level)];
                }
            }
        }
    }

    #[inline]
    fn side(&self, part: &Part, corner: Corner, point: Coord<f64>) -> Option<Side> {
        let first = part.first_block as usize;
        let mut inside = part.corner_inside;
        for block in &self.blocks[first..first + part.blocks as usize] {
            match block.odd_between(corner, point) {
                Some(odd) => inside ^= odd,
                None => return Some(Side::Boundary),
            }
        }
        inside.then_some(Side::Inside)
    }

    /// Bytes of memory that it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        size_of::<Cell>() * (self.grid.cells.capacity() + self.cells.capacity())
            + size_of::<Part>() * self.parts.capacity()
            + size_of::<Block>() * self.blocks.capacity()
    }
}

#[cfg(test)]
mod tests;
