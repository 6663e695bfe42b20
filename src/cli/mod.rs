//! One file per command. Each asks the same rooms as the server and writes through the one writer
//! it is given.

mod check;
mod destination;
mod draw;
mod export;
mod in_order;
mod join;
mod links;
mod locate;
mod log;
mod progress;
mod quality;
mod serve;
mod settled_file;
mod watch;

pub use log::{Log, start_log};

use std::{fmt, io::Write, path::PathBuf};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use crate::{
    load::{Folder, FolderError, load},
    model::{Fault, Severity},
    snapshot::Snapshot,
};

/// Which zone was this point in on this day, how sure are we, and what did the press say about it?
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    // What each does is said where its options are: a comment here would hide that from --help.
    Serve(serve::Serve),
    Check(check::Check),
    Locate(locate::Locate),
    Join(join::Join),
    Links(links::Links),
    Export(export::Export),
    Draw(draw::Draw),
    Quality(quality::Measure),
}

/// Where the data and the articles are; without them, those built into the program.
#[derive(Debug, Clone, Args)]
struct Folders {
    /// Data folder [default: built in]
    #[arg(long, env = "HUDNA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Articles folder [default: built in]
    #[arg(long, env = "HUDNA_ARTICLES", value_name = "DIR")]
    articles: Option<PathBuf>,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub enum Failure {
    /// The data has errors; all faults.
    Faults(Vec<Fault>),
    /// `check` found errors and has already listed them.
    Checked,
    /// `draw --check` found this many files that differ, and has already named them.
    Stale(usize),
    /// `links` met this many errors and has already told them.
    Unread(usize),
    /// `join` met this many bad rows, and has already told the first of them.
    BadRows(u64),
    /// Anything else.
    Other(anyhow::Error),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Faults(faults) => {
                writeln!(f, "the data cannot be used, {}:", tally(faults))?;
                let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::Checked => f.write_str("the data cannot be published"),
            Self::Stale(count) => write!(
                f,
                "{} not what the facts give; run `hudna draw`",
                if *count == 1 {
                    "1 file is".to_owned()
                } else {
                    format!("{count} files are")
                }
            ),
            Self::Unread(1) => f.write_str("1 error; everything else is listed"),
            Self::Unread(count) => write!(f, "{count} errors; everything else is listed"),
            Self::BadRows(1) => f.write_str("1 bad row; all others are joined"),
            Self::BadRows(count) => write!(f, "{count} bad rows; all others are joined"),
            Self::Other(error) => write!(f, "{error:#}"),
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

impl Cli {
    /// Does what the command line asks.
    ///
    /// # Errors
    /// When the data has errors or the work fails.
    pub fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        match self.command {
            Command::Serve(serve) => serve.run(out),
            Command::Check(check) => check.run(out),
            Command::Locate(locate) => locate.run(out),
            Command::Join(join) => join.run(out),
            Command::Links(links) => links.run(out),
            Command::Export(export) => export.run(out),
            Command::Draw(draw) => draw.run(out),
            Command::Quality(measure) => measure.run(out),
        }
    }

    /// The log filter where `HUDNA_LOG` says nothing: a server tells of its requests.
    #[must_use]
    pub fn usual_log(&self) -> &'static str {
        match self.command {
            Command::Serve(_) => "info",
            _ => "warn",
        }
    }
}

impl Folders {
    fn data(&self) -> Result<Folder, FolderError> {
        self.data
            .as_deref()
            .map_or_else(|| Ok(Folder::embedded_data()), Folder::read)
    }

    fn articles(&self) -> Result<Folder, FolderError> {
        self.articles
            .as_deref()
            .map_or_else(|| Ok(Folder::embedded_articles()), Folder::read)
    }

    /// Loads and links everything.
    fn snapshot(&self) -> Result<Snapshot, Failure> {
        let loaded = load(&self.data()?, &self.articles()?);
        let facts = loaded.facts.ok_or(Failure::Faults(loaded.faults))?;
        Ok(Snapshot::build(facts).context("linking the passages")?)
    }
}

/// `2 errors and 1 warning`
fn tally(faults: &[Fault]) -> String {
    let count = |severity| {
        faults
            .iter()
            .filter(|fault| fault.severity == severity)
            .count()
    };
    let plural = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    format!(
        "{} and {}",
        plural(errors, "error"),
        plural(warnings, "warning")
    )
}
