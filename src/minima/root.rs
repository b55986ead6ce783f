//! A root of the gradient: a critical point of any kind.
//!
//! Levenberg and Marquardt's method on `|g|^2 / 2`, whose Jacobian is the Hessian `H`: over the
//! eigenpairs `(l_i, v_i)` of `H` the step is `-sum_i v_i l_i (v_i . g) / (l_i^2 + mu)` with `mu =
//! nu |g|^2 / (1 + |w|)^2`. A `mu` of that order keeps convergence quadratic where critical points
//! are not isolated (Yamashita and Fukushima 2001, Computing Suppl. 15, 239), and bounds the step
//! by half of `1 + |w|` at `nu = 1`. Saddles attract as much as minima do.

use crate::network::norm;
use crate::objective::{Objective, eigenpairs};

/// Most steps.
const STEPS: usize = 300;

/// Gradient, as a share of `1 + loss`, above which an end is no critical point.
pub(super) const CRITICAL: f64 = 1e-9;

/// Gradient along an eigenvector, as a share of the greatest curvature times `1 + |w|`, that is
/// rounding.
const NOISE: f64 = 4.0 * f64::EPSILON;

/// Newton step, as a share of `1 + |w|`, below which nothing but the last digits is left to do.
const SHORT: f64 = 1e-9;

/// Newton step, as a share of `1 + |w|`, that is too short to be one of a run to infinity.
const TOO_SHORT_FOR_A_TAIL: f64 = 1e-4;

/// Fall of the gradient over which Newton steps are compared: on a tail they stay as long as they
/// are, near a critical point, however degenerate, they shrink.
const FALL: f64 = 1e4;

/// Share of its length that a Newton step keeps on a tail while the gradient makes that fall.
const KEPT: f64 = 0.3;

/// What the search for a root ended in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// A point at which the gradient is zero to rounding.
    Point,
    /// The gradient goes to zero while the weights go on for ever.
    Tail,
    /// The gradient got no smaller.
    Stuck,
}

/// A weight vector with what its gradient and Hessian say.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub weights: Vec<f64>,
    pub loss: f64,
    /// Norm of the gradient.
    pub gradient_norm: f64,
    /// Eigenvalues of the Hessian, ascending, with their unit vectors.
    pub pairs: Vec<(f64, Vec<f64>)>,
    /// The gradient along each eigenvector.
    pub slopes: Vec<f64>,
    /// `1 + |w|`.
    pub size: f64,
    /// The greatest eigenvalue by its modulus.
    pub greatest: f64,
}

impl Spot {
    /// Measures at `weights`; `None` where something is not finite.
    pub fn at(objective: &Objective, weights: Vec<f64>) -> Option<Self> {
        let mut gradient = vec![0.0; weights.len()];
        let loss =
            objective.value_and_gradient(&weights, &mut gradient, &mut objective.workspace());
        if !loss.is_finite() || gradient.iter().chain(&weights).any(|x| !x.is_finite()) {
            return None;
        }
        let pairs = eigenpairs(&objective.hessian(&weights))?;
        let slopes =
            pairs.iter().map(|(_, v)| v.iter().zip(&gradient).map(|(v, g)| v * g).sum()).collect();
        let greatest = pairs.iter().fold(0.0_f64, |m, (l, _)| m.max(l.abs()));
        let (size, gradient_norm) = (1.0 + norm(&weights), norm(&gradient));
        Some(Self { weights, loss, gradient_norm, pairs, slopes, size, greatest })
    }

    /// Length of the Newton step as a share of `1 + |w|`, along eigenvectors whose slope is more
    /// than rounding.
    fn reach(&self) -> f64 {
        let noise = NOISE * self.greatest * self.size;
        let along = |(slope, (curvature, _)): (&f64, &(f64, Vec<f64>))| {
            if slope.abs() > noise { slope / curvature } else { 0.0 }
        };
        norm(&self.slopes.iter().zip(&self.pairs).map(along).collect::<Vec<_>>()) / self.size
    }

    /// The modulus up to which an eigenvalue may be zero at the critical point itself.
    ///
    /// Rounding of the gradient, `e = 4 eps` of the greatest curvature times `1 + |w|`, leaves the
    /// point uncertain by `e / l` along an eigenvalue `l`. With third derivatives of the order of
    /// the greatest curvature that moves `l` by as much as itself where `l^2 = e` times the
    /// greatest curvature.
    pub fn zero(&self) -> f64 {
        self.greatest * (NOISE * self.size).sqrt()
    }

    /// The weights after a step of `length(curvature, slope)` against each eigenvector.
    pub fn moved(&self, length: impl Fn(f64, f64) -> f64) -> Vec<f64> {
        let mut weights = self.weights.clone();
        for ((curvature, vector), slope) in self.pairs.iter().zip(&self.slopes) {
            let length = length(*curvature, *slope);
            if length != 0.0 {
                weights.iter_mut().zip(vector).for_each(|(w, v)| *w -= length * v);
            }
        }
        weights
    }
}

/// Looks for a root of the gradient from `start` (length `P`); `None` where the start is not
/// finite.
pub(super) fn root(objective: &Objective, start: &[f64]) -> Option<(End, Spot)> {
    root_within(objective, start, STEPS)
}

/// The same in at most `steps` steps.
pub(super) fn root_within(
    objective: &Objective,
    start: &[f64],
    steps: usize,
) -> Option<(End, Spot)> {
    let mut here = Spot::at(objective, start.to_vec())?;
    let mut history = vec![(here.gradient_norm, here.reach())];
    let mut nu = 1.0;
    for _ in 0..steps {
        let Some(next) = step(objective, &here, &mut nu) else { break };
        here = next;
        history.push((here.gradient_norm, here.reach()));
    }
    let end = if here.gradient_norm > CRITICAL * (1.0 + here.loss.abs()) {
        End::Stuck
    } else if is_tail(&history) {
        End::Tail
    } else {
        End::Point
    };
    Some((end, here))
}

/// One step that shortens the gradient; `None` if there is none. `nu` is adapted.
fn step(objective: &Objective, here: &Spot, nu: &mut f64) -> Option<Spot> {
    if here.gradient_norm == 0.0 {
        return None;
    }
    // near the end rounding makes gradients shorter and longer as it likes
    let factor = if here.reach() <= SHORT { 0.7 } else { 1.0 - 1e-4 };
    let unit = (here.gradient_norm / here.size).powi(2);
    for _ in 0..16 {
        let mu = *nu * unit;
        let length = |curvature: f64, slope: f64| {
            let length = curvature * slope / (curvature * curvature + mu);
            if length.is_finite() { length } else { 0.0 }
        };
        let ahead = here.moved(length);
        let mut gradient = vec![0.0; ahead.len()];
        objective.value_and_gradient(&ahead, &mut gradient, &mut objective.workspace());
        if norm(&gradient) < factor * here.gradient_norm {
            *nu = (*nu / 4.0).max(1e-3);
            return Spot::at(objective, ahead);
        }
        *nu *= 4.0;
        if *nu > 1e12 {
            break;
        }
    }
    None
}

/// Whether the way here, told by gradients and Newton steps, is one to infinity.
fn is_tail(history: &[(f64, f64)]) -> bool {
    let end = history[history.len() - 1].0;
    let first = history.partition_point(|(gradient, _)| *gradient > FALL * end);
    let steps = || history[first..].iter().map(|(_, reach)| *reach).filter(|reach| *reach > 0.0);
    let shortest = steps().fold(f64::INFINITY, f64::min);
    let Some(before) = steps().next() else { return false };
    shortest > TOO_SHORT_FOR_A_TAIL && shortest >= KEPT * before
}
