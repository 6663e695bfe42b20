//! The nearest edge of an area, through boxes.

use geo::{BoundingRect, Coord, Line, LinesIter, MultiPolygon, Rect};
use wide::f64x4;

use crate::model::{LonLat, NearestEdge, Plane, is_cut, nearest_edge};

/// How many boxes stand in a box, and how many edges in the innermost: two times the four that are computed at once.
const WIDTH: usize = 8;
/// The edges of an area in boxes of boxes: an answer looks at few of them.
///
/// Edges that follow each other lie close together, so eight of them make a box, and eight boxes one of the next level.
/// About 37 bytes an edge.
#[derive(Debug, Default)]
pub struct Outline {
    around: Option<Rect<f64>>,
    edges: Vec<Eight>,
    /// From the innermost level to the outermost, which is one group of boxes.
    levels: Vec<Vec<Eight>>,
}

/// Eight edges (from the first corner to the second) or eight boxes (from the lower left to the upper right), in degrees.
/// Missing ones, and edges that are no boundary, are not numbers: nothing is near them.
#[derive(Debug, Clone, Copy)]
struct Eight([Four; 2]);

/// Half of them.
#[derive(Debug, Clone, Copy)]
struct Four {
    x: [f64x4; 2],
    y: [f64x4; 2],
}

/// What is asked.
#[derive(Clone, Copy)]
struct Question {
    here: Coord<f64>,
    plane: Plane,
}

/// The best answer so far.
struct Best {
    /// The least distance in the plane of the point, in metres.
    rough_m: f64,
    /// Squared, how far a box may seem to be and yet hold the nearest edge.
    reach2: f64,
    /// Squared, how far an edge may seem to be, without the plane's first error, and yet be the nearest.
    straight_reach2: f64,
    edge: Option<NearestEdge>,
}

impl Outline {
    /// The edges of an area; cuts along the antimeridian are none (RFC 7946 §3.1.9).
    #[must_use]
    pub fn new(area: &MultiPolygon<f64>) -> Self {
        let edges: Vec<Option<Line<f64>>> = area
            .lines_iter()
            .map(|line| (!is_cut(&line)).then_some(line))
            .collect();
        let edges: Vec<Eight> = edges.chunks(WIDTH).map(Eight::of).collect();
        let mut levels: Vec<Vec<Eight>> = Vec::new();
        let mut width = edges.len();
        while width > 1 || (levels.is_empty() && width > 0) {
            let inner = levels.last().unwrap_or(&edges);
            let boxes: Vec<_> = inner.iter().map(Eight::around).collect();
            let outer: Vec<Eight> = boxes.chunks(WIDTH).map(Eight::of).collect();
            width = outer.len();
            levels.push(outer);
        }
        Self {
            around: area.bounding_rect(),
            edges,
            levels,
        }
    }

    /// The edge nearest to a point, of equally near ones the first, as [`nearest_edge`] finds it in `area`, of which
    /// the outline was made; `None` where there is none.
    ///
    /// Where some of the area lies beyond the far side of the earth, all edges are looked at.
    #[must_use]
    pub fn nearest(&self, area: &MultiPolygon<f64>, point: LonLat) -> Option<NearestEdge> {
        let around = self.around?;
        let here = point.to_point().0;
        if here.x - around.min().x > 180.0 || around.max().x - here.x > 180.0 {
            return nearest_edge(area, point);
        }
        let question = Question {
            here,
            plane: Plane::at(here.y),
        };
        let mut best = Best::none();
        self.open(question, self.levels.len(), 0, &mut best);
        let nearest = best.edge?;
        let line = self
            .edges
            .get(nearest.number / WIDTH)?
            .line(nearest.number % WIDTH);
        Some(nearest.measured(line, here))
    }

    /// Opens a box of some level, the nearest in it first, and none that is further than the best edge may seem.
    fn open(&self, question: Question, level: usize, number: usize, best: &mut Best) {
        let Some(inner) = level.checked_sub(1) else {
            best.look_at(question, &self.edges, number);
            return;
        };
        let Some(boxes) = self.levels[inner].get(number) else {
            return;
        };
        let mut squares = question.to_boxes(boxes);
        while let Some(place) = least(&squares).filter(|place| squares[*place] <= best.reach2) {
            squares[place] = f64::NAN;
            self.open(question, inner, number * WIDTH + place, best);
        }
    }
}

/// The place of the least of some numbers; `None` where none is one.
#[inline]
fn least(numbers: &[f64; WIDTH]) -> Option<usize> {
    let mut found = (f64::INFINITY, None);
    for (place, number) in numbers.iter().enumerate() {
        if *number < found.0 {
            found = (*number, Some(place));
        }
    }
    found.1
}

impl Eight {
    fn of(lines: &[Option<Line<f64>>]) -> Self {
        let (first, second) = lines.split_at(lines.len().min(WIDTH / 2));
        Self([Four::of(first), Four::of(second)])
    }

    /// The box around all eight, as a line from corner to corner.
    fn around(&self) -> Option<Line<f64>> {
        let lines = (0..WIDTH).map(|place| self.line(place));
        let corners = lines.flat_map(|line| [line.start, line.end]);
        let corners = corners.filter(|corner| !corner.x.is_nan());
        corners
            .map(|corner| Line::new(corner, corner))
            .reduce(|around, corner| {
                let (low, high, at) = (around.start, around.end, corner.start);
                let coord = |x, y| Coord { x, y };
                Line::new(
                    coord(low.x.min(at.x), low.y.min(at.y)),
                    coord(high.x.max(at.x), high.y.max(at.y)),
                )
            })
    }

    fn line(&self, place: usize) -> Line<f64> {
        self.0[place / 4].line(place % 4)
    }
}

impl Four {
    fn of(lines: &[Option<Line<f64>>]) -> Self {
        let all = |number: fn(&Line<f64>) -> f64| {
            let mut numbers = [f64::NAN; 4];
            for (place, line) in numbers.iter_mut().zip(lines) {
                *place = line.as_ref().map_or(f64::NAN, number);
            }
            f64x4::new(numbers)
        };
        Self {
            x: [all(|line| line.start.x), all(|line| line.end.x)],
            y: [all(|line| line.start.y), all(|line| line.end.y)],
        }
    }

    fn line(&self, place: usize) -> Line<f64> {
        let [x, y] = [self.x, self.y].map(|pair| pair.map(|four| four.to_array()[place]));
        Line::new(Coord { x: x[0], y: y[0] }, Coord { x: x[1], y: y[1] })
    }
}

impl Question {
    /// Squares of the least distances to eight boxes.
    #[inline]
    fn to_boxes(self, boxes: &Eight) -> [f64; WIDTH] {
        let gap = |[low, high]: [f64x4; 2], at: f64, scale: f64| {
            let at = f64x4::splat(at);
            f64x4::ZERO.fast_max((low - at).fast_max(at - high)) * f64x4::splat(scale)
        };
        joined(boxes.0.each_ref().map(|four| {
            let x = gap(four.x, self.here.x, self.plane.degree_m.x);
            let y = gap(four.y, self.here.y, self.plane.degree_m.y);
            x * x + y * y
        }))
    }

    /// The nearest spots of eight edges in the plane of the point, metres to the east and north.
    #[inline]
    fn to_edges(self, edges: &Eight) -> [[f64x4; 2]; 2] {
        let metres = |[start, end]: [f64x4; 2], at: f64, scale: f64| {
            let scale = f64x4::splat(scale);
            ((start - f64x4::splat(at)) * scale, (end - start) * scale)
        };
        edges.0.each_ref().map(|four| {
            let (x, along_x) = metres(four.x, self.here.x, self.plane.degree_m.x);
            let (y, along_y) = metres(four.y, self.here.y, self.plane.degree_m.y);
            let length2 = along_x * along_x + along_y * along_y;
            // An edge without length: nothing over almost nothing is nothing.
            let length2 = f64x4::splat(f64::MIN_POSITIVE).fast_max(length2);
            let along = -(x * along_x + y * along_y) / length2;
            let along = f64x4::ZERO.fast_max(f64x4::ONE.fast_min(along));
            [x + along_x * along, y + along_y * along]
        })
    }
}

/// Squares of the lengths to spots, with the first error of the plane taken away by its `narrowing` to the north.
#[inline]
fn squares(spots: [[f64x4; 2]; 2], narrowing: f64) -> [f64; WIDTH] {
    let narrowing = f64x4::splat(narrowing);
    joined(spots.map(|[x, y]| {
        let x = x - x * y * narrowing;
        x * x + y * y
    }))
}

#[inline]
fn joined([first, second]: [f64x4; 2]) -> [f64; WIDTH] {
    let mut all = [0.0; WIDTH];
    all[..WIDTH / 2].copy_from_slice(&first.to_array());
    all[WIDTH / 2..].copy_from_slice(&second.to_array());
    all
}

impl Best {
    fn none() -> Self {
        Self {
            rough_m: f64::INFINITY,
            reach2: f64::INFINITY,
            straight_reach2: f64::INFINITY,
            edge: None,
        }
    }

    #[inline]
    fn look_at(&mut self, question: Question, edges: &[Eight], number: usize) {
        let Some(edges) = edges.get(number) else {
            return;
        };
        let spots = question.to_edges(edges);
        let rough2 = squares(spots, 0.0);
        let Some(place) = least(&rough2).filter(|place| rough2[*place] <= self.reach2) else {
            return;
        };
        let Question { here, plane } = question;
        let rough_m = rough2[place].sqrt();
        if rough_m < self.rough_m {
            self.rough_m = rough_m;
            self.reach2 = plane.reach_m(rough_m).powi(2);
        }
        let refined = |place: usize| {
            let line = edges.line(place);
            let number = number * WIDTH + place;
            plane.nearest(line, here).refined(line, here, plane, number)
        };
        // Most often no other edge of the eight is near enough.
        let near = rough2.iter().filter(|square| **square <= self.reach2);
        if near.count() == 1 {
            return self.take(refined(place));
        }
        let straight2 = squares(spots, plane.narrowing());
        if let Some(place) = least(&straight2) {
            let reach_m = plane.straight_reach_m(straight2[place].sqrt(), self.rough_m);
            self.straight_reach2 = self.straight_reach2.min(reach_m.powi(2));
        }
        for (place, square) in straight2.into_iter().enumerate() {
            if rough2[place] <= self.reach2 && square <= self.straight_reach2 {
                self.take(refined(place));
            }
        }
    }

    fn take(&mut self, edge: NearestEdge) {
        self.edge = Some(self.edge.map_or(edge, |best| best.nearer(edge)));
    }
}

#[cfg(test)]
mod tests {
    use geo::{Polygon, coord};
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn boxed(west: f64, south: f64, east: f64, north: f64) -> Polygon<f64> {
        Rect::new((west, south), (east, north)).to_polygon()
    }

    proptest! {
        #[test]
        fn it_finds_what_all_edges_give(
            corners in vec((-20.0..20.0_f64, -20.0..20.0_f64), 3..200),
            (x, y, scale) in (-150.0..150.0_f64, -65.0..65.0_f64, prop::sample::select(vec![0.01, 0.1, 1.0])),
            points in vec((-40.0..40.0_f64, -40.0..40.0_f64), 20),
        ) {
            let ring = corners.iter().map(|(a, b)| coord! { x: x + a * scale, y: y + b * scale });
            let area: MultiPolygon<f64> = Polygon::new(ring.collect(), Vec::new()).into();
            let outline = Outline::new(&area);
            for (a, b) in points {
                let Ok(point) = LonLat::new(x + a * scale, y + b * scale) else { continue };
                prop_assert_eq!(outline.nearest(&area, point), nearest_edge(&area, point));
            }
        }
    }

    #[test]
    fn it_agrees_round_the_antimeridian_and_the_poles() {
        let areas = [
            MultiPolygon(vec![
                boxed(178.0, -18.0, 180.0, -16.0),
                boxed(-180.0, -18.0, -178.0, -16.0),
            ]),
            MultiPolygon(vec![boxed(-180.0, 80.0, 180.0, 90.0)]),
            MultiPolygon(vec![boxed(-100.0, -5.0, 100.0, 5.0)]),
            MultiPolygon(vec![boxed(0.0, 0.0, 1.0, 1.0)]),
        ];
        for area in &areas {
            let outline = Outline::new(area);
            for column in -18..=18 {
                for row in -9..=9 {
                    let point =
                        LonLat::new(f64::from(column) * 10.0, f64::from(row) * 10.0).unwrap();
                    let (ours, all) = (outline.nearest(area, point), nearest_edge(area, point));
                    assert_eq!(ours, all, "{point:?}");
                }
            }
        }
    }

    #[test]
    fn an_area_without_a_boundary_has_no_nearest_edge() {
        let none = MultiPolygon(Vec::new());
        let point = LonLat::new(0.0, 0.0).unwrap();
        assert_eq!(Outline::new(&none).nearest(&none, point), None);
    }
}
