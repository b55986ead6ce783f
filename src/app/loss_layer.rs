//! The loss over the plane as a layer of the weight-space view, computed coarse to fine off the window's thread.

use std::sync::Arc;

use eframe::egui::{self, ColorImage, TextureHandle, TextureOptions};
use ndarray::Array2;

use super::job::{Outbox, Slot};
use super::model::Model;
use super::session::Look;
use crate::experiment;
use crate::figure::{self, Scale, contour};
use crate::monitor::Monitor;
use crate::plane::Grid;

/// Number of contour levels.
const CONTOURS: usize = 12;

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

/// A picture that was asked for.
#[derive(Clone, PartialEq)]
struct Wanted {
    ranges: [[f64; 2]; 2],
    pixels: [usize; 2],
    look: Look,
}

/// The running computation and its newest result.
#[derive(Default)]
pub struct LossLayer {
    job: Slot<Sliced>,
    wanted: Option<Wanted>,
    /// The newest picture of the model.
    pub picture: Option<Picture>,
}

impl LossLayer {
    /// Forgets everything, as another model is shown.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Asks for a picture of these ranges, unless it is what was asked for last.
    pub fn want(
        &mut self,
        context: &egui::Context,
        model: &Arc<Model>,
        ranges: [[f64; 2]; 2],
        pixels: [usize; 2],
        look: &Look,
    ) {
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
        let model = Arc::clone(model);
        self.job.start(context, move |monitor, outbox| slice(&model, &wanted, known, monitor, outbox));
    }

    /// Takes in what has been computed.
    pub fn poll(&mut self, context: &egui::Context) {
        if let Some(sliced) = self.job.take_newest() {
            self.picture = Some(upload(context, sliced));
        }
    }

    /// Progress of the running computation, if it has been running long enough to be worth a word.
    pub fn progress(&self) -> Option<f64> {
        self.job.running().filter(|job| job.seconds() > 0.3).map(super::job::Job::fraction)
    }

    /// Progress of the running computation, however short.
    pub fn work(&self) -> Option<f64> {
        self.job.progress()
    }
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
        if let Some(sliced) = colour(full, Arc::clone(&known.values), None, &wanted.look, true, monitor) {
            outbox.send(sliced);
        }
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
        let Some(sliced) = colour(grid, Arc::new(values), kept, &wanted.look, divisor == 1, monitor) else {
            return;
        };
        outbox.send(sliced);
    }
}

/// Values as colours and contours; `None` when cancelled.
fn colour(
    grid: Grid,
    values: Arc<Array2<f64>>,
    scale: Option<Scale>,
    look: &Look,
    is_final: bool,
    monitor: &Monitor,
) -> Option<Sliced> {
    let scale = scale.unwrap_or_else(|| Scale::fit(values.iter().copied(), look.scale));
    let rgb = figure::pixels(&values, &scale, look.colormap);
    let image = ColorImage::from_rgb([grid.width, grid.height], &rgb);
    let mut contours = Vec::new();
    if look.contours && is_final && grid.height > 1 {
        for level in contour::levels(&scale, CONTOURS) {
            if monitor.is_cancelled() {
                return None;
            }
            contours.extend(contour::lines(&values, &grid, level));
        }
    }
    Some(Sliced { grid, values, scale, look: look.clone(), image, contours })
}

fn upload(context: &egui::Context, sliced: Sliced) -> Picture {
    let Sliced { grid, values, scale, look, image, contours } = sliced;
    let texture = context.load_texture("slice", image, TextureOptions::LINEAR);
    Picture { grid, values, scale, look, texture, contours }
}
