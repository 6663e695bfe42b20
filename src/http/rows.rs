//! `POST /locate`: a table in, the same table with its zones out, while it comes.
//!
//! 1. The format and the coding of the body are looked at; what is not known is refused before a byte is read.
//! 2. It waits for its turn, if many tables are joined already, but not for long. Who then sends or reads slower than
//!    [`work`] allows loses the turn.
//! 3. A thread of its own pulls bytes, cuts them into pieces of whole rows and joins them.
//! 4. The first piece tells whether the columns are there: until then a problem can be answered.
//! 5. The answer pulls joined pieces through a channel of [`WAITING`]: who reads slowly slows the reading down, so
//!    memory is bounded whatever comes.
//! 6. Rows for which nothing can be answered keep their place, with empty cells; trailers tell how many and which.
//!
//! A body that breaks later ends the answer without its proper end, since its status is long sent; the log says why.

mod coded;
mod work;

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    Error,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt;
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, mpsc, oneshot},
    task::spawn_blocking,
    time::timeout,
};
use tokio_stream::{StreamExt, wrappers::ReceiverStream};

use super::{
    App, answer,
    head::REQUEST_ID,
    params::{Params, Query, bad},
    problem::{BAD_TABLE, BUSY, Problem, UNKNOWN_FORMAT},
};
use crate::join::{DateColumn, DateFormat, JoinError, Options, TableFormat};
use coded::BodyCoding;
use work::{Ended, Rows};

/// Joined pieces that wait for the client.
const WAITING: usize = 2;
/// Tables that are joined at a time; more wait for their turn, unread.
pub(super) const MOST_TABLES: usize = 32;
/// How long a table waits for its turn, and how many seconds later its client may try again.
const MOST_WAIT: Duration = Duration::from_secs(5);
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("10");

/// Media types of bodies that may be sent.
const MEDIA_TYPES: [&str; 5] = [
    "text/csv",
    "text/tab-separated-values",
    "application/x-ndjson",
    "application/geo+json",
    "application/geo+json-seq",
];
/// The formats by the names that `f` has for them.
pub(super) const FORMS: [&str; 5] = ["csv", "tsv", "ndjson", "geojson", "geojsonseq"];
/// Which columns were taken, in words.
const CHOSEN: HeaderName = HeaderName::from_static("hudna-chosen");
/// Trailers: how many rows there were, how many of them were bad, and which the first of those are.
const ROWS: HeaderName = HeaderName::from_static("hudna-rows");
const BAD_ROWS: HeaderName = HeaderName::from_static("hudna-bad-rows");
const FIRST_BAD: HeaderName = HeaderName::from_static("hudna-first-bad-rows");
const TRAILERS: HeaderValue =
    HeaderValue::from_static("hudna-rows, hudna-bad-rows, hudna-first-bad-rows");

/// Media types of bodies that may be sent, and the names that `f` has for them.
pub(super) fn formats() -> impl Iterator<Item = (&'static str, &'static str)> {
    let all = MEDIA_TYPES.into_iter().zip(FORMS);
    all.filter(|(media_type, _)| TableFormat::of_media_type(media_type).is_some())
}

/// Answers with the rows of the body and the zones that each lies in.
pub(super) async fn join(
    State(app): State<App>,
    query: Query,
    request: Request,
) -> Result<Response, Problem> {
    let params = query.read(&[
        "f",
        "lon",
        "lat",
        "date",
        "date_format",
        "possible",
        "prefix",
    ])?;
    let options = options(&params)?;
    let headers = request.headers();
    let Some(format) = format(&params, headers)? else {
        return Ok(unknown_format(headers));
    };
    let Some(coding) = BodyCoding::of(headers) else {
        return Ok(unknown_coding());
    };
    let Some(turn) = turn(&app).await else {
        return Ok(busy());
    };
    let (joined, pieces) = mpsc::channel(WAITING);
    let (chosen, told) = oneshot::channel();
    let (ended, end) = oneshot::channel();
    let rows = Rows {
        snapshot: Arc::clone(&app.world().snapshot),
        format,
        options,
        joined,
        handle: Handle::current(),
        id: request_id(headers),
    };
    let body = request.into_body();
    spawn_blocking(move || {
        let _turn = turn;
        let _ = ended.send(rows.join(coding, body, chosen)); // who has gone needs no trailers
    });
    match told.await {
        Ok(Ok(chosen)) => Ok(streamed(format, &chosen, pieces, end)),
        Ok(Err(error)) => Err(refused(&error)),
        Err(_gone) => match end.await {
            Ok(Err(error)) => Err(Problem::new(&BAD_TABLE, format!("{error}."))),
            _ => Err(Problem::lost()),
        },
    }
}

/// The id that the door gave the request.
fn request_id(headers: &HeaderMap) -> String {
    let id = headers.get(REQUEST_ID);
    let id = id.and_then(|id| id.to_str().ok());
    id.unwrap_or_default().to_owned()
}

/// A turn to join a table.
async fn turn(app: &App) -> Option<OwnedSemaphorePermit> {
    let turn = timeout(MOST_WAIT, app.tables().acquire_owned()).await;
    turn.ok()?.ok()
}

/// RFC 9110 §15.6.4.
fn busy() -> Response {
    let detail = format!("{MOST_TABLES} tables are being joined; try again in a while.");
    let mut problem = Problem::new(&BUSY, detail).into_response();
    problem
        .headers_mut()
        .insert(header::RETRY_AFTER, RETRY_AFTER);
    problem
}

/// The answer, which goes on while the table comes.
fn streamed(
    format: TableFormat,
    chosen: &str,
    pieces: mpsc::Receiver<Bytes>,
    end: oneshot::Receiver<Result<Ended, work::Broken>>,
) -> Response {
    // Without an error here, a table that broke off would look like a whole one.
    let trailers = async move {
        Some(match end.await {
            Ok(ended) => ended.map(|ended| trailers(&ended)).map_err(Error::new),
            Err(lost) => Err(Error::new(lost)),
        })
    };
    let pieces = ReceiverStream::new(pieces).map(Ok::<_, Infallible>);
    let body = Body::from_stream(pieces).with_trailers(trailers);
    let response = Response::new(Body::new(body));
    let media_type = match format.media_type() {
        text if text.starts_with("text/") => format!("{text}; charset=utf-8"),
        other => other.to_owned(),
    };
    let response = answer::with(response, header::CONTENT_TYPE, &media_type);
    let mut response = answer::with(response, CHOSEN, chosen);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::TRAILER, TRAILERS);
    response
}

/// What is known only at the end.
fn trailers(ended: &Ended) -> HeaderMap {
    let mut trailers = HeaderMap::new();
    trailers.insert(ROWS, HeaderValue::from(ended.rows));
    trailers.insert(BAD_ROWS, HeaderValue::from(ended.bad_rows));
    if let Ok(first) = HeaderValue::try_from(ended.first_bad.as_str()) {
        trailers.insert(FIRST_BAD, first);
    }
    trailers
}

/// What is asked of the join; names as in `hudna join`.
fn options(params: &Params<'_>) -> Result<Options, Problem> {
    let text = |name: &str| params.text(name).map(str::to_owned);
    let date = match params.text("date") {
        None => DateColumn::Usual,
        Some("") => DateColumn::None,
        Some(name) => DateColumn::Named(name.to_owned()),
    };
    Ok(Options {
        lon: text("lon"),
        lat: text("lat"),
        date,
        date_format: params.parsed("date_format", DateFormat::new)?,
        possible: params.flag("possible")?,
        prefix: text("prefix").unwrap_or_default(),
        ..Options::default()
    })
}

/// The format of the body: what `f` says, else its media type.
fn format(params: &Params<'_>, headers: &HeaderMap) -> Result<Option<TableFormat>, Problem> {
    let find = |asked: &str| {
        let (media_type, _) = formats().find(|(_, name)| *name == asked)?;
        TableFormat::of_media_type(media_type)
    };
    let names = || formats().map(|(_, name)| name.to_owned()).collect();
    if let Some(format) = params.choice("f", find, names)? {
        return Ok(Some(format));
    }
    let media_type = headers.get(header::CONTENT_TYPE);
    let media_type = media_type.and_then(|text| text.to_str().ok());
    Ok(media_type.and_then(TableFormat::of_media_type))
}

/// RFC 9110 §15.5.16, with what would do.
fn unknown_format(headers: &HeaderMap) -> Response {
    let given = headers.get(header::CONTENT_TYPE);
    let given = given.map(|text| String::from_utf8_lossy(text.as_bytes()));
    let given: String = given.unwrap_or_default().chars().take(120).collect();
    let known: Vec<&str> = formats().map(|(media_type, _)| media_type).collect();
    let known = known.join(", ");
    let names: Vec<&str> = formats().map(|(_, name)| name).collect();
    let detail = format!(
        "Content-Type is {given:?}; rows are taken as {known}. Where the type cannot be set, f says it: {}.",
        names.join(", ")
    );
    let problem = Problem::new(&UNKNOWN_FORMAT, detail).into_response();
    answer::with(problem, HeaderName::from_static("accept-post"), &known)
}

/// The same for codings (RFC 9110 §12.5.3 allows `Accept-Encoding` to tell them).
fn unknown_coding() -> Response {
    let known = coded::NAMES;
    let detail = format!("Content-Encoding is none of those that are read: {known}; give one.");
    let problem = Problem::new(&UNKNOWN_FORMAT, detail).into_response();
    answer::with(problem, header::ACCEPT_ENCODING, known)
}

/// Why the table cannot be joined at all.
fn refused(error: &JoinError) -> Problem {
    match error {
        JoinError::NoColumn { flag, .. } | JoinError::Ambiguous { flag, .. } => {
            Problem::of_parameter(&BAD_TABLE, flag, format!("{error}."))
        }
        JoinError::Taken(_) => bad("prefix", error),
        _ => Problem::new(&BAD_TABLE, format!("{error}.")),
    }
}
