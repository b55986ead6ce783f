//! The update rules, with PyTorch's formulas and defaults (`torch.optim`, version 2).

mod batches;

pub use self::batches::Batches;

/// An update rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Optimizer {
    /// `w <- w - rate g`
    GradientDescent,
    /// `v <- mu v + g`, `w <- w - rate v`
    Momentum,
    /// `v <- mu v + g`, `w <- w - rate (g + mu v)`
    Nesterov,
    /// `s <- s + g^2`, `w <- w - rate g / (sqrt s + eps)`
    Adagrad,
    /// `s <- a s + (1-a) g^2`, `w <- w - rate g / (sqrt s + eps)`
    Rmsprop,
    /// Kingma and Ba 2015, with bias correction
    Adam,
    /// Adam with decoupled weight decay (Loshchilov and Hutter 2019)
    Adamw,
}

impl Optimizer {
    /// Every optimiser, in the order in which menus list them.
    pub const ALL: [Self; 7] = [
        Self::GradientDescent,
        Self::Momentum,
        Self::Nesterov,
        Self::Adagrad,
        Self::Rmsprop,
        Self::Adam,
        Self::Adamw,
    ];

    /// The name used in preset files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::GradientDescent => "gradient-descent",
            Self::Momentum => "momentum",
            Self::Nesterov => "nesterov",
            Self::Adagrad => "adagrad",
            Self::Rmsprop => "rmsprop",
            Self::Adam => "adam",
            Self::Adamw => "adamw",
        }
    }

    /// The optimiser called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|optimizer| optimizer.name() == name)
    }
}

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
    /// `mu` of momentum and Nesterov.
    pub momentum: f64,
    /// Decay of Adam's first moment.
    pub beta1: f64,
    /// Decay of Adam's second moment.
    pub beta2: f64,
    /// Decay `a` of RMSProp's mean square.
    pub alpha: f64,
    /// `eps` in the denominators of AdaGrad, RMSProp and Adam.
    pub epsilon: f64,
    /// Weight decay: decoupled for AdamW, otherwise added to the gradient as `decay * w`.
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
            Optimizer::Adagrad | Optimizer::Rmsprop | Optimizer::Adam | Optimizer::Adamw => None,
        }
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

    /// PyTorch's defaults for `optimizer`: momentum 0.9 (PyTorch has 0, which is plain gradient
    /// descent), betas 0.9 and 0.999, RMSProp's decay 0.99, `eps` 1e-8 (AdaGrad 1e-10), weight
    /// decay 0 (AdamW 0.01); full batches.
    #[must_use]
    pub fn new(optimizer: Optimizer, learning_rate: f64, steps: usize) -> Self {
        Self {
            optimizer,
            learning_rate,
            steps,
            momentum: 0.9,
            beta1: 0.9,
            beta2: 0.999,
            alpha: 0.99,
            epsilon: if optimizer == Optimizer::Adagrad { 1e-10 } else { 1e-8 },
            weight_decay: if optimizer == Optimizer::Adamw { 0.01 } else { 0.0 },
            batch_size: None,
            seed: 0,
            stop: false,
        }
    }

    /// Another optimiser with its own defaults, run as long, on the same batches, and stopped by
    /// the same rule; these very settings at another rate if it is the same optimiser.
    #[must_use]
    pub fn with_optimizer(&self, optimizer: Optimizer, learning_rate: f64) -> Self {
        if optimizer == self.optimizer {
            return Self { learning_rate, ..self.clone() };
        }
        Self {
            batch_size: self.batch_size,
            seed: self.seed,
            stop: self.stop,
            ..Self::new(optimizer, learning_rate, self.steps)
        }
    }
}

/// An optimiser at work: its settings and what it remembers between steps.
#[derive(Clone, Debug)]
pub struct Stepper {
    pub(crate) settings: Settings,
    /// Momentum's velocity, or Adam's first moment.
    pub(crate) first: Vec<f64>,
    /// Sum or mean of squared gradients.
    pub(crate) second: Vec<f64>,
    /// Updates made so far.
    pub(crate) count: i32,
}

impl Stepper {
    /// A fresh optimiser for `parameters` weights.
    #[must_use]
    pub fn new(settings: &Settings, parameters: usize) -> Self {
        Self {
            settings: settings.clone(),
            first: vec![0.0; parameters],
            second: vec![0.0; parameters],
            count: 0,
        }
    }

    /// One update of `weights` from the gradient there (which weight decay may change).
    pub fn step(&mut self, weights: &mut [f64], gradient: &mut [f64]) {
        let s = &self.settings;
        let rate = s.learning_rate;
        let is_first = self.count == 0;
        self.count = self.count.saturating_add(1);
        if s.optimizer == Optimizer::Adamw {
            weights.iter_mut().for_each(|w| *w *= 1.0 - rate * s.weight_decay);
        } else if s.weight_decay != 0.0 {
            gradient.iter_mut().zip(&*weights).for_each(|(g, w)| *g += s.weight_decay * w);
        }
        let memory = self.first.iter_mut().zip(&mut self.second);
        let each = weights.iter_mut().zip(&*gradient).zip(memory);
        match s.optimizer {
            Optimizer::GradientDescent => each.for_each(|((w, g), _)| *w -= rate * g),
            Optimizer::Momentum => each.for_each(|((w, g), (v, _))| {
                *v = if is_first { *g } else { s.momentum * *v + g };
                *w -= rate * *v;
            }),
            Optimizer::Nesterov => each.for_each(|((w, g), (v, _))| {
                *v = if is_first { *g } else { s.momentum * *v + g };
                *w -= rate * (g + s.momentum * *v);
            }),
            Optimizer::Adagrad => each.for_each(|((w, g), (_, sum))| {
                *sum += g * g;
                *w -= rate * g / (sum.sqrt() + s.epsilon);
            }),
            Optimizer::Rmsprop => each.for_each(|((w, g), (_, mean))| {
                *mean = s.alpha * *mean + (1.0 - s.alpha) * g * g;
                *w -= rate * g / (mean.sqrt() + s.epsilon);
            }),
            Optimizer::Adam | Optimizer::Adamw => {
                let step = rate / (1.0 - s.beta1.powi(self.count));
                let root = (1.0 - s.beta2.powi(self.count)).sqrt();
                each.for_each(|((w, g), (m, v))| {
                    *m = s.beta1 * *m + (1.0 - s.beta1) * g;
                    *v = s.beta2 * *v + (1.0 - s.beta2) * g * g;
                    *w -= step * *m / (v.sqrt() / root + s.epsilon);
                });
            }
        }
    }
}
