//! What is painted on the map: heatmap, contours, path, named points.

use std::sync::Arc;

use eframe::egui::{
    self, Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2,
};
use egui_plot::{PlotPoint, PlotTransform};

use crate::app::jobs::model::{Model, PlacedPoint};
use crate::app::jobs::outcome::Run;
use crate::app::jobs::playhead::index_at;
use crate::app::map::MapView;
use crate::app::map::clip::clip;
use crate::app::map::dashes::Dashes;
use crate::app::map::gestures::position;
use crate::app::map::points::free_spot;
use crate::app::map::mark::color_of;
use crate::app::state::session::Layer;
use crate::app::theme;
use crate::descent::Record;
use crate::figure::format_number;
use crate::plane::{Projection, stretches};

/// A point counts as in the plane when it is nearer to it than this share of the visible width.
const IN_PLANE: f64 = 0.004;

/// At this distance, as a share of the visible width, a path is drawn at its faintest.
pub(super) const FAR: f64 = 0.5;

pub(super) const INK: Color32 = Color32::from_rgb(12, 14, 20);
/// What a picture of earlier data is dimmed to while that of the present ones is computed.
pub(super) const STALE: Color32 = Color32::from_gray(70);
/// What is said of the loss that is shown until there is a first picture of the basins.
const STAND_IN: &str = "the loss, until the basins are there";
/// What is said of it where there will be none.
const STOPPED: &str = "the loss: the basin map was stopped before its first picture";
pub(super) const PATH: Color32 = Color32::from_rgb(255, 120, 60);

/// A path as it is drawn.
pub(super) struct Trail<'r> {
    pub points: &'r [Projection],
    /// The records of its points, and perhaps of more.
    pub records: &'r [Record],
    pub color: Color32,
    pub thick: f32,
}

impl MapView<'_> {
    /// Paints everything inside the frame of the plot.
    pub(super) fn paint(&self, ui: &Ui, transform: &PlotTransform, model: &Arc<Model>) {
        let frame = *transform.frame();
        let painter = ui.painter().with_clip_rect(frame);
        painter.rect_filled(frame, 0.0, ui.visuals().extreme_bg_color);
        let is_basins = self.session.layer == Layer::Basins;
        // where basins do not keep up with a hand that moves data or plane the dimmed loss stands
        // in for them
        let stands_in = is_basins && !model.is_line() && self.live.basins.shown().is_none();
        if model.is_line() {
            self.paint_curve(&painter, transform);
        } else if let Some(picture) =
            self.live.loss.picture.as_ref().filter(|_| !is_basins || stands_in)
        {
            let image = range_rect(transform, picture.of.grid.x_range, picture.of.grid.y_range);
            painter.image(
                picture.texture.id(),
                image,
                Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)),
                if stands_in || picture.is_stale(model) { STALE } else { Color32::WHITE },
            );
            if self.session.look.contours {
                for line in &picture.contours {
                    let line: Vec<Pos2> = line.iter().map(|&at| position(transform, at)).collect();
                    painter.add(Shape::line(line, Stroke::new(0.8, Color32::from_white_alpha(70))));
                }
            }
        }
        if let Some(basins) = self.live.basins.shown().filter(|_| is_basins) {
            let grid = &basins.named.map.grid;
            let image = range_rect(transform, grid.x_range, grid.y_range);
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            painter.image(basins.texture.id(), image, whole, Color32::WHITE);
        }
        self.paint_flats(&painter, transform);
        for trail in self.trails() {
            self.paint_trail(&painter, transform, &trail);
        }
        let place = |run: &Run, record: usize| {
            let at = &run.path[record];
            Some(position(transform, [at.x, at.y]))
        };
        self.paint_ends_before(&painter, place);
        // a label must not cover another point's mark either
        let mark = |point: &PlacedPoint| {
            Rect::from_center_size(position(transform, [point.at.x, point.at.y]), vec2(12.0, 12.0))
        };
        let mut taken: Vec<Rect> = model.points.iter().map(mark).collect();
        for (point, proof) in model.points.iter().zip(&self.live.proofs) {
            let at = position(transform, [point.at.x, point.at.y]);
            self.paint_point(
                ui,
                &painter,
                at,
                point,
                proof.as_ref().map(|proof| &proof.certificate),
            );
        }
        // names last: nothing may cover them
        if let Some(start) = self.start(model) {
            painter.circle(position(transform, start), 5.0, INK, Stroke::new(2.0, PATH));
        }
        let walker = if self.session.race.is_on {
            self.paint_runners(&painter, place, &mut taken);
            None
        } else {
            self.live.run.as_ref().and_then(|run| self.paint_walker(&painter, transform, run))
        };
        self.paint_fate_before(&painter, place, &mut taken);
        self.paint_held(&painter, transform, &mut taken);
        for point in &model.points {
            let at = position(transform, [point.at.x, point.at.y]);
            self.paint_name(ui, &painter, at, point, &mut taken);
        }
        if let Some((at, distance)) = walker {
            paint_distance(&painter, at, distance, &taken);
        }
        self.paint_profile_text(&painter, None);
        if stands_in {
            let at = frame.left_top() + vec2(10.0, 8.0);
            let text = if self.live.basins.was_stopped_early() { STOPPED } else { STAND_IN };
            haloed(
                &painter,
                at,
                Align2::LEFT_TOP,
                text,
                FontId::proportional(13.0),
                Color32::WHITE,
            );
        }
        paint_box_zoom(ui, &painter);
        painter.rect_stroke(
            frame,
            0.0,
            Stroke::new(1.0, ui.visuals().weak_text_color()),
            egui::StrokeKind::Inside,
        );
    }

    /// Says that the map shows a profile, and how far it has come; in `ink`, or else readable on
    /// any colour.
    pub(super) fn paint_profile_text(&self, painter: &Painter, ink: Option<Color32>) {
        let picture = self.live.loss.picture.as_ref().filter(|_| self.session.layer == Layer::Loss);
        if let Some(text) = picture.and_then(|picture| picture.profile_text(self.live.loss.work()))
        {
            let at = painter.clip_rect().left_top() + vec2(10.0, 8.0);
            let font = FontId::proportional(13.0);
            match ink {
                Some(ink) => {
                    painter.text(at, Align2::LEFT_TOP, text, font, ink);
                }
                None => haloed(painter, at, Align2::LEFT_TOP, &text, font, Color32::WHITE),
            }
        }
    }

    /// What is nearer to the plane than this counts as in it.
    pub(super) fn in_plane(&self) -> f64 {
        let [low, high] = self.session.ranges.map_or([0.0, 1.0], |ranges| ranges[0]);
        IN_PLANE * (high - low)
    }

    /// The loss along a single weight.
    fn paint_curve(&self, painter: &Painter, transform: &PlotTransform) {
        let Some(picture) = &self.live.loss.picture else { return };
        let cells = picture.of.values.iter().enumerate().filter(|(_, loss)| loss.is_finite());
        let line =
            cells.map(|(i, &loss)| position(transform, [picture.of.grid.x(i), loss])).collect();
        painter.add(Shape::line(line, Stroke::new(2.5, theme::HIGH)));
    }

    /// The paths to be drawn, the last on top: the descent itself lies on those that run against
    /// it, and these on the one before.
    pub(super) fn trails(&self) -> Vec<Trail<'_>> {
        let runs: Vec<Trail> = self.live.runs().map(|run| self.trail(run)).collect();
        self.trail_before().into_iter().chain(runs.into_iter().rev()).collect()
    }

    /// The path of a run up to the playhead; in a race in the colour of its optimiser.
    fn trail<'r>(&self, run: &'r Run) -> Trail<'r> {
        let color =
            if self.session.race.is_on { color_of(run.settings.optimizer) } else { PATH };
        Trail { points: self.shown_path(run), records: &run.trajectory.records, color, thick: 2.4 }
    }

    /// Draws a path with a dark rim: solid where it runs in the plane, dashed and fainter the
    /// farther it is from it.
    fn paint_trail(&self, painter: &Painter, transform: &PlotTransform, trail: &Trail) {
        let &Trail { points, color, thick, .. } = trail;
        let width = transform.bounds().width().abs();
        let mut dashes = Dashes::default();
        let (low, high) = in_view(transform);
        for stretch in stretches(points, self.in_plane()) {
            let points: Vec<[f64; 2]> = stretch.points.iter().map(|at| [at.x, at.y]).collect();
            for piece in clip(&points, low, high) {
                let points: Vec<Pos2> =
                    piece.into_iter().map(|at| position(transform, at)).collect();
                let points = thinned(&points);
                if stretch.is_in_plane {
                    painter.add(Shape::line(
                        points.clone(),
                        Stroke::new(thick + 2.1, INK.gamma_multiply(0.75)),
                    ));
                    painter.add(Shape::line(points, Stroke::new(thick, color)));
                } else {
                    let strength = faded(stretch.distance / (FAR * width));
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

    /// The path of a run up to the playhead.
    pub(super) fn shown_path<'r>(&self, run: &'r Run) -> &'r [Projection] {
        &run.path[..=index_at(&run.trajectory.records, self.step)]
    }

    /// Present place of the descent; returns where it is now and how far off the plane, if it is.
    fn paint_walker(
        &self,
        painter: &Painter,
        transform: &PlotTransform,
        run: &Run,
    ) -> Option<(Pos2, f64)> {
        let now = self.shown_path(run).last()?;
        if !(now.x.is_finite() && now.y.is_finite()) {
            return None;
        }
        let at = position(transform, [now.x, now.y]);
        painter.circle(at, 6.5, PATH, Stroke::new(2.0, INK));
        (now.distance > self.in_plane()).then_some((at, now.distance))
    }
}

/// How far from the plane the descent is, where that covers no name.
pub(super) fn paint_distance(painter: &Painter, at: Pos2, distance: f64, taken: &[Rect]) {
    let label = format!("{} off the plane", format_number(distance));
    let font = FontId::proportional(12.5);
    let size = painter.layout_no_wrap(label.clone(), font.clone(), Color32::WHITE).size();
    if let Some(spot) = free_spot(at, size, painter.clip_rect(), taken) {
        haloed(painter, spot.min, Align2::LEFT_TOP, &label, font, Color32::WHITE);
    }
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
        painter.rect_stroke(
            selected,
            0.0,
            Stroke::new(1.5, Color32::WHITE),
            egui::StrokeKind::Middle,
        );
    }
}

/// Drops points closer than half a pixel to the one before, which only cost time.
pub(super) fn thinned(points: &[Pos2]) -> Vec<Pos2> {
    let mut kept: Vec<Pos2> = Vec::with_capacity(points.len());
    for &point in points {
        if kept.last().is_none_or(|last| last.distance(point) > 0.5) {
            kept.push(point);
        }
    }
    if let (Some(&end), Some(last)) = (points.last(), kept.last_mut()) {
        *last = end;
    }
    kept
}

pub(super) fn faded(share: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "between 0.35 and 1")]
    let strength = (1.0 - 0.65 * share.clamp(0.0, 1.0)) as f32;
    strength
}

/// Text with a dark rim, readable on any colour.
pub(super) fn haloed(
    painter: &Painter,
    at: Pos2,
    anchor: Align2,
    text: &str,
    font: FontId,
    color: Color32,
) {
    for offset in theme::HALO {
        painter.text(at + offset, anchor, text, font.clone(), INK.gamma_multiply(0.85));
    }
    painter.text(at, anchor, text, font, color);
}

/// Corners of what is in view, with a margin for the thickness of lines.
pub(super) fn in_view(transform: &PlotTransform) -> ([f64; 2], [f64; 2]) {
    let (min, max) = (transform.bounds().min(), transform.bounds().max());
    let margin = [0, 1].map(|axis| 0.05 * (max[axis] - min[axis]));
    ([0, 1].map(|axis| min[axis] - margin[axis]), [0, 1].map(|axis| max[axis] + margin[axis]))
}

/// The screen rectangle of plane ranges.
fn range_rect(transform: &PlotTransform, x: [f64; 2], y: [f64; 2]) -> Rect {
    transform.rect_from_values(&PlotPoint::new(x[0], y[1]), &PlotPoint::new(x[1], y[0]))
}
