//! What a map of a plane is coloured by: all that a layer is, in one place.
//!
//! A number over the plane is a [`Quantity`]; how it is computed cell by cell stands in
//! [`slice`](super::slice), an arm of a `match` each.

use crate::network::norm;
use crate::objective::Objective;

/// A number at every point of weight space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantity {
    /// `L(w)`.
    #[default]
    Loss,
    /// The Euclidean norm of the gradient of `L` over all weights, whichever of them the plane
    /// moves. At a kink it is that of the gradient that descent uses there.
    GradientNorm,
}

impl Quantity {
    /// All of them, in the order in which menus list them.
    pub const ALL: [Self; 2] = [Self::Loss, Self::GradientNorm];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::GradientNorm => "gradient-norm",
        }
    }

    /// The sign that is written over a colour bar.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::GradientNorm => "|∇L|",
        }
    }

    /// What it is, where its name does not say that already.
    #[must_use]
    pub fn definition(self) -> Option<&'static str> {
        match self {
            Self::Loss => None,
            Self::GradientNorm => Some("the Euclidean norm of the gradient over all weights"),
        }
    }

    /// Its value at one weight vector.
    #[must_use]
    pub fn at(self, objective: &Objective, weights: &[f64]) -> f64 {
        let mut work = objective.workspace();
        match self {
            Self::Loss => objective.value(weights, &mut work),
            Self::GradientNorm => {
                let mut gradient = vec![0.0; weights.len()];
                objective.value_and_gradient(weights, &mut gradient, &mut work);
                norm(&gradient)
            }
        }
    }
}

/// What the map of weight space is coloured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// A number of each point.
    Values(Quantity),
    /// The attractor that descent from each point ends in.
    Basins,
}

impl Default for Layer {
    fn default() -> Self {
        Self::LOSS
    }
}

impl Layer {
    /// The loss itself.
    pub const LOSS: Self = Self::Values(Quantity::Loss);

    /// All of them.
    pub const ALL: [Self; 3] = [Self::LOSS, Self::Basins, Self::Values(Quantity::GradientNorm)];

    /// The name used in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Values(quantity) => quantity.name(),
            Self::Basins => "basins",
        }
    }

    /// What the map is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Values(Quantity::Loss) => "Loss map",
            Self::Values(Quantity::GradientNorm) => "Gradient map",
            Self::Basins => "Basin map",
        }
    }

    /// What the map shows, in a sentence.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::Values(Quantity::Loss) => "The loss at every point of the plane",
            Self::Values(Quantity::GradientNorm) => {
                "The norm |∇L| of the gradient over all weights at every point of the plane: dark \
                    where descent is slow"
            }
            Self::Basins => "Every start coloured by where descent from it ends",
        }
    }

    /// The number of each point that the map shows, or that heights stand for over its basins.
    #[must_use]
    pub fn quantity(self) -> Quantity {
        match self {
            Self::Values(quantity) => quantity,
            Self::Basins => Quantity::Loss,
        }
    }
}
