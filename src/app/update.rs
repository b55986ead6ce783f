//! What changes the window's state: results that arrive, and commands.

use std::sync::Arc;
use std::time::Duration;

use eframe::egui::Context;

use crate::app::jobs::hover::Hover;
use crate::app::jobs::live::{Event, Live};
use crate::app::jobs::model::Model;
use crate::app::jobs::random_starts::Sample;
use crate::app::state::command::{Command, Message};
use crate::app::state::player::{FASTEST, SLOWEST};
use crate::app::state::session::{Layer, Start};
use crate::app::{App, MESSAGE_TIME, theme};
use crate::experiment::DEFAULT_LAW;
use crate::figure::surface::Camera;
use crate::network;
use crate::network::Network;
use crate::plane::Quantity;

impl App {
    /// Takes in what jobs have sent, and lets time pass.
    pub(super) fn take_in(&mut self, context: &Context) {
        self.gallery.poll(context);
        if let Some(message) = self.export.poll(context) {
            self.tell(context, message);
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
            self.live.flats.start(context, &model, &self.session.preset);
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
        self.live.loss.want(context, model, quantity, ranges, pixels, &session.loss_look());
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

    /// Does what was asked for.
    #[expect(clippy::too_many_lines, reason = "an arm a command")]
    pub(super) fn apply(&mut self, context: &Context, command: Command) {
        match command {
            Command::OpenPreset(index) => {
                self.open(context, self.gallery.presets[index].clone(), Some(index));
            }
            Command::OpenFiles(_)
            | Command::Paste(_)
            | Command::TakeIn(_)
            | Command::Ask(_)
            | Command::SavePreset(_) => self.apply_to_files(context, command),
            Command::StartAt(at) => self.start_at(context, at),
            Command::MoveStart(at) => self.move_start(at),
            Command::SetWeight(index, value) => self.set_weight(index, value),
            Command::StartAtCell(cell) => self.start_at_cell(context, cell),
            Command::StartAtPoint(index) => self.start_at_point(context, index),
            Command::StartAtRandom => {
                self.session.seed += 1;
                let seed = self.session.seed;
                let weights = network::draw(&self.session.preset.network, DEFAULT_LAW, seed);
                self.start(
                    context,
                    Start { name: format!("random weights, seed {seed}"), weights },
                );
            }
            Command::UndoStart => {
                if let Some(start) = self.previous_start.take() {
                    // the start that was not meant leaves no trace
                    self.live.forget_descent();
                    self.start(context, start);
                }
            }
            Command::Restart => {
                if let Some(start) = self.session.start.clone() {
                    self.start(context, start);
                }
            }
            Command::Escape => self.escape(context),
            Command::CloseProof => self.close_proof(),
            Command::StopDescent => self.live.stop_descent(),
            Command::KeepPoint => self.keep_point(context),
            Command::Make(wish) => self.make(context, wish),
            Command::FindMinima => {
                if !self.search.stop() {
                    self.search.start(context, &self.session.preset);
                }
            }
            Command::KeepFound { points, summary } => self.keep_found(context, points, summary),
            Command::Show { x, y } => self.session.ranges = Some([x, y]),
            Command::MoveMap(wanted) => self.move_map(context, wanted),
            Command::Back | Command::Forward => self.travel(matches!(command, Command::Back)),
            Command::Undo | Command::Redo => {
                self.change_back(context, matches!(command, Command::Undo))
            }
            Command::ResetView => {
                self.session.ranges =
                    self.model().map(|model| [model.view.x_range, model.view.y_range]);
                if self.session.shows_surface() {
                    self.session.surface.camera = Camera::default();
                }
            }
            Command::Hover(at) => {
                self.hover = at
                    .zip(self.model())
                    .map(|(at, model)| Hover::new(&model, at, self.session.quantity()));
                context.request_repaint();
            }
            Command::SetNetwork { layers, activation, output_activation, bias } => {
                self.session.set_network(Network { layers, activation, output_activation, bias });
                self.live.prepare(context, &self.session.preset, false);
            }
            Command::EditData(edit) => self.edit_data(context, &edit),
            Command::Revert => self.revert(context),
            Command::SetLoss(loss) => self.set_loss(context, loss),
            Command::SetDescent(settings) => self.set_descent(context, settings),
            Command::SetRace(race) => self.session.race = race,
            Command::ShowHeld(is_shown) => self.session.shows_held = is_shown,
            Command::SetPlane(plane) => {
                self.session.preset.plane = plane;
                self.session.ranges = None;
                self.live.prepare(context, &self.session.preset, true);
            }
            Command::SetSlide(slide) => self.set_slide(context, slide),
            Command::SetLayer(layer) => {
                self.session.layer = layer;
                if layer != Layer::Basins {
                    self.live.basins.rest();
                }
            }
            Command::SetBasinView(view) => self.session.basin_view = view,
            Command::SetCopies(are_apart) => self.session.tells_copies_apart = are_apart,
            Command::ShowRandomStarts(are_shown) => self.shows_random_starts = are_shown,
            Command::SetDraw(draw) => self.draw = draw,
            Command::SetProfile(_)
            | Command::SetScale(_)
            | Command::SetColormap(_)
            | Command::SetContours(_)
            | Command::SetLabels(_)
            | Command::ShowSurface(_)
            | Command::SetCamera(_) => self.set_look(&command),
            Command::TogglePlay
            | Command::Seek(_)
            | Command::Step(_)
            | Command::ToggleLoop
            | Command::SetSpeed(_)
            | Command::Reset => self.play(context, &command),
            Command::TogglePalette => self.palette.toggle(),
            Command::ToggleFrames => self.frames.toggle(),
            Command::ToggleTheme => theme::toggle(context),
            Command::TogglePresenter => self.presenter.toggle(context),
            Command::Tour(wanted) => self.go_on_tour(context, wanted),
            Command::ToggleExport => self.export.toggle(&self.session.preset.name),
            Command::Export { path, scale } => {
                if let Some(figure) = self.figure() {
                    self.export.save(figure, path, scale);
                }
            }
            Command::Tell(message) => self.tell(context, message),
        }
        context.request_repaint();
    }

    /// Changes how things look.
    fn set_look(&mut self, command: &Command) {
        let (look, surface) = (&mut self.session.look, &mut self.session.surface);
        match command {
            Command::ShowSurface(is_shown) => surface.is_shown = *is_shown,
            Command::SetCamera(camera) => surface.camera = *camera,
            Command::SetProfile(is_profile) => look.profile = *is_profile,
            Command::SetScale(scale) => look.scale = *scale,
            Command::SetColormap(colormap) => look.colormap = *colormap,
            Command::SetContours(contours) => look.contours = *contours,
            Command::SetLabels(labels) => look.labels = *labels,
            _ => {}
        }
    }

    /// Does what the player was asked for.
    fn play(&mut self, context: &Context, command: &Command) {
        let count = self.live.timeline().len();
        match command {
            Command::TogglePlay => self.player.toggle(),
            Command::Seek(record) if *record < count => self.player.seek(*record, count),
            Command::Step(steps) if count > 0 => {
                let record = self.player.record(count).saturating_add_signed(*steps);
                self.player.seek(record.min(count - 1), count);
            }
            Command::ToggleLoop => self.player.is_looping = !self.player.is_looping,
            Command::SetSpeed(speed) => self.session.speed = speed.clamp(SLOWEST, FASTEST),
            Command::Reset => {
                self.apply(context, Command::ResetView);
                self.apply(context, Command::Step(isize::MIN));
            }
            _ => {}
        }
    }

    pub(super) fn tell(&mut self, context: &Context, message: Message) {
        let now = context.input(|input| input.time);
        self.message = Some((message, now + MESSAGE_TIME));
    }
}
