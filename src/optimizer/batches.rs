//! Seeded mini-batches.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Batches of points: each epoch visits every point once in a fresh order; the last batch of an
/// epoch may be smaller.
#[derive(Clone, Debug)]
pub struct Batches {
    order: Vec<usize>,
    size: usize,
    next: usize,
    rng: ChaCha8Rng,
}

impl Batches {
    /// Batches of `size` among `points` points.
    #[must_use]
    pub fn new(points: usize, size: usize, seed: u64) -> Self {
        // the first call finds the epoch finished and shuffles
        Self {
            order: (0..points).collect(),
            size: size.max(1),
            next: points,
            rng: ChaCha8Rng::seed_from_u64(seed),
        }
    }

    /// The points of the next batch.
    pub fn draw(&mut self) -> &[usize] {
        if self.next >= self.order.len() {
            self.order.shuffle(&mut self.rng);
            self.next = 0;
        }
        let first = self.next;
        self.next = (first + self.size).min(self.order.len());
        &self.order[first..self.next]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_visits_every_point_once_and_the_last_batch_may_be_smaller() {
        let mut batches = Batches::new(7, 3, 4);
        for _ in 0..5 {
            let sizes_and_points: Vec<Vec<usize>> =
                (0..3).map(|_| batches.draw().to_vec()).collect();
            assert_eq!(sizes_and_points.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
            let mut seen = sizes_and_points.concat();
            seen.sort_unstable();
            assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6]);
        }
    }

    #[test]
    fn the_order_follows_the_seed() {
        let order = |seed| {
            let mut batches = Batches::new(20, 20, seed);
            batches.draw().to_vec()
        };
        assert_eq!(order(1), order(1));
        assert_ne!(order(1), order(2));
    }
}
