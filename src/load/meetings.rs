//! Which of many boxes meet? Asked of a tree, so that not each is held against each.

use std::ops::ControlFlow;

use geo::{Coord, Rect};
use rstar::{
    RTree,
    primitives::{GeomWithData, Rectangle},
};

/// Pairs of boxes that meet, by number, in order.
pub(super) fn meetings(boxes: impl Iterator<Item = Option<Rect<f64>>>) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    each_meeting(boxes, |a, b| {
        pairs.push((a, b));
        ControlFlow::<()>::Continue(())
    });
    pairs.sort_unstable();
    pairs
}

/// Visits pairs of boxes that meet, each once, by number and the lesser first, until a visit breaks off.
pub(super) fn each_meeting<T>(
    boxes: impl Iterator<Item = Option<Rect<f64>>>,
    mut visit: impl FnMut(usize, usize) -> ControlFlow<T>,
) -> Option<T> {
    let corner = |corner: Coord<f64>| [corner.x, corner.y];
    let boxes = boxes.enumerate().filter_map(|(number, around)| {
        let around = around?;
        let around = Rectangle::from_corners(corner(around.min()), corner(around.max()));
        Some(GeomWithData::new(around, number))
    });
    let tree = RTree::bulk_load(boxes.collect());
    let mut pairs = tree.intersection_candidates_with_other_tree(&tree);
    let visited = pairs.try_for_each(|(a, b)| {
        if a.data < b.data {
            visit(a.data, b.data)
        } else {
            ControlFlow::Continue(())
        }
    });
    visited.break_value()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_all_pairs_give(corners in vec((0..20_i32, 0..20_i32, 0..5_i32), 0..30)) {
            let boxes = corners.iter().map(|&(x, y, size)| {
                let corner = |x, y| Coord { x: f64::from(x), y: f64::from(y) };
                // Nothing has no box.
                (size > 0).then(|| Rect::new(corner(x, y), corner(x + size, y + size)))
            });
            let boxes: Vec<Option<Rect<f64>>> = boxes.collect();
            let meet = |a: usize, b: usize| {
                let (Some(a), Some(b)) = (boxes[a], boxes[b]) else { return false };
                geo::Intersects::intersects(&a, &b)
            };
            let all = (0..boxes.len()).flat_map(|a| (a + 1..boxes.len()).map(move |b| (a, b)));
            let expected: Vec<_> = all.filter(|(a, b)| meet(*a, *b)).collect();
            prop_assert_eq!(meetings(boxes.iter().copied()), expected);
        }
    }
}
