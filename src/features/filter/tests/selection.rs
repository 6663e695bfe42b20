//! Filters in selections.

use std::{
    borrow::Cow,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    thread::sleep,
};

use geo::Rect;

use super::*;
use crate::features::{Days, Selection, Shape, Value, select};

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

/// Towns whose grounds are slow to find, and how often they were looked for.
#[derive(Debug)]
struct Slow(Towns, AtomicUsize);

impl Table for Slow {
    fn shape(&self, record: usize) -> Shape<'_> {
        self.1.fetch_add(1, Relaxed);
        sleep(Duration::from_millis(2));
        self.0.shape(record)
    }

    fn schema(&self) -> &Schema {
        self.0.schema()
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.0.find(id)
    }

    fn id(&self, record: usize) -> Cow<'_, str> {
        self.0.id(record)
    }

    fn value(&self, record: usize, property: usize) -> Value<'_> {
        self.0.value(record, property)
    }

    fn days(&self, record: usize) -> Option<Days> {
        self.0.days(record)
    }

    fn near(&self, around: Rect<f64>) -> Option<Vec<usize>> {
        self.0.near(around)
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        self.0.bounds()
    }
}

#[test]
fn a_record_is_given_up_between_two_spatial_relations() {
    let slow = Slow(Towns::new(), AtomicUsize::new(0));
    let many = vec!["S_WITHIN(geometry,POINT(1 1))"; 120].join(" OR ");
    let filter = parsed(&many, FilterLang::Text).unwrap();
    let end = Instant::now() + Duration::from_millis(10);
    assert_eq!(filter.holds(&slow, 0, end), Err(TooMuchWork));
    let asked = slow.1.load(Relaxed);
    assert!((1..=6).contains(&asked), "{asked} of 120 relations");
}
