//! Enclosures of the activation functions and their first two derivatives.

use std::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use super::arithmetic::Interval;
use crate::network::{Activation, FRAC_1_SQRT_2PI, Jet};

/// `f`, `f'` and `f''` over the interval `z`.
///
/// Monotone functions are evaluated at the ends, silu and gelu and their derivatives also where
/// they turn; `f''` and the Gaussian's `f'` are products, cut to the function's known range
/// (rounded outward in the last digits given here).
///
/// Where the interval touches 0, at which the second derivative of elu jumps, `second` holds the
/// numbers between both sides. Where it touches a kink, `first` holds the slopes of both sides and
/// `second` is the whole line, so that no statement about curvature can be proven there.
#[must_use]
pub fn jet(activation: Activation, z: Interval) -> Jet<Interval> {
    let two = Interval::from(2.0);
    let value = value(activation, z);
    let with = |first, second| Jet { value, first, second };
    match activation {
        Activation::Identity => with(Interval::ONE, Interval::ZERO),
        Activation::Relu => piecewise(z, Interval::ZERO),
        Activation::LeakyRelu => piecewise(z, leaky_slope()),
        Activation::Sigmoid => with(z.sigmoid_slope(), sigmoid_curvature(z)),
        Activation::Tanh => {
            // tanh z = 2 s(2z) - 1; doubling is exact
            let twice = z * two;
            with(
                Interval::from(4.0) * twice.sigmoid_slope(),
                Interval::from(8.0) * sigmoid_curvature(twice),
            )
        }
        Activation::Softplus => with(z.sigmoid(), z.sigmoid_slope()),
        Activation::Elu => elu(z),
        Activation::Silu => {
            let first = |x: Interval| x.sigmoid() * (Interval::ONE + x * (-x).sigmoid());
            let second =
                |x: Interval| x.sigmoid_slope() * (two - x * (x * Interval::from(0.5)).tanh());
            with(
                between(z, [0.0, 1.0], &SILU_SLOPE, first),
                between(z, [0.0; 2], &SILU_CURVATURE, second),
            )
        }
        Activation::Gelu => {
            let first = |x: Interval| normal(x) + x * density(x);
            let second = |x: Interval| density(x) * (two - x.square());
            with(
                between(z, [0.0, 1.0], &GELU_SLOPE, first),
                between(z, [0.0; 2], &GELU_CURVATURE, second),
            )
        }
        Activation::Gaussian => {
            let four_squares = Interval::from(4.0) * z.square();
            // |g'| <= sqrt(2/e) and -2 <= g'' <= 4 exp(-3/2)
            with(
                (-(two * z * value)).clamp(-0.8578, 0.8578),
                ((four_squares - two) * value).clamp(-2.0, 0.8926),
            )
        }
    }
}

/// `f` over the interval `z`.
pub(super) fn value(activation: Activation, z: Interval) -> Interval {
    match activation {
        Activation::Identity => z,
        Activation::Relu => piecewise(z, Interval::ZERO).value,
        Activation::LeakyRelu => piecewise(z, leaky_slope()).value,
        Activation::Sigmoid => z.sigmoid(),
        Activation::Tanh => z.tanh(),
        Activation::Softplus => z.softplus(),
        Activation::Elu => elu(z).value,
        Activation::Silu => ramp(z, SILU, |x| x * x.sigmoid()),
        Activation::Gelu => ramp(z, GELU, |x| x * normal(x)),
        Activation::Gaussian => z.gaussian(),
    }
}

/// Where silu, gelu and their first two derivatives turn, in their order: roots of the next
/// derivative, enclosed by two neighbouring numbers (by mpmath, with 60 digits).
const SILU: [f64; 2] = [-1.278_464_542_761_074, -1.278_464_542_761_073_7];
const SILU_SLOPE: [[f64; 2]; 2] = symmetric([2.399_357_280_515_467_5, 2.399_357_280_515_468]);
const SILU_CURVATURE: [[f64; 2]; 3] = {
    let [below, above] = symmetric([3.435_840_993_535_110_4, 3.435_840_993_535_111]);
    [below, [0.0; 2], above]
};

const GELU: [f64; 2] = [-0.751_791_524_693_564_5, -0.751_791_524_693_564_4];
const GELU_SLOPE: [[f64; 2]; 2] = symmetric([SQRT_2.next_down(), SQRT_2]);
const GELU_CURVATURE: [[f64; 2]; 3] = [[-2.0; 2], [0.0; 2], [2.0; 2]];

/// The normal distribution `erfc(-x / sqrt 2) / 2`.
fn normal(x: Interval) -> Interval {
    let root = Interval::new(FRAC_1_SQRT_2.next_down(), FRAC_1_SQRT_2);
    (-x * root).erfc() * Interval::from(0.5)
}

/// Its density `exp(-x^2 / 2) / sqrt(2 pi)`.
fn density(x: Interval) -> Interval {
    let most = Interval::new(FRAC_1_SQRT_2PI.next_down(), FRAC_1_SQRT_2PI);
    (x.square() * Interval::from(-0.5)).exp() * most
}

/// An interval and its mirror image.
const fn symmetric([low, high]: [f64; 2]) -> [[f64; 2]; 2] {
    [[-high, -low], [low, high]]
}

/// Beyond this and its negative a function below is known by its limits.
const FAR: f64 = 800.0;

/// A function over `z` that is monotone but at its `turns`, and tends to its limits below `-FAR`
/// and above `FAR`. Over a single number and over a turn `f` encloses it.
fn between(
    z: Interval,
    limits: [f64; 2],
    turns: &[[f64; 2]],
    f: impl Fn(Interval) -> Interval,
) -> Interval {
    let at = |x: f64| {
        let near = f(Interval::from(x.clamp(-FAR, FAR)));
        if x.abs() <= FAR { near } else { near.hull(limits[usize::from(x > 0.0)].into()) }
    };
    let turns = turns.iter().map(|&[low, high]| Interval::new(low, high));
    let met = turns.filter(|turn| turn.intersection(z).is_some());
    met.fold(at(z.lo()).hull(at(z.hi())), |all, turn| all.hull(f(turn)))
}

/// A function over `z` that falls from 0 to its `turn` and then rises; above [`FAR`] it is between
/// `x` and the next number below.
fn ramp(z: Interval, turn: [f64; 2], f: impl Fn(Interval) -> Interval) -> Interval {
    let near = Interval::new(z.lo().min(FAR), z.hi().min(FAR));
    let near = between(near, [0.0, FAR], &[turn], f);
    Interval::new(
        if z.lo() > FAR { z.lo().next_down() } else { near.lo() },
        if z.hi() > FAR { z.hi() } else { near.hi() },
    )
}

/// The fraction 1/100, which is no floating-point number.
fn leaky_slope() -> Interval {
    Interval::ONE / Interval::from(100.0)
}

/// `s'' = -s' tanh(z/2)`, at most `1/(6 sqrt 3)` in size.
fn sigmoid_curvature(z: Interval) -> Interval {
    (-(z.sigmoid_slope() * (z * Interval::from(0.5)).tanh())).clamp(-0.096_226, 0.096_226)
}

/// `z` for `z > 0` and `exp z - 1` otherwise.
fn elu(z: Interval) -> Jet<Interval> {
    if z.is_positive() {
        return Jet { value: z, first: Interval::ONE, second: Interval::ZERO };
    }
    let left = Interval::new(z.lo(), z.hi().min(0.0));
    let (value, slope) = (left.exp_m1(), left.exp().clamp(0.0, 1.0));
    if z.is_negative() {
        return Jet { value, first: slope, second: slope };
    }
    let right = Interval::new(0.0, z.hi());
    Jet {
        value: value.hull(right),
        first: slope.hull(Interval::ONE),
        second: slope.hull(Interval::ONE).hull(Interval::ZERO),
    }
}

/// `z` for `z > 0` and `slope z` otherwise.
fn piecewise(z: Interval, slope: Interval) -> Jet<Interval> {
    if z.is_positive() {
        Jet { value: z, first: Interval::ONE, second: Interval::ZERO }
    } else if z.is_negative() {
        Jet { value: slope * z, first: slope, second: Interval::ZERO }
    } else {
        let (left, right) = (slope * Interval::new(z.lo(), 0.0), Interval::new(0.0, z.hi()));
        Jet { value: left.hull(right), first: slope.hull(Interval::ONE), second: Interval::ENTIRE }
    }
}
