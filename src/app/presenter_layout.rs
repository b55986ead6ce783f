//! How the window is divided in the presenter's mode: the map with the data view beside it.

use eframe::egui::{self, CentralPanel, Panel, RichText, ScrollArea, Ui};

use crate::app::panels::curve;
use crate::app::panels::presenter::paint_halo;
use crate::app::state::command::Command;
use crate::app::{App, theme};

impl App {
    /// Draws all that is seen in the presenter's mode.
    pub(super) fn presenter_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let whole = ui.max_rect().size();
        if self.session.tour.is_some() {
            self.tour_panel(ui, commands);
        } else {
            Panel::top("presenter title").show_separator_line(false).show(ui, |ui| {
                let title = RichText::new(&self.session.preset.title).size(17.0);
                ui.add(egui::Label::new(title).truncate());
            });
        }
        Panel::bottom("presenter player").resizable(false).show(ui, |ui| {
            ui.add_space(3.0);
            curve::bar_ui(ui, &self.live, &self.player, self.session.speed, commands);
            ui.add_space(3.0);
        });
        // a phone that is held upright
        let side = if whole.x < whole.y && theme::is_column(ui.ctx()) {
            Panel::bottom("presenter side").exact_size(0.45 * whole.y)
        } else {
            Panel::right("presenter side").exact_size((0.34 * whole.x).clamp(200.0, 420.0))
        };
        side.resizable(false).show(ui, |ui| self.presenter_side_ui(ui, commands));
        CentralPanel::default_margins().show(ui, |ui| {
            let output = self.map_view().ui(ui, commands);
            self.map = output;
        });
        paint_halo(ui.ctx());
    }

    /// The basins' legend, the cards, the data and the loss curve, as far as there is room.
    fn presenter_side_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        self.map_view().legend_ui(ui, 4, commands);
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            ui.add_space(4.0);
            let whole = ui.available_height();
            self.proof_ui(ui, commands);
            self.race_ui(ui, commands);
            self.optimizer_state_ui(ui, commands);
            self.random_starts_ui(ui, commands);
            self.data_ui(ui, (0.42 * whole).clamp(150.0, 300.0), commands);
            let left = whole - ui.min_rect().height() - 12.0;
            if left > 110.0 {
                ui.add_space(6.0);
                ui.allocate_ui(egui::vec2(ui.available_width(), left), |ui| {
                    curve::plot_of(ui, &self.live, &self.player, self.session.race.is_on);
                });
            }
        });
    }
}
