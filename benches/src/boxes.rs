//! What one would write without Hudna: an R-tree over the boxes of areas, and `geo` for those whose box holds the point.

use geo::{
    BoundingRect, CoordinatePosition, Covers, MultiPolygon, Point, coordinate_position::CoordPos,
};
use hudna::model::{Day, LonLat, Period};
use rstar::{AABB, RTree, RTreeObject};

use crate::area_set::AreaSet;

/// Areas by their boxes.
#[derive(Debug)]
pub struct Boxes<'s> {
    tree: RTree<Boxed>,
    areas: &'s [MultiPolygon<f64>],
    periods: &'s [Period],
}

#[derive(Debug)]
struct Boxed {
    bounds: AABB<[f64; 2]>,
    area: u32,
}

impl RTreeObject for Boxed {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.bounds
    }
}

impl<'s> Boxes<'s> {
    /// Bulk-loads the tree.
    #[must_use]
    pub fn new(set: &'s AreaSet) -> Self {
        let boxed = set.areas().iter().enumerate().filter_map(|(number, area)| {
            let bounds = area.bounding_rect()?;
            let (low, high) = (bounds.min(), bounds.max());
            let bounds = AABB::from_corners([low.x, low.y], [high.x, high.y]);
            Some(Boxed { bounds, area: u32::try_from(number).ok()? })
        });
        Self { tree: RTree::bulk_load(boxed.collect()), areas: set.areas(), periods: set.periods() }
    }

    /// The numbers of the areas that cover the point on the day, in order.
    pub fn covering(&self, place: LonLat, day: Option<Day>, numbers: &mut Vec<u32>) {
        let start = numbers.len();
        self.add(place.to_point(), day, numbers);
        if place.lon().abs() >= 180.0 {
            self.add(Point::new(-place.lon(), place.lat()), day, numbers); // the same meridian
        }
        numbers[start..].sort_unstable();
        numbers.dedup();
    }

    /// The same with whether the point lies exactly on the line of each.
    #[must_use]
    pub fn sides(&self, place: LonLat, day: Option<Day>) -> Vec<(u32, bool)> {
        let mut numbers = Vec::new();
        self.covering(place, day, &mut numbers);
        let twin = Point::new(-place.lon(), place.lat());
        let on_line = |number: u32, point: Point<f64>| {
            self.areas[number as usize].coordinate_position(&point.0) == CoordPos::OnBoundary
        };
        let side = |number| {
            let on_twin = place.lon().abs() >= 180.0 && on_line(number, twin);
            (number, on_line(number, place.to_point()) || on_twin)
        };
        numbers.into_iter().map(side).collect()
    }

    fn add(&self, point: Point<f64>, day: Option<Day>, numbers: &mut Vec<u32>) {
        let at = AABB::from_point([point.x(), point.y()]);
        for boxed in self.tree.locate_in_envelope_intersecting(&at) {
            let number = boxed.area as usize;
            let in_force = day.is_none_or(|day| self.periods[number].holds(day));
            if in_force && self.areas[number].covers(&point) {
                numbers.push(boxed.area);
            }
        }
    }
}
