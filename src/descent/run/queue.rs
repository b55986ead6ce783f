//! Starts in order, and what became of them in the same order, however it arrives.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

/// Numbers (weights and the like) that results on hand may hold together, about: 32 MB.
const MOST_NUMBERS: usize = 1 << 22;

/// Most results on hand, and the least number of them for which there always is room.
const MOST: usize = 4096;
const LEAST: usize = 256;

/// Hands out starts, and hands over results of type `T` in the order of the starts.
///
/// A start that takes long holds up the results of all after it. No start is handed out that is too
/// far after it, so that these results take a bounded memory, however many starts there are.
pub(crate) struct Queue<T, F> {
    count: usize,
    /// How far starts may be after the first whose result is not there.
    ahead: usize,
    next: AtomicUsize,
    /// Results handed over.
    taken: AtomicUsize,
    results: Mutex<Results<T, F>>,
}

struct Results<T, F> {
    on_hand: BTreeMap<usize, T>,
    take: F,
}

impl<T, F: FnMut(usize, T)> Queue<T, F> {
    /// A queue of `count` starts, each result of which holds about `numbers` numbers and goes to
    /// `take`.
    pub fn new(count: usize, numbers: usize, take: F) -> Self {
        Self {
            count,
            ahead: (MOST_NUMBERS / numbers.max(1)).clamp(LEAST, MOST),
            next: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            results: Mutex::new(Results { on_hand: BTreeMap::new(), take }),
        }
    }

    /// The next start; `None` if there are no more, or not yet.
    pub fn next(&self) -> Option<usize> {
        let most = self.count.min(self.taken.load(SeqCst) + self.ahead);
        self.next.fetch_update(SeqCst, SeqCst, |next| (next < most).then_some(next + 1)).ok()
    }

    /// Whether there are no more starts.
    pub fn is_spent(&self) -> bool {
        self.next.load(SeqCst) >= self.count
    }

    /// Hands over the result of start `index`, or keeps it until those before it are there.
    pub fn put(&self, index: usize, result: T) {
        let mut results = self.results.lock().expect("nobody panics with it");
        let Results { on_hand, take } = &mut *results;
        on_hand.insert(index, result);
        let mut next = self.taken.load(SeqCst);
        while let Some(result) = on_hand.remove(&next) {
            take(next, result);
            next += 1;
        }
        self.taken.store(next, SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_taken_in_the_order_of_their_starts() {
        let mut taken = Vec::new();
        let queue = Queue::new(5, 1, |index, result: char| taken.push((index, result)));
        let starts: Vec<usize> = std::iter::from_fn(|| queue.next()).collect();
        assert_eq!(starts, [0, 1, 2, 3, 4]);
        assert!(queue.is_spent());
        for (index, result) in [(3, 'd'), (0, 'a'), (2, 'c'), (1, 'b'), (4, 'e')] {
            queue.put(index, result);
        }
        drop(queue);
        assert_eq!(taken, [(0, 'a'), (1, 'b'), (2, 'c'), (3, 'd'), (4, 'e')]);
    }

    #[test]
    fn a_slow_start_holds_back_those_far_after_it_and_no_others() {
        let queue = Queue::new(100_000, 1 << 30, |_, ()| ());
        assert_eq!(std::iter::from_fn(|| queue.next()).count(), LEAST);
        assert!(!queue.is_spent());
        (1..LEAST).for_each(|index| queue.put(index, ()));
        assert_eq!(queue.next(), None, "the first is waited for");
        queue.put(0, ());
        assert_eq!(std::iter::from_fn(|| queue.next()).count(), LEAST);
        let roomy = Queue::new(100_000, 1, |_, ()| ());
        assert_eq!(std::iter::from_fn(|| roomy.next()).count(), MOST);
    }
}
