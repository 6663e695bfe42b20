//! Pages for people: what the JSON of a resource says, as HTML without script.
//!
//! A page is a template of `static/src/data/` that gets the data from here and its words from the build.

mod cell;
mod describe;
mod feature;
mod items;
mod map;
mod schema;

pub(in crate::http) use describe::conformance;
pub(super) use describe::{collection, collections};
pub(super) use feature::feature;
pub(super) use items::items;
pub(super) use schema::schema;

use axum::response::Response;
use minijinja::{Value, context};

use super::form::{Form, segment};
use crate::{
    features::{self, Schema, Table},
    http::{App, page, params::Params, problem::Problem},
    live::World,
    model::Lang,
};

/// What all pages are made from.
pub(in crate::http) struct DataPage<'w> {
    app: &'w App,
    world: &'w World,
    lang: &'w Lang,
    /// As the reader gave them.
    params: &'w Params<'w>,
}

/// Another form of what a page shows.
struct OtherForm {
    title: &'static str,
    media_type: &'static str,
    href: String,
}

impl OtherForm {
    fn told(&self) -> Value {
        context! { title => self.title, media_type => self.media_type, href => &self.href }
    }
}

impl<'w> DataPage<'w> {
    pub(in crate::http) fn new(
        app: &'w App,
        world: &'w World,
        lang: &'w Lang,
        params: &'w Params<'w>,
    ) -> Self {
        Self {
            app,
            world,
            lang,
            params,
        }
    }

    /// The address of another page in the same language.
    fn to(&self, path: &str) -> String {
        format!("{path}?f=html&lang={}", self.lang)
    }

    /// The address of the map in the same language, with what it shows.
    fn map(&self, state: &str) -> String {
        format!("/?lang={}#{state}", self.lang)
    }

    /// The address of this page at `path` with other parameters.
    fn with(path: &str, params: &Params) -> String {
        format!("{path}?{}", params.with(&[]))
    }

    /// The page of `path`, filled: what every page has, and `more`.
    fn fill(
        &self,
        template: &str,
        path: &str,
        others: &[OtherForm],
        more: Value,
    ) -> Result<Response, Problem> {
        let dataset = self.world.snapshot.dataset();
        let languages = dataset.languages.iter().map(|lang| {
            let there = self.params.setting("lang", lang.as_str());
            context! { code => lang.as_str(), href => Self::with(path, &there) }
        });
        let more = context! {
            site => dataset.title.in_lang(self.lang, &dataset.languages),
            licence => &dataset.licence,
            attribution => dataset.attribution.join("; "),
            collections => self.to("/collections"),
            language_links => languages.collect::<Vec<_>>(),
            forms => others.iter().map(OtherForm::told).collect::<Vec<_>>(),
            ..more
        };
        page::page(self.app, self.world, template, self.lang, more)
    }

    /// What the pages of a collection say of it.
    fn of_collection(&self, schema: &Schema) -> Value {
        let path = collection_path(schema);
        context! {
            id => schema.id,
            title => schema.title.in_lang(self.lang),
            description => schema.description.in_lang(self.lang),
            href => self.to(&path),
            items => self.to(&format!("{path}/items")),
        }
    }

    /// JSON, the only other form of most pages.
    fn json(&self, path: &str, media_type: &'static str) -> [OtherForm; 1] {
        [OtherForm {
            title: "JSON",
            media_type,
            href: format!("{path}?f=json&lang={}", self.lang),
        }]
    }
}

/// The forms of features beside the page, at `path` with the same parameters.
fn encodings(path: &str, params: &Params) -> Vec<OtherForm> {
    let others = Form::all().filter(|form| *form != Form::Html);
    let others = others.map(|form| OtherForm {
        title: form.title(),
        media_type: form.media_type(),
        href: DataPage::with(path, &params.setting("f", form.name())),
    });
    others.collect()
}

fn collection_path(schema: &Schema) -> String {
    format!("/collections/{}", schema.id)
}

fn feature_path(table: &dyn Table, record: usize) -> String {
    let own = collection_path(table.schema());
    format!("{own}/items/{}", segment(&table.id(record)))
}

/// What people call a feature in a language: its name or title, else its id.
fn label(table: &dyn Table, record: usize, lang: &Lang) -> String {
    let schema = table.schema();
    let own = schema.position(&format!("name_{lang}"));
    let names = schema.properties.iter().enumerate();
    let names = names.filter(|(_, property)| property.name.starts_with("name_"));
    let titles = ["title", "article_title"].into_iter();
    let titles = titles.filter_map(|name| schema.position(name));
    let called = own.into_iter().chain(names.map(|(n, _)| n)).chain(titles);
    let mut values = called.filter_map(|property| match table.value(record, property) {
        features::Value::Text(text) => Some(text.into_owned()),
        _ => None,
    });
    let first = values.next();
    first.unwrap_or_else(|| table.id(record).into_owned())
}
