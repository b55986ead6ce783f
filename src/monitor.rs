//! Progress and cancellation of long work, shared between the one who works and the one who waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// A handle on a piece of work; clones watch the same work.
#[derive(Clone, Debug, Default)]
pub struct Monitor {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    cancelled: AtomicBool,
    done: AtomicU64,
    total: AtomicU64,
}

impl Monitor {
    /// Asks the work to stop; it returns nothing then.
    pub fn cancel(&self) {
        self.shared.cancelled.store(true, Relaxed);
    }

    /// Whether the work was asked to stop.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Relaxed)
    }

    /// Says how much there is to do, in the work's own units.
    pub fn set_total(&self, total: u64) {
        self.shared.total.store(total, Relaxed);
    }

    /// Says that `amount` more is done.
    pub fn advance(&self, amount: u64) {
        self.shared.done.fetch_add(amount, Relaxed);
    }

    /// How much is done.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.shared.done.load(Relaxed)
    }

    /// How much there is to do; 0 while that is unknown.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.shared.total.load(Relaxed)
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
