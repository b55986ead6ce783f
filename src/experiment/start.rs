//! Where a descent starts if nobody says where.

use super::error::ExperimentError;
use crate::network::{self, Law};
use crate::preset::{NamedPoint, Preset};

/// The law from which a seed draws weights when none is named: weights and biases from `N(0, 1)`.
pub const DEFAULT_LAW: Law = Law::Normal { sd: 1.0 };

/// The named point from which descent starts if nobody says where: the first of the preset's
/// starts, else its first point, if it has any.
///
/// # Errors
/// If the named start is not one of the preset's points.
pub fn default_point(preset: &Preset) -> Result<Option<&NamedPoint>, ExperimentError> {
    match preset.descent.starts.first() {
        Some(name) => Ok(Some(preset.point(name)?)),
        None => Ok(preset.points.first()),
    }
}

/// The weights of [`default_point`], else those of seed 0 under [`DEFAULT_LAW`].
///
/// # Errors
/// As [`default_point`].
pub fn default_start(preset: &Preset) -> Result<Vec<f64>, ExperimentError> {
    Ok(match default_point(preset)? {
        Some(point) => point.weights.clone(),
        None => network::draw(&preset.network, DEFAULT_LAW, 0),
    })
}
