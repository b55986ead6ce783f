//! The map from above: heatmap or basins, contours, and what lies on them.

use std::sync::Arc;

use eframe::egui::{Color32, Painter, Rect, Stroke, StrokeKind, Ui, pos2};
use egui_plot::{PlotPoint, PlotTransform};

use super::label::write_note;
use super::marks::Canvas;
use super::strokes::{area, paint, rgb};
use super::view::MapView;
use crate::app::jobs::model::Model;
use crate::app::state::session::Layer;
use crate::app::theme;
use crate::figure::plan::{Flat, Ink, SCREEN, Shape, contours};

/// What a picture of earlier data is dimmed to while that of the present ones is computed.
pub(super) const STALE: Color32 = Color32::from_gray(70);
/// What is said of the loss that is shown until there is a first picture of the basins.
const STAND_IN: &str = "the loss, until the basins are there";
/// What is said of it where there will be none.
const STOPPED: &str = "the loss: the basin map was stopped before its first picture";

/// All of a picture.
pub(super) const WHOLE: Rect = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));

impl MapView<'_> {
    /// Paints everything inside the frame of the plot.
    pub(super) fn paint(&self, ui: &Ui, transform: &PlotTransform, model: &Arc<Model>) {
        let frame = *transform.frame();
        let painter = ui.painter().with_clip_rect(frame);
        painter.rect_filled(frame, 0.0, ui.visuals().extreme_bg_color);
        let view = flat(transform);
        let is_basins = self.session.layer == Layer::Basins;
        // where basins do not keep up with a hand that moves data or plane the dimmed loss stands
        // in for them
        let stands_in = is_basins && !model.is_line() && self.live.basins.shown().is_none();
        if model.is_line() {
            self.paint_curve(&painter, &view);
        } else if let Some(picture) =
            self.live.loss.picture.as_ref().filter(|_| !is_basins || stands_in)
        {
            let image = range_rect(transform, picture.of.grid.x_range, picture.of.grid.y_range);
            let is_dim = stands_in || picture.is_stale(model);
            let tint = if is_dim { STALE } else { Color32::WHITE };
            painter.image(picture.texture.id(), image, WHOLE, tint);
            let is_edge = picture.of.edge.is_some();
            if self.session.look.contours || is_edge {
                paint(&painter, &contours(&picture.contours, is_edge, &view, &SCREEN));
            }
        }
        if let Some(basins) = self.live.basins.shown().filter(|_| is_basins) {
            let grid = &basins.named.map.grid;
            let image = range_rect(transform, grid.x_range, grid.y_range);
            painter.image(basins.texture.id(), image, WHOLE, Color32::WHITE);
        }
        let canvas = Canvas { ui, painter: &painter, view: &view };
        self.paint_marks(&canvas, model, Some(transform), Vec::new());
        self.paint_note(&painter, None);
        if stands_in {
            let text = if self.live.basins.was_stopped_early() { STOPPED } else { STAND_IN };
            write_note(&painter, text.to_owned(), None);
        }
        paint_box_zoom(ui, &painter);
        let border = Stroke::new(1.0, ui.visuals().weak_text_color());
        painter.rect_stroke(frame, 0.0, border, StrokeKind::Inside);
    }

    /// Says what has to be known to read the map, such as that it shows a profile; in `ink`, or
    /// else readable on any colour.
    pub(super) fn paint_note(&self, painter: &Painter, ink: Option<Color32>) {
        let picture =
            self.live.loss.picture.as_ref().filter(|_| self.session.layer != Layer::Basins);
        if let Some(text) = picture.and_then(|picture| picture.note(self.live.loss.work())) {
            write_note(painter, text, ink);
        }
    }

    /// The loss along a single weight.
    fn paint_curve(&self, painter: &Painter, view: &Flat) {
        let Some(picture) = &self.live.loss.picture else { return };
        let cells = picture.of.values.iter().enumerate().filter(|(_, loss)| loss.is_finite());
        let line = cells.map(|(i, &loss)| view.position([picture.of.grid.x(i), loss])).collect();
        paint(painter, &[Shape::line(line, Ink::of(rgb(theme::HIGH)).pen(2.5))]);
    }
}

/// The plane from above, as the plot shows it.
fn flat(transform: &PlotTransform) -> Flat {
    let (bounds, frame) = (transform.bounds(), transform.frame());
    let ranges = [0, 1].map(|axis| [bounds.min()[axis], bounds.max()[axis]]);
    Flat { ranges, area: area(*frame) }
}

/// The box that a right drag is spanning.
fn paint_box_zoom(ui: &Ui, painter: &Painter) {
    let pressed = ui.input(|input| {
        input.pointer.secondary_down().then(|| input.pointer.press_origin()).flatten()
    });
    let (Some(from), Some(to)) = (pressed, ui.ctx().pointer_latest_pos()) else { return };
    if painter.clip_rect().contains(from) {
        let selected = Rect::from_two_pos(from, to);
        painter.rect_filled(selected, 0.0, Color32::from_white_alpha(30));
        let border = Stroke::new(1.5, Color32::WHITE);
        painter.rect_stroke(selected, 0.0, border, StrokeKind::Middle);
    }
}

/// The screen rectangle of plane ranges.
fn range_rect(transform: &PlotTransform, x: [f64; 2], y: [f64; 2]) -> Rect {
    transform.rect_from_values(&PlotPoint::new(x[0], y[1]), &PlotPoint::new(x[1], y[0]))
}
