//! Loss, gradient and outputs of one weight vector, whose parts threads share.

use std::ops::Range;

use ndarray::{Array2, Axis};
use rayon::prelude::*;

use super::pass::Turn;
use super::prepared::Prepared;
use crate::network::limits;
use crate::objective::Objective;

/// Points of one product: enough for it to be quick, few enough for its matrices to stay in the
/// cache.
const TURN: usize = 256;

/// Points that a part has at least, and most parts: what threads share.
const POINTS_OF_PART: usize = 128;
const PARTS: usize = 8;

/// Most numbers of the gradients of all parts.
const NUMBERS: usize = 1 << 23;

/// Least points with which this is faster than lanes, for networks of more weights than leap
/// ([`limits::LEAPS`]), even if all lanes are in use: a test measures it that is not run by itself.
/// A single weight vector would be 32 times slower in lanes.
const LEAST_POINTS: usize = 32;

/// Who shares the parts of one evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// The one that asks: where each thread has weight vectors of its own.
    One,
    /// All of the pool.
    All,
}

/// An objective prepared for passes of many points at once.
#[derive(Clone, Debug)]
pub struct Matrices {
    pub(super) prepared: Prepared,
}

/// Scratch memory of [`Matrices`].
#[derive(Clone, Debug)]
pub struct Work {
    parts: Vec<Part>,
    threads: Threads,
}

/// What a part of the points adds.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub turn: Turn,
    gradient: Vec<f64>,
    loss: f64,
}

impl Matrices {
    /// The objective, if it is large enough to be faster this way than in lanes.
    #[must_use]
    pub fn new(objective: &Objective) -> Option<Self> {
        let [weights, points] = [objective.parameter_count(), objective.dataset().len()];
        (weights > limits::LEAPS && points >= LEAST_POINTS).then(|| Self::of(objective))
    }

    /// The objective, whatever its size.
    #[must_use]
    pub fn of(objective: &Objective) -> Self {
        Self { prepared: Prepared::new(objective) }
    }

    /// Scratch memory for evaluations that these threads share.
    #[must_use]
    pub fn work(&self, threads: Threads) -> Work {
        Work { parts: Vec::new(), threads }
    }

    /// `L(w)`, for `w` of length `P`.
    #[must_use]
    pub fn value(&self, weights: &[f64], work: &mut Work) -> f64 {
        let it = &self.prepared;
        let points = it.dataset.len();
        self.each_part(points, work, |range, part| {
            part.loss = 0.0;
            for turn in turns(range) {
                part.turn.forward::<false>(it, weights, it.inputs(turn.clone()), turn.len());
                part.loss += part.turn.loss(it, turn);
            }
        });
        self.prepared.loss.factor(points) * total(work)
    }

    /// `L(w)` and its gradient in `gradient` (length `P`, overwritten); of a batch, these points
    /// alone, no more than there are, with a mean taken over them.
    pub fn value_and_gradient(
        &self,
        weights: &[f64],
        batch: Option<&[usize]>,
        gradient: &mut [f64],
        work: &mut Work,
    ) -> f64 {
        assert_eq!(gradient.len(), weights.len(), "gradient length");
        let count = batch.map_or(self.prepared.dataset.len(), <[usize]>::len);
        let it = &self.prepared;
        let factor = it.loss.factor(count);
        self.each_part(count, work, |range, part| {
            part.loss = 0.0;
            part.gradient.clear();
            part.gradient.resize(self.prepared.parameters, 0.0);
            let Part { turn, gradient, loss } = part;
            for range in turns(range) {
                *loss += match batch {
                    None => turn.add_gradient(it, weights, range, gradient),
                    Some(points) => turn.add_gradient_on(it, weights, &points[range], gradient),
                };
            }
        });
        let mut parts = work.parts.iter().map(|part| &part.gradient);
        gradient.copy_from_slice(parts.next().expect("a part"));
        for part in parts {
            gradient.iter_mut().zip(part).for_each(|(sum, slope)| *sum += slope);
        }
        gradient.iter_mut().for_each(|slope| *slope *= factor);
        factor * total(work)
    }

    /// The network's outputs on every point, `n x m`.
    #[must_use]
    pub fn outputs(&self, weights: &[f64], work: &mut Work) -> Array2<f64> {
        let it = &self.prepared;
        let mut all = Array2::zeros(it.dataset.targets().dim());
        let part = &mut self.parts(1, work)[0];
        for range in turns(0..it.dataset.len()) {
            part.turn.forward::<false>(it, weights, it.inputs(range.clone()), range.len());
            let mut rows = all.slice_axis_mut(Axis(0), range.clone().into());
            rows.assign(&part.turn.outputs(it, range.len()));
        }
        all
    }

    /// Does `each` for all parts of so many points.
    fn each_part(
        &self,
        points: usize,
        work: &mut Work,
        each: impl Fn(Range<usize>, &mut Part) + Sync,
    ) {
        let count = self.part_count(points);
        let length = points.div_ceil(count);
        let range = |k: usize| (k * length).min(points)..((k + 1) * length).min(points);
        let threads = work.threads;
        let parts = self.parts(count, work).iter_mut().enumerate();
        if threads == Threads::One || count == 1 {
            parts.for_each(|(k, part)| each(range(k), part));
        } else {
            let parts: Vec<(usize, &mut Part)> = parts.collect();
            parts.into_par_iter().with_max_len(1).for_each(|(k, part)| each(range(k), part));
        }
    }

    /// Into how many parts so many points are cut.
    fn part_count(&self, points: usize) -> usize {
        let most = PARTS.min(NUMBERS / self.prepared.parameters.max(1)).max(1);
        (points / POINTS_OF_PART).clamp(1, most)
    }

    /// Memory for exactly so many parts.
    pub(super) fn parts<'w>(&self, count: usize, work: &'w mut Work) -> &'w mut [Part] {
        work.parts.resize_with(count, || Part {
            turn: Turn::new(&self.prepared.layers, self.prepared.dataset.len().min(TURN)),
            gradient: Vec::new(),
            loss: 0.0,
        });
        &mut work.parts
    }
}

/// The sum over the parts, in their order.
fn total(work: &Work) -> f64 {
    work.parts.iter().map(|part| part.loss).sum()
}

/// A range of points in turns.
pub(super) fn turns(points: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = points.end;
    points.step_by(TURN).map(move |first| first..end.min(first + TURN))
}
