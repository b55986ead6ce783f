//! Intervals and their arithmetic.

use std::cmp::Ordering;
use std::ops::{Add, Div, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::float::FloatCore;
use num_traits::{ToPrimitive, Zero};

/// A closed interval `[lo, hi]` of real numbers; an infinite end means unbounded.
///
/// Invariant: `lo <= hi`, `lo < +inf`, `hi > -inf`, neither is NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub(super) lo: f64,
    pub(super) hi: f64,
}

impl Interval {
    /// The whole real line.
    pub const ENTIRE: Self = Self { lo: f64::NEG_INFINITY, hi: f64::INFINITY };
    /// The number 0.
    pub const ZERO: Self = Self { lo: 0.0, hi: 0.0 };
    /// The number 1.
    pub const ONE: Self = Self { lo: 1.0, hi: 1.0 };

    /// `[lo, hi]`; the whole line if that is no interval (a NaN, `lo > hi`, or only an infinity).
    #[must_use]
    pub fn new(lo: f64, hi: f64) -> Self {
        if lo <= hi && lo < f64::INFINITY && hi > f64::NEG_INFINITY {
            Self { lo, hi }
        } else {
            Self::ENTIRE
        }
    }

    /// A narrow interval around a fraction.
    #[must_use]
    pub fn from_rational(value: &BigRational) -> Self {
        if value.is_zero() {
            return Self::ZERO;
        }
        let near = value.to_f64().unwrap_or(f64::NAN);
        // the conversion is not relied on: step until the ends are proven to be on their sides
        let (mut lo, mut hi) = (near, near);
        while compare(lo, value) == Some(Ordering::Greater) {
            lo = lo.next_down();
        }
        while compare(hi, value) == Some(Ordering::Less) {
            hi = hi.next_up();
        }
        Self::new(lo, hi)
    }

    /// `centre + [-radius, radius]`, enclosed.
    #[must_use]
    pub fn around(centre: f64, radius: f64) -> Self {
        Self::from(centre) + Self::new(-radius, radius)
    }

    /// The lower end.
    #[must_use]
    pub fn lo(self) -> f64 {
        self.lo
    }

    /// The upper end.
    #[must_use]
    pub fn hi(self) -> f64 {
        self.hi
    }

    /// Both ends, as `[lo, hi]`.
    #[must_use]
    pub fn ends(self) -> [f64; 2] {
        [self.lo, self.hi]
    }

    /// `hi - lo`, rounded up.
    #[must_use]
    pub fn width(self) -> f64 {
        if self.lo == self.hi { 0.0 } else { (self.hi - self.lo).next_up() }
    }

    /// A number of the interval near its middle.
    #[must_use]
    pub fn midpoint(self) -> f64 {
        let (lo, hi) = (self.lo.max(f64::MIN), self.hi.min(f64::MAX));
        (0.5 * lo + 0.5 * hi).clamp(lo, hi)
    }

    /// The magnitude `max |x|` over the interval.
    #[must_use]
    pub fn magnitude(self) -> f64 {
        self.lo.abs().max(self.hi.abs())
    }

    /// The mignitude `min |x|` over the interval.
    #[must_use]
    pub fn mignitude(self) -> f64 {
        if self.contains(0.0) { 0.0 } else { self.lo.abs().min(self.hi.abs()) }
    }

    /// Whether the number lies in the interval; false for a NaN.
    #[must_use]
    pub fn contains(self, x: f64) -> bool {
        self.lo <= x && x <= self.hi
    }

    /// Whether the fraction lies in the interval (decided exactly).
    #[must_use]
    pub fn contains_rational(self, x: &BigRational) -> bool {
        compare(self.lo, x) != Some(Ordering::Greater)
            && compare(self.hi, x) != Some(Ordering::Less)
    }

    /// Whether every number of the interval is positive.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.lo > 0.0
    }

    /// Whether every number of the interval is negative.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.hi < 0.0
    }

    /// Whether every number of the interval lies in the other one.
    #[must_use]
    pub fn is_subset(self, other: Self) -> bool {
        other.lo <= self.lo && self.hi <= other.hi
    }

    /// What both have in common, `None` if that is nothing.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (lo, hi) = (self.lo.max(other.lo), self.hi.min(other.hi));
        (lo <= hi).then_some(Self { lo, hi })
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// `x^2`, which is never negative (`x * x` does not know that both factors are the same).
    #[must_use]
    pub fn square(self) -> Self {
        let (small, large) = (self.mignitude(), self.magnitude());
        let lo = if small == 0.0 { 0.0 } else { (small * small).next_down().max(0.0) };
        let hi = if large == 0.0 { 0.0 } else { (large * large).next_up() };
        Self { lo, hi }
    }

    /// The part of the interval inside `[lo, hi]`, for a result known to lie there.
    pub(super) fn clamp(self, lo: f64, hi: f64) -> Self {
        self.intersection(Self { lo, hi }).unwrap_or(Self::ENTIRE)
    }
}

/// How a number compares with a fraction, exactly; `None` for a NaN.
///
/// In integers: a fraction in lowest terms, as `BigRational::from_float` makes it, costs a common
/// divisor.
fn compare(x: f64, value: &BigRational) -> Option<Ordering> {
    if x.is_nan() {
        return None;
    }
    if x.is_infinite() {
        return Some(if x > 0.0 { Ordering::Greater } else { Ordering::Less });
    }
    // x = sign mantissa 2^exponent against numerator / denominator, with a positive denominator
    let (mantissa, exponent, sign) = x.integer_decode();
    let scaled = value.denom() * BigInt::from(mantissa) * BigInt::from(sign);
    let shift = u32::from(exponent.unsigned_abs());
    Some(if exponent >= 0 {
        (scaled << shift).cmp(value.numer())
    } else {
        scaled.cmp(&(value.numer() << shift))
    })
}

/// The number itself; the whole line for a NaN or an infinity.
impl From<f64> for Interval {
    fn from(x: f64) -> Self {
        Self::new(x, x)
    }
}

impl Zero for Interval {
    fn zero() -> Self {
        Self::ZERO
    }

    fn is_zero(&self) -> bool {
        self.lo == 0.0 && self.hi == 0.0
    }
}

impl Neg for Interval {
    type Output = Self;

    fn neg(self) -> Self {
        Self { lo: -self.hi, hi: -self.lo }
    }
}

impl Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        // adding 0 is exact
        if self.is_zero() {
            return other;
        }
        if other.is_zero() {
            return self;
        }
        // no end is an infinity of the other's sign, so no NaN arises; an overflow to +inf of the
        // lower end comes back to the largest number, which is below the exact sum
        Self { lo: (self.lo + other.lo).next_down(), hi: (self.hi + other.hi).next_up() }
    }
}

impl Sub for Interval {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Interval {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        // the ends are numbers or bounds of numbers: 0 times any of those is 0, also at an infinite
        // end
        let product = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
        let corners = [
            product(self.lo, other.lo),
            product(self.lo, other.hi),
            product(self.hi, other.lo),
            product(self.hi, other.hi),
        ];
        let lo = corners.iter().fold(f64::INFINITY, |m, &x| m.min(x));
        let hi = corners.iter().fold(f64::NEG_INFINITY, |m, &x| m.max(x));
        Self { lo: lo.next_down(), hi: hi.next_up() }
    }
}

impl Div for Interval {
    type Output = Self;

    /// The whole line if the divisor contains 0.
    fn div(self, other: Self) -> Self {
        if other.contains(0.0) {
            return Self::ENTIRE;
        }
        if self.is_zero() {
            return Self::ZERO;
        }
        let corners =
            [self.lo / other.lo, self.lo / other.hi, self.hi / other.lo, self.hi / other.hi];
        // inf / inf: any ratio can occur
        if corners.iter().any(|x| x.is_nan()) {
            return Self::ENTIRE;
        }
        let lo = corners.iter().fold(f64::INFINITY, |m, &x| m.min(x));
        let hi = corners.iter().fold(f64::NEG_INFINITY, |m, &x| m.max(x));
        Self::new(lo.next_down(), hi.next_up())
    }
}

impl std::iter::Sum for Interval {
    fn sum<I: Iterator<Item = Self>>(terms: I) -> Self {
        terms.fold(Self::ZERO, Add::add)
    }
}
