//! The kinds of numbers in which a network is evaluated: floating point, [intervals], fractions.
//!
//! [intervals]: super::interval

use num_rational::BigRational;
use num_traits::{Signed, Zero};

use super::loss::LossKind;
use super::softmax;
use crate::network::{Activation, Jet};

/// What the forward pass asks of a number.
pub trait Number: Clone + Zero {
    /// Adds `term`.
    fn add_term(&mut self, term: &Self);

    /// Adds the product `a b`.
    fn add_product(&mut self, a: &Self, b: &Self);

    /// `f(z)` of this number.
    ///
    /// # Panics
    /// A fraction, unless the activation is [piecewise linear](Activation::is_piecewise_linear).
    #[must_use]
    fn activated(&self, activation: Activation) -> Self;
}

/// What the backward pass and the Hessian ask of a number besides.
pub trait Differentiable: Number {
    /// The product of both.
    #[must_use]
    fn times(&self, other: &Self) -> Self;

    /// Adds `a b` and `c d`.
    fn add_products(&mut self, [a, b]: [&Self; 2], [c, d]: [&Self; 2]) {
        self.add_product(a, b);
        self.add_product(c, d);
    }

    /// `f`, `f'` and `f''` of this number.
    #[must_use]
    fn jet(&self, activation: Activation) -> Jet<Self>;

    /// `l(out, y)` of this output, for a loss that is a sum over outputs.
    #[must_use]
    fn loss(&self, kind: LossKind, y: &Self) -> Self;

    /// `dl / d out`.
    #[must_use]
    fn loss_slope(&self, kind: LossKind, y: &Self) -> Self;

    /// `d^2 l / d out^2`.
    #[must_use]
    fn loss_curvature(&self, kind: LossKind) -> Self;

    /// The softmax cross-entropy of a point's outputs.
    #[must_use]
    fn softmax(out: &[Self], y: &[Self]) -> Self;

    /// Its derivatives by the outputs.
    fn softmax_slopes(out: &[Self], y: &[Self], slopes: &mut [Self]);

    /// Its second derivatives, row by row.
    fn softmax_curvatures(out: &[Self], y: &[Self], curvatures: &mut [Self]);
}

impl Number for f64 {
    fn add_term(&mut self, term: &Self) {
        *self += term;
    }

    fn add_product(&mut self, a: &Self, b: &Self) {
        *self += a * b;
    }

    fn activated(&self, activation: Activation) -> Self {
        activation.value(*self)
    }
}

impl Differentiable for f64 {
    fn times(&self, other: &Self) -> Self {
        self * other
    }

    // one rounding of the sum, not two
    fn add_products(&mut self, [a, b]: [&Self; 2], [c, d]: [&Self; 2]) {
        *self += a * b + c * d;
    }

    fn jet(&self, activation: Activation) -> Jet {
        activation.jet(*self)
    }

    fn loss(&self, kind: LossKind, y: &Self) -> Self {
        kind.value(*self, *y)
    }

    fn loss_slope(&self, kind: LossKind, y: &Self) -> Self {
        kind.first(*self, *y)
    }

    fn loss_curvature(&self, kind: LossKind) -> Self {
        kind.second(*self)
    }

    fn softmax(out: &[Self], y: &[Self]) -> Self {
        softmax::value(out, y)
    }

    fn softmax_slopes(out: &[Self], y: &[Self], slopes: &mut [Self]) {
        softmax::slopes(out, y, slopes);
    }

    fn softmax_curvatures(out: &[Self], y: &[Self], curvatures: &mut [Self]) {
        softmax::curvatures(out, y, curvatures);
    }
}

impl Number for BigRational {
    fn add_term(&mut self, term: &Self) {
        *self += term;
    }

    fn add_product(&mut self, a: &Self, b: &Self) {
        // a sum of fractions costs a common divisor
        if !a.is_zero() && !b.is_zero() {
            *self += a * b;
        }
    }

    fn activated(&self, activation: Activation) -> Self {
        let [left, right] = activation.exact_slopes().expect("straight pieces");
        self * if self.is_negative() { left } else { right }
    }
}
