//! The weight-space map: the loss over a plane, named points, and the path of the descent.

mod colour_bar;
mod dashes;
mod gestures;
mod legend;
mod paint;

use eframe::egui::{self, Rect, Sense, Ui, Vec2};
use egui_plot::{Axis, Plot, PlotBounds, PlotTransform};

use super::command::Command;
use super::hover::Hover;
use super::live::Live;
use super::session::{Layer, Session};
use super::theme;
use crate::basins::{DIVERGED, NOT_COMPUTED, UNDECIDED};
use crate::figure::format_number;

/// Width of the colour bar with its labels.
const BAR_WIDTH: f32 = 74.0;

/// Most pixels of a picture along one side: beyond this a projector shows no more.
const MAX_PIXELS: usize = 2048;

/// What the map draws.
pub struct MapView<'a> {
    /// The choices.
    pub session: &'a Session,
    /// The results.
    pub live: &'a Live,
    /// The place under the pointer.
    pub hover: Option<&'a Hover>,
    /// The record under the playhead.
    pub playhead: usize,
    /// Why there is no model, if so.
    pub failure: Option<&'a str>,
}

/// What the map needs drawn next.
pub struct MapOutput {
    /// Pixels of the map, across and up.
    pub pixels: [usize; 2],
}

impl MapView<'_> {
    /// Draws the map and reports what the person does on it.
    pub fn ui(&self, ui: &mut Ui, commands: &mut Vec<Command>) -> Option<MapOutput> {
        let Some((model, ranges)) = self.live.model.as_ref().zip(self.session.ranges) else {
            self.empty_ui(ui);
            return None;
        };
        ui.add_space(6.0);
        let area = ui.available_rect_before_wrap();
        let (map_area, bar_area) = area.split_left_right_at_x(area.right() - BAR_WIDTH);
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
            .custom_x_axes(vec![theme::axis(Axis::X, axis_label(&model.view.plane.x.label))])
            .custom_y_axes(vec![theme::axis(Axis::Y, axis_label(&model.view.plane.y.label))])
            .x_grid_spacer(|input| theme::marks(input.bounds, 7))
            .y_grid_spacer(|input| theme::marks(input.bounds, 7))
            .show(&mut map_ui, |plot| {
                plot.set_plot_bounds(PlotBounds::from_min_max(
                    [ranges[0][0], ranges[1][0]],
                    [ranges[0][1], ranges[1][1]],
                ));
            });
        let transform = PlotTransform::new(
            *shown.transform.frame(),
            PlotBounds::from_min_max([ranges[0][0], ranges[1][0]], [ranges[0][1], ranges[1][1]]),
            false,
        );
        shown.response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::Image, true, "Weight-space map: click to start a descent")
        });
        gestures::handle(ui, &shown.response, &transform, self, model, commands);
        if let Some(index) =
            shown.response.hover_pos().and_then(|at| gestures::nearest_point(model, &transform, at))
        {
            shown.response.on_hover_text_at_pointer(Self::point_tooltip(
                &model.points[index],
                self.live.proofs.get(index).and_then(Option::as_ref),
            ));
        }
        self.paint(ui, &transform, model);
        let is_basins = self.session.layer == Layer::Basins && !model.is_line();
        if is_basins {
            legend::ui(ui, *transform.frame(), &self.live.basins);
        }
        if let Some(picture) = self.live.picture.as_ref().filter(|_| !model.is_line() && !is_basins) {
            let frame = transform.frame();
            let bar = Rect::from_min_max(
                egui::pos2(bar_area.left() + 14.0, frame.top() + 20.0),
                egui::pos2(bar_area.right(), frame.bottom()),
            );
            colour_bar::ui(ui, bar, picture, self.hover.and_then(|hover| hover.loss));
        }
        ui.advance_cursor_after_rect(area);
        Some(MapOutput { pixels: pixels(transform.frame().size(), ui.ctx().pixels_per_point()) })
    }

    fn empty_ui(&self, ui: &mut Ui) {
        ui.centered_and_justified(|ui| match self.failure {
            Some(reason) => {
                ui.label(egui::RichText::new(format!("There is no map to draw: {reason}.")).size(16.0));
            }
            None => {
                ui.spinner();
            }
        });
    }

    /// Where descent from the cell under the pointer ends, if the basins are shown and it is computed.
    fn fate(&self, at: [f64; 2]) -> Option<String> {
        let map = &self.live.basins.picture.as_ref()?.map;
        let (i, j) = (map.grid.column(at[0])?, map.grid.row(at[1])?);
        Some(match map.label[[j, i]] {
            UNDECIDED => "undecided".to_owned(),
            DIVERGED => "diverged".to_owned(),
            NOT_COMPUTED => return None,
            label => map.attractors[usize::try_from(label).ok()?].name(format_number),
        })
    }

    /// One line on what is under the pointer.
    pub fn status(&self) -> String {
        if let Some(fraction) = self.live.slice_progress() {
            return format!("Computing the picture: {:.0} %", 100.0 * fraction);
        }
        match (self.hover, self.live.model.as_ref()) {
            (Some(hover), Some(model)) => {
                let loss = hover.loss.map_or_else(|| "…".to_owned(), format_number);
                let x = &model.view.plane.x.label;
                let fate = self.fate(hover.at).map_or(String::new(), |fate| format!("   ends in: {fate}"));
                if model.is_line() {
                    return format!("{x} = {}   loss = {loss}", format_number(hover.at[0]));
                }
                format!(
                    "{} = {}   {} = {}   loss = {loss}{fate}",
                    model.view.plane.x.label,
                    format_number(hover.at[0]),
                    model.view.plane.y.label,
                    format_number(hover.at[1]),
                )
            }
            _ => "Click the map to start a descent there · drag to move · wheel to zoom · double click to reset".to_owned(),
        }
    }
}

fn axis_label(name: &str) -> egui::RichText {
    egui::RichText::new(name).size(14.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 8..=2048 first")]
fn pixels(size: Vec2, pixels_per_point: f32) -> [usize; 2] {
    [size.x, size.y].map(|points| (points * pixels_per_point).clamp(8.0, MAX_PIXELS as f32).round() as usize)
}
