//! The legend of the basin map: attractors with their colours and shares, and the progress.

use eframe::egui::{self, Align2, Color32, FontId, Frame, Rect, RichText, Stroke, Ui, Vec2, vec2};

use crate::app::basins::{BasinLayer, swatch_ui};
use crate::app::command::Command;
use crate::app::session::Session;

/// Distance from the corner of the map.
const MARGIN: f32 = 10.0;

/// Size of the type.
const SIZE: f32 = 13.0;

/// Room for the mark of a line.
const MARK: f32 = 24.0;

/// Draws the legend into the upper right corner of `frame`.
pub fn ui(ui: &Ui, frame: Rect, layer: &BasinLayer, session: &Session, commands: &mut Vec<Command>) {
    let has_lines = layer.picture.as_ref().is_some_and(|picture| !picture.pixels.legend.is_empty());
    if session.basin_view.quantity().is_some() && !has_lines && layer.progress().is_none() {
        return;
    }
    let area = egui::Area::new(egui::Id::unique("basin legend"))
        .pivot(Align2::RIGHT_TOP)
        .fixed_pos(frame.right_top() + vec2(-MARGIN, MARGIN))
        .constrain_to(frame);
    area.show(ui.ctx(), |ui| {
        dark(ui);
        let background = Color32::from_rgba_unmultiplied(12, 14, 20, 225);
        Frame::new().fill(background).corner_radius(5.0).inner_margin(8.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing = vec2(7.0, 3.0);
            ui.spacing_mut().interact_size.y = 14.0;
            let room = frame.size() - vec2(2.0 * MARGIN + 16.0, 6.0 * MARGIN + 40.0);
            let room = room.max(vec2(80.0, 40.0));
            ui.set_max_width(room.x);
            content(ui, Some(room), layer, session, commands);
        });
    });
}

/// The lines of the legend; on the map they wrap and scroll in their `room`, beside it they are as high as need be.
pub fn content(
    ui: &mut Ui,
    room: Option<Vec2>,
    layer: &BasinLayer,
    session: &Session,
    commands: &mut Vec<Command>,
) {
    if let Some(fraction) = layer.progress() {
        let hint = if room.is_some() { " (Esc stops)" } else { "" };
        ui.label(small(format!("computing basins: {:.0} %{hint}", 100.0 * fraction)));
    }
    egui::ScrollArea::vertical()
        .id_salt("legend")
        .max_height(room.map_or(f32::INFINITY, |room| room.y))
        .show(ui, |ui| {
            for entry in layer.picture.iter().flat_map(|picture| &picture.pixels.legend) {
                ui.horizontal(|ui| {
                    swatch_ui(ui, entry.swatch);
                    let (text, color) = (small(&entry.text), ui.visuals().text_color());
                    let line = entry.text.clone();
                    let width = ui.painter().layout_no_wrap(line, FontId::proportional(SIZE), color).size().x;
                    // a line that fits keeps the legend no wider than it is
                    let fits = room.is_some_and(|room| width <= room.x - MARK);
                    let label = egui::Label::new(text);
                    ui.add(if fits { label.extend() } else { label.wrap() });
                });
            }
        });
    if session.basin_view.quantity().is_none() {
        let mut are_apart = session.tells_copies_apart;
        let help = "Minima that compute the same function from different weights (permuted units, \
                    flipped signs) are one attractor, or each its own";
        let switch = ui.checkbox(&mut are_apart, small("Tell copies apart")).on_hover_text(help);
        if switch.changed() {
            commands.push(Command::SetCopies(are_apart));
        }
    }
}

/// Light on dark, in both themes: it lies on the map.
fn dark(ui: &mut Ui) {
    let visuals = egui::Visuals { override_text_color: Some(Color32::WHITE), ..egui::Visuals::dark() };
    ui.style_mut().visuals = visuals;
    ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(1.0, Color32::from_gray(170));
}

fn small(text: impl Into<String>) -> RichText {
    RichText::new(text).size(SIZE)
}
