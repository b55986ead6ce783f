//! The state of a descent at one step.

use super::tolerance::NOTHING;

/// The state of a descent at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Number of updates made before.
    pub step: usize,
    /// The flat parameter vector.
    pub weights: Vec<f64>,
    /// The loss over all points.
    pub loss: f64,
    /// Norm of the gradient over all points.
    pub gradient_norm: f64,
}

impl Record {
    /// Whether the gradient is nothing but rounding.
    pub(crate) fn has_no_gradient(&self) -> bool {
        self.gradient_norm <= NOTHING * (1.0 + self.loss.abs())
    }

    /// Whether loss and weights are finite.
    pub(crate) fn is_finite(&self) -> bool {
        self.loss.is_finite() && self.weights.iter().all(|w| w.is_finite())
    }
}
