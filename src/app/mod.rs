//! The window. Panels draw state and push [`Command`]s, which are applied once a frame after
//! everything is drawn; numbers come from [`crate::experiment`], off the window's thread.

mod basins;
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
mod loss_layer;
mod map;
mod model;
mod panels;
mod player;
mod session;
mod start;
mod theme;
mod update;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{self, Key, KeyboardShortcut, Modifiers, Ui};

pub use self::command::{Command, Message};
use self::data::DataView;
use self::export::ExportDialog;
use self::gallery::Gallery;
use self::hover::Hover;
use self::job::Slot;
use self::live::Live;
use self::player::Player;
use self::session::{Look, Session};
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

    /// How many basin maps were set out to be computed so far.
    #[must_use]
    pub fn basin_maps_begun(&self) -> usize {
        self.live.basins.maps_begun()
    }

    /// Cells of the basin map, across and up.
    #[must_use]
    pub fn basin_cells(&self) -> Option<[usize; 2]> {
        let picture = self.live.basins.picture.as_ref()?;
        Some([picture.named.map.grid.width, picture.named.map.grid.height])
    }

    /// What the basin map says of the cell at coordinates of the plane, as its tooltip has it; `None` where
    /// nothing is computed.
    #[must_use]
    pub fn cell_verdict(&self, at: [f64; 2]) -> Option<String> {
        let named = &self.live.basins.picture.as_ref()?.named;
        named.verdict(named.cell(at)?)
    }

    /// Where the basin map says that the cell's descent ends, and where the replay of it ended.
    #[must_use]
    pub fn replay(&self) -> Option<[&str; 2]> {
        self.live.run.as_ref()?.replay.as_ref().map(|replay| [replay.fate.as_str(), replay.end.as_str()])
    }

    /// What the colours of the basin map stand for, where they stand for numbers.
    #[must_use]
    pub fn basin_quantity(&self) -> Option<&'static str> {
        let picture = self.live.basins.picture.as_ref()?;
        picture.scale.is_some().then(|| picture.view.quantity())
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
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }
}

impl App {
    /// The model, for the parts of the window that ask it questions.
    fn model(&self) -> Option<Arc<model::Model>> {
        self.live.model.clone()
    }
}
