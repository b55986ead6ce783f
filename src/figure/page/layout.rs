//! Where the panels of a figure stand on its page, so that no text is cut off.

use super::frame::Parts;
use super::text::{LINE, TYPE, wrapped};
use crate::figure::plan::Area;

/// Size of the title.
pub(super) const TITLE: f64 = 12.0;

/// Space around the page, and between panels.
const MARGIN: f64 = 4.0;
const GAP: f64 = 14.0;

/// The share of the width that a panel has which stands before the others.
const LEAD: f64 = 0.6;

/// Least sides of what a panel shows: below them there is nothing to see.
const LEAST: f64 = 32.0;

/// The page and the places of its parts.
pub(super) struct Layout {
    pub width: f64,
    pub height: f64,
    pub title: Vec<String>,
    pub caption: Vec<String>,
    /// The room of each panel with all its texts.
    pub cells: Vec<Area>,
    /// Baseline of the caption's first line.
    pub caption_from: f64,
}

/// What a page must hold.
pub(super) struct Contents<'a> {
    /// Its width.
    pub width: f64,
    /// Its height, if that is fixed.
    pub height: Option<f64>,
    /// The title, empty for none.
    pub title: &'a str,
    /// The caption, empty for none.
    pub caption: &'a [String],
    /// Panels side by side.
    pub columns: usize,
    /// Whether the first panel stands large before the others, on a page of fixed height.
    pub has_lead: bool,
    /// What stands around each panel.
    pub panels: &'a [Parts],
    /// Whether what all panels show is as wide, so that some leave their texts to others.
    pub is_even: bool,
}

impl Layout {
    /// The page; nothing if it leaves some panel no room.
    pub fn new(contents: &Contents) -> Option<Self> {
        let Contents { width, height, title, caption, columns, has_lead, panels, is_even } =
            *contents;
        let room = width - 2.0 * MARGIN;
        let title = wrapped(title, TITLE, room);
        let caption: Vec<String> =
            caption.iter().flat_map(|line| wrapped(line, TYPE, room)).collect();
        let above =
            MARGIN + if title.is_empty() { 0.0 } else { title.len() as f64 * (TITLE + 4.0) + 4.0 };
        let below =
            MARGIN + if caption.is_empty() { 0.0 } else { 6.0 + caption.len() as f64 * LINE };
        let across = Self::columns(contents, is_even);
        let of = |row: &[Parts], height: &dyn Fn(&Parts, f64) -> f64| {
            row.iter().zip(&across).map(|(parts, &width)| height(parts, width)).fold(0.0, f64::max)
        };
        // side by side, all show as much as the one that shows most
        let inner_of = |row: &[Parts]| of(row, &|parts, width| parts.inner_height(width));
        let tallest =
            |row: &[Parts], inner: f64| of(row, &|parts, width| parts.height(width, inner));
        let wanted: Vec<f64> =
            panels.chunks(columns).map(|row| tallest(row, inner_of(row))).collect();
        let gaps = GAP * (wanted.len() - 1) as f64;
        let total: f64 = wanted.iter().sum();
        let spare = height.map_or(0.0, |height| height - above - below - gaps - total);
        // what a fixed height leaves or lacks goes to what the panels show, not to their texts
        let rows: Vec<f64> = wanted.iter().map(|own| own + spare / wanted.len() as f64).collect();
        let height = height.unwrap_or(above + total + gaps + below);
        let mut cells = Vec::new();
        let mut top = above;
        if has_lead {
            let page = Area { left: MARGIN, top, right: MARGIN + room, bottom: height - below };
            cells = led(&page, panels.len());
        }
        let in_rows = if has_lead { &[] } else { panels };
        for (row, own) in in_rows.chunks(columns).zip(&rows) {
            let mut left = MARGIN;
            for (parts, &across) in row.iter().zip(&across) {
                let tall = parts.height(across, inner_of(row)) + spare / wanted.len() as f64;
                cells.push(Area { left, top, right: left + across, bottom: top + tall });
                left += across + GAP;
            }
            top += own + GAP;
        }
        let is_room = cells.iter().zip(panels).all(|(cell, parts)| {
            let inner = parts.frame(cell).inner;
            inner.width() >= LEAST && inner.height() >= LEAST.max(parts.least - 1e-6)
        });
        let caption_from = height - below + 6.0 + TYPE;
        is_room.then_some(Self { width, height, title, caption, cells, caption_from })
    }

    /// The widths of panels side by side, with all their texts.
    fn columns(contents: &Contents, is_even: bool) -> Vec<f64> {
        let Contents { width, columns, panels, .. } = *contents;
        let across = Self::across(width, columns);
        if !is_even {
            return vec![across; columns];
        }
        // those of one column stand apart from their texts alike
        let beside = panels[..columns].iter().map(|parts| parts.beside(across).iter().sum());
        let beside: Vec<f64> = beside.collect();
        let inner = across - beside.iter().sum::<f64>() / columns as f64;
        beside.into_iter().map(|texts| inner + texts).collect()
    }

    /// The width of a panel with all its texts, of `columns` side by side.
    pub fn across(width: f64, columns: usize) -> f64 {
        (width - 2.0 * MARGIN - GAP * (columns - 1) as f64) / columns as f64
    }

    /// Baseline of line `i` of the title.
    pub fn title_line(i: usize) -> f64 {
        MARGIN + TITLE + i as f64 * (TITLE + 4.0)
    }

    /// Baseline of line `i` of the caption.
    pub fn caption_line(&self, i: usize) -> f64 {
        self.caption_from + i as f64 * LINE
    }

    /// Left edge of title and caption.
    pub fn left() -> f64 {
        MARGIN
    }
}

/// The first panel on the left, the others below one another on its right.
fn led(page: &Area, count: usize) -> Vec<Area> {
    let others = count.saturating_sub(1).max(1) as f64;
    let right = page.left + LEAD * (page.width() - GAP);
    let tall = (page.height() - GAP * (others - 1.0)) / others;
    let other = |place: usize| {
        let top = page.top + place as f64 * (tall + GAP);
        Area { left: right + GAP, top, bottom: top + tall, ..*page }
    };
    [Area { right, ..*page }].into_iter().chain((0..count.saturating_sub(1)).map(other)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(panels: &[Parts], height: Option<f64>) -> Contents<'_> {
        Contents {
            width: 240.0,
            height,
            title: "",
            caption: &[],
            columns: 1,
            has_lead: false,
            panels,
            is_even: false,
        }
    }

    #[test]
    fn a_page_is_as_wide_as_is_asked_and_as_tall_as_its_panels_need() {
        let one = [Parts::default()];
        let page = Layout::new(&contents(&one, None)).unwrap();
        assert_eq!(page.width, 240.0);
        assert!(
            (page.height - 2.0 * MARGIN - one[0].height(232.0, one[0].inner_height(232.0))).abs()
                < 1e-9
        );
        let two = [Parts::default(), Parts::default()];
        let page = Layout::new(&contents(&two, Some(500.0))).unwrap();
        assert_eq!(page.height, 500.0);
        assert!((page.cells[1].bottom - (500.0 - MARGIN)).abs() < 1e-9);
        assert!((page.cells[0].height() - page.cells[1].height()).abs() < 1e-9);
    }

    #[test]
    fn a_panel_that_leads_is_as_tall_as_the_others_together() {
        let three = [Parts::default(), Parts::default(), Parts::default()];
        let page = Contents { has_lead: true, ..contents(&three, Some(200.0)) };
        let cells = Layout::new(&page).unwrap().cells;
        assert_eq!((cells[0].top, cells[0].bottom), (cells[1].top, cells[2].bottom));
        assert!((cells[2].top - cells[1].bottom - GAP).abs() < 1e-9);
        assert!((cells[1].left - cells[0].right - GAP).abs() < 1e-9);
        assert!(cells[0].width() > 1.4 * cells[1].width());
    }

    #[test]
    fn a_page_without_room_is_none() {
        assert!(Layout::new(&contents(&[Parts::default()], Some(30.0))).is_none());
    }

    #[test]
    fn the_page_grows_with_its_texts() {
        let one = [Parts::default()];
        let caption = ["a long caption that says a great deal about what is to be seen".to_owned()];
        let plain = Layout::new(&contents(&one, None)).unwrap();
        let more = Contents { title: "A title", caption: &caption, ..contents(&one, None) };
        let more = Layout::new(&more).unwrap();
        assert!(more.height > plain.height + 30.0 && more.caption.len() > 1);
        assert!(more.caption_line(more.caption.len() - 1) < more.height);
    }
}
