//! The nearest edge of an area, through boxes.

use geo::{BoundingRect, Coord, Line, LinesIter, MultiPolygon, Rect};
use wide::f64x4;

use crate::model::{LonLat, Margins, NearestEdge, Plane, is_cut, nearest_edge};

/// How many boxes stand in a box, and how many edges in the innermost: two times the four that are computed at once.
const WIDTH: usize = 8;

/// How many edges that may be nearest are noted before they are measured. Most often it is one or two; from the middle
/// of a circle all of them are near.
const MOST_NEAR: usize = 8;

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
    margins: Margins,
}

/// Edges that may be nearest, and how near one must seem for that.
struct Search {
    /// The least distance in the plane of the point, squared.
    least2: f64,
    /// How far a box or an edge may seem to be and yet hold the nearest spot, squared.
    reach2: f64,
    near: [Near; MOST_NEAR],
    count: usize,
    /// The best of those that were measured to make room in `near`.
    edge: Option<NearestEdge>,
}

/// An edge that may be nearest.
#[derive(Clone, Copy, Default)]
struct Near {
    number: usize,
    /// Where along it the nearest spot lies in the plane of the point.
    along: f64,
    /// Its distance there, squared.
    rough2: f64,
    /// The same without the plane's first error.
    straight2: f64,
}

/// The nearest spots of four edges in the plane of the point.
#[derive(Clone, Copy)]
struct Spots {
    /// Metres to the east and north.
    x: f64x4,
    y: f64x4,
    along: f64x4,
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
        if here.x - around.min().x >= 180.0 || around.max().x - here.x >= 180.0 {
            return nearest_edge(area, point);
        }
        let plane = Plane::at(here.y);
        let question = Question {
            here,
            plane,
            margins: plane.margins(),
        };
        let mut search = Search::new();
        self.open(question, self.levels.len(), 0, &mut search);
        search.measure(question, self);
        let nearest = search.edge?;
        Some(nearest.measured(self.line(nearest.number), here))
    }

    /// Opens a box of some level, the nearest in it first, and none that is further than the nearest edge may seem.
    fn open(&self, question: Question, level: usize, number: usize, search: &mut Search) {
        let Some(inner) = level.checked_sub(1) else {
            search.look_at(question, self, number);
            return;
        };
        let Some(boxes) = self.levels[inner].get(number) else {
            return;
        };
        let mut squares = question.to_boxes(boxes);
        loop {
            let (square, place) = least(squares);
            if square > search.reach2 {
                return;
            }
            self.open(question, inner, number * WIDTH + place, search);
            let [first, second] = DONE[place];
            squares = [squares[0].fast_max(first), squares[1].fast_max(second)];
        }
    }

    fn line(&self, number: usize) -> Line<f64> {
        self.edges[number / WIDTH].line(number % WIDTH)
    }
}

/// For each of eight places, infinity there and nothing elsewhere.
static DONE: [[f64x4; 2]; WIDTH] = {
    let mut all = [[f64x4::ZERO; 2]; WIDTH];
    let mut place = 0;
    while place < WIDTH {
        let mut four = [0.0; 4];
        four[place % 4] = f64::INFINITY;
        all[place][place / 4] = f64x4::new(four);
        place += 1;
    }
    all
};

/// The least of eight numbers and its place; of equal ones the first.
#[inline]
fn least(numbers: [f64x4; 2]) -> (f64, usize) {
    let [a, b, c, d] = numbers[0].fast_min(numbers[1]).to_array();
    let least = smaller(smaller(a, b), smaller(c, d));
    let places = where_both(numbers, |four| four.simd_eq(f64x4::splat(least)));
    (least, places.trailing_zeros() as usize % WIDTH)
}

/// [`f64::min`] without its care for what is not a number.
#[inline]
fn smaller(a: f64, b: f64) -> f64 {
    if b < a { b } else { a }
}

/// Where something holds of eight numbers, one bit for each.
#[inline]
fn where_both([first, second]: [f64x4; 2], holds: impl Fn(f64x4) -> f64x4) -> u32 {
    holds(first).to_bitmask() | holds(second).to_bitmask() << 4
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
    ///
    /// Here and below the halves are written one beside the other: `map` of arrays would be called, not inlined.
    #[inline]
    fn to_boxes(self, boxes: &Eight) -> [f64x4; 2] {
        let Eight([first, second]) = boxes;
        [self.to_four_boxes(first), self.to_four_boxes(second)]
    }

    #[inline]
    fn to_four_boxes(self, four: &Four) -> f64x4 {
        let gap = |[low, high]: [f64x4; 2], at: f64, scale: f64| {
            let at = f64x4::splat(at);
            f64x4::ZERO.fast_max((low - at).fast_max(at - high)) * f64x4::splat(scale)
        };
        let x = gap(four.x, self.here.x, self.plane.degree_m.x);
        let y = gap(four.y, self.here.y, self.plane.degree_m.y);
        known(x * x + y * y)
    }

    /// The nearest spots of four edges.
    #[inline]
    fn to_edges(self, four: &Four) -> Spots {
        let metres = |[start, end]: [f64x4; 2], at: f64, scale: f64| {
            let scale = f64x4::splat(scale);
            ((start - f64x4::splat(at)) * scale, (end - start) * scale)
        };
        let (x, along_x) = metres(four.x, self.here.x, self.plane.degree_m.x);
        let (y, along_y) = metres(four.y, self.here.y, self.plane.degree_m.y);
        let length2 = along_x * along_x + along_y * along_y;
        // An edge without length: nothing over almost nothing is nothing.
        let length2 = f64x4::splat(f64::MIN_POSITIVE).fast_max(length2);
        let along = -(x * along_x + y * along_y) / length2;
        let along = f64x4::ZERO.fast_max(f64x4::ONE.fast_min(along));
        Spots {
            x: x + along_x * along,
            y: y + along_y * along,
            along,
        }
    }
}

impl Spots {
    /// Squares of their distances, with the first error of the plane taken away by its `narrowing` to the north.
    #[inline]
    fn squares(&self, narrowing: f64) -> f64x4 {
        let x = self.x - self.x * self.y * f64x4::splat(narrowing);
        known(x * x + self.y * self.y)
    }
}

/// Infinity for what is not a number.
#[inline]
fn known(four: f64x4) -> f64x4 {
    let infinite = f64x4::splat(f64::INFINITY);
    four.simd_lt(infinite).bitselect(four, infinite)
}

impl Search {
    fn new() -> Self {
        Self {
            least2: f64::MAX,
            reach2: f64::MAX,
            near: [Near::default(); MOST_NEAR],
            count: 0,
            edge: None,
        }
    }

    /// Notes which of eight edges may be nearest.
    #[inline]
    fn look_at(&mut self, question: Question, outline: &Outline, number: usize) {
        let Some(Eight([first, second])) = outline.edges.get(number) else {
            return;
        };
        let spots = [question.to_edges(first), question.to_edges(second)];
        let rough2 = [spots[0].squares(0.0), spots[1].squares(0.0)];
        let (least2, _) = least(rough2);
        if least2 < self.least2 {
            self.least2 = least2;
            self.reach2 = question.margins.reach_m(least2.sqrt()).powi(2);
        }
        let mut places = where_both(rough2, |four| four.simd_le(f64x4::splat(self.reach2)));
        while places != 0 {
            let place = places.trailing_zeros() as usize;
            places &= places - 1;
            if self.count == MOST_NEAR {
                self.measure(question, outline);
            }
            let (half, lane) = (place / 4, place % 4);
            let straight2 = spots[half].squares(question.margins.narrowing());
            self.near[self.count] = Near {
                number: number * WIDTH + place,
                along: spots[half].along.to_array()[lane],
                rough2: rough2[half].to_array()[lane],
                straight2: straight2.to_array()[lane],
            };
            self.count += 1;
        }
    }

    /// Measures those that were noted and still may be nearest.
    fn measure(&mut self, question: Question, outline: &Outline) {
        let Question {
            here,
            plane,
            margins,
        } = question;
        let near = self.near[..self.count].iter();
        let near = near.filter(|near| near.rough2 <= self.reach2);
        let straight2 = near.clone().map(|near| near.straight2);
        let straight2 = straight2.fold(f64::INFINITY, smaller);
        let reach_m = margins.straight_reach_m(straight2.sqrt(), self.least2.sqrt());
        for near in near.filter(|near| near.straight2 <= reach_m.powi(2)) {
            let edge = plane.refined(outline.line(near.number), near.along, here, near.number);
            self.edge = Some(self.edge.map_or(edge, |best| best.nearer(edge)));
        }
        self.count = 0;
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
