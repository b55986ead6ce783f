//! Progress and cancellation of long work, shared between the one who works and the one who waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

use crate::platform;

/// A handle on a piece of work; clones watch the same work.
#[derive(Clone, Debug, Default)]
pub struct Monitor {
    cancelled: Arc<AtomicBool>,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    done: AtomicU64,
    total: AtomicU64,
}

impl Monitor {
    /// A handle on a part of the work, which is cancelled together with the whole and counts for
    /// itself.
    #[must_use]
    pub fn part(&self) -> Self {
        Self { cancelled: Arc::clone(&self.cancelled), counts: Arc::default() }
    }

    /// Asks the work to stop; it returns nothing then.
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }

    /// Whether the work was asked to stop, or has to since nothing else can go on beside it.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Relaxed) || platform::is_overdue()
    }

    /// Says how much there is to do, in the work's own units.
    pub fn set_total(&self, total: u64) {
        self.counts.total.store(total, Relaxed);
    }

    /// Says that `amount` more is done.
    pub fn advance(&self, amount: u64) {
        self.counts.done.fetch_add(amount, Relaxed);
    }

    /// How much is done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.counts.done.load(Relaxed)
    }

    /// How much there is to do; 0 while that is unknown.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.total.load(Relaxed)
    }

    /// The share that is done, 0 to 1.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        match self.total() {
            0 => 0.0,
            total => (self.done() as f64 / total as f64).min(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_cancelled_with_the_whole_and_counts_for_itself() {
        let whole = Monitor::default();
        whole.set_total(2);
        let part = whole.part();
        part.set_total(10);
        part.advance(5);
        assert_eq!((part.fraction(), whole.fraction()), (0.5, 0.0));
        whole.cancel();
        assert!(part.is_cancelled());
    }
}
