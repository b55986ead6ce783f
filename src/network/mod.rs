//! Networks and their data: layers, activations, flat weight vectors, initialisation, symmetries.
//!
//! What comes in is a shape ([`Network`]) and data ([`Dataset`]); what goes out is where each
//! weight stands in the flat vector ([`LayerLayout`], [`Parameter`]), everything an [`Activation`]
//! is, and weight vectors drawn by a [`Law`] or changed by a symmetry. Promised: the same seed
//! draws the same bits, and no function here knows of a loss.

mod activation;
mod architecture;
mod dataset;
mod initialisation;
pub mod limits;
pub(crate) mod math;
mod single;
mod symmetry;
mod vector;

pub use self::activation::{Activation, Jet, LEAKY_SLOPE, Parity, sigmoid, softplus};
pub use self::architecture::{LayerLayout, Network, Parameter};
pub use self::dataset::{DataNames, Dataset};
pub use self::initialisation::{Law, draw};
pub use self::math::FRAC_1_SQRT_2PI;
pub use self::single::{exp, ln_1p};
pub use self::symmetry::{aligned, are_copies, canonical};
pub use self::vector::{distance, norm};
