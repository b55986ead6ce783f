//! The weight vector under the pointer, evaluated.

use crate::app::jobs::model::Model;
use crate::plane::Quantity;

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
    /// The quantity of the map and its value there, where that is not the loss.
    pub other: Option<(Quantity, f64)>,
}

impl Hover {
    /// Evaluates the model at `at`, with the `quantity` that the map shows.
    pub fn new(model: &Model, at: [f64; 2], quantity: Quantity) -> Self {
        let weights = model.view.plane.point(at[0], at[1]);
        // a population pairs all units
        let points = match &model.objective {
            objective if objective.is_population() => objective.network().output_count(),
            objective => objective.dataset().len(),
        };
        let cost = weights.len().saturating_mul(points);
        if cost > LIVE_BUDGET {
            return Self { at, weights, loss: None, other: None };
        }
        let value = |quantity: Quantity| quantity.at(&model.objective, &weights);
        let loss = Some(value(Quantity::Loss));
        let other = (quantity != Quantity::Loss).then(|| (quantity, value(quantity)));
        Self { at, weights, loss, other }
    }

    /// The number that the colour there stands for.
    pub fn number(&self, quantity: Quantity) -> Option<f64> {
        match self.other {
            Some((other, number)) if other == quantity => Some(number),
            _ => self.loss.filter(|_| quantity == Quantity::Loss),
        }
    }
}
