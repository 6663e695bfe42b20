//! `zones`: one feature per extent.

use std::{borrow::Cow, sync::Arc};

use geo::Rect;

use super::{
    Columns, Days, Geometries, Kind, Property, Role, Schema, Shape, Table, Title, Value, around,
};
use crate::{
    model::{Color, Dataset, Extent, Grade, Id, Lang, Zone},
    snapshot::Snapshot,
};

/// The extents of the zones, by zone in list order and then by period.
#[derive(Debug)]
pub(super) struct Zones {
    snapshot: Arc<Snapshot>,
    schema: Schema,
    columns: Columns<Snapshot>,
    bounds: Option<Rect<f64>>,
}

impl Zones {
    pub(super) fn new(snapshot: Arc<Snapshot>) -> Self {
        let columns = columns(snapshot.dataset(), &snapshot);
        let schema = Schema {
            id: "zones",
            title: Title {
                en: "Extents of the zones",
                ar: "نطاقات المناطق",
            },
            description: Title {
                en: "The ground each zone covered, one feature per period, with the precision of its line.",
                ar: "الأرض التي غطتها كل منطقة، معلَم لكل فترة، مع دقة خط حدوده.",
            },
            geometries: Geometries::Areas,
            properties: columns.properties().to_vec(),
        };
        Self {
            bounds: around(
                snapshot
                    .extents()
                    .iter()
                    .map(|extent| Shape::Area(&extent.area)),
            ),
            schema,
            columns,
            snapshot,
        }
    }
}

impl Table for Zones {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn len(&self) -> usize {
        self.snapshot.extents().len()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.snapshot.extent_number(id)
    }

    fn id(&self, record: usize) -> Cow<'_, str> {
        self.snapshot.extents()[record].id.as_str().into()
    }

    fn value(&self, record: usize, property: usize) -> Value<'_> {
        self.columns.value(&self.snapshot, record, property)
    }

    fn shape(&self, record: usize) -> Shape<'_> {
        Shape::Area(&self.snapshot.extents()[record].area)
    }

    fn days(&self, record: usize) -> Option<Days> {
        Some(Days::of(self.snapshot.extents()[record].period))
    }

    fn near(&self, area: Rect<f64>) -> Option<Vec<usize>> {
        Some(self.snapshot.extents_near(area))
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        self.bounds
    }
}

fn columns(dataset: &Dataset, snapshot: &Snapshot) -> Columns<Snapshot> {
    let languages = dataset.languages.as_slice();
    let zones = snapshot.zones().iter();
    let first = Role::IntervalStart;
    Columns::new()
        .with(
            Property::new("zone", Kind::Text, "Zone", "المنطقة")
                .one_of(zones.map(|zone| zone.id.to_string())),
            |s, n| Value::text(extent(s, n).zone.as_str()),
        )
        .with_each(
            languages,
            &Property::new("name", Kind::Text, "Name", "الاسم"),
            |lang| move |s, n| zone(s, n).and_then(|zone| zone.name.get(&lang)).into(),
        )
        .with(
            Property::new("valid_from", Kind::Day, "Valid from", "سارٍ من").with_role(first),
            |s, n| extent(s, n).period.from().into(),
        )
        .with(
            Property::new(
                "valid_to",
                Kind::Day,
                "No longer valid from",
                "لم يعد ساريًا من",
            ),
            |s, n| extent(s, n).period.to().into(),
        )
        .with(
            Property::new("last_day", Kind::Day, "Last day", "آخر يوم")
                .with_role(Role::IntervalEnd),
            |s, n| extent(s, n).period.last_day().into(),
        )
        .with(
            Property::new(
                "precision_m",
                Kind::Number,
                "Precision of the line (m)",
                "دقة الخط (متر)",
            ),
            |s, n| Value::Number(extent(s, n).precision_m),
        )
        .with(
            Property::new("area_km2", Kind::Number, "Area (km²)", "المساحة (كم²)"),
            |s, n| Value::Number(rounded(s.area_km2_of(n))),
        )
        .with(
            Property::new("confidence", Kind::Text, "Confidence", "درجة الثقة")
                .one_of(["high", "medium", "low"].map(str::to_owned).into_iter()),
            |s, n| extent(s, n).confidence.map(Grade::word).into(),
        )
        .with(
            Property::new("basis", Kind::Text, "Agreement", "الاتفاق"),
            |s, n| extent(s, n).basis.as_ref().map(Id::as_str).into(),
        )
        .with_each(
            languages,
            &Property::new("summary", Kind::Text, "Summary", "ملخص").of_prose(),
            |lang| move |s, n| extent(s, n).summary.get(&lang).into(),
        )
        .with_each(
            languages,
            &Property::new("doubts", Kind::List, "Doubts", "مواضع الشك"),
            |lang| move |s, n| doubts(extent(s, n), &lang),
        )
        .with(
            Property::new("sources", Kind::List, "Sources", "المصادر"),
            |s, n| Value::list(extent(s, n).sources.iter().map(Id::as_str)),
        )
        .with(
            Property::new("color", Kind::Text, "Colour on maps", "اللون على الخريطة"),
            |s, n| zone(s, n).map(|zone| color(zone.color)).into(),
        )
        .with(
            Property::new(
                "dash",
                Kind::Text,
                "Dashes on maps",
                "تقطيع الخط على الخريطة",
            ),
            |s, n| zone(s, n).map(|zone| zone.dash.as_str()).into(),
        )
}

fn extent(snapshot: &Snapshot, record: usize) -> &Extent {
    &snapshot.extents()[record]
}

fn zone(snapshot: &Snapshot, record: usize) -> Option<&Zone> {
    snapshot.zone(extent(snapshot, record).zone.as_str())
}

fn doubts<'s>(extent: &'s Extent, lang: &Lang) -> Value<'s> {
    let doubts = extent.doubts.get(lang).map_or(&[][..], Vec::as_slice);
    Value::list(doubts.iter().map(String::as_str))
}

fn color(color: Color) -> Value<'static> {
    Value::Text(color.to_string().into())
}

/// To a tenth of a square kilometre.
fn rounded(area_km2: f64) -> f64 {
    (area_km2 * 10.0).round() / 10.0
}
