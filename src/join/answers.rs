//! What is written for each extent, made once.

use super::Options;
use crate::snapshot::{Hit, Position, Snapshot};

/// The new cells of a row, by what was found.
#[derive(Debug)]
pub(super) struct Answers {
    /// For each extent what stands before the distance: where the point is inside, and where it is
    /// near the line.
    single: Vec<[Vec<u8>; 2]>,
    zones: Vec<String>,
    extents: Vec<String>,
    delimiter: u8,
    /// The new cells of a row that lies in no extent.
    empty: Vec<u8>,
    possible: bool,
}

const POSITIONS: [(Position, &str); 2] = [
    (Position::Inside, "inside"),
    (Position::NearBoundary, "near_boundary"),
];

impl Answers {
    pub(super) fn new(snapshot: &Snapshot, options: &Options, delimiter: u8) -> Self {
        let d = char::from(delimiter);
        let extents = snapshot.extents().iter();
        let single = extents.map(|extent| {
            POSITIONS.map(|(_, word)| {
                format!("{d}{}{d}{}{d}{word}{d}", extent.zone, extent.id).into_bytes()
            })
        });
        let extents = snapshot.extents().iter();
        Self {
            single: single.collect(),
            zones: extents
                .clone()
                .map(|extent| extent.zone.to_string())
                .collect(),
            extents: extents.map(|extent| extent.id.clone()).collect(),
            delimiter,
            empty: vec![delimiter; 4],
            possible: options.possible,
        }
    }

    /// Writes the new cells of a row about which nothing is known.
    pub(super) fn write_none(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.empty);
        if self.possible {
            out.push(self.delimiter);
        }
    }

    /// Writes the new cells of a row.
    pub(super) fn write(&self, hits: &[Hit], possible: &[Hit], out: &mut Vec<u8>) {
        match hits {
            [] => out.extend_from_slice(&self.empty),
            [hit] => {
                out.extend_from_slice(&self.single[hit.extent as usize][position(*hit)]);
                write_metres(*hit, out);
            }
            hits => self.write_several(hits, out),
        }
        if self.possible {
            out.push(self.delimiter);
            self.write_list(possible, out, |hit, out| self.write_text(0, hit, out));
        }
    }

    fn write_several(&self, hits: &[Hit], out: &mut Vec<u8>) {
        for column in 0..4 {
            out.push(self.delimiter);
            self.write_list(hits, out, |hit, out| self.write_text(column, hit, out));
        }
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

    /// Writes a cell of several texts, parted by semicolons.
    fn write_list(&self, hits: &[Hit], out: &mut Vec<u8>, text: impl Fn(Hit, &mut Vec<u8>)) {
        let quoted = self.delimiter == b';' && hits.len() > 1;
        if quoted {
            out.push(b'"');
        }
        for (number, hit) in hits.iter().enumerate() {
            if number > 0 {
                out.push(b';');
            }
            text(*hit, out);
        }
        if quoted {
            out.push(b'"');
        }
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
