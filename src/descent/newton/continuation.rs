//! A continuation under way, without the arithmetic: what it has seen of itself, and when it ends.
//! The arithmetic is done one by one in [`continued`](super::continued), and for many at once
//! where basins are computed.

use crate::descent::extrapolation::levelled;
use crate::descent::tolerance::{NEAR, NOTHING, ROUNDING};
use crate::network::{distance, norm};

/// Most Newton steps.
const STEPS: usize = 120;

/// Most halvings of one step.
const HALVINGS: i32 = 40;

/// Expected gain of a step, as a share of all gained before, at which the loss has levelled out.
const LEVEL: f64 = 1e-6;

/// Gradient, as a share of the greatest curvature times `1 + |w|`, that is nothing but rounding.
const NOISE: f64 = 4.0 * f64::EPSILON;

/// Growth of `1 + |w|` that all the steps together, without an end in sight, make a run to
/// infinity.
const FAR: f64 = 4.0;

/// Steps that are compared with as many before them to see whether they shrink.
const WINDOW: usize = 5;

/// Curvature, as a share of the greatest, below minus which a stationary point is a saddle.
const SADDLE: f64 = 1e-6;

/// Where a Newton continuation leads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// At a stationary point.
    Point {
        /// Its distance from here.
        distance: f64,
        /// Whether the loss curves down from it in some direction.
        is_saddle: bool,
    },
    /// At no finite point.
    Infinity {
        /// The loss that is left.
        limit: f64,
    },
    /// No step lowers the loss, but the gradient does not vanish: a kink.
    Kink {
        /// Its distance from here.
        distance: f64,
    },
    /// It did not become clear.
    Unclear,
    /// There are too many weights to say.
    Unknown,
}

/// What one evaluation on the way found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub loss: f64,
    /// Norm of the gradient.
    pub gradient: f64,
    /// Length of the full step.
    pub length: f64,
    /// Gain in loss expected of it to first order.
    pub gain: f64,
    /// The greatest curvature by its modulus, or a little more.
    pub greatest: f64,
    pub is_saddle: bool,
}

/// The share of a step that `k` halvings leave; `None` when it has been halved often enough.
pub(crate) fn halved(k: i32) -> Option<f64> {
    (k < HALVINGS).then(|| 0.5_f64.powi(k))
}

/// Whether a loss `ahead` of `loss`, after `share` of a step that promised `gain`, is low enough:
/// Armijo's rule.
pub(crate) fn is_lower(ahead: f64, loss: f64, share: f64, gain: f64) -> bool {
    ahead <= loss - 1e-4 * share * gain
}

/// Whether the least and the greatest curvature are those of a saddle.
pub(crate) fn curves_down(least: f64, greatest: f64) -> bool {
    least < -SADDLE * greatest
}

/// A continuation under way, without the arithmetic: what it has seen, and when it ends.
#[derive(Clone, Debug)]
pub(crate) struct Continuation {
    from: Vec<f64>,
    lengths: Vec<f64>,
    first_loss: Option<f64>,
    /// The losses at the last three readings.
    losses: [f64; 3],
}

impl Continuation {
    /// At its start.
    pub fn from(weights: &[f64]) -> Self {
        Self {
            from: weights.to_vec(),
            lengths: Vec::with_capacity(STEPS),
            first_loss: None,
            losses: [f64::NAN; 3],
        }
    }

    /// Takes a reading of where the continuation is, `None` where the Hessian is not finite; the
    /// outlook if it ends here, otherwise a step is to be made.
    pub fn read(&mut self, here: &[f64], reading: Option<Reading>) -> Option<Limit> {
        let size = 1.0 + norm(here);
        let reading = reading.filter(|_| size.is_finite());
        let Some(Reading { loss, gradient, length, gain, greatest, is_saddle }) = reading else {
            return Some(Limit::Unclear);
        };
        let is_lost = gain <= ROUNDING * loss.abs();
        let way = distance(here, &self.from);
        // a tail that ends in rounding far from here is no point
        let is_near = way <= NEAR * size;
        let is_short = length <= NEAR * size;
        // along flat directions a gradient that is all rounding would be mistaken for a long way to
        // go
        let is_noise = gradient <= NOISE * greatest * size;
        if length <= NOTHING * size || (is_near && (is_noise || (is_lost && is_short))) {
            return Some(Limit::Point { distance: way, is_saddle });
        }
        self.losses = [self.losses[1], self.losses[2], loss];
        let gained = *self.first_loss.get_or_insert(loss) - loss;
        self.lengths.push(length);
        let is_spent = is_lost || is_noise;
        let is_level = gain <= LEVEL * gained && keeps_pace(&self.lengths);
        (is_spent || is_level).then(|| self.end(here, is_spent, || levelled(self.losses)))
    }

    /// `share` of the step was made, which led `here`, where the loss is `loss`; the outlook if it
    /// was the last.
    pub fn make_step(
        &mut self,
        here: &[f64],
        share: f64,
        loss: impl FnOnce() -> f64,
    ) -> Option<Limit> {
        // a step that had to be cut says nothing about the length that it would keep
        if share < 1.0 {
            *self.lengths.last_mut().expect("a step was read") = 0.0;
        }
        let losses = || levelled([self.losses[1], self.losses[2], loss()]);
        (self.lengths.len() == STEPS).then(|| self.end(here, false, losses))
    }

    /// No share of the step lowers the loss.
    pub fn kink(&self, here: &[f64]) -> Limit {
        Limit::Kink { distance: distance(here, &self.from) }
    }

    fn end(&self, here: &[f64], is_spent: bool, limit: impl FnOnce() -> f64) -> Limit {
        let (now, then) = (norm(here), 1.0 + norm(&self.from));
        let is_out = is_spent || self.lengths.len() == STEPS;
        if now > then - 1.0 && (keeps_pace(&self.lengths) || (is_out && now > FAR * then)) {
            return Limit::Infinity { limit: limit() };
        }
        Limit::Unclear
    }
}

/// Whether the last steps, all of them full, are hardly shorter than those before them.
fn keeps_pace(lengths: &[f64]) -> bool {
    let Some(start) = lengths.len().checked_sub(2 * WINDOW) else { return false };
    let (before, last) = lengths[start..].split_at(WINDOW);
    let shortest = last.iter().copied().fold(f64::INFINITY, f64::min);
    !before.contains(&0.0) && shortest >= 0.5 * before.iter().copied().fold(0.0, f64::max)
}
