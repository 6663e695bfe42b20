//! The log: one line for each event, on standard error. A server writes one for each request, so a line must be cheap: no
//! colours where nobody sees them, the time of the second before is not worked out again, and lines are written many at a
//! time.

use std::{
    cell::RefCell,
    fmt::{self, Write as _},
    io::{self, IsTerminal, Write},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use jiff::Timestamp;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    EnvFilter,
    fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter, format::Writer},
    registry::LookupSpan,
};

/// How long a line waits for others.
const WAIT: Duration = Duration::from_millis(50);
/// So many bytes do not wait.
const MOST_WAITING: usize = 64 * 1024;

/// The log that was started. What waits is written when this is dropped.
#[derive(Debug)]
pub struct Log(Spool);

/// Starts the log. `HUDNA_LOG` says how much is written; without it, `usual`.
#[must_use = "lines that wait are written when the log is dropped"]
pub fn start_log(usual: &str) -> Log {
    let filter = EnvFilter::try_from_env("HUDNA_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let spool = Spool::default();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .event_format(Lines)
        .with_writer(spool.clone())
        .init();
    Log(spool)
}

impl Drop for Log {
    fn drop(&mut self) {
        self.0.write_out();
    }
}

/// Lines that wait to be written together; warnings do not.
#[derive(Debug, Clone, Default)]
struct Spool(Arc<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    lines: Mutex<Lot>,
    filled: Condvar,
}

#[derive(Debug, Default)]
struct Lot {
    bytes: Vec<u8>,
    /// Whether somebody sees to it that they are written.
    is_watched: bool,
}

/// Where the line of one event goes.
struct Place<'s> {
    spool: &'s Spool,
    can_wait: bool,
}

impl Spool {
    fn lot(&self) -> MutexGuard<'_, Lot> {
        self.0.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, line: &[u8], can_wait: bool) {
        let mut lot = self.lot();
        lot.bytes.extend_from_slice(line);
        if !can_wait || lot.bytes.len() > MOST_WAITING {
            write_all(&mut lot);
        } else if !lot.is_watched {
            lot.is_watched = true;
            drop(lot);
            self.watch();
        } else if lot.bytes.len() == line.len() {
            self.0.filled.notify_one();
        }
    }

    fn write_out(&self) {
        write_all(&mut self.lot());
    }

    /// Writes what waits, a while after it began to, on a thread that ends with the process.
    fn watch(&self) {
        let spool = self.clone();
        thread::spawn(move || {
            loop {
                let lot = spool.lot();
                let empty = |lot: &mut Lot| lot.bytes.is_empty();
                drop(spool.0.filled.wait_while(lot, empty));
                thread::sleep(WAIT);
                spool.write_out();
            }
        });
    }
}

/// A log that cannot be written stops nobody.
fn write_all(lot: &mut Lot) {
    let _ = io::stderr().write_all(&lot.bytes);
    lot.bytes.clear();
}

impl Write for Place<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.spool.add(line, self.can_wait);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'s> MakeWriter<'s> for Spool {
    type Writer = Place<'s>;

    fn make_writer(&'s self) -> Place<'s> {
        Place {
            spool: self,
            can_wait: false,
        }
    }

    fn make_writer_for(&'s self, event: &Metadata<'_>) -> Place<'s> {
        Place {
            spool: self,
            can_wait: *event.level() > Level::WARN,
        }
    }
}

/// Writes an event as a line: time, level, where from, message, further fields.
struct Lines;

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut line: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let told = event.metadata();
        let level = level(*told.level(), line.has_ansi_escapes());
        write_time(&mut line, Timestamp::now())?;
        for piece in [level, told.target(), ":"] {
            line.write_str(piece)?;
        }
        let mut fields = Fields {
            line: &mut line,
            result: Ok(()),
        };
        event.record(&mut fields);
        fields.result?;
        line.write_char('\n')
    }
}

fn level(level: Level, colours: bool) -> &'static str {
    match (level, colours) {
        (Level::ERROR, false) => " ERROR ",
        (Level::WARN, false) => "  WARN ",
        (Level::INFO, false) => "  INFO ",
        (Level::DEBUG, false) => " DEBUG ",
        (Level::TRACE, false) => " TRACE ",
        (Level::ERROR, true) => " \x1b[31mERROR\x1b[0m ",
        (Level::WARN, true) => "  \x1b[33mWARN\x1b[0m ",
        (Level::INFO, true) => "  \x1b[32mINFO\x1b[0m ",
        (Level::DEBUG, true) => " \x1b[34mDEBUG\x1b[0m ",
        (Level::TRACE, true) => " \x1b[35mTRACE\x1b[0m ",
    }
}

/// Writes the fields of an event, the message without its name.
struct Fields<'l, 'w> {
    line: &'l mut Writer<'w>,
    result: fmt::Result,
}

impl Fields<'_, '_> {
    fn add(&mut self, field: &Field, write: impl FnOnce(&mut Escaped<'_, '_>) -> fmt::Result) {
        let name = field.name();
        self.result = self.result.and_then(|()| {
            self.line.write_char(' ')?;
            if name != "message" {
                self.line.write_str(name)?;
                self.line.write_char('=')?;
            }
            write(&mut Escaped(self.line))
        });
    }
}

impl Visit for Fields<'_, '_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.add(field, |line| write!(line, "{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, |line| line.write_str(value));
    }
}

/// Writes control characters so that they can be seen, and do nothing to a terminal.
struct Escaped<'l, 'w>(&'l mut Writer<'w>);

impl fmt::Write for Escaped<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // To the end in any case: so it is done many bytes at a time.
        let plain = |plain: bool, byte: u8| plain & (b' '..0x7f).contains(&byte);
        if text.bytes().fold(true, plain) {
            return self.0.write_str(text);
        }
        text.chars().try_for_each(|letter| {
            if letter.is_control() {
                write!(self.0, "{}", letter.escape_unicode())
            } else {
                self.0.write_char(letter)
            }
        })
    }
}

/// Where the digits of microseconds stand in `2026-11-24T10:00:00.000000Z`.
const MICROS: std::ops::Range<usize> = 20..26;

/// Writes a time as RFC 3339 has it, in microseconds.
fn write_time(line: &mut impl fmt::Write, now: Timestamp) -> fmt::Result {
    thread_local! {
        static LAST: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
    }
    LAST.with_borrow_mut(|(second, text)| {
        if *second != now.as_second() {
            *second = now.as_second();
            let whole = Timestamp::from_second(*second).unwrap_or_default();
            *text = format!("{whole:.6}");
        }
        let mut digits = [b'0'; MICROS.end - MICROS.start];
        let mut micros = now.subsec_microsecond().unsigned_abs();
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(micros % 10).unwrap_or_default();
            micros /= 10;
        }
        text.replace_range(MICROS, std::str::from_utf8(&digits).unwrap_or_default());
        line.write_str(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_to_the_microsecond() {
        for text in [
            "2026-11-24T10:00:00.000000Z",
            "2026-11-24T10:00:00.000007Z",
            "2026-11-24T10:00:00.123456Z",
            "2026-11-24T10:00:01.999999Z",
            "1970-01-01T00:00:00.500000Z",
        ] {
            let mut line = String::new();
            write_time(&mut line, text.parse().unwrap()).unwrap();
            assert_eq!(line, text);
        }
    }

    #[test]
    fn control_characters_are_shown_and_letters_kept() {
        let mut line = String::new();
        let mut writer = Writer::new(&mut line);
        let mut escaped = Escaped(&mut writer);
        escaped.write_str("/إدلب").unwrap();
        escaped.write_str("\u{1b}[31m\n\u{9b}").unwrap();
        assert_eq!(line, "/إدلب\\u{1b}[31m\\u{a}\\u{9b}");
    }

    #[test]
    fn lines_wait_and_are_all_written() {
        let spool = Spool::default();
        spool.add(b"one\n", true);
        spool.add(b"two\n", true);
        assert!(spool.lot().is_watched);
        let begun = std::time::Instant::now();
        while !spool.lot().bytes.is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(10), "still waiting");
            thread::sleep(WAIT);
        }
        spool.add(b"three\n", true);
        spool.add(b"a warning\n", false);
        assert!(spool.lot().bytes.is_empty(), "a warning waits for nobody");
    }
}
