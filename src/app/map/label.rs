//! Texts on the map: readable on any colour, and where they cover nothing.

use std::sync::Arc;

use eframe::egui::{Align2, Color32, FontId, Galley, Painter, Pos2, Rect, Vec2, vec2};

use crate::app::theme;

/// The dark of rims and of what the screen's colours are drawn on.
pub const INK: Color32 = Color32::from_rgb(12, 14, 20);

/// Text with a dark rim, readable on any colour.
pub fn haloed(
    painter: &Painter,
    at: Pos2,
    anchor: Align2,
    text: &str,
    font: FontId,
    color: Color32,
) {
    for offset in theme::HALO {
        painter.text(at + offset, anchor, text, font.clone(), INK.gamma_multiply(0.85));
    }
    painter.text(at, anchor, text, font, color);
}

/// Sizes of type of a note in a map.
const NOTE_SIZES: [f32; 4] = [13.0, 11.0, 9.0, 7.0];

/// What has to be known to read a map, in lines as wide as the map and as large as it has room for;
/// in `ink`, or else readable on any colour.
pub fn write_note(painter: &Painter, text: String, ink: Option<Color32>) {
    let inner = painter.clip_rect().shrink2(vec2(10.0, 8.0));
    let color = ink.unwrap_or(Color32::WHITE);
    let set = |size| {
        painter.layout(text.clone(), FontId::proportional(size), color, inner.width().max(1.0))
    };
    let fits = |lines: &Arc<Galley>| lines.rect.height() <= inner.height();
    let lines = NOTE_SIZES.map(set);
    let lines = lines.iter().find(|lines| fits(lines)).unwrap_or(&lines[NOTE_SIZES.len() - 1]);
    if ink.is_none() {
        let rim = INK.gamma_multiply(0.85);
        for offset in theme::HALO {
            painter.galley_with_override_text_color(inner.min + offset, lines.clone(), rim);
        }
    }
    painter.galley(inner.min, lines.clone(), color);
}

/// The extent of a text of this size of type.
pub fn text_size(painter: &Painter, text: &str, size: f32) -> Vec2 {
    let font = FontId::proportional(size);
    painter.layout_no_wrap(text.to_owned(), font, Color32::WHITE).size()
}

/// Writes a text beside `at` where it covers nothing that is `taken`, to which it is added.
pub fn write_beside(
    painter: &Painter,
    at: Pos2,
    text: &str,
    (size, color): (f32, Color32),
    taken: &mut Vec<Rect>,
) {
    let spot = free_spot(at, text_size(painter, text, size), painter.clip_rect(), taken);
    if let Some(spot) = spot {
        taken.push(spot);
        haloed(painter, spot.min, Align2::LEFT_TOP, text, FontId::proportional(size), color);
    }
}

/// The first of eight places around `at` where a label of `size` covers no other and is not
/// clipped.
pub fn free_spot(at: Pos2, size: Vec2, clip: Rect, taken: &[Rect]) -> Option<Rect> {
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
