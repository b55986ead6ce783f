//! The heads of a race on the map: a mark and a name for each runner.

use eframe::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, vec2};

use crate::app::jobs::outcome::Run;
use crate::app::map::MapView;
use crate::app::map::mark::{RIM, color_of, paint_mark};
use crate::app::map::paint::haloed;
use crate::app::map::points::free_spot;
use crate::optimizer::Optimizer;
use crate::plane::Projection;

/// Radius of a mark.
const RADIUS: f32 = 8.0;

/// Rows above and below its mark in which a name is tried, nearest first.
const ROWS: [f32; 7] = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0];

impl MapView<'_> {
    /// Paints every runner where it is at the playhead, the descent itself last, and their names
    /// where they cover nothing; `place` says where a record of a run is on the screen, and `taken`
    /// is what is not to be covered, and then what the names take as well.
    pub(super) fn paint_runners(
        &self,
        painter: &Painter,
        place: impl Fn(&Run, usize) -> Option<Pos2>,
        taken: &mut Vec<Rect>,
    ) {
        let heads: Vec<(Optimizer, Pos2)> = self
            .live
            .runs()
            .filter_map(|run| {
                // who diverged is last seen where it was still a place
                let is_place = |at: &Projection| at.x.is_finite() && at.y.is_finite();
                let record = self.shown_path(run).iter().rposition(is_place)?;
                Some((run.settings.optimizer, place(run, record)?))
            })
            .filter(|(_, at)| painter.clip_rect().contains(*at))
            .collect();
        for &(optimizer, at) in heads.iter().rev() {
            paint_mark(painter, at, RADIUS, optimizer, RIM);
        }
        let side = 2.0 * RADIUS;
        taken.extend(heads.iter().map(|(_, at)| Rect::from_center_size(*at, vec2(side, side))));
        for (optimizer, at) in heads {
            let font = FontId::proportional(13.5);
            // pale, to be read on any ground
            let color = color_of(optimizer).lerp_to_gamma(Color32::WHITE, 0.5);
            let name = optimizer.name();
            let size = painter.layout_no_wrap(name.to_owned(), font.clone(), color).size();
            let spot = ROWS.iter().find_map(|row| {
                let beside = at + vec2(0.0, row * (size.y + 1.0));
                free_spot(beside, size, painter.clip_rect(), taken)
            });
            if let Some(spot) = spot {
                taken.push(spot);
                haloed(painter, spot.min, Align2::LEFT_TOP, name, font, color);
            }
        }
    }
}
