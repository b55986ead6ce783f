//! A preset made ready to be looked at.

use std::sync::Arc;

use crate::app::state::session::Session;
use crate::experiment::{self, View};
use crate::monitor::Monitor;
use crate::network::norm;
use crate::objective::Objective;
use crate::plane::{Plane, Projection, Slide};
use crate::preset::Preset;

/// A preset made ready: its objective, its plane, and its named points seen in that plane.
pub struct Model {
    /// Loss, gradient and Hessian.
    pub objective: Arc<Objective>,
    /// The plane and the ranges it is seen in at first.
    pub view: View,
    /// The named points.
    pub points: Vec<PlacedPoint>,
    /// Where descent starts if nothing else is chosen.
    pub start: Vec<f64>,
    /// How the plane is slid, where there is a third direction to slide it in.
    pub slider: Option<Slider>,
}

/// A plane that can be slid.
#[derive(Clone)]
pub struct Slider {
    /// How far it is, and which way.
    pub slide: Slide,
    /// The plane before it is slid.
    base: Plane,
    /// The direction; `None` if the way asked for has no part off the plane.
    pub direction: Option<Vec<f64>>,
}

impl Model {
    /// Whether there is a single weight, so that the map is a curve.
    pub fn is_line(&self) -> bool {
        self.objective.parameter_count() == 1
    }

    /// The model with its plane slid otherwise in the same direction; `None` if it cannot be.
    pub fn slid(&self, slide: &Slide) -> Option<Self> {
        let slider = self.slider.as_ref().filter(|slider| slider.slide.along == slide.along)?;
        let plane = experiment::slid(&slider.base, slider.direction.as_deref(), slide).ok()?;
        let place = |point: &PlacedPoint| PlacedPoint {
            at: experiment::place(&plane, &point.weights, point.loss),
            ..point.clone()
        };
        Some(Self {
            objective: Arc::clone(&self.objective),
            points: self.points.iter().map(place).collect(),
            start: self.start.clone(),
            slider: Some(Slider { slide: slide.clone(), ..slider.clone() }),
            view: View { plane, ..self.view },
        })
    }
}

/// A named point and where it stands.
#[derive(Clone)]
pub struct PlacedPoint {
    /// Its name.
    pub name: String,
    /// Its name as it is shown: with a star if it was named before the data were changed.
    pub label: String,
    /// What the preset says of it.
    pub note: String,
    /// The full weight vector.
    pub weights: Vec<f64>,
    /// Where it is in the plane, and how far from it.
    pub at: Projection,
    /// Its loss.
    pub loss: f64,
    /// The gradient's norm there.
    pub gradient_norm: f64,
    /// Share of points classified rightly.
    pub accuracy: Option<f64>,
    /// Whether the preset names it as a start.
    pub is_start: bool,
}

/// Sets up the objective, the plane and the named points of a preset.
pub fn prepare(
    preset: &Preset,
    objective: Arc<Objective>,
    monitor: &Monitor,
) -> Result<Model, String> {
    let view = if objective.parameter_count() == 1 {
        experiment::line(preset)
    } else {
        experiment::unslid_view(preset, monitor)
    };
    let base = view.map_err(|error| error.to_string())?;
    let slider = preset.plane.slide_or_first(&preset.network).map(|slide| Slider {
        direction: experiment::third(&objective, &base, &slide.along),
        base: base.plane.clone(),
        slide,
    });
    let plane = match &slider {
        Some(Slider { slide, base, direction }) => {
            experiment::slid(base, direction.as_deref(), slide)
        }
        None => Ok(base.plane.clone()),
    };
    let plane = plane.map_err(|error| format!("the plane of this preset: {error}"))?;
    let view = View { plane, ..base };
    let mut work = objective.workspace();
    let points = preset
        .points
        .iter()
        .map(|point| {
            let mut gradient = vec![0.0; point.weights.len()];
            let loss = objective.value_and_gradient(&point.weights, &mut gradient, &mut work);
            PlacedPoint {
                name: point.name.clone(),
                label: format!(
                    "{}{}",
                    point.name,
                    if point.is_from_before_edit() { "*" } else { "" }
                ),
                note: point.note.clone(),
                weights: point.weights.clone(),
                at: experiment::place(&view.plane, &point.weights, loss),
                loss,
                gradient_norm: norm(&gradient),
                accuracy: objective.accuracy(&point.weights),
                is_start: preset.descent.starts.contains(&point.name),
            }
        })
        .collect();
    let start = experiment::default_start(preset).map_err(|error| error.to_string())?;
    Ok(Model { objective, view, points, start, slider })
}

/// The weights that a descent starts from, or would if nothing else is chosen.
pub fn weights_of_start<'a>(session: &'a Session, model: &'a Model) -> &'a [f64] {
    session.start.as_ref().map_or(&model.start, |start| &start.weights)
}
