//! The shape of each activation: what proofs, symmetries and tests of saturation rest on.

use num_rational::{BigRational, Ratio};

use super::function::Activation;

/// What becomes of an activation when its argument changes its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parity {
    /// `f(-z) = -f(z)`
    Odd,
    /// `f(-z) = f(z)`
    Even,
    /// `f(-z) = 1 - f(z)`: odd about the height 1/2.
    Complement,
}

impl Activation {
    /// The parity, if there is one.
    ///
    /// A piecewise-linear unit with a kink has none, nor elu; nor have softplus, silu and gelu,
    /// whose `f(-z) = f(z)
    /// - z` hold no symmetry of the weights.
    #[must_use]
    pub fn parity(self) -> Option<Parity> {
        match self {
            Self::Identity | Self::Tanh => Some(Parity::Odd),
            Self::Gaussian => Some(Parity::Even),
            Self::Sigmoid => Some(Parity::Complement),
            Self::Relu | Self::LeakyRelu | Self::Softplus | Self::Elu | Self::Silu | Self::Gelu => {
                None
            }
        }
    }

    /// The slopes `[s-, s+]` left and right of 0, where the function is `s- z` for `z <= 0` and `s+
    /// z` for `z > 0`; `None` where it is not made of two such pieces.
    fn pieces(self) -> Option<[Ratio<i64>; 2]> {
        const ZERO: Ratio<i64> = Ratio::new_raw(0, 1);
        const ONE: Ratio<i64> = Ratio::new_raw(1, 1);
        match self {
            Self::Identity => Some([ONE, ONE]),
            Self::Relu => Some([ZERO, ONE]),
            // LEAKY_SLOPE means this fraction
            Self::LeakyRelu => Some([Ratio::new_raw(1, 100), ONE]),
            Self::Sigmoid
            | Self::Tanh
            | Self::Softplus
            | Self::Elu
            | Self::Silu
            | Self::Gelu
            | Self::Gaussian => None,
        }
    }

    /// The slopes left and right of 0 as fractions, of a piecewise-linear function.
    #[must_use]
    pub fn exact_slopes(self) -> Option<[BigRational; 2]> {
        let exact = |s: Ratio<i64>| BigRational::new_raw((*s.numer()).into(), (*s.denom()).into());
        self.pieces().map(|slopes| slopes.map(exact))
    }

    /// Whether the function is made of two straight pieces that meet in the origin (identity, relu,
    /// leaky relu). Then `f(a z) = a f(z)` for `a > 0`: a unit may be rescaled.
    #[must_use]
    pub fn is_piecewise_linear(self) -> bool {
        self.pieces().is_some()
    }

    /// Whether the derivative jumps at 0 (relu, leaky relu).
    #[must_use]
    pub fn has_kink(self) -> bool {
        self.pieces().is_some_and(|[left, right]| left != right)
    }

    /// Whether the function is twice continuously differentiable. One that is not, and has no
    /// [kink](Self::has_kink), has a second derivative that jumps at 0 (elu).
    #[must_use]
    pub fn is_smooth(self) -> bool {
        match self {
            Self::Identity
            | Self::Sigmoid
            | Self::Tanh
            | Self::Softplus
            | Self::Silu
            | Self::Gelu
            | Self::Gaussian => true,
            Self::Relu | Self::LeakyRelu | Self::Elu => false,
        }
    }

    /// The `z` below which the derivative is 0, where there is one: a unit whose pre-activations
    /// are less on all points is dead.
    #[must_use]
    pub fn dead_below(self) -> Option<f64> {
        match self {
            Self::Relu => Some(0.0),
            Self::Identity
            | Self::LeakyRelu
            | Self::Sigmoid
            | Self::Tanh
            | Self::Softplus
            | Self::Elu
            | Self::Silu
            | Self::Gelu
            | Self::Gaussian => None,
        }
    }

    /// The greatest modulus of the derivative.
    #[must_use]
    pub fn greatest_slope(self) -> f64 {
        match self {
            Self::Sigmoid => 0.25,
            // at z = 2.399, where z tanh(z/2) = 2
            Self::Silu => 1.099_839_320_128_867,
            // at z = sqrt 2
            Self::Gelu => 1.128_904_145_185_155,
            // at z = 1 / sqrt 2
            Self::Gaussian => (2.0 / std::f64::consts::E).sqrt(),
            Self::Identity
            | Self::Relu
            | Self::LeakyRelu
            | Self::Tanh
            | Self::Softplus
            | Self::Elu => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use num_traits::ToPrimitive;

    use super::*;

    fn samples() -> impl Iterator<Item = f64> {
        (-400..=400).map(|k| f64::from(k) / 50.0)
    }

    #[test]
    fn a_parity_holds_everywhere() {
        for f in Activation::ALL {
            let expected = |z: f64| match f.parity()? {
                Parity::Odd => Some(-f.value(z)),
                Parity::Even => Some(f.value(z)),
                Parity::Complement => Some(1.0 - f.value(z)),
            };
            for z in samples() {
                assert!(expected(z).is_none_or(|y| (f.value(-z) - y).abs() < 1e-15), "{f} at {z}");
            }
        }
    }

    #[test]
    fn straight_pieces_have_their_exact_slopes() {
        for f in Activation::ALL {
            let Some(slopes) = f.exact_slopes() else { continue };
            let slopes = slopes.map(|s| s.to_f64().unwrap());
            assert_eq!([f.jet(-1.0).first, f.jet(1.0).first], slopes, "{f}");
            assert_eq!([-f.value(-1.0), f.value(1.0)], slopes, "{f}");
            assert_eq!(f.is_smooth(), !f.has_kink());
        }
    }

    #[test]
    fn no_slope_is_greater_than_the_greatest_which_is_reached() {
        for f in Activation::ALL {
            let most = samples().map(|z| f.jet(z).first.abs()).fold(0.0, f64::max);
            let greatest = f.greatest_slope();
            assert!(most <= greatest * (1.0 + 1e-15) && most > 0.999 * greatest, "{f}: {most}");
        }
    }

    #[test]
    fn below_a_dead_unit_s_threshold_the_derivative_is_zero_and_elsewhere_it_is_not() {
        for f in Activation::ALL {
            for z in samples().filter(|z| *z != 0.0) {
                let is_dead = f.dead_below().is_some_and(|bound| z < bound);
                assert_eq!(f.jet(z).first == 0.0, is_dead, "{f} at {z}");
            }
        }
    }
}
