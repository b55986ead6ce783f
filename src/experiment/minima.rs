//! The critical points of a preset, and what is proven of them.

use num_rational::BigRational;

use super::error::ExperimentError;
use super::exact;
use crate::minima::{self, Findings};
use crate::monitor::Monitor;
use crate::network::limits;
use crate::preset::Preset;
use crate::proof::{self, Certificate};

/// Searches for critical points from `starts` random starts and from the preset's points.
///
/// Of networks of straight pieces, minima that an exact proof covers are given in exact fractions,
/// also those with data points on kinks, where no gradient tells.
///
/// # Errors
/// If the network has more than [`limits::NEWTON`] weights, or the search was cancelled.
pub fn minima(
    preset: &Preset,
    starts: usize,
    seed: u64,
    monitor: &Monitor,
) -> Result<Findings, ExperimentError> {
    let (found, most) = (preset.network.parameter_count(), limits::NEWTON);
    if found > most {
        return Err(ExperimentError::TooManyWeights { preset: preset.name.clone(), found, most });
    }
    let known = preset.points.iter().map(|point| point.weights.clone()).collect();
    let settings = minima::Settings { starts, seed, known };
    let mut found = minima::search(&preset.objective(), &settings, monitor)
        .ok_or(ExperimentError::Cancelled)?;
    exact::in_fractions(preset, &mut found);
    Ok(found)
}

/// Proves what it can about a weight vector, and compares its loss with that of the preset's
/// points.
#[must_use]
pub fn certify(preset: &Preset, weights: &[BigRational]) -> Certificate {
    let points: Vec<Vec<BigRational>> =
        preset.points.iter().map(|point| point.exact.to_vec()).collect();
    proof::certify(&preset.exact_problem(), weights, &points)
}
