//! How much memory a process holds. Linux only, for it reads `/proc`.

use std::fs;

/// MiB that the process holds now and held at most; zeros where that cannot be known.
#[must_use]
pub fn resident(process: &str) -> (f64, f64) {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kib.unwrap_or_default() / 1024.0
    };
    (field("VmRSS:"), field("VmHWM:"))
}
