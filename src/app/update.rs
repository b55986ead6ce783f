//! What a frame takes in, and what it asks for: results of jobs, and the pictures of what is
//! chosen now.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;

use crate::app::App;
use crate::app::jobs::held::HeldStates;
use crate::app::jobs::live::{Event, Live};
use crate::app::jobs::model::Model;
use crate::app::jobs::random_starts::Sample;
use crate::app::number;
use crate::app::state::command::{Command, Message};
use crate::app::state::session::{Layer, Start};
use crate::plane::Quantity;
use crate::platform;

/// What is said where the window's thread is the only one.
const NEEDS_THREADS: &str = "This takes longer than a page without threads can compute at once and \
    was stopped. It needs threads: a page that is served with the headers COOP and COEP, or the \
    desktop.";

impl App {
    /// Takes in what jobs have sent, and lets time pass.
    pub(super) fn take_in(&mut self, context: &Context) {
        self.gallery.poll(context);
        self.experiments.poll(context);
        if let Some(message) = self.export.poll(context) {
            self.tell(context, message);
        }
        if let Some(message) = self.landscape.as_mut().and_then(|view| view.poll(context)) {
            self.tell(context, message);
        }
        if let Some(sentence) = self.glyphs.missing().or_else(|| number::refusal(context)) {
            self.tell(context, Message::error(sentence));
        }
        self.heed_page(context);
        if platform::take_cut_short() {
            self.tell(context, Message::error(NEEDS_THREADS.to_owned()));
        }
        self.take_in_made(context);
        if let Some(path) = self.wanted_file.take() {
            self.apply(context, Command::OpenFiles(vec![path]));
        }
        for event in self.live.poll(context) {
            match event {
                Event::ModelReady => self.model_ready(context),
                Event::ModelFailed(reason) => self.failure = Some(reason),
                Event::RunReady => self.player.restart(),
                Event::RunFollowed => self.player.finish(),
            }
        }
        self.show_awaited_proof();
        self.follow(context);
        let (now, passed) =
            context.input(|input| (input.time, f64::from(input.stable_dt.min(0.1))));
        if self.player.is_playing && self.live.run.is_some() {
            self.player.advance(passed, f64::from(self.session.speed));
            context.request_repaint();
        }
        if let Some((_, until)) = &self.message {
            if now >= *until {
                self.message = None;
            } else {
                context.request_repaint_after(Duration::from_secs_f64(*until - now));
            }
        }
    }

    /// Shows the plane of a fresh model and, unless a descent is still valid, runs the first one.
    fn model_ready(&mut self, context: &Context) {
        let Some(model) = self.model() else { return };
        // while the hand moves the data these would be cut short over and over
        if !context.input(|input| input.pointer.any_down()) {
            self.live.flats.want(context, &model, &self.session.preset);
        }
        self.failure = None;
        self.hover = None;
        self.session.ranges.get_or_insert([model.view.x_range, model.view.y_range]);
        if self.live.run.is_some() || self.live.follow.is_on() {
            return;
        }
        let start = self.session.start.clone().or_else(|| {
            let named = self.session.preset.descent.starts.first()?;
            let point = model.points.iter().find(|point| &point.name == named)?;
            Some(Start { name: point.name.clone(), weights: point.weights.clone() })
        });
        if let Some(start) = start {
            self.start(context, start);
        }
    }

    /// Asks for the pictures that the present state needs.
    pub(super) fn ask_for_pictures(&mut self, context: &Context) {
        let Some(model) = self.model() else { return };
        // a map laid out for another layer will have another size with the next frame
        let map = self.map.as_ref().filter(|map| map.layer == self.session.layer);
        if let Some((ranges, map)) = self.session.ranges.zip(map) {
            let (frame, pixels) = (map.frame, map.pixels);
            self.ask_for_layers(context, &model, ranges, pixels);
            if self.session.shows_surface() {
                let Live { loss, basins, surface, .. } = &mut self.live;
                surface.want(context, &self.session, loss, basins, frame.size());
            }
        }
        self.ask_for_sample(context, &model);
        self.ask_for_race(context, &model);
        self.ask_for_held(context, &model);
        let weights = match (&self.hover, &self.live.run) {
            (Some(hover), _) => &hover.weights,
            (None, Some(run)) => &self.live.record(run, &self.player).weights,
            (None, None) => &model.start,
        };
        if let Some(objective) = &self.live.objective {
            self.data.show_weights(context, objective, weights);
        }
    }

    fn ask_for_layers(
        &mut self,
        context: &Context,
        model: &Arc<Model>,
        ranges: [[f64; 2]; 2],
        pixels: [usize; 2],
    ) {
        let session = &self.session;
        let quantity = if model.is_line() { Quantity::Loss } else { session.quantity() };
        let numbers = (quantity, session.edge());
        self.live.loss.want(context, model, numbers, ranges, pixels, &session.loss_look());
        if session.layer == Layer::Basins && !model.is_line() {
            let (settings, copies) = (&session.preset.descent.settings, session.tells_copies_apart);
            let registry = self.live.seen.of(&model.objective, settings, copies);
            let basins = &mut self.live.basins;
            basins.want(context, model, ranges, pixels, settings, copies, registry);
            basins.want_painted(context, session.basin_view, &session.look);
        }
    }

    fn ask_for_sample(&mut self, context: &Context, model: &Arc<Model>) {
        if !self.shows_random_starts {
            self.live.sample = Sample::default();
            return;
        }
        if self.live.follow.is_on() {
            // counted once the hand rests
            return;
        }
        let (settings, copies) =
            (&self.session.preset.descent.settings, self.session.tells_copies_apart);
        let registry = self.live.seen.of(&model.objective, settings, copies);
        self.live.sample.want(context, model, &self.draw, settings, copies, registry);
    }

    /// Sees to it that those run who are in the race.
    fn ask_for_race(&mut self, context: &Context, model: &Arc<Model>) {
        let rivals = self.session.rivals();
        let start = self.session.start.as_ref();
        let start = start.filter(|start| start.weights.len() == model.objective.parameter_count());
        let Some(start) = start.filter(|_| !rivals.is_empty()) else {
            self.live.race.clear();
            return;
        };
        // while the data are edited the model is a moment behind
        if self.live.objective.as_ref().is_some_and(|now| Arc::ptr_eq(now, &model.objective)) {
            let is_held = context.input(|input| input.pointer.any_down());
            self.live.race.want(context, model, start, rivals, is_held);
        }
    }

    /// Sees to it that the states are known that are to be shown.
    fn ask_for_held(&mut self, context: &Context, model: &Arc<Model>) {
        let Some(run) = self.live.run.as_ref().filter(|_| self.session.shows_held) else {
            self.live.held = HeldStates::default();
            return;
        };
        self.live.held.want(context, model, run);
    }
}
