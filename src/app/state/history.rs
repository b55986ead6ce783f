//! Going back and forward through states: the ranges looked at, and everything that was chosen.

/// Changes that follow one another within these seconds are one: a drag, a turn of the wheel.
const PAUSE: f64 = 0.4;

/// Most states that are kept.
const MOST: usize = 500;

/// Most bytes that states before the present one take: with networks of very many weights they are
/// fewer.
const MOST_BYTES: usize = 64_000_000;

/// States before and after the present one.
pub struct History<T> {
    past: Vec<T>,
    future: Vec<T>,
    changed_at: f64,
}

impl<T> Default for History<T> {
    fn default() -> Self {
        Self { past: Vec::new(), future: Vec::new(), changed_at: f64::NEG_INFINITY }
    }
}

impl<T> History<T> {
    /// Takes in that the state was `before` until it changed at the time `now`, in seconds.
    pub fn record(&mut self, before: T, now: f64) {
        if now - self.changed_at > PAUSE {
            self.past.push(before);
            if self.past.len() > MOST {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.changed_at = now;
    }

    /// Forgets the oldest states where all of them would take too much memory; the last one stays
    /// in any case. `bytes` tells what a state takes beside the one after it, with which it may
    /// share some.
    pub fn limit(&mut self, bytes: impl Fn(&T, Option<&T>) -> usize) {
        let mut total = 0;
        let newest_first = (0..self.past.len()).rev();
        let fits = |k: &usize| {
            total += bytes(&self.past[*k], self.past.get(k + 1));
            total <= MOST_BYTES
        };
        let kept = newest_first.take_while(fits).count().max(1);
        self.past.drain(..self.past.len().saturating_sub(kept));
    }

    /// Takes in that the change recorded last went on until the time `now`.
    pub fn extend(&mut self, now: f64) {
        self.future.clear();
        self.changed_at = now;
    }

    /// The state before the present one, which is kept to come forward to again.
    pub fn back(&mut self, present: T) -> Option<T> {
        let state = self.past.pop()?;
        self.future.push(present);
        self.changed_at = f64::NEG_INFINITY;
        Some(state)
    }

    /// The state from which [`Self::back`] went back.
    pub fn forward(&mut self, present: T) -> Option<T> {
        let state = self.future.pop()?;
        self.past.push(present);
        self.changed_at = f64::NEG_INFINITY;
        Some(state)
    }

    /// Whether there is a state before.
    pub fn has_past(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a state after.
    pub fn has_future(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_and_forward_through_every_state_and_a_change_ends_the_future() {
        let mut history = History::default();
        history.record(0, 1.0);
        history.record(1, 5.0);
        assert_eq!(history.back(2), Some(1));
        assert_eq!(history.back(1), Some(0));
        assert_eq!((history.back(0), history.has_past()), (None, false));
        assert_eq!(history.forward(0), Some(1));
        history.record(1, 5.1);
        assert!(!history.has_future());
        assert_eq!(history.back(7), Some(1));
    }

    #[test]
    fn changes_in_quick_succession_are_one() {
        let mut history = History::default();
        for step in 0..20 {
            history.record(step, 0.05 * f64::from(step));
        }
        history.record(20, 3.0);
        assert_eq!(history.back(21), Some(20));
        assert_eq!(history.back(20), Some(0));
        assert_eq!(history.back(0), None);
    }

    #[test]
    fn large_states_are_fewer_and_the_last_one_stays_however_large() {
        let mut history = History::default();
        for step in 0..10 {
            history.record(step, f64::from(step));
        }
        history.limit(|_, _| MOST_BYTES / 3);
        assert_eq!(
            (history.back(10), history.back(9), history.back(8)),
            (Some(9), Some(8), Some(7))
        );
        assert_eq!(history.back(7), None);
        history.record(0, 20.0);
        history.limit(|_, _| usize::MAX);
        assert_eq!(history.back(1), Some(0));
    }

    #[test]
    fn the_oldest_states_are_forgotten() {
        let mut history = History::default();
        for step in 0..=MOST {
            history.record(step, step as f64);
        }
        assert_eq!(
            std::iter::successors(history.back(0), |state| history.back(*state)).last(),
            Some(1)
        );
    }
}
