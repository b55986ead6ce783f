//! Losses over a plane that were computed elsewhere, in the place of the map.
//!
//! There is no network, so that nothing but looking at them is possible: the numbers, as a map or a
//! surface, with their contours and a path, and figures of them.

use std::path::PathBuf;
use std::sync::Arc;

use eframe::egui::{
    self, ColorImage, Context, PointerButton, RichText, Sense, TextureHandle, TextureOptions, Ui,
    Vec2,
};

use crate::app::files::browse::PathField;
use crate::app::jobs::job::Slot;
use crate::app::panels::rows::choice;
use crate::app::state::command::{Command, Message};
use crate::experiment::Format;
use crate::figure::describe::{Kind, PanelDescription, Theme};
use crate::figure::{Colormap, Description, Figure, ScaleKind, format_number, make_of_landscape};
use crate::output::write_atomically;
use crate::platform;
use crate::preset::import::Landscape;

/// What is not there, and why.
const MISSING: [&str; 5] =
    ["Descent and races", "Basins of attraction", "Minima and proofs", "Data space", "Weights"];
const WHY: &str = "They need the network and its data; the file holds losses alone.";

/// Degrees that the surface turns with a point of the pointer's way.
const PER_POINT: f64 = 0.4;

/// A landscape that is looked at.
pub struct LandscapeView {
    landscape: Arc<Landscape>,
    /// The least and the greatest of its numbers.
    extremes: [f64; 2],
    panel: PanelDescription,
    drawing: Slot<Result<Drawn, String>>,
    /// What the newest picture was asked of.
    asked: Option<(Description, f64)>,
    texture: Option<TextureHandle>,
    /// Where the map is in the picture: left, right, top, bottom, as shares of its sides.
    inner: Option<[f64; 4]>,
    told: Option<String>,
    field: PathField,
    saving: Slot<Message>,
}

struct Drawn {
    size: [usize; 2],
    rgb: Vec<u8>,
    inner: Option<[f64; 4]>,
}

impl LandscapeView {
    /// A first look at a landscape.
    pub fn new(landscape: Landscape) -> Self {
        let mut field = PathField::default();
        field.begin(format!("{}.pdf", landscape.name));
        let finite = || landscape.values.iter().copied().filter(|value| value.is_finite());
        let low = finite().fold(f64::INFINITY, f64::min);
        let high = finite().fold(f64::NEG_INFINITY, f64::max);
        Self {
            extremes: [low, high],
            landscape: Arc::new(landscape),
            panel: PanelDescription::default(),
            drawing: Slot::default(),
            asked: None,
            texture: None,
            inner: None,
            told: None,
            field,
            saving: Slot::default(),
        }
    }

    /// Takes in what was drawn and written.
    pub fn poll(&mut self, context: &Context) -> Option<Message> {
        self.field.poll();
        match self.drawing.take_newest() {
            Some(Ok(Drawn { size, rgb, inner })) => {
                let image = ColorImage::from_rgb(size, &rgb);
                let options = TextureOptions::LINEAR;
                self.texture = Some(context.load_texture("landscape", image, options));
                (self.inner, self.told) = (inner, None);
            }
            Some(Err(told)) => (self.texture, self.told) = (None, Some(told)),
            None => {}
        }
        self.saving.take_newest()
    }

    /// Progress of what is drawn or written.
    pub fn work(&self) -> Option<f64> {
        self.saving.progress().or_else(|| self.drawing.progress())
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.landscape.name
    }

    /// Draws what can be chosen, and what is not there.
    pub fn side_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let panel = &mut self.panel;
        ui.heading("Landscape");
        let told = self.landscape.told.trim_start_matches('r');
        ui.label(RichText::new(format!("R{told}.")).weak());
        ui.add_space(8.0);
        egui::Grid::new("landscape").num_columns(2).spacing([10.0, 6.0]).show(ui, |ui| {
            ui.label("View");
            ui.horizontal(|ui| {
                ui.selectable_value(&mut panel.kind, Kind::Map, "map");
                ui.selectable_value(&mut panel.kind, Kind::Surface, "surface");
            });
            ui.end_row();
            ui.label("Scale");
            ui.horizontal(|ui| {
                ui.selectable_value(&mut panel.scale, ScaleKind::Log, "log");
                ui.selectable_value(&mut panel.scale, ScaleKind::Linear, "linear");
            });
            ui.end_row();
            ui.label("Colours");
            let name = |map: Colormap| map.name().to_owned();
            let chosen = choice(ui, "Colour map", panel.colormap, &Colormap::ALL, name);
            panel.colormap = chosen.unwrap_or(panel.colormap);
            ui.end_row();
            ui.label("Contours");
            ui.checkbox(&mut panel.contours, "drawn");
            ui.end_row();
        });
        ui.add_space(8.0);
        ui.separator();
        ui.label("Figure of this view");
        self.field.ui(ui, "File to save the figure", 200.0, |name| {
            platform::save_file(&[("Picture (PNG, PDF, SVG)", &["png", "pdf", "svg"])], name)
        });
        let path = self.field.path().map(PathBuf::from);
        if ui.add_enabled(path.is_some(), egui::Button::new("Save figure")).clicked()
            && let Some(path) = path
        {
            self.save(ui.ctx(), path);
        }
        ui.add_space(8.0);
        ui.separator();
        for missing in MISSING {
            ui.add_enabled(false, egui::Label::new(missing));
        }
        ui.label(RichText::new(WHY).weak());
        ui.add_space(8.0);
        if ui.button("Close the landscape").clicked() {
            commands.push(Command::CloseLandscape);
        }
    }

    /// Draws the landscape over all the room there is.
    pub fn ui(&mut self, ui: &mut Ui) {
        let status = ui.allocate_space(egui::vec2(ui.available_width(), 20.0)).1;
        let mut words = self.help();
        let room = ui.available_size();
        self.want(ui, room);
        let (rect, response) = ui.allocate_exact_size(room, Sense::click_and_drag());
        if let Some(texture) = &self.texture {
            let whole = egui::Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1.0, 1.0));
            ui.painter().image(texture.id(), rect, whole, egui::Color32::WHITE);
        } else if let Some(told) = &self.told {
            ui.put(rect, egui::Label::new(told));
        } else {
            ui.put(rect, egui::Spinner::new());
        }
        let name = "Landscape: losses over a plane";
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, name));
        if self.panel.kind == Kind::Surface {
            let camera = self.panel.camera.unwrap_or_default();
            let way = response.drag_delta();
            if response.dragged_by(PointerButton::Primary) && way != Vec2::ZERO {
                let [x, y] = [way.x, way.y].map(f64::from);
                self.panel.camera = Some(camera.turned(-PER_POINT * x, PER_POINT * y));
            }
            if response.double_clicked() {
                self.panel.camera = None;
            }
        } else if let Some(at) = response.hover_pos()
            && let Some(text) = self.under(rect, at)
        {
            words = text;
        }
        let mut line = ui.new_child(egui::UiBuilder::new().max_rect(status));
        line.add(egui::Label::new(RichText::new(words).weak()).truncate());
    }

    fn help(&self) -> String {
        let help = if self.panel.kind == Kind::Surface {
            "drag turns, double click resets"
        } else {
            "point at a cell to read its number"
        };
        let [low, high] = self.extremes.map(format_number);
        format!("{} from {low} to {high} · {help}", self.landscape.quantity)
    }

    /// The number under the pointer, in words.
    fn under(&self, rect: egui::Rect, at: egui::Pos2) -> Option<String> {
        let [left, right, top, bottom] = self.inner?;
        let share = (at - rect.min) / rect.size();
        let along = (f64::from(share.x) - left) / (right - left);
        let up = (bottom - f64::from(share.y)) / (bottom - top);
        let grid = &self.landscape.grid;
        let value = |[low, high]: [f64; 2], share: f64| low + share * (high - low);
        let (x, y) = (value(grid.x_range, along), value(grid.y_range, up));
        let (i, j) = (grid.column(x)?, grid.row(y)?);
        let [x, y, found] =
            [grid.x(i), grid.y(j), self.landscape.values[[j, i]]].map(format_number);
        Some(format!("x {x}, y {y}: {} {found}", self.landscape.quantity))
    }

    /// The page of the window's room: a point of the page is a point of the screen.
    fn page(&self, ui: &Ui, room: Vec2) -> Description {
        let millimetres = |points: f32| (f64::from(points) / 72.0 * 25.4).clamp(20.0, 2000.0);
        Description {
            width_mm: Some(millimetres(room.x)),
            height_mm: Some(millimetres(room.y)),
            type_pt: Some(13.0),
            theme: if ui.visuals().dark_mode { Theme::Dark } else { Theme::Light },
            panels: vec![self.panel.clone()],
            ..Description::default()
        }
    }

    fn want(&mut self, ui: &Ui, room: Vec2) {
        let dpi = 72.0 * f64::from(ui.ctx().pixels_per_point());
        let wanted = (self.page(ui, room), dpi);
        if self.asked.as_ref() == Some(&wanted) || self.drawing.running().is_some() {
            return;
        }
        self.asked = Some(wanted.clone());
        let landscape = self.landscape.clone();
        self.drawing.start(ui.ctx(), move |_, outbox| {
            let (page, dpi) = wanted;
            let drawn = make_of_landscape(&landscape, &page).and_then(|mut figure| {
                figure.draw_surfaces_for(dpi);
                let (size, rgb) = figure.pixels(dpi)?;
                Ok(Drawn { size, rgb, inner: figure.inner(0).ok() })
            });
            outbox.send(drawn.map_err(|error| error.to_string()));
        });
    }

    fn save(&mut self, context: &Context, path: PathBuf) {
        let landscape = self.landscape.clone();
        let figure = Description { panels: vec![self.panel.clone()], ..Description::default() };
        self.saving.start(context, move |_, outbox| {
            let written = Format::of(&path, &Figure::FORMATS).and_then(|format| {
                let bytes = make_of_landscape(&landscape, &figure)?.file(format, 300.0)?;
                Ok(write_atomically(&path, |file| file.write_all(&bytes))?)
            });
            outbox.send(match written {
                Ok(()) => Message::done(format!("Saved {}", path.display())),
                Err(error) => {
                    Message::error(format!("Could not save {}: {error:#}", path.display()))
                }
            });
        });
    }
}
