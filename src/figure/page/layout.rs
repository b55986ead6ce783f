//! Where things stand on a figure's page, so that no text is clipped or covered.

use super::text::{text_width, wrapped};
pub(super) use crate::figure::plan::Area;

/// Sizes of text, in points.
pub(super) const TITLE: f64 = 13.0;
pub(super) const LABEL: f64 = 11.0;
pub(super) const TICK: f64 = 9.5;
pub(super) const CAPTION: f64 = 9.0;

/// Width of the map itself, and of the colour bar.
const MAP_WIDTH: f64 = 360.0;
pub(super) const BAR_WIDTH: f64 = 12.0;

/// Room for the mark of a line of the key.
pub(super) const KEY: f64 = 26.0;

/// Space around the page.
const MARGIN: f64 = 10.0;

/// The page and the places of its parts.
pub(super) struct Layout {
    pub width: f64,
    pub height: f64,
    pub title: Vec<String>,
    pub caption: Vec<String>,
    /// Lines of the key to the paths, which stand above the caption, the first of each with the
    /// path's place.
    pub keys: Vec<(Option<usize>, String)>,
    pub map: Area,
    pub bar: Area,
    /// Left edge of the vertical axis's label.
    pub y_label: f64,
}

impl Layout {
    /// A page for a map of `ratio` = height / width, with these texts beside it.
    pub fn new(
        ratio: f64,
        title: &str,
        caption: &[String],
        y_ticks: &[String],
        bar_ticks: &[String],
    ) -> Self {
        let widest =
            |labels: &[String]| labels.iter().map(|l| text_width(l, TICK)).fold(0.0, f64::max);
        let left = MARGIN + LABEL + 6.0 + widest(y_ticks) + 6.0;
        let map_right = left + MAP_WIDTH;
        let bar_left = map_right + 16.0;
        let width = (bar_left + BAR_WIDTH + 6.0 + widest(bar_ticks) + MARGIN).ceil();
        // title and caption begin at the map's left edge
        let room = width - left - MARGIN;
        let title = wrapped(title, TITLE, room);
        let caption: Vec<String> =
            caption.iter().flat_map(|line| wrapped(line, CAPTION, room)).collect();
        let top = MARGIN + title.len() as f64 * (TITLE + 4.0) + 8.0;
        let bottom = top + MAP_WIDTH * ratio;
        let below = 5.0 + TICK + 6.0 + LABEL + 10.0;
        let height = (bottom + below + caption.len() as f64 * (CAPTION + 3.5) + MARGIN).ceil();
        let map = Area { left, top, right: map_right, bottom };
        let bar =
            Area { left: bar_left, top: top + LABEL + 4.0, right: bar_left + BAR_WIDTH, bottom };
        Self { width, height, title, caption, keys: Vec::new(), map, bar, y_label: MARGIN + LABEL }
    }

    /// The page with a key to the paths above the caption.
    pub fn with_keys(mut self, texts: &[String]) -> Self {
        let room = self.width - self.map.left - MARGIN - KEY;
        for (place, text) in texts.iter().enumerate() {
            let lines = wrapped(text, CAPTION, room).into_iter().enumerate();
            self.keys.extend(lines.map(|(i, line)| ((i == 0).then_some(place), line)));
        }
        self.height = (self.height + self.keys.len() as f64 * (CAPTION + 3.5)).ceil();
        self
    }

    /// Baseline of line `i` of the title.
    pub fn title_line(i: usize) -> f64 {
        MARGIN + TITLE + i as f64 * (TITLE + 4.0)
    }

    /// Baseline of line `i` of the caption.
    pub fn caption_line(&self, i: usize) -> f64 {
        self.key_line(self.keys.len() + i)
    }

    /// Baseline of line `i` of the key to the paths.
    pub fn key_line(&self, i: usize) -> f64 {
        self.map.bottom + 5.0 + TICK + 6.0 + LABEL + 10.0 + CAPTION + i as f64 * (CAPTION + 3.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_grows_with_its_texts() {
        let few = Layout::new(0.8, "short", &[], &["1".into()], &["2".into()]);
        let long =
            "a long title that says a great deal about what is to be seen here and then some more";
        let more =
            Layout::new(0.8, long, &[long.repeat(3)], &["1.0000".into()], &["≤ 1e-12".into()]);
        assert!(more.width > few.width && more.height > few.height && more.map.left > few.map.left);
        assert!(more.title.len() > 1 && more.caption.len() > 2);
    }
}
