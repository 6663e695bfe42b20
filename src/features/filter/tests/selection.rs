//! Filters in selections.

use geo::Rect;

use super::*;
use crate::features::{Selection, select};

/// The index of the test table knows of towns a and d only, so that its use shows.
fn selected(text: &str) -> Vec<usize> {
    let filter = Some(parsed(text, FilterLang::Text).unwrap());
    let selection = Selection {
        filter,
        ..Selection::default()
    };
    select(&Towns::new(), &selection, 0, 10).unwrap().records
}

#[test]
fn a_ground_in_every_answer_lets_the_index_choose() {
    let square = "S_INTERSECTS(geometry, BBOX(10,10,20,20))";
    assert_eq!(selected(square), [0, 3]);
    assert_eq!(
        selected(&format!("people >= 0 AND (open AND {square})")),
        [0]
    );
    assert_eq!(selected(&format!("people >= 0 OR {square}")), [0, 1, 3]);
    assert_eq!(selected(&format!("NOT {square}")), [0usize; 0]);
    assert_eq!(selected("S_DISJOINT(geometry, POINT(15 15))"), [1]);
    assert_eq!(selected("people >= 0"), [0, 1, 3]);
}

#[test]
fn the_smallest_box_is_taken() {
    let text = "S_INTERSECTS(geometry, BBOX(0,0,50,50)) AND S_WITHIN(geometry, BBOX(1,1,2,2))";
    let around = parsed(text, FilterLang::Text).unwrap().around();
    assert_eq!(around, Some(Rect::new((1.0, 1.0), (2.0, 2.0))));
}
