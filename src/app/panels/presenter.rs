//! Presenter mode: the whole screen, large type, the map with the data view beside it, and nothing
//! else.

use eframe::egui::{
    self, CentralPanel, Color32, Context, Id, LayerId, Order, Panel, RichText, ScrollArea, Stroke,
    Ui, ViewportCommand,
};

use crate::app::panels::curve;
use crate::app::state::command::Command;
use crate::app::{App, theme};

/// How much larger everything is, so that the last row can read it.
const ZOOM: f32 = 1.4;

/// Radius of the ring around the pointer.
const HALO: f32 = 20.0;

/// Whether the presenter's mode is on.
#[derive(Default)]
pub struct Presenter {
    /// The zoom of the window before it was switched on.
    zoom_before: Option<f32>,
}

/// Least and greatest zoom of the window: beyond, nothing can be read, or nothing has room.
const ZOOMS: [f32; 2] = [0.5, 3.0];

/// Brings the zoom back that Ctrl and + or - have led too far.
pub fn keep_readable(context: &Context) {
    let (zoom, [least, most]) = (context.zoom_factor(), ZOOMS);
    if !(least..=most).contains(&zoom) {
        context.set_zoom_factor(zoom.clamp(least, most));
    }
}

impl Presenter {
    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        self.zoom_before.is_some()
    }

    /// Switches it on or off.
    pub fn toggle(&mut self, context: &Context) {
        if let Some(zoom) = self.zoom_before.take() {
            context.set_zoom_factor(zoom);
        } else {
            let zoom = context.zoom_factor();
            self.zoom_before = Some(zoom);
            context.set_zoom_factor(zoom * ZOOM);
        }
        context.send_viewport_cmd(ViewportCommand::Fullscreen(self.is_on()));
    }
}

impl App {
    /// Whether the presenter's mode is on.
    #[must_use]
    pub fn is_presenting(&self) -> bool {
        self.presenter.is_on()
    }

    /// Draws all that is seen in the presenter's mode.
    pub(in crate::app) fn presenter_ui(&mut self, ui: &mut Ui, commands: &mut Vec<Command>) {
        let whole = ui.max_rect().size();
        if self.session.tour.is_some() {
            Panel::top("tour")
                .frame(theme::tour_frame(ui))
                .show(ui, |ui| self.tour_ui(ui, commands));
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
        let side = (0.34 * whole.x).clamp(200.0, 420.0);
        Panel::right("presenter side")
            .resizable(false)
            .exact_size(side)
            .show(ui, |ui| self.presenter_side_ui(ui, commands));
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
            self.held_ui(ui, commands);
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

/// A soft ring around the pointer, so that two hundred people see where it is.
fn paint_halo(context: &Context) {
    let Some(at) = context.pointer_latest_pos() else { return };
    let painter = context.layer_painter(LayerId::new(Order::Tooltip, Id::unique("pointer halo")));
    painter.circle_filled(at, HALO, Color32::from_rgba_unmultiplied(255, 214, 64, 36));
    for (width, alpha) in [(9.0, 28), (6.0, 50), (3.0, 110)] {
        let color = Color32::from_rgba_unmultiplied(255, 214, 64, alpha);
        painter.circle_stroke(at, HALO, Stroke::new(width, color));
    }
}
