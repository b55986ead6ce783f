//! Enclosures of the elementary functions, built on the library's own.

use super::arithmetic::Interval;

/// By how many floating-point numbers a result of the library's elementary functions is widened.
pub const LIBRARY_STEPS: u32 = 2;

/// The bounds of the true value behind a library result; the whole line for a NaN.
pub(super) fn widened(value: f64) -> Interval {
    if value.is_nan() {
        return Interval::ENTIRE;
    }
    let (mut lo, mut hi) = (value, value);
    for _ in 0..LIBRARY_STEPS {
        lo = lo.next_down();
        hi = hi.next_up();
    }
    Interval::new(lo, hi)
}

/// `exp` at one number or at an infinity, where it means the limit.
pub(super) fn exp_at(x: f64) -> Interval {
    widened(pxfm::f_exp(x)).clamp(0.0, f64::INFINITY)
}

/// `s(x) = 1/(1+exp(-x))` at one number or infinity: `1/(1+e)` on the right, `e/(1+e)` on the left,
/// with `e = exp(-|x|)`.
pub(super) fn sigmoid_at(x: f64) -> Interval {
    let e = exp_at(-x.abs());
    let right = if x >= 0.0 { Interval::ONE } else { e };
    (right / (Interval::ONE + e)).clamp(0.0, 1.0)
}

/// `s'(x) = e/(1+e)^2` with `e = exp(-|x|)`, at one number or infinity.
pub(super) fn sigmoid_slope_at(x: f64) -> Interval {
    let e = exp_at(-x.abs());
    (e / (Interval::ONE + e).square()).clamp(0.0, 0.25)
}

/// `softplus(x) = max(x, 0) + log(1 + exp(-|x|))` at one number.
fn softplus_at(x: f64) -> Interval {
    (Interval::from(x.max(0.0)) + exp_at(-x.abs()).ln_1p()).clamp(0.0, f64::INFINITY)
}

impl Interval {
    /// `exp x`.
    #[must_use]
    pub fn exp(self) -> Self {
        exp_at(self.lo).hull(exp_at(self.hi))
    }

    /// `exp x - 1`.
    #[must_use]
    pub fn exp_m1(self) -> Self {
        let at = |x: f64| widened(pxfm::f_expm1(x)).clamp(-1.0, f64::INFINITY);
        at(self.lo).hull(at(self.hi))
    }

    /// `log(1 + x)`, over the part of the interval above -1; the whole line if there is none.
    #[must_use]
    pub fn ln_1p(self) -> Self {
        if self.hi <= -1.0 {
            return Self::ENTIRE;
        }
        let lo =
            if self.lo <= -1.0 { f64::NEG_INFINITY } else { widened(pxfm::f_log1p(self.lo)).lo };
        Self::new(lo, widened(pxfm::f_log1p(self.hi)).hi)
    }

    /// `erfc x`.
    #[must_use]
    pub fn erfc(self) -> Self {
        let at = |x: f64| widened(pxfm::f_erfc(x)).clamp(0.0, 2.0);
        at(self.lo).hull(at(self.hi))
    }

    /// `tanh x`.
    #[must_use]
    pub fn tanh(self) -> Self {
        widened(pxfm::f_tanh(self.lo)).hull(widened(pxfm::f_tanh(self.hi))).clamp(-1.0, 1.0)
    }

    /// The sigmoid `1 / (1 + exp(-x))`.
    #[must_use]
    pub fn sigmoid(self) -> Self {
        sigmoid_at(self.lo).hull(sigmoid_at(self.hi))
    }

    /// The derivative of the sigmoid, `s(x) s(-x)`: even, and falling in `|x|`.
    #[must_use]
    pub fn sigmoid_slope(self) -> Self {
        sigmoid_slope_at(self.mignitude()).hull(sigmoid_slope_at(self.magnitude()))
    }

    /// `softplus(x) = log(1 + exp x)`.
    #[must_use]
    pub fn softplus(self) -> Self {
        let lo = if self.lo.is_finite() { softplus_at(self.lo).lo } else { 0.0 };
        let hi = if self.hi.is_finite() { softplus_at(self.hi).hi } else { f64::INFINITY };
        Self::new(lo, hi)
    }

    /// The Gaussian `exp(-x^2)`.
    #[must_use]
    pub fn gaussian(self) -> Self {
        (-self.square()).exp()
    }
}
