//! The temporal functions, on whole days.

use crate::{features::Days, model::Day};

/// How two times lie to each other. A time is all its days, from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TemporalRelation {
    After,
    Before,
    Contains,
    Disjoint,
    During,
    Equals,
    FinishedBy,
    Finishes,
    Intersects,
    Meets,
    MetBy,
    OverlappedBy,
    Overlaps,
    StartedBy,
    Starts,
}

/// A time in a filter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Time {
    /// An instant, which is a day here.
    Instant(Bound),
    /// An interval.
    Interval(Bound, Bound),
}

/// One end of a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Bound {
    Open,
    Day(Day),
    Property(usize),
}

impl TemporalRelation {
    pub(super) const ALL: [(Self, &'static str); 15] = [
        (Self::After, "t_after"),
        (Self::Before, "t_before"),
        (Self::Contains, "t_contains"),
        (Self::Disjoint, "t_disjoint"),
        (Self::During, "t_during"),
        (Self::Equals, "t_equals"),
        (Self::FinishedBy, "t_finishedBy"),
        (Self::Finishes, "t_finishes"),
        (Self::Intersects, "t_intersects"),
        (Self::Meets, "t_meets"),
        (Self::MetBy, "t_metBy"),
        (Self::OverlappedBy, "t_overlappedBy"),
        (Self::Overlaps, "t_overlaps"),
        (Self::StartedBy, "t_startedBy"),
        (Self::Starts, "t_starts"),
    ];

    pub(super) fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, own)| *own == name);
        found.map(|(relation, _)| *relation)
    }

    /// Whether it can be asked of instants; the others are between intervals only.
    pub(super) fn takes_instants(self) -> bool {
        use TemporalRelation::{After, Before, Disjoint, Equals, Intersects};
        matches!(self, After | Before | Disjoint | Equals | Intersects)
    }

    /// Whether the first time lies so to the second. What is open begins before and ends after every day.
    pub(super) fn holds(self, a: Days, b: Days) -> bool {
        let ((a, a_end), (b, b_end)) = (ends(a), ends(b));
        match self {
            Self::After => a > b_end,
            Self::Before => a_end < b,
            Self::Contains => a < b && a_end > b_end,
            Self::Disjoint => a > b_end || a_end < b,
            Self::During => a > b && a_end < b_end,
            Self::Equals => a == b && a_end == b_end,
            Self::FinishedBy => a < b && a_end == b_end,
            Self::Finishes => a > b && a_end == b_end,
            Self::Intersects => a <= b_end && a_end >= b,
            Self::Meets => a_end == b,
            Self::MetBy => a == b_end,
            Self::OverlappedBy => a > b && a < b_end && a_end > b_end,
            Self::Overlaps => a < b && a_end > b && a_end < b_end,
            Self::StartedBy => a == b && a_end > b_end,
            Self::Starts => a == b && a_end < b_end,
        }
    }
}

fn ends(days: Days) -> (u64, u64) {
    let first = days.first.map_or(u64::MIN, Day::number);
    (first, days.last.map_or(u64::MAX, Day::number))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Day `n` of a month; 0 and 20 stand for open.
    fn days(first: u8, last: u8) -> Days {
        let day = |n: u8| {
            (1..20)
                .contains(&n)
                .then(|| format!("2017-06-{n:02}").parse().unwrap())
        };
        Days {
            first: day(first),
            last: day(last),
        }
    }

    /// The relation by sets of days: what is before, common and after.
    fn by_sets(relation: TemporalRelation, a: &BTreeSet<u8>, b: &BTreeSet<u8>) -> bool {
        use TemporalRelation as T;
        let (first, last) = (a.first() == b.first(), a.last() == b.last());
        let common = a.intersection(b).count();
        let inside = |x: &BTreeSet<u8>, y: &BTreeSet<u8>| {
            x.is_subset(y) && x.first() != y.first() && x.last() != y.last()
        };
        let lead = |x: &BTreeSet<u8>, y: &BTreeSet<u8>| {
            let starts_first = !y.contains(x.first().unwrap()) && y.contains(x.last().unwrap());
            starts_first && x.last() != y.last() && x.last() != y.first()
        };
        match relation {
            T::After => b.iter().all(|y| a.iter().all(|x| x > y)),
            T::Before => b.iter().all(|y| a.iter().all(|x| x < y)),
            T::Contains => inside(b, a),
            T::During => inside(a, b),
            T::Disjoint => common == 0,
            T::Intersects => common > 0,
            T::Equals => a == b,
            T::FinishedBy => last && !first && b.is_subset(a),
            T::Finishes => last && !first && a.is_subset(b),
            T::StartedBy => first && !last && b.is_subset(a),
            T::Starts => first && !last && a.is_subset(b),
            T::Meets => a.last() == b.first(),
            T::MetBy => a.first() == b.last(),
            T::Overlaps => lead(a, b),
            T::OverlappedBy => lead(b, a),
        }
    }

    proptest! {
        #[test]
        fn relations_are_what_sets_of_days_say(
            a in 0..=20u8, a_length in 0..=20u8, b in 0..=20u8, b_length in 0..=20u8,
        ) {
            let (a_end, b_end) = ((a + a_length).min(20), (b + b_length).min(20));
            // An open side is the last thing there is on that side, and nothing lies there alone.
            prop_assume!(a < 20 && b < 20 && a_end > 0 && b_end > 0);
            let (own, other) = (days(a, a_end), days(b, b_end));
            let (a, b) = ((a..=a_end).collect(), (b..=b_end).collect());
            for (relation, name) in TemporalRelation::ALL {
                prop_assert_eq!(relation.holds(own, other), by_sets(relation, &a, &b), "{}", name);
            }
        }
    }
}
