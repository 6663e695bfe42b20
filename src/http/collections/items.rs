//! `/collections/{id}/items` and `/collections/{id}/items/{feature}`.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

use super::{
    find,
    form::{Form, segment},
    item_query::{self, ItemQuery},
    pages,
};
use crate::{
    features::{Crs, select},
    formats::{Dialect, Encoding, FeaturePage, FeatureSet, FeatureView, Hyperlink, Page, encode},
    http::{
        App, answer,
        aside::aside,
        page,
        paging::Paging,
        params::{Query, bad},
        problem::{PathText, PathTexts, Problem},
    },
    live::World,
};

/// Which coordinate system the answer is in (Part 2, `/req/crs/ogc-crs-header`).
const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");
const NUMBER_MATCHED: HeaderName = HeaderName::from_static("ogc-numbermatched");
const NUMBER_RETURNED: HeaderName = HeaderName::from_static("ogc-numberreturned");

/// `GET /collections/{id}/items` (Part 1, `/req/core/fc-op`).
pub(in crate::http) async fn items(
    State(app): State<App>,
    PathText(id): PathText,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    aside(move || answer_items(&app, &id, &query, &headers)).await
}

fn answer_items(
    app: &App,
    id: &str,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let world = app.world();
    let table = find(&world.features, id)?;
    let asked = ItemQuery::read(query, table.schema(), world.snapshot.dataset())?;
    let form = Form::asked(&asked.params, headers)?;
    let selected = select(
        table,
        &asked.selection,
        asked.paging.offset,
        asked.paging.limit,
    );
    let mut set = FeatureSet {
        table,
        records: &selected.records,
        properties: &asked.properties,
        crs: asked.crs,
    };
    let Form::Encoded(encoding) = form else {
        let lang = page::language(&asked.params, headers, &world)?;
        let page = pages::DataPage::new(app, &world, lang, &asked.params);
        return pages::items(&page, &set, &asked, selected.matched);
    };
    set.crs = written_in(encoding, asked.crs)?;
    let path = format!("/collections/{id}/items");
    let links = page_links(app, &path, &asked, encoding, selected.matched);
    let relations = link_header(&links);
    let body = match dialect(encoding) {
        Some(dialect) => {
            let page = Page {
                matched: selected.matched,
                time_stamp: world.loaded_at.to_string(),
                links,
            };
            answer::to_json(&FeaturePage::new(&set, dialect, Some(page)))
        }
        None => encode(encoding, &set).map_err(|error| Problem::internal(&error))?,
    };
    let mut response = features(app, &world, encoding, set.crs, body);
    let counts = [
        (NUMBER_MATCHED, selected.matched),
        (NUMBER_RETURNED, selected.records.len()),
    ];
    for (name, count) in counts {
        response
            .headers_mut()
            .insert(name, HeaderValue::from(count));
    }
    if let Ok(relations) = HeaderValue::from_str(&relations) {
        response.headers_mut().insert(header::LINK, relations);
    }
    Ok(response)
}

/// `GET /collections/{id}/items/{feature}` (Part 1, `/req/core/f-op`).
pub(in crate::http) async fn item(
    State(app): State<App>,
    PathTexts([id, feature]): PathTexts<2>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&["f", "lang", "crs"])?;
    let world = app.world();
    let table = find(&world.features, &id)?;
    let form = Form::asked(&params, &headers)?;
    let offered = Crs::offered(world.snapshot.dataset());
    let crs = item_query::crs(&params, "crs", &offered)?;
    let record = table.find(&feature).ok_or_else(|| {
        Problem::no_such(
            "feature",
            &feature,
            &format!("/collections/{id}/items lists them."),
        )
    })?;
    let properties: Vec<usize> = (0..table.schema().properties.len()).collect();
    let mut set = FeatureSet {
        table,
        records: &[record],
        properties: &properties,
        crs,
    };
    let Form::Encoded(encoding) = form else {
        let lang = page::language(&params, &headers, &world)?;
        let page = pages::DataPage::new(&app, &world, lang, &params);
        return pages::feature(&page, &set, record);
    };
    set.crs = written_in(encoding, crs)?;
    let body = match dialect(encoding) {
        Some(dialect) => {
            let links = item_links(&app, &id, &feature, encoding);
            answer::to_json(&FeatureView::new(
                &set,
                dialect,
                table.record(record),
                links,
            ))
        }
        None => encode(encoding, &set).map_err(|error| Problem::internal(&error))?,
    };
    Ok(features(&app, &world, encoding, set.crs, body))
}

fn features(app: &App, world: &World, encoding: Encoding, crs: Crs, body: Vec<u8>) -> Response {
    let mut response = answer::stable(app, world, encoding.media_type(), encoding.name(), body);
    if let Ok(crs) = HeaderValue::from_str(&format!("<{}>", crs.uri())) {
        response.headers_mut().insert(CONTENT_CRS, crs);
    }
    response
}

fn dialect(encoding: Encoding) -> Option<Dialect> {
    match encoding {
        Encoding::GeoJson => Some(Dialect::GeoJson),
        Encoding::JsonFg => Some(Dialect::JsonFg),
        _ => None,
    }
}

/// Some formats have one coordinate system only.
fn written_in(encoding: Encoding, crs: Crs) -> Result<Crs, Problem> {
    let fixed = matches!(encoding, Encoding::Kml | Encoding::GeoJsonSeq);
    if fixed && crs != Crs::Crs84 {
        let allowed = Crs::Crs84.uri();
        return Err(bad(
            "crs",
            format!("{} is always written in {allowed}", encoding.name()),
        ));
    }
    Ok(crs)
}

/// This page in every format, its neighbours, and what it belongs to.
fn page_links(
    app: &App,
    path: &str,
    asked: &ItemQuery,
    encoding: Encoding,
    matched: usize,
) -> Vec<Hyperlink> {
    let address = app.address();
    let to = |rel, paging: Paging, form: Form| {
        let params = asked.params.setting("f", form.name());
        let query = params.with(&[("limit", paging.limit), ("offset", paging.offset)]);
        address.link(rel, &format!("{path}?{query}"), form.media_type())
    };
    let this = asked.paging;
    let form = Form::Encoded(encoding);
    let mut links = vec![to("self", this, form)];
    let others = Form::all().filter(|other| *other != form);
    links.extend(others.map(|other| to("alternate", this, other)));
    links.extend(this.next(matched).map(|next| to("next", next, form)));
    links.extend(this.prev(matched).map(|prev| to("prev", prev, form)));
    links.extend(belongings(app, path.trim_end_matches("/items")));
    links
}

fn item_links(app: &App, collection: &str, feature: &str, encoding: Encoding) -> Vec<Hyperlink> {
    let own = format!("/collections/{collection}");
    let path = format!("{own}/items/{}", segment(feature));
    let form = Form::Encoded(encoding);
    let to = |rel, form: Form| {
        app.address()
            .link(rel, &format!("{path}?f={}", form.name()), form.media_type())
    };
    let mut links = vec![to("self", form)];
    links.extend(
        Form::all()
            .filter(|other| *other != form)
            .map(|other| to("alternate", other)),
    );
    links.extend(belongings(app, &own));
    links
}

/// The collection, and what its features have.
fn belongings(app: &App, collection: &str) -> [Hyperlink; 2] {
    let schema = format!("{collection}/schema?f=json");
    [
        app.address()
            .json("collection", &format!("{collection}?f=json")),
        app.address()
            .link("describedby", &schema, "application/schema+json"),
    ]
}

/// The links as a header (RFC 8288), for formats that have no room for them.
fn link_header(links: &[Hyperlink]) -> String {
    let shown = links.iter().map(|link| {
        let Hyperlink {
            rel,
            href,
            media_type,
            ..
        } = link;
        format!("<{href}>; rel=\"{rel}\"; type=\"{media_type}\"")
    });
    shown.collect::<Vec<_>>().join(", ")
}
