//! The plane of a preset, slid as it says, and the ranges it is seen in.

use super::error::ExperimentError;
use super::start::default_start;
use crate::descent::{self, Termination};
use crate::monitor::Monitor;
use crate::network::{self, limits};
use crate::objective::Objective;
use crate::plane::{Axis, Grid, Plane, PlaneError, Slide, Third};
use crate::preset::{PlaneKind, Preset};

/// Losses, and coordinates, above this are not drawn.
const HUGE: f64 = 1e300;

/// Samples of a loss curve from which its range is told.
const LINE_SAMPLES: usize = 400;

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

impl View {
    /// How far it can be slid to either side without losing sight of what it shows: half of its
    /// longer side, in the units of weight space; 1 if that is no finite number.
    #[must_use]
    pub fn reach(&self) -> f64 {
        let sides = [(&self.plane.x, self.x_range), (&self.plane.y, self.y_range)]
            .map(|(axis, range)| network::norm(&axis.direction) * (range[1] - range[0]));
        let reach = 0.5 * sides[0].max(sides[1]);
        if reach.is_finite() && reach > 0.0 { reach } else { 1.0 }
    }
}

/// Builds the plane that a preset describes, slid as it says, and the ranges it gives or, left out,
/// those that show its points.
///
/// # Errors
/// If the plane names unknown points or weights, is degenerate, cannot be slid so, or was cancelled
/// (a trajectory's plane runs a descent first).
pub fn view(preset: &Preset, monitor: &Monitor) -> Result<View, ExperimentError> {
    let view = unslid_view(preset, monitor)?;
    let Some(slide) = preset.plane.slide.as_ref().filter(|slide| slide.offset != 0.0) else {
        return Ok(view);
    };
    let direction = third(&preset.objective(), &view, &slide.along);
    let plane = slid(&view.plane, direction.as_deref(), slide)
        .map_err(|reason| ExperimentError::Plane { preset: preset.name.clone(), reason })?;
    Ok(View { plane, ..view })
}

/// As [`view`], before it is slid.
///
/// # Errors
/// As [`view`].
pub fn unslid_view(preset: &Preset, monitor: &Monitor) -> Result<View, ExperimentError> {
    let objective = preset.objective();
    if objective.parameter_count() < 2 {
        return Err(ExperimentError::OneWeight(preset.name.clone()));
    }
    let plane = plane(preset, &objective, monitor)?;
    let fitted = fitted_ranges(preset, &plane);
    Ok(View {
        x_range: preset.plane.x_range.unwrap_or(fitted[0]),
        y_range: preset.plane.y_range.unwrap_or(fitted[1]),
        plane,
    })
}

/// The direction in which the plane of a view is slid; gradient and Hessian are those in the middle
/// of its ranges. `None` where there is none, see [`Plane::third`].
#[must_use]
pub fn third(objective: &Objective, view: &View, along: &Third) -> Option<Vec<f64>> {
    let [x, y] = [view.x_range, view.y_range].map(|range| 0.5 * (range[0] + range[1]));
    view.plane.third(objective, along, &view.plane.point(x, y))
}

/// A plane slid along a direction that [`third`] found.
///
/// # Errors
/// If it has to be slid and there is no direction.
pub fn slid(plane: &Plane, direction: Option<&[f64]>, slide: &Slide) -> Result<Plane, PlaneError> {
    match direction {
        Some(direction) => Ok(plane.slid(direction, slide.offset)),
        None if slide.offset == 0.0 => Ok(plane.clone()),
        None if slide.along == Third::Flattest && plane.origin.len() > limits::HESSIAN_OF_VIEW => {
            let found = plane.origin.len();
            Err(PlaneError::TooManyWeights { found, most: limits::HESSIAN_OF_VIEW })
        }
        None => Err(PlaneError::NoThird(slide.along.name())),
    }
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
        PlaneKind::FilterNormalised { seed, biases } => {
            Plane::filter_normalised(network, &origin, *seed, *biases)
        }
        PlaneKind::Trajectory { start } => {
            let start = &preset.point(start)?.weights;
            let trajectory = descent::descend(objective, start, &preset.descent.settings, monitor)
                .ok_or(ExperimentError::Cancelled)?;
            let diverged = trajectory.termination == Termination::Diverged;
            let visited: Vec<Vec<f64>> =
                trajectory.records.into_iter().map(|record| record.weights).collect();
            let plane = Plane::principal(&visited, &visited[visited.len() - 1]);
            plane.map_err(|reason| if diverged { PlaneError::Diverged } else { reason })
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
