//! What is written for each extent, made once.

use super::Options;
use crate::snapshot::{Hit, Position, Snapshot};

/// The new cells or members of a row, by what was found.
#[derive(Debug)]
pub(super) struct Answers {
    /// For each extent what stands before the distance: where the point is inside, and where it is
    /// near the line.
    single: Vec<[Vec<u8>; 2]>,
    /// What stands for a row in no extent.
    none: Vec<u8>,
    zones: Vec<String>,
    extents: Vec<String>,
    /// What stands before each value.
    leads: Vec<Vec<u8>>,
    /// What stands around a text, and around a list of texts.
    quotes: [&'static str; 2],
    /// What stands for nothing.
    nothing: &'static str,
    possible: bool,
}

const POSITIONS: [(Position, &str); 2] = [
    (Position::Inside, "inside"),
    (Position::NearBoundary, "near_boundary"),
];

impl Answers {
    /// Cells parted by a delimiter, with one before the first.
    pub(super) fn cells(snapshot: &Snapshot, options: &Options, delimiter: u8) -> Self {
        let leads = vec![vec![delimiter]; 5];
        let list = if delimiter == b';' { "\"" } else { "" };
        Self::new(snapshot, options, leads, ["", list], "")
    }

    /// Members of a JSON object.
    pub(super) fn members(snapshot: &Snapshot, options: &Options) -> Self {
        let names = options.new_columns();
        let leads = names.iter().enumerate().map(|(number, name)| {
            let comma = if number == 0 { "" } else { "," };
            format!("{comma}{}:", serde_json::Value::from(name.as_str())).into_bytes()
        });
        Self::new(snapshot, options, leads.collect(), ["\"", "\""], "null")
    }

    fn new(
        snapshot: &Snapshot,
        options: &Options,
        leads: Vec<Vec<u8>>,
        quotes: [&'static str; 2],
        nothing: &'static str,
    ) -> Self {
        let extents = snapshot.extents().iter();
        let mut answers = Self {
            single: Vec::new(),
            none: Vec::new(),
            zones: extents
                .clone()
                .map(|extent| extent.zone.to_string())
                .collect(),
            extents: extents.map(|extent| extent.id.clone()).collect(),
            leads,
            quotes,
            nothing,
            possible: options.possible,
        };
        let mut none = Vec::new();
        (0..4).for_each(|column| answers.write_list(column, column, &[], &mut none));
        answers.none = none;
        let extents = 0..answers.extents.len();
        answers.single = extents
            .map(|extent| answers.before_distance(extent))
            .collect();
        answers
    }

    /// Zone, extent and each position, and what stands before the distance.
    fn before_distance(&self, extent: usize) -> [Vec<u8>; 2] {
        POSITIONS.map(|(_, word)| {
            let texts = [
                self.zones[extent].as_str(),
                self.extents[extent].as_str(),
                word,
            ];
            let mut out = Vec::new();
            for (lead, text) in self.leads.iter().zip(texts) {
                out.extend_from_slice(lead);
                out.extend_from_slice(self.quotes[0].as_bytes());
                out.extend_from_slice(text.as_bytes());
                out.extend_from_slice(self.quotes[0].as_bytes());
            }
            out.extend_from_slice(&self.leads[3]);
            out
        })
    }

    /// Writes the new cells of a row.
    pub(super) fn write(&self, hits: &[Hit], possible: &[Hit], out: &mut Vec<u8>) {
        match hits {
            [] => out.extend_from_slice(&self.none),
            [hit] => {
                out.extend_from_slice(&self.single[hit.extent as usize][position(*hit)]);
                write_metres(*hit, out);
            }
            several => (0..4).for_each(|column| self.write_list(column, column, several, out)),
        }
        if self.possible {
            self.write_list(4, 0, possible, out);
        }
    }

    /// Writes the cell of a column with a text of each hit, parted by semicolons.
    fn write_list(&self, column: usize, text: usize, hits: &[Hit], out: &mut Vec<u8>) {
        out.extend_from_slice(&self.leads[column]);
        if hits.is_empty() {
            return out.extend_from_slice(self.nothing.as_bytes());
        }
        let quote = self.quotes[usize::from(hits.len() > 1)].as_bytes();
        out.extend_from_slice(quote);
        for (number, hit) in hits.iter().enumerate() {
            if number > 0 {
                out.push(b';');
            }
            self.write_text(text, *hit, out);
        }
        out.extend_from_slice(quote);
    }

    fn write_text(&self, column: usize, hit: Hit, out: &mut Vec<u8>) {
        let extent = hit.extent as usize;
        let text = match column {
            0 => &self.zones[extent],
            1 => &self.extents[extent],
            2 => POSITIONS[position(hit)].1,
            _ => return write_metres(hit, out),
        };
        out.extend_from_slice(text.as_bytes());
    }
}

fn position(hit: Hit) -> usize {
    usize::from(hit.position == Position::NearBoundary)
}

/// Whole metres.
fn write_metres(hit: Hit, out: &mut Vec<u8>) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "no distance on the earth is longer than its girth, none is negative"
    )]
    let metres = hit.boundary_distance_m.round() as u32;
    out.extend_from_slice(itoa::Buffer::new().format(metres).as_bytes());
}
