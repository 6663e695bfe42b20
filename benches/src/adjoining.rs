//! Many polygons that adjoin without a gap: a jittered grid whose shared sides are crinkly lines.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use crate::{area_set::AreaSet, days::period, dice::Dice};

/// Where the grid lies: west, south, east, north.
const GROUND: [f64; 4] = [0.0, 20.0, 50.0, 60.0];
/// How far a corner may lie from its place, in cells. Sides then meet at more than 20 degrees.
const JITTER: f64 = 0.2;
/// How far a side may leave the straight line, as a share of how far its nearer end is. Below the tangent of 10 degrees, so
/// that sides never meet but in corners.
const CRINKLE: f64 = 0.15;
/// How far an edge may run across, for each step along.
const BEND: f64 = 0.6;
/// 2015-01-01, where periods may begin.
const FIRST_DAY: i32 = 16_436;

/// `columns` times `rows` polygons whose sides have `steps` edges each: four times as many vertices in a polygon.
#[must_use]
pub fn adjoining(columns: usize, rows: usize, steps: usize) -> AreaSet {
    let grid = Grid::new(columns, rows, steps);
    let mut dice = Dice::new(6);
    let mut set = AreaSet::new("A");
    for row in 0..rows {
        for column in 0..columns {
            let from = FIRST_DAY + dice.below(700) as i32;
            let to = (dice.below(2) == 0).then(|| from + 700 + dice.below(1000) as i32);
            set.push(MultiPolygon::new(vec![grid.polygon(column, row)]), period(from, to));
        }
    }
    set
}

struct Grid {
    columns: usize,
    rows: usize,
    steps: usize,
}

impl Grid {
    fn new(columns: usize, rows: usize, steps: usize) -> Self {
        Self { columns, rows, steps: steps.max(1) }
    }

    /// Counter-clockwise: below, right, above, left.
    fn polygon(&self, column: usize, row: usize) -> Polygon<f64> {
        let below = self.side(column, row, true);
        let right = self.side(column + 1, row, false);
        let above = self.side(column, row + 1, true);
        let left = self.side(column, row, false);
        let there = below.into_iter().chain(right);
        let back = above.into_iter().rev().chain(left.into_iter().rev());
        let mut ring: Vec<_> = there.chain(back).collect();
        ring.dedup();
        Polygon::new(LineString::new(ring), Vec::new())
    }

    /// From a corner to the next one east or north; the same for both polygons that share it.
    fn side(&self, column: usize, row: usize, east: bool) -> Vec<Coord<f64>> {
        let start = self.corner(column, row);
        let end = if east { self.corner(column + 1, row) } else { self.corner(column, row + 1) };
        let along = end - start;
        let across = Coord { x: -along.y, y: along.x };
        let mut dice = self.dice(column, row, 1 + u64::from(east));
        let mut offset = 0.0_f64;
        let inner = (1..self.steps).map(|step| {
            let t = step as f64 / self.steps as f64;
            let most = CRINKLE * t.min(1.0 - t);
            offset = (offset + dice.between(-BEND, BEND) / self.steps as f64).clamp(-most, most);
            rounded(start + along * t + across * offset)
        });
        std::iter::once(start).chain(inner).chain([end]).collect()
    }

    fn corner(&self, column: usize, row: usize) -> Coord<f64> {
        let [west, south, east, north] = GROUND;
        let mut dice = self.dice(column, row, 0);
        let place = |number: usize, count: usize, dice: &mut Dice| {
            let moved = if number == 0 || number == count { 0.0 } else { dice.between(-JITTER, JITTER) };
            (number as f64 + moved) / count as f64
        };
        let x = west + (east - west) * place(column, self.columns, &mut dice);
        let y = south + (north - south) * place(row, self.rows, &mut dice);
        rounded(Coord { x, y })
    }

    fn dice(&self, column: usize, row: usize, what: u64) -> Dice {
        let seed = ((row * (self.columns + 1) + column) as u64) * 3 + what;
        Dice::new(Dice::new(seed).number())
    }
}

/// Whole steps of a hundred-millionth of a degree, about a millimetre, as files have.
fn rounded(coord: Coord<f64>) -> Coord<f64> {
    let round = |value: f64| (value * 1e8).round() / 1e8;
    Coord { x: round(coord.x), y: round(coord.y) }
}

#[cfg(test)]
mod tests {
    use geo::{Area, Validation};

    use super::adjoining;

    #[test]
    fn polygons_are_valid_and_leave_no_gap() {
        let set = adjoining(12, 9, 33);
        assert!(set.areas().iter().all(Validation::is_valid));
        let all: f64 = set.areas().iter().map(Area::signed_area).sum();
        // The outermost sides are crinkly too.
        assert!((all - 2000.0).abs() < 20.0, "{all}");
        assert_eq!(set.vertices(), 12 * 9 * (4 * 33 + 1));
    }
}
