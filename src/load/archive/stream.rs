//! Where the bytes of a text come from.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, Stdin},
    path::Path,
};

/// Bytes read at once.
const BUFFER_BYTES: usize = 64 * 1024;
/// Blank bytes that are looked through for the first sign, before a text is taken for one without.
const MOST_BLANKS: usize = 1024 * 1024;

/// A file, or standard input.
pub(super) struct Stream {
    /// What was read to find the first sign, and is still to be given.
    ahead: io::Cursor<Vec<u8>>,
    bytes: BufReader<Bytes>,
    regular: bool,
}

enum Bytes {
    File(File),
    Stdin(Stdin),
    #[cfg(test)]
    Memory(io::Cursor<Vec<u8>>, bool),
}

impl Stream {
    /// A file, or without a path standard input.
    pub(super) fn open(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path else {
            let bytes = BufReader::with_capacity(BUFFER_BYTES, Bytes::Stdin(io::stdin()));
            return Ok(Self {
                ahead: io::Cursor::default(),
                bytes,
                regular: false,
            });
        };
        let file = File::open(path)?;
        // A named pipe, such as a shell makes for `<(…)`, can be read once only.
        let regular = file.metadata()?.is_file();
        Ok(Self {
            ahead: io::Cursor::default(),
            bytes: BufReader::with_capacity(BUFFER_BYTES, Bytes::File(file)),
            regular,
        })
    }

    /// Bytes in memory that are read like standard input, a few at a time, every other read interrupted.
    #[cfg(test)]
    pub(super) fn of_bytes(bytes: &[u8], buffer: usize) -> Self {
        let memory = Bytes::Memory(io::Cursor::new(bytes.to_vec()), false);
        Self {
            ahead: io::Cursor::default(),
            bytes: BufReader::with_capacity(buffer, memory),
            regular: false,
        }
    }

    /// Whether it can be read again.
    pub(super) fn can_rewind(&self) -> bool {
        self.regular
    }

    /// Goes back to the first byte.
    pub(super) fn rewind(&mut self) -> io::Result<()> {
        match self.bytes.get_mut() {
            Bytes::File(file) => file.rewind()?,
            Bytes::Stdin(_) => return Err(io::ErrorKind::NotSeekable.into()),
            #[cfg(test)]
            Bytes::Memory(..) => return Err(io::ErrorKind::NotSeekable.into()),
        }
        self.ahead = io::Cursor::default();
        // What is still in the buffer was read before.
        let left = self.bytes.buffer().len();
        self.bytes.consume(left);
        Ok(())
    }

    /// The first byte that is no white space and no byte order mark; it and all before it are still
    /// to be read. To be asked before anything is read.
    pub(super) fn first_sign(&mut self) -> io::Result<Option<u8>> {
        let blank = |byte: &u8| {
            byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf | 0xfe | 0xff | 0)
        };
        // A pipe gives what was written at once: perhaps a line break, and the rest later.
        while self.ahead.get_ref().len() < MOST_BLANKS {
            let more = self.bytes.fill_buf()?;
            let sign = more.iter().find(|byte| !blank(byte)).copied();
            if sign.is_some() || more.is_empty() {
                return Ok(sign);
            }
            let count = more.len();
            self.ahead.get_mut().extend_from_slice(more);
            self.bytes.consume(count);
        }
        Ok(None)
    }

    fn is_ahead(&self) -> bool {
        self.ahead.position() < self.ahead.get_ref().len() as u64
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = match self {
                Self::File(file) => file.read(buffer),
                Self::Stdin(stdin) => stdin.read(buffer),
                #[cfg(test)]
                Self::Memory(memory, interrupted) => {
                    *interrupted = !*interrupted;
                    if *interrupted {
                        Err(io::ErrorKind::Interrupted.into())
                    } else {
                        memory.read(buffer)
                    }
                }
            };
            // A signal is no reason to give up.
            if !matches!(&read, Err(error) if error.kind() == io::ErrorKind::Interrupted) {
                return read;
            }
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_ahead() {
            return self.ahead.read(buffer);
        }
        self.bytes.read(buffer)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.is_ahead() {
            return self.ahead.fill_buf();
        }
        self.bytes.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if self.is_ahead() {
            return self.ahead.consume(count);
        }
        self.bytes.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sign_is_looked_for_behind_blanks_and_nothing_is_lost() {
        for (text, sign) in [
            ("\n \u{feff}{\"id\": 1}", Some(b'{')),
            ("\u{feff}\r\n\r\nNews", Some(b'N')),
            (" \n ", None),
            ("", None),
        ] {
            for buffer in [1, 2, 100] {
                let mut stream = Stream::of_bytes(text.as_bytes(), buffer);
                assert_eq!(stream.first_sign().unwrap(), sign, "{text:?}");
                let mut all = String::new();
                stream.read_to_string(&mut all).unwrap();
                assert_eq!(all, text);
            }
        }
    }

    #[test]
    fn endless_blanks_are_no_reason_to_read_for_ever() {
        let mut stream = Stream::of_bytes(&vec![b' '; MOST_BLANKS * 2], BUFFER_BYTES);
        assert_eq!(stream.first_sign().unwrap(), None);
        assert_eq!(stream.ahead.get_ref().len(), MOST_BLANKS);
        let mut count = 0;
        loop {
            let read = stream.fill_buf().unwrap().len();
            stream.consume(read);
            count += read;
            if read == 0 {
                break;
            }
        }
        assert_eq!(count, MOST_BLANKS * 2);
    }
}
