//! A whole figure as an SVG document.

use super::frame::Parts;
use super::layout::{Contents, Layout, TITLE};
use super::share::{align, share};
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
        let (layout, parts) = self.layout()?;
        let mut svg = Svg::new(&Page {
            size_mm: self.millimetres(&layout),
            size: [layout.width, layout.height],
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

    /// Draws surfaces as finely as a picture of `dpi` pixels an inch shows them, and no finer.
    pub fn draw_surfaces_for(&mut self, dpi: f64) {
        let detail = dpi / 72.0 * self.page.type_size() / TYPE;
        for panel in &mut self.panels {
            if let Panel::Map(map) = panel {
                map.detail = Some(detail);
            }
        }
    }

    /// Width and height of the page in millimetres.
    ///
    /// # Errors
    /// As [`Self::svg`].
    pub fn size_mm(&self) -> Result<[f64; 2], FigureError> {
        Ok(self.millimetres(&self.layout()?.0))
    }

    /// Where what a panel shows is on the page: left, right, top and bottom as shares of its sides.
    ///
    /// # Errors
    /// As [`Self::svg`].
    pub fn inner(&self, place: usize) -> Result<[f64; 4], FigureError> {
        let (layout, parts) = self.layout()?;
        let inner = parts[place].frame(&layout.cells[place]).inner;
        let (width, height) = (layout.width, layout.height);
        Ok([inner.left / width, inner.right / width, inner.top / height, inner.bottom / height])
    }

    /// Where everything stands, and what stands around each panel.
    fn layout(&self) -> Result<(Layout, Vec<Parts>), FigureError> {
        let page = &self.page;
        let unit = page.type_size() / TYPE;
        let (width, height) = page.size();
        let columns = page.column_count();
        let across = Layout::across(width / unit, columns);
        let mut parts: Vec<Parts> =
            self.panels.iter().enumerate().map(|(i, panel)| self.parts(i, panel, across)).collect();
        if !page.share.is_empty() {
            share(&mut parts, &self.panels, &page.share, columns);
            align(&mut parts, columns, across);
        }
        let caption = if page.has_caption() { self.caption_lines() } else { Vec::new() };
        let layout = Layout::new(&Contents {
            width: width / unit,
            height: height.map(|height| height / unit),
            title: if page.has_title() { &self.title } else { "" },
            caption: &caption,
            columns,
            panels: &parts,
            is_even: !page.share.is_empty(),
            has_lead: page.has_lead(),
        });
        let whole_mm = |points: f64| (points / 72.0 * 25.4).round();
        let layout = layout.ok_or_else(|| FigureError::NoRoom {
            width: whole_mm(width),
            height: height.map(whole_mm),
            panels: self.panels.len(),
        })?;
        Ok((layout, parts))
    }

    /// The sides of the page, as they are said where they are, and not a rounding of it.
    fn millimetres(&self, layout: &Layout) -> [f64; 2] {
        let page = &self.page;
        let millimetres = |length: f64| length * page.type_size() / TYPE / 72.0 * 25.4;
        let wide = page.width_mm.unwrap_or(millimetres(layout.width));
        let tall = page.height_mm.unwrap_or(millimetres(layout.height));
        [wide, tall].map(|mm| (mm * 1e4).round() / 1e4)
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
