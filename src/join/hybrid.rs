//! Small numbers as Parquet keeps levels and places in a dictionary: runs of equal ones, and bits side by side.
//!
//! Where eight numbers or more are the same, how many and which; elsewhere groups of eight, each number in as few bits as
//! the largest needs. The parquet crate has such an encoder for itself alone.

/// Numbers of a group.
const GROUP: usize = 8;

/// How many bits a number needs.
pub(super) fn width(number: u32) -> u32 {
    u32::BITS - number.leading_zeros()
}

/// Appends numbers of so many bits, none of which needs more.
pub(super) fn encode(numbers: &[u32], width: u32, out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(rest) = numbers.get(at..).filter(|rest| !rest.is_empty()) {
        let run = equal_first(rest);
        if run >= GROUP || run == rest.len() {
            repeat(rest[0], run, width, out);
            at += run;
        } else {
            let count = mixed_first(rest);
            pack(&rest[..count], width, out);
            at += count;
        }
    }
}

/// How many numbers at the beginning are the same.
fn equal_first(numbers: &[u32]) -> usize {
    let first = numbers.first();
    let others = numbers.iter().take_while(|number| Some(*number) == first);
    others.count()
}

/// How many numbers go before the first group of equal ones; whole groups, or all there are.
fn mixed_first(numbers: &[u32]) -> usize {
    let mut groups = numbers.chunks(GROUP);
    let equal = groups.position(|group| group.iter().all(|number| *number == group[0]));
    equal.map_or(numbers.len(), |group| group * GROUP)
}

/// How many equal numbers there are, and which.
fn repeat(number: u32, count: usize, width: u32, out: &mut Vec<u8>) {
    varint(count << 1, out);
    let bytes = width.div_ceil(8) as usize;
    out.extend_from_slice(&number.to_le_bytes()[..bytes]);
}

/// Groups of eight, the last one filled up with zeros.
fn pack(numbers: &[u32], width: u32, out: &mut Vec<u8>) {
    varint(numbers.len().div_ceil(GROUP) << 1 | 1, out);
    let (mut bits, mut held) = (0_u64, 0);
    let filling = numbers.len().next_multiple_of(GROUP) - numbers.len();
    let filled = numbers.iter().chain(&[0; GROUP][..filling]);
    filled.for_each(|number| {
        bits |= u64::from(*number) << held;
        held += width;
        if held >= 32 {
            out.extend_from_slice(&bits.to_le_bytes()[..4]);
            bits >>= 32;
            held -= 32;
        }
    });
    // Eight numbers are whole bytes, however wide they are.
    out.extend_from_slice(&bits.to_le_bytes()[..held as usize / 8]);
}

/// Seven bits to a byte, the lowest first; the eighth says that more follow.
fn varint(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As the Parquet format describes it, bit by bit.
    fn decode(mut bytes: &[u8], width: u32, count: usize) -> Vec<u32> {
        let mut numbers = Vec::new();
        let byte = |bytes: &mut &[u8]| {
            let (first, rest) = bytes.split_first().unwrap();
            *bytes = rest;
            *first
        };
        while numbers.len() < count {
            let (mut header, mut shift) = (0, 0);
            loop {
                let next = byte(&mut bytes);
                header |= usize::from(next & 0x7f) << shift;
                shift += 7;
                if next < 0x80 {
                    break;
                }
            }
            if header & 1 == 0 {
                let value = (0..width.div_ceil(8)).fold(0, |value, place| {
                    value | u32::from(byte(&mut bytes)) << (8 * place)
                });
                numbers.extend(std::iter::repeat_n(value, header >> 1));
                continue;
            }
            let (packed, rest) = bytes.split_at((header >> 1) * width as usize);
            bytes = rest;
            for number in 0..(header >> 1) * GROUP {
                let bit = |bit: usize| {
                    let at = number * width as usize + bit;
                    u32::from(packed[at / 8] >> (at % 8) & 1) << bit
                };
                numbers.push((0..width as usize).map(bit).sum());
            }
        }
        assert!(bytes.is_empty(), "{bytes:?}");
        numbers.truncate(count);
        numbers
    }

    /// Runs of some lengths, as rows have them.
    fn numbers() -> impl Strategy<Value = Vec<u32>> {
        let most = prop_oneof![Just(0), Just(1), Just(2), Just(300), Just(u32::MAX)];
        most.prop_flat_map(|most| {
            let runs = prop::collection::vec((0..=most, 1..20_usize), 0..40);
            runs.prop_map(|runs| {
                let runs = runs
                    .into_iter()
                    .map(|(number, count)| std::iter::repeat_n(number, count));
                runs.flatten().collect()
            })
        })
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(numbers in numbers()) {
            let width = numbers.iter().copied().map(width).max().unwrap_or(0);
            let mut bytes = Vec::new();
            encode(&numbers, width, &mut bytes);
            prop_assert_eq!(decode(&bytes, width, numbers.len()), numbers);
        }
    }

    #[test]
    fn equal_numbers_take_no_room() {
        let mut bytes = Vec::new();
        encode(&vec![5; 100_000], 3, &mut bytes);
        assert_eq!(bytes, [0xc0, 0x9a, 0x0c, 5]);
    }
}
