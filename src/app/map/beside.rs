//! The descent from the start before, which stays on the map beside the newest one: two starts, two
//! fates.

use eframe::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Stroke, vec2};

use crate::app::jobs::outcome::Run;
use crate::app::map::MapView;
use crate::app::map::paint::{INK, Trail, haloed};
use crate::app::map::points::free_spot;

/// Its colour: pale, so that the newest path is seen first.
const PALE: Color32 = Color32::from_gray(228);

/// Its thickness.
const THICK: f32 = 1.5;

impl MapView<'_> {
    /// Its whole path: it is over.
    pub(super) fn trail_before(&self) -> Option<Trail<'_>> {
        let run = self.live.run_before(self.session)?;
        Some(Trail {
            points: &run.path,
            records: &run.trajectory.records,
            color: PALE,
            thick: THICK,
        })
    }

    /// Marks where it started and ended; `place` says where a record is on the screen.
    pub(super) fn paint_ends_before(
        &self,
        painter: &Painter,
        place: impl Fn(&Run, usize) -> Option<Pos2>,
    ) {
        let Some(run) = self.live.run_before(self.session) else { return };
        if let Some(start) = seen(painter, run, &place, [0]) {
            painter.circle(start, 4.0, INK, Stroke::new(1.5, PALE));
        }
        if let Some(end) = seen(painter, run, &place, (0..run.path.len()).rev()) {
            painter.circle(end, 5.0, PALE, Stroke::new(1.5, INK));
        }
    }

    /// Writes what became of it beside its end.
    pub(super) fn paint_fate_before(
        &self,
        painter: &Painter,
        place: impl Fn(&Run, usize) -> Option<Pos2>,
        taken: &mut Vec<Rect>,
    ) {
        let Some(run) = self.live.run_before(self.session) else { return };
        let Some(end) = seen(painter, run, &place, (0..run.path.len()).rev()) else { return };
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

/// The place of the first of these records that is seen.
fn seen(
    painter: &Painter,
    run: &Run,
    place: &impl Fn(&Run, usize) -> Option<Pos2>,
    records: impl IntoIterator<Item = usize>,
) -> Option<Pos2> {
    let is_place =
        |record: &usize| run.path[*record].x.is_finite() && run.path[*record].y.is_finite();
    let mut places = records.into_iter().filter(is_place).filter_map(|record| place(run, record));
    places.find(|at| painter.clip_rect().contains(*at))
}

/// What became of a descent, for the map.
pub fn told(run: &Run) -> String {
    format!("before: {}", run.fate)
}
