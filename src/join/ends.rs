//! Where cells and rows end in text without quotes.
//!
//! Cells are short: a search that begins anew for each costs more than the cell. Here 64 bytes are compared at once, and
//! what was found is given out bit by bit.

use wide::u8x16;

/// Bytes that are compared at once, a bit for each.
const WIDTH: usize = 64;

/// The places of two bytes, in order.
pub(super) struct Ends<'b> {
    bytes: &'b [u8],
    wanted: [u8x16; 2],
    /// Where the bytes stand that were compared last, and those of them that were not given out.
    begin: usize,
    found: u64,
}

impl<'b> Ends<'b> {
    pub(super) fn new(bytes: &'b [u8], wanted: [u8; 2]) -> Self {
        let mut ends = Self {
            bytes,
            wanted: wanted.map(u8x16::splat),
            begin: 0,
            found: 0,
        };
        ends.found = ends.look();
        ends
    }

    /// Compares the bytes at hand; those beyond the end are none of the wanted.
    #[inline]
    fn look(&self) -> u64 {
        let rest = self.bytes.get(self.begin..).unwrap_or_default();
        if let Some(bytes) = rest.first_chunk() {
            return self.compare(bytes);
        }
        let mut bytes = [0; WIDTH];
        bytes[..rest.len()].copy_from_slice(rest);
        self.compare(&bytes) & ((1 << rest.len()) - 1)
    }

    #[inline]
    fn compare(&self, bytes: &[u8; WIDTH]) -> u64 {
        let (sixteens, _) = bytes.as_chunks::<16>();
        let [a, b] = self.wanted;
        let mut found = 0;
        for (number, sixteen) in sixteens.iter().enumerate() {
            let sixteen = u8x16::new(*sixteen);
            let bits = (sixteen.simd_eq(a) | sixteen.simd_eq(b)).to_bitmask();
            found |= u64::from(bits) << (16 * number);
        }
        found
    }
}

impl Iterator for Ends<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.found == 0 {
            self.begin += WIDTH;
            if self.begin >= self.bytes.len() {
                return None;
            }
            self.found = self.look();
        }
        let place = self.begin + self.found.trailing_zeros() as usize;
        self.found &= self.found - 1;
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_looking_at_each_byte_finds(
            text in "[ab,;\\x00\\n\u{ff0c}]{0,300}",
            wanted in prop::sample::select(vec![*b",\n", *b";\r", *b"\0\n", *b"\n\n"]),
        ) {
            let bytes = text.as_bytes();
            let found: Vec<usize> = Ends::new(bytes, wanted).collect();
            let places = (0..bytes.len()).filter(|place| wanted.contains(&bytes[*place]));
            prop_assert_eq!(found, places.collect::<Vec<_>>());
        }
    }
}
