//! Progress and cancellation of long work, shared between the one who works and the one who waits.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

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
    /// The share that is worked on, with what it counts for.
    share: Mutex<Option<(u64, Arc<Counts>)>>,
}

impl Monitor {
    /// A handle on a part of the work, which is cancelled together with the whole and counts for
    /// itself.
    #[must_use]
    pub fn part(&self) -> Self {
        Self { cancelled: Arc::clone(&self.cancelled), counts: Arc::default() }
    }

    /// A handle on the next share of the work, which counts as `amount` of its units, and as much
    /// of them meanwhile as is done of the share. Shares are worked off one after the other: when
    /// one begins, that before is done.
    #[must_use]
    pub fn share(&self, amount: u64) -> Self {
        let share = self.part();
        let begun = Some((amount, Arc::clone(&share.counts)));
        let before = std::mem::replace(&mut *platform::lock(&self.counts.share), begun);
        self.advance(before.map_or(0, |(amount, _)| amount));
        share
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
        self.counts.fraction()
    }
}

impl Counts {
    fn fraction(&self) -> f64 {
        let total = self.total.load(Relaxed);
        if total == 0 {
            return 0.0;
        }
        let share = platform::lock(&self.share);
        let of_share = share.as_ref().map_or(0.0, |(amount, of)| *amount as f64 * of.fraction());
        ((self.done.load(Relaxed) as f64 + of_share) / total as f64).min(1.0)
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

    #[test]
    fn shares_count_for_the_whole_while_they_are_worked_on_and_once_the_next_begins() {
        let whole = Monitor::default();
        whole.set_total(10);
        let first = whole.share(4);
        first.set_total(2);
        first.advance(1);
        assert_eq!(whole.fraction(), 0.2);
        let second = whole.share(6);
        assert_eq!(whole.fraction(), 0.4);
        second.set_total(3);
        second.advance(3);
        assert_eq!(whole.fraction(), 1.0);
        whole.cancel();
        assert!(second.is_cancelled());
    }
}
