//! The sheet that makes a figure of the view.

mod choices;
mod page;
mod save;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use eframe::egui::{
    self, ColorImage, Context, Key, RichText, ScrollArea, TextureHandle, TextureOptions, Ui,
};

use self::choices::Choices;
use self::save::{Save, Target};
use crate::app::files::browse::PathField;
use crate::app::files::film::{FILM_ENDINGS, FilmChoice, with_film_ending};
use crate::app::jobs::job::Slot;
use crate::app::state::command::{Command, Message};
use crate::app::state::shown::Shown;
use crate::app::theme;
use crate::experiment::Format;
use crate::figure::describe::{Kind, PanelDescription};
use crate::figure::{Description, Figure, make};
use crate::output::write_atomically;
use crate::platform;

/// Pixels of the preview along its longer side, and the most cells of a map in it: what takes
/// minutes for print must not keep a preview waiting.
const PREVIEW: f64 = 640.0;
const PREVIEW_CELLS: usize = 120;

/// The sheet's state; its choices stay from one figure to the next, and to the next start.
#[derive(Default)]
pub struct ExportDialog {
    /// Whether it is shown.
    pub is_open: bool,
    field: PathField,
    choices: Choices,
    film: FilmChoice,
    /// Where the choices are kept between starts.
    kept_at: Option<PathBuf>,
    /// Where the last figure went.
    last: Option<PathBuf>,
    preview: Slot<Result<Preview, String>>,
    /// What the newest preview was asked of, and what came.
    asked: Option<(Shown, Description)>,
    texture: Option<TextureHandle>,
    told: Option<String>,
    saving: Slot<(Message, Option<ColorImage>)>,
    /// What is to be saved next: one picture after the other, since a large one takes much memory.
    waiting: VecDeque<Save>,
}

struct Preview {
    size: [usize; 2],
    rgb: Vec<u8>,
}

impl ExportDialog {
    /// Keeps the choices in a folder, and takes those that are there.
    pub fn keep_in(&mut self, folder: &Path) {
        let path = folder.join("figure.toml");
        self.choices = Choices::read(&path).unwrap_or_default();
        self.kept_at = Some(path);
    }

    /// Opens the sheet with a name that suits the preset, or closes it.
    pub fn toggle(&mut self, preset: &str) {
        self.is_open = !self.is_open;
        (self.asked, self.texture, self.told) = (None, None, None);
        self.preview.stop();
        if self.is_open {
            self.field.begin(format!("{preset}.png"));
        }
    }

    /// Takes in what the file dialogue and the writer have said.
    pub fn poll(&mut self, context: &Context) -> Option<Message> {
        self.field.poll();
        let message = self.saving.take_newest().map(|(message, image)| {
            if let Some(image) = image {
                context.copy_image(image);
            }
            message
        });
        if self.saving.running().is_none()
            && let Some(next) = self.waiting.pop_front()
        {
            self.saving.start(context, move |monitor, outbox| outbox.send(next.write(monitor)));
        }
        if self.saving.running().is_some() {
            context.request_repaint_after_secs(0.2);
        }
        match self.preview.take_newest() {
            Some(Ok(Preview { size, rgb })) => {
                let image = ColorImage::from_rgb(size, &rgb);
                let options = TextureOptions::LINEAR;
                self.texture = Some(context.load_texture("figure", image, options));
                self.told = None;
            }
            Some(Err(told)) => (self.texture, self.told) = (None, Some(told)),
            None => {}
        }
        message
    }

    /// Progress of the writing, while something is written.
    pub fn progress(&self) -> Option<f64> {
        self.saving.progress().or((!self.waiting.is_empty()).then_some(0.0))
    }

    /// The figure that the choices make of what is shown.
    fn figure(&self, shown: &Shown) -> Description {
        let others = self.choices.beside.iter().map(|&kind| PanelDescription {
            kind,
            // ranges of the plane are not those of the data
            x_range: shown.map.x_range.filter(|_| kind == Kind::Shares),
            y_range: shown.map.y_range.filter(|_| kind == Kind::Shares),
            ..shown.map.clone()
        });
        let panels = [shown.map.clone()].into_iter().chain(others).collect();
        self.film.of(Description { panels, ..self.choices.page.clone() }, shown)
    }

    /// Stops what is being saved.
    pub fn stop(&mut self) {
        self.saving.stop();
        self.waiting.clear();
    }

    /// Draws the sheet over what is shown.
    pub fn ui(&mut self, context: &Context, shown: Option<Shown>, commands: &mut Vec<Command>) {
        let Some(shown) = shown.filter(|_| self.is_open) else { return };
        let figure = self.figure(&shown);
        self.want_preview(context, &shown, &figure);
        let response = egui::Modal::new(egui::Id::unique("export")).show(context, |ui| {
            ui.heading("Save a figure of the view");
            ui.add_space(6.0);
            let choices_ui = |sheet: &mut Self, ui: &mut Ui| {
                ui.set_width(300.0);
                let Self { choices, film, field, .. } = sheet;
                page::ui(ui, choices, film, field, (&figure, &shown));
            };
            if theme::is_column(context) {
                let most = context.content_rect().height() - 200.0;
                ScrollArea::vertical().max_height(most).show(ui, |ui| choices_ui(self, ui));
            } else {
                ui.horizontal_top(|ui| {
                    ui.vertical(|ui| choices_ui(self, ui));
                    ui.add_space(14.0);
                    ui.vertical(|ui| self.preview_ui(ui, &figure));
                });
            }
            ui.add_space(6.0);
            self.field.ui(ui, "File to save", theme::at_most(ui, 520.0), |name| {
                let pictures: (&str, &[&str]) = ("Picture (PNG, PDF, SVG)", &["png", "pdf", "svg"]);
                let films: (&str, &[&str]) = ("Film (GIF, WebP, PNG, MP4)", &FILM_ENDINGS);
                platform::save_file(&[pictures, films], name)
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let is_film = figure.film.is_some();
                let with_ending = if is_film { with_film_ending } else { with_ending };
                let path = self.field.path().map(with_ending);
                let enter = ui.input(|input| input.key_pressed(Key::Enter));
                let is_pressed =
                    ui.add_enabled(path.is_some(), egui::Button::new("Save")).clicked() || enter;
                if let Some(path) = path.filter(|_| is_pressed) {
                    commands.push(Command::Export { path });
                    self.is_open = false;
                }
                let help = "The picture in the clipboard, at this resolution; programs that paste \
                    it drop its recipe";
                let copy = ui.add_enabled(!is_film, egui::Button::new("Copy"));
                if copy.on_hover_text(help).clicked() {
                    commands.push(Command::CopyFigure);
                    self.is_open = false;
                }
                if ui.button("Cancel").clicked() {
                    self.is_open = false;
                }
                let hint = "The recipe is in the file: drop it here to see this again";
                ui.label(RichText::new(hint).weak());
            });
        });
        if response.should_close() {
            self.is_open = false;
        }
    }

    /// The figure at its true proportions, its size below.
    fn preview_ui(&self, ui: &mut Ui, figure: &Description) {
        let room = egui::vec2(360.0, 300.0);
        ui.allocate_ui(room, |ui| {
            ui.set_min_size(room);
            if let Some(texture) = &self.texture {
                let image = egui::Image::new(texture).max_size(room).maintain_aspect_ratio(true);
                ui.add(image.alt_text("Preview of the figure"));
            } else if let Some(told) = &self.told {
                ui.label(told);
            } else {
                ui.spinner();
            }
        });
        let (width, _) = figure.size();
        if let Some(texture) = &self.texture {
            let [across, down] = texture.size();
            let mm = width * 25.4 / 72.0;
            let tall = mm * down as f64 / across as f64;
            ui.label(
                RichText::new(format!("{mm:.0} × {tall:.0} mm; maps are finer in the file")).weak(),
            );
        }
    }

    fn want_preview(&mut self, context: &Context, shown: &Shown, figure: &Description) {
        let is_asked = self.asked.as_ref().is_some_and(|(of, by)| of == shown && by == figure);
        if is_asked {
            return;
        }
        self.asked = Some((shown.clone(), figure.clone()));
        let mut coarse = figure.clone();
        for panel in &mut coarse.panels {
            let [width, height] = panel.cells;
            let times = width.max(height).div_ceil(PREVIEW_CELLS).max(1);
            panel.cells = [width.div_ceil(times), height.div_ceil(times)];
        }
        let preset = shown.preset.clone();
        self.preview.start(context, move |monitor, outbox| {
            let (width, height) = coarse.size();
            let drawn = make(&preset, &coarse, &|_| monitor.part());
            let drawn = drawn.and_then(|drawn| {
                let longer = width.max(height.unwrap_or(width));
                drawn.pixels(72.0 * PREVIEW / longer)
            });
            if !monitor.is_cancelled() {
                let drawn = drawn.map(|(size, rgb)| Preview { size, rgb });
                outbox.send(drawn.map_err(|error| error.to_string()));
            }
        });
    }

    /// Makes the figure of what is shown and writes it off the window's thread, when those before
    /// it are written.
    pub fn save(&mut self, shown: Shown, path: PathBuf) {
        self.last = Some(path.clone());
        self.wait_for(shown, Target::File(path));
    }

    /// Makes the figure of what is shown and puts its picture into the clipboard.
    pub fn copy(&mut self, shown: Shown) {
        self.wait_for(shown, Target::Clipboard);
    }

    fn wait_for(&mut self, shown: Shown, to: Target) {
        let figure = self.figure(&shown);
        self.waiting.push_back(Save { shown, figure, to, dpi: self.choices.dpi });
        if let (Some(path), Ok(text)) = (&self.kept_at, toml::to_string(&self.choices)) {
            // a figure is worth more than what is remembered of it
            let _ = write_atomically(path, |file| file.write_all(text.as_bytes()));
        }
    }

    /// Where the last figure went.
    pub fn last(&self) -> Option<PathBuf> {
        self.last.clone()
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
