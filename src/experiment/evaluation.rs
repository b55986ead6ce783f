//! One weight vector.

use serde::Serialize;

use crate::network::{limits, norm};
use crate::objective::{Objective, eigenvalues};

/// Everything that is known of one weight vector.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// `L(w)`.
    pub loss: f64,
    /// The gradient, in the order of the flat parameter vector.
    pub gradient: Vec<f64>,
    /// Its Euclidean norm.
    pub gradient_norm: f64,
    /// Eigenvalues of the Hessian, ascending; `None` for more than [`limits::HESSIAN`] weights
    /// or a Hessian that is not finite.
    pub hessian_eigenvalues: Option<Vec<f64>>,
    /// The outputs, a row a data point.
    pub outputs: Vec<Vec<f64>>,
    /// Share of points on the right side, for targets 0 and 1.
    pub accuracy: Option<f64>,
}

/// Evaluates `weights` (length `P`).
#[must_use]
pub fn evaluate(objective: &Objective, weights: &[f64]) -> Evaluation {
    let mut gradient = vec![0.0; weights.len()];
    let loss = objective.value_and_gradient(weights, &mut gradient, &mut objective.workspace());
    let hessian_eigenvalues = if weights.len() <= limits::HESSIAN {
        eigenvalues(&objective.hessian(weights))
    } else {
        None
    };
    Evaluation {
        loss,
        gradient_norm: norm(&gradient),
        gradient,
        hessian_eigenvalues,
        outputs: objective.outputs(weights).rows().into_iter().map(|row| row.to_vec()).collect(),
        accuracy: objective.accuracy(weights),
    }
}

/// `L(weights)`.
#[must_use]
pub fn loss(objective: &Objective, weights: &[f64]) -> f64 {
    objective.value(weights, &mut objective.workspace())
}
