//! Values and derivatives of the activation functions in floating point.

use std::f64::consts::FRAC_1_SQRT_2;

use super::function::Activation;
use crate::network::math::FRAC_1_SQRT_2PI;
use crate::network::single::{exp, exp_m1, ln_1p, tanh};

/// Slope of [`Activation::LeakyRelu`] for negative inputs.
pub const LEAKY_SLOPE: f64 = 0.01;

/// An activation's value and first two derivatives at one pre-activation, or enclosures of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Jet<N = f64> {
    /// `f(z)`
    pub value: N,
    /// `f'(z)`
    pub first: N,
    /// `f''(z)`
    pub second: N,
}

impl Activation {
    /// `f(z)`.
    #[must_use]
    pub fn value(self, z: f64) -> f64 {
        match self {
            Self::Identity => z,
            // not f64::max, which would turn a NaN into 0
            Self::Relu => {
                if z <= 0.0 {
                    0.0
                } else {
                    z
                }
            }
            Self::LeakyRelu => {
                if z <= 0.0 {
                    LEAKY_SLOPE * z
                } else {
                    z
                }
            }
            Self::Sigmoid => sigmoid(z),
            Self::Tanh => tanh(z).0,
            Self::Softplus => softplus(z),
            Self::Elu => {
                if z <= 0.0 {
                    exp_m1(z)
                } else {
                    z
                }
            }
            Self::Silu => product(z, sigmoid(z)),
            Self::Gelu => product(z, normal(z)),
            Self::Gaussian => exp(-z * z),
        }
    }

    /// `f`, `f'` and `f''` at `z`.
    #[must_use]
    pub fn jet(self, z: f64) -> Jet {
        let with = |first, second| Jet { value: self.value(z), first, second };
        match self {
            Self::Identity => with(1.0, 0.0),
            Self::Relu => with(if z > 0.0 { 1.0 } else { 0.0 }, 0.0),
            Self::LeakyRelu => with(if z > 0.0 { 1.0 } else { LEAKY_SLOPE }, 0.0),
            Self::Sigmoid => sigmoid_jet(z),
            Self::Tanh => {
                let (value, first) = tanh(z);
                // where it would have underflowed
                let first = if z.abs() > 354.0 { 0.0 } else { first };
                Jet { value, first, second: -2.0 * value * first }
            }
            Self::Softplus => {
                let slope = sigmoid_jet(z);
                with(slope.value, slope.first)
            }
            Self::Elu => {
                let first = if z > 0.0 { 1.0 } else { exp(z) };
                with(first, if z >= 0.0 { 0.0 } else { first })
            }
            Self::Silu => {
                // s + z s' and 2 s' + z s''
                let s = sigmoid_jet(z);
                with(s.value + product(z, s.first), product(z, s.second) + 2.0 * s.first)
            }
            Self::Gelu => {
                // Φ' = φ and φ' = -z φ
                let density = FRAC_1_SQRT_2PI * exp(-0.5 * z * z);
                with(normal(z) + product(z, density), product(2.0 - z * z, density))
            }
            Self::Gaussian => {
                let value = self.value(z);
                let (first, second) = derivatives_of_gaussian(z, value);
                Jet { value, first, second }
            }
        }
    }
}

/// `z f` for an `f` that falls faster than `1 / z`: where it has underflowed the limit 0, also for
/// infinite `z`.
fn product(z: f64, f: f64) -> f64 {
    if f == 0.0 { 0.0 } else { z * f }
}

/// The normal distribution `Φ(z) = erfc(-z / sqrt 2) / 2`, accurate in both tails.
fn normal(z: f64) -> f64 {
    0.5 * pxfm::f_erfc(-z * FRAC_1_SQRT_2)
}

/// `1 / (1 + exp(-z))`, accurate in both tails.
#[must_use]
pub fn sigmoid(z: f64) -> f64 {
    if z >= 0.0 {
        1.0 / (1.0 + exp(-z))
    } else {
        let e = exp(z);
        e / (1.0 + e)
    }
}

/// `ln(1 + exp z) = max(z, 0) + ln(1 + exp(-|z|))`, finite for every finite `z`.
#[must_use]
pub fn softplus(z: f64) -> f64 {
    let linear = if z <= 0.0 { 0.0 } else { z };
    linear + ln_1p(exp(-z.abs()))
}

/// The sigmoid `s` with `s' = e/(1+e)^2` and `s'' = s' (1-2s)`, where `e = exp(-|z|)`.
fn sigmoid_jet(z: f64) -> Jet {
    let e = exp(-z.abs());
    let rest = 1.0 / (1.0 + e);
    let first = e / ((1.0 + e) * (1.0 + e));
    // 1 - 2s = -tanh(z/2) = -sign(z) (1-e)/(1+e)
    let second = -z.signum() * first * ((1.0 - e) * rest);
    Jet { value: if z >= 0.0 { rest } else { e / (1.0 + e) }, first, second }
}

/// `g' = -2 z g` and `g'' = (4 z^2 - 2) g`, with the limit 0 where `g` underflows.
fn derivatives_of_gaussian(z: f64, g: f64) -> (f64, f64) {
    if g == 0.0 { (0.0, 0.0) } else { (-2.0 * z * g, (4.0 * z * z - 2.0) * g) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLES: [f64; 9] = [-30.0, -3.2, -1.0, -0.3, 0.4, 0.9, 2.5, 6.0, 25.0];

    #[test]
    fn derivatives_agree_with_central_differences() {
        for f in Activation::ALL {
            for z in SAMPLES {
                let h = 1e-5;
                let jet = f.jet(z);
                let first = (f.value(z + h) - f.value(z - h)) / (2.0 * h);
                let second = (f.jet(z + h).first - f.jet(z - h).first) / (2.0 * h);
                assert!(
                    (jet.first - first).abs() < 1e-8 * (1.0 + first.abs()),
                    "{f}' at {z}: {} vs {first}",
                    jet.first
                );
                assert!(
                    (jet.second - second).abs() < 1e-8 * (1.0 + second.abs()),
                    "{f}'' at {z}: {} vs {second}",
                    jet.second
                );
            }
        }
    }

    #[test]
    fn values_and_slopes_are_those_of_the_system_but_for_last_digits() {
        let near = |ours: f64, known: f64| (ours - known).abs() <= 1e-15 * known.abs();
        for z in (-7000..=7000).map(|k| f64::from(k) / 100.0) {
            let e = (-z.abs()).exp();
            let logistic = if z < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) };
            let slope_of_tanh = z.cosh().powi(-2);
            for (f, value, first) in [
                (Activation::Sigmoid, logistic, e / (1.0 + e) / (1.0 + e)),
                (Activation::Tanh, z.tanh(), slope_of_tanh),
                (Activation::Softplus, z.max(0.0) + e.ln_1p(), logistic),
                (Activation::Elu, z.max(0.0) + z.min(0.0).exp_m1(), z.min(0.0).exp()),
                (Activation::Gaussian, (-z * z).exp(), -2.0 * z * (-z * z).exp()),
            ] {
                let jet = f.jet(z);
                let is_tiny = value.abs() < 1e-300;
                assert!(near(jet.value, value) || is_tiny, "{f} at {z}: {} {value}", jet.value);
                let (ours, known) = (jet.first, first);
                assert!(near(ours, known) || is_tiny, "{f}' at {z}: {ours} {known}");
                assert_eq!(jet.value.to_bits(), f.value(z).to_bits(), "{f} at {z}");
            }
        }
    }

    #[test]
    fn a_nan_stays_nan_and_limits_are_exact() {
        for f in Activation::ALL {
            assert!(f.value(f64::NAN).is_nan(), "{f}");
        }
        assert_eq!(Activation::Sigmoid.value(f64::INFINITY), 1.0);
        assert_eq!(Activation::Sigmoid.value(f64::NEG_INFINITY), 0.0);
        assert_eq!(Activation::Softplus.value(1e308), 1e308);
        assert_eq!(Activation::Softplus.value(-1e308), 0.0);
        assert_eq!(Activation::Elu.value(1e308), 1e308);
        assert_eq!(Activation::Elu.jet(-1e308), Jet { value: -1.0, first: 0.0, second: 0.0 });
        assert_eq!(Activation::Elu.value(f64::NEG_INFINITY), -1.0);
        for far in [1e308, f64::INFINITY] {
            for gated in [Activation::Silu, Activation::Gelu] {
                assert_eq!(gated.jet(far), Jet { value: far, first: 1.0, second: 0.0 });
                assert_eq!(gated.jet(-far), Jet { value: 0.0, first: 0.0, second: 0.0 });
            }
        }
        let second = 2.0 * FRAC_1_SQRT_2PI;
        assert_eq!(Activation::Gelu.jet(-0.0), Jet { value: 0.0, first: 0.5, second });
        assert_eq!(Activation::Silu.jet(-0.0), Jet { value: 0.0, first: 0.5, second: 0.5 });
        assert_eq!(Activation::Gaussian.jet(1e200), Jet { value: 0.0, first: 0.0, second: 0.0 });
        assert_eq!(Activation::Tanh.jet(1e200).first, 0.0);
    }

    #[test]
    fn tails_keep_their_relative_accuracy() {
        // s'(z) ~ exp(-|z|) far out, on either side
        for z in [-300.0_f64, 300.0] {
            let expected = (-z.abs()).exp();
            assert!((Activation::Sigmoid.jet(z).first / expected - 1.0).abs() < 1e-14);
        }
        assert!(
            (Activation::Tanh.jet(100.0).first / (4.0 * (-200.0_f64).exp()) - 1.0).abs() < 1e-13
        );
    }

    #[test]
    fn the_kink_takes_the_derivative_of_the_negative_side() {
        assert_eq!(Activation::Relu.jet(0.0).first, 0.0);
        assert_eq!(Activation::LeakyRelu.jet(0.0).first, LEAKY_SLOPE);
        assert_eq!(Activation::Elu.jet(-0.0), Jet { value: 0.0, first: 1.0, second: 0.0 });
        assert_eq!(Activation::Elu.jet(0.0), Activation::Elu.jet(-0.0));
    }
}
