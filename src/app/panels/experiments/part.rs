//! A report in the window: block after block, those out of sight only as the room they take.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use eframe::egui::{
    self, ColorImage, Context, Label, RichText, ScrollArea, TextureHandle, TextureOptions, Ui, vec2,
};

use super::chart;
use crate::app::jobs::job::Slot;
use crate::app::state::command::Command;
use crate::figure::svg_pixels;
use crate::preset::Preset;
use crate::reproduce::{Block, Part};

/// A column of text is at most this wide: longer lines are hard to follow.
const WIDEST: f32 = 860.0;

/// The paper of a figure, light and dark.
const PAPER: [[u8; 3]; 2] = [[255, 255, 255], [22, 22, 22]];

/// Drawings of reports as textures.
#[derive(Default)]
pub struct Pictures {
    known: HashMap<u64, Option<TextureHandle>>,
    job: Slot<(u64, Result<Drawn, String>)>,
}

struct Drawn {
    size: [usize; 2],
    rgb: Vec<u8>,
}

impl Pictures {
    /// Takes in what was drawn.
    pub fn poll(&mut self, context: &Context) {
        for (key, drawn) in self.job.take_all() {
            let texture = drawn.ok().map(|Drawn { size, rgb }| {
                let image = ColorImage::from_rgb(size, &rgb);
                context.load_texture("report", image, TextureOptions::LINEAR)
            });
            self.known.insert(key, texture);
        }
    }

    /// Progress of what is being drawn.
    pub fn progress(&self) -> Option<f64> {
        self.job.progress()
    }

    fn ui(&mut self, ui: &mut Ui, svg: &str, caption: &str) {
        let width = ui.available_width().min(WIDEST);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels")]
        let pixels = (width * ui.ctx().pixels_per_point()).round().max(1.0) as usize;
        let mut hash = DefaultHasher::new();
        (svg, pixels).hash(&mut hash);
        let key = hash.finish();
        match self.known.get(&key) {
            Some(Some(texture)) => {
                let size = texture.size_vec2();
                let shown = vec2(width, width * size.y / size.x);
                let image = egui::Image::new((texture.id(), shown)).alt_text(caption);
                ui.add(image);
            }
            Some(None) => {
                ui.label("This drawing could not be shown.");
            }
            None => {
                ui.add_sized(vec2(width, 0.4 * width), egui::Spinner::new());
                if self.job.running().is_none() {
                    let svg = svg.to_owned();
                    let paper = PAPER[usize::from(ui.visuals().dark_mode)];
                    self.job.start(ui.ctx(), move |_, outbox| {
                        let drawn = svg_pixels(&svg, pixels, paper);
                        let drawn = drawn.map(|(size, rgb)| Drawn { size, rgb });
                        outbox.send((key, drawn.map_err(|error| error.to_string())));
                    });
                }
            }
        }
    }
}

/// Draws a report.
pub fn ui(
    ui: &mut Ui,
    part: &Part,
    pictures: &mut Pictures,
    presets: &[Preset],
    commands: &mut Vec<Command>,
) {
    // the title stands above already
    for (index, block) in part.blocks.iter().enumerate().skip(1) {
        let place = ui.scope_id().with(("report", part.blocks.len(), index));
        let width = ui.available_width();
        let known: Option<[f32; 2]> = ui.data(|data| data.get_temp(place));
        let top = ui.cursor().top();
        if let Some([of_width, height]) = known
            && of_width == width
        {
            let rect = egui::Rect::from_min_size(ui.cursor().min, vec2(width, height));
            if !ui.is_rect_visible(rect) {
                ui.allocate_space(vec2(width, height));
                continue;
            }
        }
        let shown = ui.push_id(index, |ui| block_ui(ui, block, pictures, presets, commands));
        let height = shown.response.rect.bottom() - top;
        ui.data_mut(|data| data.insert_temp(place, [width, height]));
    }
}

fn block_ui(
    ui: &mut Ui,
    block: &Block,
    pictures: &mut Pictures,
    presets: &[Preset],
    commands: &mut Vec<Command>,
) {
    match block {
        Block::Heading { level, text } => {
            let size = match level {
                1 | 2 => 18.0,
                3 => 16.0,
                _ => 14.0,
            };
            ui.add_space(size - 10.0);
            ui.label(RichText::new(text).strong().size(size));
        }
        Block::Text(text) => text_ui(ui, text),
        Block::List(items) => {
            for item in items {
                ui.horizontal_top(|ui| {
                    ui.label("•");
                    text_ui(ui, item);
                });
            }
        }
        Block::Open(name) => {
            let index = presets.iter().position(|preset| preset.name == *name);
            let button = ui.add_enabled(index.is_some(), egui::Button::new(format!("Show {name}")));
            if button.on_hover_text("The preset in the window").clicked()
                && let Some(index) = index
            {
                commands.push(Command::OpenPreset(index));
            }
        }
        Block::Table { head, rows, is_numeric } => {
            ScrollArea::horizontal().auto_shrink([false, true]).show(ui, |ui| {
                table_ui(ui, head, rows, *is_numeric);
            });
        }
        Block::Picture { light, dark, caption } => {
            let svg = if ui.visuals().dark_mode { dark } else { light };
            pictures.ui(ui, svg, caption);
            weak_ui(ui, caption);
        }
        Block::Charts(charts) => {
            let layout = egui::Layout::left_to_right(egui::Align::TOP).with_main_wrap(true);
            ui.with_layout(layout, |ui| {
                for (index, chart) in charts.iter().enumerate() {
                    ui.push_id(index, |ui| chart::ui(ui, chart));
                }
            });
        }
    }
}

fn text_ui(ui: &mut Ui, text: &str) {
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(WIDEST));
        ui.add(Label::new(text).wrap());
    });
}

fn weak_ui(ui: &mut Ui, text: &str) {
    ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(WIDEST));
        ui.add(Label::new(RichText::new(text).weak().size(12.5)).wrap());
    });
}

fn table_ui(ui: &mut Ui, head: &[String], rows: &[Vec<String>], is_numeric: bool) {
    let layout = if is_numeric {
        egui::Layout::right_to_left(egui::Align::Center)
    } else {
        egui::Layout::left_to_right(egui::Align::Center)
    };
    let cell = |ui: &mut Ui, text: RichText| {
        ui.with_layout(layout, |ui| ui.add(Label::new(text).wrap_mode(egui::TextWrapMode::Extend)));
    };
    egui::Grid::new("table").striped(true).spacing([16.0, 4.0]).show(ui, |ui| {
        for name in head {
            cell(ui, RichText::new(name).strong().size(12.5));
        }
        ui.end_row();
        for row in rows {
            for text in row {
                cell(ui, RichText::new(text).size(12.5));
            }
            ui.end_row();
        }
    });
}
