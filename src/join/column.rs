//! The values of one of Arrow's columns, whatever they are stored as.

use arrow_array::{
    Array, Date32Array, Date64Array, Decimal128Array, Float32Array, Float64Array, Int8Array,
    Int16Array, Int32Array, Int64Array, LargeStringArray, StringArray, StringViewArray,
    TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array, cast::AsArray,
};
use arrow_schema::{DataType, TimeUnit};

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
            DataType::Timestamp(unit, _) => match unit {
                TimeUnit::Second => Self::Seconds(array.as_primitive()),
                TimeUnit::Millisecond => Self::Milliseconds(array.as_primitive()),
                TimeUnit::Microsecond => Self::Microseconds(array.as_primitive()),
                TimeUnit::Nanosecond => Self::Nanoseconds(array.as_primitive()),
            },
            DataType::Dictionary(..) => Self::dictionary(array),
            _ => Self::Other,
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

    /// The date in a row. A time is counted in Greenwich, as it is stored.
    #[inline]
    pub(super) fn when(&self, row: usize) -> When<'_> {
        match self {
            Self::Date32(dates) if dates.null_count() == 0 => When::Day(dates.value(row).into()),
            other => other.any_time(row),
        }
    }

    fn any_time(&self, row: usize) -> When<'_> {
        let seconds = |time: i64, per_second: i64| {
            When::Day(time.div_euclid(per_second).div_euclid(SECONDS_PER_DAY))
        };
        match self {
            Self::Date32(dates) if dates.is_valid(row) => When::Day(dates.value(row).into()),
            Self::Date64(dates) if dates.is_valid(row) => seconds(dates.value(row), 1000),
            Self::Seconds(times) if times.is_valid(row) => seconds(times.value(row), 1),
            Self::Milliseconds(times) if times.is_valid(row) => seconds(times.value(row), 1000),
            Self::Microseconds(times) if times.is_valid(row) => {
                seconds(times.value(row), 1_000_000)
            }
            Self::Nanoseconds(times) if times.is_valid(row) => {
                seconds(times.value(row), 1_000_000_000)
            }
            Self::Dictionary(values, keys) => match keys[row] {
                Some(key) => values.when(key),
                None => When::Never,
            },
            _ => self.text(row).map_or(When::Never, When::Text),
        }
    }
}
