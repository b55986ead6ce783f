//! The update rules by name.

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
