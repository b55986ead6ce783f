//! The dialogue that saves the view as a picture.

use std::collections::VecDeque;
use std::path::PathBuf;

use eframe::egui::{self, Context, Key, RichText};

use crate::app::files::browse::PathField;
use crate::app::jobs::job::Slot;
use crate::app::number::number;
use crate::app::state::command::{Command, Message};
use crate::experiment::Format;
use crate::figure::Figure;
use crate::output::write_atomically;

/// The dialogue's state.
pub struct ExportDialog {
    /// Whether it is shown.
    pub is_open: bool,
    field: PathField,
    scale: f64,
    saving: Slot<Message>,
    /// What is to be saved next: one picture after the other, since a large one takes much memory.
    waiting: VecDeque<Save>,
}

/// A figure, where it goes, and at which scale.
struct Save {
    figure: Figure,
    path: PathBuf,
    scale: f64,
}

impl Default for ExportDialog {
    fn default() -> Self {
        Self {
            is_open: false,
            field: PathField::default(),
            scale: 2.0,
            saving: Slot::default(),
            waiting: VecDeque::new(),
        }
    }
}

impl ExportDialog {
    /// Opens the dialogue with a name that suits the preset, or closes it.
    pub fn toggle(&mut self, preset: &str) {
        self.is_open = !self.is_open;
        if self.is_open {
            self.field.begin(format!("{preset}.png"));
        }
    }

    /// Takes in what the file dialogue and the writer have said.
    pub fn poll(&mut self, context: &Context) -> Option<Message> {
        self.field.poll();
        let message = self.saving.take_newest();
        if self.saving.running().is_none()
            && let Some(next) = self.waiting.pop_front()
        {
            self.saving.start(context, move |_, outbox| outbox.send(next.write()));
        }
        message
    }

    /// Progress of the writing, while something is written.
    pub fn progress(&self) -> Option<f64> {
        self.saving.progress().or((!self.waiting.is_empty()).then_some(0.0))
    }

    /// Draws the dialogue.
    pub fn ui(&mut self, context: &Context, commands: &mut Vec<Command>) {
        if !self.is_open {
            return;
        }
        let response = egui::Modal::new(egui::Id::unique("export")).show(context, |ui| {
            ui.set_width(420.0);
            ui.heading("Save the view as a picture");
            ui.add_space(6.0);
            self.field.ui(ui, "File to save", 320.0, |name| {
                rfd::FileDialog::new()
                    .add_filter("Picture (PNG, PDF, SVG)", &["png", "pdf", "svg"])
                    .set_file_name(name)
                    .save_file()
            });
            ui.horizontal(|ui| {
                ui.label("Scale");
                ui.add(number("Scale", &mut self.scale, |field| {
                    field.range(0.5..=8.0).speed(0.05).suffix("×")
                }));
                ui.label(
                    RichText::new("1× is 72 pixels an inch, 4.2× is 300; .pdf and .svg need none")
                        .weak(),
                );
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let path = self.field.path();
                let enter = ui.input(|input| input.key_pressed(Key::Enter));
                let is_pressed =
                    ui.add_enabled(path.is_some(), egui::Button::new("Save")).clicked() || enter;
                if let Some(path) = path.filter(|_| is_pressed) {
                    commands.push(Command::Export { path: with_ending(path), scale: self.scale });
                    self.is_open = false;
                }
                if ui.button("Cancel").clicked() {
                    self.is_open = false;
                }
            });
        });
        if response.should_close() {
            self.is_open = false;
        }
    }

    /// Draws and writes the figure off the window's thread, when those before it are written.
    pub fn save(&mut self, figure: Figure, path: PathBuf, scale: f64) {
        self.waiting.push_back(Save { figure, path, scale });
    }
}

impl Save {
    fn write(self) -> Message {
        let Self { figure, path, scale } = self;
        let missing = figure.missing_characters();
        let written = Format::of(&path, &Figure::FORMATS)
            .and_then(|format| Ok(figure.file(format, scale)?))
            .and_then(|bytes| Ok(write_atomically(&path, |file| file.write_all(&bytes))?));
        match written {
            Ok(()) => {
                let missing = missing.map_or(String::new(), |missing| format!(". {missing}"));
                Message::done(format!("Saved {}{missing}", path.display()))
            }
            Err(error) => Message::error(format!("Could not save {}: {error:#}", path.display())),
        }
    }
}

/// A path that names a format; `.png` is added where it does not.
fn with_ending(path: &str) -> PathBuf {
    let path = PathBuf::from(path);
    if Format::of(&path, &Figure::FORMATS).is_ok() {
        return path;
    }
    let mut name = path.into_os_string();
    name.push(".png");
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_known_ending_becomes_a_png() {
        for (typed, saved) in [
            ("a", "a.png"),
            ("a.svg", "a.svg"),
            ("a.PNG", "a.PNG"),
            ("a.pdf", "a.pdf"),
            ("a.tiff", "a.tiff.png"),
        ] {
            assert_eq!(with_ending(typed), PathBuf::from(saved));
        }
    }
}
