//! How the window is divided where it is narrow, as on a phone: one column that scrolls.

use eframe::egui::{CentralPanel, Panel, ScrollArea, Ui, vec2};

use crate::app::App;
use crate::app::panels::curve;
use crate::app::state::command::Command;

/// The height of the data, and of the loss curve.
const DATA: f32 = 230.0;
const CURVE: f32 = 240.0;

impl App {
    /// The column below the title: the map with the data below it, then all the rest.
    pub(super) fn column_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let room = ui.max_rect().size();
        let landscape_side = (0.4 * room.y).max(160.0);
        if let Some(landscape) = &mut self.landscape {
            Panel::bottom("landscape").exact_size(landscape_side).show(ui, |ui| {
                landscape.side_ui(ui, commands);
            });
            CentralPanel::default_margins().show(ui, |ui| landscape.ui(ui));
            return;
        }
        CentralPanel::default_margins().show(ui, |ui| {
            if self.shows_gallery {
                self.gallery.ui(ui, self.session.gallery_index, commands);
                return;
            }
            ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
                self.map_view().legend_ui(ui, 4, commands);
                let map = (0.45 * room.y).clamp(260.0, 0.9 * room.x.max(300.0));
                of_height(ui, map, |ui| self.map_ui(ui, commands));
                self.cards_ui(ui, commands);
                self.data_ui(ui, DATA, commands);
                ui.separator();
                let is_race = self.session.race.is_on;
                of_height(ui, CURVE, |ui| {
                    curve::ui(ui, &self.live, &self.player, self.session.speed, is_race, commands);
                });
                ui.separator();
                self.notes_ui(ui, commands);
            });
        });
    }
}

fn of_height(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui)) {
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ui.set_min_height(height);
        add(ui);
    });
}
