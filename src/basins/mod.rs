//! Basins of attraction: which attractor each start of a plane ends in.
//!
//! What comes in is an objective, a plane with a grid, and settings; what goes out is a
//! [`BasinMap`]: a label for every cell, and the [`Attractor`]s that the labels name. A cell of the
//! plane is a full weight vector, from which the optimiser runs in the whole of weight space
//! ([`crate::descent`]); what it reached is an attractor, told from others by loss, outputs and, if
//! asked, weights. A few scouts run first in smooth networks, and the trapping regions around the
//! minima that they find are known to all others. Promised: the same map, bit for bit, from any
//! number of threads.

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
