//! The log: one line for each event, on standard error. A server writes one for each request, so a line must be cheap:
//! no colours where nobody sees them, and the time of the second before is not worked out again.

use std::{
    cell::RefCell,
    fmt,
    io::{self, IsTerminal},
};

use jiff::Timestamp;
use tracing_subscriber::{
    EnvFilter,
    fmt::{format::Writer, time::FormatTime},
};

/// Starts the log. `HUDNA_LOG` says how much is written; without it, `usual`.
pub fn start_log(usual: &str) {
    let filter = EnvFilter::try_from_env("HUDNA_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_timer(Clock)
        .with_writer(io::stderr)
        .init();
}

/// Writes times as RFC 3339 has them, in microseconds.
struct Clock;

impl FormatTime for Clock {
    fn format_time(&self, line: &mut Writer<'_>) -> fmt::Result {
        line.write_str(&rfc3339(Timestamp::now()))
    }
}

/// Where the digits of microseconds stand in `2026-11-24T10:00:00.000000Z`.
const MICROS: std::ops::Range<usize> = 20..26;

fn rfc3339(now: Timestamp) -> String {
    thread_local! {
        static LAST: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
    }
    let mut text = LAST.with_borrow_mut(|(second, text)| {
        if *second != now.as_second() {
            *second = now.as_second();
            let whole = Timestamp::from_second(*second).unwrap_or_default();
            *text = format!("{whole:.6}");
        }
        text.clone()
    });
    let mut digits = [b'0'; MICROS.end - MICROS.start];
    let mut micros = now.subsec_microsecond().unsigned_abs();
    for digit in digits.iter_mut().rev() {
        *digit += u8::try_from(micros % 10).unwrap_or_default();
        micros /= 10;
    }
    text.replace_range(MICROS, std::str::from_utf8(&digits).unwrap_or_default());
    text
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
            assert_eq!(rfc3339(text.parse().unwrap()), text);
        }
    }
}
