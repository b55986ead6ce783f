//! Named points on the map, with marks for what was proven of them.

use eframe::egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Shape, Stroke, Ui, Vec2, vec2};

use crate::app::cards::proof::statement;
use crate::app::jobs::model::PlacedPoint;
use crate::app::map::MapView;
use crate::app::map::paint::{INK, haloed};
use crate::app::theme::{DISPROVED, PROVEN};
use crate::figure::format_number;
use crate::proof::{Certificate, Verdict};

impl MapView<'_> {
    /// The mark of a named point.
    pub(super) fn paint_point(
        &self,
        ui: &Ui,
        painter: &Painter,
        at: Pos2,
        point: &PlacedPoint,
        proof: Option<&Certificate>,
    ) {
        if !painter.clip_rect().contains(at) {
            return;
        }
        let is_in_plane = point.at.distance <= self.in_plane();
        let is_hovered = is_hovered(ui, at);
        let fill = if is_in_plane { Color32::WHITE } else { Color32::TRANSPARENT };
        let grow = if is_hovered { 1.5 } else { 0.0 };
        if point.is_start {
            // a start is a place to leave: a triangle that points on
            let r = 6.5 + grow;
            let corners = [vec2(-0.7, -1.0), vec2(1.0, 0.0), vec2(-0.7, 1.0)].map(|c| at + c * r);
            painter.add(Shape::convex_polygon(corners.to_vec(), fill, Stroke::new(2.0, INK)));
        } else {
            painter.circle(at, 5.0 + grow, fill, Stroke::new(2.0, INK));
            paint_proof(painter, at, proof.map(|proof| proof.verdict));
        }
        if !is_in_plane {
            painter.circle_stroke(at, 6.5 + grow, Stroke::new(1.5, Color32::WHITE));
        }
    }

    /// The name of a named point, where it covers no other.
    pub(super) fn paint_name(
        &self,
        ui: &Ui,
        painter: &Painter,
        at: Pos2,
        point: &PlacedPoint,
        taken: &mut Vec<Rect>,
    ) {
        let is_hovered = is_hovered(ui, at);
        if painter.clip_rect().contains(at) && (self.session.look.labels || is_hovered) {
            let font = FontId::proportional(13.0);
            let size =
                painter.layout_no_wrap(point.label.clone(), font.clone(), Color32::WHITE).size();
            // in a crowd a name is written when the pointer asks for it
            let beside = Rect::from_min_size(at + vec2(10.0, -size.y / 2.0), size);
            let spot =
                free_spot(at, size, painter.clip_rect(), taken).or(is_hovered.then_some(beside));
            if let Some(spot) = spot {
                taken.push(spot);
                haloed(painter, spot.min, Align2::LEFT_TOP, &point.label, font, Color32::WHITE);
            }
        }
    }

    /// Details of the named point under the pointer.
    pub fn point_tooltip(point: &PlacedPoint, proof: Option<&Certificate>) -> String {
        let mut text = format!("{}\nloss {}", point.label, format_number(point.loss));
        if let Some(accuracy) = point.accuracy {
            text += &format!(", accuracy {} %", format_number(100.0 * accuracy));
        }
        text += &format!(", |gradient| {}", format_number(point.gradient_norm));
        if point.at.distance > 1e-9 {
            text += &format!("\n{} off the plane", format_number(point.at.distance));
        }
        if let Some(proof) =
            proof.filter(|proof| !(point.is_start && proof.verdict == Verdict::Disproved))
        {
            text += &format!("\n{}: {}.", statement(proof), proof.reason);
        }
        if !point.note.is_empty() {
            text += &format!("\n{}", point.note);
        }
        text
    }
}

fn is_hovered(ui: &Ui, at: Pos2) -> bool {
    ui.ctx().pointer_hover_pos().is_some_and(|pointer| pointer.distance(at) < 9.0)
}

/// A sign for what was proven of a point: a full green disc for a strict minimum or a dead region,
/// a green ring for a flat minimum, a cross for what is disproved, a bar for a saddle; nothing
/// while nothing is known.
fn paint_proof(painter: &Painter, at: Pos2, verdict: Option<Verdict>) {
    match verdict {
        Some(Verdict::ProvenStrictMinimum | Verdict::ProvenDeadRegion) => {
            painter.circle_filled(at, 3.2, PROVEN);
        }
        Some(Verdict::ProvenFlatMinimum) => {
            painter.circle_stroke(at, 2.6, Stroke::new(2.0, PROVEN));
        }
        Some(Verdict::Disproved) => {
            for end in [vec2(3.0, 3.0), vec2(3.0, -3.0)] {
                painter.line_segment([at - end, at + end], Stroke::new(2.0, DISPROVED));
            }
        }
        Some(Verdict::ProvenSaddle) => {
            painter.line_segment([at - vec2(3.0, 0.0), at + vec2(3.0, 0.0)], Stroke::new(2.0, INK));
        }
        Some(Verdict::Unproven) | None => {}
    }
}

/// The first of eight places around `at` where a label of `size` covers no other and is not
/// clipped.
pub(super) fn free_spot(at: Pos2, size: Vec2, clip: Rect, taken: &[Rect]) -> Option<Rect> {
    let (dx, dy) = (10.0, 6.0);
    let candidates = [
        vec2(dx, -size.y / 2.0),
        vec2(-dx - size.x, -size.y / 2.0),
        vec2(dx, -dy - size.y),
        vec2(dx, dy),
        vec2(-size.x / 2.0, -dy - size.y - 4.0),
        vec2(-size.x / 2.0, dy + 4.0),
        vec2(-dx - size.x, -dy - size.y),
        vec2(-dx - size.x, dy),
    ]
    .map(|offset| Rect::from_min_size(at + offset, size));
    // two names side by side would read as one
    let room = vec2(5.0, 0.0);
    let is_free = |spot: &Rect| {
        clip.contains_rect(*spot)
            && taken.iter().all(|other| !other.expand2(room).intersects(*spot))
    };
    candidates.into_iter().find(is_free)
}

#[cfg(test)]
mod tests {
    use eframe::egui::pos2;

    use super::*;

    #[test]
    fn a_label_goes_where_it_covers_no_other() {
        let clip = Rect::from_min_max(pos2(0.0, 0.0), pos2(200.0, 200.0));
        let first = free_spot(pos2(100.0, 100.0), vec2(40.0, 14.0), clip, &[]).unwrap();
        let second = free_spot(pos2(100.0, 100.0), vec2(40.0, 14.0), clip, &[first]).unwrap();
        assert!(!first.intersects(second));
        // where everything is taken there is no place
        assert_eq!(free_spot(pos2(100.0, 100.0), vec2(40.0, 14.0), clip, &[clip]), None);
        // at the right edge it goes to the left
        assert!(
            free_spot(pos2(195.0, 100.0), vec2(40.0, 14.0), clip, &[]).unwrap().right() < 195.0
        );
    }
}
