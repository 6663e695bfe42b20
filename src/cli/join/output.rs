//! Where the rows of a table go.

use std::{
    io::{self, Write},
    path::Path,
};

use anyhow::Context;
use flate2::{Compression, write::GzEncoder};

use crate::cli::destination::Destination;

/// A file, packed as its name says, or the writer of the program.
pub(super) struct Output<'w> {
    sink: Sink<'w>,
    name: String,
    /// The last thing that went wrong: a buffer that is dropped tells nobody else.
    failed: Option<io::Error>,
}

enum Sink<'w> {
    Writer(&'w mut dyn Write),
    /// Rows are not wanted.
    Nothing(io::Sink),
    Plain(Destination),
    Gzip(Box<GzEncoder<Destination>>),
    Zstd(zstd::Encoder<'static, Destination>),
}

impl<'w> Output<'w> {
    /// The writer of the program.
    pub(super) fn writer(writer: &'w mut impl Write) -> Self {
        Self {
            sink: Sink::Writer(writer),
            name: "standard output".to_owned(),
            failed: None,
        }
    }

    /// Nowhere.
    pub(super) fn nothing() -> Self {
        Self {
            sink: Sink::Nothing(io::sink()),
            name: "nothing".to_owned(),
            failed: None,
        }
    }

    /// A file that appears when it is whole.
    pub(super) fn file(path: &Path, replace: bool) -> anyhow::Result<Self> {
        let file = Destination::create(path, replace)?;
        let ending = path.extension().and_then(|ending| ending.to_str());
        let sink = match ending {
            Some("gz") => Sink::Gzip(Box::new(GzEncoder::new(file, Compression::default()))),
            Some("zst") => Sink::Zstd(zstd::Encoder::new(file, 0)?),
            _ => Sink::Plain(file),
        };
        Ok(Self {
            sink,
            name: path.display().to_string(),
            failed: None,
        })
    }

    /// Whether anybody wants the rows.
    pub(super) fn is_wanted(&self) -> bool {
        !matches!(self.sink, Sink::Nothing(_))
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let written = self.sink().write_all(bytes);
        written.with_context(|| format!("writing {}", self.name))
    }

    fn sink(&mut self) -> &mut dyn Write {
        match &mut self.sink {
            Sink::Writer(writer) => writer,
            Sink::Nothing(sink) => sink,
            Sink::Plain(file) => file,
            Sink::Gzip(encoder) => encoder,
            Sink::Zstd(encoder) => encoder,
        }
    }

    /// Gives the file its name.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        let writing = || format!("writing {}", self.name);
        self.failed.map_or(Ok(()), Err).with_context(writing)?;
        let finished: io::Result<Option<Destination>> = match self.sink {
            Sink::Writer(writer) => writer.flush().map(|()| None),
            Sink::Nothing(_) => Ok(None),
            Sink::Plain(file) => Ok(Some(file)),
            Sink::Gzip(encoder) => encoder.finish().map(Some),
            Sink::Zstd(encoder) => encoder.finish().map(Some),
        };
        finished
            .with_context(writing)?
            .map_or(Ok(()), Destination::finish)
    }
}

impl Write for Output<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.sink().write(bytes);
        if let Err(error) = &written
            && error.kind() != io::ErrorKind::Interrupted
        {
            let code = error.raw_os_error().map(io::Error::from_raw_os_error);
            self.failed = Some(code.unwrap_or_else(|| error.kind().into()));
        }
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink().flush()
    }
}
