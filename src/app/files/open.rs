//! Files that are opened and presets that are saved: by the dialogue, dropped, or pasted.

use std::path::PathBuf;

use eframe::egui::{self, Context, Key, RichText, Ui};

use crate::app::files::browse::PathField;
use crate::app::files::read;
use crate::app::files::sheet::Sheet;
use crate::app::jobs::job::Slot;
use crate::app::state::arrival::{Arrival, Kind};
use crate::app::state::command::{Command, Message, Purpose};
use crate::app::theme;
use crate::experiment::{Format, Library, WEIGHT_FORMATS, write_weights};
use crate::network::Network;
use crate::output::write_atomically;
use crate::platform;
use crate::preset::Preset;
use crate::preset::import::{DATA_ENDINGS, WEIGHT_ENDINGS, has_ending};

/// Files that are remembered.
const RECENT: usize = 10;

/// Other ways to open something than the dialogue.
const DROP: &str = "Files can be dropped on the window too, and tables pasted into it.";
const NO_DROP: &str = "On Wayland no file can be dropped on the window: give its path here or on \
    the command line (`basinscope open PRESET --data TABLE`), paste a table with Ctrl+V, or start \
    with `WAYLAND_DISPLAY= basinscope`.";

/// The dialogue and what is being read and written.
#[derive(Default)]
pub struct Files {
    dialogue: Option<Purpose>,
    field: PathField,
    opening: Slot<Arrival>,
    saving: Slot<Result<PathBuf, String>>,
    sheet: Option<Sheet>,
    /// The files opened or saved last, the newest first.
    pub recent: Vec<PathBuf>,
    /// Whether the system lets no file be dropped on the window.
    pub cannot_drop: bool,
}

impl Files {
    /// Reads files of any kind.
    pub fn open(&mut self, context: &Context, paths: Vec<PathBuf>) {
        if self.dialogue == Some(Purpose::Open) {
            // answered from elsewhere
            self.dialogue = None;
        }
        self.opening.start(context, move |_, outbox| outbox.send(read::read_all(paths)));
    }

    /// Reads a table from the clipboard.
    pub fn paste(&mut self, context: &Context, text: String) {
        self.opening.start(context, move |_, outbox| outbox.send(read::paste(&text)));
    }

    /// Writes a preset.
    pub fn save(&mut self, context: &Context, preset: Preset, path: PathBuf) {
        self.saving.start(context, move |_, outbox| {
            let text = preset.to_toml();
            let written = write_atomically(&path, |file| file.write_all(text.as_bytes()));
            outbox.send(match written {
                Ok(()) => Ok(path),
                Err(error) => Err(format!("Could not save {}: {error}", path.display())),
            });
        });
    }

    /// Writes weights, in the format that the path's ending says.
    pub fn save_weights(
        &mut self,
        context: &Context,
        network: Network,
        weights: Vec<f64>,
        path: PathBuf,
    ) {
        self.saving.start(context, move |_, outbox| {
            outbox.send(match write_weights(&path, &network, &weights) {
                Ok(()) => Ok(path),
                Err(error) => Err(format!("Could not save {}: {error:#}", path.display())),
            });
        });
    }

    /// Opens the dialogue with a path to begin with.
    pub fn ask(&mut self, purpose: Purpose, path: String) {
        self.dialogue = Some(purpose);
        self.field.begin(path);
    }

    /// What to do with what was read and written.
    pub fn poll(&mut self) -> Option<Command> {
        self.field.poll();
        match self.saving.take_newest() {
            Some(Ok(path)) => {
                let message = Message::done(format!("Saved {}", path.display()));
                self.remember(path);
                return Some(Command::Tell(message));
            }
            Some(Err(mistake)) => return Some(Command::Tell(Message::error(mistake))),
            None => {}
        }
        if let Some(sheet) = &mut self.sheet {
            sheet.poll();
        }
        let mut arrival = self.opening.take_newest()?;
        for path in arrival.paths.iter().rev() {
            self.remember(path.clone());
        }
        match arrival.table.take() {
            None => Some(Command::TakeIn(Box::new(arrival))),
            Some(table) => {
                self.sheet = Some(Sheet::new(table, arrival));
                None
            }
        }
    }

    fn remember(&mut self, path: PathBuf) {
        if !platform::HAS_FILES {
            return;
        }
        let path = std::path::absolute(&path).unwrap_or(path);
        self.recent.retain(|known| *known != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }

    /// Progress of what is being read or written.
    pub fn work(&self) -> Option<f64> {
        let sheet = || self.sheet.as_ref().and_then(Sheet::work);
        self.opening.progress().or_else(|| self.saving.progress()).or_else(sheet)
    }

    /// The menu of files.
    pub fn menu_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.menu_button("File", |ui| {
            let items = [
                ("Open…", "Ctrl+O", Command::Ask(Purpose::Open)),
                ("Save preset…", "Ctrl+S", Command::Ask(Purpose::SavePreset)),
                ("Save weights…", "", Command::Ask(Purpose::SaveWeights)),
                ("Copy link", "", Command::CopyLink),
                ("Copy as PyTorch code", "", Command::CopyCode(Library::Pytorch)),
                ("Copy as Keras code", "", Command::CopyCode(Library::Keras)),
                ("Copy as NumPy code", "", Command::CopyCode(Library::Numpy)),
            ];
            for (label, keys, command) in items {
                let button = egui::Button::new(label);
                let button = if keys.is_empty() { button } else { button.shortcut_text(keys) };
                if ui.add(button).clicked() {
                    commands.push(command);
                    ui.close();
                }
            }
            if !platform::HAS_FILES && ui.button("Forget everything").clicked() {
                commands.push(Command::BeginAgain);
            }
            if self.recent.is_empty() {
                return;
            }
            ui.separator();
            ui.label(RichText::new("Recent files").weak());
            for path in &self.recent {
                let name = path.file_name().map_or_else(
                    || path.display().to_string(),
                    |name| name.to_string_lossy().into_owned(),
                );
                if ui.button(name).on_hover_text(path.display().to_string()).clicked() {
                    commands.push(Command::OpenFiles(vec![path.clone()]));
                    ui.close();
                }
            }
        });
    }

    /// Draws the dialogue and the sheet of a table.
    pub fn ui(&mut self, context: &Context, commands: &mut Vec<Command>) {
        if let Some(sheet) = &mut self.sheet
            && let Some(answer) = sheet.ui(context)
        {
            commands.extend(self.sheet.take().and_then(|sheet| sheet.answered(answer)));
        }
        let Some(purpose) = self.dialogue else { return };
        let other_ways = if self.cannot_drop { NO_DROP } else { DROP };
        let open_help = format!("Open {}. {other_ways}", Kind::all());
        let (title, help, button) = match purpose {
            Purpose::Open => ("Open a file", open_help.as_str(), "Open"),
            Purpose::SavePreset => (
                "Save as a preset",
                "Data, network, loss, points, plane, view, start and optimiser as they are now, \
                    in one .toml file.",
                "Save",
            ),
            Purpose::SaveWeights => (
                "Save weights",
                "The weights at the playhead, or of the start, called as in PyTorch: .safetensors, \
                    .npz or .json.",
                "Save",
            ),
        };
        let response = egui::Modal::new(egui::Id::unique("files")).show(context, |ui| {
            ui.set_width(theme::at_most(ui, 440.0));
            ui.heading(title);
            ui.label(RichText::new(help).weak());
            ui.add_space(6.0);
            self.field.ui(ui, "Path of the file", theme::at_most(ui, 340.0), move |path| {
                browse(purpose, path)
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let path = self.field.path();
                let enter = ui.input(|input| input.key_pressed(Key::Enter));
                let is_pressed =
                    ui.add_enabled(path.is_some(), egui::Button::new(button)).clicked() || enter;
                if let Some(path) = path.filter(|_| is_pressed) {
                    commands.push(match purpose {
                        Purpose::Open => Command::OpenFiles(vec![PathBuf::from(path)]),
                        Purpose::SavePreset => Command::SavePreset(with_ending(path)),
                        Purpose::SaveWeights => Command::SaveWeights(PathBuf::from(path)),
                    });
                    self.dialogue = None;
                }
                if ui.button("Cancel").clicked() {
                    self.dialogue = None;
                }
            });
        });
        if response.should_close() {
            self.dialogue = None;
        }
    }
}

/// Asks by the desktop's dialogue.
fn browse(purpose: Purpose, path: String) -> Option<PathBuf> {
    match purpose {
        Purpose::Open => {
            let all: Vec<&str> =
                ["toml"].into_iter().chain(DATA_ENDINGS).chain(WEIGHT_ENDINGS).collect();
            platform::pick_file(("Presets, data and weights", &all))
        }
        Purpose::SavePreset => platform::save_file(&[("Preset", &["toml"])], path),
        Purpose::SaveWeights => {
            let endings = WEIGHT_FORMATS.map(Format::ending);
            platform::save_file(&[("Weights", &endings)], path)
        }
    }
}

/// A path that ends in `.toml`.
fn with_ending(path: &str) -> PathBuf {
    let path = PathBuf::from(path);
    if has_ending(&path, &["toml"]) {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".toml");
    name.into()
}
