//! The sheet that makes a figure of the view.

use std::collections::VecDeque;
use std::path::PathBuf;

use eframe::egui::{self, ColorImage, Context, Key, RichText, TextureHandle, TextureOptions, Ui};

use crate::app::files::browse::PathField;
use crate::app::files::film::{FILM_ENDINGS, FilmChoice, with_film_ending, write_film};
use crate::app::jobs::job::Slot;
use crate::app::number::number;
use crate::app::panels::rows::choice;
use crate::app::state::command::{Command, Message};
use crate::app::state::shown::Shown;
use crate::experiment::Format;
use crate::figure::describe::{Kind, Names, PanelDescription, Style, Theme};
use crate::figure::{Description, Figure, make};
use crate::monitor::Monitor;
use crate::output::write_atomically;

/// Pixels of the preview along its longer side, and the most cells of a map in it: what takes
/// minutes for print must not keep a preview waiting.
const PREVIEW: f64 = 640.0;
const PREVIEW_CELLS: usize = 120;

/// The panels that may stand beside the map.
const BESIDE: [Kind; 5] = [Kind::Data, Kind::Curve, Kind::Spectrum, Kind::Shares, Kind::Network];

/// The sheet's state; its choices stay from one figure to the next.
pub struct ExportDialog {
    /// Whether it is shown.
    pub is_open: bool,
    field: PathField,
    page: Description,
    beside: [bool; BESIDE.len()],
    dpi: f64,
    film: FilmChoice,
    /// Where the last figure went.
    last: Option<PathBuf>,
    preview: Slot<Result<Preview, String>>,
    /// What the newest preview was asked of, and what came.
    asked: Option<(Shown, Description)>,
    texture: Option<TextureHandle>,
    told: Option<String>,
    saving: Slot<Message>,
    /// What is to be saved next: one picture after the other, since a large one takes much memory.
    waiting: VecDeque<Save>,
}

struct Preview {
    size: [usize; 2],
    rgb: Vec<u8>,
}

/// A figure, where it goes, and how finely.
struct Save {
    shown: Shown,
    figure: Description,
    path: PathBuf,
    dpi: f64,
}

impl Default for ExportDialog {
    fn default() -> Self {
        Self {
            is_open: false,
            field: PathField::default(),
            page: Description::default(),
            beside: [false; BESIDE.len()],
            dpi: 300.0,
            film: FilmChoice::default(),
            last: None,
            preview: Slot::default(),
            asked: None,
            texture: None,
            told: None,
            saving: Slot::default(),
            waiting: VecDeque::new(),
        }
    }
}

impl ExportDialog {
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
        let message = self.saving.take_newest();
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
        let kinds = BESIDE.iter().zip(self.beside).filter(|(_, is_on)| *is_on);
        let others = kinds.map(|(&kind, _)| PanelDescription {
            kind,
            // ranges of the plane are not those of the data
            x_range: shown.map.x_range.filter(|_| kind == Kind::Shares),
            y_range: shown.map.y_range.filter(|_| kind == Kind::Shares),
            ..shown.map.clone()
        });
        let panels = [shown.map.clone()].into_iter().chain(others).collect();
        self.film.of(Description { panels, ..self.page.clone() }, shown)
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
            ui.horizontal_top(|ui| {
                ui.vertical(|ui| {
                    ui.set_width(300.0);
                    self.choices_ui(ui, &figure, &shown);
                });
                ui.add_space(14.0);
                ui.vertical(|ui| self.preview_ui(ui, &figure));
            });
            ui.add_space(6.0);
            self.field.ui(ui, "File to save", 520.0, |name| {
                rfd::FileDialog::new()
                    .add_filter("Picture (PNG, PDF, SVG)", &["png", "pdf", "svg"])
                    .add_filter("Film (GIF, WebP, PNG, MP4)", &FILM_ENDINGS)
                    .set_file_name(name)
                    .save_file()
            });
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                let with_ending =
                    if figure.film.is_some() { with_film_ending } else { with_ending };
                let path = self.field.path().map(with_ending);
                let enter = ui.input(|input| input.key_pressed(Key::Enter));
                let is_pressed =
                    ui.add_enabled(path.is_some(), egui::Button::new("Save")).clicked() || enter;
                if let Some(path) = path.filter(|_| is_pressed) {
                    commands.push(Command::Export { path });
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

    fn choices_ui(&mut self, ui: &mut Ui, figure: &Description, shown: &Shown) {
        let page = &mut self.page;
        egui::Grid::new("page").num_columns(2).spacing([10.0, 6.0]).show(ui, |ui| {
            if self.film.ui(ui, shown) {
                let name = PathBuf::from(self.field.path().unwrap_or_default());
                let ending = if figure.film.is_some() { "png" } else { "gif" };
                self.field.begin(name.with_extension(ending).display().to_string());
            }
            // a film has a page of its own
            let is_picture = figure.film.is_none();
            if is_picture {
                ui.label("Style");
                let styles = |style: Style| style.name().to_owned();
                if let Some(style) = choice(ui, "Style", page.style, &Style::ALL, styles) {
                    page.style = style;
                    (page.width_mm, page.height_mm, page.type_pt) = (None, None, None);
                }
                ui.end_row();
                ui.label("Width");
                let (width, height) = figure.size();
                let mut mm = width * 25.4 / 72.0;
                let field = number("Width", &mut mm, |field| {
                    field.range(20.0..=2000.0).speed(0.5).max_decimals(1).suffix(" mm")
                });
                if ui.add(field).changed() {
                    page.width_mm = Some(mm);
                }
                ui.end_row();
                ui.label("Height");
                ui.horizontal(|ui| {
                    let mut is_fixed = height.is_some();
                    let mut mm = height.unwrap_or(0.8 * width) * 25.4 / 72.0;
                    if ui.checkbox(&mut is_fixed, "fixed").changed() {
                        page.height_mm = is_fixed.then(|| mm.round());
                    }
                    let field = number("Height", &mut mm, |field| {
                        field.range(20.0..=2000.0).speed(0.5).max_decimals(1).suffix(" mm")
                    });
                    if ui.add_enabled(is_fixed, field).changed() {
                        page.height_mm = Some(mm);
                    }
                });
                ui.end_row();
                ui.label("Type");
                let mut size = figure.type_size();
                let field = number("Type", &mut size, |field| {
                    field.range(4.0..=96.0).speed(0.1).suffix(" pt")
                });
                if ui.add(field).changed() {
                    page.type_pt = Some(size);
                }
                ui.end_row();
            }
            ui.label("Theme");
            let themes = |theme: Theme| theme.name().to_owned();
            page.theme = choice(ui, "Theme", page.theme, &Theme::ALL, themes).unwrap_or(page.theme);
            ui.end_row();
            ui.label("Names");
            let names = |names: Names| names.name().to_owned();
            page.names = choice(ui, "Names", page.names, &Names::ALL, names).unwrap_or(page.names);
            ui.end_row();
            if is_picture {
                ui.label("Resolution");
                ui.add(number("Resolution", &mut self.dpi, |field| {
                    field.range(30.0..=2400.0).speed(2.0).max_decimals(0).suffix(" dpi")
                }))
                .on_hover_text("Pixels an inch of a .png; .pdf and .svg are drawn in lines");
                ui.end_row();
            }
        });
        let (mut title, mut caption) = (figure.has_title(), figure.has_caption());
        ui.add_enabled_ui(figure.film.is_none(), |ui| {
            ui.horizontal(|ui| {
                if ui.checkbox(&mut title, "title").changed() {
                    self.page.title = Some(title);
                }
                if ui.checkbox(&mut caption, "caption").changed() {
                    self.page.caption = Some(caption);
                }
            })
        });
        ui.add_space(4.0);
        ui.label("Beside the map");
        ui.horizontal_wrapped(|ui| {
            for (kind, is_on) in BESIDE.iter().zip(&mut self.beside) {
                ui.checkbox(is_on, kind.name());
            }
        });
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
        let figure = self.figure(&shown);
        self.last = Some(path.clone());
        self.waiting.push_back(Save { shown, figure, path, dpi: self.dpi });
    }

    /// Where the last figure went.
    pub fn last(&self) -> Option<PathBuf> {
        self.last.clone()
    }
}

impl Save {
    fn write(self, monitor: &Monitor) -> Message {
        let Self { shown, figure, path, dpi } = self;
        let saved = |missing| Message::done(format!("Saved {}{missing}", path.display()));
        if figure.film.is_some() {
            return match write_film(&shown, &figure, &path, monitor) {
                Ok(()) => saved(String::new()),
                Err(told) => Message::error(format!("Could not save {}: {told}", path.display())),
            };
        }
        let mut missing = None;
        let written = Format::of(&path, &Figure::FORMATS)
            .and_then(|format| {
                let figure = make(&shown.preset, &figure, &|_| monitor.part())?;
                missing = figure.missing_characters();
                Ok(figure.file(format, dpi)?)
            })
            .and_then(|bytes| Ok(write_atomically(&path, |file| file.write_all(&bytes))?));
        match written {
            Ok(()) => saved(missing.map_or(String::new(), |missing| format!(". {missing}"))),
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
