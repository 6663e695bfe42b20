#![expect(clippy::cast_precision_loss, reason = "small numbers")]

use geo::{
    BooleanOps, BoundingRect, LinesIter, Polygon, Rect, coord,
    coordinate_position::{CoordPos, CoordinatePosition},
};
use proptest::{collection::vec, prelude::*};

use super::*;

fn period(from: &str, to: Option<&str>) -> Period {
    let to = to.map(|to| to.parse().unwrap());
    Period::new(from.parse().unwrap(), to).unwrap()
}

fn ever() -> Period {
    period("2017-01-01", None)
}

fn ground(areas: &[MultiPolygon<f64>]) -> Ground {
    Ground::new(areas.iter().map(|area| (area, ever())))
}

/// What the ground says of a point, by area.
fn found(ground: &Ground, point: LonLat) -> Vec<(usize, Side)> {
    let mut found = Vec::new();
    ground.each_at(point, None, |area, side| found.push((area, side)));
    found.sort_by_key(|(area, _)| *area);
    found
}

/// What geo says, polygon by polygon. Of several polygons together it says that a point where two of them touch lies
/// outside, since it counts boundaries modulo two; it is on both.
fn by_brute_force(areas: &[MultiPolygon<f64>], point: LonLat) -> Vec<(usize, Side)> {
    let at = point.to_point().0;
    let side = |area: &MultiPolygon<f64>| {
        let sides: Vec<_> = area
            .iter()
            .map(|polygon| polygon.coordinate_position(&at))
            .collect();
        if sides.contains(&CoordPos::Inside) {
            return Some(Side::Inside);
        }
        sides
            .contains(&CoordPos::OnBoundary)
            .then_some(Side::Boundary)
    };
    let sides = areas.iter().map(side).enumerate();
    sides
        .filter_map(|(area, side)| Some((area, side?)))
        .collect()
}

fn boxed(west: f64, south: f64, east: f64, north: f64) -> MultiPolygon<f64> {
    Rect::new((west, south), (east, north)).to_polygon().into()
}

/// A star around a point: corners in order of their angle never cross.
fn star(x: f64, y: f64, lengths: &[f64]) -> MultiPolygon<f64> {
    let corner = |(number, length): (usize, &f64)| {
        let angle = std::f64::consts::TAU * number as f64 / lengths.len() as f64;
        coord! { x: x + length * angle.cos(), y: y + length * angle.sin() }
    };
    let ring = lengths.iter().enumerate().map(corner).collect();
    Polygon::new(ring, Vec::new()).into()
}

/// Spots where a mistake would show: vertices, spots on and close to edges, corners of cells.
fn telling_points(areas: &[MultiPolygon<f64>], along: f64) -> Vec<LonLat> {
    let lines = areas.iter().flat_map(MultiPolygon::lines_iter);
    let spots = lines.flat_map(|line| {
        let on = line.start + (line.end - line.start) * along;
        // Next to 0 are numbers that vanish when geo multiplies them.
        let beside = coord! { x: if on.x == 0.0 { 1e-9 } else { on.x.next_up() }, y: on.y };
        let level = coord! { x: line.start.x - 0.25, y: line.start.y };
        let above = coord! { x: line.start.x, y: line.end.y + 0.25 };
        let corner = coord! { x: (on.x * 16.0).floor() / 16.0, y: (on.y * 16.0).floor() / 16.0 };
        [line.start, on, beside, level, above, corner]
    });
    spots
        .filter_map(|spot| LonLat::new(spot.x, spot.y).ok())
        .collect()
}

proptest! {
    /// Everything lies on few coordinates, so lines, corners, cells and points meet all the time.
    #[test]
    fn areas_on_a_lattice_are_told_exactly(
        boxes in vec((0..12_u8, 0..12_u8, 1..5_u8, 1..5_u8, any::<bool>()), 1..9),
        scale in prop::sample::select(vec![1.0, 0.25, 0.1, 1.0 / 3.0]),
    ) {
        let area = |(x, y, width, height, _): (u8, u8, u8, u8, bool)| {
            let at = |steps: u8| f64::from(steps) * scale;
            boxed(at(x), at(y), at(x + width), at(y + height))
        };
        let [mut a, mut b] = [boxed(0.0, 0.0, scale, scale), boxed(0.0, 0.0, scale, scale)];
        for one in boxes {
            let own = if one.4 { &mut a } else { &mut b };
            *own = own.xor(&area(one));
        }
        let areas = [a, b];
        let ground = ground(&areas);
        for column in -1..=34 {
            for row in -1..=34 {
                let at = |half: i32| f64::from(half) * 0.5 * scale;
                let point = LonLat::new(at(column), at(row)).unwrap();
                prop_assert_eq!(found(&ground, point), by_brute_force(&areas, point), "{:?}", point);
            }
        }
    }

    #[test]
    fn stars_are_told_exactly(
        stars in vec((-3.0..3.0_f64, -3.0..3.0_f64, vec(0.1..2.0_f64, 3..60)), 1..6),
        along in 0.0..1.0_f64,
        random in vec((-5.0..5.0_f64, -5.0..5.0_f64), 50),
    ) {
        let areas: Vec<_> = stars.iter().map(|(x, y, lengths)| star(*x, *y, lengths)).collect();
        let ground = ground(&areas);
        let random = random.into_iter().filter_map(|(x, y)| LonLat::new(x, y).ok());
        for point in telling_points(&areas, along).into_iter().chain(random) {
            prop_assert_eq!(found(&ground, point), by_brute_force(&areas, point), "{:?}", point);
        }
    }

    /// Many edges that no cell can part cost no more than the bound says.
    #[test]
    fn whatever_is_drawn_is_kept_at_most_eight_times(teeth in 20..400_usize, height in 0.01..20.0_f64) {
        let step = 1.0 / teeth as f64;
        let comb = (0..=2 * teeth).map(|i| coord! {
            x: i as f64 * step / 2.0,
            y: if i % 2 == 0 { 0.0 } else { height },
        });
        let ring = comb.chain([coord! { x: 1.0, y: -1.0 }, coord! { x: 0.0, y: -1.0 }]).collect();
        let comb: MultiPolygon<f64> = Polygon::new(ring, Vec::new()).into();
        let edges = comb.lines_iter().count();
        let areas = [comb];
        let ground = ground(&areas);
        // One area: a part for each leaf beside its edges, and blocks that are not full.
        let kept = ground.blocks.len() + ground.parts.len();
        prop_assert!(kept <= 8 * (edges + 1), "{} of {}", kept, edges);
        for point in telling_points(&areas, 0.5) {
            prop_assert_eq!(found(&ground, point), by_brute_force(&areas, point), "{:?}", point);
        }
    }
}

#[test]
fn the_day_decides() {
    let area = boxed(36.0, 35.0, 37.0, 36.0);
    let periods = [
        period("2017-05-06", Some("2017-07-09")),
        period("2017-07-09", None),
    ];
    let ground = Ground::new(periods.map(|period| (&area, period)));
    let on = |day: Option<&str>| {
        let mut numbers = Vec::new();
        let day = day.map(|day| day.parse().unwrap());
        ground.covering(LonLat::new(36.5, 35.5).unwrap(), day, &mut numbers);
        numbers
    };
    assert_eq!(on(Some("2017-05-05")), [0_u32; 0]);
    assert_eq!(on(Some("2017-05-06")), [0]);
    assert_eq!(on(Some("2017-07-08")), [0]);
    assert_eq!(on(Some("2017-07-09")), [1]);
    assert_eq!(on(Some("9999-12-31")), [1]);
    assert_eq!(on(None), [0, 1]);
}

#[test]
fn a_border_belongs_to_both_neighbours() {
    let areas = [boxed(36.0, 35.0, 37.0, 36.0), boxed(37.0, 35.0, 38.0, 36.0)];
    let found = found(&ground(&areas), LonLat::new(37.0, 35.5).unwrap());
    assert_eq!(found, [(0, Side::Boundary), (1, Side::Boundary)]);
}

#[test]
fn the_whole_earth_and_its_corners_are_ground() {
    let areas = [boxed(-180.0, -90.0, 180.0, 90.0)];
    let ground = ground(&areas);
    for (lon, lat, side) in [
        (-180.0, -90.0, Side::Boundary),
        (180.0, 90.0, Side::Boundary),
        (0.0, 0.0, Side::Inside),
        (0.0, 90.0, Side::Boundary),
        (-179.999, 89.999, Side::Inside),
    ] {
        let point = LonLat::new(lon, lat).unwrap();
        assert_eq!(found(&ground, point)[0], (0, side), "{lon} {lat}");
    }
}

#[test]
fn the_antimeridian_is_one_line() {
    let areas = [
        boxed(179.0, 0.0, 180.0, 1.0),
        boxed(-180.0, 0.0, -179.0, 1.0),
    ];
    let ground = ground(&areas);
    for lon in [180.0, -180.0] {
        let mut numbers = vec![7];
        ground.covering(LonLat::new(lon, 0.5).unwrap(), None, &mut numbers);
        assert_eq!(numbers, [7, 0, 1], "{lon}");
    }
}

#[test]
fn ground_without_areas_covers_nothing() {
    let none: [(&MultiPolygon<f64>, Period); 0] = [];
    for ground in [
        Ground::new(none),
        Ground::default(),
        ground(&[MultiPolygon(Vec::new())]),
    ] {
        assert!(found(&ground, LonLat::new(0.0, 0.0).unwrap()).is_empty());
    }
}

#[test]
fn a_million_vertices_take_their_share_of_memory() {
    // Ten thousand boxes side by side, each with a hundred vertices.
    let areas: Vec<_> = (0..10_000)
        .map(|i| star(f64::from(i % 100), f64::from(i / 100) * 0.5, &[0.4; 100]))
        .collect();
    let ground = ground(&areas);
    let around = areas[0].bounding_rect().unwrap();
    assert!(around.width() > 0.7);
    assert!(ground.bytes() < 120 * 1_000_000, "{}", ground.bytes());
}

#[test]
fn to_look_ahead_changes_no_answer() {
    let squares = (0..40_000).map(|number| {
        let (x, y) = (f64::from(number % 200) * 0.1, f64::from(number / 200) * 0.1);
        boxed(x, y, x + 0.07, y + 0.07)
    });
    let areas: Vec<_> = squares.collect();
    let ground = ground(&areas);
    assert!(ground.bytes() > 4 * 1024 * 1024, "nothing would be done");
    // In squares, on their sides, between them, and beside all of them.
    let points = (0..100).map(|number| f64::from(number) * 0.35 - 5.0);
    let points: Vec<_> = points.map(|x| LonLat::new(x, x).unwrap()).collect();
    let before: Vec<_> = points.iter().map(|point| found(&ground, *point)).collect();
    for count in [0, 1, AHEAD, points.len()] {
        ground.look_ahead(&points[..count]);
    }
    let after: Vec<_> = points.iter().map(|point| found(&ground, *point)).collect();
    assert_eq!(before, after);
    let hit = after.iter().filter(|found| !found.is_empty()).count();
    assert!(
        (20..80).contains(&hit),
        "{hit} of 100 points were in a square"
    );
}
