//! Second derivatives of activations, lane by lane.

use crate::network::Activation;

/// `f''` from the pre-activation, `f` and `f'`.
#[inline(always)]
pub(super) fn second(activation: Activation, z: f64, value: f64, slope: f64) -> f64 {
    match activation {
        Activation::Identity | Activation::Relu | Activation::LeakyRelu => 0.0,
        Activation::Sigmoid => slope * (1.0 - 2.0 * value),
        Activation::Tanh => -2.0 * value * slope,
        Activation::Softplus => slope * (1.0 - slope),
        // where f has underflowed so have all its derivatives, also for infinite z
        Activation::Gaussian => {
            if value == 0.0 {
                0.0
            } else {
                (-2.0 * z).mul_add(slope, -2.0 * value)
            }
        }
    }
}
