//! Records of a descent of any length in a bounded memory.

use crate::descent::record::Record;

/// Keeps the states at all early steps and at multiples of a stride, which doubles when the memory
/// is full, and those at landings, as long as they are to be looked back at.
#[derive(Clone, Debug)]
pub(super) struct Thinned {
    pub records: Vec<Record>,
    stride: usize,
    early: usize,
    most: usize,
    landings: Vec<usize>,
    /// Whether the last record is to stay.
    is_kept: bool,
}

impl Thinned {
    /// Nothing yet: the first `early` steps are all kept, then each `stride`-th, `most` in all.
    pub fn new(early: usize, stride: usize, most: usize) -> Self {
        let records = Vec::new();
        Self { records, stride, early, most, landings: Vec::new(), is_kept: true }
    }

    /// The first step after `step` that is kept.
    pub fn next_after(&self, step: usize) -> usize {
        if step + 1 < self.early { step + 1 } else { (step + 1).next_multiple_of(self.stride) }
    }

    /// The state after this step is to be kept, until four times as many steps are made.
    pub fn land(&mut self, step: usize) {
        self.landings.push(step);
    }

    /// Whether the state after `step` is kept, for which room is made.
    pub fn has_room(&mut self, step: usize) -> bool {
        let is_due = |stride: usize| step.is_multiple_of(stride);
        if is_due(self.stride) && self.records.len() >= self.most + self.landings.len() {
            self.stride *= 2;
            let (early, stride, landings) = (self.early, self.stride, &mut self.landings);
            landings.retain(|landing| 4 * landing >= step);
            self.records.retain(|record| {
                record.step < early
                    || record.step.is_multiple_of(stride)
                    || landings.contains(&record.step)
            });
        }
        self.is_kept =
            step < self.early || is_due(self.stride) || self.landings.last() == Some(&step);
        self.is_kept
    }

    /// Drops the last record unless it is to stay.
    pub fn drop_last(&mut self) {
        if !self.is_kept {
            self.records.pop();
        }
    }

    /// The last record.
    pub fn end(&self) -> &Record {
        &self.records[self.records.len() - 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(step: usize) -> Record {
        Record { step, weights: vec![0.0], loss: 0.0, gradient_norm: 0.0 }
    }

    #[test]
    fn early_steps_and_an_even_stride_of_later_ones_stay_within_the_memory() {
        let mut thinned = Thinned::new(10, 1, 40);
        for step in 0..5000 {
            if thinned.has_room(step) {
                thinned.records.push(record(step));
            }
            assert!(thinned.records.len() <= 41);
        }
        let steps: Vec<usize> = thinned.records.iter().map(|record| record.step).collect();
        assert_eq!(steps[..10], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        let gaps: Vec<usize> = steps[10..].windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(gaps.len() >= 14 && gaps.iter().all(|gap| *gap == gaps[0]), "{steps:?}");
        assert!(thinned.next_after(3) == 4 && thinned.next_after(4999).is_multiple_of(gaps[0]));
    }

    #[test]
    fn a_landing_stays_until_four_times_as_many_steps_are_made() {
        let mut thinned = Thinned::new(0, 64, 8);
        thinned.land(6464);
        let steps = (0..6464).step_by(64).chain([6464]).chain((12_800..60_000).step_by(64));
        let mut seen = Vec::new();
        for step in steps {
            if thinned.has_room(step) {
                thinned.records.push(record(step));
            }
            if thinned.records.iter().any(|record| record.step == 6464) {
                seen.push(step);
            }
        }
        assert_eq!(seen[0], 6464);
        assert!(seen.last().is_some_and(|last| *last >= 4 * 6464 - 64), "{:?}", seen.last());
    }
}
