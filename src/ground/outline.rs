//! The nearest edge of an area, through boxes.

use geo::{BoundingRect, Coord, Line, LinesIter, MultiPolygon, Rect};
use wide::f64x4;

use crate::model::{LonLat, NearestEdge, Plane, is_cut, nearest_edge};

/// How many boxes stand in a box, and how many edges in the innermost.
const WIDTH: usize = 4;
/// Boxes that may wait to be looked at: three beside the one that is opened, on each of sixteen levels, which hold
/// four thousand million edges.
const MOST_WAITING: usize = 64;

/// The edges of an area in boxes of boxes: an answer looks at few of them.
///
/// Edges that follow each other lie close together, so four of them make a box, and four boxes one of the next level.
/// About 45 bytes an edge.
#[derive(Debug, Default)]
pub struct Outline {
    around: Option<Rect<f64>>,
    edges: Vec<Four>,
    /// From the innermost level to the outermost, which is one of four boxes.
    levels: Vec<Vec<Four>>,
}

/// Four edges (from the first corner to the second) or four boxes (from the lower left to the upper right), in degrees.
/// Missing ones, and edges that are no boundary, are not numbers: nothing is near them.
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
    /// Squared, how far an edge may seem to be and yet be the nearest.
    reach2: f64,
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
        let edges: Vec<Four> = edges.chunks(WIDTH).map(Four::of).collect();
        let mut levels: Vec<Vec<Four>> = Vec::new();
        let mut width = edges.len();
        while width > 1 || (levels.is_empty() && width > 0) {
            let inner = levels.last().unwrap_or(&edges);
            let boxes: Vec<_> = inner.iter().map(Four::around).collect();
            let outer: Vec<Four> = boxes.chunks(WIDTH).map(Four::of).collect();
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
        self.search(question)
    }

    /// Opens the nearest box first, and none that is further than the best edge may seem.
    fn search(&self, question: Question) -> Option<NearestEdge> {
        let mut best = Best::none();
        let mut waiting = [(0.0, 0, 0); MOST_WAITING];
        waiting[0] = (0.0, self.levels.len(), 0);
        let mut count = 1;
        while count > 0 {
            count -= 1;
            let (distance2, level, number) = waiting[count];
            if distance2 > best.reach2 {
                continue;
            }
            let Some(inner) = level.checked_sub(1) else {
                best.look_at(question, &self.edges, number);
                continue;
            };
            let Some(boxes) = self.levels[inner].get(number) else {
                continue;
            };
            let distances = question.to_boxes(boxes);
            let mut near = [0, 1, 2, 3].map(|place| (distances[place], place));
            sort_furthest_first(&mut near);
            for (distance2, place) in near {
                if distance2 <= best.reach2 {
                    waiting[count] = (distance2, inner, number * WIDTH + place);
                    count += 1;
                }
            }
        }
        best.edge
    }
}

/// Sorts four by a network; what is not a number may stand anywhere.
fn sort_furthest_first(four: &mut [(f64, usize); 4]) {
    for (a, b) in [(0, 1), (2, 3), (0, 2), (1, 3), (1, 2)] {
        if four[a].0 < four[b].0 {
            four.swap(a, b);
        }
    }
}

impl Four {
    fn of(lines: &[Option<Line<f64>>]) -> Self {
        let all = |number: fn(&Line<f64>) -> f64| {
            let mut numbers = [f64::NAN; WIDTH];
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

    /// The box around all four, as a line from corner to corner.
    fn around(&self) -> Option<Line<f64>> {
        let all = |pair: [f64x4; 2]| {
            let numbers = pair.into_iter().flat_map(f64x4::to_array);
            numbers.filter(|number| !number.is_nan())
        };
        // `f64::min` and `max` pass over what is not a number.
        let low = |pair| all(pair).reduce(f64::min);
        let high = |pair| all(pair).reduce(f64::max);
        let corner = |x, y| Coord { x, y };
        Some(Line::new(
            corner(low(self.x)?, low(self.y)?),
            corner(high(self.x)?, high(self.y)?),
        ))
    }

    fn line(&self, place: usize) -> Line<f64> {
        let [x, y] = [self.x, self.y].map(|pair| pair.map(|four| four.to_array()[place]));
        Line::new(Coord { x: x[0], y: y[0] }, Coord { x: x[1], y: y[1] })
    }
}

impl Question {
    /// Squares of the least distances to four boxes.
    #[inline]
    fn to_boxes(self, boxes: &Four) -> [f64; 4] {
        let gap = |[low, high]: [f64x4; 2], at: f64, scale: f64| {
            let at = f64x4::splat(at);
            // What is not a number stays so: `fast_max` gives its second where one of both is.
            let gap = f64x4::ZERO.fast_max((low - at).fast_max(at - high));
            gap * f64x4::splat(scale)
        };
        let x = gap(boxes.x, self.here.x, self.plane.degree_m.x);
        let y = gap(boxes.y, self.here.y, self.plane.degree_m.y);
        (x * x + y * y).to_array()
    }

    /// Squares of the distances to four edges in the plane of the point.
    #[inline]
    fn to_edges(self, edges: &Four) -> f64x4 {
        let metres = |[start, end]: [f64x4; 2], at: f64, scale: f64| {
            let scale = f64x4::splat(scale);
            ((start - f64x4::splat(at)) * scale, (end - start) * scale)
        };
        let (x, along_x) = metres(edges.x, self.here.x, self.plane.degree_m.x);
        let (y, along_y) = metres(edges.y, self.here.y, self.plane.degree_m.y);
        let length2 = along_x * along_x + along_y * along_y;
        // An edge without length: nothing over almost nothing is nothing.
        let length2 = f64x4::splat(f64::MIN_POSITIVE).fast_max(length2);
        let along = -(x * along_x + y * along_y) / length2;
        let along = f64x4::ZERO.fast_max(f64x4::ONE.fast_min(along));
        let (x, y) = (x + along_x * along, y + along_y * along);
        x * x + y * y
    }
}

impl Best {
    fn none() -> Self {
        Self {
            rough_m: f64::INFINITY,
            reach2: f64::INFINITY,
            edge: None,
        }
    }

    #[inline]
    fn look_at(&mut self, question: Question, edges: &[Four], number: usize) {
        let Some(edges) = edges.get(number) else {
            return;
        };
        let distances2 = question.to_edges(edges).to_array();
        let least2 = distances2.into_iter().fold(f64::INFINITY, f64::min);
        if least2.sqrt() < self.rough_m {
            self.rough_m = least2.sqrt();
            self.reach2 = question.plane.reach_m(self.rough_m).powi(2);
        }
        for (place, distance2) in distances2.into_iter().enumerate() {
            if distance2 <= self.reach2 {
                let (line, number) = (edges.line(place), number * WIDTH + place);
                let Question { here, plane } = question;
                let edge = plane.nearest(line, here).refined(line, here, plane, number);
                self.edge = Some(self.edge.map_or(edge, |best| best.nearer(edge)));
            }
        }
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
