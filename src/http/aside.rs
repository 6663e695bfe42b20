//! Work that may take a while, kept from those who answer.

use std::panic;

use tokio::task::spawn_blocking;

use super::problem::Problem;

/// Does `work` on a thread of its own: a search for frequent words in a big archive, or the page of a long
/// article, takes a tenth of a second, and the few threads that read and write requests must not wait for it.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    match spawn_blocking(work).await {
        Ok(answer) => answer,
        Err(error) => match error.try_into_panic() {
            Ok(cause) => panic::resume_unwind(cause), // told like any other panic of a handler
            Err(error) => Err(Problem::internal(&error)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[should_panic(expected = "as it was")]
    async fn a_panic_goes_on() {
        let work = || -> Result<(), Problem> { panic!("as it was") };
        drop(aside(work).await);
    }

    #[tokio::test]
    async fn the_answer_comes_back() {
        assert_eq!(aside(|| Ok(7)).await.ok(), Some(7));
    }
}
