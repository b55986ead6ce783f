//! Running jobs and their newest results: everything the window shows that had to be computed.

use std::sync::Arc;

use eframe::egui::{self, ColorImage, TextureHandle, TextureOptions};
use ndarray::Array2;

use super::basin_layer::BasinLayer;
use super::job::{Outbox, Slot};
use super::session::{Look, Start};
use crate::certificate::Certificate;
use crate::descent::{Settings, Trajectory};
use crate::experiment::{self, View};
use crate::figure;
use crate::figure::Scale;
use crate::figure::contour;
use crate::monitor::Monitor;
use crate::objective::{Objective, norm};
use crate::plane::Projection;
use crate::preset::Preset;
use crate::slice::Grid;

/// Number of contour levels.
const CONTOURS: usize = 12;

/// A preset made ready: its objective, its plane, and its named points seen in that plane.
pub struct Model {
    /// Loss, gradient and Hessian.
    pub objective: Arc<Objective>,
    /// The plane and the ranges it is seen in at first.
    pub view: View,
    /// The named points.
    pub points: Vec<PlacedPoint>,
}

impl Model {
    /// Whether there is a single weight, so that the map is a curve.
    pub fn is_line(&self) -> bool {
        self.objective.parameter_count() == 1
    }
}

/// A named point and where it stands.
pub struct PlacedPoint {
    /// Its name.
    pub name: String,
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

/// The loss over a grid, as numbers; drawn by [`Picture`].
struct Sliced {
    grid: Grid,
    values: Arc<Array2<f64>>,
    scale: Scale,
    look: Look,
    image: ColorImage,
    contours: Vec<Vec<[f64; 2]>>,
}

/// The loss over a grid, ready to be painted.
pub struct Picture {
    /// The grid.
    pub grid: Grid,
    /// The losses, row 0 at the lowest `y`.
    pub values: Arc<Array2<f64>>,
    /// Loss to colour.
    pub scale: Scale,
    /// What it was drawn with.
    pub look: Look,
    /// The heatmap.
    pub texture: TextureHandle,
    /// Contour lines in plane coordinates.
    pub contours: Vec<Vec<[f64; 2]>>,
}

/// A finished descent.
pub struct Run {
    /// What it started from.
    pub start: Start,
    /// What it ran with.
    pub settings: Settings,
    /// Where it went.
    pub trajectory: Trajectory,
    /// Where each record is in the plane.
    pub path: Vec<Projection>,
}

/// A picture that was asked for.
#[derive(Clone, PartialEq)]
struct Wanted {
    ranges: [[f64; 2]; 2],
    pixels: [usize; 2],
    look: Look,
}

/// What arrived since the last look.
pub enum Event {
    /// A model is ready; the flag says whether the descent before it is still valid.
    ModelReady,
    /// The preset cannot be shown, for this reason.
    ModelFailed(String),
    /// A descent is ready.
    RunReady,
}

/// Jobs and results.
#[derive(Default)]
pub struct Live {
    preparing: Slot<Result<Model, String>>,
    slicing: Slot<Sliced>,
    descending: Slot<Run>,
    /// The model, once it is ready.
    pub model: Option<Arc<Model>>,
    /// The newest picture of the model.
    pub picture: Option<Picture>,
    /// The newest descent on the model.
    pub run: Option<Run>,
    wanted: Option<Wanted>,
    /// The basins of the model.
    pub basins: BasinLayer,
    proving: Slot<(usize, Certificate)>,
    /// What was proven of each named point so far.
    pub proofs: Vec<Option<Certificate>>,
}

impl Live {
    /// Makes a preset ready, forgetting everything of the one before; with `keep_run` the descent
    /// stays (the objective is the same and only the plane another).
    pub fn prepare(&mut self, context: &egui::Context, preset: &Preset, keep_run: bool) {
        let preset = preset.clone();
        self.model = None;
        self.picture = None;
        self.wanted = None;
        self.slicing.stop();
        self.basins.clear();
        self.prove(context, &preset);
        if !keep_run {
            self.descending.stop();
            self.run = None;
        }
        self.preparing.start(context, move |monitor, outbox| outbox.send(prepare(&preset, monitor)));
    }

    /// Sets out to prove what it can about the named points, one after the other.
    fn prove(&mut self, context: &egui::Context, preset: &Preset) {
        self.proofs = vec![None; preset.points.len()];
        let preset = preset.clone();
        self.proving.start(context, move |monitor, outbox| {
            for (index, point) in preset.points.iter().enumerate() {
                if monitor.is_cancelled() {
                    return;
                }
                outbox.send((index, experiment::certify(&preset, &point.exact)));
            }
        });
    }

    /// Asks for a picture of these ranges, unless it is what was asked for last.
    pub fn want_picture(
        &mut self,
        context: &egui::Context,
        ranges: [[f64; 2]; 2],
        pixels: [usize; 2],
        look: &Look,
    ) {
        let Some(model) = self.model.clone() else { return };
        let wanted = Wanted { ranges, pixels, look: look.clone() };
        if self.wanted.as_ref() == Some(&wanted) {
            return;
        }
        let known = self.picture.as_ref().map(|picture| Known {
            grid: picture.grid.clone(),
            values: Arc::clone(&picture.values),
            scale: picture.scale,
            look: picture.look.clone(),
        });
        self.wanted = Some(wanted.clone());
        self.slicing.start(context, move |monitor, outbox| slice(&model, &wanted, known, monitor, outbox));
    }

    /// Runs the optimiser from `start`.
    pub fn descend(&mut self, context: &egui::Context, start: Start, settings: Settings) {
        let Some(model) = self.model.clone() else { return };
        self.descending.start(context, move |monitor, outbox| {
            if let Some(trajectory) =
                experiment::descend(&model.objective, &start.weights, &settings, monitor)
            {
                let path = experiment::path(&model.view.plane, &trajectory);
                outbox.send(Run { start, settings, trajectory, path });
            }
        });
    }

    /// Stops the running descent.
    pub fn stop_descent(&mut self) {
        self.descending.stop();
    }

    /// Progress of the running descent, if it has been running long enough to be worth a word.
    pub fn descent_progress(&self) -> Option<f64> {
        self.descending.running().filter(|job| job.seconds() > 0.15).map(super::job::Job::fraction)
    }

    /// Whether a descent is running.
    pub fn is_descending(&self) -> bool {
        self.descending.running().is_some()
    }

    /// Progress of the running slice, if it has been running long enough to be worth a word.
    pub fn slice_progress(&self) -> Option<f64> {
        self.slicing.running().filter(|job| job.seconds() > 0.3).map(super::job::Job::fraction)
    }

    /// Whether nothing is being computed.
    pub fn is_idle(&self) -> bool {
        self.basins.progress().is_none()
            && self.proving.running().is_none()
            && self.preparing.running().is_none()
            && self.slicing.running().is_none()
            && self.descending.running().is_none()
    }

    /// Takes in what the jobs have sent.
    pub fn poll(&mut self, context: &egui::Context) -> Vec<Event> {
        let mut events = Vec::new();
        match self.preparing.take_newest() {
            Some(Ok(model)) => {
                if let Some(run) = &mut self.run {
                    run.path = experiment::path(&model.view.plane, &run.trajectory);
                }
                self.model = Some(Arc::new(model));
                events.push(Event::ModelReady);
            }
            Some(Err(reason)) => events.push(Event::ModelFailed(reason)),
            None => {}
        }
        self.basins.poll(context);
        for (index, certificate) in self.proving.take_all() {
            self.proofs[index] = Some(certificate);
        }
        if let Some(sliced) = self.slicing.take_newest() {
            self.picture = Some(upload(context, sliced));
        }
        if let Some(mut run) = self.descending.take_newest() {
            if let Some(model) = &self.model {
                run.path = experiment::path(&model.view.plane, &run.trajectory);
            }
            self.run = Some(run);
            events.push(Event::RunReady);
        }
        events
    }
}

fn prepare(preset: &Preset, monitor: &Monitor) -> Result<Model, String> {
    let objective = Arc::new(preset.objective());
    let view = if objective.parameter_count() == 1 {
        experiment::line(preset)
    } else {
        experiment::view(preset, monitor)
    };
    let view = view.map_err(|error| error.to_string())?;
    let mut work = objective.workspace();
    let points = preset
        .points
        .iter()
        .map(|point| {
            let mut gradient = vec![0.0; point.weights.len()];
            let loss = objective.value_and_gradient(&point.weights, &mut gradient, &mut work);
            PlacedPoint {
                name: point.name.clone(),
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
    Ok(Model { objective, view, points })
}

/// What an earlier picture already computed.
struct Known {
    grid: Grid,
    values: Arc<Array2<f64>>,
    scale: Scale,
    look: Look,
}

/// Computes a picture coarse to fine; each stage is sent as it is ready.
fn slice(model: &Model, wanted: &Wanted, known: Option<Known>, monitor: &Monitor, outbox: &Outbox<Sliced>) {
    let [width, height] = wanted.pixels;
    // along a single weight one row of cells is the whole curve
    let height = if model.is_line() { 1 } else { height };
    let full = Grid { width, height, x_range: wanted.ranges[0], y_range: wanted.ranges[1] };
    if let Some(known) = known.as_ref().filter(|known| known.grid == full) {
        // the same cells in other colours
        outbox.send(colour(full, Arc::clone(&known.values), None, &wanted.look, true));
        return;
    }
    // a coarse stage keeps the colours of the picture before it, so that panning does not flicker
    let scale = known.filter(|known| known.look.scale == wanted.look.scale).map(|known| known.scale);
    for divisor in [12, 4, 1] {
        let grid = Grid { width: width.div_ceil(divisor), height: height.div_ceil(divisor), ..full.clone() };
        let Some(values) = experiment::slice(&model.objective, &model.view.plane, &grid, monitor) else {
            return;
        };
        let kept = if divisor == 1 { None } else { scale };
        outbox.send(colour(grid, Arc::new(values), kept, &wanted.look, divisor == 1));
    }
}

fn colour(grid: Grid, values: Arc<Array2<f64>>, scale: Option<Scale>, look: &Look, is_final: bool) -> Sliced {
    let scale = scale.unwrap_or_else(|| Scale::fit(values.iter().copied(), look.scale));
    let rgb = figure::pixels(&values, &scale, look.colormap);
    let image = ColorImage::from_rgb([grid.width, grid.height], &rgb);
    let contours = if look.contours && is_final && grid.height > 1 {
        contour::levels(&scale, CONTOURS)
            .iter()
            .flat_map(|&level| contour::lines(&values, &grid, level))
            .collect()
    } else {
        Vec::new()
    };
    Sliced { grid, values, scale, look: look.clone(), image, contours }
}

fn upload(context: &egui::Context, sliced: Sliced) -> Picture {
    let Sliced { grid, values, scale, look, image, contours } = sliced;
    let texture = context.load_texture("slice", image, TextureOptions::LINEAR);
    Picture { grid, values, scale, look, texture, contours }
}
