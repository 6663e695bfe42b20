//! The page of `/collections/{id}/items/{feature}`: all that is known of it.

use axum::response::Response;
use geo::{BoundingRect, Geometry};
use minijinja::{Value as Shown, context};

use super::{
    DataPage,
    cell::{Room, cell},
    encodings, feature_path, label,
    map::map,
    segment,
};
use crate::{
    features::{Shape, Table, Value},
    formats::FeatureSet,
    http::{page::text, problem::Problem},
    model::Lang,
};

/// A feature, the only one of a set.
pub(in crate::http::collections) fn feature(
    page: &DataPage<'_>,
    set: &FeatureSet<'_>,
    record: usize,
) -> Result<Response, Problem> {
    let table = set.table;
    let path = feature_path(table, record);
    let title = label(table, record, page.lang);
    let properties = set.properties.iter().map(|number| {
        let property = &table.schema().properties[*number];
        context! {
            name => property.name.as_ref(),
            title => property.title.in_lang(page.lang),
            lang => property.lang.as_ref().map(Lang::as_str),
            cell => cell(page, table, record, *number, Room::Whole),
        }
    });
    let days = table.days(record);
    let more = context! {
        collection => page.of_collection(table.schema()),
        id => table.id(record),
        map => map(page, table, &[record], &title),
        title,
        days => days.map(|days| context! { first => days.first.map(text), last => days.last.map(text) }),
        properties => properties.collect::<Vec<_>>(),
        ground => ground(set),
        ways => ways(page, table, record),
    };
    page.fill(
        "data-feature.html",
        &path,
        &encodings(&path, page.params),
        more,
    )
}

/// The point, or the box around the area, in the coordinate system that is asked for.
fn ground(set: &FeatureSet<'_>) -> Option<Shown> {
    let record = set.records().next()?;
    let geometry = set.geometry(&record)?;
    let (kind, numbers) = match &geometry {
        Geometry::Point(point) => ("point", vec![point.x(), point.y()]),
        area => {
            let rect = area.bounding_rect()?;
            let (low, high) = (rect.min(), rect.max());
            ("box", vec![low.x, low.y, high.x, high.y])
        }
    };
    let numbers: Vec<String> = numbers.into_iter().map(text).collect();
    Some(context! { kind, numbers => numbers.join(", "), crs => set.crs.uri() })
}

/// Where else to go from a feature, by the sort of it.
fn ways(page: &DataPage<'_>, table: &dyn Table, record: usize) -> Vec<Shown> {
    let value = |name: &str| {
        let property = table.schema().position(name)?;
        match table.value(record, property) {
            Value::Text(text) => Some(text.into_owned()),
            Value::Day(day) => Some(text(day)),
            Value::Integer(number) => Some(text(number)),
            _ => None,
        }
    };
    let mut ways = Vec::new();
    let mut to = |kind: &str, href: String| ways.push(context! { kind, href });
    if let (Some(zone), Some(day)) = (value("zone"), value("valid_from")) {
        let zone = segment(&zone);
        to("map", page.map(&format!("zone={zone}&date={day}")));
        to("download_zone", format!("/zones/{zone}.geojson"));
    }
    if let Shape::Point(point) = table.shape(record) {
        let (lat, lon) = (point.lat(), point.lon());
        let state = format!("map=11/{lat}/{lon}&point={lat}/{lon}");
        to("map", page.map(&state));
    }
    if let (Some(article), Some(number)) = (value("article"), value("number")) {
        let article = page.to(&format!("/articles/{}", segment(&article)));
        to("article", format!("{article}#passage-{number}"));
    }
    if table.schema().id == "articles" {
        let id = segment(&table.id(record));
        to("article", page.to(&format!("/articles/{id}")));
        let passages = page.to("/collections/passages/items");
        to("passages", format!("{passages}&article={id}"));
    }
    ways
}
