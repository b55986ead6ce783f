//! Files that are dragged over the window and dropped on it.

use std::path::Path;

use eframe::egui::{self, Align2, Context, Frame, RichText};

use crate::app::App;
use crate::app::state::arrival::Kind;
use crate::app::state::command::Command;
use crate::preset::import::{LANDSCAPE_ENDINGS, has_ending};

/// Files whose names are shown while they hover.
const SHOWN: usize = 6;

impl App {
    /// Opens what was dropped.
    pub(in crate::app) fn dropped(context: &Context, commands: &mut Vec<Command>) {
        let paths: Vec<_> = context.input(|input| {
            input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect()
        });
        if !paths.is_empty() {
            commands.push(Command::OpenFiles(paths));
        }
    }

    /// Says over everything what a drop would do, while files hover over the window.
    pub(in crate::app) fn hovering_ui(context: &Context) {
        let paths: Vec<_> = context.input(|input| {
            input
                .raw
                .hovered_files
                .iter()
                .map(|file| file.path.clone().unwrap_or_default())
                .collect()
        });
        if paths.is_empty() {
            return;
        }
        let layer =
            egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("shade of dragged files"));
        let shade = context.global_style().visuals.extreme_bg_color.gamma_multiply(0.7);
        context.layer_painter(layer).rect_filled(context.content_rect(), 0.0, shade);
        let area = egui::Area::new(egui::Id::unique("dragged files"))
            .order(egui::Order::Tooltip)
            .interactable(false)
            .anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO);
        area.show(context, |ui| {
            Frame::popup(ui.style()).inner_margin(18).show(ui, |ui| {
                ui.set_max_width(420.0);
                let can_open = paths.iter().any(|path| Kind::of(path).is_some());
                ui.heading(if can_open { "Drop to open" } else { "This cannot be opened" });
                ui.add_space(4.0);
                for path in paths.iter().take(SHOWN) {
                    ui.label(line(path));
                }
                if paths.len() > SHOWN {
                    ui.label(format!("and {} more", paths.len() - SHOWN));
                }
                if !can_open {
                    ui.add_space(4.0);
                    ui.label(RichText::new(format!("Drop {}.", Kind::all())).weak());
                }
            });
        });
    }
}

/// A file and what it is.
fn line(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let kind = match Kind::of(path) {
        Some(Kind::Weights) if has_ending(path, &LANDSCAPE_ENDINGS) => "weights, or a landscape",
        Some(kind) => kind.name(),
        None => "none of the files that can be opened",
    };
    format!("{name}: {kind}")
}
