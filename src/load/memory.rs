//! How much memory the process uses, as the system tells in a file.

use std::fs;

/// Bytes in use, where the system tells.
#[must_use]
pub fn resident_bytes() -> Option<u64> {
    resident(&fs::read_to_string("/proc/self/status").ok()?)
}

/// What the line `VmRSS:  1234 kB` says, in bytes.
fn resident(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_memory_is_read() {
        let status = "Name:\tx\nVmRSS:\t   59172 kB\nThreads:\t1\n";
        assert_eq!(resident(status), Some(59172 * 1024));
        assert_eq!(resident("VmRSS: many kB"), None);
        assert_eq!(resident(""), None);
    }
}
