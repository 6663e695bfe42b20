//! `hudna export`

use std::io::Write;

use anyhow::{Context, anyhow};
use clap::Args;

use super::{Failure, Folders};
use crate::{
    formats::{Address, feature_collection},
    model::Day,
};

/// Write the extents as GeoJSON, as `GET /zones.geojson` does
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Only this zone
    #[arg(long, value_name = "ID")]
    zone: Option<String>,
    /// Only what was in force on this day, YYYY-MM-DD
    #[arg(long, value_name = "DAY")]
    date: Option<Day>,
    #[command(flatten)]
    folders: Folders,
}

impl Export {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let snapshot = self.folders.snapshot()?;
        let zone = match &self.zone {
            Some(id) => Some(snapshot.zone(id).ok_or_else(|| {
                let ids: Vec<&str> = snapshot
                    .zones()
                    .iter()
                    .map(|zone| zone.id.as_str())
                    .collect();
                anyhow!("there is no zone {id:?}; there are {}", ids.join(", "))
            })?),
            None => None,
        };
        let extents = snapshot.extents_of(zone, self.date);
        let collection = feature_collection(&snapshot, extents, Address(""));
        let text = serde_json::to_string(&collection).context("writing GeoJSON")?;
        writeln!(out, "{text}")?;
        out.flush()?;
        Ok(())
    }
}
