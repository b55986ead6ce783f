//! Proven flat minima on the map: lines, and hatched regions.

use eframe::egui::{Align2, Color32, FontId, Painter, Pos2, Shape, Stroke, vec2};
use egui_plot::PlotTransform;

use crate::app::map::MapView;
use crate::app::map::clip::clip;
use crate::app::map::gestures::position;
use crate::app::map::paint::{INK, haloed, in_view};
use crate::app::theme::PROVEN;

/// Distance of the lines of a hatching, in points of the screen.
const HATCH: f32 = 9.0;

impl MapView<'_> {
    /// Paints them, and says what they are.
    pub(super) fn paint_flats(&self, painter: &Painter, transform: &PlotTransform) {
        let (low, high) = in_view(transform);
        let on_screen = |points: &[[f64; 2]]| -> Vec<Pos2> {
            points.iter().map(|&at| position(transform, at)).collect()
        };
        let mut is_seen = false;
        for patch in self.live.flats.patches() {
            let mut outline = patch.points().to_vec();
            if patch.is_region() {
                let inside = on_screen(&cut_to_box(patch.points(), low, high));
                is_seen |= inside.len() > 2;
                for line in hatching(&inside) {
                    painter.line_segment(line, Stroke::new(2.6, INK.gamma_multiply(0.5)));
                    painter.line_segment(line, Stroke::new(1.4, PROVEN));
                }
                outline.extend(patch.points().first());
            }
            for piece in clip(&outline, low, high) {
                is_seen = true;
                let points = on_screen(&piece);
                painter.add(Shape::line(points.clone(), Stroke::new(7.2, INK.gamma_multiply(0.7))));
                painter.add(Shape::line(points.clone(), Stroke::new(5.6, Color32::WHITE)));
                painter.add(Shape::line(points, Stroke::new(3.4, PROVEN)));
            }
        }
        if is_seen {
            let at = painter.clip_rect().left_bottom() + vec2(12.0, -12.0);
            let line = [at + vec2(0.0, -6.0), at + vec2(22.0, -6.0)];
            painter.line_segment(line, Stroke::new(6.0, Color32::WHITE));
            painter.line_segment(line, Stroke::new(3.4, PROVEN));
            let font = FontId::proportional(13.0);
            haloed(
                painter,
                at + vec2(29.0, 2.0),
                Align2::LEFT_BOTTOM,
                "proven flat minima",
                font,
                Color32::WHITE,
            );
        }
    }
}

/// The part of a convex polygon inside a box.
fn cut_to_box(polygon: &[[f64; 2]], low: [f64; 2], high: [f64; 2]) -> Vec<[f64; 2]> {
    let mut points = polygon.to_vec();
    for axis in 0..2 {
        for (border, side) in [(low[axis], 1.0), (high[axis], -1.0)] {
            let value = |at: &[f64; 2]| side * (at[axis] - border);
            let mut kept = Vec::new();
            for (here, next) in points.iter().zip(points.iter().cycle().skip(1)) {
                let (a, b) = (value(here), value(next));
                if a >= 0.0 {
                    kept.push(*here);
                }
                if (a < 0.0) != (b < 0.0) {
                    let share = a / (a - b);
                    kept.push([0, 1].map(|k| here[k] + share * (next[k] - here[k])));
                }
            }
            points = kept;
        }
    }
    points
}

/// Slanting lines across a convex polygon.
fn hatching(polygon: &[Pos2]) -> Vec<[Pos2; 2]> {
    let along = |at: &Pos2| at.x + at.y;
    let (least, most) = polygon
        .iter()
        .map(along)
        .fold((f32::INFINITY, f32::NEG_INFINITY), |(least, most), c| (least.min(c), most.max(c)));
    let mut lines = Vec::new();
    let mut level = (least / HATCH).ceil() * HATCH;
    while level < most {
        let mut ends = polygon.iter().zip(polygon.iter().cycle().skip(1)).filter_map(|(a, b)| {
            let (from, to) = (along(a) - level, along(b) - level);
            ((from < 0.0) != (to < 0.0)).then(|| *a + (*b - *a) * (from / (from - to)))
        });
        if let (Some(from), Some(to)) = (ends.next(), ends.next()) {
            lines.push([from, to]);
        }
        level += HATCH;
    }
    lines
}

#[cfg(test)]
mod tests {
    use eframe::egui::pos2;

    use super::*;

    #[test]
    fn a_region_is_cut_at_the_edges_of_the_map() {
        let triangle = [[-1.0, 0.0], [3.0, 0.0], [1.0, 4.0]];
        let cut = cut_to_box(&triangle, [0.0, 0.0], [2.0, 1.0]);
        assert!(cut.iter().all(|[x, y]| (0.0..=2.0).contains(x) && (0.0..=1.0).contains(y)));
        assert!(cut.contains(&[0.0, 0.0]) && cut.contains(&[2.0, 0.0]));
        assert!(cut_to_box(&triangle, [5.0, 5.0], [6.0, 6.0]).is_empty());
    }

    #[test]
    fn hatching_crosses_a_square_in_even_steps() {
        let square = [pos2(0.0, 0.0), pos2(90.0, 0.0), pos2(90.0, 90.0), pos2(0.0, 90.0)];
        let lines = hatching(&square);
        assert_eq!(lines.len(), 19);
        assert!(
            lines
                .iter()
                .flatten()
                .all(|at| (-0.1..90.1).contains(&at.x) && (-0.1..90.1).contains(&at.y))
        );
        assert!(hatching(&[]).is_empty());
    }
}
