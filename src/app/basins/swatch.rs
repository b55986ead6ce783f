//! The mark that a basin has in legends and tables.

use eframe::egui::{Color32, Painter, Rect, Sense, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::figure::Swatch;

/// The mark of a line; a line without one is set to the left edge.
pub fn swatch_ui(ui: &mut Ui, swatch: Swatch) {
    if swatch == Swatch::None {
        return;
    }
    let (rect, _) = ui.allocate_exact_size(vec2(13.0, 13.0), Sense::hover());
    let painter = ui.painter();
    match swatch {
        Swatch::Plain([r, g, b]) => {
            painter.rect_filled(rect, 2.0, Color32::from_rgb(r, g, b));
        }
        Swatch::Hatched => hatch(&painter.with_clip_rect(rect), rect),
        Swatch::None => {}
    }
    painter.rect_stroke(rect, 2.0, Stroke::new(1.0, ui.visuals().text_color()), StrokeKind::Outside);
}

/// The greys of undecided cells.
fn hatch(painter: &Painter, rect: Rect) {
    painter.rect_filled(rect, 0.0, Color32::from_gray(90));
    for k in 0..6_u8 {
        let x = rect.left() + 5.0 * f32::from(k);
        let (from, to) = (pos2(x, rect.top()), pos2(x - rect.height(), rect.bottom()));
        painter.line_segment([from, to], Stroke::new(1.8, Color32::from_gray(150)));
    }
}
