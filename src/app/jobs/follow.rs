//! Whether descents follow the hand that moves data, weights or the start.

use crate::platform::Instant;
use std::time::Duration;

/// A descent that is older than this, while a newer one is under way, is not shown any more.
pub const PATIENCE: Duration = Duration::from_millis(250);

/// Whether descents follow the hand.
#[derive(Default)]
pub struct Follow {
    /// Since when the newest descent has been out of date, if descents follow.
    since: Option<Instant>,
}

impl Follow {
    /// From now on descents follow until one has caught up.
    pub fn begin(&mut self) {
        self.since.get_or_insert_with(Instant::now);
    }

    /// Since when the newest descent has been out of date, if descents follow.
    pub fn since(&self) -> Option<Instant> {
        self.since
    }

    /// Descents follow no more: one has caught up, or there is nothing to run.
    pub fn end(&mut self) {
        self.since = None;
    }

    /// Whether a descent is yet to catch up.
    pub fn is_on(&self) -> bool {
        self.since.is_some()
    }

    /// Takes in that a descent has come, a young one even if it is not the last.
    pub fn arrived(&mut self) {
        self.since = self.since.map(|_| Instant::now());
    }
}
