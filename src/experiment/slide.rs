//! The plane of a preset, and sliding it through weight space.

use super::{ExperimentError, View, fitted_ranges, plane};
use crate::monitor::Monitor;
use crate::objective::Objective;
use crate::plane::{Plane, PlaneError, Slide, Third};
use crate::preset::Preset;

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
        None => Err(PlaneError::NoThird(slide.along.name())),
    }
}
