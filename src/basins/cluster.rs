//! Which endings are one and the same attractor.

use std::cmp::Ordering;

use super::attractor::{Attractor, Kind, function};
use crate::objective::Objective;

/// Exact minima whose losses, outputs and weights differ by less, relative to `1 +` their size, are
/// one.
const EXACT: f64 = 1e-6;

/// The same for losses of ends that could not be polished; outputs follow the loss's square root.
/// At a kink descents rattle, and end the less exactly.
const SAME: f64 = 1e-4;
const SAME_AT_KINK: f64 = 2e-3;

/// Limits at infinity are estimates from finite weights, and are told apart more coarsely.
const SAME_LIMIT: f64 = 0.02;

/// Difference between probabilities on their way to the same limit.
const ON_THE_WAY: f64 = 0.3;

/// The attractors found so far.
#[derive(Clone, Debug, Default)]
pub struct Attractors {
    list: Vec<Attractor>,
    /// Whether copies under the network's symmetries are told apart.
    tells_copies_apart: bool,
}

impl Attractors {
    /// None yet. With `tells_copies_apart` two strict minima that compute the same function from
    /// different weights (permuted units, say) are two attractors; flat sets stay one.
    #[must_use]
    pub fn new(tells_copies_apart: bool) -> Self {
        Self { list: Vec::new(), tells_copies_apart }
    }

    /// The attractors; in order of their loss right after [`Self::sort`].
    #[must_use]
    pub fn list(&self) -> &[Attractor] {
        &self.list
    }

    /// Attractors known from before.
    #[must_use]
    pub fn known(list: Vec<Attractor>, tells_copies_apart: bool) -> Self {
        Self { list, tells_copies_apart }
    }

    /// The place of `reached` in the list, if it is there.
    #[must_use]
    pub fn find(&self, objective: &Objective, reached: &Attractor) -> Option<usize> {
        self.list.iter().position(|known| self.is_same(objective, known, reached))
    }

    /// The place of `reached` in the list, to which it is added if it is new.
    ///
    /// An attractor is shown by its best end: exact before not, and of the lowest loss or nearest
    /// to its limit, so that the order in which ends arrive leaves no trace but in the last digits
    /// of what is not exact.
    pub fn place(&mut self, objective: &Objective, reached: Attractor) -> usize {
        self.place_among(objective, reached, |_| true)
    }

    /// As [`Self::place`], taking it for one of those only whose place is `allowed`.
    pub(super) fn place_among(
        &mut self,
        objective: &Objective,
        mut reached: Attractor,
        allowed: impl Fn(usize) -> bool,
    ) -> usize {
        let mut known = self.list.iter().enumerate().filter(|(place, _)| allowed(*place));
        let place = known
            .find(|(_, known)| self.is_same(objective, known, &reached))
            .map(|(place, _)| place);
        if let Some(place) = place {
            if merit(&reached) > merit(&self.list[place]) {
                reached.classify(objective);
                self.list[place] = reached;
            }
            return place;
        }
        reached.classify(objective);
        self.list.push(reached);
        self.list.len() - 1
    }

    /// Unites attractors that turned out to be one and sorts the rest by loss; says where each
    /// place of the list has gone.
    pub fn sort(&mut self, objective: &Objective) -> Vec<usize> {
        let count = self.list.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|&a, &b| compare(&self.list[a], &self.list[b]).then(a.cmp(&b)));
        let mut place = vec![0; count];
        let mut kept: Vec<usize> = Vec::new();
        for old in order {
            let one = &self.list[old];
            let known =
                kept.iter().position(|&other| self.is_same(objective, &self.list[other], one));
            place[old] = known.unwrap_or(kept.len());
            if known.is_none() {
                kept.push(old);
            }
        }
        self.list = kept.into_iter().map(|old| self.list[old].clone()).collect();
        place
    }

    fn is_same(&self, objective: &Objective, a: &Attractor, b: &Attractor) -> bool {
        let kinds = [a.kind, b.kind];
        if kinds == [Kind::Infinity; 2] {
            return near(a.loss, b.loss, SAME_LIMIT) && same_limits(objective, a, b);
        }
        if kinds.contains(&Kind::Infinity) {
            // a valley that falls towards infinity so slowly that some ends in it seem to rest
            return kinds.contains(&Kind::FlatMinimum)
                && objective.loss().kind.has_logits()
                && near(a.loss, b.loss, SAME)
                && same_function(objective, a, b, SAME.sqrt());
        }
        if kinds[0] != kinds[1]
            && (kinds.contains(&Kind::DeadRegion) || kinds.contains(&Kind::Cycle))
        {
            return false;
        }
        let (in_loss, in_outputs) = if a.is_exact && b.is_exact {
            (EXACT, EXACT)
        } else if objective.has_kinks() {
            (SAME_AT_KINK, SAME_AT_KINK.sqrt())
        } else {
            (SAME, SAME.sqrt())
        };
        let is_strict = kinds.contains(&Kind::Minimum);
        near(a.loss, b.loss, in_loss)
            && same_function(objective, a, b, in_outputs)
            && (!self.tells_copies_apart
                || !is_strict
                || all_near(&a.weights, &b.weights, in_outputs))
    }
}

/// How much an attractor's end tells: the best one is shown.
fn merit(attractor: &Attractor) -> (bool, bool, f64) {
    // a limit is known the better the nearer the descent has come to it
    let is_limit = attractor.kind == Kind::Infinity;
    (is_limit, attractor.is_exact, -if is_limit { attractor.left } else { attractor.loss })
}

/// Whether the outputs on the data agree.
fn same_function(objective: &Objective, a: &Attractor, b: &Attractor, tolerance: f64) -> bool {
    all_near(&function(objective, &a.outputs), &function(objective, &b.outputs), tolerance)
}

fn all_near(a: &[f64], b: &[f64], tolerance: f64) -> bool {
    a.iter().zip(b).all(|(a, b)| near(*a, *b, tolerance))
}

fn near(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * (1.0 + a.abs().max(b.abs()))
}

/// Whether runs to infinity tend to the same probabilities, as far as can be told on the way: they
/// are compared coarsely, since they come slowly to 0 and 1, or to 1/2 and 2/3 where points
/// contradict each other. Only one function has the loss 0.
fn same_limits(objective: &Objective, a: &Attractor, b: &Attractor) -> bool {
    let [p, q] = [a, b].map(|end| function(objective, &end.outputs));
    let are_right = a.loss == 0.0 && b.loss == 0.0;
    !objective.loss().kind.has_logits()
        || are_right
        || p.iter().zip(&q).all(|(p, q)| (p - q).abs() < ON_THE_WAY)
}

/// By loss, then kind, then outputs and weights, in as many digits as are the same from run to run.
fn compare(a: &Attractor, b: &Attractor) -> Ordering {
    let by = |a: &[f64], b: &[f64]| {
        let pairs = a.iter().zip(b).map(|(a, b)| rounded(*b).total_cmp(&rounded(*a)));
        pairs.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    rounded(a.loss)
        .total_cmp(&rounded(b.loss))
        .then(a.kind.cmp(&b.kind))
        .then_with(|| by(&a.outputs, &b.outputs))
        .then_with(|| by(&a.weights, &b.weights))
}

/// To a millionth, relative to `1 + |value|`'s power of two; both zeros become one.
fn rounded(value: f64) -> f64 {
    let unit = 1e-6 * pxfm::f_exp2(pxfm::f_log2(1.0 + value.abs()).ceil());
    (value / unit).round() * unit + 0.0
}
