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
};
use crate::{
    features::{Crs, Table, select},
    formats::{
        Address, Dialect, Encoding, FeaturePage, FeatureSet, FeatureView, Hyperlink, Page,
        encode_file,
    },
    http::{
        App, answer,
        aside::aside,
        base_address::BaseAddress,
        page,
        paging::Paging,
        params::{Query, bad},
        problem::{PathText, Problem},
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
    aside(move || answer_items(&app, &id, None, &query, &headers)).await
}

/// `GET /collections/{id}/items.{ending}`: the same with the format in the path.
pub(in crate::http) async fn items_as(
    encoding: Encoding,
    app: App,
    id: String,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let form = Some(Form::Encoded(encoding));
    aside(move || answer_items(&app, &id, form, &query, &headers)).await
}

fn answer_items(
    app: &App,
    id: &str,
    form: Option<Form>,
    query: &Query,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let world = app.world();
    let table = find(&world.features, id)?;
    let asked = ItemQuery::read(query, table.schema(), world.snapshot.dataset())?;
    page::language(&asked.params, headers, &world)?;
    let Form::Encoded(encoding) = match form {
        Some(form) => form,
        None => Form::asked(&asked.params, headers)?,
    };
    let selected = select(
        table,
        &asked.selection,
        asked.paging.offset,
        asked.paging.limit,
    );
    let selected = selected.map_err(|error| bad("filter", error))?;
    let set = FeatureSet {
        table,
        records: &selected.records,
        properties: &asked.properties,
        crs: written_in(encoding, asked.crs)?,
    };
    let base = app.address_of(headers);
    let path = format!("/collections/{id}/items");
    let links = page_links(base.as_address(), &path, &asked, encoding, selected.matched);
    let relations = link_header(&links);
    let body = match dialect(encoding) {
        Some(dialect) => {
            let page = Page {
                matched: selected.matched,
                time_stamp: world.modified.to_string(),
                links,
            };
            answer::to_json(&FeaturePage::new(&set, dialect, Some(page)))
        }
        None => encode_file(encoding, &set).map_err(|error| Problem::internal(&error))?,
    };
    let mut response = features(&base, &world, encoding, set.crs, body);
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
    PathText((id, feature)): PathText<(String, String)>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let params = query.read(&["f", "lang", "crs"])?;
    let world = app.world();
    let table = find(&world.features, &id)?;
    page::language(&params, &headers, &world)?;
    let Form::Encoded(encoding) = Form::asked(&params, &headers)?;
    let offered = Crs::offered(world.snapshot.dataset());
    let crs = item_query::crs(&params, "crs", &offered)?;
    let (name, encoding) = match named_format(table, &feature) {
        Some((name, encoding)) => (name, encoding),
        None => (feature.as_str(), encoding),
    };
    let record = table.find(name).ok_or_else(|| {
        Problem::no_such(
            "feature",
            &feature,
            &format!("/collections/{id}/items lists them."),
        )
    })?;
    let properties: Vec<usize> = (0..table.schema().properties.len()).collect();
    let set = FeatureSet {
        table,
        records: &[record],
        properties: &properties,
        crs: written_in(encoding, crs)?,
    };
    let base = app.address_of(&headers);
    let body = match dialect(encoding) {
        Some(dialect) => {
            let links = item_links(base.as_address(), &id, name, encoding);
            answer::to_json(&FeatureView::new(
                &set,
                dialect,
                table.record(record),
                links,
            ))
        }
        None => encode_file(encoding, &set).map_err(|error| Problem::internal(&error))?,
    };
    Ok(features(&base, &world, encoding, set.crs, body))
}

/// The id and the format of `ID.csv`: ids have no full stop.
fn named_format<'f>(table: &dyn Table, feature: &'f str) -> Option<(&'f str, Encoding)> {
    let (id, ending) = feature.split_once('.')?;
    let encoding = Encoding::of_ending(ending)?;
    table.find(id).map(|_| (id, encoding))
}

fn features(
    base: &BaseAddress,
    world: &World,
    encoding: Encoding,
    crs: Crs,
    body: Vec<u8>,
) -> Response {
    let mut response = answer::stable_at(base, world, encoding.media_type(), encoding.name(), body);
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
    address: Address<'_>,
    path: &str,
    asked: &ItemQuery,
    encoding: Encoding,
    matched: usize,
) -> Vec<Hyperlink> {
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
    links.extend(belongings(address, path.trim_end_matches("/items")));
    links
}

fn item_links(
    address: Address<'_>,
    collection: &str,
    feature: &str,
    encoding: Encoding,
) -> Vec<Hyperlink> {
    let own = format!("/collections/{collection}");
    let path = format!("{own}/items/{}", segment(feature));
    let form = Form::Encoded(encoding);
    let to = |rel, form: Form| {
        address.link(rel, &format!("{path}?f={}", form.name()), form.media_type())
    };
    let mut links = vec![to("self", form)];
    links.extend(
        Form::all()
            .filter(|other| *other != form)
            .map(|other| to("alternate", other)),
    );
    links.extend(belongings(address, &own));
    links
}

/// The collection, and what its features have.
fn belongings(address: Address<'_>, collection: &str) -> [Hyperlink; 2] {
    let schema = format!("{collection}/schema?f=json");
    [
        address.json("collection", &format!("{collection}?f=json")),
        address.link("describedby", &schema, "application/schema+json"),
    ]
}

/// The pages before and after as a header (RFC 8288), for formats that have no room for links.
fn link_header(links: &[Hyperlink]) -> String {
    let pages = links
        .iter()
        .filter(|link| ["self", "next", "prev"].contains(&link.rel));
    let shown = pages.map(|link| {
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
