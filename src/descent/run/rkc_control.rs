//! Tells of one descent whether it creeps, and how far it may leap then.

use super::schedule::CHUNK;
use super::underway::{Common, Underway};
use crate::lanes::{longest, stages};
use crate::optimizer::Settings;

/// Steps before which no descent leaps: to begin with all is motion. Across kinks nearly all of
/// those that are slow rattle, which takes longer to tell.
const FIRST: usize = 2048;
const FIRST_ACROSS_KINKS: usize = 8192;

/// Longest leap, as a share of the steps made: verdicts look back at shares of the whole time.
const SHARE: usize = 16;

/// Steps that a leap makes for each gradient that it takes, at least.
const WORTH: usize = 3;

/// Difference of the way of the last steps from that of the flow, as a share of it, up to which
/// they follow it. Steps that rattle between the walls of a valley go nowhere, though the gradient
/// is large.
const OFF: f64 = 0.05;

/// The error of a leap that is allowed, as a share of its length and of the weights' size.
const ERROR: [f64; 2] = [1e-3, 1e-8];

/// Change of the gradient over a leap, as a share of it, up to which the next one may follow at
/// once.
const TURN: f64 = 0.3;

/// Times the measured curvature that a leap is made for: the power method comes from below.
const MARGIN: f64 = 1.3;

/// Share of the greatest curvature at which steps are stable up to which they follow the flow.
const STABLE: f64 = 0.9;

/// Most leaps on end that may fail before plain steps go on.
const TRIES: u32 = 4;

/// Plain steps that go on at first when there is no leap, twice as many each time that it comes to
/// nothing, up to a share of the steps made.
const WAIT: usize = 8 * CHUNK;
const LONGEST_WAIT: usize = 4;

/// Steps of the first leap after those that failed.
const CAREFUL: usize = 4 * CHUNK;

/// What one descent knows of its leaps.
#[derive(Debug, Default)]
pub(super) struct RkcControl {
    /// The weights at the last look, and the slope there; empty if it is of no use.
    before: [Vec<f64>; 2],
    /// The direction of the greatest curvature, and that curvature; empty before it was looked for.
    pub mode: Vec<f64>,
    pub curvature: f64,
    /// Leaps on end that failed since the last plain steps, and waits since the last leap that was
    /// made.
    tries: u32,
    waits: u32,
    /// Steps before which no leap is tried.
    not_before: usize,
    /// Steps of a leap whose error is likely to be allowed, if there is a limit.
    likely: Option<f64>,
}

/// The next leap: so many steps by so many gradients.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub steps: usize,
    pub stages: usize,
}

/// What a leap came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Its error is not allowed, that of a shorter one may be.
    Shorter,
    /// It failed, and plain steps go on.
    Failed,
    /// It is made, and plain steps go on.
    Made,
    /// It is made, and another may follow.
    Again,
}

impl RkcControl {
    /// Whether the last [`CHUNK`] steps of a descent followed the flow, which stands at `weights`
    /// after `steps` and has this gradient there, without weight decay. To be called at every look.
    pub fn is_slow(
        &mut self,
        common: &Common,
        weights: &[f64],
        gradient: Vec<f64>,
        steps: usize,
    ) -> bool {
        let Common { objective, settings, .. } = *common;
        let Some(time) = settings.time_of_step() else { return false };
        if !settings.is_steady(steps) {
            return false;
        }
        let first = if objective.has_kinks() { FIRST_ACROSS_KINKS } else { FIRST };
        let first = first.max(self.not_before);
        if steps + CHUNK < first {
            return false;
        }
        let [last_weights, last_slopes] = &mut self.before;
        let is_known = steps >= first && !last_weights.is_empty();
        last_weights.resize(weights.len(), 0.0);
        last_slopes.resize(weights.len(), 0.0);
        let (mut off, mut way) = (0.0, 0.0);
        let before = last_weights.iter_mut().zip(last_slopes);
        for ((w, g), (last_w, last_slope)) in weights.iter().zip(gradient).zip(before) {
            let slope = g + settings.weight_decay * w;
            let expected = -0.5 * time * CHUNK as f64 * (*last_slope + slope);
            off += (w - *last_w - expected).powi(2);
            way += expected.powi(2);
            (*last_w, *last_slope) = (*w, slope);
        }
        is_known && off <= OFF * OFF * way
    }

    /// The next leap; `None` if there is none that is worth it, and plain steps go on.
    pub fn plan(&mut self, settings: &Settings, underway: &Underway) -> Option<Plan> {
        let plan = self.worthwhile(settings, underway);
        if plan.is_none() {
            self.wait(underway, None);
        }
        plan
    }

    fn worthwhile(&self, settings: &Settings, underway: &Underway) -> Option<Plan> {
        let (time, stable) = (settings.time_of_step()?, settings.greatest_stable_curvature()?);
        // also false for what is not a number
        let is_flow = self.curvature <= STABLE * stable;
        let made = underway.schedule.steps_made();
        let curvature = MARGIN * self.curvature;
        let most = self.likely.unwrap_or(f64::INFINITY).min(longest(curvature) / time);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
        let most = (made / SHARE).min(most as usize);
        let steps = underway.schedule.steps_to_landing(settings.steps).min(most / CHUNK * CHUNK);
        let stages = stages(time * steps as f64, curvature)?;
        (is_flow && steps >= WORTH * stages).then_some(Plan { steps, stages })
    }

    /// Takes note of a leap over `steps` that went as far as `moved`, with an estimated `error` and
    /// a `turn` of the gradient, to weights of norm `size`.
    pub fn note(
        &mut self,
        underway: &mut Underway,
        steps: usize,
        [error, moved, turn, size]: [f64; 4],
    ) -> Outcome {
        let allowed = ERROR[0] * moved + ERROR[1] * (1.0 + size);
        // the error grows with the cube of the time
        let factor = 0.9 * pxfm::f_cbrt(allowed / error);
        self.likely = factor.is_finite().then(|| factor.clamp(0.2, 2.0) * steps as f64);
        // also false for what is not a number
        if error <= allowed {
            (self.tries, self.waits) = (0, 0);
            self.before[0].clear();
            underway.leap(steps);
            return if turn <= TURN { Outcome::Again } else { Outcome::Made };
        }
        // it may have been unstable, along a direction that was not known
        self.mode.clear();
        self.tries += 1;
        if self.tries < TRIES && self.likely.is_some_and(|steps| steps >= CHUNK as f64) {
            return Outcome::Shorter;
        }
        self.wait(underway, Some(CAREFUL as f64));
        Outcome::Failed
    }

    /// Has plain steps go on for a while, the longer the more often in a row; the leap after that
    /// is one over `likely` steps, if that is said.
    fn wait(&mut self, underway: &Underway, likely: Option<f64>) {
        let made = underway.schedule.steps_made();
        self.not_before = made + (WAIT << self.waits).min(made / LONGEST_WAIT);
        self.waits = (self.waits + 1).min(30);
        self.tries = 0;
        self.likely = likely;
        self.before[0].clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    use crate::network::{Activation, Dataset, Network};
    use crate::objective::{Loss, LossKind, Objective, Reduction};
    use crate::optimizer::Optimizer;

    /// A smooth objective of two weights.
    fn smooth() -> Objective {
        let network = Network {
            layers: vec![1, 1],
            activation: Activation::Identity,
            output_activation: Activation::Identity,
            bias: true,
        };
        let loss = Loss { kind: LossKind::Squared, reduction: Reduction::Sum, scale: 1.0 };
        Objective::new(network, Dataset::new(array![[1.0]], array![[0.0]]), loss)
    }

    /// Whether a descent looks slow at two looks, at the second of which it has moved by `way`
    /// along a gradient that stays 1.
    fn looks(optimizer: Optimizer, steps: usize, way: f64) -> [bool; 2] {
        let objective = smooth();
        let settings = &Settings::new(optimizer, 1e-3, 10_000);
        let common = Common {
            objective: &objective,
            settings,
            regions: None,
            is_whole: true,
            without: None,
        };
        let mut control = RkcControl::default();
        [(steps - CHUNK, 0.0), (steps, way)]
            .map(|(steps, at)| control.is_slow(&common, &[at, 0.0], vec![1.0, 0.0], steps))
    }

    #[test]
    fn a_descent_is_slow_once_its_steps_are_those_of_the_flow() {
        let way = 1e-3 * CHUNK as f64;
        assert_eq!(looks(Optimizer::GradientDescent, FIRST, -way), [false, true]);
        assert_eq!(looks(Optimizer::Momentum, FIRST, -10.0 * way), [false, true]);
        // it rattles in one place
        assert_eq!(looks(Optimizer::GradientDescent, FIRST, 0.0), [false, false]);
        // its velocity is not that of the flow
        assert_eq!(looks(Optimizer::Momentum, FIRST, -way), [false, false]);
        assert_eq!(looks(Optimizer::GradientDescent, FIRST - CHUNK, -way), [false, false]);
        assert_eq!(looks(Optimizer::GradientDescent, FIRST, f64::NAN), [false, false]);
        assert_eq!(looks(Optimizer::Adam, FIRST, -way), [false, false]);
    }

    #[test]
    fn a_leap_is_made_only_with_an_error_that_is_small_beside_its_way() {
        let mut underway = after_4096();
        let mut control = RkcControl::default();
        assert_eq!(control.note(&mut underway, 256, [1e-2, 1.0, 0.0, 1.0]), Outcome::Shorter);
        assert_eq!(control.note(&mut underway, 64, [f64::NAN, 1.0, 0.0, 1.0]), Outcome::Failed);
        assert_eq!(underway.schedule.steps_made(), 4096);
        assert_eq!(control.note(&mut underway, 128, [1e-4, 1.0, 0.0, 1.0]), Outcome::Again);
        assert_eq!(underway.schedule.steps_next(), 4096 + 128);
        assert_eq!(control.note(&mut after_4096(), 128, [1e-4, 1.0, 0.9, 1.0]), Outcome::Made);
    }

    /// A descent that was looked at after so many steps.
    fn after_4096() -> Underway {
        let mut underway = Underway::new(&[0.0]);
        while underway.schedule.look().0 < 4096 {}
        underway
    }
}
