//! Where the bytes of a table come from.

use std::{
    fs::{self, File},
    io::{self, Cursor, Read},
    path::Path,
};

use anyhow::{Context, bail};
use flate2::read::MultiGzDecoder;

use super::columnar::Kind;
use crate::{
    join::{Cutter, PIECE_BYTES, Piece, TableFormat},
    load::archive::Tell,
};

/// Bytes that are looked at to find out what a table is.
const HEAD_BYTES: usize = 64 * 1024;

/// The two bytes of gzip (RFC 1952) and the four of zstd (RFC 8878).
const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// A table whose format is known.
pub(super) struct Input {
    pub(super) format: TableFormat,
    name: String,
    bytes: Box<dyn Read + Send>,
}

/// Bytes of a file, told as they are read.
struct Counted<R> {
    bytes: R,
    tell: Option<Tell>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.bytes.read(buffer)?;
        if let Some(tell) = &self.tell {
            tell(count as u64);
        }
        Ok(count)
    }
}

/// How long a file is, if it is one.
pub(super) fn length(path: &Path) -> Option<u64> {
    let found = fs::metadata(path).ok()?;
    found.is_file().then_some(found.len())
}

impl Input {
    /// Opens a file, or standard input for `-`.
    pub(super) fn open(
        path: &Path,
        format: Option<TableFormat>,
        tell: Option<Tell>,
    ) -> anyhow::Result<Self> {
        let piped = path.as_os_str() == "-";
        let name = if piped {
            "standard input".to_owned()
        } else {
            path.display().to_string()
        };
        let reading = || format!("reading {name}");
        let bytes: Box<dyn Read + Send> = if piped {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(path).with_context(reading)?)
        };
        let (head, bytes) = head(Counted { bytes, tell }).with_context(reading)?;
        let bytes: Box<dyn Read + Send> = match head {
            head if head.starts_with(GZIP) => Box::new(MultiGzDecoder::new(bytes)),
            head if head.starts_with(ZSTD) => {
                Box::new(zstd::Decoder::new(bytes).with_context(reading)?)
            }
            _ => Box::new(bytes),
        };
        let (head, bytes) = self::head(bytes).with_context(reading)?;
        if Kind::of_head(&head).is_some() {
            bail!(
                "{name} is a Parquet or Arrow table; such a table is read from a file that is not packed"
            );
        }
        let named = path
            .file_name()
            .and_then(|name| TableFormat::of_name(name.to_str()?));
        Ok(Self {
            format: format
                .or(named)
                .unwrap_or_else(|| TableFormat::sniff(&head)),
            name,
            bytes: Box::new(bytes),
        })
    }
}

/// The first bytes, and all of them again.
fn head<R: Read + Send>(mut bytes: R) -> io::Result<(Vec<u8>, impl Read + Send)> {
    let mut head = Vec::new();
    bytes
        .by_ref()
        .take(HEAD_BYTES as u64)
        .read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(bytes)))
}

/// The pieces of a table, read as they are asked for.
pub(super) struct Pieces {
    input: Input,
    /// None when all is read.
    cutter: Option<Cutter>,
    buffer: Vec<u8>,
}

impl Pieces {
    pub(super) fn new(input: Input) -> Self {
        Self {
            cutter: Some(Cutter::new(input.format)),
            input,
            buffer: vec![0; PIECE_BYTES],
        }
    }

    fn read(&mut self) -> anyhow::Result<Option<Piece>> {
        while let Some(cutter) = &mut self.cutter {
            if let Some(piece) = cutter.next_piece()? {
                return Ok(Some(piece));
            }
            match self.input.bytes.read(&mut self.buffer) {
                Ok(0) => {
                    let cutter = self.cutter.take();
                    return Ok(cutter.map(Cutter::finish).transpose()?.flatten());
                }
                Ok(count) => cutter.push(self.buffer.get(..count).unwrap_or_default()),
                // A signal is no reason to give up.
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    }
}

impl Iterator for Pieces {
    type Item = anyhow::Result<Piece>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.read();
        if read.is_err() {
            self.cutter = None;
        }
        let read = read.with_context(|| format!("reading {}", self.input.name));
        read.transpose()
    }
}
