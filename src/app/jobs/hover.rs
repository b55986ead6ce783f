//! The weight vector under the pointer, evaluated.

use crate::app::jobs::model::Model;
use crate::network::norm;
use crate::plane::slice::Quantity;

/// Above this many multiplications a live evaluation would be felt, and the picture's own cell is
/// shown.
const LIVE_BUDGET: usize = 2_000_000;

/// A place of the plane and what the network is there.
pub struct Hover {
    /// Coordinates in the plane.
    pub at: [f64; 2],
    /// The full weight vector.
    pub weights: Vec<f64>,
    /// The loss there; `None` if that is too costly to compute at once.
    pub loss: Option<f64>,
    /// The gradient's norm there, if that was asked for.
    pub gradient_norm: Option<f64>,
}

impl Hover {
    /// Evaluates the model at `at`, with its gradient if that is the `quantity` shown.
    pub fn new(model: &Model, at: [f64; 2], quantity: Quantity) -> Self {
        let weights = model.view.plane.point(at[0], at[1]);
        let cost = weights.len().saturating_mul(model.objective.dataset().len());
        if cost > LIVE_BUDGET {
            return Self { at, weights, loss: None, gradient_norm: None };
        }
        let (objective, mut work) = (&model.objective, model.objective.workspace());
        if quantity == Quantity::Loss {
            let loss = Some(objective.value(&weights, &mut work));
            return Self { at, weights, loss, gradient_norm: None };
        }
        let mut gradient = vec![0.0; weights.len()];
        let loss = Some(objective.value_and_gradient(&weights, &mut gradient, &mut work));
        Self { at, weights, loss, gradient_norm: Some(norm(&gradient)) }
    }

    /// The number that the colour there stands for.
    pub fn number(&self, quantity: Quantity) -> Option<f64> {
        match quantity {
            Quantity::Loss => self.loss,
            Quantity::GradientNorm => self.gradient_norm,
        }
    }
}
