//! Tiles read back: valid polygons, nothing lost between neighbours, nothing crowded.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc};

use fast_mvt::{MvtGeometry, MvtReaderRef};
use geo::{
    Area, Contains, Coord, Distance, Euclidean, LineString, MapCoords, MultiPolygon, Point,
    Polygon, Rect, Validation, coord,
};
use proptest::prelude::*;

use super::*;
use crate::{
    features::{Days, Features, Geometries, Kind, Property, Schema, Shape, Table, Title, Value},
    load::{Folder, load},
    model::LonLat,
    snapshot::Snapshot,
};

/// A table of made-up ground.
#[derive(Debug)]
struct Made {
    schema: Schema,
    areas: Vec<MultiPolygon<f64>>,
    points: Vec<LonLat>,
}

impl Made {
    fn new(areas: Vec<MultiPolygon<f64>>, points: Vec<LonLat>) -> Self {
        let title = Title {
            en: "Made up",
            ar: "مختلق",
        };
        let property = |name, kind, prose| Property {
            name: Cow::Borrowed(name),
            kind,
            title,
            lang: None,
            role: None,
            choices: Vec::new(),
            prose,
        };
        let schema = Schema {
            id: "made",
            title,
            description: title,
            geometries: Geometries::Areas,
            properties: vec![
                property("number", Kind::Integer, false),
                property("list", Kind::List, false),
                property("essay", Kind::Text, true),
            ],
        };
        Self {
            schema,
            areas,
            points,
        }
    }

    fn areas(areas: Vec<MultiPolygon<f64>>) -> Self {
        Self::new(areas, Vec::new())
    }

    fn points(points: Vec<LonLat>) -> Self {
        Self::new(Vec::new(), points)
    }
}

impl Table for Made {
    fn schema(&self) -> &Schema {
        &self.schema
    }
    fn len(&self) -> usize {
        self.areas.len() + self.points.len()
    }
    fn find(&self, id: &str) -> Option<usize> {
        id.parse().ok()
    }
    fn id(&self, record: usize) -> Cow<'_, str> {
        record.to_string().into()
    }
    fn value(&self, record: usize, property: usize) -> Value<'_> {
        match property {
            0 => Value::Integer(i64::try_from(record).unwrap()),
            1 => Value::List(vec!["a".into()]),
            _ => Value::text("An essay."),
        }
    }
    fn shape(&self, record: usize) -> Shape<'_> {
        match self.areas.get(record) {
            Some(area) => Shape::Area(area),
            None => Shape::Point(self.points[record - self.areas.len()]),
        }
    }
    fn days(&self, _: usize) -> Option<Days> {
        None
    }
    fn near(&self, _: Rect<f64>) -> Option<Vec<usize>> {
        None
    }
    fn bounds(&self) -> Option<Rect<f64>> {
        None
    }
}

/// A feature read back: number, keys, ground in units.
struct Read {
    id: Option<u64>,
    keys: BTreeSet<String>,
    ground: MvtGeometry,
}

fn read(bytes: &[u8]) -> Vec<Read> {
    let tile = MvtReaderRef::new(bytes).unwrap();
    let features = tile.layers().flat_map(|layer| {
        assert_eq!(layer.name(), "made");
        let features = layer.features().map(|feature| Read {
            id: feature.id(),
            keys: feature
                .properties()
                .map(|property| property.unwrap().0.to_owned())
                .collect(),
            ground: feature.geometry().unwrap(),
        });
        features.collect::<Vec<_>>()
    });
    features.collect()
}

fn polygons(ground: &MvtGeometry) -> MultiPolygon<f64> {
    let whole = |ground: &MultiPolygon<i32>| {
        ground.map_coords(|c| coord! { x: f64::from(c.x), y: f64::from(c.y) })
    };
    match ground {
        MvtGeometry::Polygon(polygon) => whole(&MultiPolygon(vec![polygon.clone()])),
        MvtGeometry::MultiPolygon(polygons) => whole(polygons),
        other => panic!("no area: {other:?}"),
    }
}

fn drawn(table: &dyn Table, at: Tile) -> MultiPolygon<f64> {
    let features = read(&tile(table, None, at).unwrap());
    MultiPolygon(
        features
            .iter()
            .flat_map(|feature| polygons(&feature.ground).0)
            .collect(),
    )
}

fn at(zoom: u8, row: u32, col: u32) -> Tile {
    Tile::parse(&zoom.to_string(), &row.to_string(), &col.to_string()).unwrap()
}

/// The tile of a zoom that a spot in degrees lies on.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "inside the world"
)]
fn tile_at(zoom: u8, degrees: Coord<f64>) -> Tile {
    let units = Tile::WORLD.units(degrees);
    let number = |units: f64| (units / 4096.0 * f64::from(1_u32 << zoom)).floor() as u32;
    at(zoom, number(units.y), number(units.x))
}

fn rectangle(west: f64, south: f64, width: f64, height: f64) -> MultiPolygon<f64> {
    let rect = Rect::new((west, south), (west + width, south + height));
    MultiPolygon(vec![rect.to_polygon()])
}

/// A star around a middle: simple, but with spikes as thin as they come; with a hole where there is room.
fn star(middle: (f64, f64), rays: &[f64]) -> MultiPolygon<f64> {
    let count = f64::from(u32::try_from(rays.len()).unwrap());
    let ring = |scale: f64| -> LineString<f64> {
        let corners = rays.iter().zip(0_u32..).map(|(ray, number)| {
            let angle = f64::from(number) / count * std::f64::consts::TAU;
            let (sin, cos) = angle.sin_cos();
            (middle.0 + ray * scale * cos, middle.1 + ray * scale * sin)
        });
        LineString::from(corners.collect::<Vec<_>>()).into_closed()
    };
    let mut hole = ring(0.5);
    hole.0.reverse();
    MultiPolygon(vec![Polygon::new(ring(1.0), vec![hole])])
}

trait Closed {
    fn into_closed(self) -> Self;
}

impl Closed for LineString<f64> {
    fn into_closed(mut self) -> Self {
        self.close();
        self
    }
}

/// How far a spot is from every line of some ground, in units.
fn from_lines(ground: &MultiPolygon<f64>, spot: Coord<f64>) -> f64 {
    let rings = ground
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let distances = rings.map(|ring| Euclidean.distance(&Point(spot), ring));
    distances.fold(f64::INFINITY, f64::min)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_drawn_is_valid_and_where_it_is(
        middle in (-179.0_f64..179.0, -70.0_f64..70.0),
        rays in prop::collection::vec(0.001_f64..0.9, 3..40),
        zoom in 3_u8..16,
        which in (0.0_f64..1.0, 0.0_f64..1.0),
        probes in prop::collection::vec((0.0_f64..4096.0, 0.0_f64..4096.0), 60),
    ) {
        let area = star(middle, &rays);
        let spot = coord! { x: middle.0 + which.0 - 0.5, y: middle.1 + which.1 - 0.5 };
        let tile = tile_at(zoom, coord! { x: spot.x.clamp(-179.9, 179.9), y: spot.y });
        let ground = area.map_coords(|c| tile.units(c));
        let drawn = drawn(&Made::areas(vec![area]), tile);
        prop_assert!(drawn.is_valid(), "{:?}", drawn.validation_errors());
        let (low, high) = (-f64::from(BUFFER), f64::from(EXTENT + BUFFER));
        for corner in drawn.iter().flat_map(|polygon| &polygon.exterior().0) {
            prop_assert!(corner.x >= low && corner.x <= high && corner.y >= low && corner.y <= high);
        }
        let is_pixel = drawn.unsigned_area() <= 64.0;
        for (x, y) in probes {
            let spot = coord! { x: x, y: y };
            // Whole units move a corner by 0.71 at most, and a crossing of moved lines by as much again.
            if !is_pixel && from_lines(&ground, spot) > 1.5 {
                prop_assert_eq!(ground.contains(&Point(spot)), drawn.contains(&Point(spot)), "{:?}", spot);
            }
        }
    }
}

#[test]
fn the_shipped_extents_are_valid_on_every_tile() {
    let facts = load(&Folder::embedded_data(), &Folder::embedded_articles()).facts;
    let snapshot = Arc::new(Snapshot::build(facts.unwrap()).unwrap());
    let areas = snapshot.extents().iter().map(|extent| extent.area.clone());
    let made = Made::areas(areas.collect());
    let features = Features::of(&snapshot);
    let bounds = features.table("zones").unwrap().bounds().unwrap();
    let mut checked = 0;
    for zoom in 0..=9 {
        let limits = Limits::around(bounds, zoom);
        for (row, col) in limits
            .rows
            .flat_map(|r| limits.cols.clone().map(move |c| (r, c)))
        {
            for feature in read(&tile(&made, None, at(zoom, row, col)).unwrap()) {
                let ground = polygons(&feature.ground);
                assert!(ground.is_valid(), "{:?}", ground.validation_errors());
                checked += 1;
            }
        }
    }
    assert!(checked > 200, "only {checked}");
}

/// The overlay engine's own way to valid polygons failed an assertion on such rings.
#[test]
fn a_ring_that_crosses_itself_a_thousand_times_on_whole_units_is_valid() {
    let mut seed = 12_345_u64;
    let mut random = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        f64::from(u32::try_from(seed >> 40).unwrap()) / f64::from(1_u32 << 24)
    };
    let rays: Vec<f64> = (0..5000).map(|_| 0.7 + 0.26 * random()).collect();
    let made = Made::areas(vec![star((37.0, 35.0), &rays)]);
    for zoom in 2..=7 {
        let ground = drawn(&made, tile_at(zoom, coord! { x: 37.0, y: 35.0 }));
        assert!(
            ground.is_valid(),
            "{zoom}: {:?}",
            ground.validation_errors()
        );
    }
}

#[test]
fn a_crowded_tile_has_larger_pixels() {
    let side = 0..150_u32;
    let squares = side
        .clone()
        .flat_map(|row| side.clone().map(move |col| (row, col)));
    let made = Made::areas(
        squares
            .map(|(row, col)| {
                let at = |number: u32| f64::from(number) * 0.04;
                rectangle(10.0 + at(col), 10.0 + at(row), 0.03, 0.03)
            })
            .collect(),
    );
    let ground = drawn(&made, tile_at(6, coord! { x: 13.0, y: 13.0 }));
    assert!((1000..=132 * 132).contains(&ground.0.len()));
    // Each is 22 units wide, and not a pixel where there are fewer.
    let is_square = |polygon: &Polygon<f64>| (polygon.unsigned_area() - 1024.0).abs() < 1e-9;
    assert!(ground.iter().all(is_square));
}

#[test]
fn an_area_around_a_tile_fills_it_and_its_buffer() {
    let made = Made::areas(vec![rectangle(-170.0, -80.0, 340.0, 160.0)]);
    for zoom in [4, 12, 22] {
        let ground = drawn(&made, tile_at(zoom, coord! { x: 36.6, y: 35.9 }));
        let side = f64::from(EXTENT + 2 * BUFFER);
        assert_eq!(ground.0.len(), 1);
        assert!(
            (ground.unsigned_area() - side * side).abs() < 1e-9,
            "{zoom}"
        );
        assert_eq!(ground.0[0].exterior().0.len(), 5);
    }
}

#[test]
fn outer_rings_turn_clockwise_on_the_screen() {
    let made = Made::areas(vec![star((36.5, 35.5), &[0.4; 12])]);
    let ground = drawn(&made, tile_at(5, coord! { x: 36.5, y: 35.5 }));
    let polygon = &ground.0[0];
    let turn = |ring: &LineString<f64>| Polygon::new(ring.clone(), vec![]).signed_area();
    // Rows run southwards: what has a positive area in units turns clockwise to the eye (MVT 2.1, 4.3.4.4).
    assert!(turn(polygon.exterior()) > 0.0 && turn(&polygon.interiors()[0]) < 0.0);
}

#[test]
fn features_say_what_is_short() {
    let made = Made::areas(vec![
        rectangle(10.0, 10.0, 5.0, 5.0),
        rectangle(20.0, 10.0, 5.0, 5.0),
    ]);
    let features = read(&tile(&made, None, Tile::WORLD).unwrap());
    let ids: Vec<_> = features.iter().map(|feature| feature.id).collect();
    assert_eq!(ids, [Some(1), Some(2)]);
    let keys: Vec<&str> = features[0].keys.iter().map(String::as_str).collect();
    assert_eq!(keys, ["id", "number"]);
}

#[test]
fn where_there_is_nothing_the_tile_has_no_bytes() {
    let made = Made::areas(vec![rectangle(10.0, 10.0, 5.0, 5.0)]);
    assert!(tile(&made, None, at(2, 3, 0)).unwrap().is_empty());
}

#[test]
fn what_is_smaller_than_a_pixel_is_one_and_is_there_once() {
    let small = |n: u32| rectangle(10.0 + f64::from(n) * 0.0001, 10.0, 0.00005, 0.00005);
    let made = Made::areas((0..50).map(small).collect());
    let far = read(&tile(&made, None, Tile::WORLD).unwrap());
    assert_eq!(far.len(), 1);
    assert!((polygons(&far[0].ground).unsigned_area() - 64.0).abs() < 1e-9);
    let near = read(&tile(&made, None, tile_at(DEEPEST, coord! { x: 10.001, y: 10.0 })).unwrap());
    assert_eq!(near.len(), 50);
}

#[test]
fn points_stand_apart_until_the_deepest_zoom() {
    let point = |n: u32| {
        LonLat::new(
            10.0 + f64::from(n % 100) * 1e-4,
            10.0 + f64::from(n / 100) * 1e-4,
        )
    };
    let made = Made::points((0..10_000).filter_map(|n| point(n).ok()).collect());
    let count =
        |zoom| read(&tile(&made, None, tile_at(zoom, coord! { x: 10.0, y: 10.0 })).unwrap()).len();
    assert!((1..=4).contains(&count(0)));
    assert!(count(DEEPEST - 1) <= 66 * 66);
    let deepest = tile_at(DEEPEST, coord! { x: 10.0, y: 10.0 });
    let bounds = deepest.bounds(0);
    let inside = made
        .points
        .iter()
        .filter(|point| bounds.contains(&point.to_point()))
        .count();
    assert!(inside > 5000 && count(DEEPEST) >= inside);
}
