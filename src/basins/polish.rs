//! A few Newton steps from where a descent came to rest, so that copies of one minimum agree to many
//! digits.

use nalgebra::{Cholesky, DMatrix, DVector};

use crate::objective::{Objective, norm};

/// Above this many weights no Hessian is formed for every ending: it costs as much as `P` gradients.
const MAX_WEIGHTS: usize = 64;

/// Most steps; Newton's method doubles the digits with each.
const STEPS: usize = 6;

/// Square of the smallest over the largest pivot below which the Hessian counts as singular.
const PIVOTS: f64 = 1e-8;

/// Longest step, as a share of the weights' size: a descent has come nearer than that.
const REACH: f64 = 0.05;

/// Size of the Hessian times that of the weights squared, against the loss, below which all is flat.
const PLATEAU: f64 = 1e-5;

/// What the curvature says where a descent came to rest.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Rest {
    /// The minimum next to it, with its loss: the Hessian there is well conditioned.
    Polished(Vec<f64>, f64),
    /// The Hessian is zero to rounding: the descent has stalled far from anything.
    Plateau,
    /// Neither, or too many weights to tell.
    Plain,
}

impl Rest {
    pub fn is_polished(&self) -> bool {
        matches!(self, Self::Polished(..))
    }
}

/// Newton steps from `weights` (length `P`), each kept only if it shortens the gradient and does not
/// raise the loss beyond rounding.
pub(super) fn polish(objective: &Objective, weights: &[f64]) -> Rest {
    if weights.len() > MAX_WEIGHTS {
        return Rest::Plain;
    }
    let mut work = objective.workspace();
    let mut at = weights.to_vec();
    let mut gradient = vec![0.0; at.len()];
    let mut loss = objective.value_and_gradient(&at, &mut gradient, &mut work);
    for step in 0..STEPS {
        let hessian = objective.hessian(&at);
        let size = 1.0 + norm(&at);
        if step == 0 {
            let largest = hessian.iter().fold(0.0_f64, |m, h| m.max(h.abs()));
            if largest * size * size <= PLATEAU * (1.0 + loss.abs()) {
                return Rest::Plateau;
            }
        }
        let matrix = DMatrix::from_fn(at.len(), at.len(), |i, j| hessian[[i, j]]);
        let Some(factor) = Cholesky::new(matrix).filter(is_well_conditioned) else {
            // a Hessian that turns bad on the way means that there is no strict minimum here
            return Rest::Plain;
        };
        let way = factor.solve(&DVector::from_column_slice(&gradient));
        if norm(way.as_slice()) > REACH * size {
            return Rest::Plain;
        }
        let next: Vec<f64> = at.iter().zip(&way).map(|(w, d)| w - d).collect();
        let mut next_gradient = vec![0.0; at.len()];
        let next_loss = objective.value_and_gradient(&next, &mut next_gradient, &mut work);
        let is_better =
            norm(&next_gradient) < norm(&gradient) && next_loss <= loss + 1e-14 * (1.0 + loss.abs());
        if !is_better {
            // at a minimum of a smooth loss only rounding stops a Newton step; at a kink nothing is crisp
            let is_crisp = norm(&gradient) <= 1e-9 * (1.0 + loss.abs());
            return if is_crisp { Rest::Polished(at, loss) } else { Rest::Plain };
        }
        (at, gradient, loss) = (next, next_gradient, next_loss);
    }
    if norm(&gradient) <= 1e-9 * (1.0 + loss.abs()) { Rest::Polished(at, loss) } else { Rest::Plain }
}

fn is_well_conditioned(factor: &Cholesky<f64, nalgebra::Dyn>) -> bool {
    let diagonal = factor.l_dirty().diagonal();
    let (low, high) = (diagonal.min(), diagonal.max());
    (low / high).powi(2) > PIVOTS
}
