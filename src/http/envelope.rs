//! What every answer gets, whoever gives it, in one pass: a length limit, a content coding, validators that are compared,
//! the part that is asked for, headers that keep the page safe and let others read.
//!
//! Nothing here takes a lock, and only what an answer needs is made: conditions and parts are read only where a request
//! has some, heads are copied whole, a body is compressed only once it is known that it is sent.

use std::{
    any::Any,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use axum::{
    body::{Body, HttpBody},
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    App,
    coding::{Packing, Taken},
    conditions::{Conditions, Verdict},
    head,
    part::{self, Part},
    problem::{self, NOT_ACCEPTABLE, PRECONDITION_FAILED, Problem, TOO_LONG},
    problem_page::Reader,
    shelf::Kept,
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
pub(super) async fn answer<F>(
    app: &App,
    mut request: Request,
    ask: impl FnOnce(Request) -> F,
) -> Response
where
    F: Future<Output = Given>,
{
    let asked = Asked::of(request.method(), request.headers());
    let reader = Reader::of(&request);
    let shown = |answer: Response| match &reader {
        Some(reader) => reader.shown(app, answer),
        None => answer,
    };
    let head = asked.head;
    if head {
        *request.method_mut() = Method::GET;
    }
    let response = match admit(&request, asked.taken) {
        Ok(taken) => {
            let reads = request.method() == Method::GET;
            let asking = || ask(request);
            match run(asking).await {
                Given::Kept(kept) => asked.of_kept(&kept, taken).await,
                Given::New(response) => asked.of_new(shown(response), taken, reads).await,
            }
        }
        Err(problem) => Err(problem),
    };
    let mut response = response.unwrap_or_else(|problem| shown(problem.into_response()));
    head::complete(response.headers_mut());
    if head {
        without_body(response)
    } else {
        response
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

    /// What is sent of an answer that was made once: a copy of its head, and its very bytes.
    async fn of_kept(self, kept: &Kept, taken: Taken) -> Result<Response, Problem> {
        if self.part.is_some() {
            return self.of_new(kept.whole(), taken, true).await;
        }
        let coding = taken.coding_of(|| kept.packing(), false);
        let heads = kept.heads(coding);
        let (status, head, body) = match self.judge(&heads.whole)? {
            Verdict::NotModified => (StatusCode::NOT_MODIFIED, &heads.unchanged, Body::empty()),
            _ => match kept.body(coding).await? {
                Some(body) => (StatusCode::OK, &heads.whole, body.into()),
                None => return self.of_new(kept.whole(), taken, true).await,
            },
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        response.headers_mut().clone_from(head);
        Ok(response)
    }

    /// What is sent of a new answer; of a whole one only what is asked for.
    async fn of_new(
        self,
        mut response: Response,
        taken: Taken,
        reads: bool,
    ) -> Result<Response, Problem> {
        let coding = taken.coding_of(|| Packing::of(&response), self.part.is_some());
        let whole = reads && response.status() == StatusCode::OK;
        if let Some(coding) = coding {
            coding.tag(response.headers_mut());
        } else if whole {
            part::offer(response.headers_mut());
        }
        if whole && self.judge(response.headers())? == Verdict::NotModified {
            return Ok(not_modified(response));
        }
        match (coding, self.part) {
            (Some(coding), _) => Ok(coding.compress(response).await),
            (None, Some(part)) if whole => Ok(part.cut(response).await),
            (None, _) => Ok(response),
        }
    }

    /// Whether the client has the answer; asked before anything is compressed.
    fn judge(&self, head: &HeaderMap) -> Result<Verdict, Problem> {
        let conditions = self.conditions.as_ref();
        match conditions.map_or(Verdict::Send, |conditions| conditions.judge(head)) {
            Verdict::Failed => {
                let detail = "The answer is another than the one that the request names.";
                Err(Problem::new(&PRECONDITION_FAILED, detail))
            }
            verdict => Ok(verdict),
        }
    }
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

/// An answer, or a problem where its handler panics.
async fn run<F>(ask: impl FnOnce() -> F) -> Given
where
    F: Future<Output = Given>,
{
    let mut answering = pin!(async { ask().await });
    let polled = poll_fn(|context| {
        let poll = || answering.as_mut().poll(context);
        match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(poll) => poll.map(Ok),
            Err(cause) => Poll::Ready(Err(cause)),
        }
    });
    let answer: Result<Given, Box<dyn Any + Send>> = polled.await;
    answer.unwrap_or_else(|cause| Given::New(problem::panicked(&*cause)))
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
        let panics = async |_| panic!("the reason");
        let fails = async |_| {
            let error = std::io::Error::other("the reason");
            Given::New(Problem::internal(&error).into_response())
        };
        let live = Live::start(Folder::embedded_data(), Folder::embedded_articles());
        let app = App::new(Arc::new(live.unwrap()), None);
        for response in [
            answer(&app, Request::default(), panics).await,
            answer(&app, Request::default(), fails).await,
        ] {
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let (logged, sent) = told(response).await;
            assert!(logged.contains("the reason"), "{logged}");
            assert!(sent.contains("internal-error") && !sent.contains("the reason"));
        }
    }
}
