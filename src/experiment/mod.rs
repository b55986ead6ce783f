//! Runs a preset end to end: what the commands print and the window shows comes from here, so that
//! a picture on screen can be made again without a screen.

mod exact;
mod fates;
mod format;
mod npz;
mod table;
mod flat;
mod race;
mod slide;
mod state;

use ndarray::Array2;
use num_rational::BigRational;
use serde::Serialize;
use thiserror::Error;

use crate::descent::{self, Trajectory};
use crate::minima::{self, Findings};
use crate::monitor::Monitor;
use crate::network::{self, Law, limits, norm};
use crate::objective::{Objective, eigenvalues};
use crate::optimizer::Settings;
use crate::plane::Grid;
use crate::plane::profile::{self, Profile};
use crate::plane::slice::{self, Quantity};
use crate::plane::{Axis, Plane, PlaneError, Projection, Projector};
use crate::preset::{PlaneKind, Preset, PresetError};
use crate::proof::{self, Certificate, Move};

pub use self::exact::left_open;
pub use self::fates::{attractors_from, basins, counts, label_of_end, population, population_with};
pub use self::flat::{FlatPatch, FlatSet, flat_sets};
pub use self::format::Format;
pub use self::npz::Npz;
pub use self::race::{fate, rival, rival_rate};
pub use self::slide::{slid, third, unslid_view, view};
pub use self::state::{Held, Shadow, held};
pub use self::table::write_csv;

/// Losses, and coordinates, above this are not drawn.
const HUGE: f64 = 1e300;

/// Samples of a loss curve from which its range is told.
const LINE_SAMPLES: usize = 400;

/// The law from which a seed draws weights when none is named: weights and biases from `N(0, 1)`.
pub const DEFAULT_LAW: Law = Law::Normal { sd: 1.0 };

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

/// Everything that is known of one weight vector.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// `L(w)`.
    pub loss: f64,
    /// The gradient, in the order of the flat parameter vector.
    pub gradient: Vec<f64>,
    /// Its Euclidean norm.
    pub gradient_norm: f64,
    /// Eigenvalues of the Hessian, ascending; `None` for more than [`limits::HESSIAN`] weights
    /// or a Hessian that is not finite.
    pub hessian_eigenvalues: Option<Vec<f64>>,
    /// The outputs, a row a data point.
    pub outputs: Vec<Vec<f64>>,
    /// Share of points on the right side, for targets 0 and 1.
    pub accuracy: Option<f64>,
}

/// Evaluates `weights` (length `P`).
#[must_use]
pub fn evaluate(objective: &Objective, weights: &[f64]) -> Evaluation {
    let mut gradient = vec![0.0; weights.len()];
    let loss = objective.value_and_gradient(weights, &mut gradient, &mut objective.workspace());
    let hessian_eigenvalues = if weights.len() <= limits::HESSIAN {
        eigenvalues(&objective.hessian(weights))
    } else {
        None
    };
    Evaluation {
        loss,
        gradient_norm: norm(&gradient),
        gradient,
        hessian_eigenvalues,
        outputs: objective.outputs(weights).rows().into_iter().map(|row| row.to_vec()).collect(),
        accuracy: objective.accuracy(weights),
    }
}

/// The start that a preset offers: its first named start, else its first point, else the weights of
/// seed 0 under [`DEFAULT_LAW`].
///
/// # Errors
/// If the named start is not one of the preset's points.
pub fn default_start(preset: &Preset) -> Result<Vec<f64>, ExperimentError> {
    if let Some(name) = preset.descent.starts.first() {
        return Ok(preset.point(name)?.weights.clone());
    }
    Ok(match preset.points.first() {
        Some(point) => point.weights.clone(),
        None => network::draw(&preset.network, DEFAULT_LAW, 0),
    })
}

/// The plane of a preset and the ranges it is seen in.
#[derive(Clone, Debug)]
pub struct View {
    /// The plane.
    pub plane: Plane,
    /// Lowest and highest coordinate along the plane's first axis.
    pub x_range: [f64; 2],
    /// Lowest and highest coordinate along its second axis.
    pub y_range: [f64; 2],
}

/// What stands in for a plane where the network has a single weight: the line of all its values,
/// with the loss as the second coordinate. The second direction is zero.
///
/// # Errors
/// If a start named by the preset is not one of its points.
pub fn line(preset: &Preset) -> Result<View, ExperimentError> {
    let axis = |entry: f64, label: &str| Axis { direction: vec![entry], label: label.to_owned() };
    let name = preset.network.parameter_names().swap_remove(0);
    let plane = Plane { origin: vec![0.0], x: axis(1.0, &name), y: axis(0.0, "loss") };
    let x_range = preset.plane.x_range.unwrap_or(fitted_ranges(preset, &plane)[0]);
    let grid = Grid { width: LINE_SAMPLES, height: 1, x_range, y_range: [0.0, 1.0] };
    let (objective, mut work) = (preset.objective(), preset.objective().workspace());
    let losses = grid
        .xs()
        .into_iter()
        .map(|w| objective.value(&[w], &mut work))
        .filter(|loss| *loss <= HUGE);
    let (low, high) =
        losses.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), loss| (a.min(loss), b.max(loss)));
    let pad = if high > low { 0.08 * (high - low) } else { 1.0 };
    // beside a huge loss a small distance is none
    let pad = pad.max(1e-9 * high);
    let y_range = if low > high { [0.0, 1.0] } else { [low - pad, high + pad] };
    Ok(View { plane, x_range, y_range })
}

fn plane(
    preset: &Preset,
    objective: &Objective,
    monitor: &Monitor,
) -> Result<Plane, ExperimentError> {
    let origin = match &preset.plane.origin {
        Some(name) => preset.point(name)?.weights.clone(),
        None => default_start(preset)?,
    };
    let network = &preset.network;
    let result = match &preset.plane.kind {
        PlaneKind::Weights { x, y } => {
            let (i, j) = (preset.parameter(x)?, preset.parameter(y)?);
            Plane::weights(network, &origin, i, j)
        }
        PlaneKind::Points { points: [a, b, c] } => Plane::through_points(
            &preset.point(a)?.weights,
            &preset.point(b)?.weights,
            &preset.point(c)?.weights,
        ),
        PlaneKind::Directions { x, y } => Plane::along(&origin, x, y, "x", "y"),
        PlaneKind::Random { seed } => Plane::random(&origin, *seed),
        PlaneKind::FilterNormalised { seed } => Plane::filter_normalised(network, &origin, *seed),
        PlaneKind::Trajectory { start } => {
            let start = &preset.point(start)?.weights;
            let trajectory = descent::descend(objective, start, &preset.descent.settings, monitor)
                .ok_or(ExperimentError::Cancelled)?;
            let visited: Vec<Vec<f64>> =
                trajectory.records.into_iter().map(|record| record.weights).collect();
            Plane::principal(&visited, &visited[visited.len() - 1])
        }
        PlaneKind::Eigenvectors { x, y } => Plane::eigenvectors(objective, &origin, *x, *y),
    };
    result.map_err(|reason| ExperimentError::Plane { preset: preset.name.clone(), reason })
}

/// Ranges that show every named point's projection with a margin, and never less than 1 to each
/// side.
fn fitted_ranges(preset: &Preset, plane: &Plane) -> [[f64; 2]; 2] {
    let shown: Vec<[f64; 2]> = preset
        .points
        .iter()
        .map(|point| plane.project(&point.weights))
        .chain((preset.points.is_empty()).then(|| plane.project(&plane.origin)))
        .map(|at| [at.x, at.y])
        .filter(|at| at.iter().all(|c| c.abs() <= HUGE))
        .collect();
    [0, 1].map(|axis| {
        let low = shown.iter().map(|at| at[axis]).fold(f64::INFINITY, f64::min);
        let high = shown.iter().map(|at| at[axis]).fold(f64::NEG_INFINITY, f64::max);
        if low > high {
            return [-3.0, 3.0];
        }
        let middle = f64::midpoint(low, high);
        // beside a huge number 1 is nothing
        let half = (0.75 * (high - low)).max(1.0).max(1e-6 * middle.abs());
        [middle - half, middle + half]
    })
}

/// The loss over a view, `height x width`, row 0 at the lowest `y`; `None` when cancelled.
#[must_use]
pub fn slice(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    monitor: &Monitor,
) -> Option<Array2<f64>> {
    slice::loss(objective, plane, grid, monitor)
}

/// As [`slice()`], of another quantity than the loss.
#[must_use]
pub fn slice_of(
    quantity: Quantity,
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    monitor: &Monitor,
) -> Option<Array2<f64>> {
    slice::values(quantity, objective, plane, grid, monitor)
}

/// The smallest losses found over a view when the directions off its plane are free, coarse to
/// fine; `None` when cancelled. See [`profile::profile`].
#[must_use]
pub fn profile(
    objective: &Objective,
    plane: &Plane,
    grid: &Grid,
    monitor: &Monitor,
    report: impl FnMut(&Profile),
) -> Option<Profile> {
    profile::profile(objective, plane, grid, monitor, report)
}

/// Runs the optimiser from `start`; `None` when cancelled.
#[must_use]
pub fn descend(
    objective: &Objective,
    start: &[f64],
    settings: &Settings,
    monitor: &Monitor,
) -> Option<Trajectory> {
    descent::descend(objective, start, settings, monitor)
}

/// Proves what it can about a weight vector, and compares its loss with that of the preset's
/// points.
#[must_use]
pub fn certify(preset: &Preset, weights: &[BigRational]) -> Certificate {
    let points: Vec<Vec<BigRational>> =
        preset.points.iter().map(|point| point.exact.to_vec()).collect();
    proof::certify(&preset.exact_problem(), weights, &points)
}

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

/// The moves that an exact proof about a weight vector rests on; see [`proof::moves`].
#[must_use]
pub fn moves(preset: &Preset, weights: &[BigRational]) -> Option<Vec<Move>> {
    proof::moves(&preset.exact_problem(), weights)
}

/// `L(weights)`.
#[must_use]
pub fn loss(objective: &Objective, weights: &[f64]) -> f64 {
    objective.value(weights, &mut objective.workspace())
}

/// Where weights of this loss are drawn: their projection onto the plane, or, where a single weight
/// makes it a line, their place on the loss curve.
#[must_use]
pub fn place(plane: &Plane, weights: &[f64], loss: f64) -> Projection {
    placed(&mut Projector::new(plane), weights, loss)
}

fn placed(projector: &mut Projector, weights: &[f64], loss: f64) -> Projection {
    let at = projector.project(weights);
    if weights.len() == 1 { Projection { y: loss, ..at } } else { at }
}

/// Where each record of a trajectory is drawn.
#[must_use]
pub fn path(plane: &Plane, trajectory: &Trajectory) -> Vec<Projection> {
    let mut projector = Projector::new(plane);
    trajectory
        .records
        .iter()
        .map(|record| placed(&mut projector, &record.weights, record.loss))
        .collect()
}
