//! How much arithmetic an evaluation takes, counted from the formulas that the passes compute.
//!
//! A fused multiply-add counts two, an addition, multiplication or division one; comparisons,
//! selections and work on bits count nothing. A product with an input that is zero is not counted,
//! though the passes of small networks carry it out.

use super::activation::operations;
use super::{Kernel, Matrices};
use crate::network::Activation;
use crate::network::math::operations::{CLAMPED_EXP, LN_1P, QUOTIENT, SIGMOID};
use crate::objective::{LossKind, Objective};

/// Floating-point operations of one weight vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operations {
    /// Of the loss.
    pub value: u64,
    /// Of the gradient, without the loss.
    pub gradient: u64,
    /// Of one gradient-descent step: the gradient and the update.
    pub step: u64,
    /// Of the loss at one cell of a slice, where a first layer of sigmoid units is swept (see
    /// [`Slicer`](super::Slicer)) and that of a large network is known beforehand (see
    /// [`Cells`](super::Cells)); what a whole row or slice has in common counts nothing.
    pub cell: u64,
}

impl Kernel {
    /// Floating-point operations of one weight vector; see the module's text for what is counted.
    #[must_use]
    pub fn operations(objective: &Objective) -> Operations {
        let points = objective.dataset().len() as u64;
        let nonzero = objective.dataset().inputs().iter().filter(|x| **x != 0.0).count() as u64;
        let layers = objective.layout();
        let (mut forward, mut slopes, mut backward) = (0, 0, 0);
        for (l, layer) in layers.iter().enumerate() {
            let units = layer.units as u64;
            let products =
                if l == 0 { nonzero * units } else { points * units * layer.inputs as u64 };
            let (value, with_slope) = operations(layer.activation);
            forward += 2 * products + points * units * value;
            // the slope itself, and the product with it
            let factor = u64::from(!matches!(layer.activation, Activation::Identity));
            slopes += points * units * (with_slope - value + factor);
            backward += 2 * products + if layer.biases.is_empty() { 0 } else { points * units };
            if l > 0 {
                backward += 2 * products;
            }
        }
        let outputs = points * layers.last().map_or(0, |layer| layer.units as u64);
        // of an output, and of all
        let (loss, slope_of_loss) = match objective.loss().kind {
            LossKind::Squared => (3, 2),
            LossKind::CrossEntropy => (CLAMPED_EXP + 5, QUOTIENT + 5),
            LossKind::Softmax => (CLAMPED_EXP + 5, CLAMPED_EXP + 8),
        };
        let (logarithm, quotients) = match objective.loss().kind {
            LossKind::Squared => (0, 0),
            LossKind::CrossEntropy => (LN_1P, 0),
            LossKind::Softmax => (points * (LN_1P + 3), 3 * points),
        };
        let [saved, added] = match layers {
            // a product and a sum instead of the products of the first layer
            [first, ..] if Matrices::new(objective).is_some() => {
                let units = first.units as u64;
                [2 * nonzero * units, 2 * points * units]
            }
            // two sigmoids: two fused multiply-adds, three products and a division
            [first, _, ..] if first.activation == Activation::Sigmoid => {
                let units = first.units as u64;
                [2 * nonzero * units + points * units * (SIGMOID - 4), 0]
            }
            _ => [0, 0],
        };
        let value = forward + outputs * loss + logarithm + 1;
        let gradient = forward + slopes + outputs * slope_of_loss + quotients + backward;
        Operations {
            value,
            gradient,
            step: gradient + 2 * objective.parameter_count() as u64,
            cell: value + added - saved,
        }
    }
}

#[cfg(test)]
#[path = "cost_tests.rs"]
mod counted;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Dataset, Network};
    use crate::objective::{Loss, Reduction};

    #[test]
    fn a_small_network_takes_the_operations_that_its_formulas_have() {
        // z = w x + b for x = 3 and x = 0; loss (z - y)^2
        let network = Network {
            layers: vec![1, 1],
            activation: Activation::Relu,
            output_activation: Activation::Identity,
            bias: true,
        };
        let data = Dataset::new(ndarray::array![[3.0], [0.0]], ndarray::array![[1.0], [0.0]]);
        let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
        let objective = Objective::new(network, data, loss);
        let operations = Kernel::operations(&objective);
        // one product and sum; two residuals, squared and added; the factor of the loss
        assert_eq!(operations.value, 2 + 2 * 3 + 1);
        // one product and sum; 2 r for each point; their sum, and its product with x
        assert_eq!(operations.gradient, 2 + 2 * 2 + 2 + 2);
        assert_eq!(operations.step, operations.gradient + 4);
    }
}
