//! A whole figure as an SVG document.

use super::layout::{Area, CAPTION, Layout, TITLE};
use super::svg::{Anchor, Svg, TextStyle};
use super::text::typeset;
use super::{axes, key, legend, marks, relief};
use crate::figure::image::data_url;
use crate::figure::map::pixels;
use crate::figure::picture::Figure;
use crate::figure::plan::{Ink, PAGE, Shape, contours, flats};

/// Height of the map as a share of its width.
const RATIO: f64 = 0.82;

/// The colour of a curve.
const CURVE: Ink = Ink::of([0, 114, 178]);

impl Figure {
    /// The figure as an SVG document, sized in points.
    #[must_use]
    pub fn svg(&self) -> String {
        let (y_ticks, y_names) = axes::axis_ticks(self.y_range, 6);
        let bar_names: Vec<String> = match &self.labels {
            _ if self.is_curve() => Vec::new(),
            Some(labels) => labels.legend.iter().map(|line| line.text.clone()).collect(),
            None => self.scale.ticks().iter().map(|tick| typeset(&tick.label)).collect(),
        };
        let caption: Vec<String> = self.caption.iter().cloned().chain(key::text(self)).collect();
        let layout = Layout::new(RATIO, &self.title, &caption, &y_names, &bar_names)
            .with_keys(&key::runners(self));
        let mut svg = Svg::new(layout.width, layout.height);
        for (i, line) in layout.title.iter().enumerate() {
            let style = TextStyle::plain(TITLE, Anchor::Start);
            svg.text(layout.map.left, Layout::title_line(i), line, style);
        }
        if let Some(camera) = self.surface.as_ref().filter(|_| !self.is_curve()) {
            relief::draw(self, &mut svg, &layout.map, camera);
        } else {
            draw_map(self, &mut svg, layout.map);
            axes::draw(self, &mut svg, &layout, (&y_ticks, &y_names));
        }
        match &self.labels {
            _ if self.is_curve() => {}
            Some(labels) => legend::draw(&mut svg, &layout, &labels.legend),
            None => axes::draw_bar(self, &mut svg, &layout),
        }
        key::draw(self, &mut svg, &layout);
        for (i, line) in layout.caption.iter().enumerate() {
            let style = TextStyle { color: "#444", ..TextStyle::plain(CAPTION, Anchor::Start) };
            svg.text(layout.map.left, layout.caption_line(i), line, style);
        }
        svg.finish()
    }
}

fn draw_map(figure: &Figure, svg: &mut Svg, map: Area) {
    let view = figure.flat(map);
    svg.open_clip(&map);
    if figure.is_curve() {
        svg.shapes(&[Shape::line(figure.curve(map), CURVE.pen(1.6))]);
    } else {
        let (size, rgb) = if let Some(labels) = &figure.labels {
            (labels.size, labels.rgb.clone())
        } else {
            let size = [figure.grid.width, figure.grid.height];
            (size, pixels(&figure.values, &figure.scale, figure.colormap))
        };
        svg.cells(&map, &data_url(size, png::ColorType::Rgb, &rgb));
    }
    svg.shapes(&contours(&figure.contours, figure.is_edge, &view, &PAGE));
    for patch in &figure.flats {
        svg.shapes(&flats(patch, f64::NAN, &view, &PAGE));
    }
    svg.shapes(&marks::paths(figure, &view));
    svg.close();
    marks::draw_points(figure, svg, &map, &view);
    svg.frame(&map);
}
