//! What gradient and Hessian say where a descent seems to rest: a few Newton steps, so that copies
//! of one minimum agree to many digits, and a look for directions in which it is still on its way.

use nalgebra::{Cholesky, DMatrix, DVector};
use ndarray::Array2;

use crate::network::{limits, norm};
use crate::objective::{Objective, eigenpairs};

/// Most steps; Newton's method doubles the digits with each.
const STEPS: usize = 8;

/// Square of the smallest over the largest pivot below which the Hessian counts as singular.
const PIVOTS: f64 = 1e-8;

/// Longest step, as a share of the weights' size: a descent that rests has come nearer than that.
const REACH: f64 = 0.05;

/// Distance, as a share of the weights' size, at which the gradient must vanish along every
/// eigenvector. A point that falls towards infinity as `exp(-z)` in some unit's `z` has it at `1 /
/// |dz/dw|` for ever.
const NEAR: f64 = 5e-3;

/// Distance from the top of a ridge, as a share of the weights' size, beyond which a descent runs
/// down it.
const RIDGE: f64 = 1e-4;

/// A gradient above this, against `1 + loss`, is that of a kink, which the Hessian knows nothing
/// of.
const KINK: f64 = 1e-3;

/// A gradient below this, against `1 + loss`, is rounding.
const ROUNDING: f64 = 1e-13;

/// What the curvature says where a descent seems to rest.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rest {
    /// Beside a minimum with a well-conditioned Hessian: that minimum and its loss.
    Polished(Vec<f64>, f64),
    /// It does not rest: in some direction the gradient, small as it is, leads far, or down a
    /// ridge.
    Creeping,
    /// Neither; or too many weights to tell.
    Plain,
}

impl Rest {
    pub fn is_polished(&self) -> bool {
        matches!(self, Self::Polished(..))
    }
}

/// Looks around `weights` (length `P`), where a descent seems to rest.
pub(super) fn polish(objective: &Objective, weights: &[f64]) -> Rest {
    if weights.len() > limits::NEWTON {
        return Rest::Plain;
    }
    let mut gradient = vec![0.0; weights.len()];
    let loss = objective.value_and_gradient(weights, &mut gradient, &mut objective.workspace());
    let hessian = objective.hessian(weights);
    match newton(objective, weights, loss, &gradient, &hessian, REACH) {
        Some((minimum, loss)) => Rest::Polished(minimum, loss),
        None if creeps(weights, loss, &gradient, &hessian) => Rest::Creeping,
        None => Rest::Plain,
    }
}

/// Newton's method, each step of which must shorten the gradient, not raise the loss beyond
/// rounding, and be no longer than the share `reach` of the weights' size; the minimum and its
/// loss, if it gets there.
pub(super) fn newton(
    objective: &Objective,
    weights: &[f64],
    loss: f64,
    gradient: &[f64],
    hessian: &Array2<f64>,
    reach: f64,
) -> Option<(Vec<f64>, f64)> {
    let mut work = objective.workspace();
    let (mut at, mut loss, mut gradient, mut hessian) =
        (weights.to_vec(), loss, gradient.to_vec(), hessian.clone());
    for _ in 0..STEPS {
        let matrix = DMatrix::from_fn(at.len(), at.len(), |i, j| hessian[[i, j]]);
        let factor = Cholesky::new(matrix).filter(is_well_conditioned)?;
        let way = factor.solve(&DVector::from_column_slice(&gradient));
        if norm(way.as_slice()) > reach * (1.0 + norm(&at)) {
            return None;
        }
        let next: Vec<f64> = at.iter().zip(&way).map(|(w, d)| w - d).collect();
        let mut next_gradient = vec![0.0; at.len()];
        let next_loss = objective.value_and_gradient(&next, &mut next_gradient, &mut work);
        let is_better = norm(&next_gradient) < norm(&gradient)
            && next_loss <= loss + 1e-14 * (1.0 + loss.abs());
        if !is_better {
            // at a minimum of a smooth loss only rounding stops a Newton step
            break;
        }
        (at, gradient, loss) = (next, next_gradient, next_loss);
        hessian = objective.hessian(&at);
    }
    (norm(&gradient) <= 1e-9 * (1.0 + loss.abs())).then_some((at, loss))
}

fn is_well_conditioned(factor: &Cholesky<f64, nalgebra::Dyn>) -> bool {
    let diagonal = factor.l_dirty().diagonal();
    let (low, high) = (diagonal.min(), diagonal.max());
    (low / high).powi(2) > PIVOTS
}

/// Whether along some eigenvector of the Hessian the gradient vanishes only far away, as on a
/// plateau or in a valley that falls towards infinity, or the loss curves down and the top of the
/// ridge is behind.
fn creeps(weights: &[f64], loss: f64, gradient: &[f64], hessian: &Array2<f64>) -> bool {
    let (size, scale) = (1.0 + norm(weights), 1.0 + loss.abs());
    if norm(gradient) > KINK * scale {
        return false;
    }
    let Some(pairs) = eigenpairs(hessian) else { return false };
    pairs.iter().any(|(curvature, direction)| {
        let along: f64 = gradient.iter().zip(direction).map(|(g, d)| g * d).sum();
        let reach = if *curvature < 0.0 { RIDGE } else { NEAR };
        along.abs() > ROUNDING * scale && along.abs() >= reach * size * curvature.abs()
    })
}
