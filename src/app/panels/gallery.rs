//! The presets, each with a thumbnail of its landscape.

use std::sync::Arc;

use eframe::egui::{
    self, Color32, ColorImage, RichText, Sense, TextureHandle, TextureOptions, Ui, vec2,
};

use crate::app::jobs::job::Slot;
use crate::app::state::command::Command;
use crate::app::state::counterexample::Wish;
use crate::app::theme;
use crate::figure::{Colormap, Scale, ScaleKind};
use crate::plane::{Grid, slice};
use crate::preset::Preset;
use crate::{experiment, figure};

/// Pixels of a thumbnail.
const WIDTH: usize = 96;
const HEIGHT: usize = 72;

/// Size of a thumbnail on screen.
const SHOWN: egui::Vec2 = vec2(64.0, 48.0);

/// The gallery.
pub struct Gallery {
    /// The shipped presets.
    pub presets: Arc<Vec<Preset>>,
    thumbnails: Vec<Option<TextureHandle>>,
    drawing: Slot<(usize, ColorImage)>,
    search: String,
}

impl Gallery {
    /// All shipped presets; their thumbnails are drawn in the background.
    pub fn new(context: &egui::Context) -> Self {
        let presets = Arc::new(Preset::shipped());
        let mut drawing = Slot::default();
        let work = Arc::clone(&presets);
        drawing.start(context, move |monitor, outbox| {
            for (index, preset) in work.iter().enumerate() {
                if monitor.is_cancelled() {
                    return;
                }
                if let Some(image) = thumbnail(preset) {
                    outbox.send((index, image));
                }
            }
        });
        Self { thumbnails: vec![None; presets.len()], presets, drawing, search: String::new() }
    }

    /// Takes in finished thumbnails.
    pub fn poll(&mut self, context: &egui::Context) {
        for (index, image) in self.drawing.take_all() {
            self.thumbnails[index] = Some(context.load_texture(
                format!("thumbnail {index}"),
                image,
                TextureOptions::LINEAR,
            ));
        }
    }

    /// Progress of the thumbnails that are being drawn.
    pub fn progress(&self) -> Option<f64> {
        self.drawing.progress()
    }

    /// Draws the list.
    pub fn ui(&mut self, ui: &mut Ui, selected: Option<usize>, commands: &mut Vec<Command>) {
        ui.add_space(6.0);
        let field = egui::TextEdit::singleline(&mut self.search)
            .hint_text("Search presets")
            .desired_width(f32::INFINITY);
        ui.add(field).accessible_name("Search presets");
        let help = "Bad minima for the data shown, a unit made two, or a hunt for small data sets";
        if ui.button("Make a counter-example…").on_hover_text(help).clicked() {
            commands.push(Command::Make(Wish::Show(true)));
        }
        ui.add_space(4.0);
        egui::ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            let wanted = self.search.to_lowercase();
            let mut found = 0;
            for (index, preset) in self.presets.iter().enumerate() {
                if !matches(preset, &wanted) {
                    continue;
                }
                found += 1;
                if entry(ui, preset, self.thumbnails[index].as_ref(), selected == Some(index)) {
                    commands.push(Command::OpenPreset(index));
                }
            }
            if found == 0 {
                ui.label(
                    RichText::new(format!("No preset mentions \"{}\".", self.search.trim())).weak(),
                );
            }
        });
    }
}

fn matches(preset: &Preset, wanted: &str) -> bool {
    let all = format!("{} {} {} {}", preset.name, preset.title, preset.source, preset.notes)
        .to_lowercase();
    wanted.split_whitespace().all(|word| all.contains(word))
}

/// One row; returns whether it was chosen.
fn entry(
    ui: &mut Ui,
    preset: &Preset,
    thumbnail: Option<&TextureHandle>,
    is_selected: bool,
) -> bool {
    let height = SHOWN.y + 14.0;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::Button, true, is_selected, preset.title.as_str())
    });
    if ui.is_rect_visible(rect) {
        let visuals = ui.visuals();
        if is_selected {
            ui.painter().rect_filled(rect, 5.0, visuals.selection.bg_fill.gamma_multiply(0.55));
        } else if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, 5.0, visuals.widgets.hovered.weak_bg_fill);
        }
        let image = egui::Rect::from_min_size(rect.min + vec2(6.0, 7.0), SHOWN);
        match thumbnail {
            Some(texture) => {
                egui::Image::new((texture.id(), SHOWN)).corner_radius(3.0).paint_at(ui, image);
            }
            None => {
                ui.painter().rect_filled(image, 3.0, visuals.faint_bg_color);
            }
        }
        let text = egui::Rect::from_min_max(
            egui::pos2(image.right() + 9.0, rect.top() + 6.0),
            rect.max - vec2(6.0, 4.0),
        );
        let mut column = ui.new_child(
            egui::UiBuilder::new().max_rect(text).layout(egui::Layout::top_down(egui::Align::Min)),
        );
        column.spacing_mut().item_spacing.y = 2.0;
        let mut title = egui::text::LayoutJob::simple(
            preset.title.clone(),
            egui::FontId::proportional(13.5),
            column.visuals().strong_text_color(),
            column.available_width(),
        );
        title.wrap.max_rows = 2;
        column.add(egui::Label::new(title).selectable(false));
        column.add(
            egui::Label::new(RichText::new(&preset.source).size(11.0).weak())
                .selectable(false)
                .truncate(),
        );
    }
    response.on_hover_text_at_pointer(&preset.source).clicked()
}

/// The preset's own view, small.
fn thumbnail(preset: &Preset) -> Option<ColorImage> {
    let monitor = crate::monitor::Monitor::default();
    if !preset.has_plane() {
        return curve_thumbnail(preset);
    }
    let view = experiment::view(preset, &monitor).ok()?;
    let grid = Grid { width: WIDTH, height: HEIGHT, x_range: view.x_range, y_range: view.y_range };
    let values = slice::loss(&preset.objective(), &view.plane, &grid, &monitor)?;
    let scale = Scale::fit(values.iter().copied(), ScaleKind::Log);
    let rgb = figure::pixels(&values, &scale, Colormap::Viridis);
    Some(ColorImage::from_rgb([WIDTH, HEIGHT], &rgb))
}

/// The loss curve of a network with a single weight, small.
fn curve_thumbnail(preset: &Preset) -> Option<ColorImage> {
    let view = experiment::line(preset).ok()?;
    let (objective, mut work) = (preset.objective(), preset.objective().workspace());
    let grid = Grid { width: WIDTH, height: HEIGHT, x_range: view.x_range, y_range: view.y_range };
    let mut image = ColorImage::filled([WIDTH, HEIGHT], Color32::from_gray(10));
    let mut last = None;
    for (column, w) in grid.xs().into_iter().enumerate() {
        let share = (objective.value(&[w], &mut work) - view.y_range[0])
            / (view.y_range[1] - view.y_range[0]);
        if !share.is_finite() {
            continue;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to the rows there are"
        )]
        let row = ((1.0 - share) * HEIGHT as f64).clamp(1.0, (HEIGHT - 2) as f64) as usize;
        // steep stretches stay connected
        let from: usize = last.replace(row).unwrap_or(row);
        for row in from.min(row)..=from.max(row) + 1 {
            image.pixels[row * WIDTH + column] = theme::HIGH;
        }
    }
    Some(image)
}
