//! `articles`: the texts.

use std::{borrow::Cow, sync::Arc};

use geo::Rect;

use super::{Columns, Days, Geometries, Kind, Property, Role, Schema, Shape, Table, Title, Value};
use crate::{
    model::{Article, Lang},
    snapshot::Snapshot,
};

/// The articles by id.
#[derive(Debug)]
pub(super) struct Articles {
    snapshot: Arc<Snapshot>,
    schema: Schema,
    columns: Columns<Snapshot>,
}

impl Articles {
    pub(super) fn new(snapshot: Arc<Snapshot>) -> Self {
        let columns = columns(&snapshot);
        Self {
            schema: Schema {
                id: "articles",
                title: Title {
                    en: "Articles",
                    ar: "المقالات",
                },
                description: Title {
                    en: "The texts whose passages are linked to the zones. What is not known of one is null.",
                    ar: "النصوص التي رُبطت مقاطعها بالمناطق. ما لا يُعرف عنها يبقى فارغًا.",
                },
                geometries: Geometries::None,
                properties: columns.properties().to_vec(),
            },
            columns,
            snapshot,
        }
    }
}

impl Table for Articles {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn len(&self) -> usize {
        self.snapshot.articles().len()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.snapshot.article_number(id)
    }

    fn id(&self, record: usize) -> Cow<'_, str> {
        article(&self.snapshot, record).id.as_str().into()
    }

    fn value(&self, record: usize, property: usize) -> Value<'_> {
        self.columns.value(&self.snapshot, record, property)
    }

    fn shape(&self, _: usize) -> Shape<'_> {
        Shape::Nowhere
    }

    fn days(&self, record: usize) -> Option<Days> {
        article(&self.snapshot, record).published.map(Days::on)
    }

    fn near(&self, _: Rect<f64>) -> Option<Vec<usize>> {
        None
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        None
    }
}

fn article(snapshot: &Snapshot, record: usize) -> &Article {
    &snapshot.articles()[record]
}

fn columns(snapshot: &Snapshot) -> Columns<Snapshot> {
    let languages = snapshot.dataset().languages.iter().map(Lang::to_string);
    Columns::new()
        .with(
            Property::new("title", Kind::Text, "Title", "العنوان"),
            |s, n| Value::text(&article(s, n).title),
        )
        .with(
            Property::new("language", Kind::Text, "Language", "اللغة").one_of(languages),
            |s, n| article(s, n).lang.as_ref().map(Lang::as_str).into(),
        )
        .with(
            Property::new("publisher", Kind::Text, "Publisher", "الناشر"),
            |s, n| article(s, n).publisher.as_deref().into(),
        )
        .with(
            Property::new("published", Kind::Day, "Published", "تاريخ النشر")
                .with_role(Role::Instant),
            |s, n| article(s, n).published.into(),
        )
        .with(
            Property::new("url", Kind::Uri, "Address", "الرابط"),
            |s, n| article(s, n).url.as_deref().into(),
        )
        .with(
            Property::new("notes", Kind::Text, "Notes", "ملاحظات").of_prose(),
            |s, n| article(s, n).notes.as_deref().into(),
        )
        .with(
            Property::new(
                "passages",
                Kind::Integer,
                "Number of passages",
                "عدد المقاطع",
            ),
            |s, n| Value::Integer(i64::try_from(article(s, n).passages.len()).unwrap_or(i64::MAX)),
        )
        .with(
            Property::new(
                "zones",
                Kind::List,
                "Zones it speaks of",
                "المناطق التي يتحدث عنها",
            ),
            |s, n| Value::list(zones(s, n)),
        )
}

/// The zones that any passage of an article speaks of, in list order.
fn zones(snapshot: &Snapshot, record: usize) -> impl Iterator<Item = &str> {
    let passages = 0..article(snapshot, record).passages.len();
    let links = passages.flat_map(move |number| snapshot.links_of(record, number));
    let spoken_of: std::collections::HashSet<&str> = links.map(|link| link.zone.as_str()).collect();
    let ids = snapshot.zones().iter().map(|zone| zone.id.as_str());
    ids.filter(move |id| spoken_of.contains(id))
}
