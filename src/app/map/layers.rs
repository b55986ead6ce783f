//! What the map is coloured by: the row of choices above it.

use eframe::egui::Ui;

use super::MapView;
use crate::app::command::Command;
use crate::app::session::{BasinView, Layer};

impl MapView<'_> {
    /// Draws the row.
    pub fn layers_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.horizontal_wrapped(|ui| {
            let layers = [
                (Layer::Loss, "Loss map", "The loss at every point of the plane"),
                (Layer::Basins, "Basin map", "Every start coloured by where descent from it ends"),
            ];
            for (layer, label, help) in layers {
                let is_chosen = self.session.layer == layer;
                if ui.selectable_label(is_chosen, label).on_hover_text(help).clicked() && !is_chosen {
                    commands.push(Command::SetLayer(layer));
                }
            }
            if self.session.layer == Layer::Basins {
                ui.separator();
                for (view, label, help) in BasinView::ALL {
                    let is_chosen = self.session.basin_view == view;
                    if ui.selectable_label(is_chosen, label).on_hover_text(help).clicked() && !is_chosen {
                        commands.push(Command::SetBasinView(view));
                    }
                }
            }
        });
    }
}
