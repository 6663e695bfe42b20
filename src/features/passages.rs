//! `passages`: the paragraphs of the articles, and the zones they speak of.

use std::{borrow::Cow, sync::Arc};

use geo::Rect;

use super::{Columns, Days, Geometries, Kind, Property, Role, Schema, Shape, Table, Title, Value};
use crate::{
    model::{Article, Lang, Link, LinkKind, Named, Passage},
    snapshot::Snapshot,
};

/// Every passage, by article and then by number. Its id is `ARTICLE:NUMBER`, which can stand in an address as it is.
#[derive(Debug)]
pub(super) struct Passages {
    texts: Texts,
    schema: Schema,
    columns: Columns<Texts>,
}

/// What the columns read.
#[derive(Debug)]
struct Texts {
    snapshot: Arc<Snapshot>,
    /// The number of the first passage of each article, and behind the last one that of all passages.
    starts: Vec<usize>,
}

impl Texts {
    fn new(snapshot: Arc<Snapshot>) -> Self {
        let lengths = snapshot
            .articles()
            .iter()
            .map(|article| article.passages.len());
        let mut starts = vec![0];
        starts.extend(lengths.scan(0, |all, length| {
            *all += length;
            Some(*all)
        }));
        Self { snapshot, starts }
    }

    fn len(&self) -> usize {
        self.starts.last().copied().unwrap_or_default()
    }

    /// The article, and the number of the passage in it.
    fn place(&self, record: usize) -> (usize, usize) {
        let article = self.starts.partition_point(|start| *start <= record) - 1;
        (article, record - self.starts[article])
    }

    fn article(&self, record: usize) -> &Article {
        &self.snapshot.articles()[self.place(record).0]
    }

    fn passage(&self, record: usize) -> &Passage {
        let (article, number) = self.place(record);
        &self.snapshot.articles()[article].passages[number]
    }

    fn links(&self, record: usize) -> &[Link] {
        let (article, number) = self.place(record);
        self.snapshot.links_of(article, number)
    }
}

impl Passages {
    pub(super) fn new(snapshot: Arc<Snapshot>) -> Self {
        let columns = columns(&snapshot);
        Self {
            schema: Schema {
                id: "passages",
                title: Title {
                    en: "Passages",
                    ar: "المقاطع",
                },
                description: Title {
                    en: "The paragraphs of the articles, word for word, with the zones they speak of.",
                    ar: "فقرات المقالات بنصها، مع المناطق التي تتحدث عنها.",
                },
                geometries: Geometries::None,
                properties: columns.properties().to_vec(),
            },
            columns,
            texts: Texts::new(snapshot),
        }
    }
}

impl Table for Passages {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn len(&self) -> usize {
        self.texts.len()
    }

    fn find(&self, id: &str) -> Option<usize> {
        let (article, number) = id.rsplit_once(':')?;
        let article = self.texts.snapshot.article_number(article)?;
        let plain = number == "0" || !number.starts_with(['0', '+']);
        let record = self.texts.starts[article] + number.parse::<usize>().ok().filter(|_| plain)?;
        (record < self.texts.starts[article + 1]).then_some(record)
    }

    fn id(&self, record: usize) -> Cow<'_, str> {
        let id = &self.texts.passage(record).id;
        format!("{}:{}", id.article, id.number).into()
    }

    fn value(&self, record: usize, property: usize) -> Value<'_> {
        self.columns.value(&self.texts, record, property)
    }

    fn shape(&self, _: usize) -> Shape<'_> {
        Shape::Nowhere
    }

    fn days(&self, record: usize) -> Option<Days> {
        self.texts.article(record).published.map(Days::on)
    }

    /// An article at a time: its passages share a day.
    fn all_days(&self) -> Option<Days> {
        let articles = self.texts.snapshot.articles().iter();
        let days = articles.filter_map(|article| article.published.map(Days::on));
        days.reduce(Days::around)
    }

    fn near(&self, _: Rect<f64>) -> Option<Vec<usize>> {
        None
    }

    fn bounds(&self) -> Option<Rect<f64>> {
        None
    }
}

fn columns(snapshot: &Snapshot) -> Columns<Texts> {
    let languages = snapshot.dataset().languages.iter().map(Lang::to_string);
    Columns::<Texts>::new()
        .with(
            Property::new("article", Kind::Text, "Article", "المقال"),
            |s, n| Value::text(s.article(n).id.as_str()),
        )
        .with(
            Property::new(
                "number",
                Kind::Integer,
                "Number of the paragraph",
                "رقم الفقرة",
            ),
            |s, n| Value::Integer(i64::try_from(s.place(n).1).unwrap_or(i64::MAX)),
        )
        .with(
            Property::new("is_title", Kind::Boolean, "Is the title", "هو العنوان"),
            |s, n| Value::Bool(s.place(n).1 == 0),
        )
        .with(
            Property::new("language", Kind::Text, "Language", "اللغة").one_of(languages),
            |s, n| s.article(n).lang.as_ref().map(Lang::as_str).into(),
        )
        .with(
            Property::new(
                "article_title",
                Kind::Text,
                "Title of the article",
                "عنوان المقال",
            ),
            |s, n| Value::text(&s.article(n).title),
        )
        .with(
            Property::new("publisher", Kind::Text, "Publisher", "الناشر"),
            |s, n| s.article(n).publisher.as_deref().into(),
        )
        .with(
            Property::new("published", Kind::Day, "Published", "تاريخ النشر")
                .with_role(Role::Instant),
            |s, n| s.article(n).published.into(),
        )
        .with(
            Property::new("text", Kind::Text, "Text", "النص").of_prose(),
            |s, n| Value::text(&s.passage(n).text),
        )
        .with(
            Property::new(
                "zones",
                Kind::List,
                "Zones it speaks of",
                "المناطق التي يتحدث عنها",
            ),
            |s, n| Value::list(s.links(n).iter().map(|link| link.zone.as_str())),
        )
        .with(
            Property::new(
                "kinds",
                Kind::List,
                "How it speaks of them",
                "كيف يتحدث عنها",
            ),
            |s, n| Value::list(kinds(s.links(n))),
        )
        .with(
            Property::new(
                "places",
                Kind::List,
                "Places it names",
                "الأماكن التي يسميها",
            ),
            |s, n| Value::list(places(s.links(n)).into_iter()),
        )
}

/// The kinds of some links, strongest first, each once.
fn kinds(links: &[Link]) -> impl Iterator<Item = &'static str> {
    let has = |kind: &LinkKind| links.iter().any(|link| link.kind == *kind);
    LinkKind::ALL.into_iter().filter(has).map(LinkKind::word)
}

/// The places that mentions name, in text order, each once.
fn places(links: &[Link]) -> Vec<&str> {
    let mentions = links.iter().flat_map(|link| &link.mentions);
    let mut named: Vec<(usize, &str)> = mentions
        .filter_map(|mention| match &mention.names {
            Named::Place(id) => Some((mention.start, id.as_str())),
            _ => None,
        })
        .collect();
    named.sort_unstable();
    let mut places: Vec<&str> = Vec::new();
    for (_, place) in named {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places
}
