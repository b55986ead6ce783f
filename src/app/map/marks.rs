//! What lies on the map, be it flat or a surface: flat minima, paths and their ends, named points,
//! runners, and the names of all of them.

use std::sync::Arc;

use eframe::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Stroke, Ui, vec2};
use egui_plot::PlotTransform;

use super::label::{INK, free_spot, haloed, text_size, write_beside};
use super::strokes::{color_of, from_screen, paint, paint_mark, place, rgb, short};
use super::view::{MapView, place_of};
use crate::app::jobs::model::{Model, PlacedPoint};
use crate::app::jobs::outcome::Run;
use crate::app::theme;
use crate::figure::format_number;
use crate::figure::plan::{self, FAINT, Place, SCREEN, Trail, View};
use crate::optimizer::Optimizer;
use crate::plane::Projection;

/// The colour of the descent before, pale, so that the newest path is seen first.
const PALE: Color32 = Color32::from_gray(228);

/// Widths of the paths.
const WIDTH: f64 = 2.4;
const WIDTH_BEFORE: f64 = 1.5;

/// Radius of the mark of a runner.
const RUNNER: f32 = 8.0;

/// Rows above and below its mark in which a runner's name is tried, nearest first.
const ROWS: [f32; 7] = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0];

/// A map on the screen.
pub(super) struct Canvas<'a, V> {
    pub ui: &'a Ui,
    pub painter: &'a Painter,
    /// Where places are on it.
    pub view: &'a V,
}

impl<V: View> Canvas<'_, V> {
    /// Where a place is, and whether the surface hides it.
    fn spot(&self, at: Place) -> Option<(Pos2, bool)> {
        self.view.spot(at).map(|(at, is_hidden)| (place(at), is_hidden))
    }

    fn spot_of(&self, point: &PlacedPoint) -> Option<(Pos2, bool)> {
        self.spot(place_of_point(point))
    }

    /// The place of the first of a run's records that is seen.
    fn seen(&self, run: &Run, records: impl IntoIterator<Item = usize>) -> Option<Pos2> {
        let spots = records.into_iter().filter_map(|record| self.spot(place_of(run, record)));
        spots.map(|(at, _)| at).find(|at| self.painter.clip_rect().contains(*at))
    }

    /// The painter, or a fainter one for what is hidden.
    fn brush(&self, is_hidden: bool) -> Painter {
        let mut brush = self.painter.clone();
        brush.multiply_opacity(if is_hidden { short(FAINT) } else { 1.0 });
        brush
    }

    fn is_hovered(&self, at: Pos2) -> bool {
        self.ui.ctx().pointer_hover_pos().is_some_and(|pointer| pointer.distance(at) < 9.0)
    }
}

/// Where a named point is drawn.
pub(super) fn place_of_point(point: &PlacedPoint) -> Place {
    Place { at: [point.at.x, point.at.y], loss: point.loss }
}

impl MapView<'_> {
    /// Paints everything that lies on a map; names keep clear of what is `taken`. What the
    /// optimiser holds is drawn where there is a `transform`.
    pub(super) fn paint_marks<V: View>(
        &self,
        canvas: &Canvas<V>,
        model: &Arc<Model>,
        transform: Option<&PlotTransform>,
        mut taken: Vec<Rect>,
    ) {
        let painter = canvas.painter;
        self.paint_flats(canvas, model);
        self.paint_paths(canvas);
        if let Some(run) = self.live.run_before(self.session) {
            if let Some(start) = canvas.seen(run, [0]) {
                painter.circle(start, 4.0, INK, Stroke::new(1.5, PALE));
            }
            if let Some(end) = canvas.seen(run, (0..run.path.len()).rev()) {
                painter.circle(end, 5.0, PALE, Stroke::new(1.5, INK));
            }
        }
        // a label must not cover another point's mark either
        let spots: Vec<_> = model.points.iter().map(|point| canvas.spot_of(point)).collect();
        let mark = |at: Pos2| Rect::from_center_size(at, vec2(12.0, 12.0));
        taken.extend(spots.iter().flatten().map(|(at, _)| mark(*at)));
        for ((point, spot), proof) in model.points.iter().zip(&spots).zip(&self.live.proofs) {
            let Some((at, is_hidden)) = spot.filter(|(at, _)| painter.clip_rect().contains(*at))
            else {
                continue;
            };
            let grow = if canvas.is_hovered(at) { 1.5 } else { 0.0 };
            let is_in_plane = canvas.view.is_in_plane(point.at.distance);
            let centre = from_screen(at);
            let brush = canvas.brush(is_hidden);
            paint(&brush, &plan::point(centre, point.is_start, is_in_plane, grow, &SCREEN));
            if !point.is_start {
                let verdict = proof.as_ref().map(|proof| proof.certificate.verdict);
                paint(&brush, &plan::proof(centre, verdict, &SCREEN));
            }
        }
        if let Some((at, is_hidden)) = self.start(model).and_then(|start| canvas.spot(start)) {
            canvas.brush(is_hidden).circle(at, 5.0, INK, Stroke::new(2.0, theme::PATH));
        }
        let walker = if self.session.race.is_on {
            self.paint_runners(canvas, &mut taken);
            None
        } else {
            self.live.run.as_ref().and_then(|run| self.paint_walker(canvas, run))
        };
        if let Some(run) = self.live.run_before(self.session)
            && let Some(end) = canvas.seen(run, (0..run.path.len()).rev())
        {
            taken.push(mark(end));
            write_beside(painter, end, &told_before(run), (12.5, PALE), &mut taken);
        }
        if let Some(transform) = transform {
            self.paint_held(painter, transform, &mut taken);
        }
        // names last: nothing may cover them
        for (point, spot) in model.points.iter().zip(&spots) {
            if let Some((at, is_hidden)) = *spot {
                self.paint_name(canvas, (at, is_hidden), point, &mut taken);
            }
        }
        if let Some((at, distance)) = walker {
            let text = format!("{} off the plane", format_number(distance));
            write_beside(painter, at, &text, (12.5, Color32::WHITE), &mut taken);
        }
    }

    /// Proven flat minima; on the map from above it is said what they are.
    fn paint_flats<V: View>(&self, canvas: &Canvas<V>, model: &Model) {
        let of_set = self.live.flats.sets().iter().flat_map(|set| {
            let loss = model.points[set.point].loss;
            set.patches.iter().flat_map(move |patch| plan::flats(patch, loss, canvas.view, &SCREEN))
        });
        let shapes: Vec<_> = of_set.collect();
        paint(canvas.painter, &shapes);
        if canvas.view.is_flat() && !shapes.is_empty() {
            let at = canvas.painter.clip_rect().left_bottom() + vec2(12.0, -12.0);
            let line = [at + vec2(0.0, -6.0), at + vec2(22.0, -6.0)];
            canvas.painter.line_segment(line, Stroke::new(6.0, Color32::WHITE));
            canvas.painter.line_segment(line, Stroke::new(3.4, theme::PROVEN));
            let (at, font) = (at + vec2(29.0, 2.0), FontId::proportional(13.0));
            let text = "proven flat minima";
            haloed(canvas.painter, at, Align2::LEFT_BOTTOM, text, font, Color32::WHITE);
        }
    }

    /// The paths, the last on top: the descent itself lies on those that run against it, and these
    /// on the one before, whose whole path is shown.
    fn paint_paths<V: View>(&self, canvas: &Canvas<V>) {
        let runs: Vec<&Run> = self.live.runs().collect();
        let is_race = self.session.race.is_on;
        let color =
            |run: &Run| if is_race { color_of(run.settings.optimizer) } else { theme::PATH };
        let before = self.live.run_before(self.session);
        let before = before.map(|run| (run, &run.path[..], PALE, WIDTH_BEFORE));
        let runs = runs.into_iter().rev().map(|run| (run, self.shown_path(run), color(run), WIDTH));
        for (run, points, color, width) in before.into_iter().chain(runs) {
            let losses = |record: usize| run.trajectory.records[record].loss;
            let trail = Trail { points, losses: &losses, color: rgb(color), width };
            paint(canvas.painter, &plan::path(&trail, canvas.view, &SCREEN));
        }
    }

    /// Present place of the descent; returns where it is now and how far off the plane, if it is.
    fn paint_walker<V: View>(&self, canvas: &Canvas<V>, run: &Run) -> Option<(Pos2, f64)> {
        let last = self.shown_path(run).len() - 1;
        let (at, is_hidden) = canvas.spot(place_of(run, last))?;
        canvas.brush(is_hidden).circle(at, 6.5, theme::PATH, Stroke::new(2.0, INK));
        let distance = run.path[last].distance;
        (!canvas.view.is_in_plane(distance)).then_some((at, distance))
    }

    /// Paints every runner of a race where it is at the playhead, the descent itself last, and
    /// their names where they cover nothing.
    fn paint_runners<V: View>(&self, canvas: &Canvas<V>, taken: &mut Vec<Rect>) {
        let painter = canvas.painter;
        let head = |run: &Run| {
            // who diverged is last seen where it was still a place
            let is_place = |at: &Projection| at.x.is_finite() && at.y.is_finite();
            let record = self.shown_path(run).iter().rposition(is_place)?;
            Some((run.settings.optimizer, canvas.spot(place_of(run, record))?.0))
        };
        let heads: Vec<(Optimizer, Pos2)> = self
            .live
            .runs()
            .filter_map(head)
            .filter(|(_, at)| painter.clip_rect().contains(*at))
            .collect();
        for &(optimizer, at) in heads.iter().rev() {
            paint_mark(painter, at, RUNNER, optimizer);
        }
        let side = vec2(2.0 * RUNNER, 2.0 * RUNNER);
        taken.extend(heads.iter().map(|(_, at)| Rect::from_center_size(*at, side)));
        for (optimizer, at) in heads {
            // pale, to be read on any ground
            let color = color_of(optimizer).lerp_to_gamma(Color32::WHITE, 0.5);
            let size = text_size(painter, optimizer.name(), 13.5);
            let spot = ROWS.iter().find_map(|row| {
                let beside = at + vec2(0.0, row * (size.y + 1.0));
                free_spot(beside, size, painter.clip_rect(), taken)
            });
            if let Some(spot) = spot {
                taken.push(spot);
                let font = FontId::proportional(13.5);
                haloed(painter, spot.min, Align2::LEFT_TOP, optimizer.name(), font, color);
            }
        }
    }

    /// The name of a named point, where it covers no other.
    fn paint_name<V: View>(
        &self,
        canvas: &Canvas<V>,
        (at, is_hidden): (Pos2, bool),
        point: &PlacedPoint,
        taken: &mut Vec<Rect>,
    ) {
        let (painter, is_hovered) = (canvas.painter, canvas.is_hovered(at));
        if !painter.clip_rect().contains(at) || !(self.session.look.labels || is_hovered) {
            return;
        }
        let size = text_size(painter, &point.label, 13.0);
        // in a crowd a name is written when the pointer asks for it
        let beside = Rect::from_min_size(at + vec2(10.0, -size.y / 2.0), size);
        let spot = free_spot(at, size, painter.clip_rect(), taken).or(is_hovered.then_some(beside));
        if let Some(spot) = spot {
            taken.push(spot);
            let (brush, font) = (canvas.brush(is_hidden), FontId::proportional(13.0));
            haloed(&brush, spot.min, Align2::LEFT_TOP, &point.label, font, Color32::WHITE);
        }
    }
}

/// What became of the descent before, for the map.
pub fn told_before(run: &Run) -> String {
    format!("before: {}", run.fate)
}
