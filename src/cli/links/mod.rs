//! `hudna links`: texts of any number and size, read once, listed in order.

mod listing;
mod report;
mod work;

use std::{
    io::{self, Write},
    num::NonZero,
    path::PathBuf,
    sync::Arc,
};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{
    Failure, Folders,
    destination::Destination,
    in_order::{in_order, threads},
    progress::Progress,
    serve::public_url,
};
use crate::{
    formats::Named,
    load::archive::{Form, TextEncoding, gather},
    snapshot::Snapshot,
};
use listing::{Format, Listed, Listing};
use report::Report;
use work::{Jobs, Piece};

/// List which passages speak of which zones, with the exact words
///
/// Texts are read piece by piece, on all processors; what is listed stands in the order of what is
/// read. Faults go to standard error: a text that cannot be read is named, all others are listed,
/// and the exit code is 1.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub(super) struct Links {
    /// Text files, NDJSON files, folders of both, or `-` for standard input [default: the articles
    /// folder]
    ///
    /// A text file is one article: its title, then paragraphs parted by blank lines. An NDJSON file
    /// has an object per line with `id`, `title` (optional) and `text`; the text is parted by blank
    /// lines or, where it has none, by line breaks. Of folders, *.txt, *.ndjson and *.jsonl are
    /// read, in order of their paths, folders in them too. An article is called by its file name
    /// without the ending, or by its path where another has the same name. What `links.toml` decides
    /// is applied to the articles folder only.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to list them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Add what the rule of each link says
    #[arg(long)]
    explain: bool,
    /// Leave out passages without links (ndjson; the others list links alone)
    #[arg(long)]
    linked_only: bool,
    /// Write to a file, which appears when it is whole
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the output file
    #[arg(long, requires = "output")]
    force: bool,
    /// How texts are written [auto: by the ending, else NDJSON if the first character is `{`]
    #[arg(long, value_enum, default_value_t = Input::Auto)]
    input: Input,
    /// Encoding of the texts, by its WHATWG label, such as windows-1256 [default: UTF-8, strictly]
    #[arg(long, value_name = "LABEL", value_parser = TextEncoding::of_label)]
    encoding: Option<TextEncoding>,
    /// Threads that link, at most 32 or one per processor [default: one per processor]
    #[arg(long, value_name = "N")]
    threads: Option<NonZero<u8>>,
    /// Show no progress and no warnings
    #[arg(long, short)]
    quiet: bool,
    /// Address of a server, with which annotations name zones and passages [default: urn:hudna:…]
    #[arg(long, value_name = "URL", value_parser = public_url)]
    public_url: Option<String>,
    #[command(flatten)]
    folders: Folders,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Input {
    /// By ending or first character
    Auto,
    /// One article each
    Text,
    /// An article per line
    Ndjson,
}

impl Links {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let file = self.output.as_deref();
        let file = file.map(|path| Destination::create(path, self.force));
        let Some(mut file) = file.transpose()? else {
            return self.list(out);
        };
        let listed = self.list(&mut file);
        // Texts that could not be read do not make the list of the others worthless.
        if matches!(listed, Ok(()) | Err(Failure::Unread(_))) {
            file.finish()?;
        }
        listed
    }

    fn list(&self, out: &mut impl Write) -> Result<(), Failure> {
        let snapshot = self.folders.snapshot()?;
        let listing = Listing {
            format: self.format,
            explain: self.explain,
            linked_only: self.linked_only,
            named: self.public_url.as_deref().map_or(Named::Urn, Named::by),
        };
        listing.header(out).context("writing the list")?;
        let errors = if self.files.is_empty() {
            list_articles(&snapshot, &listing, out).context("writing the list")?;
            0
        } else {
            self.list_archive(snapshot, listing, out)?
        };
        out.flush().context("writing the list")?;
        match errors {
            0 => Ok(()),
            errors => Err(Failure::Unread(errors)),
        }
    }

    /// Lists the texts given; tells how many errors there were.
    fn list_archive(
        &self,
        snapshot: Snapshot,
        listing: Listing,
        out: &mut impl Write,
    ) -> anyhow::Result<usize> {
        let archive = gather(&self.files);
        let piped = self.files.iter().any(|file| file.as_os_str() == "-");
        let progress = if !self.quiet && Progress::is_welcome(self.output.is_some()) {
            Progress::of_bytes((!piped).then_some(archive.bytes))
        } else {
            Progress::none()
        };
        let jobs = Jobs::new(
            archive.sources,
            self.input.form(),
            self.encoding,
            progress.tell(),
        );
        let mut report = Report::new(self.quiet, progress);
        archive.faults.iter().for_each(|fault| report.add(fault));
        if archive.left_out > 0 {
            let count = archive.left_out;
            let noun = if count == 1 { "file is" } else { "files are" };
            report.note(&format!(
                "{count} {noun} left out: of folders, *.txt, *.ndjson and *.jsonl are read"
            ));
        }
        let snapshot = Arc::new(snapshot);
        in_order(
            jobs,
            threads(self.threads),
            move |job, outlet| work::link(&snapshot, &listing, job, outlet),
            |piece| {
                match piece {
                    Piece::Lines(lines) => out.write_all(&lines).context("writing the list")?,
                    Piece::Fault(fault) => report.add(&fault),
                }
                Ok(())
            },
        )?;
        Ok(report.finish())
    }
}

impl Input {
    fn form(self) -> Option<Form> {
        match self {
            Self::Auto => None,
            Self::Text => Some(Form::Text),
            Self::Ndjson => Some(Form::Ndjson),
        }
    }
}

/// Lists the articles of the snapshot, with what people decided about them.
fn list_articles(snapshot: &Snapshot, listing: &Listing, out: &mut impl Write) -> io::Result<()> {
    for article in snapshot.articles() {
        for view in snapshot.passages_of(article) {
            let listed = Listed {
                article: article.id.as_str(),
                number: view.passage.id.number,
                text: &view.passage.text,
                links: view.links,
            };
            listing.passage(out, &listed)?;
        }
    }
    Ok(())
}
