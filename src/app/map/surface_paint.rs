//! What is painted of the surface: the box, the surface with its lines, what lies on it, and the
//! names of its axes.

use std::sync::Arc;

use eframe::egui::{Align2, Color32, FontId, Painter, Rect, Stroke, Ui, Vec2, vec2};

use super::flat::{STALE, WHOLE};
use super::label::{INK, text_size};
use super::marks::Canvas;
use super::strokes::{area, paint, place, rgb};
use super::view::MapView;
use crate::app::jobs::model::Model;
use crate::app::jobs::surface_layer::SurfacePicture;
use crate::figure::plan::{Ink, Place, SCREEN, Shape, View};
use crate::figure::surface::{Mark, Stage, axes};

/// Gap between an axis and the text at its marks.
const GAP: f32 = 5.0;

/// Texts at marks closer together than this are left out.
const CLOSE: f32 = 3.0;

impl MapView<'_> {
    /// Paints the surface with everything on it into `frame`.
    pub(super) fn paint_surface(
        &self,
        ui: &Ui,
        frame: Rect,
        picture: &SurfacePicture,
        model: &Arc<Model>,
    ) {
        let painter = ui.painter().with_clip_rect(frame);
        let stage = picture.stage(area(frame));
        let [x, y] = [&model.view.plane.x.label, &model.view.plane.y.label];
        let axes = axes(stage.frame, [x, y, "loss"], stage.eye);
        let ink = ui.visuals().text_color();
        let line = |line: &[[f64; 3]], strength: f64| {
            let points = line.iter().map(|&at| stage.position(at)).collect();
            Shape::line(points, Ink::of(rgb(ink)).faded(strength).pen(1.0))
        };
        let levels = axes.levels.iter().map(|level| line(level, 0.14));
        let edges = axes.edges.iter().map(|edge| line(edge, 0.5));
        paint(&painter, &levels.chain(edges).collect::<Vec<_>>());
        let loss = self.live.loss.picture.as_ref();
        let is_stale = loss.is_some_and(|picture| picture.is_stale(model));
        let tint = if is_stale { STALE } else { Color32::WHITE };
        painter.image(picture.texture.id(), frame, WHOLE, tint);
        let are_contours = self.session.look.contours;
        let pen = if are_contours { SCREEN.contour_in_space } else { SCREEN.grid_in_space };
        let on_screen = |line: &Vec<[f64; 2]>| {
            Shape::line(line.iter().map(|&at| stage.of_pixel(at)).collect(), pen)
        };
        paint(&painter, &picture.lines.iter().map(on_screen).collect::<Vec<_>>());
        self.paint_note(&painter, Some(ink));
        let texts = paint_axis_texts(&painter, &stage, &axes.marks, &axes.names, ink);
        let canvas = Canvas { ui, painter: &painter, view: &stage };
        self.paint_marks(&canvas, model, None, texts);
        if let Some(hover) = self.hover
            && let Some(loss) = self.number(hover)
            && let Some((at, _)) = stage.spot(Place { at: hover.at, loss })
        {
            painter.circle_stroke(place(at), 5.0, Stroke::new(3.0, INK.gamma_multiply(0.7)));
            painter.circle_stroke(place(at), 5.0, Stroke::new(1.4, Color32::WHITE));
        }
    }
}

/// Paints the texts beside the box and tells where they are.
fn paint_axis_texts(
    painter: &Painter,
    stage: &Stage,
    marks: &[Vec<Mark>; 3],
    names: &[Mark; 3],
    ink: Color32,
) -> Vec<Rect> {
    let mut taken: Vec<Rect> = Vec::new();
    for (axis, (marks, name)) in marks.iter().zip(names).enumerate() {
        let mut reach = 0.0_f32;
        for mark in marks {
            let size = text_size(painter, &mark.text, 12.5);
            let spot = beside(mark, stage, size, GAP);
            if taken.iter().any(|other| other.expand(CLOSE).intersects(spot)) {
                continue;
            }
            reach = reach.max(extent(mark, size));
            taken.push(spot);
            painter.text(
                spot.center(),
                Align2::CENTER_CENTER,
                &mark.text,
                FontId::proportional(12.5),
                ink,
            );
        }
        // the name of the loss stands over its axis
        let reach = if axis == 2 { 0.0 } else { reach };
        let size = text_size(painter, &name.text, 14.0);
        let mut spot = beside(name, stage, size, GAP + 2.0 * reach + 4.0);
        spot = spot.translate(inward(spot, painter.clip_rect()));
        painter.text(
            spot.center(),
            Align2::CENTER_CENTER,
            &name.text,
            FontId::proportional(14.0),
            ink,
        );
        taken.push(spot);
    }
    taken
}

/// How far a text of `size` reaches from its middle in the direction of its mark.
fn extent(mark: &Mark, size: Vec2) -> f32 {
    let out = direction(mark);
    0.5 * (out.x.abs() * size.x + out.y.abs() * size.y)
}

fn direction(mark: &Mark) -> Vec2 {
    #[expect(clippy::cast_possible_truncation, reason = "a direction")]
    let out = mark.out.map(|c| c as f32);
    vec2(out[0], out[1])
}

/// The place of a text of `size` at a mark, `gap` away from its axis.
fn beside(mark: &Mark, stage: &Stage, size: Vec2, gap: f32) -> Rect {
    let at = place(stage.of_pixel(mark.at));
    Rect::from_center_size(at + direction(mark) * (gap + extent(mark, size)), size)
}

/// How a text has to be moved so that it is not cut off.
fn inward(spot: Rect, frame: Rect) -> Vec2 {
    let inner = frame.shrink(2.0);
    let shift = |low: f32, high: f32, least: f32, most: f32| {
        (least - low).max(0.0) - (high - most).max(0.0)
    };
    vec2(
        shift(spot.left(), spot.right(), inner.left(), inner.right()),
        shift(spot.top(), spot.bottom(), inner.top(), inner.bottom()),
    )
}
