//! The functions of [`math`](super::math) at one number, with the instructions chosen at run time:
//! no system's own, whose last bits differ from machine to machine.

use multiversion::multiversion;

use super::math;

/// `exp x`, at most 1 ulp off.
#[must_use]
#[multiversion(targets("x86_64+avx2+fma"))]
pub fn exp(x: f64) -> f64 {
    math::exp(x)
}

/// `exp(x) - 1` for `x <= 0`, at most 1 ulp off.
#[multiversion(targets("x86_64+avx2+fma"))]
pub fn exp_m1(x: f64) -> f64 {
    math::exp_m1(x).0
}

/// `ln(1 + p)` for `0 <= p < infinity`, at most 1 ulp off.
#[must_use]
#[multiversion(targets("x86_64+avx2+fma"))]
pub fn ln_1p(p: f64) -> f64 {
    math::ln_1p(p)
}

/// `tanh x`, at most 2 ulp off, and its derivative, at most 8.
#[multiversion(targets("x86_64+avx2+fma"))]
pub fn tanh(x: f64) -> (f64, f64) {
    math::tanh(x)
}
