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
pub(super) fn decimal(text: &[u8]) -> Option<f64> {
    plain(text).or_else(|| std::str::from_utf8(text).ok()?.parse().ok())
}

fn plain(text: &[u8]) -> Option<f64> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, text),
    };
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
    let value = whole as f64 / POWERS.get(behind)?;
    Some(if negative { -value } else { value })
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
