//! How often something happened in the last second.

use crate::platform::Instant;
use std::collections::VecDeque;
use std::time::Duration;

/// How often something happened in the last second.
#[derive(Default)]
pub struct Rate {
    moments: VecDeque<Instant>,
}

impl Rate {
    /// Takes in that it happened `now`.
    pub fn note(&mut self, now: Instant) {
        self.moments.push_back(now);
        while self.moments.front().is_some_and(|then| !is_recent(*then, now)) {
            self.moments.pop_front();
        }
    }

    /// How often it happened in the second before `now`.
    pub fn per_second(&self, now: Instant) -> usize {
        self.moments.iter().filter(|then| is_recent(**then, now)).count()
    }
}

fn is_recent(then: Instant, now: Instant) -> bool {
    now.saturating_duration_since(then) < Duration::from_secs(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_counts_the_last_second_and_forgets_what_was_before() {
        let mut rate = Rate::default();
        let start = Instant::now();
        for i in 0..100 {
            rate.note(start + Duration::from_millis(50 * i));
        }
        let end = start + Duration::from_millis(50 * 99);
        assert_eq!(rate.per_second(end), 20);
        assert_eq!(rate.per_second(end + Duration::from_millis(500)), 10);
        assert_eq!(rate.per_second(end + Duration::from_secs(2)), 0);
        assert!(rate.moments.len() <= 20, "what is past is not kept");
    }
}
