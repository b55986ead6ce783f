//! Optimisers and their settings (a stand-in until the real module is merged).

/// An update rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Optimizer {
    /// Gradient descent.
    GradientDescent,
    /// Heavy-ball momentum.
    Momentum,
    /// Nesterov momentum.
    Nesterov,
    /// AdaGrad.
    Adagrad,
    /// RMSProp.
    Rmsprop,
    /// Adam.
    Adam,
    /// AdamW.
    Adamw,
}

impl Optimizer {
    /// Every optimiser.
    pub const ALL: [Self; 7] = [
        Self::GradientDescent,
        Self::Momentum,
        Self::Nesterov,
        Self::Adagrad,
        Self::Rmsprop,
        Self::Adam,
        Self::Adamw,
    ];

    /// The name used in preset files.
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
}

/// How to descend.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The update rule.
    pub optimizer: Optimizer,
    /// The learning rate.
    pub learning_rate: f64,
    /// Number of steps.
    pub steps: usize,
    /// Momentum.
    pub momentum: f64,
    /// Adam's first decay.
    pub beta1: f64,
    /// Adam's second decay.
    pub beta2: f64,
    /// RMSProp's decay.
    pub alpha: f64,
    /// Added to denominators.
    pub epsilon: f64,
    /// Weight decay.
    pub weight_decay: f64,
    /// Points a step; all if none.
    pub batch_size: Option<usize>,
    /// Seed of the batches.
    pub seed: u64,
    /// Whether to stop when converged.
    pub stop: bool,
}

impl Settings {
    /// Defaults.
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
            epsilon: 1e-8,
            weight_decay: 0.0,
            batch_size: None,
            seed: 0,
            stop: false,
        }
    }
}
