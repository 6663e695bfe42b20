//! The loop that takes connections: HTTP/1.1, and HTTP/2 in the clear for those who begin with it.

use std::{
    convert::Infallible,
    future::Future,
    io,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::body::Body;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::net::{TcpListener, TcpStream};

use super::{App, Door, ahead, patient::Patient};

/// How long running requests may take once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long a client may take to send the head of a request, and to begin with the first or the next one.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long a client may take nothing of what it asked for.
const READ_TIME: Duration = Duration::from_secs(60);
/// How long to wait where the system gives out no more connections.
const PAUSE: Duration = Duration::from_millis(500);

/// Serves until the process is asked to stop, then lets running requests end, for a while.
///
/// # Errors
/// When the system gives out no more threads; a connection that fails ends alone.
pub async fn serve(listener: TcpListener, app: App) -> io::Result<()> {
    let door = Door::new(app);
    let _preparing = ahead::start(door.clone())?;
    let builder = builder();
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(asked_to_stop());
    loop {
        let stream = tokio::select! {
            stream = accept(&listener) => stream,
            () = &mut stop => break,
        };
        let (door, asked) = (door.clone(), Arc::new(AtomicBool::new(false)));
        let has_asked = Arc::clone(&asked);
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            has_asked.store(true, Ordering::Relaxed);
            let answer = door.answer(request.map(Body::new));
            async { Ok::<_, Infallible>(answer.get().await) }
        });
        let stream = TokioIo::new(Patient::new(stream, READ_TIME));
        let connection = builder.serve_connection(stream, service);
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Some(Err(error)) = unless_silent(connection, &asked, HEAD_TIME).await {
                tracing::debug!(%error, "a connection ended: {error}");
            }
        });
    }
    drop(listener);
    // Who takes longer is cut off.
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    Ok(())
}

/// Lets a connection go on to its end, if something was `asked` by then: hyper's own limit begins only once so much has
/// come that it knows the version of HTTP, which a silent client can put off for ever.
async fn unless_silent<C: Future>(
    connection: C,
    asked: &AtomicBool,
    by_then: Duration,
) -> Option<C::Output> {
    let mut connection = pin!(connection);
    match tokio::time::timeout(by_then, &mut connection).await {
        Ok(ended) => Some(ended),
        Err(_elapsed) if asked.load(Ordering::Relaxed) => Some(connection.await),
        Err(_elapsed) => None,
    }
}

/// How connections are served.
fn builder() -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME); // no `pipeline_flush`: a refusal of a bad head would stay in the buffer
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEAD_TIME);
    builder
}

/// The next connection. A failure is either of one client, or of the system, which may have too many files open.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // An answer must not wait for the acknowledgement of the one before it; without, it is only slower.
                let _ = stream.set_nodelay(true);
                return stream;
            }
            Err(error) if is_of_client(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot take a connection: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

fn is_of_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// Waits for an interrupt or, on Unix, a termination signal.
async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut stream) => {
                stream.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn a_connection_on_which_nothing_is_asked_is_ended() {
        let silent = std::future::pending::<()>();
        assert_eq!(unless_silent(silent, &false.into(), SHORT).await, None);
    }

    #[tokio::test]
    async fn a_connection_on_which_something_was_asked_goes_on() {
        let long = async {
            tokio::time::sleep(3 * SHORT).await;
            7
        };
        assert_eq!(unless_silent(long, &true.into(), SHORT).await, Some(7));
    }
}
