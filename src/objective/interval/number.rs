//! Enclosures of networks and losses: intervals as numbers of a pass.

use super::activation::{jet, value};
use super::arithmetic::Interval;
use super::softmax;
use crate::network::{Activation, Jet};
use crate::objective::loss::LossKind;
use crate::objective::number::{Differentiable, Number};

impl Number for Interval {
    fn add_term(&mut self, term: &Self) {
        *self = *self + *term;
    }

    fn add_product(&mut self, a: &Self, b: &Self) {
        *self = *self + *a * *b;
    }

    fn activated(&self, activation: Activation) -> Self {
        value(activation, *self)
    }
}

impl Differentiable for Interval {
    fn times(&self, other: &Self) -> Self {
        *self * *other
    }

    fn jet(&self, activation: Activation) -> Jet<Self> {
        jet(activation, *self)
    }

    fn loss(&self, kind: LossKind, y: &Self) -> Self {
        match kind {
            LossKind::Squared => (*self - *y).square(),
            LossKind::CrossEntropy => (Self::ONE - *y) * self.softplus() + *y * (-*self).softplus(),
            LossKind::Softmax => Self::ZERO,
        }
    }

    fn loss_slope(&self, kind: LossKind, y: &Self) -> Self {
        match kind {
            LossKind::Squared => Self::from(2.0) * (*self - *y),
            LossKind::CrossEntropy => (Self::ONE - *y) * self.sigmoid() - *y * (-*self).sigmoid(),
            LossKind::Softmax => Self::ZERO,
        }
    }

    fn loss_curvature(&self, kind: LossKind) -> Self {
        match kind {
            LossKind::Squared => Self::from(2.0),
            LossKind::CrossEntropy => self.sigmoid_slope(),
            LossKind::Softmax => Self::ZERO,
        }
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
