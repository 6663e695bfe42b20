//! `hudna export`

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    sync::Arc,
};

use anyhow::{Context, anyhow};
use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{Failure, Folders, destination::Destination};
use crate::{
    features::Features,
    formats::{Address, Download, Encoding},
    model::{Day, Zone},
    snapshot::Snapshot,
};

/// Write the extents in a format of GIS programs
///
/// To standard output or a file, as `GET /zones.geojson` and its like give them.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Only this zone
    #[arg(long, value_name = "ID")]
    zone: Option<String>,
    /// Only what was in force on this day, YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    date: Option<Day>,
    /// What to write
    #[arg(long, value_name = "FORMAT", default_value = "geojson", value_parser = formats())]
    format: Encoding,
    /// Write to a file, which appears when it is whole [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the output file
    #[arg(long, requires = "output")]
    force: bool,
    #[command(flatten)]
    folders: Folders,
}

impl Export {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let to_terminal = self.output.is_none() && io::stdout().is_terminal();
        if to_terminal && !self.format.is_text() {
            let name = self.format.name();
            return Err(anyhow!(
                "{name} is no text for a terminal; name a file with --output, or send it to a program"
            )
            .into());
        }
        let Some(path) = &self.output else {
            out.write_all(&self.body()?)?;
            return Ok(out.flush()?);
        };
        let mut file = Destination::create(path, self.force)?;
        let written = file.write_all(&self.body()?);
        written.with_context(|| format!("writing {}", path.display()))?;
        Ok(file.finish()?)
    }

    fn body(&self) -> Result<Vec<u8>, Failure> {
        let snapshot = Arc::new(self.folders.snapshot()?);
        let zone = self.zone.as_deref().map(|id| find(&snapshot, id));
        let download = Download {
            snapshot: &snapshot,
            features: &Features::of(&snapshot),
            zone: zone.transpose()?,
            day: self.date,
        };
        let mut body = download
            .body(self.format, Address(""))
            .context("writing the extents")?;
        if self.format == Encoding::GeoJson {
            body.push(b'\n');
        }
        Ok(body)
    }
}

/// The names of the formats there are.
fn formats() -> impl TypedValueParser<Value = Encoding> {
    let known = |name: String| {
        Encoding::ALL
            .into_iter()
            .find(|encoding| encoding.name() == name)
    };
    PossibleValuesParser::new(Encoding::ALL.map(Encoding::name))
        .try_map(move |name| known(name).ok_or("not a format"))
}

fn find<'s>(snapshot: &'s Snapshot, id: &str) -> anyhow::Result<&'s Zone> {
    snapshot.zone(id).ok_or_else(|| {
        let ids = snapshot.zones().iter().map(|zone| zone.id.as_str());
        let ids: Vec<&str> = ids.collect();
        anyhow!("there is no zone {id:?}; there are {}", ids.join(", "))
    })
}
