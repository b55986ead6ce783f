//! The map in the window: axes around it, a bar beside it, and what a person does on it.

use eframe::egui::{self, Sense, Ui};
use egui_plot::{Axis, AxisHints, Plot, PlotBounds, PlotTransform};

use super::colour_bar::bar_beside;
use super::gestures;
use super::ticks::{self, Offset};
use super::view::{MapOutput, MapView, pixels};
use crate::app::state::command::Command;
use crate::app::state::session::Layer;
use crate::app::theme;

/// Marks on each axis, about.
const MARKS: usize = 7;

impl MapView<'_> {
    /// Draws the map and reports what the person does on it.
    pub fn ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) -> Option<MapOutput> {
        let Some((model, ranges)) = self.live.model.as_ref().zip(self.session.ranges) else {
            self.empty_ui(ui);
            return None;
        };
        if !ranges.iter().all(|[low, high]| high - low > 0.0 && (high - low).is_finite()) {
            ui.centered_and_justified(|ui| {
                ui.label("There is no map to draw: the range shown has no width.")
            });
            return None;
        }
        if self.session.shows_surface() {
            return Some(self.surface_ui(ui, model, commands));
        }
        ui.add_space(6.0);
        let area = ui.available_rect_before_wrap();
        let (mut map_area, bar_area) = area.split_left_right_at_x(area.right() - self.bar_width());
        // the plot writes the name of its axis over its left edge
        map_area.min.x += 5.0;
        let mut map_ui = ui.new_child(egui::UiBuilder::new().max_rect(map_area));
        let shown = Plot::new("weight space")
            .show_grid(false)
            .show_background(false)
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .allow_double_click_reset(false)
            .show_crosshair(false)
            .cursor_color(egui::Color32::TRANSPARENT)
            .label_formatter(|_| None)
            .sense(Sense::click_and_drag())
            .custom_x_axes(vec![axis(Axis::X, &model.view.plane.x.label, ranges[0])])
            .custom_y_axes(vec![axis(Axis::Y, &model.view.plane.y.label, ranges[1])])
            .x_grid_spacer(|input| ticks::marks(input.bounds, MARKS))
            .y_grid_spacer(|input| ticks::marks(input.bounds, MARKS))
            .show(&mut map_ui, |plot| {
                plot.set_plot_bounds(PlotBounds::from_min_max(
                    [ranges[0][0], ranges[1][0]],
                    [ranges[0][1], ranges[1][1]],
                ));
            });
        ticks::settle(ui, &shown.response, [&model.view.plane.x.label, &model.view.plane.y.label]);
        let transform = PlotTransform::new(
            *shown.transform.frame(),
            PlotBounds::from_min_max([ranges[0][0], ranges[1][0]], [ranges[0][1], ranges[1][1]]),
            false,
        );
        shown.response.widget_info(|| {
            egui::WidgetInfo::labeled(
                egui::Role::Image,
                true,
                "Weight-space map: click to start a descent",
            )
        });
        theme::describe(&shown.response, || self.summary(model));
        gestures::handle(ui, &shown.response, &transform, self, model, commands);
        let is_basins = self.session.layer == Layer::Basins && !model.is_line();
        let text = shown.response.hover_pos().and_then(|at| {
            let point = gestures::nearest_point(self, model, &transform, at);
            self.tooltip(model, point, Some(gestures::coordinates(&transform, at)))
        });
        if let Some(text) = text {
            shown.response.on_hover_text_at_pointer(text);
        }
        self.paint(ui, &transform, model);
        let frame = *transform.frame();
        if !model.is_line() {
            self.bar_ui(ui, bar_beside(bar_area, frame), is_basins);
        }
        ui.advance_cursor_after_rect(area);
        Some(MapOutput { frame, pixels: pixels(frame, ui), layer: self.session.layer })
    }

    fn empty_ui(&self, ui: &mut Ui) {
        ui.centered_and_justified(|ui| match self.failure {
            Some(reason) => {
                ui.label(
                    egui::RichText::new(format!("There is no map to draw: {reason}.")).size(16.0),
                );
            }
            None => {
                ui.spinner();
            }
        });
    }
}

/// An axis of the map, whose range may be narrow.
fn axis<'a>(axis: Axis, name: &str, range: [f64; 2]) -> AxisHints<'a> {
    let title = |text: String| egui::RichText::new(text).size(14.0);
    match Offset::of(range, MARKS) {
        Some(offset) => ticks::axis(axis, title(offset.title(name)))
            .formatter(move |mark, _| offset.label(mark.value)),
        None => ticks::axis(axis, title(name.to_owned())),
    }
}
