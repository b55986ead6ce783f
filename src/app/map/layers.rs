//! The row above the map: back and forward, and what the map is coloured by.

use eframe::egui::{Button, Ui};

use super::MapView;
use crate::app::command::Command;
use crate::app::session::Layer;
use crate::figure::BasinView;

/// The views of the basins, with what they are called and what they show.
const VIEWS: [(BasinView, &str, &str); 5] = [
    (BasinView::End, "End reached", "Which attractor descent from each cell ends in"),
    (BasinView::Shaded, "Shaded", "The end reached, darker where it takes longer to get there"),
    (BasinView::Loss, "Final loss", "The loss where descent from each cell ends"),
    (BasinView::Steps, "Steps", "Steps until descent from each cell is decided"),
    (BasinView::Distance, "Distance", "Distance in weight space from each cell to where its descent ends"),
];

/// What a profile is.
const PROFILE: &str = "At every point of the plane the smallest loss that is found when all directions off the \
    plane are free: walls that a descent walks around are gone. An upper bound of the true profile, never above \
    the slice.";

impl MapView<'_> {
    /// Draws the row.
    pub fn layers_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.spacing_mut().button_padding.x = 6.0;
            let ways = [
                ("←", "Back", "The part of the plane looked at before (Backspace, Alt+Left)", Command::Back),
                ("→", "Forward", "Forward again (Alt+Right)", Command::Forward),
            ];
            for ((sign, name, help, command), can_go) in ways.into_iter().zip(self.can_go) {
                let button = ui.add_enabled(can_go, Button::new(sign)).on_hover_text(help);
                if button.clicked() {
                    commands.push(command);
                }
                button.accessible_name(name);
            }
            ui.separator();
            if self.session.preset.has_plane() {
                self.choices_ui(ui, commands);
            }
        });
    }

    fn choices_ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let surfaces = [
            (false, "Map", "The plane seen from above"),
            (true, "Surface", "The loss as a height over the plane (3): drag turns it, the wheel zooms"),
        ];
        for (is_surface, label, help) in surfaces {
            let is_chosen = self.session.surface.is_shown == is_surface;
            if ui.selectable_label(is_chosen, label).on_hover_text(help).clicked() && !is_chosen {
                commands.push(Command::ShowSurface(is_surface));
            }
        }
        ui.separator();
        let layers = [
            (Layer::Loss, "Loss map", "The loss at every point of the plane"),
            (
                Layer::GradientNorm,
                "Gradient map",
                "The norm |∇L| of the gradient over all weights at every point of the plane: dark where descent \
                 is slow",
            ),
            (Layer::Basins, "Basin map", "Every start coloured by where descent from it ends"),
        ];
        for (layer, label, help) in layers {
            let is_chosen = self.session.layer == layer;
            if ui.selectable_label(is_chosen, label).on_hover_text(help).clicked() && !is_chosen {
                commands.push(Command::SetLayer(layer));
            }
        }
        if self.session.layer == Layer::Loss && self.session.preset.network.parameter_count() > 2 {
            ui.separator();
            let ways = [
                (false, "Slice", "The loss in the plane itself: the other weights stay as they are"),
                (true, "Profile", PROFILE),
            ];
            for (is_profile, label, help) in ways {
                let is_chosen = self.session.look.profile == is_profile;
                if ui.selectable_label(is_chosen, label).on_hover_text(help).clicked() && !is_chosen {
                    commands.push(Command::SetProfile(is_profile));
                }
            }
        }
        if self.session.layer == Layer::Basins {
            ui.separator();
            for (view, label, help) in VIEWS {
                let is_chosen = self.session.basin_view == view;
                if ui.selectable_label(is_chosen, label).on_hover_text(help).clicked() && !is_chosen {
                    commands.push(Command::SetBasinView(view));
                }
            }
        }
    }
}
