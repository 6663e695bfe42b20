//! Bytes to characters, a buffer at a time, with the place of everything that is no text.

use std::io::{self, BufRead};

use encoding_rs::{Decoder, DecoderResult, UTF_8};

use super::{
    Tell,
    encoding::{Suspicion, TextEncoding, suspect},
};

/// Bytes of text that are decoded at once, at most.
const PIECE_BYTES: usize = 64 * 1024;

/// The text of a stream in pieces.
pub(super) struct Pieces<R> {
    bytes: R,
    decoder: Decoder,
    strict: bool,
    tell: Option<Tell>,
    /// Bytes decoded so far.
    offset: u64,
    /// Line of the next character, from 1.
    line: usize,
    /// Found behind the text that was given last.
    malformed: Option<Malformed>,
    suspicion: Option<Suspicion>,
    ended: bool,
}

/// What comes next in a stream.
pub(super) enum Step {
    /// The text in the buffer.
    Text,
    /// Bytes that stand for no character.
    Malformed(Malformed),
    /// Nothing more.
    End,
}

/// Bytes that stand for no character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Malformed {
    /// Line, from 1.
    pub(super) line: usize,
    /// Bytes before them.
    pub(super) offset: u64,
    /// The first of them, where it is still at hand.
    pub(super) byte: Option<u8>,
    /// What the bytes around them are, probably.
    pub(super) suspicion: Suspicion,
}

impl<R: BufRead> Pieces<R> {
    /// Reads `bytes` as UTF-8, or as what a person named; a byte order mark wins over that name, as
    /// in the WHATWG Encoding Standard. `tell` hears of every byte read.
    pub(super) fn new(bytes: R, encoding: Option<TextEncoding>, tell: Option<Tell>) -> Self {
        let decoder = match encoding {
            Some(TextEncoding(encoding)) => encoding.new_decoder(),
            None => UTF_8.new_decoder_with_bom_removal(),
        };
        Self {
            bytes,
            decoder,
            strict: encoding.is_none(),
            tell,
            offset: 0,
            line: 1,
            malformed: None,
            suspicion: None,
            ended: false,
        }
    }

    /// The stream itself, with whatever is still to be read.
    pub(super) fn into_bytes(self) -> R {
        self.bytes
    }

    /// Puts the next piece into `text`, which is emptied first.
    pub(super) fn next(&mut self, text: &mut String) -> io::Result<Step> {
        text.clear();
        text.reserve(PIECE_BYTES);
        loop {
            if let Some(malformed) = self.malformed.take() {
                return Ok(Step::Malformed(malformed));
            }
            if self.ended {
                return Ok(Step::End);
            }
            self.decode(text)?;
            if !text.is_empty() {
                self.line += text.bytes().filter(|&byte| byte == b'\n').count();
                if let Some(malformed) = &mut self.malformed {
                    malformed.line = self.line;
                }
                return Ok(Step::Text);
            }
        }
    }

    fn decode(&mut self, text: &mut String) -> io::Result<()> {
        let bytes = loop {
            match self.bytes.fill_buf() {
                Ok(_) => break self.bytes.fill_buf()?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        };
        let last = bytes.is_empty();
        let (result, taken) = self
            .decoder
            .decode_to_string_without_replacement(bytes, text, last);
        match result {
            DecoderResult::InputEmpty => self.ended = last,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, after) => {
                let back = usize::from(length) + usize::from(after);
                let first = taken.checked_sub(back);
                // One look at the bytes is enough: the encoding of a file does not change.
                let suspicion = *self.suspicion.get_or_insert_with(|| {
                    if self.strict {
                        suspect(bytes, self.offset == 0)
                    } else {
                        Suspicion::Unknown
                    }
                });
                self.malformed = Some(Malformed {
                    line: self.line,
                    offset: (self.offset + taken as u64).saturating_sub(back as u64),
                    byte: first.and_then(|at| bytes.get(at).copied()),
                    suspicion,
                });
            }
        }
        self.bytes.consume(taken);
        self.offset += taken as u64;
        if let Some(tell) = &self.tell {
            tell(taken as u64);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// The whole text with `#` for bytes that are none, and where those stand.
    fn read(bytes: &[u8], encoding: Option<&str>, buffer: usize) -> (String, Vec<(usize, u64)>) {
        let encoding = encoding.map(|label| TextEncoding::of_label(label).unwrap());
        let reader = BufReader::with_capacity(buffer, bytes);
        let mut pieces = Pieces::new(reader, encoding, None);
        let (mut whole, mut piece, mut places) = (String::new(), String::new(), Vec::new());
        loop {
            match pieces.next(&mut piece).unwrap() {
                Step::Text => whole.push_str(&piece),
                Step::Malformed(bad) => {
                    whole.push('#');
                    places.push((bad.line, bad.offset));
                }
                Step::End => return (whole, places),
            }
        }
    }

    #[test]
    fn buffers_may_end_within_a_character() {
        for buffer in 1..9 {
            let (text, bad) = read("\u{FEFF}أهلا\nعالم 🙂".as_bytes(), None, buffer);
            assert_eq!(text, "أهلا\nعالم 🙂");
            assert!(bad.is_empty());
        }
    }

    #[test]
    fn bad_bytes_are_found_where_they_stand() {
        for buffer in 1..9 {
            let (text, bad) = read(b"ab\nc\xffd\n\xe0\xa4", None, buffer);
            assert_eq!(text, "ab\nc#d\n#");
            assert_eq!(bad, [(2, 4), (3, 7)], "buffer of {buffer}");
        }
    }

    #[test]
    fn eight_bits_and_sixteen_are_converted() {
        assert_eq!(read(b"\xc7\xe1", Some("windows-1256"), 64).0, "ال");
        assert_eq!(read(b"\x27\x06\x0a\x00", Some("utf-16le"), 1).0, "ا\n");
        let marked = "\u{FEFF}أ".as_bytes();
        assert_eq!(read(marked, Some("windows-1256"), 64).0, "أ");
    }

    #[test]
    fn bytes_without_a_letter_are_told_when_converting() {
        assert_eq!(read(b"a\x81b", Some("iso-8859-8"), 64).1.len(), 0);
        let (text, bad) = read(b"a\xfcb", Some("iso-8859-8"), 64);
        assert_eq!((text.as_str(), bad.as_slice()), ("a#b", &[(1, 1)][..]));
    }
}
