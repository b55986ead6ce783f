//! The mark that a basin has in legends and tables.

use eframe::egui::{self, Color32, Mesh, Painter, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::figure::Swatch;
use crate::figure::map::HATCHES;

/// Side of a mark.
const SIDE: u8 = 14;

/// The mark of a line; a line without one is set to the left edge.
pub fn swatch_ui(ui: &mut Ui, swatch: Swatch) {
    if swatch == Swatch::None {
        return;
    }
    let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(f32::from(SIDE)), Sense::hover());
    let painter = ui.painter();
    if let Some([r, g, b]) = swatch.color() {
        painter.rect_filled(rect, 2.0, Color32::from_rgb(r, g, b));
    }
    match swatch {
        Swatch::Basin(_) => pattern(painter, rect, swatch),
        Swatch::Hatched => hatch(&painter.with_clip_rect(rect), rect),
        Swatch::Diverged | Swatch::None => {}
    }
    painter.rect_stroke(
        rect,
        2.0,
        Stroke::new(1.0, ui.visuals().text_color()),
        StrokeKind::Outside,
    );
}

/// The lines of a basin's pattern, point by point.
fn pattern(painter: &Painter, rect: Rect, swatch: Swatch) {
    let (points, [r, g, b]) = swatch.lines(SIDE.into());
    // a mesh, since the edges of single shapes are softened
    let mut dots = Mesh::default();
    for [x, y] in points {
        let corner = rect.min + vec2(x as f32, y as f32);
        let dot = Rect::from_min_size(corner, vec2(1.0, 1.0));
        dots.add_colored_rect(dot, Color32::from_rgb(r, g, b));
    }
    painter.add(dots);
}

/// The greys of undecided cells.
fn hatch(painter: &Painter, rect: Rect) {
    painter.rect_filled(rect, 0.0, Color32::from_gray(HATCHES[0][0]));
    for k in 0..6_u8 {
        let x = rect.left() + 5.0 * f32::from(k);
        let (from, to) = (pos2(x, rect.top()), pos2(x - rect.height(), rect.bottom()));
        painter.line_segment([from, to], Stroke::new(1.8, Color32::from_gray(HATCHES[1][0])));
    }
}
