//! Four towns: `a` all known, `b` another, `c` with hardly anything known, `d` an area with odd texts.

use std::borrow::Cow;

use geo::{MultiPolygon, Rect, polygon};

use crate::{
    features::{Days, Geometries, Kind, Property, Schema, Shape, Table, Title, Value},
    model::LonLat,
};

#[derive(Debug)]
pub(super) struct Towns {
    schema: Schema,
    area: MultiPolygon<f64>,
}

const TITLE: Title = Title { en: "", ar: "" };

pub(super) const COLUMNS: [(&str, Kind); 9] = [
    ("name", Kind::Text),
    ("alias", Kind::Text),
    ("people", Kind::Integer),
    ("area", Kind::Number),
    ("open", Kind::Boolean),
    ("first", Kind::Day),
    ("last", Kind::Day),
    ("tags", Kind::List),
    ("page", Kind::Uri),
];

impl Towns {
    pub(super) fn new() -> Self {
        let properties = COLUMNS.map(|(name, kind)| Property::new(name, kind, "", ""));
        Self {
            schema: Schema {
                id: "towns",
                title: TITLE,
                description: TITLE,
                geometries: Geometries::Areas,
                properties: properties.into(),
            },
            area: MultiPolygon(vec![polygon![
                (x: 10.0, y: 10.0), (x: 20.0, y: 10.0), (x: 20.0, y: 20.0), (x: 10.0, y: 20.0),
                (x: 10.0, y: 10.0),
            ]]),
        }
    }
}

fn day(text: &str) -> Value<'static> {
    Value::Day(text.parse().unwrap())
}

impl Table for Towns {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn len(&self) -> usize {
        4
    }

    fn find(&self, id: &str) -> Option<usize> {
        ["a", "b", "c", "d"].iter().position(|own| *own == id)
    }

    fn id(&self, record: usize) -> Cow<'_, str> {
        ["a", "b", "c", "d"][record].into()
    }

    fn value(&self, record: usize, property: usize) -> Value<'_> {
        match (record, COLUMNS[property].0) {
            (0, "name") => "Idlib".into(),
            (1, "name") => "Atarib".into(),
            (3, "name") => "مُورِك 100%".into(),
            (0, "alias") => "IDLIB".into(),
            (1, "alias") => "Al-Atarib".into(),
            (3, "alias") => "It's".into(),
            (0, "people") => Value::Integer(100),
            (1, "people") => Value::Integer(30),
            (3, "people") => Value::Integer(0),
            (0, "area") => Value::Number(2.5),
            (1, "area") => Value::Number(30.0),
            (3, "area") => Value::Number(-7.0),
            (0, "open") => Value::Bool(true),
            (1, "open") => Value::Bool(false),
            (0, "first") => day("2017-05-06"),
            (1, "first") => day("2017-09-15"),
            (0, "last") => day("2017-09-14"),
            (3, "first" | "last") => day("2018-01-01"),
            (0, "tags") => Value::list(["x", "y"].into_iter()),
            (1, "tags") => Value::list(["y", "x", "z"].into_iter()),
            (3, "tags") => Value::list([].into_iter()),
            (0, "page") => "https://example.org/a".into(),
            _ => Value::Null,
        }
    }

    fn shape(&self, record: usize) -> Shape<'_> {
        match record {
            0 => Shape::Point(LonLat::new(15.0, 15.0).unwrap()),
            1 => Shape::Point(LonLat::new(20.0, 15.0).unwrap()),
            2 => Shape::Nowhere,
            _ => Shape::Area(&self.area),
        }
    }

    fn days(&self, _: usize) -> Option<Days> {
        None
    }

    fn near(&self, _: Rect<f64>) -> Option<Vec<usize>> {
        Some(vec![3, 0])
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        None
    }
}
