//! A picture of a slice, as data, drawn as SVG.

use std::fmt::Write;
use std::sync::Arc;

use base64::Engine;
use ndarray::Array2;

use super::heatmap::encode_png;
use super::layout::{Area, BAR_WIDTH, CAPTION, LABEL, Layout, TICK, TITLE};
use super::surface::Camera;
use super::svg::{Anchor, Svg, TextStyle};
use super::text::{fitted_size, text_width, typeset};
use super::{BasinPixels, Colormap, Scale, format_step, legend, nice_steps, pixels};
use crate::experiment::FlatPatch;
use crate::optimizer::Optimizer;
use crate::plane::Grid;
use crate::plane::Projection;

/// Height of the map as a share of its width.
const RATIO: f64 = 0.82;

/// A named point.
#[derive(Clone, Debug, PartialEq)]
pub struct PointMark {
    /// Where it is, and how far from the plane.
    pub at: Projection,
    /// Its loss, which a surface needs.
    pub loss: f64,
    /// Its name.
    pub label: String,
    /// Whether it is a start, drawn as a triangle.
    pub is_start: bool,
}

/// The path of a descent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PathMark {
    /// Its points, projected onto the plane.
    pub points: Vec<Projection>,
    /// The loss at each of them, which a surface needs.
    pub losses: Vec<f64>,
    /// Which of several it is.
    pub role: PathRole,
}

/// What a path is among others.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum PathRole {
    /// One of the descents that the figure is about; each has a colour of its own.
    #[default]
    Descent,
    /// One to compare with, drawn pale.
    Before,
    /// That of an optimiser in a race, and what the key says of it.
    Runner(Optimizer, String),
}

/// A picture of a slice. All of it is data; [`Figure::svg`] draws it, [`Figure::file`] in any
/// format.
///
/// A grid of a single row is the loss along a line and is drawn as a curve.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The title.
    pub title: String,
    /// Name of the horizontal axis.
    pub x_label: String,
    /// Name of the vertical axis.
    pub y_label: String,
    /// Range of the vertical axis, where the grid does not give it (a curve).
    pub y_range: [f64; 2],
    /// The cells.
    pub grid: Grid,
    /// Their numbers (losses, for one), row 0 at the lowest `y`.
    pub values: Arc<Array2<f64>>,
    /// What the numbers are called.
    pub quantity: String,
    /// Number to position on the colour bar.
    pub scale: Scale,
    /// Position to colour.
    pub colormap: Colormap,
    /// Pixels and a legend in place of the numbers, where colours stand for attractors.
    pub labels: Option<BasinPixels>,
    /// Contour lines in plane coordinates.
    pub contours: Vec<Vec<[f64; 2]>>,
    /// Proven flat minima, in plane coordinates.
    pub flats: Vec<FlatPatch>,
    /// Named points.
    pub points: Vec<PointMark>,
    /// Paths of descents.
    pub paths: Vec<PathMark>,
    /// Lines below the picture.
    pub caption: Vec<String>,
    /// How it is looked at as a surface, in the place of a flat map.
    pub surface: Option<Camera>,
}

impl Figure {
    /// The figure as an SVG document, sized in points.
    #[must_use]
    pub fn svg(&self) -> String {
        let (y_ticks, y_names) = axis_ticks(self.y_range, 6);
        let bar_names: Vec<String> = match &self.labels {
            _ if self.is_curve() => Vec::new(),
            Some(labels) => labels.legend.iter().map(|line| line.text.clone()).collect(),
            None => self.scale.ticks().iter().map(|tick| typeset(&tick.label)).collect(),
        };
        let caption: Vec<String> = self.caption.iter().cloned().chain(self.key()).collect();
        let keys: Vec<String> = self.runners().map(|(_, text)| text.to_owned()).collect();
        let layout =
            Layout::new(RATIO, &self.title, &caption, &y_names, &bar_names).with_keys(&keys);
        let mut svg = Svg::new(layout.width, layout.height);
        for (i, line) in layout.title.iter().enumerate() {
            svg.text(
                layout.map.left,
                Layout::title_line(i),
                line,
                TextStyle::plain(TITLE, Anchor::Start),
            );
        }
        if let Some(camera) = self.surface.as_ref().filter(|_| !self.is_curve()) {
            self.draw_surface(&mut svg, &layout.map, camera);
        } else {
            self.draw_map(&mut svg, &layout);
            self.draw_axes(&mut svg, &layout, &y_ticks, &y_names);
        }
        match &self.labels {
            _ if self.is_curve() => {}
            Some(labels) => legend::draw(&mut svg, &layout, &labels.legend),
            None => self.draw_bar(&mut svg, &layout),
        }
        self.draw_keys(&mut svg, &layout);
        for (i, line) in layout.caption.iter().enumerate() {
            let style = TextStyle { color: "#444", ..TextStyle::plain(CAPTION, Anchor::Start) };
            svg.text(layout.map.left, layout.caption_line(i), line, style);
        }
        svg.finish()
    }

    pub(super) fn is_curve(&self) -> bool {
        self.grid.height == 1
    }

    /// Page position of plane coordinates.
    pub(super) fn position(&self, map: &Area, x: f64, y: f64) -> [f64; 2] {
        let share = |v: f64, range: [f64; 2]| (v - range[0]) / (range[1] - range[0]);
        [
            map.left + share(x, self.grid.x_range) * map.width(),
            map.bottom - share(y, self.y_range) * map.height(),
        ]
    }

    fn draw_map(&self, svg: &mut Svg, layout: &Layout) {
        let map = &layout.map;
        svg.element(&format!(
            "<clipPath id=\"map\"><rect x=\"{}\" y=\"{}\" width=\"{}\" \
                height=\"{}\"/></clipPath>\n<g clip-path=\"url(#map)\">",
            map.left,
            map.top,
            map.width(),
            map.height()
        ));
        if self.is_curve() {
            self.draw_curve(svg, map);
        } else {
            self.draw_heatmap(svg, map);
        }
        for line in &self.contours {
            let points: Vec<[f64; 2]> =
                line.iter().map(|&[x, y]| self.position(map, x, y)).collect();
            svg.polyline(&points, "stroke=\"white\" stroke-opacity=\"0.45\" stroke-width=\"0.6\"");
        }
        self.draw_flats(svg, map);
        self.draw_paths(svg, map);
        svg.element("</g>");
        self.draw_points(svg, map);
        svg.element(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"black\" \
                stroke-width=\"0.8\"/>",
            map.left,
            map.top,
            map.width(),
            map.height()
        ));
    }

    fn draw_heatmap(&self, svg: &mut Svg, map: &Area) {
        let (size, rgb) = if let Some(labels) = &self.labels {
            (labels.size, labels.rgb.clone())
        } else {
            ([self.grid.width, self.grid.height], pixels(&self.values, &self.scale, self.colormap))
        };
        // an empty image is drawn if the encoder refuses, which it does only for a grid without
        // cells
        let bytes = encode_png(size, png::ColorType::Rgb, &rgb, None).unwrap_or_default();
        svg.element(&format!(
            "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
                image-rendering=\"optimizeSpeed\" href=\"data:image/png;base64,{}\"/>",
            map.left,
            map.top,
            map.width(),
            map.height(),
            base64::engine::general_purpose::STANDARD.encode(bytes)
        ));
    }

    fn draw_curve(&self, svg: &mut Svg, map: &Area) {
        svg.polyline(&self.curve(map), "stroke=\"#0072b2\" stroke-width=\"1.6\"");
    }

    /// The curve of a single row on the page.
    pub(super) fn curve(&self, map: &Area) -> Vec<[f64; 2]> {
        let cells = self.values.iter().enumerate().filter(|(_, loss)| loss.is_finite());
        cells.map(|(i, &loss)| self.position(map, self.grid.x(i), loss)).collect()
    }

    fn draw_axes(&self, svg: &mut Svg, layout: &Layout, y_ticks: &[f64], y_names: &[String]) {
        let map = &layout.map;
        let (x_ticks, x_names) = sparse_ticks(self.grid.x_range, map.width());
        let inside = |v: f64, range: [f64; 2]| (range[0]..=range[1]).contains(&v);
        let mut marks = String::new();
        for (&tick, name) in
            x_ticks.iter().zip(&x_names).filter(|(tick, _)| inside(**tick, self.grid.x_range))
        {
            let [x, _] = self.position(map, tick, self.y_range[0]);
            let _ = write!(marks, "M{x:.2} {:.2}v4", map.bottom);
            svg.text(x, map.bottom + 6.0 + TICK, name, TextStyle::plain(TICK, Anchor::Middle));
        }
        for (&tick, name) in
            y_ticks.iter().zip(y_names).filter(|(tick, _)| inside(**tick, self.y_range))
        {
            let [_, y] = self.position(map, self.grid.x_range[0], tick);
            let _ = write!(marks, "M{:.2} {y:.2}h-4", map.left);
            svg.text(map.left - 6.0, y + 0.35 * TICK, name, TextStyle::plain(TICK, Anchor::End));
        }
        svg.element(&format!("<path d=\"{marks}\" stroke=\"black\" stroke-width=\"0.8\"/>"));
        let middle = f64::midpoint(map.left, map.right);
        svg.text(
            middle,
            map.bottom + 12.0 + TICK + LABEL,
            &self.x_label,
            TextStyle::plain(fitted_size(&self.x_label, LABEL, map.width()), Anchor::Middle),
        );
        let size = fitted_size(&self.y_label, LABEL, map.height());
        let upright = TextStyle { is_vertical: true, ..TextStyle::plain(size, Anchor::Middle) };
        svg.text(layout.y_label, f64::midpoint(map.top, map.bottom), &self.y_label, upright);
    }

    fn draw_bar(&self, svg: &mut Svg, layout: &Layout) {
        let bar = &layout.bar;
        svg.element("<linearGradient id=\"bar\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">");
        for i in 0..=32 {
            let t = f64::from(i) / 32.0;
            let [r, g, b] = self.colormap.color(t);
            svg.element(&format!("<stop offset=\"{t}\" stop-color=\"rgb({r},{g},{b})\"/>"));
        }
        svg.element("</linearGradient>");
        svg.element(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{BAR_WIDTH}\" height=\"{}\" fill=\"url(#bar)\" \
                stroke=\"black\" stroke-width=\"0.6\"/>",
            bar.left,
            bar.top,
            bar.height()
        ));
        // a long name begins farther to the left rather than being cut off
        let left = bar.left.min(layout.width - 4.0 - text_width(&self.quantity, LABEL));
        svg.text(left, bar.top - 5.0, &self.quantity, TextStyle::plain(LABEL, Anchor::Start));
        for tick in self.scale.ticks() {
            let y = bar.bottom - tick.position * bar.height();
            svg.element(&format!(
                "<path d=\"M{} {y:.2}h3\" stroke=\"black\" stroke-width=\"0.8\"/>",
                bar.right
            ));
            svg.text(
                bar.right + 5.0,
                y + 0.35 * TICK,
                &typeset(&tick.label),
                TextStyle::plain(TICK, Anchor::Start),
            );
        }
    }
}

/// About `count` round values in a range, and how they are written.
fn axis_ticks(range: [f64; 2], count: usize) -> (Vec<f64>, Vec<String>) {
    let (ticks, step) = nice_steps(range[0], range[1], count);
    let names = ticks.iter().map(|&tick| typeset(&format_step(tick, step))).collect();
    (ticks, names)
}

/// As many round values, up to about seven, as can be written side by side in `width`.
fn sparse_ticks(range: [f64; 2], width: f64) -> (Vec<f64>, Vec<String>) {
    let fits = |names: &[String]| {
        let widest = names.iter().map(|name| text_width(name, TICK)).fold(0.0, f64::max);
        (widest + TICK) * names.len() as f64 <= width
    };
    let tries = [7, 5, 3, 2].map(|count| axis_ticks(range, count));
    let [_, _, _, fewest] = &tries;
    tries.iter().find(|(_, names)| fits(names)).unwrap_or(fewest).clone()
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;
