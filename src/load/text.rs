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
            let what = odd_byte(good as u64, bytes.get(good).copied());
            let spot = (file, At::line(line));
            faults.error(spot, FaultKind::Syntax, what, "save the file as UTF-8");
            None
        }
    }
}

fn note_odd_characters(file: &str, text: &str, faults: &mut Faults) {
    for (line, content) in text.lines().enumerate() {
        if let Some(odd) = odd_character(content) {
            let (what, mend) = invisible(odd);
            let spot = (file, At::line(line + 1));
            faults.warning(spot, FaultKind::Text, what, mend);
        }
    }
}

/// The first character of a line that does not belong into a text: another control than a line end
/// or a tab, or a mark that overrides the writing direction (Unicode TR 36, section 3.2.2).
pub(super) fn odd_character(line: &str) -> Option<char> {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.chars().find(|&c| {
        matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
            || (c.is_control() && c != '\t' && c != '\r')
    })
}

/// What to say of an odd character, and how to mend it.
pub(super) fn invisible(odd: char) -> (String, &'static str) {
    let what = format!(
        "the line holds the invisible character U+{:04X}",
        u32::from(odd)
    );
    (what, "remove it, unless it is meant")
}

/// What to say of a byte that is no UTF-8.
pub(super) fn odd_byte(offset: u64, byte: Option<u8>) -> String {
    match byte {
        Some(byte) => format!("not UTF-8: byte {offset} is 0x{byte:02x}"),
        None => format!("not UTF-8: byte {offset} begins no character"),
    }
}
