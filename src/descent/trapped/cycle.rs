//! Cycles of two steps, which descent with too long a step falls into where the loss curves more
//! than `2 / rate`: it hops to and fro between the walls of a valley, or across a crest between
//! two, and in some valleys for ever (Cohen et al. 2021, arXiv 2103.00065, the edge of stability;
//! Chen and Bruna 2023, arXiv 2206.04172, such cycles and where they are stable).
//!
//! On a cycle of two points gradients alternate, and velocities with them. Plain descent then steps
//! by `rate` times the gradient, momentum by `rate / (1 + mu)` and Nesterov's by `(1 + 2 mu) rate /
//! (1 + mu)`: always two divided by the [greatest stable
//! curvature](Settings::greatest_stable_curvature).
//!
//! Lion's steps are as long as its rate however small the gradient, so that at a fixed rate it ends
//! in a cycle, of two steps or more. On one of two, whose gradients are `g` here and `h` there, its
//! memory here is `(h + b2 g) / (1 + b2)`, the fixed point of two updates of it.

use crate::descent::extrapolation::{at, remainder};
use crate::descent::record::Record;
use crate::descent::tolerance::{NEAR, NOTHING};
use crate::network::{distance, norm};
use crate::objective::Objective;
use crate::optimizer::{Optimizer, Settings};

/// How steady the gradient's norm must be over the last half of the time, as a share of it; over
/// the last three quarters five times that.
const STEADY: f64 = 0.01;

/// Greatest ratio of motion between two doublings of time at which a run settles into its cycle.
const SETTLING: f64 = 0.5;

/// Distance after two steps, as a share of that after one, that is none.
const BACK: f64 = 1e-3;

/// Length of a step, as a share of the weights' size, below which it is not worth telling from
/// rest.
const SHORT: f64 = 1e-6;

/// Whether motion says that a run whose weights have this `size` has settled into a cycle.
///
/// Records an even number of steps apart see one of the two points only: there motion dies down,
/// though the gradient does not.
pub(crate) fn has_settled(records: &[Record], size: f64) -> bool {
    let [first, middle, end] = [0.25, 0.5, 1.0].map(|share| at(records, share));
    let is_even = |a: &Record, b: &Record| (b.step - a.step).is_multiple_of(2);
    let off =
        |record: &Record| (record.gradient_norm - end.gradient_norm).abs() / end.gradient_norm;
    let is_steady = off(middle) <= STEADY && off(first) <= 5.0 * STEADY;
    if !is_even(first, middle) || !is_even(middle, end) || first.step == middle.step || !is_steady {
        return false;
    }
    let way = |a: &Record, b: &Record| distance(&a.weights, &b.weights);
    let (before, last) = (way(first, middle), way(middle, end));
    let stands = last <= NOTHING * size;
    stands || (last <= SETTLING * before && remainder(before, last) <= NEAR * size)
}

/// The other point of the cycle of two steps through `weights`, and its loss; `None` if there is
/// none, for methods other than Lion that scale their steps by what the gradients were, and in
/// batches.
#[must_use]
pub(crate) fn other_point(
    objective: &Objective,
    settings: &Settings,
    weights: &[f64],
) -> Option<(Vec<f64>, f64)> {
    let is_whole = settings.batch_size.is_none_or(|size| size >= objective.dataset().len());
    if !is_whole {
        return None;
    }
    let mut work = objective.workspace();
    let mut gradient = |at: &[f64]| -> Vec<f64> {
        let mut gradient = vec![0.0; at.len()];
        objective.value_and_gradient(at, &mut gradient, &mut work);
        gradient
    };
    let (there, back) = if settings.optimizer == Optimizer::Lion {
        let here = gradient(weights);
        let there = lion_step(settings, weights, [&here, &here]);
        let other = gradient(&there);
        if lion_step(settings, weights, [&here, &other]) != there {
            return None;
        }
        let back = lion_step(settings, &there, [&other, &here]);
        (there, back)
    } else {
        let rate = 2.0 / settings.greatest_stable_curvature()?;
        let mut step = |from: &[f64]| -> Vec<f64> {
            let each = from.iter().zip(gradient(from));
            each.map(|(w, g)| w - rate * (g + settings.weight_decay * w)).collect()
        };
        let there = step(weights);
        let back = step(&there);
        (there, back)
    };
    let length = distance(&there, weights);
    // also false for what is not a number
    let is_cycle =
        length > SHORT * (1.0 + norm(weights)) && distance(&back, weights) <= BACK * length;
    is_cycle.then(|| {
        let loss = objective.value(&there, &mut work);
        (there, loss)
    })
}

/// Lion's step from a point of a cycle of two, with the gradients there and at the other point.
fn lion_step(settings: &Settings, from: &[f64], [here, other]: [&[f64]; 2]) -> Vec<f64> {
    let Settings { beta1, beta2, learning_rate: rate, weight_decay, .. } = *settings;
    let gradients = here.iter().zip(other);
    from.iter()
        .zip(gradients)
        .map(|(w, (g, h))| {
            let way = beta1 * (h + beta2 * g) / (1.0 + beta2) + (1.0 - beta1) * g;
            let sign = if way == 0.0 { 0.0 } else { way.signum() };
            w * (1.0 - rate * weight_decay) - rate * sign
        })
        .collect()
}
