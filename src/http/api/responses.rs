//! What every operation may answer with beside its good answer.

use serde_json::json;
use utoipa::openapi::{
    ContentBuilder, Header, HeaderBuilder, Ref, RefOr, Response, ResponseBuilder, Responses,
    ResponsesBuilder, content::Content,
};

use super::{
    operation::{Answer, Get},
    schemas,
};
use crate::http::problem::{
    BAD_PARAMETER, BAD_RANGE, BAD_TABLE, BUSY, INTERNAL, Kind, MEDIA_TYPE, NO_ASSETS,
    NOT_ACCEPTABLE, NOT_FOUND, PRECONDITION_FAILED, Problem, TOO_LONG, UNKNOWN_FORMAT,
};

/// What the document calls the answer that the client has already.
const NOT_MODIFIED: &str = "NotModified";
/// The same of the part that `Range` asked for.
const PART: &str = "Part";

/// Every answer of an operation.
pub(super) fn of(get: &Get) -> Responses {
    let mut responses = ResponsesBuilder::new().response("200", good(get));
    if !get.is_fresh {
        responses = responses.response("304", Ref::from_response_name(NOT_MODIFIED));
    }
    if get.may_be_empty {
        let nothing = ResponseBuilder::new().description("There is nothing here.");
        responses = responses.response("204", nothing.build());
    }
    if get.is_file {
        responses = responses.response("206", Ref::from_response_name(PART));
    }
    let has_parts = get.path.contains('{') || get.path.starts_with("/collections/");
    let has_pages = get
        .answers
        .iter()
        .any(|answer| answer.media_type == "text/html");
    let problems = [
        (true, &BAD_PARAMETER),
        (has_parts, &NOT_FOUND),
        // No coding, if no form.
        (true, &NOT_ACCEPTABLE),
        (!get.is_fresh, &PRECONDITION_FAILED),
        (true, &TOO_LONG),
        (get.is_file, &BAD_RANGE),
        (true, &INTERNAL),
        (has_pages, &NO_ASSETS),
    ];
    for (_, kind) in problems.into_iter().filter(|(occurs, _)| *occurs) {
        let status = kind.status().as_u16().to_string();
        responses = responses.response(status, Ref::from_response_name(component(kind)));
    }
    responses.build()
}

/// The answers that the operations refer to.
pub(super) fn shared() -> Vec<(String, RefOr<Response>)> {
    let problems = [
        Problem::of_parameter(
            &BAD_PARAMETER,
            "limit",
            "limit: \"0\" is not a whole number from 1 to 1000.",
        ),
        Problem::no_such("zone", "atlantis", ""),
        Problem::new(
            &NOT_ACCEPTABLE,
            "Accept takes none of the forms there are: application/json.",
        ),
        Problem::new(&PRECONDITION_FAILED, PRECONDITION_FAILED.meaning()),
        Problem::new(&BAD_RANGE, BAD_RANGE.meaning()),
        Problem::new(&TOO_LONG, TOO_LONG.meaning()),
        Problem::new(&BAD_TABLE, BAD_TABLE.meaning()),
        Problem::new(&UNKNOWN_FORMAT, UNKNOWN_FORMAT.meaning()),
        Problem::new(&INTERNAL, "The request could not be answered."),
        Problem::new(&BUSY, BUSY.meaning()),
        Problem::new(&NO_ASSETS, NO_ASSETS.meaning()),
    ];
    let problems = problems.into_iter().map(|problem| {
        let content = ContentBuilder::new()
            .schema(Some(Ref::from_schema_name("Problem")))
            .example(Some(json!(problem.details())));
        let kind = problem.kind();
        let response = ResponseBuilder::new()
            .description(format!("{}. {}", kind.title(), kind.meaning()))
            .content(MEDIA_TYPE, content.build());
        (component(kind), response.build().into())
    });
    let known = ResponseBuilder::new()
        .description("The client has this very answer: `If-None-Match` names its `ETag`.")
        .header("ETag", header("Names this form of this answer."));
    let known = (NOT_MODIFIED.to_owned(), known.build().into());
    let part = ResponseBuilder::new()
        .description("The bytes that `Range` asked for.")
        .header("Content-Range", header("Which bytes of how many."));
    let part = (PART.to_owned(), part.build().into());
    problems.chain([known, part]).collect()
}

/// What the document calls a problem: `not-found` is `NotFound`.
pub(super) fn component(kind: &Kind) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    kind.name().split('-').map(capital).collect()
}

fn good(get: &Get) -> Response {
    let mut response = ResponseBuilder::new().description(&get.summary);
    if !get.is_fresh {
        let etag = "Names this form of this answer, for `If-None-Match`.";
        response = response.header("ETag", header(etag));
    }
    for (name, meaning) in &get.headers {
        response = response.header(*name, header(meaning));
    }
    for answer in &get.answers {
        response = response.content(&answer.media_type, content(answer));
    }
    response.build()
}

fn content(answer: &Answer) -> Content {
    let content = ContentBuilder::new().schema(Some(answer.schema.clone()));
    content.example(answer.example.clone()).build()
}

fn header(meaning: &str) -> Header {
    let header = HeaderBuilder::new().schema(Some(schemas::text()));
    header.description(Some(meaning)).build()
}
