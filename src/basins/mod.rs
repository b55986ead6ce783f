//! Basins of attraction: which attractor each start of a plane ends in.
//!
//! A cell of the plane is a full weight vector. The optimiser runs from it in the whole of weight
//! space until its verdict is certain or the budget of steps is spent; what it reached is an
//! [`Attractor`], and the cell's label is that attractor's place in the list. Cells are run in
//! blocks of lanes ([`crate::lanes`]): a lane that has its verdict takes the next cell at once. A
//! few scouts run first, and what they find tells the others the sooner where they go
//! ([`Landmarks`]). A descent that creeps leaps over many of its steps at once, as far as the error
//! of that can be told to be small.

mod attractor;
mod cluster;
mod map;
mod measure;
mod population;
mod registry;
mod scouts;
mod share;

pub use self::attractor::{Attractor, Kind};
pub use self::cluster::Attractors;
pub use self::map::{BasinMap, DIVERGED, NOT_COMPUTED, Options, UNDECIDED, compute, compute_with};
pub use self::measure::{Estimate, basin_entropy, boundary_basin_entropy, uncertainty_exponent};
pub use self::population::{Population, population, population_with};
pub use self::registry::Registry;
pub use self::share::{Share, share};

#[cfg(test)]
mod tests;
