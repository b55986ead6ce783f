//! Enclosures of the activation functions and their first two derivatives.

use super::Interval;
use crate::network::Activation;

/// Enclosures of an activation's value and first two derivatives over an interval.
///
/// Where the interval touches a kink, `first` holds the slopes of both sides and `second` is the
/// whole line, so that no statement about curvature can be proven there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IntervalJet {
    /// `f(z)`
    pub value: Interval,
    /// `f'(z)`
    pub first: Interval,
    /// `f''(z)`
    pub second: Interval,
}

/// `f`, `f'` and `f''` over the interval `z`.
///
/// Monotone and even functions are evaluated at the ends; `f''` and the Gaussian's `f'` are
/// products, cut to the function's known range (rounded outward in the last digits given here).
#[must_use]
pub fn jet(activation: Activation, z: Interval) -> IntervalJet {
    let two = Interval::from(2.0);
    match activation {
        Activation::Identity => {
            IntervalJet { value: z, first: Interval::ONE, second: Interval::ZERO }
        }
        Activation::Relu => piecewise(z, Interval::ZERO),
        // the slope means the fraction 1/100, which is no floating-point number
        Activation::LeakyRelu => piecewise(z, Interval::ONE / Interval::from(100.0)),
        Activation::Sigmoid => IntervalJet {
            value: z.sigmoid(),
            first: z.sigmoid_slope(),
            second: sigmoid_curvature(z),
        },
        Activation::Tanh => {
            // tanh z = 2 s(2z) - 1; doubling is exact
            let twice = z * two;
            IntervalJet {
                value: z.tanh(),
                first: Interval::from(4.0) * twice.sigmoid_slope(),
                second: Interval::from(8.0) * sigmoid_curvature(twice),
            }
        }
        Activation::Softplus => {
            IntervalJet { value: z.softplus(), first: z.sigmoid(), second: z.sigmoid_slope() }
        }
        Activation::Gaussian => {
            let g = z.gaussian();
            let four_squares = Interval::from(4.0) * z.square();
            IntervalJet {
                value: g,
                // |g'| <= sqrt(2/e) and -2 <= g'' <= 4 exp(-3/2)
                first: (-(two * z * g)).clamp(-0.8578, 0.8578),
                second: ((four_squares - two) * g).clamp(-2.0, 0.8926),
            }
        }
    }
}

/// `s'' = -s' tanh(z/2)`, at most `1/(6 sqrt 3)` in size.
fn sigmoid_curvature(z: Interval) -> Interval {
    (-(z.sigmoid_slope() * (z * Interval::from(0.5)).tanh())).clamp(-0.096_226, 0.096_226)
}

/// `z` for `z > 0` and `slope z` otherwise.
fn piecewise(z: Interval, slope: Interval) -> IntervalJet {
    if z.is_positive() {
        IntervalJet { value: z, first: Interval::ONE, second: Interval::ZERO }
    } else if z.is_negative() {
        IntervalJet { value: slope * z, first: slope, second: Interval::ZERO }
    } else {
        let (left, right) = (slope * Interval::new(z.lo(), 0.0), Interval::new(0.0, z.hi()));
        IntervalJet {
            value: left.hull(right),
            first: slope.hull(Interval::ONE),
            second: Interval::ENTIRE,
        }
    }
}
