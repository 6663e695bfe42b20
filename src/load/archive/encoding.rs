//! Which characters the bytes of a text stand for: what a person said, and what the bytes suggest.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use thiserror::Error;

/// A character encoding that a person named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextEncoding(pub(super) &'static Encoding);

/// A label that no encoding has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0:?} is no label of the WHATWG Encoding Standard; examples are windows-1256 (Arabic), windows-1252, iso-8859-6, utf-16le and utf-8"
)]
pub struct UnknownEncoding(String);

impl TextEncoding {
    /// The encoding of a label of the WHATWG Encoding Standard, in either case.
    ///
    /// # Errors
    /// When no encoding has the label, or one that browsers refuse to read.
    pub fn of_label(label: &str) -> Result<Self, UnknownEncoding> {
        Encoding::for_label_no_replacement(label.as_bytes())
            .map(Self)
            .ok_or_else(|| UnknownEncoding(label.chars().take(40).collect()))
    }

    /// Its name, in lower case.
    #[must_use]
    pub fn name(self) -> String {
        self.0.name().to_ascii_lowercase()
    }
}

/// What bytes that are no UTF-8 are instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// UTF-8 nearly everywhere: damaged, not encoded otherwise.
    Damaged,
    /// Another encoding, probably.
    Encoded(&'static Encoding),
    /// There is too little to tell.
    Unknown,
}

/// What the bytes around the first one that is no UTF-8 are, probably.
///
/// 1. A byte order mark of UTF-16 at the beginning of the file says so.
/// 2. Where ten times as many characters beyond ASCII are good UTF-8 as are bad, the file is damaged.
/// 3. Else the frequencies of letter pairs decide, as in a browser (`chardetng`).
pub(super) fn suspect(bytes: &[u8], at_beginning: bool) -> Suspicion {
    let mark = Encoding::for_bom(bytes).filter(|(encoding, _)| at_beginning && *encoding != UTF_8);
    if let Some((encoding, _)) = mark {
        return Suspicion::Encoded(encoding);
    }
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > 10 * bad {
        return Suspicion::Damaged;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    match detector.guess(None, Utf8Detection::Deny) {
        _ if bad < 3 => Suspicion::Unknown,
        guess => Suspicion::Encoded(guess),
    }
}

/// Whether bytes that are to be read in another encoding are UTF-8 beyond ASCII. Text in an
/// eight-bit encoding is so by chance only when it is a few letters long.
pub(super) fn is_utf8_after_all(bytes: &[u8], named: &'static Encoding) -> bool {
    if named == UTF_8
        || named == UTF_16LE
        || named == UTF_16BE
        || Encoding::for_bom(bytes).is_some()
    {
        return false;
    }
    let (good, bytes) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, bytes),
        // The buffer may end within a character.
        Err(error) if error.error_len().is_none() => {
            let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(whole).unwrap_or_default(), whole)
        }
        Err(_) => return false,
    };
    !bytes.is_ascii() && good.chars().filter(|c| !c.is_ascii()).count() > 3
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARABIC: &str = "عاد الهدوء إلى المدينة بعد أسبوع من القصف المتواصل على الأحياء السكنية";

    #[test]
    fn labels_are_those_of_the_web() {
        let name = |label: &str| TextEncoding::of_label(label).map(TextEncoding::name);
        assert_eq!(name("CP1256").as_deref(), Ok("windows-1256"));
        assert_eq!(name("utf8").as_deref(), Ok("utf-8"));
        let error = name("klingon").unwrap_err().to_string();
        assert!(error.contains("windows-1256"), "{error}");
        assert!(TextEncoding::of_label("iso-2022-kr").is_err());
    }

    #[test]
    fn arabic_in_eight_bits_is_recognised() {
        let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(ARABIC);
        assert_eq!(
            suspect(&bytes, true),
            Suspicion::Encoded(encoding_rs::WINDOWS_1256)
        );
    }

    #[test]
    fn a_byte_order_mark_tells_utf_16() {
        assert_eq!(
            suspect(b"\xff\xfe\x27\x06", true),
            Suspicion::Encoded(UTF_16LE)
        );
        assert_eq!(
            suspect(b"\xfe\xff\x06\x27", true),
            Suspicion::Encoded(UTF_16BE)
        );
    }

    #[test]
    fn one_bad_byte_in_good_utf_8_is_damage() {
        let mut bytes = ARABIC.as_bytes().to_vec();
        bytes.insert(40, 0xff);
        assert_eq!(suspect(&bytes, true), Suspicion::Damaged);
    }

    #[test]
    fn a_lone_byte_proves_nothing() {
        assert_eq!(suspect(b"caf\xe9 au lait", true), Suspicion::Unknown);
    }

    #[test]
    fn utf_8_under_another_name_is_noticed() {
        assert!(is_utf8_after_all(
            ARABIC.as_bytes(),
            encoding_rs::WINDOWS_1256
        ));
        assert!(is_utf8_after_all(
            &ARABIC.as_bytes()[..31],
            encoding_rs::WINDOWS_1256
        ));
        let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(ARABIC);
        assert!(!is_utf8_after_all(&bytes, encoding_rs::WINDOWS_1256));
        assert!(!is_utf8_after_all(b"plain", encoding_rs::WINDOWS_1256));
    }
}
