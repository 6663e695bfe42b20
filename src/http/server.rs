//! The loop that takes connections: HTTP/1.1, and HTTP/2 in the clear for those who begin with it.

use std::{convert::Infallible, io, pin::pin, time::Duration};

use axum::body::Body;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
};
use tokio::net::{TcpListener, TcpStream};

use super::{App, Door, ahead::keep_prepared};

/// How long running requests may take once the server is asked to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How long a client may take to send the head of a request, and to begin with the next one.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// How long to wait where the system gives out no more connections.
const PAUSE: Duration = Duration::from_millis(500);

/// Serves until the process is asked to stop, then lets running requests end, for a while.
///
/// # Errors
/// Never at present; a connection that fails ends alone.
pub async fn serve(listener: TcpListener, app: App) -> io::Result<()> {
    let door = Door::new(app);
    tokio::spawn(keep_prepared(door.clone()));
    let builder = builder();
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(asked_to_stop());
    loop {
        let stream = tokio::select! {
            stream = accept(&listener) => stream,
            () = &mut stop => break,
        };
        let door = door.clone();
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let answer = door.clone().answer(request.map(Body::new));
            async move { Ok::<_, Infallible>(answer.await) }
        });
        let connection = builder.serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended: {error}");
            }
        });
    }
    drop(listener);
    // Who takes longer is cut off.
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
    Ok(())
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
