//! The dispatcher: everything that panels, keys and files ask for is done here, after a frame is
//! drawn.

use eframe::egui::Context;

use crate::app::jobs::hover::Hover;
use crate::app::jobs::model::weights_of_start;
use crate::app::state::command::{Command, Message, Purpose};
use crate::app::state::history::History;
use crate::app::state::player::{FASTEST, SLOWEST};
use crate::app::state::session::{Layer, Session, Start};
use crate::app::{App, theme};
use crate::experiment::{self, DEFAULT_LAW, Library};
use crate::figure::surface::Camera;
use crate::network::{self, Network};
use crate::platform;

/// Seconds that a message stays.
const MESSAGE_TIME: f64 = 6.0;

impl App {
    /// Does what was asked for, and keeps what was before.
    pub(super) fn apply_all(&mut self, context: &Context, commands: Vec<Command>) {
        let (is_pressed, is_held) = context.input(|input| {
            let pointer = &input.pointer;
            (pointer.any_pressed(), pointer.any_down() || pointer.any_released())
        });
        self.press_has_changed &= !is_pressed;
        let is_fleeting = |command: &Command| {
            matches!(
                command,
                Command::Hover(_) | Command::Seek(_) | Command::TogglePlay | Command::Tell(_)
            )
        };
        if commands.iter().all(is_fleeting) {
            // no state to be kept for every move of the pointer
            commands.into_iter().for_each(|command| self.apply(context, command));
            return;
        }
        let now = context.input(|input| input.time);
        let before = self.session.clone();
        let mut is_travel = [false; 2];
        for command in commands {
            is_travel[0] |= matches!(command, Command::Undo | Command::Redo);
            is_travel[1] |=
                matches!(command, Command::Back | Command::Forward | Command::Undo | Command::Redo);
            self.apply(context, command);
        }
        if self.session.ranges.is_none() {
            // another plane: its coordinates mean something else
            self.views = History::default();
        }
        if let (Some(ranges), Some(shown)) = (before.ranges, self.session.ranges)
            && ranges != shown
            && !is_travel[1]
        {
            self.views.record(ranges, now);
        }
        if before != self.session && platform::page().is_some() {
            self.changed_at = Some(now);
        }
        if before != self.session
            && let Some(keeper) = &mut self.keeper
        {
            keeper.note(now);
        }
        if before != self.session && !is_travel[0] {
            // all that one press of a button changes is one change, however long it is held
            if is_held && self.press_has_changed {
                self.changes.extend(now);
            } else {
                self.changes.record(before, now);
                self.changes.limit(Session::bytes);
            }
            self.press_has_changed = is_held;
        }
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
            | Command::SavePreset(_)
            | Command::SaveWeights(_)
            | Command::BeginAgain
            | Command::CopyLink
            | Command::CopyCode(_)
            | Command::TakeWeights(_)
            | Command::CloseQuestion => self.apply_to_files(context, command),
            Command::CloseLandscape => self.landscape = None,
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
                self.change_back(context, matches!(command, Command::Undo));
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
            Command::Experiments(order) => {
                if let Some(mistake) = self.experiments.order(context, &order) {
                    self.tell(context, mistake);
                }
            }
            Command::OpenCounted(counted) => self.open_counted(context, *counted),
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
            Command::StopExport => self.export.stop(),
            Command::ToggleExport => self.export.toggle(&self.session.preset.name),
            Command::Export { path } => {
                if let Some(shown) = self.shown() {
                    self.export.save(shown, path);
                }
            }
            Command::CopyFigure => {
                if let Some(shown) = self.shown() {
                    self.export.copy(shown);
                }
            }
            Command::ExportAgain => match (self.export.last(), self.shown()) {
                (Some(path), Some(shown)) => self.export.save(shown, path),
                _ => self.export.toggle(&self.session.preset.name),
            },
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

    /// Does what was asked for with a file.
    fn apply_to_files(&mut self, context: &Context, command: Command) {
        match command {
            Command::OpenFiles(paths) => self.files.open(context, paths),
            Command::Paste(text) => self.files.paste(context, text),
            Command::TakeIn(arrival) => self.take_in_files(context, *arrival),
            Command::Ask(Purpose::Open) if platform::pick_by_page() => {}
            Command::Ask(Purpose::Open) => self.files.ask(Purpose::Open, String::new()),
            Command::Ask(Purpose::SavePreset) => {
                let path = format!("{}.toml", self.session.preset.name);
                self.files.ask(Purpose::SavePreset, path);
            }
            Command::SavePreset(path) => self.files.save(context, self.session.to_preset(), path),
            Command::Ask(Purpose::SaveWeights) => {
                let path = format!("{}.safetensors", self.session.preset.name);
                self.files.ask(Purpose::SaveWeights, path);
            }
            Command::SaveWeights(path) => {
                if let Some(weights) = self.shown_weights() {
                    let network = self.session.preset.network.clone();
                    self.files.save_weights(context, network, weights, path);
                }
            }
            Command::BeginAgain => platform::begin_again(),
            Command::CopyLink => self.copy_link(context),
            Command::CopyCode(library) => self.copy_code(context, library),
            Command::TakeWeights(chosen) => self.take_in_chosen(context, *chosen),
            Command::CloseQuestion => self.question = None,
            _ => {}
        }
    }

    /// The weights under the playhead, or those of the start while there is no descent.
    fn shown_weights(&self) -> Option<Vec<f64>> {
        if let Some(run) = &self.live.run {
            return Some(self.live.record(run, &self.player).weights.clone());
        }
        let model = self.live.model.as_ref()?;
        Some(weights_of_start(&self.session, model).to_vec())
    }

    /// Puts the session as a program into the clipboard.
    fn copy_code(&mut self, context: &Context, library: Library) {
        let Some(weights) = self.shown_weights() else { return };
        let message = match experiment::code(&self.session.preset, &weights, library) {
            Ok(code) => {
                let lines = code.lines().count();
                context.copy_text(code);
                Message::done(format!(
                    "{lines} lines for {} are in the clipboard: data, network, weights, loss and \
                        descent.",
                    library.title()
                ))
            }
            Err(error) => Message::error(format!("No code was copied: {error}.")),
        };
        self.tell(context, message);
    }

    pub(super) fn tell(&mut self, context: &Context, message: Message) {
        let now = context.input(|input| input.time);
        self.message = Some((message, now + MESSAGE_TIME));
    }
}
