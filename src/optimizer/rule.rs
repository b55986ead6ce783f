//! The update rules by name.

use serde::{Deserialize, Serialize};

/// An update rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// Adam with Nesterov's momentum (Dozat 2016)
    Nadam,
    /// `w <- w - rate sign(b1 m + (1-b1) g)`, `m <- b2 m + (1-b2) g` (Chen et al. 2023)
    Lion,
}

impl Optimizer {
    /// Every optimiser, in the order in which menus list them.
    pub const ALL: [Self; 9] = [
        Self::GradientDescent,
        Self::Momentum,
        Self::Nesterov,
        Self::Adagrad,
        Self::Rmsprop,
        Self::Adam,
        Self::Adamw,
        Self::Nadam,
        Self::Lion,
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
            Self::Nadam => "nadam",
            Self::Lion => "lion",
        }
    }

    /// Whether the rate is about the length of a step, since steps are scaled by what the gradients
    /// were; otherwise it is a multiple of the gradient.
    #[must_use]
    pub fn is_scaled(self) -> bool {
        match self {
            Self::GradientDescent | Self::Momentum | Self::Nesterov => false,
            Self::Adagrad | Self::Rmsprop | Self::Adam | Self::Adamw | Self::Nadam | Self::Lion => {
                true
            }
        }
    }

    /// Whether steps at a fixed rate get short as the gradient does, so that a descent may come to
    /// rest at a minimum.
    #[must_use]
    pub fn comes_to_rest(self) -> bool {
        self != Self::Lion
    }

    /// Whether weight decay shrinks the weights, rather than being added to the gradient.
    #[must_use]
    pub fn decouples_decay(self) -> bool {
        matches!(self, Self::Adamw | Self::Lion)
    }

    /// The optimiser called `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|optimizer| optimizer.name() == name)
    }
}
