//! What every answer gets, whoever gives it, in one pass: a length limit, a content coding, validators that are compared,
//! the part that is asked for, headers that keep the page safe and let others read.
//!
//! Nothing here takes a lock, and only what an answer needs is made: conditions and parts are read only where a request
//! has some, heads are copied whole, a body is compressed only once it is known that it is sent.

use std::sync::Arc;

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    App, answer,
    coding::{Packing, Taken},
    conditions::{Conditions, Verdict},
    head,
    part::{self, Part},
    problem::{self, NOT_ACCEPTABLE, PRECONDITION_FAILED, Problem, TOO_LONG},
    problem_page::Reader,
    shelf::Kept,
    soon::Soon,
};

/// Longest path and query, in bytes.
const LONGEST_ADDRESS: usize = 8192;

/// An answer without its envelope.
pub(super) enum Given {
    /// Made for this request.
    New(Response),
    /// Made once.
    Kept(Arc<Kept>),
}

/// What a request asks of its answer, whatever it is about.
struct Asked {
    /// Nothing where no coding would do.
    taken: Option<Taken>,
    conditions: Option<Conditions>,
    part: Option<Part>,
    head: bool,
}

/// Has a request answered, and puts the answer into its envelope.
///
/// HEAD is asked as GET, so that it gets the same headers; the body is taken away last.
pub(super) fn answer(
    app: &App,
    mut request: Request,
    ask: impl FnOnce(Request) -> Soon<Given>,
) -> Soon<Response> {
    let asked = Asked::of(request.method(), request.headers());
    let reader = Reader::of(app, &request);
    let head = asked.head;
    if head {
        *request.method_mut() = Method::GET;
    }
    let answer = match admit(&request, asked.taken) {
        Ok(taken) => {
            let reads = request.method() == Method::GET;
            let given = Soon::guarded(
                || ask(request),
                |cause| Given::New(problem::panicked(&*cause)),
            );
            given.then(move |given| asked.put(given, taken, reads, reader))
        }
        Err(problem) => Soon::Now(shown(reader.as_ref(), problem.into_response())),
    };
    answer.map(move |mut response| {
        head::complete(response.headers_mut());
        if head {
            without_body(response)
        } else {
            response
        }
    })
}

/// The answer, as a page where it is a problem and somebody reads it.
fn shown(reader: Option<&Reader>, answer: Response) -> Response {
    match reader {
        Some(reader) => reader.shown(answer),
        None => answer,
    }
}

impl Given {
    /// An answer that a route gave.
    pub(super) fn of(mut response: Response) -> Self {
        match response.extensions_mut().remove() {
            Some(kept) => Self::Kept(kept),
            None => Self::New(response),
        }
    }
}

impl Asked {
    fn of(method: &Method, headers: &HeaderMap) -> Self {
        let part = (method == Method::GET).then(|| Part::of(headers));
        Self {
            taken: Taken::of(headers),
            conditions: Conditions::of(headers),
            part: part.flatten(),
            head: method == Method::HEAD,
        }
    }

    /// What is sent of an answer, or of the problem that there is none to send.
    fn put(
        self,
        given: Given,
        taken: Taken,
        reads: bool,
        reader: Option<Reader>,
    ) -> Soon<Response> {
        let answer = match given {
            Given::Kept(kept) => self.of_kept(kept, taken),
            Given::New(answer) => self.of_new(shown(reader.as_ref(), answer), taken, reads),
        };
        answer.map(move |answer| {
            answer.unwrap_or_else(|problem| shown(reader.as_ref(), problem.into_response()))
        })
    }

    /// What is sent of an answer that was made once: a copy of its head, and its very bytes.
    fn of_kept(self, kept: Arc<Kept>, taken: Taken) -> Soon<Result<Response, Problem>> {
        if self.part.is_some() {
            return self.of_new(kept.whole(), taken, true);
        }
        let coding = taken.coding_of(|| kept.packing(), false);
        let heads = kept.heads(coding);
        match self.judge(&heads.whole) {
            Verdict::Send => {}
            Verdict::NotModified => {
                let mut answer = answer::with_head(heads.unchanged.clone(), Body::empty());
                *answer.status_mut() = StatusCode::NOT_MODIFIED;
                return Soon::Now(Ok(answer));
            }
            Verdict::Failed => return Soon::Now(Err(another())),
        }
        match kept.body_now(coding) {
            Some(body) => Soon::Now(Ok(answer::with_head(heads.whole.clone(), body))),
            None => Soon::later(async move {
                match kept.body(coding).await? {
                    Some(body) => Ok(answer::with_head(kept.heads(coding).whole.clone(), body)),
                    None => self.of_new(kept.whole(), taken, true).get().await,
                }
            }),
        }
    }

    /// What is sent of a new answer; of a whole one only what is asked for.
    fn of_new(
        self,
        mut response: Response,
        taken: Taken,
        reads: bool,
    ) -> Soon<Result<Response, Problem>> {
        let coding = taken.coding_of(|| Packing::of(&response), self.part.is_some());
        let whole = reads && response.status() == StatusCode::OK;
        if let Some(coding) = coding {
            coding.tag(response.headers_mut());
        } else if whole {
            part::offer(response.headers_mut());
        }
        if whole {
            match self.judge(response.headers()) {
                Verdict::Send => {}
                Verdict::NotModified => return Soon::Now(Ok(not_modified(response))),
                Verdict::Failed => return Soon::Now(Err(another())),
            }
        }
        match (coding, self.part) {
            (Some(coding), _) => Soon::later(async move { Ok(coding.compress(response).await) }),
            (None, Some(part)) if whole => Soon::later(async { Ok(part.cut(response).await) }),
            (None, _) => Soon::Now(Ok(response)),
        }
    }

    /// Whether the client has the answer; asked before anything is compressed.
    fn judge(&self, head: &HeaderMap) -> Verdict {
        let conditions = self.conditions.as_ref();
        conditions.map_or(Verdict::Send, |conditions| conditions.judge(head))
    }
}

fn another() -> Problem {
    let detail = "The answer is another than the one that the request names.";
    Problem::new(&PRECONDITION_FAILED, detail)
}

/// Refuses what no handler need see.
fn admit(request: &Request, taken: Option<Taken>) -> Result<Taken, Problem> {
    let path = request.uri().path_and_query();
    if path.is_some_and(|path| path.as_str().len() > LONGEST_ADDRESS) {
        let detail = format!("The address is longer than {LONGEST_ADDRESS} bytes.");
        return Err(Problem::new(&TOO_LONG, detail));
    }
    taken.ok_or_else(|| {
        let detail =
            "Accept-Encoding takes none of the codings there are: identity, gzip, br, zstd.";
        Problem::new(&NOT_ACCEPTABLE, detail)
    })
}

/// The same head without those that describe a body.
fn not_modified(response: Response) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers = head::without_body(parts.headers);
    Response::from_parts(parts, Body::empty())
}

/// The head of an answer alone. The length is that of the body that is not sent (RFC 9110 §9.3.2).
fn without_body(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact()
        && parts.status != StatusCode::NOT_MODIFIED
    {
        parts.headers.insert(header::CONTENT_LENGTH, length.into());
    }
    Response::from_parts(parts, Body::empty())
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;
    use crate::{http::problem::Failure, live::Live, load::Folder};

    async fn told(response: Response) -> (String, String) {
        let failure: Option<&Failure> = response.extensions().get();
        let logged = failure.map(|Failure(cause)| cause.clone());
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let sent = String::from_utf8(body.to_vec()).unwrap();
        (logged.unwrap_or_default(), sent)
    }

    #[tokio::test]
    async fn why_a_request_failed_is_handed_to_the_log_and_not_to_the_client() {
        let panics = |_| panic!("the reason");
        let panics_later = |_| Soon::later(async { panic!("the reason") });
        let fails = |_| {
            let error = std::io::Error::other("the reason");
            Soon::Now(Given::New(Problem::internal(&error).into_response()))
        };
        let live = Live::start(Folder::embedded_data(), Folder::embedded_articles());
        let app = App::new(Arc::new(live.unwrap()), None);
        for response in [
            answer(&app, Request::default(), panics).get().await,
            answer(&app, Request::default(), panics_later).get().await,
            answer(&app, Request::default(), fails).get().await,
        ] {
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let (logged, sent) = told(response).await;
            assert!(logged.contains("the reason"), "{logged}");
            assert!(sent.contains("internal-error") && !sent.contains("the reason"));
        }
    }
}
