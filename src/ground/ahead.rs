//! Looking ahead: where areas fill more memory than caches hold, a question mostly waits for memory, step by step. The
//! waits of several questions overlap when each step is taken for all of them before the next.

use std::hint::black_box;

use super::{Ground, Spot};
use crate::model::LonLat;

/// How many points are looked at together.
pub const AHEAD: usize = 32;

/// What a cache of our time holds is not waited for.
const CACHED_BYTES: usize = 4 * 1024 * 1024;

impl Ground {
    /// Brings nearer what the answers for the first [`AHEAD`] of some points need. It changes no answer; where the areas
    /// fill little memory, it does nothing.
    pub fn look_ahead(&self, points: &[LonLat]) {
        if self.bytes() <= CACHED_BYTES {
            return;
        }
        let mut leaves = [None; AHEAD];
        for (leaf, point) in leaves.iter_mut().zip(points) {
            *leaf = self.leaf_at(Spot::of(*point));
        }
        let parts = leaves.map(|leaf| self.parts.get(leaf?));
        let blocks = parts.map(|part| self.blocks.get(part?.first_block as usize));
        // Sums that depend on all of it, so that nothing is left out or put off.
        black_box(
            blocks
                .iter()
                .flatten()
                .fold(0, |sum, block| sum ^ block.touch()),
        );
    }
}
