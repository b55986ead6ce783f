//! What is painted of the surface: the box, the surface, lines and marks on it, and the names of
//! its axes.

use std::sync::Arc;

use eframe::egui::{
    Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Ui, Vec2, pos2, vec2,
};

use crate::app::jobs::model::Model;
use crate::app::jobs::outcome::Run;
use crate::app::jobs::playhead::index_at;
use crate::app::jobs::surface_layer::SurfacePicture;
use crate::app::map::MapView;
use crate::app::map::dashes::Dashes;
use crate::app::map::paint::{FAR, INK, PATH, STALE, Trail, faded, paint_distance, thinned};
use crate::app::theme::PROVEN;
use crate::figure::surface::{Mark, axes};
use crate::plane::stretches;

/// How strongly lines and marks are drawn that the surface hides.
const HIDDEN: f32 = 0.28;

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
        let axis_names = [&model.view.plane.x.label, &model.view.plane.y.label];
        let axes = axes(picture.frame(), [axis_names[0], axis_names[1], "loss"], picture.eye());
        let ink = ui.visuals().text_color();
        let place = |at: [f64; 3]| {
            let seen = picture.eye().project(at);
            picture.on_screen([seen.x, seen.y], frame)
        };
        for level in &axes.levels {
            let line = level.iter().map(|&at| place(at)).collect();
            painter.add(Shape::line(line, Stroke::new(1.0, ink.gamma_multiply(0.14))));
        }
        for &[from, to] in &axes.edges {
            painter
                .line_segment([place(from), place(to)], Stroke::new(1.0, ink.gamma_multiply(0.5)));
        }
        let is_stale =
            self.live.loss.picture.as_ref().is_some_and(|picture| picture.is_stale(model));
        let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
        let tint = if is_stale { STALE } else { Color32::WHITE };
        painter.image(picture.texture.id(), frame, whole, tint);
        let (width, color) = if self.session.look.contours {
            (0.9, Color32::from_white_alpha(95))
        } else {
            (0.7, Color32::from_black_alpha(80))
        };
        for piece in &picture.lines {
            let (line, _) = picture.piece_on_screen(piece, frame);
            painter.add(Shape::line(line, Stroke::new(width, color)));
        }
        self.paint_profile_text(&painter, Some(ink));
        let texts = Self::paint_axis_texts(&painter, frame, picture, &axes.marks, &axes.names, ink);
        for set in &self.live.flats.sets {
            let loss = model.points[set.point].loss;
            for patch in &set.patches {
                // a region is closed to its outline, a line is gone along once
                let closing = patch.points().first().filter(|_| patch.is_region());
                let ends = patch.points().iter().chain(closing);
                let line: Vec<[f64; 3]> =
                    ends.map(|at| picture.frame().place(at[0], at[1], loss)).collect();
                for (points, is_hidden) in picture.pieces(&line, frame) {
                    let seen = if is_hidden { HIDDEN } else { 1.0 };
                    let rim = Stroke::new(4.0, Color32::WHITE.gamma_multiply(0.8 * seen));
                    painter.add(Shape::line(points.clone(), rim));
                    painter.add(Shape::line(points, Stroke::new(2.4, PROVEN.gamma_multiply(seen))));
                }
            }
        }
        for trail in self.trails() {
            self.paint_surface_trail(&painter, frame, picture, &trail);
        }
        self.paint_surface_points(ui, &painter, frame, picture, model, texts);
        if let Some(hover) = self.hover
            && let Some(loss) = self.number(hover)
            && let Some((at, _)) =
                picture.spot(picture.frame().place(hover.at[0], hover.at[1], loss), frame)
        {
            painter.circle_stroke(at, 5.0, Stroke::new(3.0, INK.gamma_multiply(0.7)));
            painter.circle_stroke(at, 5.0, Stroke::new(1.4, Color32::WHITE));
        }
    }

    /// Paints the texts beside the box and tells where they are.
    fn paint_axis_texts(
        painter: &Painter,
        frame: Rect,
        picture: &SurfacePicture,
        marks: &[Vec<Mark>; 3],
        names: &[Mark; 3],
        ink: Color32,
    ) -> Vec<Rect> {
        let mut taken: Vec<Rect> = Vec::new();
        for (axis, (marks, name)) in marks.iter().zip(names).enumerate() {
            let mut reach = 0.0_f32;
            for mark in marks {
                let size = text_size(painter, &mark.text, 12.5);
                let spot = beside(mark, picture, frame, size, GAP);
                if taken.iter().any(|other| other.expand(CLOSE).intersects(spot)) {
                    continue;
                }
                reach = reach.max(extent(mark, size));
                taken.push(spot);
                painter.text(spot.center(), Align2::CENTER_CENTER, &mark.text, font(12.5), ink);
            }
            // the name of the loss stands over its axis
            let reach = if axis == 2 { 0.0 } else { reach };
            let size = text_size(painter, &name.text, 14.0);
            let mut spot = beside(name, picture, frame, size, GAP + 2.0 * reach + 4.0);
            spot = spot.translate(inward(spot, frame));
            painter.text(spot.center(), Align2::CENTER_CENTER, &name.text, font(14.0), ink);
            taken.push(spot);
        }
        taken
    }

    /// Draws a path at its own losses: solid where it runs in the plane, dashed where it does not,
    /// faint where the surface hides it.
    fn paint_surface_trail(
        &self,
        painter: &Painter,
        frame: Rect,
        picture: &SurfacePicture,
        trail: &Trail,
    ) {
        let &Trail { points, records, color, thick } = trail;
        let [low, high] = picture.frame().x_range;
        let mut dashes = Dashes::default();
        let mut first = 0;
        for stretch in stretches(points, self.in_plane()) {
            let losses = records[first..].iter().map(|record| record.loss);
            first += stretch.points.len() - 1;
            let line: Vec<[f64; 3]> = stretch
                .points
                .iter()
                .zip(losses)
                .map(|(at, loss)| picture.frame().place(at.x, at.y, loss))
                .collect();
            for (points, is_hidden) in picture.pieces(&line, frame) {
                let points = thinned(&points);
                let seen = if is_hidden { HIDDEN } else { 1.0 };
                if stretch.is_in_plane {
                    painter.add(Shape::line(
                        points.clone(),
                        Stroke::new(thick + 2.1, INK.gamma_multiply(0.75 * seen)),
                    ));
                    painter
                        .add(Shape::line(points, Stroke::new(thick, color.gamma_multiply(seen))));
                } else {
                    let strength = seen * faded(stretch.distance / (FAR * (high - low)));
                    let dashes = dashes.of(&points);
                    for (thickness, ink) in
                        [(thick + 1.6, INK.gamma_multiply(0.6)), (thick - 0.2, color)]
                    {
                        let stroke = Stroke::new(thickness, ink.gamma_multiply(strength));
                        painter.extend(dashes.iter().map(|dash| Shape::line(dash.clone(), stroke)));
                    }
                }
            }
        }
    }

    /// Named points, the start, and the present place of the descent.
    fn paint_surface_points(
        &self,
        ui: &Ui,
        painter: &Painter,
        frame: Rect,
        picture: &SurfacePicture,
        model: &Model,
        mut taken: Vec<Rect>,
    ) {
        let spots: Vec<_> =
            model.points.iter().map(|point| Self::point_spot(picture, frame, point)).collect();
        let mark = |at: Pos2| Rect::from_center_size(at, vec2(12.0, 12.0));
        taken.extend(spots.iter().flatten().map(|(at, _)| mark(*at)));
        let strength = |is_hidden: bool| {
            let mut faint = painter.clone();
            faint.multiply_opacity(if is_hidden { 1.6 * HIDDEN } else { 1.0 });
            faint
        };
        let spot_of = |run: &Run, record: usize| {
            let (at, loss) = (&run.path[record], run.trajectory.records[record].loss);
            picture.spot(picture.frame().place(at.x, at.y, loss), frame)
        };
        self.paint_ends_before(painter, |run, record| Some(spot_of(run, record)?.0));
        for ((point, spot), proof) in model.points.iter().zip(&spots).zip(&self.live.proofs) {
            if let Some((at, is_hidden)) = spot {
                let proof = proof.as_ref().map(|proof| &proof.certificate);
                self.paint_point(ui, &strength(*is_hidden), *at, point, proof);
            }
        }
        let mut walker = None;
        if let Some(run) = &self.live.run {
            let last = index_at(&run.trajectory.records, self.step);
            if let Some((at, is_hidden)) = spot_of(run, 0) {
                strength(is_hidden).circle(at, 5.0, INK, Stroke::new(2.0, PATH));
            }
            if let Some((at, is_hidden)) = spot_of(run, last).filter(|_| !self.session.race.is_on) {
                strength(is_hidden).circle(at, 6.5, PATH, Stroke::new(2.0, INK));
                let distance = run.path[last].distance;
                walker = (distance > self.in_plane()).then_some((at, distance));
            }
        }
        if self.session.race.is_on {
            let place = |run: &Run, record: usize| spot_of(run, record).map(|(at, _)| at);
            self.paint_runners(painter, place, &mut taken);
        }
        self.paint_fate_before(painter, |run, record| Some(spot_of(run, record)?.0), &mut taken);
        for (point, spot) in model.points.iter().zip(&spots) {
            if let Some((at, is_hidden)) = spot {
                self.paint_name(ui, &strength(*is_hidden), *at, point, &mut taken);
            }
        }
        if let Some((at, distance)) = walker {
            paint_distance(painter, at, distance, &taken);
        }
    }
}

fn font(size: f32) -> FontId {
    FontId::proportional(size)
}

fn text_size(painter: &Painter, text: &str, size: f32) -> Vec2 {
    painter.layout_no_wrap(text.to_owned(), font(size), Color32::WHITE).size()
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
fn beside(mark: &Mark, picture: &SurfacePicture, frame: Rect, size: Vec2, gap: f32) -> Rect {
    let at = picture.on_screen(mark.at, frame);
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
