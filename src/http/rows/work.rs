//! The thread that joins a table: it pulls bytes from the client and pushes joined pieces to it.

use std::{
    cell::Cell,
    fmt::Write as _,
    io::{self, Read},
    rc::Rc,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use thiserror::Error;
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::coded::BodyCoding;
use crate::{
    join::{Cutter, JoinError, Options, Piece, Plan, TableFormat, Tally},
    snapshot::Snapshot,
};

/// How long to wait in all for a client that sends, or reads, slower than [`SLOWEST`].
const PATIENCE: Duration = Duration::from_secs(60);
/// Bytes of a body that must come in a second, if not at once then later.
const SLOWEST: u32 = 8 * 1024;
/// Bytes that are read at a time.
const CHUNK: usize = 64 * 1024;

/// A table that is to be joined.
pub(super) struct Rows {
    pub(super) snapshot: Arc<Snapshot>,
    pub(super) format: TableFormat,
    pub(super) options: Options,
    pub(super) joined: mpsc::Sender<Bytes>,
    pub(super) handle: Handle,
    /// What the log calls the request.
    pub(super) id: String,
}

/// What is known of a table that has come to its end.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) rows: u64,
    pub(super) bad_rows: u64,
    /// The first bad rows as a list of numbers with parameters (RFC 9651).
    pub(super) first_bad: String,
}

/// Why a table was not joined to its end.
#[derive(Debug, Error)]
pub(super) enum Broken {
    #[error("the body cannot be read: {0}")]
    Body(#[from] io::Error),
    #[error("{0}")]
    Table(#[from] JoinError),
    #[error("the client has gone, or reads too slowly")]
    Unread,
}

/// Tells the columns, or why there are none.
type Chosen = oneshot::Sender<Result<String, JoinError>>;

impl Rows {
    /// Joins the table of a body. Which columns were `chosen` is told as soon as the first piece is there.
    pub(super) fn join(
        self,
        coding: BodyCoding,
        body: Body,
        chosen: Chosen,
    ) -> Result<Ended, Broken> {
        let patience = Rc::new(Patience::new());
        let body = BodyReader {
            body,
            rest: Bytes::new(),
            handle: self.handle.clone(),
            patience: Rc::clone(&patience),
        };
        let mut begun = false;
        let ended = self.work(coding, body, chosen, &patience, &mut begun);
        if let Err(broken) = &ended
            && begun
        {
            tracing::warn!("id={} a table broke off: {broken}", self.id);
        }
        ended
    }

    fn work(
        &self,
        coding: BodyCoding,
        body: BodyReader,
        chosen: Chosen,
        patience: &Patience,
        begun: &mut bool,
    ) -> Result<Ended, Broken> {
        let mut reader = coding.reader(body)?;
        let mut pieces = Pieces {
            cutter: Some(Cutter::new(self.format)),
            buffer: vec![0; CHUNK],
        };
        let first = match pieces.next(&mut reader) {
            Ok(piece) => piece.ok_or(JoinError::Empty),
            Err(Broken::Table(error)) => Err(error),
            Err(other) => return Err(other),
        };
        let plan = first.and_then(|first| {
            let plan = Plan::new(self.format, &self.options, &self.snapshot, &first)?;
            Ok((plan, first))
        });
        let (plan, first) = match plan {
            Ok(both) => both,
            Err(error) => {
                let _ = chosen.send(Err(error.clone())); // the client may have gone
                return Err(error.into());
            }
        };
        let _ = chosen.send(Ok(plan.chosen().to_owned()));
        *begun = true;
        let mut tally = Tally::new();
        let mut piece = Some(first);
        while let Some(rows) = piece {
            let mut joined = plan.join(&rows);
            drop(rows);
            tally.take(&mut joined);
            self.send(Bytes::from(joined.bytes), patience)?;
            piece = pieces.next(&mut reader)?;
        }
        Ok(Ended::of(&tally))
    }

    /// Hands on what is to be sent, when there is room for it.
    fn send(&self, joined: Bytes, patience: &Patience) -> Result<(), Broken> {
        let sent = patience.wait(|left| {
            let sent = self.joined.send_timeout(joined, left);
            self.handle.block_on(sent)
        });
        sent.map_err(|_gone| Broken::Unread)
    }
}

/// How long the client of a table may still keep it waiting: waiting uses it up, bytes that come fill it again. Without
/// it, few who send a byte now and then would keep all turns from everybody else.
struct Patience(Cell<Duration>);

impl Patience {
    fn new() -> Self {
        Self(Cell::new(PATIENCE))
    }

    /// Waits as long as may be.
    fn wait<T>(&self, wait: impl FnOnce(Duration) -> T) -> T {
        let begun = Instant::now();
        let came = wait(self.0.get());
        self.0.set(self.0.get().saturating_sub(begun.elapsed()));
        came
    }

    fn fill(&self, bytes: usize) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let more = Duration::from_secs(1) * bytes / SLOWEST;
        self.0.set(PATIENCE.min(self.0.get() + more));
    }
}

impl Ended {
    fn of(tally: &Tally) -> Self {
        let mut first_bad = String::new();
        for bad in tally.told() {
            let comma = if first_bad.is_empty() { "" } else { ", " };
            let (row, line, what) = (bad.row, bad.line, bad.wrong.words());
            // Writing to a text does not fail.
            let _ = write!(first_bad, "{comma}{row};line={line};what=\"{what}\"");
        }
        Self {
            rows: tally.rows(),
            bad_rows: tally.bad_rows(),
            first_bad,
        }
    }
}

/// Pieces of a table whose bytes are pulled.
struct Pieces {
    /// Nothing once the table has ended.
    cutter: Option<Cutter>,
    buffer: Vec<u8>,
}

impl Pieces {
    fn next(&mut self, reader: &mut dyn Read) -> Result<Option<Piece>, Broken> {
        loop {
            let Some(cutter) = &mut self.cutter else {
                return Ok(None);
            };
            if let Some(piece) = cutter.next_piece()? {
                return Ok(Some(piece));
            }
            match reader.read(&mut self.buffer)? {
                0 => {
                    let cutter = self.cutter.take();
                    let last = cutter.map(Cutter::finish).transpose()?;
                    return Ok(last.flatten());
                }
                count => cutter.push(self.buffer.get(..count).unwrap_or_default()),
            }
        }
    }
}

/// Reads a body from a thread that may wait.
struct BodyReader {
    body: Body,
    rest: Bytes,
    handle: Handle,
    patience: Rc<Patience>,
}

impl Read for BodyReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            let frame = self.patience.wait(|left| {
                let frame = timeout(left, self.body.frame());
                self.handle.block_on(frame)
            });
            let frame = frame.map_err(|_elapsed| {
                let what = format!("it comes slower than {SLOWEST} bytes a second");
                io::Error::new(io::ErrorKind::TimedOut, what)
            })?;
            match frame {
                None => return Ok(0),
                Some(Err(error)) => return Err(io::Error::other(error)),
                Some(Ok(frame)) => self.rest = frame.into_data().unwrap_or_default(),
            }
            self.patience.fill(self.rest.len());
        }
        let count = buffer.len().min(self.rest.len());
        let bytes = self.rest.split_to(count);
        buffer[..count].copy_from_slice(&bytes);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_come_buy_time_but_no_more_than_at_the_start() {
        let patience = Patience(Cell::new(Duration::from_secs(1)));
        patience.fill(8 * 1024);
        assert_eq!(patience.0.get(), Duration::from_secs(2));
        patience.fill(usize::MAX);
        assert_eq!(patience.0.get(), PATIENCE);
    }

    #[test]
    fn who_keeps_waiting_uses_the_time_up() {
        let patience = Patience(Cell::new(Duration::from_millis(20)));
        for _ in 0..5 {
            patience.wait(|left| std::thread::sleep(left.min(Duration::from_millis(5))));
        }
        assert_eq!(patience.0.get(), Duration::ZERO);
    }
}
