//! The window. Panels draw state and push [`Command`]s, which are applied once a frame after
//! everything is drawn; numbers come from [`crate::experiment`], off the window's thread.

mod basin_layer;
mod command;
mod controls;
mod curve;
mod data;
mod export;
mod figure;
mod gallery;
mod hover;
mod job;
mod live;
mod map;
mod player;
mod session;
mod start;
mod theme;
mod update;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{self, CentralPanel, Key, KeyboardShortcut, Modifiers, Panel, RichText, Ui};

pub use self::command::{Command, Message};
use self::data::DataView;
use self::export::ExportDialog;
use self::gallery::Gallery;
use self::hover::Hover;
use self::job::Slot;
use self::live::Live;
use self::map::MapView;
use self::player::Player;
use self::session::{Layer, Look, Session};
pub use self::start::run;
use crate::preset::Preset;

const SAVE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::E);

/// The preset that the window opens on.
const FIRST: &str = "relu-line-of-minima";

/// Seconds that a message stays.
const MESSAGE_TIME: f64 = 6.0;

/// The whole window.
pub struct App {
    gallery: Gallery,
    session: Session,
    live: Live,
    player: Player,
    hover: Option<Hover>,
    data: DataView,
    export: ExportDialog,
    failure: Option<String>,
    message: Option<(Message, f64)>,
    map_pixels: Option<[usize; 2]>,
    previous_start: Option<session::Start>,
    opening: Slot<Result<Preset, String>>,
    wanted_file: Option<PathBuf>,
}

impl App {
    /// A window on `preset`, or on the first thing worth seeing.
    #[must_use]
    pub fn new(context: &egui::Context, preset: Option<Preset>) -> Self {
        theme::install(context);
        let gallery = Gallery::new(context);
        let index = gallery
            .presets
            .iter()
            .position(|shipped| preset.as_ref().map_or(shipped.name == FIRST, |own| own == shipped));
        let preset = preset.unwrap_or_else(|| gallery.presets[index.unwrap_or(0)].clone());
        let session = Session::new(preset, index, Look::default());
        let mut live = Live::default();
        live.prepare(context, &session.preset, false);
        Self {
            gallery,
            session,
            live,
            player: Player::default(),
            hover: None,
            data: DataView::default(),
            export: ExportDialog::default(),
            failure: None,
            message: None,
            map_pixels: None,
            previous_start: None,
            opening: Slot::default(),
            wanted_file: None,
        }
    }

    /// One frame: take in results, draw, apply what was asked for.
    pub fn frame(&mut self, ui: &mut Ui) {
        let context = ui.ctx().clone();
        self.take_in(&context);
        let mut commands = Vec::new();
        Self::shortcuts(&context, &mut commands);
        self.panels(ui, &mut commands);
        self.export.ui(&context, &mut commands);
        for command in commands {
            self.apply(&context, command);
        }
        self.ask_for_pictures(&context);
    }

    /// Opens a preset file with the next frame.
    pub fn open_file(&mut self, path: &Path) {
        self.wanted_file = Some(path.to_owned());
    }

    /// Whether nothing is being computed or played.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.opening.running().is_none()
            && self.wanted_file.is_none()
            && self.live.is_idle()
            && self.gallery.is_idle()
            && self.export.is_idle()
            && !self.player.is_playing
    }

    /// What the last descent ended in, in words; empty before the first.
    #[must_use]
    pub fn verdict(&self) -> String {
        self.live.run.as_ref().map(|run| run.trajectory.sentence()).unwrap_or_default()
    }

    /// The weights that the last descent started from.
    #[must_use]
    pub fn start_weights(&self) -> Option<Vec<f64>> {
        self.session.start.as_ref().map(|start| start.weights.clone())
    }

    /// The visible ranges of the plane.
    #[must_use]
    pub fn ranges(&self) -> Option<[[f64; 2]; 2]> {
        self.session.ranges
    }

    /// The names of the points on the map.
    #[must_use]
    pub fn point_names(&self) -> Vec<String> {
        self.session.preset.points.iter().map(|point| point.name.clone()).collect()
    }

    /// The lines of the basin map's legend; empty while basins are not shown.
    #[must_use]
    pub fn basin_legend(&self) -> Vec<String> {
        let picture = self.live.basins.picture.as_ref();
        picture.map(|p| p.legend.iter().map(|entry| entry.text.clone()).collect()).unwrap_or_default()
    }

    /// Named points with the verdict of what could be proven of them.
    #[must_use]
    pub fn proofs(&self) -> Vec<(String, &'static str)> {
        let proofs = self.live.proofs.iter().map(|proof| proof.as_ref().map_or("", |p| p.verdict.name()));
        self.point_names().into_iter().zip(proofs).collect()
    }

    /// The message that is shown.
    #[must_use]
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref().map(|(message, _)| message)
    }

    fn shortcuts(context: &egui::Context, commands: &mut Vec<Command>) {
        if context.input_mut(|input| input.consume_shortcut(&SAVE)) {
            commands.push(Command::ToggleExport);
        }
        if context.egui_wants_keyboard_input() || context.memory(|memory| memory.focused().is_some()) {
            return;
        }
        if context.input(|input| input.key_pressed(Key::Space)) {
            commands.push(Command::TogglePlay);
        }
        if context.input(|input| input.key_pressed(Key::Escape)) {
            commands.push(Command::StopDescent);
            commands.push(Command::StopBasins);
        }
        for dropped in context.input(|input| input.raw.dropped_files.clone()) {
            commands.push(Command::OpenFile(dropped.path().to_owned()));
        }
    }

    fn panels(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        Panel::top("title").show(ui, |ui| self.title_ui(ui, commands));
        Panel::left("gallery").default_size(300.0).size_range(200.0..=440.0).show(ui, |ui| {
            self.gallery.ui(ui, self.session.gallery_index, commands);
        });
        Panel::right("side")
            .default_size(340.0)
            .size_range(280.0..=520.0)
            .show(ui, |ui| self.side_ui(ui, commands));
        Panel::bottom("descent").default_size(240.0).size_range(150.0..=460.0).resizable(true).show(
            ui,
            |ui| {
                // the panel keeps its height whatever it shows
                ui.set_min_height(ui.available_height());
                ui.add_space(4.0);
                curve::ui(ui, &self.live, &self.player, self.session.speed, commands);
            },
        );
        CentralPanel::default_margins().show(ui, |ui| self.map_ui(ui, commands));
    }

    fn title_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.add_space(3.0);
        ui.horizontal(|ui| {
            ui.label(RichText::new("basinscope").strong().size(17.0));
            ui.separator();
            ui.label(RichText::new(&self.session.preset.title).size(16.0));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let (label, other) = if ui.visuals().dark_mode {
                    ("Light", egui::Theme::Light)
                } else {
                    ("Dark", egui::Theme::Dark)
                };
                if ui.button(label).on_hover_text("Light or dark window").clicked() {
                    ui.ctx().set_theme(other);
                }
                let save = ui.button("Save picture…").on_hover_text(ui.ctx().format_shortcut(&SAVE));
                if save.clicked() {
                    commands.push(Command::ToggleExport);
                }
                if ui
                    .button("Random start")
                    .on_hover_text("Weights and biases from N(0, 1), a new seed each time")
                    .clicked()
                {
                    commands.push(Command::StartAtRandom);
                }
                if ui
                    .button("Reset view")
                    .on_hover_text("The whole plane again (R, or double click)")
                    .clicked()
                {
                    commands.push(Command::ResetView);
                }
            });
        });
        ui.add_space(2.0);
    }

    fn side_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space(4.0);
            if let Some(model) = &self.live.model {
                let whose = match (&self.hover, &self.live.run) {
                    (Some(_), _) => "under the pointer",
                    (None, Some(_)) => "at the playhead",
                    (None, None) => "",
                };
                self.data.ui(ui, &model.objective, whose, 230.0);
            }
            ui.add_space(4.0);
            ui.separator();
            let preset = &self.session.preset;
            ui.label(RichText::new(&preset.source).weak().size(12.0));
            for paragraph in preset.notes.split("\n\n") {
                ui.label(paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            ui.add_space(4.0);
            ui.separator();
            controls::ui(ui, &self.session, commands);
            ui.add_space(8.0);
        });
    }

    fn map_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let playhead =
            self.live.run.as_ref().map_or(0, |run| self.player.record(run.trajectory.records.len()));
        let view = MapView {
            session: &self.session,
            live: &self.live,
            hover: self.hover.as_ref(),
            playhead,
            failure: self.failure.as_deref(),
        };
        Panel::bottom("status").show_separator_line(false).show(ui, |ui| {
            ui.horizontal(|ui| match &self.message {
                Some((message, _)) => {
                    let color = if message.is_error {
                        ui.visuals().error_fg_color
                    } else {
                        ui.visuals().strong_text_color()
                    };
                    ui.label(RichText::new(&message.text).color(color));
                }
                None => {
                    ui.label(RichText::new(view.status()).weak());
                }
            });
        });
        if self.session.preset.has_plane() {
            Panel::top("layers").show_separator_line(false).show(ui, |ui| {
                ui.horizontal(|ui| {
                    let help = [
                        (Layer::Loss, "Loss map", "The loss at every point of the plane"),
                        (Layer::Basins, "Basin map", "Every start coloured by where descent from it ends"),
                    ];
                    for (layer, label, help) in help {
                        let is_chosen = view.session.layer == layer;
                        if ui.selectable_label(is_chosen, label).on_hover_text(help).clicked() && !is_chosen {
                            commands.push(Command::SetLayer(layer));
                        }
                    }
                });
            });
        }
        let output = CentralPanel::no_frame().show(ui, |ui| view.ui(ui, commands)).inner;
        self.map_pixels = output.map(|output| output.pixels);
    }
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }
}

impl App {
    /// The model, for the parts of the window that ask it questions.
    fn model(&self) -> Option<Arc<live::Model>> {
        self.live.model.clone()
    }
}
