//! A whole figure as an SVG document.

use super::frame::Parts;
use super::layout::{Contents, Layout, TITLE};
use super::svg::{Anchor, Page, Svg, TextStyle};
use super::text::{LINE, TYPE};
use super::{chart, diagram, map, notes};
use crate::figure::error::FigureError;
use crate::figure::picture::{Figure, Panel};

impl Figure {
    /// The figure as an SVG document, of exactly the size that its page asks for.
    ///
    /// # Errors
    /// If the page leaves a panel no room.
    pub fn svg(&self) -> Result<String, FigureError> {
        let page = &self.page;
        let unit = page.type_size() / TYPE;
        let (width, height) = page.size();
        let columns = page.column_count();
        let across = Layout::across(width / unit, columns);
        let parts: Vec<Parts> =
            self.panels.iter().enumerate().map(|(i, panel)| self.parts(i, panel, across)).collect();
        let caption = if page.has_caption() { self.caption_lines() } else { Vec::new() };
        let layout = Layout::new(&Contents {
            width: width / unit,
            height: height.map(|height| height / unit),
            title: if page.has_title() { &self.title } else { "" },
            caption: &caption,
            columns,
            has_lead: page.has_lead(),
            panels: &parts,
        });
        let millimetres = |length: f64| length * unit / 72.0 * 25.4;
        let layout = layout.ok_or_else(|| FigureError::NoRoom {
            width: millimetres(width / unit).round(),
            height: height.map(|height| millimetres(height / unit).round()),
            panels: self.panels.len(),
        })?;
        let size = [layout.width, layout.height];
        // as it is said, and not a rounding of it
        let wide = page.width_mm.unwrap_or(millimetres(layout.width));
        let tall = page.height_mm.unwrap_or(millimetres(layout.height));
        let rounded = |mm: f64| (mm * 1e4).round() / 1e4;
        let mut svg = Svg::new(&Page {
            size_mm: [wide, tall].map(rounded),
            size,
            theme: page.theme,
            names: page.names,
            title: &self.title,
            recipe: &self.recipe,
        });
        for (i, line) in layout.title.iter().enumerate() {
            let style = TextStyle::plain(TITLE, Anchor::Start);
            svg.text(Layout::left(), Layout::title_line(i), line, style);
        }
        for ((panel, parts), cell) in self.panels.iter().zip(&parts).zip(&layout.cells) {
            let frame = parts.frame(cell);
            let letter = TextStyle::plain(TYPE, Anchor::Start);
            svg.text(cell.left, cell.top + 0.8 * LINE, &parts.letter, letter);
            match panel {
                Panel::Map(panel) => map::draw(panel, &mut svg, &frame),
                Panel::Chart(panel) => chart::draw(panel, &mut svg, &frame),
                Panel::Bars(bars) => chart::draw_bars(bars, &mut svg, &frame),
                Panel::Diagram(panel) => diagram::draw(panel, &mut svg, &frame),
            }
            notes::draw(&mut svg, &frame);
        }
        for (i, line) in layout.caption.iter().enumerate() {
            let style = TextStyle { is_weak: true, ..TextStyle::plain(TYPE, Anchor::Start) };
            svg.text(Layout::left(), layout.caption_line(i), line, style);
        }
        Ok(svg.finish())
    }

    /// What the caption says, a line a sentence or so: the figure's own lines, and what the marks
    /// of its panels mean.
    #[must_use]
    pub fn caption_lines(&self) -> Vec<String> {
        let of_panels = self.panels.iter().enumerate().filter_map(|(i, panel)| {
            let Panel::Map(panel) = panel else { return None };
            let words = map::caption(panel)?;
            let letter = self.letter(i);
            Some(if letter.is_empty() { words } else { format!("{letter} {words}") })
        });
        self.caption.iter().cloned().chain(of_panels).collect()
    }

    /// `(a)`, `(b)`, ... where there are several panels; nobody refers to those of a film.
    pub(in crate::figure) fn letter(&self, panel: usize) -> String {
        let letter = u8::try_from(panel).ok().filter(|i| *i < 26).map(|i| char::from(b'a' + i));
        match letter {
            Some(letter) if self.panels.len() > 1 && self.page.film.is_none() => {
                format!("({letter})")
            }
            _ => String::new(),
        }
    }

    fn parts(&self, place: usize, panel: &Panel, across: f64) -> Parts {
        let letter = self.letter(place);
        match panel {
            Panel::Map(panel) => {
                let room = self.room.get(place).cloned().unwrap_or_default();
                Parts { room, ..map::parts(panel, letter) }
            }
            Panel::Chart(panel) => chart::parts(panel, letter),
            Panel::Bars(bars) => chart::parts_of_bars(bars, letter, across),
            Panel::Diagram(_) => diagram::parts(letter),
        }
    }
}
