//! The window: state, jobs and views of one preset.
//!
//! `state` is what was chosen and can be asked for; `jobs` compute what that needs, off the
//! window's thread ([`crate::experiment`] has the numbers); `map`, `panels` and `cards` draw both
//! and push [`Command`]s; `files` and `input` push more of them. Each imports only those before it.
//! [`App`] holds all of them. A frame takes in results (`update`), draws (`layout`), then applies
//! the commands (`apply`) once everything is drawn, and asks for the pictures of the new state. No
//! view computes anything; a job whose request has changed is dropped with its answer.
#![doc = include_str!("window.md")]

mod state;
mod jobs;
mod map;
mod panels;
mod cards;
mod files;
mod input;

mod apply;
mod arrivals;
mod column;
mod descents;
mod edits;
mod glyphs;
mod inspect;
mod kept;
#[cfg(not(target_arch = "wasm32"))]
mod launch;
mod layout;
mod links;
mod making;
mod number;
#[cfg(target_arch = "wasm32")]
mod page;
mod presenter_layout;
mod theme;
mod undo;
mod update;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{self, Ui};

#[cfg(not(target_arch = "wasm32"))]
pub use self::launch::run;
#[cfg(target_arch = "wasm32")]
pub use self::page::run;
pub use self::panels::frames::FrameTimes;
pub use self::state::command::Command;
pub use self::state::command::Message;
use crate::app::files::export::ExportDialog;
use crate::app::files::keeper::Keeper;
use crate::app::files::landscape::LandscapeView;
use crate::app::files::open::Files;
use crate::app::glyphs::Glyphs;
use crate::app::input::keys::{Now, shortcuts};
use crate::app::input::method::InputMethod;
use crate::app::input::palette::Palette;
use crate::app::jobs::hover::Hover;
use crate::app::jobs::live::Live;
use crate::app::jobs::make::Make;
use crate::app::jobs::model::Model;
use crate::app::jobs::search::Search;
use crate::app::map::MapOutput;
use crate::app::panels::data::DataView;
use crate::app::panels::experiments::ExperimentsView;
use crate::app::panels::frames::Frames;
use crate::app::panels::gallery::Gallery;
use crate::app::panels::presenter::{Presenter, keep_readable};
use crate::app::state::arrival::Question;
use crate::app::state::draw::Draw;
use crate::app::state::history::History;
use crate::app::state::player::Player;
use crate::app::state::session::{Look, Session, Start};
use crate::app::state::session_file;
use crate::cli::Opening;
use crate::platform::Instant;
use crate::preset::Preset;

/// The preset that the window opens on.
const FIRST: &str = "relu-line-of-minima";

/// The whole window.
pub struct App {
    gallery: Gallery,
    glyphs: Glyphs,
    session: Session,
    live: Live,
    player: Player,
    presenter: Presenter,
    palette: Palette,
    frames: Frames,
    /// Seconds that the last frame took with its painting, where the window tells.
    painted_in: Option<f32>,
    hover: Option<Hover>,
    data: DataView,
    export: ExportDialog,
    /// Whether a window of one column shows the gallery in it.
    shows_gallery: bool,
    /// The page of experiments.
    experiments: ExperimentsView,
    /// What is looked at in the place of an experiment.
    landscape: Option<LandscapeView>,
    failure: Option<String>,
    message: Option<(Message, f64)>,
    map: Option<MapOutput>,
    previous_start: Option<Start>,
    /// The ranges looked at.
    views: History<[[f64; 2]; 2]>,
    /// The named point whose proof is shown.
    shown_proof: Option<usize>,
    /// The named point that was gone to last, until there is a proof about it.
    awaited_proof: Option<usize>,
    /// The random starts to be counted.
    draw: Draw,
    /// Whether they are.
    shows_random_starts: bool,
    /// Everything that was chosen.
    changes: History<Session>,
    /// Whether something was changed since the pointer's button was pressed.
    press_has_changed: bool,
    search: Search,
    make: Make,
    files: Files,
    /// What is asked of weights that do not fit.
    question: Option<Question>,
    keeper: Option<Keeper>,
    /// When the state changed that a page keeps in its address.
    changed_at: Option<f64>,
    wanted_file: Option<PathBuf>,
}

impl App {
    /// A window on `preset`, or on the first thing worth seeing.
    #[must_use]
    pub fn new(context: &egui::Context, preset: Option<Preset>) -> Self {
        theme::install(context);
        context.add_plugin(InputMethod::default());
        let glyphs = Glyphs::of(context);
        let gallery = Gallery::new(context);
        let index = gallery.presets.iter().position(|shipped| {
            preset.as_ref().map_or(shipped.name == FIRST, |own| own == shipped)
        });
        let preset = preset.unwrap_or_else(|| gallery.presets[index.unwrap_or(0)].clone());
        let session = Session::new(preset, index, Look::default());
        let mut live = Live::default();
        live.prepare(context, &session.preset, false);
        Self {
            gallery,
            glyphs,
            session,
            live,
            player: Player::default(),
            presenter: Presenter::default(),
            palette: Palette::default(),
            frames: Frames::default(),
            painted_in: None,
            hover: None,
            data: DataView::default(),
            export: ExportDialog::default(),
            experiments: ExperimentsView::default(),
            landscape: None,
            shows_gallery: false,
            failure: None,
            message: None,
            map: None,
            previous_start: None,
            views: History::default(),
            changes: History::default(),
            press_has_changed: false,
            shown_proof: None,
            awaited_proof: None,
            draw: Draw::default(),
            shows_random_starts: false,
            search: Search::default(),
            make: Make::default(),
            files: Files::default(),
            question: None,
            keeper: None,
            changed_at: None,
            wanted_file: None,
        }
    }

    /// A window that opens on something.
    fn opened(context: &egui::Context, opening: Opening) -> Self {
        if let Opening::Preset(preset) = opening {
            return Self::new(context, Some(*preset));
        }
        let mut app = Self::new(context, None);
        match opening {
            Opening::File(file) => app.open_file(&file),
            Opening::Link(link) => app.open_link(context, &link),
            Opening::Last | Opening::Fresh | Opening::Preset(_) => {}
        }
        app
    }

    /// One frame: take in results, draw, apply what was asked for.
    pub fn frame(&mut self, ui: &mut Ui) {
        let started = Instant::now();
        let context = ui.ctx().clone();
        keep_readable(&context);
        self.take_in(&context);
        // at once, so that what the panels ask for is asked of what is there now
        let mut arrived: Vec<Command> =
            self.search.poll(&self.session.preset).into_iter().collect();
        arrived.extend(self.files.poll());
        self.apply_all(&context, arrived);
        let mut commands = Vec::new();
        shortcuts(&context, &self.now(), &mut commands);
        Self::dropped(&context, &mut commands);
        self.panels(ui, &mut commands);
        let shown = if self.export.is_open { self.shown() } else { None };
        self.export.ui(&context, shown, &mut commands);
        self.files.ui(&context, &mut commands);
        self.question_ui(&context, &mut commands);
        let mut palette = std::mem::take(&mut self.palette);
        let points = self.live.model.as_ref().map_or(&[][..], |model| &model.points);
        palette.ui(&context, &self.now(), &self.gallery.presets, points, &mut commands);
        self.palette = palette;
        if self.frames.is_open() {
            self.frames.ui(&context, self.new_maps(), &self.jobs());
        }
        Self::hovering_ui(&context);
        self.apply_all(&context, commands);
        self.keep_to_possible_layers(&context);
        self.ask_for_pictures(&context);
        self.keep_state(&context);
        if let Some(keeper) = &mut self.keeper {
            let recent = &self.files.recent;
            let mistake = keeper.keep(&context, &self.session, &self.gallery.presets, recent);
            if let Some(mistake) = mistake {
                self.tell(&context, mistake);
            }
        }
        self.frames.push(self.painted_in.take().unwrap_or_else(|| started.elapsed().as_secs_f32()));
    }

    /// Opens a file with the next frame.
    pub fn open_file(&mut self, path: &Path) {
        self.wanted_file = Some(path.to_owned());
    }
}

/// Whether this is the text of a session that was kept, or why it is none.
///
/// # Errors
/// One sentence on the first mistake.
pub fn check_session(text: &str) -> Result<(), String> {
    session_file::read(text, &[]).map(|_| ())
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut Ui, frame: &mut eframe::Frame) {
        self.painted_in = frame.info().cpu_usage;
        self.frame(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        if let Some(keeper) = &mut self.keeper {
            keeper.keep_now(&self.session, &self.gallery.presets, &self.files.recent);
        }
    }
}

impl App {
    /// The model, for the parts of the window that ask it questions.
    fn model(&self) -> Option<Arc<Model>> {
        self.live.model.clone()
    }

    /// Whether the experiment on screen is what is looked at, and not something in its place.
    fn shows_map(&self) -> bool {
        self.landscape.is_none() && self.experiments.page.is_none()
    }

    /// What decides which actions can be done.
    fn now(&self) -> Now<'_> {
        Now {
            session: &self.session,
            has_map: self.map.is_some() && self.shows_map(),
            has_run: self.live.run.is_some() && self.shows_map(),
            views: [self.views.has_past(), self.views.has_future()],
            changes: [self.changes.has_past(), self.changes.has_future()],
            shows_random_starts: self.shows_random_starts,
        }
    }
}
