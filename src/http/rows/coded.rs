//! Bodies that are sent in a content coding (RFC 9110 §8.4).

use std::io::{self, BufReader, Read};

use axum::http::{HeaderMap, header};

/// What is read.
pub(super) const NAMES: &str = "identity, gzip, zstd, br";
/// The longest distance that a zstd body may look back, as a power of two: 8 MiB, as RFC 9659 has it for HTTP.
const LONGEST_WINDOW: u32 = 23;
/// What is wrong with bytes behind a brotli stream.
const GOES_ON: &str = "the body goes on after the end of its brotli stream";

/// The coding of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyCoding {
    Plain,
    Gzip,
    Zstd,
    Brotli,
}

impl BodyCoding {
    /// What `Content-Encoding` says; `None` where it is not known or there is more than one.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut lines = headers.get_all(header::CONTENT_ENCODING).iter();
        let (first, second) = (lines.next(), lines.next());
        let name = match first {
            None => return Some(Self::Plain),
            Some(name) => name.to_str().ok().filter(|_| second.is_none())?,
        };
        match name.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Some(Self::Plain),
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "zstd" => Some(Self::Zstd),
            "br" => Some(Self::Brotli),
            _ => None,
        }
    }

    /// The bytes of a body without its coding. However small it is packed, only what is asked for is unpacked.
    pub(super) fn reader<'r>(self, body: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
        Ok(match self {
            Self::Plain => Box::new(body),
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(body))),
            Self::Zstd => {
                let mut reader = zstd::stream::read::Decoder::new(body)?;
                reader.window_log_max(LONGEST_WINDOW)?;
                Box::new(reader)
            }
            Self::Brotli => Box::new(OneBrotli(brotli::Decompressor::new(body, 16 * 1024))),
        })
    }
}

/// A brotli stream with nothing behind it: unlike gzip and zstd, brotli knows no streams in a row, and what its
/// decoder does not look at would be lost without a word.
struct OneBrotli<R: Read>(brotli::Decompressor<R>);

impl<R: Read> Read for OneBrotli<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        if count == 0 && !buffer.is_empty() {
            self.expect_end()?;
        }
        Ok(count)
    }
}

impl<R: Read> OneBrotli<R> {
    fn expect_end(&mut self) -> io::Result<()> {
        let more = |_| io::Error::new(io::ErrorKind::InvalidData, GOES_ON);
        self.0.read(&mut [0]).map_err(more)?; // fails where the decoder holds bytes that it did not use
        match self.0.get_mut().read(&mut [0])? {
            0 => Ok(()),
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, GOES_ON)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brotli_stream_ends_its_body() {
        let rows = b"1,2\n".repeat(100_000);
        let mut packed = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
        io::Write::write_all(&mut packed, &rows).unwrap();
        let one = packed.into_inner();
        let read = |body: &[u8]| {
            let mut plain = Vec::new();
            let mut reader = BodyCoding::Brotli.reader(body).unwrap();
            reader.read_to_end(&mut plain).map(|_| plain)
        };
        assert_eq!(read(&one).unwrap(), rows);
        for more in [&one[..], b"x", &rows] {
            let error = read(&[&one, more].concat()).unwrap_err();
            assert_eq!(error.to_string(), GOES_ON);
        }
    }

    fn coding(name: &str) -> Option<BodyCoding> {
        let headers = HeaderMap::from_iter([(header::CONTENT_ENCODING, name.parse().unwrap())]);
        BodyCoding::of(&headers)
    }

    #[test]
    fn one_known_coding_is_read() {
        assert_eq!(BodyCoding::of(&HeaderMap::new()), Some(BodyCoding::Plain));
        assert_eq!(coding("GZip"), Some(BodyCoding::Gzip));
        assert_eq!(coding("x-gzip"), Some(BodyCoding::Gzip));
        assert_eq!(coding("identity"), Some(BodyCoding::Plain));
        for name in ["deflate", "gzip, br", "compress", "*"] {
            assert_eq!(coding(name), None, "{name}");
        }
    }
}
