//! Bytes to text, for every file.

use super::faults::Faults;
use crate::model::{At, FaultKind};

/// The text of a file; `None`, noted with the first bad byte, when it is not UTF-8. Invisible
/// characters that do not belong into a text are noted and stay.
pub(super) fn utf8<'b>(file: &str, bytes: &'b [u8], faults: &mut Faults) -> Option<&'b str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => {
            note_odd_characters(file, text, faults);
            Some(text)
        }
        Err(error) => {
            let good = error.valid_up_to();
            let line = bytes[..good].split(|&byte| byte == b'\n').count();
            let what = format!("not UTF-8: byte {good} is 0x{:02x}", bytes[good]);
            let spot = (file, At::line(line));
            faults.error(spot, FaultKind::Syntax, what, "save the file as UTF-8");
            None
        }
    }
}

/// Characters that do not belong into a text: other controls than line ends and tabs, and marks
/// that override the writing direction (Unicode TR 36, section 3.2.2).
fn note_odd_characters(file: &str, text: &str, faults: &mut Faults) {
    for (line, content) in text.lines().enumerate() {
        let odd = content.chars().find(|&c| {
            matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
                || (c.is_control() && c != '\t' && c != '\r')
        });
        if let Some(odd) = odd {
            let what = format!(
                "the line holds the invisible character U+{:04X}",
                u32::from(odd)
            );
            let spot = (file, At::line(line + 1));
            faults.warning(spot, FaultKind::Text, what, "remove it, unless it is meant");
        }
    }
}
