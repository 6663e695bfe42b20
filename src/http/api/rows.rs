//! The one operation that takes a body: rows in, the same rows with their zones out.

use serde_json::json;
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, Ref, Required, ResponseBuilder, ResponsesBuilder,
    content::Content,
    path::{HttpMethod, Operation, OperationBuilder, Parameter, PathItem},
    request_body::{RequestBody, RequestBodyBuilder},
};

use super::{document::Sight, parameters as given, responses, schemas};
use crate::http::{
    problem::{BAD_TABLE, BUSY, INTERNAL, NOT_ACCEPTABLE, TOO_LONG, UNKNOWN_FORMAT},
    rows::{FORMS, formats},
};

const DESCRIPTION: &str = "The body is a table; the answer is the same table with the columns `zone`, `extent`, \
    `position` and `boundary_distance_m` (and `possible_zone`, if asked for) added, in the same order and format. \
    Several zones in one cell are parted by semicolons, the smallest first, and so is what is said of them: in JSON, \
    `boundary_distance_m` is a number for one zone and a text such as `\"13240;16060\"` for several. The answer comes \
    while the body is sent: read while you send. Rows for which nothing can be answered keep their place with empty \
    cells; the trailers `hudna-rows`, `hudna-bad-rows` and `hudna-first-bad-rows` tell how many and which, to those who \
    send `TE: trailers`. The body may be compressed: `Content-Encoding` gzip, zstd or br. A body that breaks later ends \
    the answer without its proper end. So does one that comes, or whose answer is read, slower than 8 KiB a second, a minute \
    in all aside.";

/// `POST /locate`
pub(super) fn item(sight: &Sight<'_>) -> (&'static str, PathItem) {
    ("/locate", PathItem::new(HttpMethod::Post, operation(sight)))
}

fn operation(sight: &Sight<'_>) -> Operation {
    let mut responses = ResponsesBuilder::new().response("200", good());
    for kind in [
        &BAD_TABLE,
        &NOT_ACCEPTABLE,
        &TOO_LONG,
        &UNKNOWN_FORMAT,
        &INTERNAL,
        &BUSY,
    ] {
        let status = kind.status().as_u16().to_string();
        responses = responses.response(status, Ref::from_response_name(responses::component(kind)));
    }
    OperationBuilder::new()
        .tag(super::zones::TAG.0)
        .operation_id(Some("locateRows"))
        .summary(Some("Which zone was each of these points in?"))
        .description(Some(DESCRIPTION))
        .parameters(Some(parameters()))
        .request_body(Some(body(sight)))
        .responses(responses.build())
        .build()
}

fn parameters() -> Vec<Parameter> {
    let usual = |what: &str| format!("Name of the column of {what}, where it has no usual one.");
    let every = "; empty for every extent that ever covered a point";
    vec![
        given::choice(
            "f",
            "Format of the body, where its `Content-Type` does not say it.",
            &FORMS,
        ),
        given::text("lon", &usual("longitudes")),
        given::text("lat", &usual("latitudes")),
        given::text(
            "date",
            &format!("{}{every}.", usual("dates").trim_end_matches('.')),
        ),
        given::text(
            "date_format",
            "How dates are written, in the words of `strptime`, where not `YYYY-MM-DD`.",
        ),
        given::flag("possible", "Whether the column `possible_zone` is wanted."),
        given::text("prefix", "What the names of the new columns begin with."),
    ]
}

/// A table with one row, in the place where the map opens.
fn body(sight: &Sight<'_>) -> RequestBody {
    let (lon, lat) = sight.centre();
    let example = format!("lon,lat,date\n{lon},{lat},{}\n", sight.day());
    let body = RequestBodyBuilder::new().required(Some(Required::True));
    formats()
        .fold(body, |body, (media_type, _)| {
            let example = (media_type == "text/csv").then(|| json!(example));
            body.content(media_type, content(example))
        })
        .build()
}

fn good() -> utoipa::openapi::Response {
    let chosen = HeaderBuilder::new()
        .schema(Some(schemas::text()))
        .description(Some("Which columns were taken, in words."))
        .build();
    let response = ResponseBuilder::new()
        .description("The table with its zones")
        .header("hudna-chosen", chosen);
    formats()
        .fold(response, |response, (media_type, _)| {
            response.content(media_type, content(None))
        })
        .build()
}

fn content(example: Option<serde_json::Value>) -> Content {
    ContentBuilder::new()
        .schema(Some(schemas::text()))
        .example(example)
        .build()
}
