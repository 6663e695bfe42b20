//! Work on many things at once, with answers in the order of the things. Knows nothing but threads.

use std::{num::NonZero, ops::Range, panic, thread};

/// Fewer things than this are not worth a thread.
const FEW: usize = 64;

/// Works on the numbers `0..count` in runs of about equal length, one for each core and on a thread of its
/// own; the answers come in order. Few numbers make one run, none make none.
pub(crate) fn in_runs<T: Send>(count: usize, work: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
    if count == 0 {
        return Vec::new();
    }
    if count < FEW {
        return vec![work(0..count)];
    }
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let length = count.div_ceil(cores);
    let work = &work;
    thread::scope(|scope| {
        let run = |start: usize| scope.spawn(move || work(start..count.min(start + length)));
        let threads: Vec<_> = (0..count).step_by(length).map(run).collect();
        let answers = threads.into_iter().map(thread::ScopedJoinHandle::join);
        answers
            .map(|answer| answer.unwrap_or_else(|cause| panic::resume_unwind(cause)))
            .collect()
    })
}

/// Does two things at once, the first on a thread of its own.
pub(crate) fn both<T: Send, U>(
    first: impl FnOnce() -> T + Send,
    second: impl FnOnce() -> U,
) -> (T, U) {
    thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        match first.join() {
            Ok(first) => (first, second),
            Err(cause) => panic::resume_unwind(cause),
        }
    })
}

/// The answer for each thing, in order.
pub(crate) fn map<T: Sync, U: Send>(things: &[T], work: impl Fn(&T) -> U + Sync) -> Vec<U> {
    let runs = in_runs(things.len(), |run| {
        let run = things.get(run).unwrap_or_default();
        run.iter().map(&work).collect::<Vec<U>>()
    });
    runs.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_order() {
        for count in [0, 1, FEW - 1, FEW, FEW + 1, 1000] {
            let numbers: Vec<usize> = (0..count).collect();
            assert_eq!(
                map(&numbers, |n| n * 2),
                (0..count).map(|n| n * 2).collect::<Vec<_>>()
            );
            let covered: Vec<usize> = in_runs(count, |run| run).into_iter().flatten().collect();
            assert_eq!(covered, numbers);
        }
    }

    #[test]
    fn two_things_are_done_at_once() {
        let (ask, asked) = std::sync::mpsc::channel();
        let (answer, answered) = std::sync::mpsc::channel();
        let first = move || {
            answer.send(asked.recv().unwrap() + 1).unwrap();
            "first"
        };
        let second = || {
            ask.send(1).unwrap();
            answered.recv().unwrap()
        };
        assert_eq!(both(first, second), ("first", 2));
    }

    #[test]
    #[should_panic(expected = "the 70th")]
    fn a_panic_of_a_run_is_the_callers() {
        in_runs(100, |run| assert!(!run.contains(&70), "the 70th"));
    }
}
