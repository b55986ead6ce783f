//! What a map of a plane is coloured by: all that a layer is, in one place.
//!
//! A number over the plane is a [`Quantity`]; how it is computed cell by cell stands in
//! [`slice`](super::slice), an arm of a `match` each.

use crate::network::{limits, norm};
use crate::objective::{Objective, eigenvalues};

/// A number at every point of weight space.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantity {
    /// `L(w)`.
    #[default]
    Loss,
    /// The Euclidean norm of the gradient of `L` over all weights, whichever of them the plane
    /// moves. At a kink it is that of the gradient that descent uses there.
    GradientNorm,
    /// The largest eigenvalue of the Hessian of `L` over all weights. A step of gradient descent
    /// with rate `r` carries the weights along its eigenvector away from where the slope is zero
    /// once it exceeds `2 / r` (Cohen et al. 2021, "Gradient descent on neural networks typically
    /// occurs at the edge of stability"). At a kink it is that of the side that descent uses;
    /// NaN for more than [`limits::NEWTON`] weights.
    Sharpness,
}

impl Quantity {
    /// All of them, in the order in which menus list them.
    pub const ALL: [Self; 3] = [Self::Loss, Self::GradientNorm, Self::Sharpness];

    /// The name used in files and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::GradientNorm => "gradient-norm",
            Self::Sharpness => "sharpness",
        }
    }

    /// The sign that is written over a colour bar.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::GradientNorm => "|∇L|",
            Self::Sharpness => "sharpness",
        }
    }

    /// What it is, where its name does not say that already.
    #[must_use]
    pub fn definition(self) -> Option<&'static str> {
        match self {
            Self::Loss => None,
            Self::GradientNorm => Some("the Euclidean norm of the gradient over all weights"),
            Self::Sharpness => Some("the largest eigenvalue of the Hessian over all weights"),
        }
    }

    /// Why there is no map of it for a network of so many weights; `None` if there is one.
    #[must_use]
    pub fn refusal(self, weights: usize) -> Option<String> {
        (self == Self::Sharpness && weights > limits::NEWTON).then(|| {
            format!(
                "The sharpness needs the eigenvalues of a Hessian at every cell, which is done for \
                    at most {} weights; this network has {weights}",
                limits::NEWTON
            )
        })
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
            Self::Sharpness if weights.len() > limits::NEWTON => f64::NAN,
            Self::Sharpness => eigenvalues(&objective.hessian(weights))
                .and_then(|ascending| ascending.last().copied())
                .unwrap_or(f64::NAN),
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
    pub const ALL: [Self; 4] = [
        Self::LOSS,
        Self::Basins,
        Self::Values(Quantity::GradientNorm),
        Self::Values(Quantity::Sharpness),
    ];

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
            Self::Values(Quantity::Sharpness) => "Sharpness",
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
            Self::Values(Quantity::Sharpness) => {
                "The largest eigenvalue of the Hessian over all weights at every point of the \
                    plane; the line is where it is 2 / learning rate: beyond it no minimum holds \
                    gradient descent"
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
