//! Why an experiment cannot be run.

use thiserror::Error;

use crate::plane::PlaneError;
use crate::preset::PresetError;

/// Why an experiment cannot be set up as its preset says.
#[derive(Debug, Error)]
pub enum ExperimentError {
    /// The preset names something that it does not have.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// The plane is not a plane.
    #[error("the plane of preset {preset}: {reason}")]
    Plane {
        /// The preset's name.
        preset: String,
        /// What is wrong with it.
        reason: PlaneError,
    },
    /// A plane needs two directions.
    #[error("preset {0} has a network with a single weight, which spans no plane")]
    OneWeight(String),
    /// The network is too large to search for critical points.
    #[error(
        "preset {preset}: critical points are sought in networks of at most {most} weights, this \
            one has {found}"
    )]
    TooManyWeights {
        /// The preset's name.
        preset: String,
        /// How many weights its network has.
        found: usize,
        /// How many it may have.
        most: usize,
    },
    /// The user cancelled.
    #[error("cancelled")]
    Cancelled,
}
