//! `hudna check`

use std::io::Write;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::{Failure, Folders, tally};
use crate::load::{Loaded, load};

/// List every fault of a data folder and an articles folder
///
/// The exit code is 1 if one of them is an error.
#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    folders: Folders,
    /// How to list them
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// One line each
    Text,
    /// One document
    Json,
}

impl Check {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let loaded = self.loaded();
        let sound = loaded.facts.is_some();
        match self.format {
            Format::Text => {
                for fault in &loaded.faults {
                    writeln!(out, "{fault}")?;
                }
                writeln!(out, "{}", tally(&loaded.faults))?;
            }
            Format::Json => {
                let report = json!({ "publishable": sound, "faults": loaded.faults });
                writeln!(out, "{report:#}")?;
            }
        }
        out.flush()?;
        if sound { Ok(()) } else { Err(Failure::Checked) }
    }

    /// What came of reading both folders; one that cannot be read is a fault like any other.
    fn loaded(&self) -> Loaded {
        match (self.folders.data(), self.folders.articles()) {
            (Ok(data), Ok(articles)) => load(&data, &articles),
            (data, articles) => {
                let errors = [data.err(), articles.err()].into_iter().flatten();
                Loaded {
                    facts: None,
                    faults: errors.map(|error| error.fault()).collect(),
                }
            }
        }
    }
}
