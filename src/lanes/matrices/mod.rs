//! One weight vector on many points at once: layers as products of matrices, points their rows.
//!
//! What lanes are for many small networks, this is for one that is large: the products are those of
//! the crate `matrixmultiply`, by way of `ndarray`, and everything between them is done as in
//! lanes. [`Matrices::new`] says by the size of an objective alone whether it is faster.
//!
//! Points are cut into parts and turns by their number alone, a part is summed turn by turn and the
//! parts in their order, so that the bits do not depend on how many threads share them. They depend
//! on the machine in one respect: one without fused multiply-adds rounds products differently.

mod cells;
mod gradients;
mod loss;
mod pass;
#[cfg(test)]
mod tests;

use std::ops::Range;

use ndarray::{Array2, Axis};
use rayon::prelude::*;

pub use self::cells::{CellWork, Cells};
pub use self::gradients::Gradients;
use self::pass::Turn;
use crate::network::{Dataset, LayerLayout};
use crate::objective::{Loss, Objective};

/// Points of one product: enough for it to be quick, few enough for its matrices to stay in the
/// cache.
const TURN: usize = 256;

/// Points that a part has at least, and most parts: what threads share.
const POINTS_OF_PART: usize = 128;
const PARTS: usize = 8;

/// Most numbers of the gradients of all parts.
const NUMBERS: usize = 1 << 23;

/// Least weights and points with which this is faster than lanes even if all of these are in use,
/// as a test measures that is not run by itself; a single weight vector would be 32 times slower in
/// lanes.
const LEAST_WEIGHTS: usize = 1_000;
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
    layers: Vec<LayerLayout>,
    dataset: Dataset,
    loss: Loss,
    parameters: usize,
}

/// Scratch memory of [`Matrices`].
#[derive(Clone, Debug)]
pub struct Work {
    parts: Vec<Part>,
    threads: Threads,
}

/// What a part of the points adds.
#[derive(Clone, Debug)]
struct Part {
    turn: Turn,
    gradient: Vec<f64>,
    loss: f64,
}

impl Matrices {
    /// The objective, if it is large enough to be faster this way than in lanes.
    #[must_use]
    pub fn new(objective: &Objective) -> Option<Self> {
        let [weights, points] = [objective.parameter_count(), objective.dataset().len()];
        (weights >= LEAST_WEIGHTS && points >= LEAST_POINTS).then(|| Self::of(objective))
    }

    /// The objective, whatever its size.
    #[must_use]
    pub fn of(objective: &Objective) -> Self {
        Self {
            layers: objective.layout().to_vec(),
            dataset: objective.dataset().clone(),
            loss: objective.loss(),
            parameters: objective.parameter_count(),
        }
    }

    /// Scratch memory for evaluations that these threads share.
    #[must_use]
    pub fn work(&self, threads: Threads) -> Work {
        Work { parts: Vec::new(), threads }
    }

    /// `L(w)`, for `w` of length `P`.
    #[must_use]
    pub fn value(&self, weights: &[f64], work: &mut Work) -> f64 {
        let points = self.dataset.len();
        self.each_part(points, work, |range, part| {
            part.loss = 0.0;
            for turn in turns(range) {
                part.turn.forward::<false>(self, weights, self.inputs(turn.clone()), turn.len());
                part.loss += part.turn.loss(self, turn);
            }
        });
        self.loss.factor(points) * total(work)
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
        let count = batch.map_or(self.dataset.len(), <[usize]>::len);
        let factor = self.loss.factor(count);
        self.each_part(count, work, |range, part| {
            part.loss = 0.0;
            part.gradient.clear();
            part.gradient.resize(self.parameters, 0.0);
            let Part { turn, gradient, loss } = part;
            for range in turns(range) {
                *loss += match batch {
                    None => turn.add_gradient(self, weights, range, gradient),
                    Some(points) => turn.add_gradient_on(self, weights, &points[range], gradient),
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
        let mut all = Array2::zeros(self.dataset.targets().dim());
        let part = &mut self.parts(1, work)[0];
        for range in turns(0..self.dataset.len()) {
            part.turn.forward::<false>(self, weights, self.inputs(range.clone()), range.len());
            let mut rows = all.slice_axis_mut(Axis(0), range.clone().into());
            rows.assign(&part.turn.outputs(self, range.len()));
        }
        all
    }

    /// The inputs of some points, one after the other.
    fn inputs(&self, points: Range<usize>) -> &[f64] {
        rows(self.dataset.inputs(), points)
    }

    /// Their targets.
    fn targets(&self, points: Range<usize>) -> &[f64] {
        rows(self.dataset.targets(), points)
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
        let most = PARTS.min(NUMBERS / self.parameters.max(1)).max(1);
        (points / POINTS_OF_PART).clamp(1, most)
    }

    /// Memory for exactly so many parts.
    fn parts<'w>(&self, count: usize, work: &'w mut Work) -> &'w mut [Part] {
        work.parts.resize_with(count, || Part {
            turn: Turn::new(&self.layers, self.dataset.len().min(TURN)),
            gradient: Vec::new(),
            loss: 0.0,
        });
        &mut work.parts
    }
}

/// Rows of a matrix of a data set, one after the other.
fn rows(matrix: &Array2<f64>, rows: Range<usize>) -> &[f64] {
    let all = matrix.as_slice().expect("standard layout by construction");
    &all[rows.start * matrix.ncols()..rows.end * matrix.ncols()]
}

/// The sum over the parts, in their order.
fn total(work: &Work) -> f64 {
    work.parts.iter().map(|part| part.loss).sum()
}

/// A range of points in turns.
fn turns(points: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = points.end;
    points.step_by(TURN).map(move |first| first..end.min(first + TURN))
}
