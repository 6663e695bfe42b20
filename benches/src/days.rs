//! Days as tables hold them: counted from 1970-01-01.

use hudna::model::{Day, Period};

/// The day with a number.
///
/// # Panics
/// Outside the years 0 to 9999.
#[must_use]
pub fn day(since_1970: i32) -> Day {
    // Hinnant's civil_from_days; the years asked for here are few and positive.
    let z = since_1970 + 719_468;
    let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    let text = format!("{year:04}-{month:02}-{of_month:02}");
    text.parse().expect("a day of the calendar")
}

/// The period from one day up to another, which is not in it.
///
/// # Panics
/// When it would hold no day.
#[must_use]
pub fn period(from: i32, to: Option<i32>) -> Period {
    Period::new(day(from), to.map(day)).expect("it ends later than it begins")
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_come_back() {
        for number in [-719_162, -1, 0, 58, 59, 60, 17_292, 18_321, 20_000] {
            assert_eq!(day(number).since_1970(), number);
        }
    }
}
