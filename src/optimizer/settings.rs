//! How to descend: the update rule and its numbers.

use super::batches::Batches;
use super::noise::Noise;
use super::rule::Optimizer;
use super::schedule::{Schedule, Shape};

/// How to descend. [`Settings::new`] fills in PyTorch's defaults; fields that the optimiser does
/// not use are ignored.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The update rule.
    pub optimizer: Optimizer,
    /// The learning rate, positive.
    pub learning_rate: f64,
    /// Number of updates.
    pub steps: usize,
    /// How the learning rate changes over them.
    pub schedule: Schedule,
    /// Noise added to the gradient.
    pub noise: Noise,
    /// `mu` of momentum and Nesterov.
    pub momentum: f64,
    /// Decay of Adam's first moment; the share of the memory in Lion's sign.
    pub beta1: f64,
    /// Decay of Adam's second moment, and of Lion's memory.
    pub beta2: f64,
    /// Decay `a` of RMSProp's mean square.
    pub alpha: f64,
    /// `eps` in the denominators of AdaGrad, RMSProp and Adam: added to the root, after the
    /// moments are corrected for their start, as PyTorch does. Keras adds its `epsilon` (1e-7 if
    /// nothing is said) elsewhere: inside RMSProp's root, and in Adam before that correction, so
    /// that steps differ wherever gradients are as small as it is.
    pub epsilon: f64,
    /// Weight decay: decoupled for AdamW and Lion, otherwise added to the gradient as `decay * w`.
    pub weight_decay: f64,
    /// Points a step, drawn without replacement each epoch; all of them if `None`.
    pub batch_size: Option<usize>,
    /// Seed of the batches.
    pub seed: u64,
    /// Whether to stop as soon as the verdict is certain, instead of making all steps.
    pub stop: bool,
}

impl Settings {
    /// The greatest curvature at a minimum at which full-batch descent settles there: `2 / rate`
    /// for plain gradient descent, `2 (1 + mu) / rate` with momentum, `2 (1 + mu) / ((1 + 2 mu)
    /// rate)` with Nesterov's (roots of the linear recurrence along an eigenvector inside the unit
    /// circle). `None` for methods that scale their steps by what the gradients were.
    #[must_use]
    pub fn greatest_stable_curvature(&self) -> Option<f64> {
        let mu = self.momentum;
        match self.optimizer {
            Optimizer::GradientDescent => Some(2.0 / self.learning_rate),
            Optimizer::Momentum => Some(2.0 * (1.0 + mu) / self.learning_rate),
            Optimizer::Nesterov => Some(2.0 * (1.0 + mu) / ((1.0 + 2.0 * mu) * self.learning_rate)),
            Optimizer::Adagrad
            | Optimizer::Rmsprop
            | Optimizer::Adam
            | Optimizer::Adamw
            | Optimizer::Nadam
            | Optimizer::Lion => None,
        }
    }

    /// The sharpness (greatest eigenvalue of the loss's own Hessian) above which descent on so many
    /// points leaves every minimum: [`Self::greatest_stable_curvature`] less the weight decay,
    /// which adds to the curvature. `None` also for mini-batches, noise and rates that change, for
    /// which there is no such number.
    #[must_use]
    pub fn edge_of_stability(&self, points: usize) -> Option<f64> {
        let is_uniform = !self.has_batches(points) && !self.is_timed();
        let most = self.greatest_stable_curvature().filter(|_| is_uniform)?;
        Some(most - self.weight_decay)
    }

    /// The time that one full-batch step takes along the gradient flow `dw/dt = -g`, where the
    /// gradient hardly changes from one step to the next: `rate`, and `rate / (1 - mu)` with either
    /// momentum, whose velocity is `g / (1 - mu)` then. `None` for methods that scale their steps
    /// by what the gradients were.
    #[must_use]
    pub fn time_of_step(&self) -> Option<f64> {
        let has_rest = self.optimizer == Optimizer::GradientDescent || self.momentum < 1.0;
        let follows = self.greatest_stable_curvature().is_some() && has_rest;
        follows.then(|| self.learning_rate * self.lag())
    }

    /// What a gradient that stays the same adds up to in the velocity of a momentum: `1 / (1 - mu)`
    /// of it.
    pub(crate) fn lag(&self) -> f64 {
        if self.optimizer == Optimizer::GradientDescent { 1.0 } else { 1.0 / (1.0 - self.momentum) }
    }

    /// The learning rate of the next step of each of `N` weight vectors that have made so many.
    #[must_use]
    #[inline(always)]
    pub fn rates<const N: usize>(&self, steps: &[usize; N]) -> [f64; N] {
        if self.schedule.is_constant() {
            return [self.learning_rate; N];
        }
        let mut rates = [0.0; N];
        for i in 0..N {
            // neighbours mostly are at the same step
            rates[i] = if i > 0 && steps[i] == steps[i - 1] {
                rates[i - 1]
            } else {
                self.learning_rate * self.schedule.factor(steps[i], self.steps)
            };
        }
        rates
    }

    /// Whether steps depend on their number: by a schedule, or by noise.
    #[must_use]
    pub fn is_timed(&self) -> bool {
        self.noise.is_on() || !self.schedule.is_constant()
    }

    /// Whether every update is the same function of weights, gradient and memory, from a quarter of
    /// the first `steps` on or before: without noise, and at the full rate. Whoever looks back at
    /// quarters of a run, or ahead of it, may only then take what was for what will be.
    #[must_use]
    pub fn is_steady(&self, steps: usize) -> bool {
        let Schedule { warm_up, shape } = self.schedule;
        !self.noise.is_on() && shape == Shape::Constant && steps / 4 >= warm_up
    }

    /// Whether steps are made on fewer than all of so many points.
    #[must_use]
    pub fn has_batches(&self, points: usize) -> bool {
        self.batch_size.is_some_and(|size| size < points)
    }

    /// The batches of so many points; `None` if each step takes all of them.
    #[must_use]
    pub fn batches(&self, points: usize) -> Option<Batches> {
        let size = self.batch_size.filter(|size| *size < points)?;
        Some(Batches::new(points, size, self.seed))
    }

    /// PyTorch's defaults for `optimizer`: momentum 0.9 (PyTorch has 0, which is plain gradient
    /// descent), betas 0.9 and 0.999 (Lion 0.9 and 0.99, as its authors), RMSProp's decay 0.99,
    /// `eps` 1e-8 (AdaGrad 1e-10), weight decay 0 (AdamW 0.01); full batches, a constant rate, no
    /// noise.
    #[must_use]
    pub fn new(optimizer: Optimizer, learning_rate: f64, steps: usize) -> Self {
        Self {
            optimizer,
            learning_rate,
            steps,
            schedule: Schedule::default(),
            noise: Noise::default(),
            momentum: 0.9,
            beta1: 0.9,
            beta2: if optimizer == Optimizer::Lion { 0.99 } else { 0.999 },
            alpha: 0.99,
            epsilon: if optimizer == Optimizer::Adagrad { 1e-10 } else { 1e-8 },
            weight_decay: if optimizer == Optimizer::Adamw { 0.01 } else { 0.0 },
            batch_size: None,
            seed: 0,
            stop: false,
        }
    }

    /// Another optimiser with its own defaults, run as long, by the same schedule, with the same
    /// noise, on the same batches, and stopped by the same rule; these very settings at another
    /// rate if it is the same optimiser.
    #[must_use]
    pub fn with_optimizer(&self, optimizer: Optimizer, learning_rate: f64) -> Self {
        if optimizer == self.optimizer {
            return Self { learning_rate, ..self.clone() };
        }
        Self {
            schedule: self.schedule,
            noise: self.noise,
            batch_size: self.batch_size,
            seed: self.seed,
            stop: self.stop,
            ..Self::new(optimizer, learning_rate, self.steps)
        }
    }
}
