//! The values of one of Arrow's columns, whatever they are stored as.

use arrow_array::{
    Array, Date32Array, Date64Array, Decimal128Array, Float32Array, Float64Array, Int8Array,
    Int16Array, Int32Array, Int64Array, LargeStringArray, StringArray, StringViewArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array, cast::AsArray,
};
use arrow_schema::{DataType, TimeUnit};
use jiff::{Timestamp, fmt::temporal::DateTimeParser, tz::TimeZone};

/// A column of numbers, texts or times.
pub(super) enum Column<'a> {
    Float64(&'a Float64Array),
    Float32(&'a Float32Array),
    Int8(&'a Int8Array),
    Int16(&'a Int16Array),
    Int32(&'a Int32Array),
    Int64(&'a Int64Array),
    UInt8(&'a UInt8Array),
    UInt16(&'a UInt16Array),
    UInt32(&'a UInt32Array),
    UInt64(&'a UInt64Array),
    /// With the power of ten it is divided by.
    Decimal(&'a Decimal128Array, f64),
    Text(&'a StringArray),
    LargeText(&'a LargeStringArray),
    TextView(&'a StringViewArray),
    Date32(&'a Date32Array),
    Date64(&'a Date64Array),
    Seconds(&'a TimestampSecondArray),
    Milliseconds(&'a TimestampMillisecondArray),
    Microseconds(&'a TimestampMicrosecondArray),
    Nanoseconds(&'a TimestampNanosecondArray),
    /// Times with the zone that tells their days.
    Zoned(Box<Column<'a>>, TimeZone),
    /// Values with the place of each row's among them.
    Dictionary(Box<Column<'a>>, Vec<Option<usize>>),
    /// Nothing that is of use here.
    Other,
}

/// The date of a row.
pub(super) enum When<'a> {
    Never,
    /// Days since 1970.
    Day(i64),
    Text(&'a [u8]),
}

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

impl<'a> Column<'a> {
    /// Whether a column of a kind can hold a coordinate, or a date.
    pub(super) fn can_be(kind: &DataType, date: bool) -> bool {
        match kind {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
            DataType::Dictionary(_, values) => Self::can_be(values, date),
            DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => date,
            DataType::Float64 | DataType::Float32 | DataType::Decimal128(..) => !date,
            kind => kind.is_integer() && !date,
        }
    }

    pub(super) fn new(array: &'a dyn Array) -> Self {
        match array.data_type() {
            DataType::Float64 => Self::Float64(array.as_primitive()),
            DataType::Float32 => Self::Float32(array.as_primitive()),
            DataType::Int8 => Self::Int8(array.as_primitive()),
            DataType::Int16 => Self::Int16(array.as_primitive()),
            DataType::Int32 => Self::Int32(array.as_primitive()),
            DataType::Int64 => Self::Int64(array.as_primitive()),
            DataType::UInt8 => Self::UInt8(array.as_primitive()),
            DataType::UInt16 => Self::UInt16(array.as_primitive()),
            DataType::UInt32 => Self::UInt32(array.as_primitive()),
            DataType::UInt64 => Self::UInt64(array.as_primitive()),
            DataType::Decimal128(_, scale) => {
                Self::Decimal(array.as_primitive(), 10_f64.powi(i32::from(*scale)))
            }
            DataType::Utf8 => Self::Text(array.as_string()),
            DataType::LargeUtf8 => Self::LargeText(array.as_string()),
            DataType::Utf8View => Self::TextView(array.as_string_view()),
            DataType::Date32 => Self::Date32(array.as_primitive()),
            DataType::Date64 => Self::Date64(array.as_primitive()),
            DataType::Timestamp(unit, zone) => {
                let times = Self::times(array, *unit);
                match zone.as_deref().and_then(time_zone) {
                    Some(zone) if zone != TimeZone::UTC => Self::Zoned(Box::new(times), zone),
                    _ => times,
                }
            }
            DataType::Dictionary(..) => Self::dictionary(array),
            _ => Self::Other,
        }
    }

    fn times(array: &'a dyn Array, unit: TimeUnit) -> Self {
        match unit {
            TimeUnit::Second => Self::Seconds(array.as_primitive()),
            TimeUnit::Millisecond => Self::Milliseconds(array.as_primitive()),
            TimeUnit::Microsecond => Self::Microseconds(array.as_primitive()),
            TimeUnit::Nanosecond => Self::Nanoseconds(array.as_primitive()),
        }
    }

    fn dictionary(array: &'a dyn Array) -> Self {
        let dictionary = array.as_any_dictionary();
        let values = dictionary.values();
        if values.is_empty() {
            return Self::Dictionary(Box::new(Self::Other), vec![None; array.len()]);
        }
        let keys = dictionary.normalized_keys().into_iter().enumerate();
        let keys = keys.map(|(row, key)| array.is_valid(row).then_some(key));
        Self::Dictionary(Box::new(Self::new(values.as_ref())), keys.collect())
    }

    /// The number in a row, if it is one.
    #[inline]
    pub(super) fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Float64(values) if values.null_count() == 0 => Some(values.value(row)),
            other => other.any_number(row),
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "degrees are far below what f64 holds exactly"
    )]
    fn any_number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Float64(values) => values.is_valid(row).then(|| values.value(row)),
            Self::Float32(values) => values.is_valid(row).then(|| values.value(row).into()),
            Self::Int8(values) => values.is_valid(row).then(|| values.value(row).into()),
            Self::Int16(values) => values.is_valid(row).then(|| values.value(row).into()),
            Self::Int32(values) => values.is_valid(row).then(|| values.value(row).into()),
            Self::UInt8(values) => values.is_valid(row).then(|| values.value(row).into()),
            Self::UInt16(values) => values.is_valid(row).then(|| values.value(row).into()),
            Self::UInt32(values) => values.is_valid(row).then(|| values.value(row).into()),
            Self::Int64(values) => values.is_valid(row).then(|| values.value(row) as f64),
            Self::UInt64(values) => values.is_valid(row).then(|| values.value(row) as f64),
            Self::Decimal(values, unit) => values
                .is_valid(row)
                .then(|| values.value(row) as f64 / unit),
            Self::Dictionary(values, keys) => values.number(keys[row]?),
            _ => None,
        }
    }

    /// The text in a row, if it is one.
    pub(super) fn text(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Text(values) => values.is_valid(row).then(|| values.value(row).as_bytes()),
            Self::LargeText(values) => values.is_valid(row).then(|| values.value(row).as_bytes()),
            Self::TextView(values) => values.is_valid(row).then(|| values.value(row).as_bytes()),
            Self::Dictionary(values, keys) => values.text(keys[row]?),
            _ => None,
        }
    }

    /// The date in a row. A time is stored as an instant; its day is that of the zone of its column, which is how people
    /// see it, or of Greenwich where the column has none.
    #[inline]
    pub(super) fn when(&self, row: usize) -> When<'_> {
        match self {
            Self::Date32(dates) if dates.null_count() == 0 => When::Day(dates.value(row).into()),
            other => other.any_time(row),
        }
    }

    fn any_time(&self, row: usize) -> When<'_> {
        match self {
            Self::Date32(dates) if dates.is_valid(row) => When::Day(dates.value(row).into()),
            Self::Dictionary(values, keys) => match keys[row] {
                Some(key) => values.when(key),
                None => When::Never,
            },
            times => match times.seconds(row) {
                Some(seconds) => When::Day(seconds.div_euclid(SECONDS_PER_DAY)),
                None => self.text(row).map_or(When::Never, When::Text),
            },
        }
    }

    /// The time in a row, in seconds since 1970 began on the clocks of its zone.
    fn seconds(&self, row: usize) -> Option<i64> {
        let (time, per_second) = match self {
            Self::Date64(dates) => (dates.is_valid(row).then(|| dates.value(row)), 1000),
            Self::Seconds(times) => (times.is_valid(row).then(|| times.value(row)), 1),
            Self::Milliseconds(times) => (times.is_valid(row).then(|| times.value(row)), 1000),
            Self::Microseconds(times) => (times.is_valid(row).then(|| times.value(row)), 1_000_000),
            Self::Nanoseconds(times) => {
                let time = times.is_valid(row).then(|| times.value(row));
                (time, 1_000_000_000)
            }
            Self::Zoned(times, zone) => {
                let seconds = times.seconds(row)?;
                return Some(seconds.saturating_add(offset_s(zone, seconds)));
            }
            _ => return None,
        };
        Some(time?.div_euclid(per_second))
    }
}

/// How far the clocks of a zone are before those of Greenwich, in seconds; nothing in years that no date has.
fn offset_s(zone: &TimeZone, seconds: i64) -> i64 {
    let time = Timestamp::from_second(seconds);
    time.map_or(0, |time| zone.to_offset(time).seconds().into())
}

/// The zone of a column of times, if its name means one: of the IANA database, or an offset such as `+03:00`.
fn time_zone(name: &str) -> Option<TimeZone> {
    DateTimeParser::new().parse_time_zone(name).ok()
}

/// The name of a zone that a column of times has and nobody knows.
pub(super) fn unknown_zone(kind: &DataType) -> Option<&str> {
    match kind {
        DataType::Timestamp(_, zone) => zone.as_deref().filter(|name| time_zone(name).is_none()),
        DataType::Dictionary(_, values) => unknown_zone(values),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(array: &dyn Array) -> Option<i64> {
        match Column::new(array).when(0) {
            When::Day(day) => Some(day),
            _ => None,
        }
    }

    #[test]
    fn the_day_of_a_time_is_that_of_its_zone() {
        let midnight = 17_424 * SECONDS_PER_DAY; // 2017-09-15
        let hour = 60 * 60;
        for (zone, time, wanted) in [
            (None, midnight - 1, 17_423),
            (Some("UTC"), midnight - 1, 17_423),
            (Some("+00:00"), midnight, 17_424),
            (Some("+03:00"), midnight - 3 * hour, 17_424),
            (Some("+03:00"), midnight - 3 * hour - 1, 17_423),
            (Some("-08:00"), midnight, 17_423),
            // Summer time until October: three hours before Greenwich, not two.
            (Some("Asia/Damascus"), midnight - 3 * hour, 17_424),
            (Some("Asia/Damascus"), midnight - 3 * hour - 1, 17_423),
        ] {
            let seconds = TimestampSecondArray::from(vec![time]).with_timezone_opt(zone);
            assert_eq!(day(&seconds), Some(wanted), "{zone:?} {time}");
            let nanos = TimestampNanosecondArray::from(vec![time * 1_000_000_000]);
            assert_eq!(day(&nanos.with_timezone_opt(zone)), Some(wanted));
        }
        let never = TimestampSecondArray::from(vec![None]).with_timezone("+03:00");
        assert_eq!(day(&never), None);
        let far = TimestampSecondArray::from(vec![i64::MAX]).with_timezone("+03:00");
        assert!(day(&far).is_some());
    }

    #[test]
    fn a_zone_that_nobody_knows_is_told() {
        let kind = |zone: &str| DataType::Timestamp(TimeUnit::Second, Some(zone.into()));
        assert_eq!(unknown_zone(&kind("Mars/Olympus")), Some("Mars/Olympus"));
        assert_eq!(unknown_zone(&kind("America/Argentina/Buenos_Aires")), None);
        assert_eq!(unknown_zone(&DataType::Utf8), None);
    }
}
