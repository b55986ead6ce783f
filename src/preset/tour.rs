//! Tours: the steps that a lecturer leads through.

use super::plane::PlaneSpec;
use crate::plane::Layer;

/// Where the descent of a tour's step starts.
#[derive(Clone, Debug, PartialEq)]
pub enum TourStart {
    /// At a named point.
    Point(String),
    /// At these weights, a flat parameter vector.
    Weights(Vec<f64>),
}

/// One step of a tour. What it leaves out is as in the step before, and at first as the preset
/// opens; only a proof is shown by no other step than the one that names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TourStep {
    /// What is said.
    pub text: String,
    /// Where the descent starts.
    pub start: Option<TourStart>,
    /// The plane that is looked at.
    pub plane: Option<PlaneSpec>,
    /// The range of the first coordinate that is looked at.
    pub x_range: Option<[f64; 2]>,
    /// The range of the second coordinate.
    pub y_range: Option<[f64; 2]>,
    /// What the map is coloured by.
    pub layer: Option<Layer>,
    /// Whether the map is seen as a surface in space.
    pub surface: Option<bool>,
    /// Whether the loss is minimised over the directions off the plane.
    pub profile: Option<bool>,
    /// Whether contour lines are drawn.
    pub contours: Option<bool>,
    /// Whether named points carry their names.
    pub labels: Option<bool>,
    /// The named point whose proof is shown.
    pub proof: Option<String>,
}

impl TourStep {
    /// The state of the last of `steps`: each with what the steps before it have said.
    #[must_use]
    pub fn last_of(steps: &[Self]) -> Self {
        let mut state = Self::default();
        for step in steps {
            let Self { text, start, plane, x_range, y_range, layer, .. } = step.clone();
            let Self { surface, profile, contours, labels, proof, .. } = step.clone();
            // ranges are those of one plane
            let (old_x, old_y) =
                if plane.is_some() { (None, None) } else { (state.x_range, state.y_range) };
            state = Self {
                text,
                start: start.or(state.start),
                plane: plane.or(state.plane),
                x_range: x_range.or(old_x),
                y_range: y_range.or(old_y),
                layer: layer.or(state.layer),
                surface: surface.or(state.surface),
                profile: profile.or(state.profile),
                contours: contours.or(state.contours),
                labels: labels.or(state.labels),
                proof,
            };
        }
        state
    }
}
