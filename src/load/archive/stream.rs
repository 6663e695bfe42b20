//! Where the bytes of a text come from.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read, Seek, Stdin},
    path::Path,
};

/// Bytes read at once.
const BUFFER_BYTES: usize = 64 * 1024;

/// A file, or standard input.
pub(super) struct Stream {
    bytes: BufReader<Bytes>,
    regular: bool,
}

enum Bytes {
    File(File),
    Stdin(Stdin),
    #[cfg(test)]
    Memory(io::Cursor<Vec<u8>>),
}

impl Stream {
    /// A file, or without a path standard input.
    pub(super) fn open(path: Option<&Path>) -> io::Result<Self> {
        let Some(path) = path else {
            let bytes = BufReader::with_capacity(BUFFER_BYTES, Bytes::Stdin(io::stdin()));
            return Ok(Self {
                bytes,
                regular: false,
            });
        };
        let file = File::open(path)?;
        // A named pipe, such as a shell makes for `<(…)`, can be read once only.
        let regular = file.metadata()?.is_file();
        Ok(Self {
            bytes: BufReader::with_capacity(BUFFER_BYTES, Bytes::File(file)),
            regular,
        })
    }

    /// Bytes in memory that are read like standard input, a few at a time.
    #[cfg(test)]
    pub(super) fn of_bytes(bytes: &[u8], buffer: usize) -> Self {
        let memory = Bytes::Memory(io::Cursor::new(bytes.to_vec()));
        Self {
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
            Bytes::Memory(_) => return Err(io::ErrorKind::NotSeekable.into()),
        }
        // What is still in the buffer was read before.
        let left = self.bytes.buffer().len();
        self.bytes.consume(left);
        Ok(())
    }

    /// The first byte that is no white space and no byte order mark, without reading past it.
    pub(super) fn first_sign(&mut self) -> io::Result<Option<u8>> {
        let beginning = self.fill_buf()?;
        let blank = |byte: &u8| {
            byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf | 0xfe | 0xff | 0)
        };
        Ok(beginning.iter().find(|byte| !blank(byte)).copied())
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(buffer),
            Self::Stdin(stdin) => stdin.read(buffer),
            #[cfg(test)]
            Self::Memory(memory) => memory.read(buffer),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.bytes.read(buffer)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.bytes.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.bytes.consume(count);
    }
}
