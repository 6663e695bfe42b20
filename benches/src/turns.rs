//! Measuring side by side: every subject takes its turn in every round, and the middle of the rounds counts.

use std::time::{Duration, Instant};

/// Something that is timed: called with a number of items to work on and the round.
pub struct Subject<'s> {
    /// As it is called in tables.
    pub name: String,
    work: Box<dyn FnMut(usize, usize) + 's>,
    items: usize,
    ns: Vec<f64>,
}

impl<'s> Subject<'s> {
    /// Something that works on so many items of a round when called with (items, round).
    pub fn new(name: &str, work: impl FnMut(usize, usize) + 's) -> Self {
        Self { name: name.to_owned(), work: Box::new(work), items: 1, ns: Vec::new() }
    }

    fn time(&mut self, round: usize) -> Duration {
        let begun = Instant::now();
        (self.work)(self.items, round);
        begun.elapsed()
    }

    /// Finds how many items take about as long as a turn should.
    fn calibrate(&mut self, turn: Duration, most: usize) {
        self.items = 16.min(most);
        loop {
            let took = self.time(0);
            if took >= turn / 8 || self.items == most {
                let wanted = self.items as f64 * turn.as_secs_f64() / took.as_secs_f64().max(1e-9);
                self.items = (wanted as usize).clamp(1, most);
                return;
            }
            self.items = (self.items * 4).min(most);
        }
    }

    /// Nanoseconds per item, the middle of all rounds.
    #[must_use]
    pub fn median_ns(&self) -> f64 {
        let mut sorted = self.ns.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }
}

/// Lets each subject work in turns of about the time given, on at most `most` items.
pub fn take_turns(subjects: &mut [Subject<'_>], rounds: usize, turn: Duration, most: usize) {
    for subject in &mut *subjects {
        subject.calibrate(turn, most);
    }
    for round in 0..rounds {
        for subject in &mut *subjects {
            let took = subject.time(round);
            subject.ns.push(took.as_secs_f64() * 1e9 / subject.items as f64);
        }
    }
}
