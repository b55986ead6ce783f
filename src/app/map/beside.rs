//! The descent from the start before, which stays on the map beside the newest one: two starts, two fates.

use eframe::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Stroke, vec2};
use egui_plot::PlotTransform;

use super::MapView;
use super::gestures::position;
use super::paint::{INK, haloed};
use super::points::free_spot;
use crate::app::outcome::Run;

/// Its colour: pale, so that the newest path is seen first.
const PALE: Color32 = Color32::from_gray(228);

/// Its thickness.
const THICK: f32 = 1.5;

impl MapView<'_> {
    /// The descent before, unless a race has the map.
    fn run_before(&self) -> Option<&Run> {
        self.live.run_before().filter(|_| !self.session.race.is_on)
    }

    /// Its whole path: it is over.
    pub(super) fn paint_path_before(&self, painter: &Painter, transform: &PlotTransform) {
        if let Some(run) = self.run_before() {
            self.paint_trail(painter, transform, &run.path, PALE, THICK);
        }
    }

    /// Where it started and ended, and what became of it.
    pub(super) fn paint_end_before(
        &self,
        painter: &Painter,
        transform: &PlotTransform,
        taken: &mut Vec<Rect>,
    ) {
        let Some(run) = self.run_before() else { return };
        let place = |at: &crate::plane::Projection| -> Option<Pos2> {
            let at =
                Some(position(transform, [at.x, at.y])).filter(|_| at.x.is_finite() && at.y.is_finite())?;
            Some(at).filter(|at| painter.clip_rect().contains(*at))
        };
        if let Some(start) = run.path.first().and_then(place) {
            painter.circle(start, 4.0, INK, Stroke::new(1.5, PALE));
        }
        let Some(end) = run.path.iter().rev().find_map(place) else { return };
        painter.circle(end, 5.0, PALE, Stroke::new(1.5, INK));
        let text = told(run);
        let font = FontId::proportional(12.5);
        let size = painter.layout_no_wrap(text.clone(), font.clone(), PALE).size();
        taken.push(Rect::from_center_size(end, vec2(12.0, 12.0)));
        if let Some(spot) = free_spot(end, size, painter.clip_rect(), taken) {
            taken.push(spot);
            haloed(painter, spot.min, Align2::LEFT_TOP, &text, font, PALE);
        }
    }
}

/// What became of a descent, for the map.
pub fn told(run: &Run) -> String {
    format!("before: {}", run.fate)
}
