//! `/collections/{id}/items` and `/collections/{id}/items/{feature}`.

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::Response,
};

use super::{
    find,
    form::Form,
    item_links,
    item_query::{self, ItemQuery},
    pages::{self, DataPage},
};
use crate::{
    features::{Crs, Table, select},
    formats::{
        Dialect, Encoding, FeaturePage, FeatureSet, FeatureView, Hyperlink, Page, encode_file,
    },
    http::{
        App, answer,
        aside::aside,
        base_address::BaseAddress,
        page,
        params::{Params, Query, bad},
        problem::{PathText, Problem},
        shelf::Label,
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
    kept_items(app, id, None, query, headers).await
}

/// The items; the first page, which most clients ask for without any parameter, is made once.
async fn kept_items(
    app: App,
    id: String,
    form: Option<Form>,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if !query.is_empty() {
        return aside(move || answer_items(&app, &id, form, &query, &headers)).await;
    }
    let world = app.world();
    find(&world.features, &id)?;
    let none = Params::default();
    let lang = page::language(&none, &headers, &world)?;
    let form = match form {
        Some(form) => form,
        None => Form::asked(&none, &headers)?,
    };
    let base = app.address_of(&headers);
    let making = aside({
        let (app, id, headers) = (app.clone(), id.clone(), headers.clone());
        move || answer_items(&app, &id, Some(form), &query, &headers)
    });
    let label = Label::new("items", form.name()).id(&id);
    let label = label.lang(lang.as_str()).base(&base);
    app.kept(&world, label, making).await
}

/// `GET /collections/{id}/items.{ending}`: the same with the format in the path.
pub(super) async fn items_as(
    encoding: Encoding,
    app: App,
    id: String,
    query: Query,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let form = Some(Form::Encoded(encoding));
    kept_items(app, id, form, query, headers).await
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
    let lang = page::language(&asked.params, headers, &world)?;
    let form = match form {
        Some(form) => form,
        None => Form::asked(&asked.params, headers)?,
    };
    let crs = written_in(form, asked.crs)?;
    let (offset, limit) = (asked.paging.offset, asked.paging.limit);
    let selected = select(table, &asked.selection, offset, limit);
    let selected = selected.map_err(|error| bad("filter", error))?;
    let set = FeatureSet {
        table,
        records: &selected.records,
        properties: &asked.properties,
        crs,
    };
    let Form::Encoded(encoding) = form else {
        let page = DataPage::new(app, &world, lang, &asked.params);
        return pages::items(&page, &set, &asked, selected.matched);
    };
    let base = app.address_of(headers);
    let links = item_links::of_page(base.as_address(), id, &asked, form, selected.matched);
    let relations = item_links::header(&links);
    let body = page_body(encoding, &set, selected.matched, links)?;
    let response = features(&base, &world, encoding, crs, body);
    let response = answer::with(response, header::LINK, &relations);
    Ok(counted(response, selected.matched, selected.records.len()))
}

fn page_body(
    encoding: Encoding,
    set: &FeatureSet<'_>,
    matched: usize,
    links: Vec<Hyperlink>,
) -> Result<Vec<u8>, Problem> {
    // No `timeStamp`: it is optional, and would give equal servers other bytes under the same tag.
    let page = Page { matched, links };
    match dialect(encoding) {
        Some(dialect) => Ok(answer::to_json(&FeaturePage::new(set, dialect, Some(page)))),
        None => encode_file(encoding, set).map_err(|error| Problem::internal(&error)),
    }
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
    let lang = page::language(&params, &headers, &world)?;
    let offered = Crs::offered(world.snapshot.dataset());
    let crs = item_query::crs(&params, "crs", &offered)?;
    let (name, form) = match named_format(table, &feature) {
        Some((name, encoding)) => (name, Form::Encoded(encoding)),
        None => (feature.as_str(), Form::asked(&params, &headers)?),
    };
    let record = table.find(name).ok_or_else(|| {
        let there = format!("/collections/{id}/items lists them.");
        Problem::no_such("feature", name, &there)
    })?;
    let properties: Vec<usize> = (0..table.schema().properties.len()).collect();
    let set = FeatureSet {
        table,
        records: &[record],
        properties: &properties,
        crs: written_in(form, crs)?,
    };
    let Form::Encoded(encoding) = form else {
        return pages::feature(&DataPage::new(&app, &world, lang, &params), &set, record);
    };
    let base = app.address_of(&headers);
    let links = item_links::of_feature(base.as_address(), &id, name, form);
    let body = feature_body(encoding, &set, record, links)?;
    Ok(features(&base, &world, encoding, set.crs, body))
}

fn feature_body(
    encoding: Encoding,
    set: &FeatureSet<'_>,
    record: usize,
    links: Vec<Hyperlink>,
) -> Result<Vec<u8>, Problem> {
    match dialect(encoding) {
        Some(dialect) => {
            let record = set.table.record(record);
            Ok(answer::to_json(&FeatureView::new(
                set, dialect, record, links,
            )))
        }
        None => encode_file(encoding, set).map_err(|error| Problem::internal(&error)),
    }
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
    let (media_type, name) = (encoding.media_type(), encoding.name());
    let response = answer::stable_at(base, world, media_type, name, body);
    answer::with(response, CONTENT_CRS, &format!("<{}>", crs.uri()))
}

/// An answer with its numbers of features, which not every format has room for.
fn counted(mut response: Response, matched: usize, returned: usize) -> Response {
    let headers = response.headers_mut();
    headers.insert(NUMBER_MATCHED, HeaderValue::from(matched));
    headers.insert(NUMBER_RETURNED, HeaderValue::from(returned));
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
fn written_in(form: Form, crs: Crs) -> Result<Crs, Problem> {
    let fixed = [Encoding::Kml, Encoding::GeoJsonSeq].map(Form::Encoded);
    if fixed.contains(&form) && crs != Crs::Crs84 {
        let allowed = Crs::Crs84.uri();
        let what = format!("{} is always written in {allowed}", form.name());
        return Err(bad("crs", what));
    }
    Ok(crs)
}
