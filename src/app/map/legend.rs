//! The legend of the basin map: attractors with their colours and shares, and the progress.

use eframe::egui::{Color32, FontId, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use crate::app::basin_layer::BasinLayer;

const ROW: f32 = 19.0;
const MARGIN: f32 = 8.0;
/// Most attractors that are listed; the others are counted.
const MOST: usize = 9;

/// Draws the legend into the upper right corner of `frame`.
pub fn ui(ui: &Ui, frame: Rect, layer: &BasinLayer) {
    let mut rows: Vec<(Option<Color32>, String)> = Vec::new();
    if let Some(fraction) = layer.progress() {
        rows.push((None, format!("computing basins: {:.0} % (Esc stops)", 100.0 * fraction)));
    }
    if let Some(picture) = &layer.picture {
        let hidden = picture.legend.len().saturating_sub(MOST);
        rows.extend(picture.legend.iter().take(MOST).map(|entry| (entry.color, entry.text.clone())));
        if hidden > 0 {
            rows.push((None, format!("and {hidden} more")));
        }
    }
    if rows.is_empty() {
        return;
    }
    let painter = ui.painter().with_clip_rect(frame);
    let font = FontId::proportional(13.0);
    let galleys: Vec<_> = rows
        .iter()
        .map(|(_, text)| painter.layout_no_wrap(text.clone(), font.clone(), Color32::WHITE))
        .collect();
    let width = galleys.iter().map(|galley| galley.size().x).fold(0.0, f32::max) + 20.0 + 2.0 * MARGIN;
    let size = vec2(width, ROW * rows.len() as f32 + 2.0 * MARGIN);
    let area = Rect::from_min_size(pos2(frame.right() - size.x - 10.0, frame.top() + 10.0), size);
    painter.rect_filled(area, 5.0, Color32::from_rgba_unmultiplied(12, 14, 20, 225));
    for (i, ((color, _), galley)) in rows.iter().zip(galleys).enumerate() {
        let y = area.top() + MARGIN + ROW * i as f32;
        if let Some(color) = color {
            let swatch = Rect::from_min_size(pos2(area.left() + MARGIN, y + 2.0), vec2(13.0, 13.0));
            painter.rect_filled(swatch, 2.0, *color);
            painter.rect_stroke(swatch, 2.0, Stroke::new(1.0, Color32::WHITE), StrokeKind::Outside);
        }
        painter.galley(pos2(area.left() + MARGIN + 20.0, y), galley, Color32::WHITE);
    }
}
