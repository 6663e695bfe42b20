//! Everything that is not an answer: RFC 9457 problem details. [`problem_page`](super::problem_page) has them for people.

use std::{any::Any, error::Error};

use axum::{
    Json,
    body::Body,
    extract::{FromRequestParts, Path},
    http::{HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use utoipa::ToSchema;

use super::{answer, params::Query};

/// Media type of problems.
pub(super) const MEDIA_TYPE: &str = "application/problem+json";

/// A sort of problem: stable name, status, title, and a sentence for those who look it up.
#[derive(Debug)]
pub(super) struct Kind {
    name: &'static str,
    status: StatusCode,
    title: &'static str,
    meaning: &'static str,
}

macro_rules! kinds {
    ($($constant:ident = $name:literal, $status:ident, $title:literal, $meaning:literal;)*) => {
        $(pub(super) const $constant: Kind = Kind {
            name: $name, status: StatusCode::$status, title: $title, meaning: $meaning,
        };)*
        const KINDS: &[Kind] = &[$($constant),*];
    };
}

kinds! {
    BAD_PARAMETER = "bad-parameter", BAD_REQUEST, "A parameter has a value that is not allowed",
        "The detail names the parameter, the value given and what is allowed.";
    MISSING_PARAMETER = "missing-parameter", BAD_REQUEST, "A needed parameter is missing",
        "The detail names the parameter and what it must say.";
    UNKNOWN_PARAMETER = "unknown-parameter", BAD_REQUEST, "There is no such parameter here",
        "Unknown parameters are refused, so that a misspelt filter never looks like an answer.";
    NOT_FOUND = "not-found", NOT_FOUND, "There is nothing at this address",
        "The path is unknown, or names an id that the data does not have.";
    WRONG_METHOD = "method-not-allowed", METHOD_NOT_ALLOWED, "The method is not allowed here",
        "The Allow header lists the methods that are.";
    NOT_ACCEPTABLE = "not-acceptable", NOT_ACCEPTABLE, "There is no form of this that the client takes",
        "The detail lists the forms there are; ask for one by Accept or, where the address allows it, by f.";
    PRECONDITION_FAILED = "precondition-failed", PRECONDITION_FAILED, "The answer is another than the one asked for",
        "If-Match or If-Unmodified-Since names an answer that is no longer given; ask without it.";
    BAD_RANGE = "range-not-satisfiable", RANGE_NOT_SATISFIABLE, "The answer has no such bytes",
        "The Content-Range header says how many bytes the answer has.";
    TOO_LONG = "uri-too-long", URI_TOO_LONG, "The address is too long",
        "An address may be 8192 bytes long.";
    BAD_TABLE = "bad-table", BAD_REQUEST, "The table cannot be joined",
        "The detail says what is missing: columns for longitude and latitude, or a body that can be read.";
    UNKNOWN_FORMAT = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "The body is in no format that is read",
        "Accept-Post lists the media types, Accept-Encoding the content codings that are.";
    BUSY = "too-many-tables", SERVICE_UNAVAILABLE, "Too many tables are being joined",
        "The server joins so many at a time; the Retry-After header says after how many seconds to try again.";
    NO_ASSETS = "page-not-built", SERVICE_UNAVAILABLE, "The page is not built into this binary",
        "The binary was built without the page; `make build` builds both.";
    INTERNAL = "internal-error", INTERNAL_SERVER_ERROR, "The server failed",
        "This is our mistake. The log holds more under the request id.";
}

impl Kind {
    /// The name of every kind.
    pub(super) fn names() -> Vec<&'static str> {
        KINDS.iter().map(|kind| kind.name).collect()
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn status(&self) -> StatusCode {
        self.status
    }

    pub(super) fn title(&self) -> &'static str {
        self.title
    }

    /// What it means, in a sentence.
    pub(super) fn meaning(&self) -> &'static str {
        self.meaning
    }
}

/// A request that cannot be answered.
#[derive(Debug, Clone)]
pub(super) struct Problem {
    kind: &'static Kind,
    detail: String,
    parameter: Option<String>,
    failure: Option<Failure>,
}

/// What made a request fail: for the log, under the id of the request, and not for the client.
#[derive(Debug, Clone)]
pub(super) struct Failure(pub(super) String);

/// Why a request was not answered (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Details<'a> {
    #[serde(rename = "type")]
    uri: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<&'a str>,
}

impl Problem {
    pub(super) fn new(kind: &'static Kind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            parameter: None,
            failure: None,
        }
    }

    /// A problem of one parameter.
    pub(super) fn of_parameter(
        kind: &'static Kind,
        parameter: &str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            detail: detail.into(),
            parameter: Some(parameter.to_owned()),
            failure: None,
        }
    }

    pub(super) fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// What is the matter, in a sentence.
    pub(super) fn detail(&self) -> &str {
        &self.detail
    }

    /// What is told of it.
    pub(super) fn details(&self) -> Details<'_> {
        Details {
            uri: format!("/problems/{}", self.kind.name),
            title: self.kind.title,
            status: self.kind.status.as_u16(),
            detail: &self.detail,
            parameter: self.parameter.as_deref(),
        }
    }

    /// A failure of ours: the door logs it with its causes, the client is told without them.
    pub(super) fn internal(error: &(dyn Error + 'static)) -> Self {
        let (mut chain, mut cause) = (error.to_string(), error.source());
        while let Some(error) = cause {
            chain = format!("{chain}: {error}");
            cause = error.source();
        }
        Self::failed(chain)
    }

    /// A thread that has ended without a word: its panic is in the log.
    pub(super) fn lost() -> Self {
        Self::failed("a thread has ended without a word".to_owned())
    }

    fn failed(cause: String) -> Self {
        Self {
            failure: Some(Failure(cause)),
            ..Self::new(&INTERNAL, "The request could not be answered.")
        }
    }

    /// An id that the data does not have.
    pub(super) fn no_such(noun: &str, id: &str, allowed: &str) -> Self {
        let id: String = id.chars().take(120).collect();
        Self::new(
            &NOT_FOUND,
            format!("There is no {noun} {id:?}. {allowed}").trim_end(),
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let mut response = (self.kind.status, Json(self.details())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(failure) = self.failure.take() {
            response.extensions_mut().insert(failure);
        }
        response.extensions_mut().insert(self); // for who shows it as a page
        response
    }
}

/// The path parameter of a route, or a tuple of them; bytes that are no text are an unknown address.
pub(super) struct PathText<T = String>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for PathText<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(text)) => Ok(Self(text)),
            Err(_) => Err(not_text()),
        }
    }
}

fn not_text() -> Problem {
    Problem::new(&NOT_FOUND, "The path is not percent-encoded UTF-8.")
}

/// Unknown paths.
pub(super) fn no_such_path(uri: &Uri) -> Problem {
    let path: String = uri.path().chars().take(120).collect();
    Problem::new(
        &NOT_FOUND,
        format!("There is no path {path:?}. The landing page /?f=json lists the ways in."),
    )
}

/// Known paths, wrong methods; `axum` adds `Allow`.
pub(super) async fn wrong_method(method: Method) -> Problem {
    Problem::new(&WRONG_METHOD, format!("{method} is not allowed here."))
}

/// A panic in a handler: the door logs it, the client is told without details.
pub(super) fn panicked(cause: &(dyn Any + Send)) -> Response<Body> {
    let text = cause.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    Problem::failed(format!("a handler panicked: {text}")).into_response()
}

/// What a problem type means.
#[derive(Serialize, ToSchema)]
#[schema(as = ProblemType)]
pub(super) struct Explanation {
    #[serde(rename = "type")]
    uri: String,
    title: &'static str,
    status: u16,
    meaning: &'static str,
}

/// `GET /problems/{kind}`: what a problem type means.
pub(super) async fn explain(PathText(name): PathText, query: Query) -> Result<Response, Problem> {
    query.read(&[])?;
    let kind = KINDS.iter().find(|kind| kind.name == name);
    let Some(kind) = kind else {
        let names = Kind::names().join(", ");
        return Err(Problem::no_such(
            "problem type",
            &name,
            &format!("There are {names}."),
        ));
    };
    let explanation = Explanation {
        uri: format!("/problems/{}", kind.name),
        title: kind.title,
        status: kind.status.as_u16(),
        meaning: kind.meaning,
    };
    let body = answer::to_json(&explanation);
    Ok(answer::tagged(
        answer::JSON,
        env!("CARGO_PKG_VERSION"),
        body,
    ))
}
