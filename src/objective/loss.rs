//! The loss of one output against its target.

use serde::{Deserialize, Serialize};

use crate::network::{sigmoid, softplus};

/// What is summed over outputs and points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LossKind {
    /// `(out - y)^2`
    Squared,
    /// `softplus(z) - y z` on the logit `z = out`, with `y` in `[0, 1]`
    CrossEntropy,
}

/// How the points' losses are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reduction {
    /// The sum over points (and outputs).
    Sum,
    /// That sum divided by the number of points (not of outputs).
    Mean,
}

/// The loss function: `scale * reduction over points of sum over outputs of kind`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// Loss of one output.
    pub kind: LossKind,
    /// Sum or mean over points.
    pub reduction: Reduction,
    /// Factor in front, such as 0.5.
    pub scale: f64,
}

impl LossKind {
    /// The name used in preset files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Squared => "squared",
            Self::CrossEntropy => "cross-entropy",
        }
    }

    /// `l(out, y)`.
    #[must_use]
    pub fn value(self, out: f64, y: f64) -> f64 {
        match self {
            Self::Squared => (out - y) * (out - y),
            Self::CrossEntropy => cross_entropy(out, y),
        }
    }

    /// `dl / d out`.
    #[must_use]
    pub fn first(self, out: f64, y: f64) -> f64 {
        match self {
            Self::Squared => 2.0 * (out - y),
            // sigmoid(z) - 1 cancels for large z; sigmoid(z) - 1 = -sigmoid(-z) does not
            Self::CrossEntropy => (1.0 - y) * sigmoid(out) - y * sigmoid(-out),
        }
    }

    /// `d^2 l / d out^2`.
    #[must_use]
    pub fn second(self, out: f64) -> f64 {
        match self {
            Self::Squared => 2.0,
            Self::CrossEntropy => sigmoid(out) * sigmoid(-out),
        }
    }
}

impl Reduction {
    /// The name used in preset files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
        }
    }
}

impl Loss {
    /// The factor in front of the plain sum over `points` points.
    #[must_use]
    pub fn factor(&self, points: usize) -> f64 {
        match self.reduction {
            Reduction::Sum => self.scale,
            Reduction::Mean => self.scale / points as f64,
        }
    }
}

/// `softplus(z) - y z`, written so that a well-classified point keeps its relative accuracy:
/// `softplus(z) - y z = (1-y) softplus(z) + y softplus(-z)`.
fn cross_entropy(z: f64, y: f64) -> f64 {
    // a zero factor must not meet an infinite softplus
    let (off, on) = (1.0 - y, y);
    let negative = if off == 0.0 { 0.0 } else { off * softplus(z) };
    let positive = if on == 0.0 { 0.0 } else { on * softplus(-z) };
    if z.is_nan() { z } else { negative + positive }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cross_entropy_is_finite_for_any_finite_logit_and_exact_when_confident() {
        for z in [-1e308, -700.0, 0.0, 700.0, 1e308] {
            for y in [0.0, 0.25, 1.0] {
                assert!(LossKind::CrossEntropy.value(z, y).is_finite(), "z={z} y={y}");
            }
        }
        // softplus(-50) = exp(-50) to within exp(-100)
        let value = LossKind::CrossEntropy.value(50.0, 1.0);
        assert!((value / (-50.0_f64).exp() - 1.0).abs() < 1e-14);
        assert!((LossKind::CrossEntropy.first(50.0, 1.0) / -(-50.0_f64).exp() - 1.0).abs() < 1e-14);
        assert!(LossKind::CrossEntropy.value(f64::NAN, 1.0).is_nan());
    }

    #[test]
    fn derivatives_agree_with_central_differences() {
        for kind in [LossKind::Squared, LossKind::CrossEntropy] {
            for out in [-4.0, -0.5, 0.3, 5.0] {
                for y in [0.0, 0.55, 1.0] {
                    let h = 1e-5;
                    let first = (kind.value(out + h, y) - kind.value(out - h, y)) / (2.0 * h);
                    let second = (kind.first(out + h, y) - kind.first(out - h, y)) / (2.0 * h);
                    assert!((kind.first(out, y) - first).abs() < 1e-8);
                    assert!((kind.second(out) - second).abs() < 1e-8);
                }
            }
        }
    }
}
