//! A share as a bar with its interval as a whisker.

use eframe::egui::{Color32, Rect, Response, Sense, Stroke, Ui, Vec2, pos2};

use crate::basins::Share;

/// Draws a share of this size and colour; `band` is an interval to hold it against.
pub fn share_bar(
    ui: &mut Ui,
    size: Vec2,
    share: Share,
    color: Color32,
    band: Option<Share>,
) -> Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let at = |share: f64| rect.left() + rect.width() * share.clamp(0.0, 1.0) as f32;
    let painter = ui.painter();
    painter.rect_filled(rect, 2.0, ui.visuals().widgets.inactive.bg_fill);
    let filled = Rect::from_min_max(rect.min, pos2(at(share.share), rect.bottom()));
    painter.rect_filled(filled, 2.0, color);
    let ink = ui.visuals().strong_text_color();
    if let Some(band) = band {
        let band = Rect::from_x_y_ranges(at(band.low)..=at(band.high), rect.y_range().expand(4.0));
        painter.rect_filled(band, 0.0, ink.gamma_multiply(0.25));
    }
    let stroke = Stroke::new(1.5, ui.visuals().text_color());
    let (low, high, middle) = (at(share.low), at(share.high), rect.center().y);
    painter.line_segment([pos2(low, middle), pos2(high, middle)], stroke);
    // the ends stay within a high bar
    let half = (rect.height() / 2.0).min(6.0);
    for end in [low, high] {
        painter.line_segment([pos2(end, middle - half), pos2(end, middle + half)], stroke);
    }
    response
}
