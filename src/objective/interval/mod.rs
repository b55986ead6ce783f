//! Outward-rounded interval arithmetic: every result encloses the exact result over the reals.
//!
//! An [`Interval`] is a non-empty closed connected set of real numbers, `lo <= x <= hi`, unbounded
//! where an end is infinite. For any operation `f` of this module and real numbers `x` in `X`, `y`
//! in `Y` with `f(x, y)` defined, `f(x, y)` lies in `f(X, Y)` (the inclusion property).
//!
//! # On what a proof with these intervals rests
//! - Rust's `+ - * /` and root on `f64` round to nearest as IEEE 754 says (error at most half the
//!   distance of neighbouring numbers, or a result that overflows); each computed end is moved
//!   outward to the next number by `next_down` or `next_up`, which covers that error.
//! - The `exp`, `exp(x) - 1`, `log(1+x)`, `tanh`, `erfc` and `atan2` of the crate `pxfm` 0.1 are
//!   within 0.5 ulp of the truth, as its documentation says; we move their results by
//!   [`LIBRARY_STEPS`] numbers, four times as much. `tests` compare them with values of 60 digits.
//! - This module's own code. There is no state, no rounding mode, no unsafe code.
//!
//! A NaN (an invalid operation, or an argument that is not a number) never gets lost: it gives
//! [`Interval::ENTIRE`], about which nothing can be proven.
//!
//! Source: Moore, Kearfott, Cloud 2009, "Introduction to Interval Analysis"; the conventions for
//! unbounded intervals are those of IEEE 1788-2015, without its empty interval.

mod activation;
mod angle;
mod arithmetic;
mod elementary;
mod number;
mod softmax;

pub use self::activation::jet;
pub use self::arithmetic::Interval;
pub use self::elementary::LIBRARY_STEPS;

#[cfg(test)]
mod tests;
