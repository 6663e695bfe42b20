//! `hudna quality`

use std::io::Write;

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Failure, Folders};
use crate::{formats::quality_report, load::load, quality::Quality};

/// Measure how good the extents are
///
/// By leaving one place out at a time, calibration of the band, support and checks.
#[derive(Debug, Args)]
pub(super) struct Measure {
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Md)]
    format: Format,
    #[command(flatten)]
    folders: Folders,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Markdown, as committed beside the data
    Md,
    /// One document
    Json,
}

impl Measure {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let loaded = load(&self.folders.data()?, &self.folders.articles()?);
        let facts = loaded.facts.ok_or(Failure::Faults(loaded.faults))?;
        let quality = Quality::of(&facts);
        match self.format {
            Format::Md => write!(out, "{}", quality_report(&quality))?,
            Format::Json => {
                let text = serde_json::to_string_pretty(&quality).context("writing JSON")?;
                writeln!(out, "{text}")?;
            }
        }
        out.flush()?;
        Ok(())
    }
}
