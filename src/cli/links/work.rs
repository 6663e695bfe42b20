//! The work of `hudna links`: an archive in jobs, a job to lines.

use std::vec;

use super::listing::{Listed, Listing};
use crate::{
    cli::in_order::{Outlet, Stopped},
    load::archive::{
        Form, Opened, Paragraphs, Record, RecordLine, Records, Source, Tell, TextEncoding,
    },
    model::Fault,
    snapshot::{LinkedText, Snapshot},
};

/// Bytes of NDJSON that make a job; a longer line is one of its own.
const BATCH_BYTES: usize = 256 * 1024;
/// Bytes of lines that are handed over at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// What a worker does in one go.
pub(super) enum Job {
    /// One article, of any length. A file is not open yet: many jobs wait, and a process may open few.
    Article(String, Box<Paragraphs>),
    /// A few lines of NDJSON.
    Batch(Vec<Result<RecordLine, Box<Fault>>>),
    /// A text that could not be opened.
    Unreadable(Box<Fault>),
}

/// What comes of a job.
pub(super) enum Piece {
    /// Whole lines.
    Lines(Vec<u8>),
    /// A defect.
    Fault(Box<Fault>),
}

/// The jobs of an archive, in order.
pub(super) struct Jobs {
    sources: vec::IntoIter<Source>,
    form: Option<Form>,
    encoding: Option<TextEncoding>,
    tell: Option<Tell>,
    /// The NDJSON file that is being read.
    records: Option<Records>,
}

impl Jobs {
    pub(super) fn new(
        sources: Vec<Source>,
        form: Option<Form>,
        encoding: Option<TextEncoding>,
        tell: Option<Tell>,
    ) -> Self {
        Self {
            sources: sources.into_iter(),
            form,
            encoding,
            tell,
            records: None,
        }
    }
}

impl Iterator for Jobs {
    type Item = Job;

    fn next(&mut self) -> Option<Job> {
        loop {
            if let Some(records) = &mut self.records {
                let batch = batch(records);
                if !batch.is_empty() {
                    return Some(Job::Batch(batch));
                }
                self.records = None;
            }
            let source = self.sources.next()?;
            match source.open(self.form, self.encoding, self.tell.clone()) {
                Err(fault) => return Some(Job::Unreadable(fault)),
                Ok(Opened::Article(text)) => {
                    return Some(Job::Article(source.article, Box::new(text)));
                }
                Ok(Opened::Records(records)) => self.records = Some(records),
            }
        }
    }
}

fn batch(records: &mut Records) -> Vec<Result<RecordLine, Box<Fault>>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while bytes < BATCH_BYTES
        && let Some(line) = records.next()
    {
        // A fault has about the length of a line.
        bytes += line.as_ref().map_or(200, RecordLine::length);
        batch.push(line);
    }
    batch
}

/// Links the texts of a job and lists their passages.
pub(super) fn link(
    snapshot: &Snapshot,
    listing: &Listing,
    job: Job,
    outlet: &Outlet<Piece>,
) -> Result<(), Stopped> {
    let mut lines = Lines {
        listing,
        outlet,
        chunk: Vec::new(),
    };
    match job {
        Job::Unreadable(fault) => outlet.put(Piece::Fault(fault))?,
        Job::Article(name, paragraphs) => {
            let mut reader = snapshot.linker().reader();
            for item in paragraphs {
                match item {
                    Ok(paragraph) => lines.add(&name, &reader.push(paragraph))?,
                    Err(fault) => outlet.put(Piece::Fault(fault))?,
                }
            }
            lines.add(&name, &reader.finish())?;
        }
        Job::Batch(batch) => {
            for line in batch {
                match line.and_then(RecordLine::read) {
                    Ok(record) => link_record(snapshot, record, &mut lines)?,
                    Err(fault) => outlet.put(Piece::Fault(fault))?,
                }
            }
        }
    }
    lines.hand_over()
}

fn link_record(snapshot: &Snapshot, record: Record, lines: &mut Lines<'_>) -> Result<(), Stopped> {
    if let Some(warning) = record.warning {
        lines.outlet.put(Piece::Fault(warning))?;
    }
    let mut reader = snapshot.linker().reader();
    for passage in record.passages {
        lines.add(&record.id, &reader.push(passage))?;
    }
    lines.add(&record.id, &reader.finish())
}

/// Lines that are gathered and handed over a chunk at a time.
struct Lines<'w> {
    listing: &'w Listing,
    outlet: &'w Outlet<Piece>,
    chunk: Vec<u8>,
}

impl Lines<'_> {
    fn add(&mut self, article: &str, settled: &[LinkedText]) -> Result<(), Stopped> {
        for LinkedText {
            number,
            text,
            links,
            ..
        } in settled
        {
            let listed = Listed {
                article,
                number: *number,
                text,
                links,
            };
            self.listing
                .passage(&mut self.chunk, &listed)
                .expect("memory takes every byte, and views have text keys and finite numbers");
            if self.chunk.len() >= CHUNK_BYTES {
                self.hand_over()?;
            }
        }
        Ok(())
    }

    fn hand_over(&mut self) -> Result<(), Stopped> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::take(&mut self.chunk);
        self.outlet.put(Piece::Lines(chunk))
    }
}
