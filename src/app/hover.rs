//! The weight vector under the pointer, evaluated.

use super::model::Model;

/// Above this many multiplications a live evaluation would be felt, and the picture's own cell is shown.
const LIVE_BUDGET: usize = 2_000_000;

/// A place of the plane and what the network is there.
pub struct Hover {
    /// Coordinates in the plane.
    pub at: [f64; 2],
    /// The full weight vector.
    pub weights: Vec<f64>,
    /// The loss there; `None` if that is too costly to compute at once.
    pub loss: Option<f64>,
}

impl Hover {
    /// Evaluates the model at `at`.
    pub fn new(model: &Model, at: [f64; 2]) -> Self {
        let weights = model.view.plane.point(at[0], at[1]);
        let cost = weights.len().saturating_mul(model.objective.dataset().len());
        let loss =
            (cost <= LIVE_BUDGET).then(|| model.objective.value(&weights, &mut model.objective.workspace()));
        Self { at, weights, loss }
    }
}
