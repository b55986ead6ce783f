//! The loss over the plane, or the norm of its gradient, as a layer of the weight-space view, computed coarse to fine off the window's thread.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::{self, ColorImage, TextureHandle, TextureOptions};
use ndarray::Array2;

use super::frames::Rate;
use super::job::{Outbox, Slot};
use super::model::Model;
use super::session::Look;
use crate::experiment;
use crate::figure::{self, Scale, contour};
use crate::monitor::Monitor;
use crate::plane::Grid;
use crate::profile::{LEAST_LOSS, Profile};
use crate::slice::Quantity;

/// Number of contour levels.
const CONTOURS: usize = 12;

/// How long a picture of an earlier model is shown as it is while its successor is computed.
const YOUNG: Duration = Duration::from_millis(150);

/// Seconds that the first picture of a landscape may take while the hand moves it: with every frame there is to
/// be another one.
const QUICK: f64 = 0.008;

/// Pixels along one side of a cell of the stages of a picture: of one that is waited for, and of the first one
/// while the hand moves, as fine as can be done quickly. Contours come with cells of one pixel only.
const STAGES: [usize; 3] = [12, 4, 1];
const MOVING: [usize; 5] = [2, 3, 4, 6, 12];

/// Pixels of the screen along one side of a cell of a profile, each of which is a minimisation.
const PROFILE_CELL: usize = 3;

/// The loss over a grid, as numbers; drawn by [`Picture`].
struct Sliced {
    model: Arc<Model>,
    quantity: Quantity,
    grid: Grid,
    values: Arc<Array2<f64>>,
    scale: Scale,
    look: Look,
    image: ColorImage,
    contours: Vec<Vec<[f64; 2]>>,
    is_final: bool,
    /// Seconds that a cell took, with its colour, where that was measured.
    pace: Option<f64>,
}

/// The loss over a grid, ready to be painted.
pub struct Picture {
    /// Whose loss it is.
    pub model: Arc<Model>,
    /// What the numbers are.
    pub quantity: Quantity,
    /// When it was ready.
    arrived: Instant,
    /// The grid.
    pub grid: Grid,
    /// The numbers, row 0 at the lowest `y`.
    pub values: Arc<Array2<f64>>,
    /// Number to colour.
    pub scale: Scale,
    /// What it was drawn with.
    pub look: Look,
    /// The heatmap.
    pub texture: TextureHandle,
    /// Contour lines in plane coordinates.
    pub contours: Vec<Vec<[f64; 2]>>,
    /// Whether it is no coarse stage.
    pub is_final: bool,
}

impl Picture {
    /// The value of the cell that holds coordinates of the plane.
    pub fn value_at(&self, at: [f64; 2]) -> Option<f64> {
        let (i, j) = self.grid.column(at[0]).zip(self.grid.row(at[1]))?;
        Some(self.values[[j, i]])
    }

    /// What its numbers are.
    pub fn label(&self) -> &'static str {
        if self.look.profile { LEAST_LOSS } else { self.quantity.label() }
    }

    /// What a profile is, and how far it has come; `None` for a slice.
    pub fn profile_text(&self, progress: Option<f64>) -> Option<String> {
        if !self.look.profile {
            return None;
        }
        let mut text = figure::profile_line(self.model.objective.parameter_count());
        match progress {
            _ if self.is_final => {}
            Some(share) => {
                text += &format!("\ncoarse so far, finer cells follow: {:.0} % (Esc stops)", 100.0 * share);
            }
            None => text += "\nstopped: coarse cells only",
        }
        Some(text)
    }

    /// Whether it is of an earlier model, and has been for longer than the eye lets pass.
    pub fn is_stale(&self, model: &Arc<Model>) -> bool {
        !Arc::ptr_eq(&self.model, model) && self.arrived.elapsed() > YOUNG
    }
}

/// A picture that was asked for.
#[derive(Clone)]
struct Wanted {
    model: Arc<Model>,
    quantity: Quantity,
    ranges: [[f64; 2]; 2],
    pixels: [usize; 2],
    look: Look,
}

impl Wanted {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.model, &other.model)
            && (self.quantity, self.ranges, self.pixels, &self.look)
                == (other.quantity, other.ranges, other.pixels, &other.look)
    }
}

/// The running computation and its newest result.
#[derive(Default)]
pub struct LossLayer {
    job: Slot<Sliced>,
    /// Stages that the running computation has sent.
    stages: usize,
    /// Seconds that a cell took last.
    pace: f64,
    wanted: Option<Wanted>,
    /// The newest picture of the model.
    pub picture: Option<Picture>,
    /// How often another landscape, or another part of it, was shown.
    pub shown: Rate,
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
        quantity: Quantity,
        ranges: [[f64; 2]; 2],
        pixels: [usize; 2],
        look: &Look,
    ) {
        let wanted = Wanted { model: Arc::clone(model), quantity, ranges, pixels, look: look.clone() };
        if self.wanted.as_ref().is_some_and(|before| before.is(&wanted)) {
            return;
        }
        if self.picture.as_ref().is_some_and(|picture| !Arc::ptr_eq(&picture.model, model)) {
            context.request_repaint_after(YOUNG);
        }
        let is_other_model = self.wanted.as_ref().is_some_and(|before| !Arc::ptr_eq(&before.model, model));
        let is_moved = is_other_model && context.input(|input| input.pointer.any_down());
        if is_moved && self.is_early() {
            // a picture that is cut short with every move of the hand never comes to anything
            context.request_repaint();
            return;
        }
        self.stages = 0;
        let known = self.picture.as_ref().map(|picture| Known {
            model: Arc::clone(&picture.model),
            quantity: picture.quantity,
            grid: picture.grid.clone(),
            values: Arc::clone(&picture.values),
            scale: picture.scale,
            look: picture.look.clone(),
        });
        self.wanted = Some(wanted.clone());
        let model = Arc::clone(model);
        let stages = if is_moved { self.moving_stages(pixels) } else { STAGES.to_vec() };
        self.job
            .start(context, move |monitor, outbox| slice(&model, &wanted, known, &stages, monitor, outbox));
    }

    /// Whether the running computation has not sent anything.
    fn is_early(&self) -> bool {
        self.job.running().is_some() && self.stages == 0
    }

    /// The stages of a picture while the hand moves: at once what can be computed between two frames.
    fn moving_stages(&self, [width, height]: [usize; 2]) -> Vec<usize> {
        let cells = |divisor: usize| (width.div_ceil(divisor) * height.div_ceil(divisor)) as f64;
        let quick = MOVING.into_iter().find(|&divisor| self.pace * cells(divisor) < QUICK);
        vec![quick.unwrap_or(MOVING[MOVING.len() - 1]), 1]
    }

    /// Takes in what has been computed.
    pub fn poll(&mut self, context: &egui::Context) {
        let mut arrived = self.job.take_all();
        self.stages += arrived.len();
        if let Some(sliced) = arrived.pop() {
            self.pace = sliced.pace.unwrap_or(self.pace);
            let is_finer = self.picture.as_ref().is_some_and(|before| {
                Arc::ptr_eq(&before.model, &sliced.model)
                    && before.quantity == sliced.quantity
                    && (before.grid.x_range, before.grid.y_range)
                        == (sliced.grid.x_range, sliced.grid.y_range)
            });
            if !is_finer {
                self.shown.note(Instant::now());
            }
            self.picture = Some(upload(context, sliced));
        }
    }

    /// Whether a profile is being computed.
    pub fn is_minimising(&self) -> bool {
        self.job.running().is_some() && self.wanted.as_ref().is_some_and(|wanted| wanted.look.profile)
    }

    /// Stops a profile; what there is stays.
    pub fn stop_profile(&mut self) {
        if self.is_minimising() {
            self.job.stop();
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
    model: Arc<Model>,
    quantity: Quantity,
    grid: Grid,
    values: Arc<Array2<f64>>,
    scale: Scale,
    look: Look,
}

/// Computes a picture coarse to fine; each stage is sent as it is ready.
fn slice(
    model: &Arc<Model>,
    wanted: &Wanted,
    known: Option<Known>,
    stages: &[usize],
    monitor: &Monitor,
    outbox: &Outbox<Sliced>,
) {
    let [width, height] = wanted.pixels;
    // along a single weight one row of cells is the whole curve
    let height = if model.is_line() { 1 } else { height };
    let cell = if wanted.look.profile { PROFILE_CELL } else { 1 };
    let (width, height) = (width.div_ceil(cell), height.div_ceil(cell));
    let full = Grid { width, height, x_range: wanted.ranges[0], y_range: wanted.ranges[1] };
    let is_of_this = |known: &Known| {
        known.quantity == wanted.quantity
            && Arc::ptr_eq(&known.model, model)
            && known.look.profile == wanted.look.profile
    };
    if let Some(known) = known.as_ref().filter(|known| known.grid == full && is_of_this(known)) {
        // the same cells in other colours
        if let Some(sliced) = colour(wanted, full, Arc::clone(&known.values), None, true, monitor) {
            outbox.send(sliced);
        }
        return;
    }
    // a coarse stage keeps the colours of the picture before it, so that panning does not flicker
    let fits = |known: &Known| known.look.scale == wanted.look.scale && is_of_this(known);
    let scale = known.filter(fits).map(|known| known.scale);
    if wanted.look.profile {
        let send = |profile: &Profile, is_final: bool| {
            let (grid, values) = (profile.grid.clone(), Arc::new(profile.values.clone()));
            let kept = if is_final { None } else { scale };
            if let Some(sliced) = colour(wanted, grid, values, kept, is_final, monitor) {
                outbox.send(sliced);
            }
        };
        let (objective, plane) = (&model.objective, &model.view.plane);
        let profile = experiment::profile(objective, plane, &full, monitor, |stage| send(stage, false));
        if let Some(profile) = profile {
            send(&profile, true);
        }
        return;
    }
    for &divisor in stages {
        let started = Instant::now();
        let grid = Grid { width: width.div_ceil(divisor), height: height.div_ceil(divisor), ..full.clone() };
        let (objective, plane) = (&model.objective, &model.view.plane);
        let Some(values) = experiment::slice_of(wanted.quantity, objective, plane, &grid, monitor) else {
            return;
        };
        let kept = if divisor == 1 { None } else { scale };
        let cells = values.len() as f64;
        let Some(sliced) = colour(wanted, grid, Arc::new(values), kept, divisor == 1, monitor) else {
            return;
        };
        // contours would count as cells
        let pace = (divisor > 1).then(|| started.elapsed().as_secs_f64() / cells);
        outbox.send(Sliced { pace, ..sliced });
    }
}

/// Values as colours and contours; `None` when cancelled.
fn colour(
    wanted: &Wanted,
    grid: Grid,
    values: Arc<Array2<f64>>,
    scale: Option<Scale>,
    is_final: bool,
    monitor: &Monitor,
) -> Option<Sliced> {
    let look = &wanted.look;
    let scale = scale.unwrap_or_else(|| Scale::fit(values.iter().copied(), look.scale));
    let rgb = figure::pixels(&values, &scale, look.colormap);
    let image = ColorImage::from_rgb([grid.width, grid.height], &rgb);
    let mut contours = Vec::new();
    if look.contours && is_final && grid.height > 1 {
        for level in contour::levels(&scale, CONTOURS) {
            if monitor.is_cancelled() {
                return None;
            }
            contours.extend(contour::drawn_lines(&values, &grid, level));
        }
    }
    Some(Sliced {
        model: Arc::clone(&wanted.model),
        quantity: wanted.quantity,
        grid,
        values,
        scale,
        look: look.clone(),
        image,
        contours,
        is_final,
        pace: None,
    })
}

fn upload(context: &egui::Context, sliced: Sliced) -> Picture {
    let Sliced { model, quantity, grid, values, scale, look, image, contours, is_final, pace: _ } = sliced;
    let texture = context.load_texture("slice", image, TextureOptions::LINEAR);
    Picture {
        model,
        quantity,
        arrived: Instant::now(),
        grid,
        values,
        scale,
        look,
        texture,
        contours,
        is_final,
    }
}
