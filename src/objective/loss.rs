//! The loss of outputs against their targets.

use serde::{Deserialize, Serialize};

use crate::network::{Activation, Network, sigmoid, softplus};

/// What is summed over points, and over their outputs unless it takes them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LossKind {
    /// `(out - y)^2`
    Squared,
    /// `softplus(z) - y z` on the logit `z = out`, with `y` in `[0, 1]`
    CrossEntropy,
    /// `log sum_j exp z_j - sum_k y_k z_k` on all outputs `z` of a point, with `y_k >= 0` that sum
    /// to 1: a class a point as 1 among zeros, or a share of each
    Softmax,
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
    /// Loss of one output, or of all outputs of a point.
    pub kind: LossKind,
    /// Sum or mean over points.
    pub reduction: Reduction,
    /// Factor in front, such as 0.5.
    pub scale: f64,
}

/// By how much the targets of a softmax may fail to sum to 1.
const SUM: f64 = 1e-9;

impl LossKind {
    /// Every kind, in the order in which menus list them.
    pub const ALL: [Self; 3] = [Self::Squared, Self::CrossEntropy, Self::Softmax];

    /// Whether a point's loss is a sum over its outputs; otherwise second derivatives mix them.
    #[must_use]
    pub fn is_separable(self) -> bool {
        self != Self::Softmax
    }

    /// Whether the loss falls towards its infimum along exponential tails, and is 0 only at
    /// infinity: its outputs are logits.
    #[must_use]
    pub fn has_logits(self) -> bool {
        self != Self::Squared
    }

    /// What a point's targets must be, if these are not that; for an error that begins with
    /// "expected".
    #[must_use]
    pub fn expected_targets(self, targets: &[f64]) -> Option<&'static str> {
        let are_shares = targets.iter().all(|y| (0.0..=1.0).contains(y));
        match self {
            Self::CrossEntropy if !are_shares => {
                Some("a target from 0 to 1, as cross-entropy takes")
            }
            Self::Softmax if !are_shares || (targets.iter().sum::<f64>() - 1.0).abs() > SUM => {
                Some("targets from 0 to 1 that sum to 1, as softmax takes")
            }
            _ => None,
        }
    }

    /// Why a network cannot have this loss, in a sentence.
    #[must_use]
    pub fn objection(self, network: &Network) -> Option<&'static str> {
        match self {
            Self::Softmax if network.output_count() < 2 => Some(
                "softmax is a loss of two or more outputs, one for each class; for one output take \
                    cross-entropy",
            ),
            Self::Softmax if network.output_activation != Activation::Identity => Some(
                "softmax takes the outputs as they are, with identity as the output activation",
            ),
            _ => None,
        }
    }

    /// The infimum of a point's loss over all outputs: 0, or the entropy in nats of targets that
    /// are shares and not classes.
    #[must_use]
    pub fn infimum(self, targets: &[f64]) -> f64 {
        let surprise = |p: f64| if p > 0.0 { -p * pxfm::f_log(p) } else { 0.0 };
        match self {
            Self::Squared => 0.0,
            Self::CrossEntropy => targets.iter().map(|y| surprise(*y) + surprise(1.0 - y)).sum(),
            Self::Softmax => targets.iter().map(|y| surprise(*y)).sum(),
        }
    }

    /// The name used in preset files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Squared => "squared",
            Self::CrossEntropy => "cross-entropy",
            Self::Softmax => "softmax",
        }
    }

    /// `l(out, y)` of one output; the softmax of one alone is constant.
    #[must_use]
    pub fn value(self, out: f64, y: f64) -> f64 {
        match self {
            Self::Squared => (out - y) * (out - y),
            Self::CrossEntropy => cross_entropy(out, y),
            Self::Softmax => 0.0,
        }
    }

    /// `dl / d out`.
    #[must_use]
    pub fn first(self, out: f64, y: f64) -> f64 {
        match self {
            Self::Squared => 2.0 * (out - y),
            // sigmoid(z) - 1 cancels for large z; sigmoid(z) - 1 = -sigmoid(-z) does not
            Self::CrossEntropy => (1.0 - y) * sigmoid(out) - y * sigmoid(-out),
            Self::Softmax => 0.0,
        }
    }

    /// `d^2 l / d out^2`.
    #[must_use]
    pub fn second(self, out: f64) -> f64 {
        match self {
            Self::Squared => 2.0,
            Self::CrossEntropy => sigmoid(out) * sigmoid(-out),
            Self::Softmax => 0.0,
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
    fn no_outputs_do_better_than_the_infimum_and_those_of_the_targets_attain_it() {
        for y in [0.1, 0.5, 0.9] {
            let kind = LossKind::CrossEntropy;
            let at = |z| kind.value(z, y);
            let best = f64::ln(y / (1.0 - y));
            assert!((at(best) - kind.infimum(&[y])).abs() < 1e-15);
            assert!(at(best - 0.1) > kind.infimum(&[y]) && at(best + 0.1) > kind.infimum(&[y]));
            let (kind, targets) = (LossKind::Softmax, [y, 1.0 - y]);
            let at = |z| super::super::softmax::value(&[z, 0.0], &targets);
            assert!((at(best) - kind.infimum(&targets)).abs() < 1e-15);
            assert!(at(best + 0.1) > kind.infimum(&targets));
        }
        assert_eq!(LossKind::Softmax.infimum(&[0.0, 1.0, 0.0]), 0.0);
        assert_eq!(LossKind::CrossEntropy.infimum(&[0.0, 1.0]), 0.0);
        assert_eq!(LossKind::Squared.infimum(&[3.0]), 0.0);
    }

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
