//! A picture of a slice, as data, drawn as SVG and PNG.

use std::fmt::Write;
use std::sync::{Arc, LazyLock};

use base64::Engine;
use ndarray::Array2;
use resvg::{tiny_skia, usvg};
use thiserror::Error;

use super::heatmap::encode_png;
use super::layout::{Area, BAR_WIDTH, CAPTION, LABEL, Layout, TICK, TITLE, free_spot};
use super::svg::{Anchor, Svg, TextStyle};
use super::{Colormap, FONT, Scale, format_step, nice_steps, pixels};
use crate::plane::{Projection, stretches};
use crate::slice::Grid;

/// Colours of the paths, in order; they stay apart for colour-blind eyes (Okabe and Ito 2008).
const PATHS: [&str; 4] = ["#d55e00", "#cc79a7", "#56b4e9", "#f0e442"];

/// A point counts as in the plane when it is nearer to it than this share of the width.
const IN_PLANE: f64 = 0.004;

/// At this distance, as a share of the width, a path is at its faintest.
const FAR: f64 = 0.5;

/// Most pixels of a PNG.
const MAX_PIXELS: f64 = 2e8;

/// A named point.
#[derive(Clone, Debug, PartialEq)]
pub struct PointMark {
    /// Where it is, and how far from the plane.
    pub at: Projection,
    /// Its name.
    pub label: String,
    /// Whether it is a start, drawn as a triangle.
    pub is_start: bool,
}

/// The path of a descent.
#[derive(Clone, Debug, PartialEq)]
pub struct PathMark {
    /// Its points, projected onto the plane.
    pub points: Vec<Projection>,
}

/// A picture of a slice. All of it is data; [`Figure::svg`] and [`Figure::png`] draw it.
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
    /// Their losses, row 0 at the lowest `y`.
    pub values: Arc<Array2<f64>>,
    /// Loss to position on the colour bar.
    pub scale: Scale,
    /// Position to colour.
    pub colormap: Colormap,
    /// Contour lines in plane coordinates.
    pub contours: Vec<Vec<[f64; 2]>>,
    /// Named points.
    pub points: Vec<PointMark>,
    /// Paths of descents.
    pub paths: Vec<PathMark>,
    /// Lines below the picture.
    pub caption: Vec<String>,
}

/// Why a figure could not be drawn.
#[derive(Debug, Error)]
pub enum FigureError {
    /// The picture would have too many pixels.
    #[error("a picture of {0:.0} x {1:.0} pixels is too large; choose a smaller scale")]
    TooLarge(f64, f64),
    /// The renderer or the PNG encoder refused.
    #[error("the figure could not be drawn: {0}")]
    Drawing(String),
}

/// The bundled font, read once.
static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(FONT.to_vec());
    Arc::new(fonts)
});

impl Figure {
    /// The figure as an SVG document, sized in points.
    #[must_use]
    pub fn svg(&self) -> String {
        let (y_ticks, y_step) = nice_steps(self.y_range[0], self.y_range[1], 6);
        let y_names: Vec<String> = y_ticks.iter().map(|&v| format_step(v, y_step)).collect();
        let bar = self.scale.ticks();
        let bar_names: Vec<String> =
            if self.is_curve() { Vec::new() } else { bar.iter().map(|t| t.label.clone()).collect() };
        let layout = Layout::new(0.82, &self.title, &self.caption, &y_names, &bar_names);
        let mut svg = Svg::new(layout.width, layout.height);
        for (i, line) in layout.title.iter().enumerate() {
            svg.text(layout.map.left, Layout::title_line(i), line, TextStyle::plain(TITLE, Anchor::Start));
        }
        self.draw_map(&mut svg, &layout);
        self.draw_axes(&mut svg, &layout, &y_ticks, &y_names);
        if !self.is_curve() {
            self.draw_bar(&mut svg, &layout);
        }
        for (i, line) in layout.caption.iter().enumerate() {
            let style = TextStyle { color: "#444", ..TextStyle::plain(CAPTION, Anchor::Start) };
            svg.text(layout.map.left.min(20.0), layout.caption_line(i), line, style);
        }
        svg.finish()
    }

    /// The figure as the bytes of a PNG file, `scale` pixels a point (1 = 72 pixels an inch).
    ///
    /// # Errors
    /// If it would be too large.
    pub fn png(&self, scale: f64) -> Result<Vec<u8>, FigureError> {
        let drawing = |error: &dyn std::fmt::Display| FigureError::Drawing(error.to_string());
        let options = usvg::Options { fontdb: Arc::clone(&FONTS), ..Default::default() };
        let tree = usvg::Tree::from_str(&self.svg(), &options).map_err(|error| drawing(&error))?;
        // usvg reads points at 96 pixels an inch; one pixel a point is meant
        let factor = scale * 72.0 / 96.0;
        let (width, height) = (
            (f64::from(tree.size().width()) * factor).round(),
            (f64::from(tree.size().height()) * factor).round(),
        );
        if !(width >= 1.0 && height >= 1.0 && width * height <= MAX_PIXELS) {
            return Err(FigureError::TooLarge(width, height));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
        let mut canvas = tiny_skia::Pixmap::new(width as u32, height as u32)
            .ok_or(FigureError::TooLarge(width, height))?;
        #[expect(clippy::cast_possible_truncation, reason = "a drawing scale")]
        resvg::render(
            &tree,
            tiny_skia::Transform::from_scale(factor as f32, factor as f32),
            &mut canvas.as_mut(),
        );
        let rgb: Vec<u8> = canvas.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a resolution")]
        let per_metre = (scale * 72.0 / 0.0254).round() as u32;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded above")]
        let size = [width as usize, height as usize];
        encode_png(size, png::ColorType::Rgb, &rgb, Some(per_metre)).map_err(|error| drawing(&error))
    }

    fn is_curve(&self) -> bool {
        self.grid.height == 1
    }

    /// Page position of plane coordinates.
    fn position(&self, map: &Area, x: f64, y: f64) -> [f64; 2] {
        let share = |v: f64, range: [f64; 2]| (v - range[0]) / (range[1] - range[0]);
        [
            map.left + share(x, self.grid.x_range) * map.width(),
            map.bottom - share(y, self.y_range) * map.height(),
        ]
    }

    fn draw_map(&self, svg: &mut Svg, layout: &Layout) {
        let map = &layout.map;
        svg.element(&format!(
            "<clipPath id=\"map\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n<g clip-path=\"url(#map)\">",
            map.left, map.top, map.width(), map.height()
        ));
        if self.is_curve() {
            self.draw_curve(svg, map);
        } else {
            self.draw_heatmap(svg, map);
        }
        for line in &self.contours {
            let points: Vec<[f64; 2]> = line.iter().map(|&[x, y]| self.position(map, x, y)).collect();
            svg.polyline(&points, "stroke=\"white\" stroke-opacity=\"0.45\" stroke-width=\"0.6\"");
        }
        for (path, color) in self.paths.iter().zip(PATHS.iter().cycle()) {
            self.draw_path(svg, map, path, color);
        }
        svg.element("</g>");
        // a label must not cover another point's mark either
        let mark = |point: &PointMark| {
            let [x, y] = self.position(map, point.at.x, point.at.y);
            Area { left: x - 5.0, top: y - 5.0, right: x + 5.0, bottom: y + 5.0 }
        };
        let mut taken: Vec<Area> = self.points.iter().map(mark).collect();
        for point in &self.points {
            self.draw_point(svg, map, point, &mut taken);
        }
        svg.element(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" stroke=\"black\" stroke-width=\"0.8\"/>",
            map.left, map.top, map.width(), map.height()
        ));
    }

    fn draw_heatmap(&self, svg: &mut Svg, map: &Area) {
        let rgb = pixels(&self.values, &self.scale, self.colormap);
        let size = [self.grid.width, self.grid.height];
        // an empty image is drawn if the encoder refuses, which it does only for a grid without cells
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
        let cells = self.values.iter().enumerate().filter(|(_, loss)| loss.is_finite());
        let points: Vec<[f64; 2]> =
            cells.map(|(i, &loss)| self.position(map, self.grid.x(i), loss)).collect();
        svg.polyline(&points, "stroke=\"#0072b2\" stroke-width=\"1.6\"");
    }

    /// Solid where the path runs in the plane, dashed and fainter the farther it is from it.
    fn draw_path(&self, svg: &mut Svg, map: &Area, path: &PathMark, color: &str) {
        let width = self.grid.x_range[1] - self.grid.x_range[0];
        for stretch in stretches(&path.points, IN_PLANE * width) {
            let points: Vec<[f64; 2]> = stretch
                .points
                .iter()
                .filter(|at| at.x.is_finite() && at.y.is_finite())
                .map(|at| self.position(map, at.x, at.y))
                .collect();
            let dash = if stretch.is_in_plane { "" } else { " stroke-dasharray=\"5 3\"" };
            let strength = 1.0 - 0.65 * (stretch.distance / (FAR * width)).clamp(0.0, 1.0);
            for (ink, thickness) in [("black", 2.8), (color, 1.6)] {
                svg.polyline(
                    &points,
                    &format!(
                        "stroke=\"{ink}\" stroke-opacity=\"{strength:.2}\" stroke-width=\"{thickness}\"{dash}"
                    ),
                );
            }
        }
        for (point, fill) in [(path.points.first(), "black"), (path.points.last(), color)] {
            if let Some(at) = point.filter(|at| at.x.is_finite() && at.y.is_finite()) {
                let [x, y] = self.position(map, at.x, at.y);
                svg.element(&format!("<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"3.4\" fill=\"{fill}\" stroke=\"white\" stroke-width=\"1\"/>"));
            }
        }
    }

    fn draw_point(&self, svg: &mut Svg, map: &Area, point: &PointMark, taken: &mut Vec<Area>) {
        let at = self.position(map, point.at.x, point.at.y);
        if !map.contains(at) {
            return;
        }
        let [x, y] = at;
        let is_in_plane = point.at.distance <= IN_PLANE * (self.grid.x_range[1] - self.grid.x_range[0]);
        let fill = if is_in_plane { "white" } else { "none" };
        if point.is_start {
            let corners =
                format!("{:.2},{:.2} {:.2},{y:.2} {:.2},{:.2}", x - 3.0, y - 4.2, x + 4.5, x - 3.0, y + 4.2);
            svg.element(&format!(
                "<polygon points=\"{corners}\" fill=\"{fill}\" stroke=\"black\" stroke-width=\"1.2\"/>"
            ));
        } else {
            svg.element(&format!("<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"3.2\" fill=\"{fill}\" stroke=\"black\" stroke-width=\"1.2\"/>"));
        }
        let spot = free_spot(at, &point.label, map, taken);
        taken.push(spot);
        // text is set a little tighter than it was measured: keep it at the point's side of its room
        let (anchor, from) =
            if spot.right <= x { (Anchor::End, spot.right) } else { (Anchor::Start, spot.left) };
        let style = TextStyle { has_halo: true, ..TextStyle::plain(LABEL, anchor) };
        svg.text(from, spot.bottom - 0.18 * LABEL, &point.label, style);
    }

    fn draw_axes(&self, svg: &mut Svg, layout: &Layout, y_ticks: &[f64], y_names: &[String]) {
        let map = &layout.map;
        let (x_ticks, x_step) = nice_steps(self.grid.x_range[0], self.grid.x_range[1], 7);
        let inside = |v: f64, range: [f64; 2]| (range[0]..=range[1]).contains(&v);
        let mut marks = String::new();
        for &tick in x_ticks.iter().filter(|&&tick| inside(tick, self.grid.x_range)) {
            let [x, _] = self.position(map, tick, self.y_range[0]);
            let _ = write!(marks, "M{x:.2} {:.2}v4", map.bottom);
            svg.text(
                x,
                map.bottom + 6.0 + TICK,
                &format_step(tick, x_step),
                TextStyle::plain(TICK, Anchor::Middle),
            );
        }
        for (&tick, name) in y_ticks.iter().zip(y_names).filter(|(tick, _)| inside(**tick, self.y_range)) {
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
            TextStyle::plain(LABEL, Anchor::Middle),
        );
        let upright = TextStyle { is_vertical: true, ..TextStyle::plain(LABEL, Anchor::Middle) };
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
            "<rect x=\"{}\" y=\"{}\" width=\"{BAR_WIDTH}\" height=\"{}\" fill=\"url(#bar)\" stroke=\"black\" stroke-width=\"0.6\"/>",
            bar.left, bar.top, bar.height()
        ));
        svg.text(bar.left, bar.top - 5.0, "loss", TextStyle::plain(LABEL, Anchor::Start));
        for tick in self.scale.ticks() {
            let y = bar.bottom - tick.position * bar.height();
            svg.element(&format!(
                "<path d=\"M{} {y:.2}h3\" stroke=\"black\" stroke-width=\"0.8\"/>",
                bar.right
            ));
            svg.text(bar.right + 5.0, y + 0.35 * TICK, &tick.label, TextStyle::plain(TICK, Anchor::Start));
        }
    }
}

#[cfg(test)]
#[path = "draw_tests.rs"]
mod tests;
