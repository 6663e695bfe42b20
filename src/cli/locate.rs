//! `hudna locate`

use std::io::{self, Write};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::{Failure, Folders};
use crate::{
    formats::{Address, LocationView},
    model::{Day, Lang, LocalText, LonLat},
    snapshot::{Between, Finding, Location, Position, Snapshot, Witness},
};

/// Tell which zones a point was in
#[derive(Debug, Args)]
#[command(allow_negative_numbers = true)]
pub(super) struct Locate {
    /// Longitude in degrees, -180 to 180 (east is positive)
    lon: f64,
    /// Latitude in degrees, -90 to 90 (north is positive)
    lat: f64,
    /// The day, YYYY-MM-DD; without it, every period is looked at
    #[arg(long, value_name = "DAY")]
    date: Option<Day>,
    /// Language of the names [default: the data's first]
    #[arg(long, value_parser = Lang::new)]
    lang: Option<Lang>,
    /// How to answer
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    folders: Folders,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// Sentences
    Text,
    /// As `GET /locate`
    Json,
}

impl Locate {
    pub(super) fn run(self, out: &mut impl Write) -> Result<(), Failure> {
        let point = LonLat::new(self.lon, self.lat)?;
        let snapshot = self.folders.snapshot()?;
        match self.format {
            Format::Text => self.sentences(out, &snapshot, point)?,
            Format::Json => {
                let view = LocationView::new(&snapshot, point, self.date, Address(""));
                let text = serde_json::to_string_pretty(&view).context("writing JSON")?;
                writeln!(out, "{text}")?;
            }
        }
        out.flush()?;
        Ok(())
    }

    fn sentences(
        &self,
        out: &mut impl Write,
        snapshot: &Snapshot,
        point: LonLat,
    ) -> io::Result<()> {
        let Location {
            zones,
            possible,
            nearest,
            gaps,
            looks_swapped,
        } = snapshot.locate(point, self.date);
        let when = self
            .date
            .map_or("on any day".to_owned(), |day| format!("on {day}"));
        if zones.is_empty() {
            writeln!(out, "In no zone {when}.")?;
        }
        for finding in &zones {
            writeln!(out, "{}", self.finding("In", finding, snapshot))?;
        }
        for finding in &possible {
            writeln!(out, "{}", self.finding("Possibly in", finding, snapshot))?;
        }
        if let Some(nearest) = nearest {
            let name = self.text(&nearest.zone.name, snapshot);
            let km = nearest.distance_m / 1000.0;
            writeln!(
                out,
                "Nearest: {name} ({}), {km:.1} km away.",
                nearest.extent.id
            )?;
        }
        for (zone, gap) in gaps {
            let name = self.text(&zone.name, snapshot);
            let reason = self.text(&gap.reason, snapshot);
            writeln!(
                out,
                "No line of {name} is drawn for {}: {reason}",
                gap.period
            )?;
        }
        if looks_swapped {
            writeln!(
                out,
                "Were longitude and latitude swapped? Longitude comes first."
            )?;
        }
        Ok(())
    }

    /// The language asked for, else the data's first.
    fn lang<'a>(&'a self, snapshot: &'a Snapshot) -> Option<&'a Lang> {
        self.lang.as_ref().or(snapshot.dataset().languages.first())
    }

    fn text<'s>(&self, text: &'s LocalText, snapshot: &Snapshot) -> &'s str {
        let languages = &snapshot.dataset().languages;
        self.lang(snapshot)
            .map_or("", |lang| text.in_lang(lang, languages))
    }

    fn finding(&self, how: &str, finding: &Finding<'_>, snapshot: &Snapshot) -> String {
        let Finding {
            extent,
            zone,
            position,
            boundary,
            ..
        } = finding;
        let name = self.text(&zone.name, snapshot);
        let near = match position {
            Position::Inside => "",
            Position::NearBoundary => ", too near the line to be sure",
        };
        let between = boundary
            .between
            .map_or(String::new(), |b| self.between(&b, snapshot));
        let counts = snapshot.passage_counts(zone);
        format!(
            "{how} {name} ({}, {}): {:.1} km from its line, which may lie {:.1} km off{near}.{between} {} passages speak of it.",
            extent.id,
            extent.period,
            boundary.distance_m / 1000.0,
            extent.precision_m / 1000.0,
            counts.explicit + counts.general,
        )
    }

    /// Why the line runs where it does.
    fn between(&self, between: &Between<'_>, snapshot: &Snapshot) -> String {
        let witness = |witness: &Witness<'_>, side: &str| {
            let lang = self.lang(snapshot);
            let name = lang.map_or("", |lang| witness.place.name_in(lang));
            let km = witness.distance_m / 1000.0;
            let source = witness
                .source_number
                .map(|number| &snapshot.facts().sources[number]);
            let source = source.map_or("no source", |source| source.id.as_str());
            format!("{name} ({side}, {km:.1} km away; {source})")
        };
        let inside = witness(&between.inside, "inside");
        let outside = witness(&between.outside, "outside");
        format!(" The nearest stretch runs half-way between {inside} and {outside}.")
    }
}
