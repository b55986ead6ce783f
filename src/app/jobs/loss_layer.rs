//! The loss over the plane, or the norm of its gradient, as a layer of the weight-space view.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::{self, TextureHandle, TextureOptions};

use crate::app::jobs::job::Job;
use crate::app::jobs::keyed::{Keyed, Same};
use crate::app::jobs::model::Model;
use crate::app::jobs::rate::Rate;
use crate::app::jobs::slicing::{Landscape, Sliced, Wanted, slice};
use crate::app::state::session::Look;
use crate::figure;
use crate::plane::Quantity;
use crate::plane::profile::LEAST_LOSS;
use crate::platform::Instant;

/// How long a picture of an earlier model is shown as it is while its successor is computed.
const YOUNG: Duration = Duration::from_millis(150);

/// Seconds that the first picture of a landscape may take while the hand moves it: with every frame
/// there is to be another one.
const QUICK: f64 = 0.008;

/// Pixels along one side of a cell of the stages of a picture: of one that is waited for, and of
/// the first one while the hand moves, as fine as can be done quickly. Contours come with cells of
/// one pixel only.
const STAGES: [usize; 3] = [12, 4, 1];
const MOVING: [usize; 5] = [2, 3, 4, 6, 12];

/// The loss over a grid, ready to be painted.
pub struct Picture {
    /// What it shows.
    pub of: Landscape,
    /// When it was ready.
    arrived: Instant,
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
        let (i, j) = self.of.grid.column(at[0]).zip(self.of.grid.row(at[1]))?;
        Some(self.of.values[[j, i]])
    }

    /// What its numbers are.
    pub fn label(&self) -> &'static str {
        if self.of.look.profile { LEAST_LOSS } else { self.of.quantity.label() }
    }

    /// What has to be known to read it: what a profile is, and how far it has come, or what a
    /// line is drawn at, or why there is nothing to see.
    pub fn note(&self, progress: Option<f64>) -> Option<String> {
        let weights = self.of.model.objective.parameter_count();
        if let Some(refusal) = self.of.quantity.refusal(weights) {
            return Some(refusal);
        }
        if !self.of.look.profile {
            return self.of.edge.map(|edge| figure::edge_line(edge, &self.of.values));
        }
        let mut text = figure::profile_line(self.of.model.objective.parameter_count());
        match progress {
            _ if self.is_final => {}
            Some(share) => {
                text += &format!(
                    "\ncoarse so far, finer cells follow: {:.0} % (Esc stops)",
                    100.0 * share
                );
            }
            None => text += "\nstopped: coarse cells only",
        }
        Some(text)
    }

    /// Whether it is of an earlier model, and has been for longer than the eye lets pass.
    pub fn is_stale(&self, model: &Arc<Model>) -> bool {
        !Arc::ptr_eq(&self.of.model, model) && self.arrived.elapsed() > YOUNG
    }
}

/// The running computation and its newest result.
#[derive(Default)]
pub struct LossLayer {
    asked: Keyed<Wanted, Sliced>,
    /// Stages that the running computation has sent.
    stages: usize,
    /// Seconds that a cell took last.
    pace: f64,
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
        quantity: (Quantity, Option<f64>),
        ranges: [[f64; 2]; 2],
        pixels: [usize; 2],
        look: &Look,
    ) {
        let (model_is, look, (quantity, edge)) = (Same::of(model), look.clone(), quantity);
        let wanted = Wanted { model: model_is, quantity, edge, ranges, pixels, look };
        if self.asked.is_for(&wanted) {
            return;
        }
        if self.picture.as_ref().is_some_and(|picture| !Arc::ptr_eq(&picture.of.model, model)) {
            context.request_repaint_after(YOUNG);
        }
        let is_other_model =
            self.asked.request().is_some_and(|before| before.model != wanted.model);
        let is_moved = is_other_model && context.input(|input| input.pointer.any_down());
        if is_moved && self.is_early() {
            // a picture that is cut short with every move of the hand never comes to anything
            context.request_repaint();
            return;
        }
        self.stages = 0;
        let known = self.picture.as_ref().map(|picture| picture.of.clone());
        let stages = if is_moved { self.moving_stages(pixels) } else { STAGES.to_vec() };
        self.asked.ask(context, wanted.clone(), move |monitor, outbox| {
            slice(&wanted, known, &stages, monitor, outbox);
        });
    }

    /// Whether the running computation has not sent anything.
    fn is_early(&self) -> bool {
        self.asked.job.running().is_some() && self.stages == 0
    }

    /// The stages of a picture while the hand moves: at once what can be computed between two
    /// frames.
    fn moving_stages(&self, [width, height]: [usize; 2]) -> Vec<usize> {
        let cells = |divisor: usize| (width.div_ceil(divisor) * height.div_ceil(divisor)) as f64;
        let quick = MOVING.into_iter().find(|&divisor| self.pace * cells(divisor) < QUICK);
        vec![quick.unwrap_or(MOVING[MOVING.len() - 1]), 1]
    }

    /// Takes in what has been computed.
    pub fn poll(&mut self, context: &egui::Context) {
        let mut arrived = self.asked.job.take_all();
        self.stages += arrived.len();
        if let Some(sliced) = arrived.pop() {
            self.pace = sliced.pace.unwrap_or(self.pace);
            let is_finer = self.picture.as_ref().is_some_and(|before| {
                Arc::ptr_eq(&before.of.model, &sliced.of.model)
                    && before.of.quantity == sliced.of.quantity
                    && before.of.grid.has_ranges_of(&sliced.of.grid)
            });
            if !is_finer {
                self.shown.note(Instant::now());
            }
            self.picture = Some(upload(context, sliced));
        }
    }

    /// Whether a profile is being computed.
    pub fn is_minimising(&self) -> bool {
        self.asked.job.running().is_some()
            && self.asked.request().is_some_and(|wanted| wanted.look.profile)
    }

    /// Stops a profile; what there is stays.
    pub fn stop_profile(&mut self) {
        if self.is_minimising() {
            self.asked.job.stop();
        }
    }

    /// Progress of the running computation, if it has been running long enough to be worth a word.
    pub fn progress(&self) -> Option<f64> {
        self.asked.job.running().filter(|job| job.seconds() > 0.3).map(Job::fraction)
    }

    /// Progress of the running computation, however short.
    pub fn work(&self) -> Option<f64> {
        self.asked.job.progress()
    }
}

fn upload(context: &egui::Context, sliced: Sliced) -> Picture {
    let Sliced { of, image, contours, is_final, pace: _ } = sliced;
    let texture = context.load_texture("slice", image, TextureOptions::LINEAR);
    Picture { of, arrived: Instant::now(), texture, contours, is_final }
}
