//! The activation functions and their names.

use serde::{Deserialize, Serialize};

/// A function applied to each pre-activation `z` of a layer.
///
/// At the kink `z = 0` the derivative of the piecewise-linear functions is that of the negative
/// side, as in `PyTorch`; their second derivative is 0 everywhere. That of elu, which jumps there,
/// is the one of the positive side, as in `PyTorch` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// `z`
    Identity,
    /// `max(z, 0)`
    Relu,
    /// `z` for `z > 0`, `0.01 z` otherwise
    LeakyRelu,
    /// `1 / (1 + exp(-z))`
    Sigmoid,
    /// `tanh z`
    Tanh,
    /// `ln(1 + exp z)`
    Softplus,
    /// `z` for `z > 0`, `exp z - 1` otherwise
    Elu,
    /// `z / (1 + exp(-z))`
    Silu,
    /// `z Φ(z)` with the normal distribution `Φ(z) = erfc(-z / sqrt 2) / 2`
    Gelu,
    /// `exp(-z^2)`
    Gaussian,
}

impl Activation {
    /// Every activation, in the order in which menus list them.
    pub const ALL: [Self; 10] = [
        Self::Identity,
        Self::Relu,
        Self::LeakyRelu,
        Self::Sigmoid,
        Self::Tanh,
        Self::Softplus,
        Self::Elu,
        Self::Silu,
        Self::Gelu,
        Self::Gaussian,
    ];

    /// The name used in preset files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Relu => "relu",
            Self::LeakyRelu => "leaky-relu",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Softplus => "softplus",
            Self::Elu => "elu",
            Self::Silu => "silu",
            Self::Gelu => "gelu",
            Self::Gaussian => "gaussian",
        }
    }

    /// The formula, for tooltips.
    #[must_use]
    pub fn formula(self) -> &'static str {
        match self {
            Self::Identity => "z",
            Self::Relu => "max(z, 0)",
            Self::LeakyRelu => "z if z > 0, else 0.01 z",
            Self::Sigmoid => "1 / (1 + exp(-z))",
            Self::Tanh => "tanh z",
            Self::Softplus => "ln(1 + exp z)",
            Self::Elu => "z if z > 0, else exp(z) - 1",
            Self::Silu => "z / (1 + exp(-z))",
            Self::Gelu => "z Φ(z), Φ the normal distribution",
            Self::Gaussian => "exp(-z^2)",
        }
    }
}

impl std::fmt::Display for Activation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
