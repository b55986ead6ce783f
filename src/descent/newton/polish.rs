//! A few Newton steps to a strict minimum beside a descent's end, so that copies of one minimum
//! agree to many digits.

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::descent::tolerance::{NOTHING, ROUNDING};
use crate::network::{limits, norm};
use crate::objective::Objective;

/// Most steps; Newton's method doubles the digits with each.
const STEPS: usize = 8;

/// Square of the smallest over the largest pivot below which the Hessian counts as singular.
const PIVOTS: f64 = 1e-8;

/// Longest step, as a share of the weights' size: a descent that rests has come nearer than that.
const REACH: f64 = 0.05;

/// The minimum with a well-conditioned Hessian beside `weights` (length `P`), and its loss; `None`
/// if there is none, or too many weights to tell.
///
/// Newton's method, each step of which must shorten the gradient, not raise the loss beyond
/// rounding, and be short.
pub(crate) fn strict_minimum(objective: &Objective, weights: &[f64]) -> Option<(Vec<f64>, f64)> {
    if weights.len() > limits::NEWTON {
        return None;
    }
    let mut work = objective.workspace();
    let (mut at, mut gradient) = (weights.to_vec(), vec![0.0; weights.len()]);
    let mut loss = objective.value_and_gradient(&at, &mut gradient, &mut work);
    for _ in 0..STEPS {
        let hessian = objective.hessian(&at);
        let matrix = DMatrix::from_fn(at.len(), at.len(), |i, j| hessian[[i, j]]);
        let factor = Cholesky::new(matrix).filter(is_well_conditioned)?;
        let way = factor.solve(&DVector::from_column_slice(&gradient));
        if norm(way.as_slice()) > REACH * (1.0 + norm(&at)) {
            return None;
        }
        let next: Vec<f64> = at.iter().zip(&way).map(|(w, d)| w - d).collect();
        let mut next_gradient = vec![0.0; at.len()];
        let next_loss = objective.value_and_gradient(&next, &mut next_gradient, &mut work);
        let is_better = norm(&next_gradient) < norm(&gradient)
            && next_loss <= loss + ROUNDING * (1.0 + loss.abs());
        if !is_better {
            // at a minimum of a smooth loss only rounding stops a Newton step
            break;
        }
        (at, gradient, loss) = (next, next_gradient, next_loss);
    }
    (norm(&gradient) <= NOTHING * (1.0 + loss.abs())).then_some((at, loss))
}

fn is_well_conditioned(factor: &Cholesky<f64, nalgebra::Dyn>) -> bool {
    let diagonal = factor.l_dirty().diagonal();
    let (low, high) = (diagonal.min(), diagonal.max());
    (low / high).powi(2) > PIVOTS
}
