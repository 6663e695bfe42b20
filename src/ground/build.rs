//! How the cells are made, from the top down.

use geo::{BoundingRect, LinesIter, MultiPolygon, Rect};

use super::{
    Block, Cell, Corner, Ground, Kind, Part, Span, WIDTH,
    edge::Edge,
    grid::{Grid, LAST_LEVEL, Spot, side_deg},
    short,
};
use crate::model::{LonLat, Period};

/// Most edges of one area in a leaf, where dividing helps.
const FEW: u32 = 8;
/// No edge, and no part, is copied more often than this on the whole (see [`Draft::weight`]).
const MOST_COPIES: f64 = 8.0;
/// Most cells of the grid: 1 MB of them, so that they stay in a cache close by.
const MOST_GRID_CELLS: usize = 1 << 18;

/// What meets a cell that may still be divided.
#[derive(Debug, Default)]
struct Draft {
    parts: Vec<DraftPart>,
    /// Numbers of edges, part after part.
    edges: Vec<u32>,
    /// How many of the edges belong to parts that are closed.
    closed: usize,
}

#[derive(Debug, Clone, Copy)]
struct DraftPart {
    area: u32,
    corner_inside: bool,
    count: u32,
}

/// A cell under division: where it is, and by how much the weight grew on the way to it.
#[derive(Debug, Clone, Copy)]
struct Place {
    spot: Spot,
    level: u8,
    growth: f64,
}

/// Makes the ground of dated areas.
pub(super) fn ground<'a>(
    areas: impl IntoIterator<Item = (&'a MultiPolygon<f64>, Period)>,
) -> Ground {
    let mut builder = Builder::default();
    let mut all = Draft::default();
    let mut around: Option<Rect<f64>> = None;
    for (area, period) in areas {
        let first = builder.all_edges.len();
        let lines = area.lines_iter().filter(|line| line.start != line.end);
        let edges = lines.map(|line| Edge::new(line.start, line.end));
        builder.all_edges.extend(edges);
        all.parts.push(DraftPart {
            area: short(builder.spans.len()),
            corner_inside: false,
            count: short(builder.all_edges.len() - first),
        });
        builder.spans.push(Span::of(period));
        around = merged(around, area.bounding_rect());
    }
    all.edges = (0..short(builder.all_edges.len())).collect();
    match around.and_then(corners) {
        Some(corners) => builder.build(&all, corners),
        None => builder.ground,
    }
}

fn merged(a: Option<Rect<f64>>, b: Option<Rect<f64>>) -> Option<Rect<f64>> {
    let (Some(a), Some(b)) = (a, b) else {
        return a.or(b);
    };
    let (low, high) = (a.min(), a.max());
    Some(Rect::new(
        (low.x.min(b.min().x), low.y.min(b.min().y)),
        (high.x.max(b.max().x), high.y.max(b.max().y)),
    ))
}

/// The cells of the last level at the corners of a rectangle; `None` where that is not on the earth.
fn corners(around: Rect<f64>) -> Option<[Spot; 2]> {
    let spot = |corner: geo::Coord<f64>| LonLat::new(corner.x, corner.y).ok().map(Spot::of);
    Some([spot(around.min())?, spot(around.max())?])
}

#[derive(Default)]
struct Builder {
    ground: Ground,
    leaves: usize,
    all_edges: Vec<Edge>,
    spans: Vec<Span>,
}

impl Builder {
    fn build(mut self, all: &Draft, corners: [Spot; 2]) -> Ground {
        // The deepest level on which everything lies in two by two cells. One more column and row before them, and
        // the first corner lies outside all areas.
        let span = |level: u8| corners.map(|corner| corner.at(level));
        let level = (0..=LAST_LEVEL).rev().find(|level| {
            let [low, high] = span(*level);
            high.column - low.column <= 1 && high.row - low.row <= 1
        });
        let level = level.unwrap_or_default();
        let [low, high] = span(level);
        let outside = Spot {
            column: low.column - 1,
            row: low.row - 1,
        };
        let mut roots = Vec::new();
        for row in outside.row..=high.row {
            for column in outside.column..=high.column {
                let spot = Spot { column, row };
                let draft = self.within(all, outside.corner(level), spot, level);
                let place = Place {
                    spot,
                    level,
                    growth: 1.0,
                };
                roots.push((place, self.cell(draft, place)));
            }
        }
        self.ground.grid = self.grid(&roots, corners, level);
        self.ground.cells.shrink_to_fit();
        self.ground.parts.shrink_to_fit();
        self.ground.blocks.shrink_to_fit();
        self.ground
    }

    /// A cell of the tree for what meets it.
    fn cell(&mut self, draft: Draft, place: Place) -> Cell {
        if draft.parts.is_empty() {
            return Cell::EMPTY;
        }
        let crowded = draft.parts.iter().any(|part| part.count > FEW);
        if !crowded || place.level == LAST_LEVEL {
            return self.leaf(&draft, place);
        }
        let quarters = self.quarters(&draft, place);
        let weight: f64 = quarters.iter().map(Draft::weight).sum();
        let growth = place.growth * weight / draft.weight();
        if growth > MOST_COPIES {
            return self.leaf(&draft, place);
        }
        drop(draft); // a deep tree should not hold what is divided already
        let first = self.ground.cells.len();
        self.ground.cells.extend([Cell::EMPTY; 4]);
        for (number, quarter) in quarters.into_iter().enumerate() {
            let place = Place {
                spot: place.spot.quarter(number),
                level: place.level + 1,
                growth,
            };
            self.ground.cells[first + number] = self.cell(quarter, place);
        }
        Cell::divided(first)
    }

    fn leaf(&mut self, draft: &Draft, place: Place) -> Cell {
        let corner = place.spot.corner(place.level);
        let ground = &mut self.ground;
        let first_part = ground.parts.len();
        for (part, edges) in draft.parts() {
            let edges = edges.iter().map(|&edge| self.all_edges[edge as usize]);
            let edges: Vec<Edge> = edges.map(|edge| edge.seen_from(corner)).collect();
            let blocks = edges.chunks(WIDTH).map(Block::new);
            ground.parts.push(Part {
                span: self.spans[part.area as usize],
                area: part.area,
                first_block: short(ground.blocks.len()),
                blocks: short(blocks.len()),
                level: place.level,
                corner_inside: part.corner_inside,
                is_last: ground.parts.len() + 1 == first_part + draft.parts.len(),
            });
            ground.blocks.extend(blocks);
        }
        self.leaves += 1;
        Cell::leaf(first_part)
    }

    /// What of all areas meets a root cell. The corner that the sides are told for lies nowhere right of it or above.
    fn within(&self, all: &Draft, corner: Corner, spot: Spot, level: u8) -> Draft {
        let (own, side) = (spot.corner(level), side_deg(level));
        let mut inner = Draft::default();
        for (part, edges) in all.parts() {
            let mut corner_inside = part.corner_inside;
            for &number in edges {
                let edge = self.all_edges[number as usize];
                corner_inside ^= edge.parts(corner, own);
                if edge.may_meet(own, side) {
                    inner.edges.push(number);
                }
            }
            inner.close(part.area, corner_inside);
        }
        inner
    }

    /// What of a cell meets each of its quarters.
    fn quarters(&self, draft: &Draft, place: Place) -> [Draft; 4] {
        let level = place.level + 1;
        let side = side_deg(level);
        let corners = [0, 1, 2, 3].map(|number| place.spot.quarter(number).corner(level));
        let [corner, right, above, middle] = corners;
        let mut quarters: [Draft; 4] = Default::default();
        for (part, edges) in draft.parts() {
            let mut inside = [part.corner_inside; 4];
            for &number in edges {
                let edge = self.all_edges[number as usize];
                inside[1] ^= edge.parts(corner, right);
                let up = edge.parts(corner, above);
                inside[2] ^= up;
                inside[3] ^= up ^ edge.parts(above, middle);
                let columns = [
                    edge.start.x.min(edge.end.x) <= middle.x,
                    edge.start.x.max(edge.end.x) >= middle.x,
                ];
                let rows = [
                    edge.start.y.min(edge.end.y) <= middle.y,
                    edge.start.y.max(edge.end.y) >= middle.y,
                ];
                // An edge that lies on one side of both lines meets one quarter; others are looked at closely.
                let plain = columns[0] != columns[1] && rows[0] != rows[1];
                for (quarter, draft) in quarters.iter_mut().enumerate() {
                    let around = columns[quarter & 1] && rows[quarter >> 1];
                    if around && (plain || edge.may_meet(corners[quarter], side)) {
                        draft.edges.push(number);
                    }
                }
            }
            for (quarter, inside) in quarters.iter_mut().zip(inside) {
                quarter.close(part.area, inside);
            }
        }
        quarters
    }

    /// A grid with more cells than there are leaves, but no more than a cache holds.
    fn grid(&self, roots: &[(Place, Cell)], corners: [Spot; 2], least_level: u8) -> Grid {
        let enough = (16 * self.leaves).clamp(64, MOST_GRID_CELLS);
        let size = |level: u8| {
            let [low, high] = corners.map(|corner| corner.at(level));
            let length =
                |low: i64, high: i64| usize::try_from(high - low + 1).unwrap_or(usize::MAX);
            let (columns, rows) = (length(low.column, high.column), length(low.row, high.row));
            (columns, rows, columns.saturating_mul(rows))
        };
        let levels = (least_level..=LAST_LEVEL).rev();
        let level = levels.into_iter().find(|level| size(*level).2 <= enough);
        let level = level.unwrap_or(least_level);
        let (columns, rows, count) = size(level);
        let mut grid = Grid {
            level,
            first: corners[0].at(level),
            columns,
            cells: vec![Cell::EMPTY; count],
        };
        for &(place, cell) in roots {
            self.lay(&mut grid, rows, place, cell);
        }
        grid
    }

    /// Lays a cell of the tree on all cells of the grid that it holds.
    fn lay(&self, grid: &mut Grid, rows: usize, place: Place, cell: Cell) {
        if let (Kind::Divided(first), true) = (cell.kind(), place.level < grid.level) {
            for number in 0..4 {
                let place = Place {
                    spot: place.spot.quarter(number),
                    level: place.level + 1,
                    ..place
                };
                self.lay(grid, rows, place, self.ground.cells[first + number]);
            }
            return;
        }
        let deeper = grid.level - place.level;
        let covered = |start: i64, first: i64, length: usize| {
            let from = (start << deeper) - first;
            let to = ((start + 1) << deeper) - first;
            let within = |at: i64| usize::try_from(at.max(0)).unwrap_or(usize::MAX).min(length);
            within(from)..within(to)
        };
        let columns = covered(place.spot.column, grid.first.column, grid.columns);
        for row in covered(place.spot.row, grid.first.row, rows) {
            let row = &mut grid.cells[row * grid.columns..][..grid.columns];
            row[columns.clone()].fill(cell);
        }
    }
}

impl Draft {
    /// The edges since the last part are those of an area; a part that nothing meets is none.
    fn close(&mut self, area: u32, corner_inside: bool) {
        let count = short(self.edges.len() - self.closed);
        self.closed = self.edges.len();
        if count > 0 || corner_inside {
            self.parts.push(DraftPart {
                area,
                corner_inside,
                count,
            });
        }
    }

    /// Its parts with their edges.
    fn parts(&self) -> impl Iterator<Item = (DraftPart, &[u32])> {
        let mut rest = self.edges.as_slice();
        self.parts.iter().map(move |part| {
            let (edges, others) = rest.split_at(part.count as usize);
            rest = others;
            (*part, edges)
        })
    }

    /// Edges and parts, of which each takes room.
    ///
    /// When a cell is divided, its weight grows by some factor, for what lies on the cut is in more than one quarter.
    /// A cell is not divided if the product of these factors on the way to its quarters would exceed
    /// [`MOST_COPIES`]. So the leaves below a cell of weight w and product g weigh at most `w · MOST_COPIES / g`:
    /// that holds for a leaf, since `g <= MOST_COPIES`, and if it holds for the quarters, it holds for the cell. All
    /// leaves together weigh at most [`MOST_COPIES`] times the edges and areas there are, whatever is drawn.
    #[expect(clippy::cast_precision_loss, reason = "a ratio need not be exact")]
    fn weight(&self) -> f64 {
        (self.parts.len() + self.edges.len()) as f64
    }
}
