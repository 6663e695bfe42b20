//! `places`: the gazetteer.

use std::{borrow::Cow, sync::Arc};

use geo::Rect;
use rstar::{AABB, RTree, primitives::GeomWithData};

use super::{
    Columns, Days, Geometries, Kind, Property, Schema, Shape, Table, Title, Value, around,
};
use crate::{
    model::{Lang, LonLat, Place},
    snapshot::Snapshot,
};

/// The places that are places in the world, in file order.
#[derive(Debug)]
pub(super) struct Places {
    gazetteer: Gazetteer,
    schema: Schema,
    columns: Columns<Gazetteer>,
    points: RTree<GeomWithData<[f64; 2], usize>>,
    bounds: Option<Rect<f64>>,
}

/// What the columns read.
#[derive(Debug)]
struct Gazetteer {
    snapshot: Arc<Snapshot>,
    /// The place of each record among those of the facts, ascending.
    real: Vec<usize>,
    /// The zones that ever covered each, by number.
    zones: Vec<Box<[usize]>>,
}

impl Gazetteer {
    fn new(snapshot: Arc<Snapshot>) -> Self {
        let places = snapshot.facts().places.iter().enumerate();
        let real = places.filter(|(_, place)| place.is_real());
        let (real, zones) = real
            .map(|(n, place)| (n, snapshot.zones_ever_at(place.point).into()))
            .unzip();
        Self {
            snapshot,
            real,
            zones,
        }
    }

    fn place(&self, record: usize) -> &Place {
        &self.snapshot.facts().places[self.real[record]]
    }

    fn points(&self) -> impl Iterator<Item = LonLat> {
        (0..self.real.len()).map(|record| self.place(record).point)
    }
}

impl Places {
    pub(super) fn new(snapshot: Arc<Snapshot>) -> Self {
        let gazetteer = Gazetteer::new(snapshot);
        let points = gazetteer.points().enumerate();
        let points = points.map(|(n, point)| GeomWithData::new([point.lon(), point.lat()], n));
        let points = RTree::bulk_load(points.collect());
        let columns = columns(&gazetteer.snapshot.dataset().languages);
        Self {
            bounds: around(gazetteer.points().map(Shape::Point)),
            schema: Schema {
                id: "places",
                title: Title {
                    en: "Places",
                    ar: "الأماكن",
                },
                description: Title {
                    en: "The gazetteer: named points in and around the zones, and where each coordinate comes from.",
                    ar: "معجم الأماكن: نقاط مسماة داخل المناطق وحولها، ومصدر إحداثيات كل منها.",
                },
                geometries: Geometries::Points,
                properties: columns.properties().to_vec(),
            },
            columns,
            points,
            gazetteer,
        }
    }
}

impl Table for Places {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn len(&self) -> usize {
        self.gazetteer.real.len()
    }

    fn find(&self, id: &str) -> Option<usize> {
        let place = self.gazetteer.snapshot.place_number(id)?;
        self.gazetteer.real.binary_search(&place).ok()
    }

    fn id(&self, record: usize) -> Cow<'_, str> {
        self.gazetteer.place(record).id.as_str().into()
    }

    fn value(&self, record: usize, property: usize) -> Value<'_> {
        self.columns.value(&self.gazetteer, record, property)
    }

    fn shape(&self, record: usize) -> Shape<'_> {
        Shape::Point(self.gazetteer.place(record).point)
    }

    fn days(&self, _: usize) -> Option<Days> {
        None
    }

    fn near(&self, area: Rect<f64>) -> Option<Vec<usize>> {
        let (low, high) = (area.min(), area.max());
        let area = AABB::from_corners([low.x, low.y], [high.x, high.y]);
        let found = self.points.locate_in_envelope(&area);
        Some(found.map(|point| point.data).collect())
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        self.bounds
    }
}

fn columns(languages: &[Lang]) -> Columns<Gazetteer> {
    Columns::<Gazetteer>::new()
        .with(
            Property::new("kind", Kind::Text, "Kind", "النوع"),
            |s, n| Value::text(&s.place(n).kind),
        )
        .with_each(
            languages,
            &Property::new("name", Kind::Text, "Name", "الاسم"),
            |lang| move |s, n| names(s.place(n), &lang).first().map(String::as_str).into(),
        )
        .with_each(
            languages,
            &Property::new("aliases", Kind::List, "Other spellings", "تهجئات أخرى"),
            |lang| {
                move |s, n| Value::list(names(s.place(n), &lang).iter().skip(1).map(String::as_str))
            },
        )
        .with(
            Property::new(
                "zones",
                Kind::List,
                "Zones that ever covered it",
                "المناطق التي غطته في أي وقت",
            ),
            |s, n| {
                let zones = s.zones[n].iter().map(|zone| &s.snapshot.zones()[*zone]);
                Value::list(zones.map(|zone| zone.id.as_str()))
            },
        )
        .with(
            Property::new("admin", Kind::Text, "Administrative unit", "الوحدة الإدارية"),
            |s, n| s.place(n).admin.as_deref().into(),
        )
        .with(
            Property::new(
                "coord_source",
                Kind::Text,
                "Source of the coordinate",
                "مصدر الإحداثيات",
            ),
            |s, n| s.place(n).coord_source.as_deref().into(),
        )
}

fn names<'p>(place: &'p Place, lang: &Lang) -> &'p [String] {
    place.names.get(lang).map_or(&[], Vec::as_slice)
}
