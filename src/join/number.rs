//! Decimal numbers out of bytes.

/// Powers of ten that an `f64` holds exactly, as far as they are needed here.
const POWERS: [f64; 20] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19,
];
/// Every whole number below has its own `f64`.
const EXACT: u64 = 1 << 53;

/// The number that a text is, as `str::parse` reads it; `None` where it is none.
///
/// Digits with a sign and a point, up to 19 of them and below 2^53, are a whole number by an exact
/// power of ten: one division, rounded once, is the nearest `f64`. Everything else is left to the
/// standard library.
#[inline]
pub(super) fn decimal(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, text),
    };
    let value = at_once(digits).or_else(|| one_by_one(digits));
    match value {
        Some(value) if negative => Some(-value),
        Some(value) => Some(value),
        None => std::str::from_utf8(text).ok()?.parse().ok(),
    }
}

/// A number of 8 to 16 bytes, eight of them at once. `None` also where [`one_by_one`] may know it.
///
/// The bytes are taken as two whole numbers, the first byte lowest: their first eight, moved up until only those are
/// left that stand before the last eight, and the last eight. The point is taken out by moving up what stands before it.
#[inline]
fn at_once(digits: &[u8]) -> Option<f64> {
    let (first, last) = (digits.first_chunk()?, digits.last_chunk()?);
    let before = u32::try_from(digits.len() - EIGHT)
        .ok()
        .filter(|n| *n <= 8)?;
    let first = u64::from_le_bytes(*first).checked_shl(64 - 8 * before);
    let zeros = ZEROS.checked_shr(8 * before).unwrap_or(0);
    let mut high = first.unwrap_or(0) | zeros;
    let mut low = u64::from_le_bytes(*last);
    let mut behind = 0;
    if let Some(point) = point(low) {
        behind = 7 - point;
        low = without(low, point) | high >> 56;
        high = high << 8 | u64::from(b'0');
    } else if let Some(point) = point(high) {
        behind = 15 - point;
        high = without(high, point) | u64::from(b'0');
    }
    if !are_digits(high, low) {
        return None;
    }
    let whole = eight(high) * 100_000_000 + eight(low);
    #[expect(clippy::cast_precision_loss, reason = "below 2^53 nothing is lost")]
    (whole < EXACT).then(|| whole as f64 / POWERS[behind])
}

/// How many bytes are looked at together.
const EIGHT: usize = 8;
const ONES: u64 = 0x0101_0101_0101_0101;
const ZEROS: u64 = ONES * b'0' as u64;

/// Which byte is the first point, counted from the lowest.
#[inline]
fn point(bytes: u64) -> Option<usize> {
    let nothing = bytes ^ (ONES * u64::from(b'.'));
    let found = nothing.wrapping_sub(ONES) & !nothing & (ONES << 7);
    (found != 0).then_some(found.trailing_zeros() as usize / 8)
}

/// Without one of the bytes: what is lower is moved up.
#[inline]
fn without(bytes: u64, place: usize) -> u64 {
    let lower = (1 << (8 * place)) - 1;
    // The byte itself goes with what is moved over it.
    (bytes & !(lower << 8 | 0xff)) | (bytes & lower) << 8
}

/// Whether all bytes are digits: 0x30 to 0x39, with a 3 above also when 6 is added.
#[inline]
fn are_digits(high: u64, low: u64) -> bool {
    let other = |bytes: u64| (bytes ^ ZEROS) | (bytes.wrapping_add(ONES * 6) ^ ZEROS);
    (other(high) | other(low)) & (ONES * 0xf0) == 0
}

/// The number that eight digits are, the first one lowest: pairs, fours, all.
#[inline]
fn eight(digits: u64) -> u64 {
    let pairs = (digits & (ONES * 0x0f)).wrapping_mul(10 << 8 | 1) >> 8;
    let fours = (pairs & 0x00ff_00ff_00ff_00ff).wrapping_mul(100 << 16 | 1) >> 16;
    (fours & 0x0000_ffff_0000_ffff).wrapping_mul(10_000 << 32 | 1) >> 32
}

/// A number of any length.
fn one_by_one(digits: &[u8]) -> Option<f64> {
    if digits.is_empty() || digits.len() > 20 {
        return None;
    }
    let (mut whole, mut point) = (0_u64, None);
    for (at, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit < 10 {
            whole = whole.wrapping_mul(10).wrapping_add(u64::from(digit));
        } else if *byte == b'.' && point.is_none() {
            point = Some(at);
        } else {
            return None;
        }
    }
    let count = digits.len() - usize::from(point.is_some());
    if whole >= EXACT || count == 0 || count > 19 {
        return None;
    }
    let behind = point.map_or(0, |point| digits.len() - 1 - point);
    #[expect(clippy::cast_precision_loss, reason = "below 2^53 nothing is lost")]
    Some(whole as f64 / POWERS.get(behind)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_number_is_none() {
        for bad in [
            "", "-", ".", "-.", "1,5", "36°", "0x10", "1.2.3", "--1", "1 ", "٣٦",
        ] {
            assert_eq!(decimal(bad.as_bytes()), None, "{bad:?}");
        }
        assert_eq!(decimal(b"-36.5"), Some(-36.5));
        assert_eq!(decimal(b"3.65e1"), Some(36.5));
        assert_eq!(decimal(b"+1."), Some(1.0));
        assert_eq!(decimal(b"-0").map(f64::is_sign_negative), Some(true));
    }

    proptest! {
        #[test]
        fn what_is_read_at_once_is_what_is_read_one_by_one(text in "[0-9.]{1,18}|[0-9]{1,9}[./:-][0-9]{1,9}") {
            let digits = text.as_bytes();
            if let Some(number) = at_once(digits) {
                prop_assert_eq!(Some(number.to_bits()), one_by_one(digits).map(f64::to_bits));
            }
        }

        #[test]
        fn usual_coordinates_are_read_at_once(whole in 10..180, behind in 10_000..999_999_999) {
            let text = format!("{whole}.{behind}");
            prop_assert!(at_once(text.as_bytes()).is_some());
        }

        #[test]
        fn it_reads_as_the_standard_library_does(text in "-?[0-9]{0,21}\\.?[0-9]{0,21}") {
            let wanted: Option<f64> = text.parse().ok();
            prop_assert_eq!(
                decimal(text.as_bytes()).map(f64::to_bits),
                wanted.map(f64::to_bits)
            );
        }

        #[test]
        fn any_number_written_is_the_number_read(number in any::<f64>()) {
            let text = number.to_string();
            prop_assert_eq!(decimal(text.as_bytes()).map(f64::to_bits), Some(number.to_bits()));
        }
    }
}
