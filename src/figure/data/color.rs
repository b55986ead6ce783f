//! Colours of outputs, targets and classes.

use crate::figure::map::label_color;
use crate::network::sigmoid;
use crate::objective::{LossKind, Objective, softmax};

/// Colour of class 0 (or low outputs): an orange that stays apart from [`HIGH`] for colour-blind
/// eyes.
pub const LOW: [u8; 3] = [230, 130, 40];

/// Colour of class 1 (or high outputs).
pub const HIGH: [u8; 3] = [60, 130, 220];

/// Nearly white: where nothing is decided.
const EVEN: [u8; 3] = [245; 3];

/// What has no value.
const NONE: [u8; 3] = [160; 3];

/// From one colour (share 0) to another (share 1).
fn between(from: [u8; 3], to: [u8; 3], share: f64) -> [u8; 3] {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 255")]
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    [mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])]
}

/// From nearly white (share 0) to the colour of a class (share 1), which is that of the attractor
/// with this number; grey for NaN.
#[must_use]
pub fn class_blend(class: usize, share: f64) -> [u8; 3] {
    if share.is_nan() { NONE } else { between(EVEN, label_color(class), share.clamp(0.0, 1.0)) }
}

/// Between [`LOW`] (share 0) and [`HIGH`] (share 1), nearly white at 1/2; grey for NaN.
#[must_use]
pub fn blend(share: f64) -> [u8; 3] {
    let side = if share < 0.5 { LOW } else { HIGH };
    let strength = (share.clamp(0.0, 1.0) - 0.5).abs() * 2.0;
    if share.is_nan() { NONE } else { between(EVEN, side, strength) }
}

/// Colours outputs and targets: the first by its share from 0 (low targets) to 1 (high targets),
/// 1/2 at the decision; or, with softmax, by the class whose probability is the greatest.
#[derive(Clone, Copy)]
pub struct OutputScale {
    kind: LossKind,
    low: f64,
    high: f64,
}

impl OutputScale {
    /// The scale that suits the loss and the targets.
    #[must_use]
    pub fn of(objective: &Objective) -> Self {
        let targets = objective.dataset().targets();
        let low = targets.iter().copied().fold(f64::INFINITY, f64::min);
        let high = targets.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self { kind: objective.loss().kind, low, high }
    }

    /// The colour of a point's outputs.
    #[must_use]
    pub fn color(&self, out: &[f64]) -> [u8; 3] {
        match self.kind {
            LossKind::CrossEntropy => blend(sigmoid(out[0])),
            LossKind::Squared => self.color_of_targets(out),
            LossKind::Softmax => color_of_shares(&softmax(out)),
        }
    }

    /// The colour of a point's targets.
    #[must_use]
    pub fn color_of_targets(&self, y: &[f64]) -> [u8; 3] {
        if self.kind == LossKind::Softmax {
            return color_of_shares(y);
        }
        let width = self.high - self.low;
        blend(if width > 0.0 { (y[0] - self.low) / width } else { 0.5 })
    }
}

/// The class with the greatest share; the first of several.
#[must_use]
pub fn greatest(shares: &[f64]) -> usize {
    (0..shares.len()).rev().max_by(|&a, &b| shares[a].total_cmp(&shares[b])).unwrap_or(0)
}

/// The colour of that class, the paler the less its share stands out from an even one.
fn color_of_shares(shares: &[f64]) -> [u8; 3] {
    let (class, even) = (greatest(shares), 1.0 / shares.len() as f64);
    class_blend(class, (shares[class] - even) / (1.0 - even))
}
