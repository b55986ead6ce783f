//! The objective: loss, gradient and Hessian of one weight vector on one data set.
//!
//! What comes in is a [`Network`](crate::network::Network), a [`Dataset`](crate::network::Dataset)
//! and a [`Loss`]; what goes out is the [`Objective`] `L(w)` with its derivatives. One forward and
//! backward [`Pass`], written once for every kind of [`Number`], serves floating point, the
//! outward-rounded [`interval`]s and the fractions of [`proof`](crate::proof), and the hunt. Over a
//! [population](crate::network::Dataset::population) the loss is a formula without points, written
//! once for every kind of [`Real`].
//!
//! In floating point this is the reference in plain code: one weight vector, one point at a time,
//! points summed in their order. Faster paths are tested against it.

mod eigen;
mod function;
mod hessian;
pub mod interval;
mod loss;
mod number;
mod pass;
mod population;
mod shallow;
mod softmax;
mod tangent;

pub use self::eigen::{eigenpairs, eigenvalues};
pub use self::function::{Objective, Workspace};
pub use self::loss::{Loss, LossKind, Reduction};
pub use self::number::{Differentiable, Number};
pub use self::pass::{Pass, pre_activation};
pub use self::population::{Population, Real};
pub use self::softmax::softmax;
pub(crate) use self::tangent::Tangent;

#[cfg(test)]
mod tests;
