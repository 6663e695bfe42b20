use geo::{Covers, Validation, Winding, polygon};
use proptest::prelude::*;
use std::{collections::BTreeMap, sync::Arc};

use super::*;
use crate::model::{
    ExtentPlan, Grade, Id, LonLat, Membership, Outline, Pair, Period, Place, Side,
    boundary_distance_m,
};

/// Places with their sides, and the extent to draw from them.
#[derive(Debug)]
struct World {
    plan: ExtentPlan,
    places: Vec<Place>,
    memberships: Vec<Membership>,
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn period() -> Period {
    Period::new("2017-05-06".parse().unwrap(), None).unwrap()
}

fn membership(place: &Id, side: Side, line: usize) -> Membership {
    Membership {
        place: place.clone(),
        zone: id("valley"),
        side,
        period: period(),
        confidence: Grade::High,
        source: id("atlas"),
        note: None,
        line,
    }
}

impl World {
    /// Places in thousandths of a degree from 36 E 35 N: `i` inside, `o` outside, `e` enclave.
    fn of(marks: &[(i32, i32, char)]) -> Self {
        let mut world = Self::empty();
        for &(x, y, side) in marks {
            world.add(36.0 + f64::from(x) / 1e3, 35.0 + f64::from(y) / 1e3, side);
        }
        world
    }

    fn empty() -> Self {
        let plan = ExtentPlan {
            zone: id("valley"),
            period: period(),
            basis: None,
            confidence: None,
            outline: None,
            smallest_km2: 0.0,
            summary: crate::model::LocalText::from_iter([]),
            doubts: BTreeMap::new(),
            sources: Vec::new(),
            line: 1,
        };
        Self {
            plan,
            places: Vec::new(),
            memberships: Vec::new(),
        }
    }

    fn add(&mut self, lon: f64, lat: f64, side: char) {
        let place = id(&format!("p{}", self.places.len()));
        let side = match side {
            'i' => Side::Inside,
            'o' => Side::Outside,
            _ => Side::Enclave,
        };
        self.memberships
            .push(membership(&place, side, self.places.len() + 2));
        self.places.push(Place {
            id: place,
            kind: "settlement".into(),
            names: BTreeMap::new(),
            point: LonLat::new(lon, lat).unwrap(),
            admin: None,
            coord_source: None,
        });
    }

    fn draw(&self) -> Result<Drawing, Vec<Defect>> {
        draw(
            &self.plan,
            &Statements::new(&self.memberships),
            &Gazetteer::new(&self.places),
        )
    }

    fn marks(&self) -> Vec<Mark> {
        let gazetteer = Gazetteer::new(&self.places);
        marks(
            &self.plan,
            &Statements::new(&self.memberships),
            &gazetteer,
            &mut Vec::new(),
        )
    }

    fn with_outline(mut self, outline: geo::Polygon<f64>) -> Self {
        self.plan.outline = Some(Arc::new(Outline {
            id: id("state"),
            area: outline.into(),
        }));
        self
    }

    fn side_of(&self, place: &Id) -> bool {
        let mut rows = self.memberships.iter();
        rows.find(|row| row.place == *place)
            .unwrap()
            .side
            .is_covered()
    }
}

/// One place inside, four around it outside.
fn diamond() -> World {
    World::of(&[
        (0, 0, 'i'),
        (100, 0, 'o'),
        (-100, 0, 'o'),
        (0, 100, 'o'),
        (0, -100, 'o'),
    ])
}

fn covers(area: &geo::MultiPolygon<f64>, lon: f64, lat: f64) -> bool {
    area.covers(&geo::Point::new(lon, lat))
}

#[test]
fn the_line_runs_half_way() {
    let drawing = diamond().draw().unwrap();
    let vertices: Vec<_> = drawing.vertices.iter().map(|v| v.point).collect();
    let at = |lon, lat| LonLat::new(lon, lat).unwrap();
    let north_first = [
        at(36.0, 35.05),
        at(35.95, 35.0),
        at(36.0, 34.95),
        at(36.05, 35.0),
    ];
    assert_eq!(vertices, north_first);
    let pair = Pair {
        inside: id("p0"),
        outside: id("p3"),
    };
    assert_eq!(drawing.vertices[0].between, Some(pair));
}

#[test]
fn the_precision_is_half_the_distance_of_most_pairs() {
    // Two pairs 11.1 km apart, two 9.1 km: the longer half passes the 90th percentile.
    let drawing = diamond().draw().unwrap();
    assert!(
        (drawing.precision_m - 5500.0).abs() < 1e-9,
        "{}",
        drawing.precision_m
    );
}

#[test]
fn an_enclave_is_a_hole() {
    let mut marks = vec![(0, 0, 'e')];
    for (x, y) in [(50, 0), (-50, 0), (0, 50), (0, -50)] {
        marks.extend([(x, y, 'i'), (x * 4, y * 4, 'o')]);
    }
    let mut world = World::of(&marks);
    let drawing = world.draw().unwrap();
    assert_eq!(drawing.area.0[0].interiors().len(), 1);
    assert!(drawing.area.0[0].interiors()[0].is_cw());
    assert!(!covers(&drawing.area, 36.0, 35.0) && covers(&drawing.area, 36.05, 35.0));
    world.plan.smallest_km2 = 15.0; // the hole has about 12.6
    assert!(world.draw().unwrap().area.0[0].interiors().is_empty());
}

#[test]
fn the_outline_cuts_area_and_band_and_stands_between_nothing() {
    let outline =
        polygon![(x: 35.0, y: 34.0), (x: 37.0, y: 34.0), (x: 37.0, y: 35.01), (x: 35.0, y: 35.01)];
    let drawing = diamond().with_outline(outline).draw().unwrap();
    assert!(!covers(&drawing.area, 36.0, 35.02) && covers(&drawing.area, 36.0, 35.005));
    assert!(!covers(&drawing.band, 36.0, 35.02) && covers(&drawing.band, 36.0, 34.92));
    let on_outline = |v: &&crate::model::BoundaryVertex| v.between.is_none();
    assert_eq!(drawing.vertices.iter().filter(on_outline).count(), 2);
}

#[test]
fn what_makes_no_line_is_named() {
    let defect = |world: World| world.draw().unwrap_err().remove(0).to_string();
    let few = World::of(&[(0, 0, 'i'), (1, 1, 'o')]);
    assert!(defect(few).contains("2 places on its first day (rows 2, 3)"));
    let sided = World::of(&[(0, 0, 'i'), (1, 1, 'i'), (0, 5, 'i')]);
    assert!(defect(sided).contains("all 3 places of valley@2017-05-06 are inside"));
    let line = World::of(&[(0, 0, 'i'), (1, 1, 'o'), (2, 2, 'o')]);
    assert!(defect(line).contains("on one straight line"));
    let twins = World::of(&[(0, 0, 'i'), (0, 0, 'o'), (2, 1, 'o'), (2, 3, 'o')]);
    assert!(defect(twins).contains("p0 and p1 lie at one point (within 1 m) on opposite sides"));
    let edge =
        polygon![(x: 35.0, y: 34.0), (x: 37.0, y: 34.0), (x: 37.0, y: 35.0), (x: 35.0, y: 35.0)];
    let on_edge = diamond().with_outline(edge);
    assert!(defect(on_edge).contains("lies exactly on the outline state"));
    let far = polygon![(x: 5.0, y: 4.0), (x: 7.0, y: 4.0), (x: 7.0, y: 5.0)];
    assert!(defect(diamond().with_outline(far)).contains("nothing of valley@2017-05-06 is left"));
    let core = polygon![(x: 35.99, y: 34.99), (x: 36.01, y: 34.99), (x: 36.01, y: 35.01), (x: 35.99, y: 35.01)];
    assert!(defect(diamond().with_outline(core)).contains("no line"));
    let mut pointless = diamond();
    pointless.places.pop();
    assert!(defect(pointless).contains("p4 has no point"));
    assert!(defect(World::empty()).contains("0 places"));
}

#[test]
fn two_places_at_one_point_on_one_side_count_once() {
    let mut world = diamond();
    world.add(36.0, 35.0, 'i');
    let mut defects = Vec::new();
    let gazetteer = Gazetteer::new(&world.places);
    let marks = marks(
        &world.plan,
        &Statements::new(&world.memberships),
        &gazetteer,
        &mut defects,
    );
    assert_eq!((marks.len(), defects.len()), (5, 1));
    assert!(!defects[0].is_fatal());
    assert_eq!(world.draw(), diamond().draw());
}

#[test]
fn holes_of_a_band_that_touch_are_two() {
    // The two triangles whose corners are all inside meet in one place.
    let world = World::of(&[
        (-270, -170, 'i'),
        (-693, 644, 'i'),
        (-131, -438, 'o'),
        (0, 0, 'i'),
        (7, 0, 'o'),
        (0, 665, 'o'),
        (0, 1, 'i'),
        (-29, -2, 'i'),
    ]);
    let band = world.draw().unwrap().band;
    assert!(band.is_valid());
    assert_eq!(band.0[0].interiors().len(), 2);
}

#[test]
fn clashes_name_both_rows() {
    let place = id("p0");
    let mut rows = vec![
        membership(&place, Side::Inside, 2),
        membership(&place, Side::Outside, 3),
        membership(&place, Side::Inside, 4),
    ];
    let found: Vec<_> = clashes(&rows)
        .iter()
        .map(|c| (c.first.line, c.second.line, c.contradicts()))
        .collect();
    assert_eq!(found, [(2, 3, true), (2, 4, false), (3, 4, true)]);
    rows.truncate(2);
    rows[0].period = Period::new(
        "2016-01-01".parse().unwrap(),
        Some("2017-05-06".parse().unwrap()),
    )
    .unwrap();
    assert!(clashes(&rows).is_empty());
}

#[test]
fn a_place_is_predicted_by_its_neighbours() {
    let world = diamond();
    let marks = world.marks();
    let mesh = Mesh::new(&marks);
    let predictions = leave_one_out(&mesh);
    let centre = marks.iter().position(|mark| mark.inside).unwrap();
    assert!(!predictions[centre].inside);
    assert_eq!(predictions[centre].ground, Ground::Clear);
}

/// Random places, a few of them close together, hardly ever four of them on one circle.
fn worlds() -> impl Strategy<Value = World> {
    let near = (0..6000i32, 0..6000i32);
    let far = (-90_000..90_000i32, -90_000..90_000i32);
    let mark = (prop_oneof![1 => near, 3 => far], any::<bool>());
    prop::collection::vec(mark, 8..60).prop_filter_map("no line", |marks| {
        let mut world = World::empty();
        let mut seen = std::collections::BTreeSet::new();
        for ((x, y), inside) in marks {
            if seen.insert((x, y)) {
                // Divided, not added up, so that they are the floats nearest to five decimals.
                let (lon, lat) = (
                    f64::from(3_600_000 + x) / 1e5,
                    f64::from(3_500_000 + y) / 1e5,
                );
                world.add(lon, lat, if inside { 'i' } else { 'o' });
            }
        }
        world.draw().is_ok().then_some(world)
    })
}

/// An outline around 36 E 35 N with corners at these distances in steps.
fn star(distances: &[i32]) -> geo::Polygon<f64> {
    let corner = |(i, distance): (usize, &i32)| {
        #[expect(clippy::cast_precision_loss, reason = "a dozen corners")]
        let turn = std::f64::consts::TAU * i as f64 / distances.len() as f64;
        let at = |middle: f64, part: f64| middle + f64::from(*distance) * part / 1e5;
        geo::coord! { x: at(36.0003, turn.cos()), y: at(35.0007, turn.sin()) }
    };
    let corners = distances.iter().enumerate().map(corner);
    geo::Polygon::new(corners.collect(), Vec::new())
}

proptest! {
    #[test]
    fn what_is_drawn_is_valid_and_agrees_with_its_places(world in worlds()) {
        let drawing = world.draw().unwrap();
        for area in [&drawing.area, &drawing.band] {
            prop_assert!(area.is_valid(), "{:?}", area.validation_errors());
            for polygon in area {
                prop_assert!(polygon.exterior().is_ccw());
                prop_assert!(polygon.interiors().iter().all(Winding::is_cw));
            }
        }
        for place in &world.places {
            let covered = drawing.area.covers(&place.point.to_point());
            // Midpoints are rounded by half a step; in a sliver that may step over a place.
            let on_line = boundary_distance_m(&drawing.area, place.point) < 1.5;
            prop_assert!(on_line || covered == world.side_of(&place.id), "{}", place.id);
        }
    }

    /// Regular places: many on one line, many on one circle.
    #[test]
    fn regular_places_are_drawn_as_well(
        marks in prop::collection::btree_map((-4..4i32, -4..4i32), any::<bool>(), 8..40),
        cut in prop::collection::vec(300..3000i32, 3..12),
    ) {
        let marks: Vec<_> = marks
            .into_iter()
            .map(|((x, y), inside)| (x * 10, y * 10, if inside { 'i' } else { 'o' }))
            .collect();
        let world = World::of(&marks).with_outline(star(&cut));
        if let Ok(drawing) = world.draw() {
            for area in [&drawing.area, &drawing.band] {
                prop_assert!(area.is_valid(), "{:?}", area.validation_errors());
            }
        }
    }

    #[test]
    fn every_pair_stands_on_both_sides(world in worlds()) {
        for vertex in world.draw().unwrap().vertices {
            if let Some(pair) = vertex.between {
                prop_assert!(world.side_of(&pair.inside) && !world.side_of(&pair.outside));
            }
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(world in worlds(), seed in any::<u64>()) {
        let mut other = World { plan: world.plan.clone(), ..World::empty() };
        other.places.clone_from(&world.places);
        other.memberships.clone_from(&world.memberships);
        let turn = usize::try_from(seed % 8).unwrap();
        other.places.rotate_left(turn);
        other.memberships.rotate_left(turn);
        other.memberships.reverse();
        prop_assert_eq!(world.draw(), other.draw());
    }

    #[test]
    fn flipping_a_place_moves_only_the_line_around_it(
        mut world in worlds(),
        which in any::<prop::sample::Index>(),
        probes in prop::collection::vec((-900..900i32, -900..900i32), 200),
    ) {
        let before = world.draw().unwrap();
        let flipped = which.index(world.memberships.len());
        let row = &mut world.memberships[flipped];
        row.side = if row.side.is_covered() { Side::Outside } else { Side::Inside };
        let place = row.place.clone();
        let Ok(after) = world.draw() else { return Ok(()); };
        let marks = world.marks();
        let mesh = Mesh::new(&marks);
        for (x, y) in probes {
            let (lon, lat) = (36.0 + f64::from(x) / 1e3, 35.0 + f64::from(y) / 1e3);
            if covers(&before.area, lon, lat) != covers(&after.area, lon, lat) {
                let spot = GridPoint::nearest(LonLat::new(lon, lat).unwrap());
                let corners = mesh.corners_at(spot);
                prop_assert!(corners.iter().any(|mark| mark.place == place), "{lon} {lat}");
            }
        }
    }

    /// The neighbours alone say what all others say.
    #[test]
    fn leaving_one_out_locally_is_leaving_it_out(world in worlds()) {
        let marks = world.marks();
        let mesh = Mesh::new(&marks);
        let local = leave_one_out(&mesh);
        for (i, mark) in marks.iter().enumerate() {
            let mut others = marks.clone();
            others.remove(i);
            let whole = side(&Mesh::in_frame(&others, mesh.frame()), mark.spot);
            prop_assert_eq!(local[i], whole, "{}", mark.place);
        }
    }
}
