//! Work done by several threads, its results taken in order.
//!
//! 1. One thread makes the jobs. For each it sends a receiver to the taker and the job to the
//!    workers; both queues hold few, so it waits when the others are behind.
//! 2. A worker takes the oldest job and sends its results, a bounded number ahead of the taker.
//! 3. The taker empties one receiver after the other.
//!
//! So however slow one job is, what is done and not yet taken is never more than the queue times
//! the results of a job that may wait. The oldest job not taken is always with a worker, or done:
//! nobody waits for ever.
//!
//! The threads are not joined: when the taker stops early, a thread may be waiting for standard
//! input, and ends with the program.

use std::{
    num::NonZero,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
};

use anyhow::{Context, anyhow};

/// Jobs that may wait or be worked on, per thread.
const JOBS_PER_THREAD: usize = 4;
/// Results of one job that may wait.
const RESULTS_PER_JOB: usize = 8;

/// Most threads on a machine with few processors: each may have a file open, and many systems allow
/// 256 to a process.
const MOST_THREADS: usize = 32;

/// How many threads are to work, where a person asked for some or did not.
pub(super) fn threads(asked: Option<NonZero<u8>>) -> usize {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let asked = asked.map_or(processors, |threads| usize::from(threads.get()));
    asked.min(processors.max(MOST_THREADS))
}

/// Where a worker puts the results of one job.
pub(super) struct Outlet<T>(SyncSender<Sent<T>>);

enum Sent<T> {
    Result(T),
    /// The job is done; without this word its worker has failed.
    Done,
}

/// Nobody wants results any more.
pub(super) struct Stopped;

impl<T> Outlet<T> {
    /// Hands over a result; waits while too many are waiting.
    pub(super) fn put(&self, result: T) -> Result<(), Stopped> {
        self.0
            .send(Sent::Result(result))
            .map_err(|_receiver_gone| Stopped)
    }
}

/// Does `work` on every job with `threads` threads; `take` gets the results in order of jobs.
///
/// # Errors
/// The first of `take`, which also stops the work; or that a thread failed.
pub(super) fn in_order<J, T>(
    jobs: impl Iterator<Item = J> + Send + 'static,
    threads: usize,
    work: impl Fn(J, &Outlet<T>) -> Result<(), Stopped> + Send + Sync + 'static,
    mut take: impl FnMut(T) -> anyhow::Result<()>,
) -> anyhow::Result<()>
where
    J: Send + 'static,
    T: Send + 'static,
{
    let waiting = threads * JOBS_PER_THREAD;
    let (to_workers, for_workers) = mpsc::sync_channel::<(J, Outlet<T>)>(waiting);
    let (to_taker, for_taker) = mpsc::sync_channel::<Receiver<Sent<T>>>(waiting);
    let maker = thread::Builder::new()
        .name("reader".to_owned())
        .spawn(move || {
            for job in jobs {
                let (sender, receiver) = mpsc::sync_channel(RESULTS_PER_JOB);
                let sent = to_taker.send(receiver).is_ok()
                    && to_workers.send((job, Outlet(sender))).is_ok();
                if !sent {
                    break;
                }
            }
        })
        .context("starting a thread")?;
    let for_workers = Arc::new(Mutex::new(for_workers));
    let work = Arc::new(work);
    for number in 0..threads {
        let (for_workers, work) = (Arc::clone(&for_workers), Arc::clone(&work));
        thread::Builder::new()
            .name(format!("worker-{number}"))
            .spawn(move || run(&for_workers, work.as_ref()))
            .context("starting a thread")?;
    }
    let failed = || anyhow!("a thread failed; what it was given is not written in full");
    for results in for_taker {
        let mut done = false;
        for sent in results {
            match sent {
                Sent::Result(result) => take(result)?,
                Sent::Done => done = true,
            }
        }
        if !done {
            return Err(failed());
        }
    }
    maker.join().map_err(|_panic| failed())
}

/// Takes jobs until there are none.
fn run<J, T>(
    jobs: &Mutex<Receiver<(J, Outlet<T>)>>,
    work: &impl Fn(J, &Outlet<T>) -> Result<(), Stopped>,
) {
    loop {
        // The lock is held while waiting: the next worker would have nothing to do either.
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((job, outlet)) = next else {
            return;
        };
        if work(job, &outlet).is_err() || outlet.0.send(Sent::Done).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;

    #[test]
    fn results_come_in_order_of_jobs() {
        for threads in [1, 2, 7] {
            let mut taken = Vec::new();
            let work = |job: u64, outlet: &Outlet<u64>| {
                // Early jobs are the slow ones.
                thread::sleep(Duration::from_micros(500_u64.saturating_sub(job * 10)));
                (0..20).try_for_each(|part| outlet.put(job * 100 + part))
            };
            in_order(0..60, threads, work, |result| {
                taken.push(result);
                Ok(())
            })
            .unwrap();
            let wanted = (0..60).flat_map(|job| (0..20).map(move |part| job * 100 + part));
            assert!(taken.into_iter().eq(wanted), "{threads} threads");
        }
    }

    #[test]
    fn a_slow_first_job_does_not_let_results_pile_up() {
        let made = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&made);
        let work = move |job: usize, outlet: &Outlet<()>| {
            if job == 0 {
                thread::sleep(Duration::from_millis(200));
            }
            for _ in 0..1000 {
                outlet.put(())?;
                count.fetch_add(1, Ordering::SeqCst);
            }
            Ok(())
        };
        let mut first = None;
        in_order(0..50, 4, work, |()| {
            first.get_or_insert_with(|| made.load(Ordering::SeqCst));
            Ok(())
        })
        .unwrap();
        // The queue, the job being taken, one that is being made.
        let bound = (4 * JOBS_PER_THREAD + 2) * RESULTS_PER_JOB;
        assert!(first.unwrap() <= bound, "{first:?} of {bound}");
    }

    #[test]
    fn a_taker_that_has_enough_stops_the_work() {
        let mut taken = 0;
        let stopped = in_order(
            0..,
            2,
            |job: u64, outlet: &Outlet<u64>| outlet.put(job),
            |_| {
                taken += 1;
                anyhow::ensure!(taken < 10, "enough");
                Ok(())
            },
        );
        assert_eq!(stopped.unwrap_err().to_string(), "enough");
    }

    #[test]
    fn a_worker_that_fails_is_no_silent_end() {
        let work = |job: u64, outlet: &Outlet<u64>| {
            assert!(job != 3, "this panic belongs to the test");
            outlet.put(job)
        };
        let found = in_order(0..10, 2, work, |_| Ok(()));
        assert!(found.unwrap_err().to_string().contains("a thread failed"));
    }
}
