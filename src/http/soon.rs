//! What is there already, or must be waited for. What is asked for most is there (`/locate`, kept downloads), and needs no
//! future of kilobytes that is moved about.

use std::{
    any::Any,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::Poll,
};

/// What is there already, or must be waited for.
pub(super) enum Soon<T> {
    Now(T),
    Later(Pin<Box<dyn Future<Output = T> + Send>>),
}

impl<T: Send + 'static> Soon<T> {
    /// What must be waited for.
    pub(super) fn later(future: impl Future<Output = T> + Send + 'static) -> Self {
        Self::Later(Box::pin(future))
    }

    /// What comes of it, made at once where it is there.
    pub(super) fn map<U: Send + 'static>(
        self,
        make: impl FnOnce(T) -> U + Send + 'static,
    ) -> Soon<U> {
        match self {
            Self::Now(value) => Soon::Now(make(value)),
            Self::Later(future) => Soon::later(async move { make(future.await) }),
        }
    }

    /// The same where that may have to be waited for too.
    pub(super) fn then<U: Send + 'static>(
        self,
        next: impl FnOnce(T) -> Soon<U> + Send + 'static,
    ) -> Soon<U> {
        match self {
            Self::Now(value) => next(value),
            Self::Later(future) => Soon::later(async move { next(future.await).get().await }),
        }
    }

    /// Waits for it.
    pub(super) async fn get(self) -> T {
        match self {
            Self::Now(value) => value,
            Self::Later(future) => future.await,
        }
    }

    /// What `ask` gives, or what `rescue` makes of its panic, whether that is now or later.
    pub(super) fn guarded(
        ask: impl FnOnce() -> Self,
        rescue: impl FnOnce(Box<dyn Any + Send>) -> T + Send + 'static,
    ) -> Self {
        let mut future = match catch_unwind(AssertUnwindSafe(ask)) {
            Ok(Self::Now(value)) => return Self::Now(value),
            Ok(Self::Later(future)) => future,
            Err(cause) => return Self::Now(rescue(cause)),
        };
        let polled = poll_fn(move |context| {
            let poll = || future.as_mut().poll(context);
            match catch_unwind(AssertUnwindSafe(poll)) {
                Ok(poll) => poll.map(Ok),
                Err(cause) => Poll::Ready(Err(cause)),
            }
        });
        Self::later(async move { polled.await.unwrap_or_else(rescue) })
    }
}
