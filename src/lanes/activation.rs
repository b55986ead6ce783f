//! All that lanes know of each activation: value and slope, second derivative, and what they cost.
//!
//! Flat loops over whole buffers of rows, without other work in them, so that the constants of the
//! elementary functions stay in registers.

use super::{LANES, Lane};
use crate::network::math::operations::{EXP, EXP_M1, LN_1P, NORMAL, REDUCE, SIGMOID};
use crate::network::{Activation, LEAKY_SLOPE, math};
use crate::platform::Fused as _;

/// Replaces every pre-activation in `values` by `f` of it, and puts `f'` into `slopes` if
/// `GRADIENT`.
#[inline(always)]
pub(super) fn activate<const GRADIENT: bool>(
    activation: Activation,
    values: &mut [Lane],
    slopes: &mut [Lane],
) {
    match activation {
        Activation::Identity => {
            if GRADIENT {
                slopes.fill([1.0; LANES]);
            }
        }
        Activation::Relu => apply::<GRADIENT>(values, slopes, |z| {
            if z > 0.0 { (z, 1.0) } else { (if z <= 0.0 { 0.0 } else { z }, 0.0) }
        }),
        Activation::LeakyRelu => apply::<GRADIENT>(values, slopes, |z| {
            (if z <= 0.0 { LEAKY_SLOPE * z } else { z }, if z > 0.0 { 1.0 } else { LEAKY_SLOPE })
        }),
        Activation::Sigmoid => apply::<GRADIENT>(values, slopes, math::sigmoid),
        Activation::Tanh => apply::<GRADIENT>(values, slopes, math::tanh),
        Activation::Softplus => apply::<GRADIENT>(values, slopes, math::softplus),
        Activation::Elu => apply::<GRADIENT>(values, slopes, |z| {
            let (below, slope) = math::exp_m1(if z > 0.0 { 0.0 } else { z });
            (if z > 0.0 { z } else { below }, slope)
        }),
        Activation::Silu => apply::<GRADIENT>(values, slopes, math::silu),
        Activation::Gelu => apply::<GRADIENT>(values, slopes, math::gelu),
        Activation::Gaussian => apply::<GRADIENT>(values, slopes, |z| {
            let g = math::exp(-z * z);
            // where g has underflowed its slope is 0, also for infinite z
            (g, if g == 0.0 { 0.0 } else { -2.0 * z * g })
        }),
    }
}

#[inline(always)]
fn apply<const GRADIENT: bool>(
    values: &mut [Lane],
    slopes: &mut [Lane],
    f: impl Fn(f64) -> (f64, f64),
) {
    let values = values.as_flattened_mut();
    if GRADIENT {
        for (value, slope) in values.iter_mut().zip(slopes.as_flattened_mut()) {
            (*value, *slope) = f(*value);
        }
    } else {
        for value in values {
            *value = f(*value).0;
        }
    }
}

/// `f''` from the pre-activation, `f` and `f'`.
#[inline(always)]
pub(super) fn second(activation: Activation, z: f64, value: f64, slope: f64) -> f64 {
    match activation {
        Activation::Identity | Activation::Relu | Activation::LeakyRelu => 0.0,
        Activation::Sigmoid => slope * (1.0 - 2.0 * value),
        Activation::Tanh => -2.0 * value * slope,
        Activation::Softplus => slope * (1.0 - slope),
        Activation::Elu => {
            if z >= 0.0 {
                0.0
            } else {
                slope
            }
        }
        Activation::Silu => {
            let (share, slope) = math::sigmoid(z);
            // far out the first factor is 0, and the second need not be infinite
            let z = if z.abs() > 1e4 { 1e4 } else { z };
            slope * z.fused(1.0 - 2.0 * share, 2.0)
        }
        Activation::Gelu => {
            let (_, density) = math::normal(z);
            // far out the density is 0, and the square need not be infinite
            let z = if z.abs() > 40.0 { 40.0 } else { z };
            density * (-z).fused(z, 2.0)
        }
        // where f has underflowed so have all its derivatives, also for infinite z
        Activation::Gaussian => {
            if value == 0.0 {
                0.0
            } else {
                (-2.0 * z).fused(slope, -2.0 * value)
            }
        }
    }
}

/// Operations of `f`, and of `f` and `f'`.
pub(super) fn operations(activation: Activation) -> (u64, u64) {
    match activation {
        Activation::Identity | Activation::Relu => (0, 0),
        Activation::LeakyRelu => (1, 1),
        Activation::Sigmoid => (SIGMOID, SIGMOID + 1),
        Activation::Tanh => (REDUCE + 17, REDUCE + 22),
        Activation::Softplus => (EXP + LN_1P + 1, EXP + LN_1P + 4),
        Activation::Elu => (EXP_M1, EXP_M1),
        Activation::Silu => (SIGMOID + 2, SIGMOID + 4),
        Activation::Gelu => (NORMAL + 1, NORMAL + 3),
        Activation::Gaussian => (EXP + 1, EXP + 3),
    }
}
