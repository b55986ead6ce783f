//! Where a descent would end: a regularised Newton continuation from its end.
//!
//! Gradient descent needs `e^k` times the steps to go the last `k` units on an exponential tail, and
//! hardly moves on the plateau around a saddle; Newton's method covers such a unit in one step. What
//! tells a finite minimum from a run to infinity is the length of its steps: near a minimum they shrink
//! (quadratically; by a fixed ratio where the minimum is degenerate), on an exponential tail they stay
//! as long as they are while the loss goes down to its infimum.
//!
//! The step is `-sum_i v_i (v_i . g) / (|l_i| + mu)` over the eigenpairs of the Hessian, with
//! `mu = 2 |g| / (1 + |w|)`: the modulus lets saddles repel (Dauphin et al. 2014, arXiv 1406.2572), and
//! a shift proportional to the gradient keeps convergence quick where minima are not isolated (Li,
//! Fukushima, Qi and Yamashita 2004) and bounds the step by half of `1 + |w|`.

use crate::objective::{Objective, Workspace, eigenpairs, norm};

/// Most weights for which an outlook is computed: each step costs `P` gradients and `P^3` operations.
const MOST_WEIGHTS: usize = 64;

/// Most Newton steps.
const STEPS: usize = 300;

/// Most halvings of one step.
const HALVINGS: i32 = 40;

/// Length of a full step, as a share of `1 + |w|`, below which the continuation has arrived.
const SHORT: f64 = 1e-9;

/// The same where the loss no longer tells two points apart.
const SHORT_IN_ROUNDING: f64 = 1e-4;

/// Expected gain of a step, as a share of the loss, that is lost in rounding.
const ROUNDING: f64 = 1e-14;

/// Expected gain of a step, as a share of all gained before, at which the loss has levelled out.
const LEVEL: f64 = 1e-6;

/// Steps that are compared with as many before them to see whether they shrink.
const WINDOW: usize = 5;

/// Curvature, as a share of the greatest, below minus which a stationary point is a saddle.
const SADDLE: f64 = 1e-6;

/// Where a descent would end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Outlook {
    /// At a stationary point.
    Point {
        /// Its distance from here.
        distance: f64,
        /// Whether the loss curves down from it in some direction.
        is_saddle: bool,
    },
    /// At no finite point.
    Infinity {
        /// The loss that is left.
        limit: f64,
    },
    /// No step lowers the loss, but the gradient does not vanish: a kink.
    Kink {
        /// Its distance from here.
        distance: f64,
    },
    /// It did not become clear.
    Unclear,
    /// There are too many weights to say.
    Unknown,
}

/// Looks ahead from `weights`, which must be finite and have a finite loss.
pub(super) fn outlook(objective: &Objective, weights: &[f64]) -> Outlook {
    if weights.len() > MOST_WEIGHTS {
        return Outlook::Unknown;
    }
    let mut work = objective.workspace();
    let mut here = weights.to_vec();
    let mut gradient = vec![0.0; weights.len()];
    let mut lengths = Vec::with_capacity(STEPS);
    let mut first_loss = None;
    for _ in 0..STEPS {
        let loss = objective.value_and_gradient(&here, &mut gradient, &mut work);
        let Some(newton) = Newton::at(objective, &here, &gradient) else { return Outlook::Unclear };
        let size = 1.0 + norm(&here);
        let length = norm(&newton.step);
        let is_lost = newton.gain <= ROUNDING * loss.abs();
        let way = distance(&here, weights);
        // a tail that ends in rounding far from here is no point
        let is_near = way <= SHORT_IN_ROUNDING * size && length <= SHORT_IN_ROUNDING * size;
        if length <= SHORT * size || (is_lost && is_near) {
            return Outlook::Point { distance: way, is_saddle: newton.is_saddle };
        }
        let gained = *first_loss.get_or_insert(loss) - loss;
        if is_lost || (newton.gain <= LEVEL * gained && keeps_pace(&lengths)) {
            break;
        }
        let Some(share) = search(objective, &mut here, &newton, loss, &mut work) else {
            return Outlook::Kink { distance: way };
        };
        // a step that had to be cut says nothing about the length that it would keep
        lengths.push(if share == 1.0 { length } else { 0.0 });
    }
    if keeps_pace(&lengths) && norm(&here) > norm(weights) {
        return Outlook::Infinity { limit: objective.value(&here, &mut work) };
    }
    Outlook::Unclear
}

/// One Newton step.
struct Newton {
    step: Vec<f64>,
    /// Gain in loss expected to first order, `-g . step`; not negative.
    gain: f64,
    is_saddle: bool,
}

impl Newton {
    /// The step from `weights`; `None` where the Hessian is not finite.
    fn at(objective: &Objective, weights: &[f64], gradient: &[f64]) -> Option<Self> {
        let pairs = eigenpairs(&objective.hessian(weights))?;
        let shift = 2.0 * norm(gradient) / (1.0 + norm(weights));
        let mut step = vec![0.0; weights.len()];
        let mut gain = 0.0;
        for (curvature, vector) in &pairs {
            let slope: f64 = vector.iter().zip(gradient).map(|(v, g)| v * g).sum();
            if slope != 0.0 {
                let length = slope / (curvature.abs() + shift);
                step.iter_mut().zip(vector).for_each(|(s, v)| *s -= length * v);
                gain += slope * length;
            }
        }
        let greatest = pairs.iter().fold(0.0_f64, |m, (curvature, _)| m.max(curvature.abs()));
        let is_saddle = pairs.first().is_some_and(|(least, _)| *least < -SADDLE * greatest);
        step.iter().all(|s| s.is_finite()).then_some(Self { step, gain, is_saddle })
    }
}

/// Moves `here` along the step, halved until the loss falls by Armijo's rule; the share of the step that
/// was made.
fn search(
    objective: &Objective,
    here: &mut Vec<f64>,
    newton: &Newton,
    loss: f64,
    work: &mut Workspace,
) -> Option<f64> {
    (0..HALVINGS).map(|k| 0.5_f64.powi(k)).find_map(|share| {
        let ahead: Vec<f64> = here.iter().zip(&newton.step).map(|(w, s)| w + share * s).collect();
        let is_lower = objective.value(&ahead, work) <= loss - 1e-4 * share * newton.gain;
        is_lower.then(|| {
            *here = ahead;
            share
        })
    })
}

/// Whether the last steps, all of them full, are about as long as those before them.
fn keeps_pace(lengths: &[f64]) -> bool {
    let Some(start) = lengths.len().checked_sub(2 * WINDOW) else { return false };
    let (before, last) = lengths[start..].split_at(WINDOW);
    let total = |lengths: &[f64]| lengths.iter().sum::<f64>();
    !lengths[start..].contains(&0.0) && total(last) >= 0.6 * total(before)
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    norm(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>())
}
