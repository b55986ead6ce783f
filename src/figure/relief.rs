//! A figure whose map is drawn as a surface in space.

use base64::Engine;

use super::draw::{Figure, PathMark, PointMark};
use super::heatmap::encode_png;
use super::layout::{Area, LABEL, TICK};
use super::surface::{
    Camera, Eye, Frame, Mark, Mesh, Raster, Skin, axes, inside, is_hidden, pieces, render,
};
use super::svg::{Anchor, Svg, TextStyle};
use super::text::{text_width, typeset};
use super::{contour, marks};
use crate::plane::{Projection, stretches};

/// Pixels of the surface a point of the page.
const DETAIL: f64 = 4.0;

/// Most points of the mesh along a side.
const MOST: usize = 300;

/// Points of the page kept free beside and above the box, for the names of its axes.
const MARGIN: [f64; 2] = [34.0, 22.0];

/// Number of contour levels, and of lines along each side of a grid in their place.
const CONTOURS: usize = 12;
const LINES: usize = 21;

/// How strongly paths are drawn that the surface hides.
const HIDDEN: f64 = 0.28;

/// How strongly marks are drawn that the surface hides.
const FAINT: f64 = 0.45;

/// A drawn surface and where it is on the page.
struct Scene<'a> {
    area: &'a Area,
    frame: Frame,
    eye: Eye,
    raster: Raster,
}

impl Scene<'_> {
    /// Page position of a pixel.
    fn on_page(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.area.left + x / DETAIL, self.area.top + y / DETAIL]
    }

    fn place(&self, at: [f64; 3]) -> [f64; 2] {
        let seen = self.eye.project(at);
        self.on_page([seen.x, seen.y])
    }

    /// A line through places of the box: its parts on the page, and whether each is hidden.
    fn parts(&self, line: &[[f64; 3]]) -> Vec<(Vec<[f64; 2]>, bool)> {
        inside(line)
            .iter()
            .flat_map(|line| pieces(line, &self.eye, &self.raster))
            .map(|piece| {
                (piece.points.iter().map(|&at| self.on_page(at)).collect(), piece.is_hidden)
            })
            .collect()
    }

    /// The page position of a point at its loss, and whether it is hidden; `None` outside the box.
    fn spot(&self, at: &Projection, loss: f64) -> Option<([f64; 2], bool)> {
        let place = self.frame.place(at.x, at.y, loss);
        let is_in = place[0].abs() <= 1.0 && place[1].abs() <= 1.0 && place[2].is_finite();
        is_in.then(|| (self.place(place), is_hidden(self.eye.project(place), &self.raster)))
    }
}

impl Figure {
    /// Draws the surface, its box, and everything on it into `area`.
    pub(super) fn draw_surface(&self, svg: &mut Svg, area: &Area, camera: &Camera) {
        let [x_range, y_range] = [self.grid.x_range, self.grid.y_range];
        let frame = Frame { x_range, y_range, scale: self.scale };
        let mesh = Mesh::new(&self.values, &self.grid, &frame, MOST);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the size of a page"
        )]
        let size = [area.width(), area.height()].map(|points| (points * DETAIL).round() as usize);
        let eye = Eye::new(camera, size.map(|pixels| pixels as f64), MARGIN.map(|m| m * DETAIL));
        let skin = match &self.labels {
            Some(labels) => Skin::Image { size: labels.size, rgb: labels.rgb.clone() },
            None => Skin::Heights(self.colormap),
        };
        let raster = render(&mesh, &skin, &eye, size, 2);
        let scene = Scene { area, frame, eye, raster };
        let names = [&self.x_label, &self.y_label].map(String::as_str);
        // over the basins the height still is the loss
        let height = if self.labels.is_some() { "loss" } else { &self.quantity };
        let box_of = axes(&scene.frame, [names[0], names[1], height], &scene.eye);
        for level in &box_of.levels {
            let line: Vec<[f64; 2]> = level.iter().map(|&at| scene.place(at)).collect();
            svg.polyline(&line, "stroke=\"#ccc\" stroke-width=\"0.5\"");
        }
        for edge in &box_of.edges {
            let line = edge.map(|at| scene.place(at));
            svg.polyline(&line, "stroke=\"#777\" stroke-width=\"0.7\"");
        }
        draw_raster(svg, &scene);
        self.draw_surface_lines(svg, &scene, &mesh);
        self.draw_surface_flats(svg, &scene);
        for (path, color) in self.colored_paths() {
            self.draw_surface_path(svg, &scene, path, &color);
        }
        let texts = draw_texts(svg, &scene, &box_of.marks, &box_of.names);
        let spots = |hides: bool| -> Vec<(&PointMark, [f64; 2])> {
            self.points
                .iter()
                .filter_map(|point| Some((point, scene.spot(&point.at, point.loss)?)))
                .filter(|(_, (_, is_hidden))| *is_hidden == hides)
                .map(|(point, (at, _))| (point, at))
                .collect()
        };
        svg.element(&format!("<g opacity=\"{FAINT}\">"));
        self.draw_marked(svg, area, spots(true), &[], &texts);
        svg.element("</g>");
        self.draw_marked(svg, area, spots(false), &[], &texts);
    }

    /// Contours, or a grid in their place.
    fn draw_surface_lines(&self, svg: &mut Svg, scene: &Scene, mesh: &Mesh) {
        let has_contours = !self.contours.is_empty();
        let lines: Vec<Vec<[f64; 3]>> = if has_contours {
            let of_level = |level: f64| {
                let place = move |at: &[f64; 2]| scene.frame.place(at[0], at[1], level);
                let lines = contour::lines(&self.values, &self.grid, level).into_iter();
                lines.map(move |line| line.iter().map(place).collect())
            };
            contour::levels(&self.scale, CONTOURS).into_iter().flat_map(of_level).collect()
        } else {
            mesh.grid_lines(LINES)
        };
        let ink = if has_contours {
            "stroke=\"white\" stroke-opacity=\"0.5\""
        } else {
            "stroke-opacity=\"0.3\" stroke=\"black\""
        };
        for (line, is_hidden) in lines.iter().flat_map(|line| scene.parts(line)) {
            if !is_hidden {
                svg.polyline(&line, &format!("{ink} stroke-width=\"0.5\""));
            }
        }
    }

    /// Proven flat minima, all at the loss of the named point that is nearest to them.
    fn draw_surface_flats(&self, svg: &mut Svg, scene: &Scene) {
        for patch in &self.flats {
            let distance = |at: &Projection| {
                patch
                    .points()
                    .iter()
                    .map(|[x, y]| (at.x - x).hypot(at.y - y))
                    .fold(f64::INFINITY, f64::min)
            };
            let nearest =
                self.points.iter().min_by(|a, b| distance(&a.at).total_cmp(&distance(&b.at)));
            let Some(PointMark { loss, .. }) = nearest else { continue };
            let closing = patch.points().first().filter(|_| patch.is_region());
            let ends = patch.points().iter().chain(closing);
            let line: Vec<[f64; 3]> =
                ends.map(|at| scene.frame.place(at[0], at[1], *loss)).collect();
            for (line, _) in scene.parts(&line).into_iter().filter(|(_, is_hidden)| !is_hidden) {
                for (ink, thickness) in [("white", 3.2), (super::flats::PROVEN, 2.0)] {
                    svg.polyline(&line, &format!("stroke=\"{ink}\" stroke-width=\"{thickness}\""));
                }
            }
        }
    }

    fn draw_surface_path(&self, svg: &mut Svg, scene: &Scene, path: &PathMark, color: &str) {
        let losses = &path.losses;
        let width = self.grid.x_range[1] - self.grid.x_range[0];
        let mut first = 0;
        for stretch in stretches(&path.points, self.tolerance()) {
            let of_stretch = stretch.points.iter().zip(losses.iter().skip(first));
            first += stretch.points.len() - 1;
            let line: Vec<[f64; 3]> =
                of_stretch.map(|(at, &loss)| scene.frame.place(at.x, at.y, loss)).collect();
            let dash = if stretch.is_in_plane { "" } else { " stroke-dasharray=\"5 3\"" };
            let strength = 1.0 - 0.65 * (stretch.distance / (marks::FAR * width)).clamp(0.0, 1.0);
            for (line, is_hidden) in scene.parts(&line) {
                let strength = if is_hidden { HIDDEN * strength } else { strength };
                for (ink, thickness) in [("black", 2.8), (color, 1.6)] {
                    svg.polyline(
                        &line,
                        &format!(
                            "stroke=\"{ink}\" stroke-opacity=\"{strength:.2}\" \
                                stroke-width=\"{thickness}\" stroke-linejoin=\"round\"{dash}"
                        ),
                    );
                }
            }
        }
        let ends = [path.points.first().zip(losses.first()), path.points.last().zip(losses.last())];
        for (end, fill) in ends.into_iter().zip(["black", color]) {
            if let Some(([x, y], is_hidden)) = end.and_then(|(at, &loss)| scene.spot(at, loss)) {
                let opacity = if is_hidden { FAINT } else { 1.0 };
                svg.element(&format!(
                    "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{}\" fill=\"{fill}\" \
                        stroke=\"white\" stroke-width=\"1\" opacity=\"{opacity}\"/>",
                    marks::END
                ));
            }
        }
    }
}

fn draw_raster(svg: &mut Svg, scene: &Scene) {
    let Raster { width, height, rgba, .. } = &scene.raster;
    // files hold colours that are not multiplied by alpha
    let plain: Vec<u8> = rgba
        .chunks_exact(4)
        .flat_map(|c| {
            let alpha = u32::from(c[3]);
            let whole = |c: u8| {
                u8::try_from((u32::from(c) * 255).checked_div(alpha).unwrap_or(0)).unwrap_or(255)
            };
            [whole(c[0]), whole(c[1]), whole(c[2]), c[3]]
        })
        .collect();
    let bytes =
        encode_png([*width, *height], png::ColorType::Rgba, &plain, None).unwrap_or_default();
    svg.element(&format!(
        "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
            href=\"data:image/png;base64,{}\"/>",
        scene.area.left,
        scene.area.top,
        *width as f64 / DETAIL,
        *height as f64 / DETAIL,
        base64::engine::general_purpose::STANDARD.encode(bytes)
    ));
}

/// Writes the numbers and names of the axes beside the box, and tells where they are.
fn draw_texts(
    svg: &mut Svg,
    scene: &Scene,
    marks: &[Vec<Mark>; 3],
    names: &[Mark; 3],
) -> Vec<Area> {
    let extent = |mark: &Mark, text: &str, size: f64| {
        0.5 * (mark.out[0].abs() * text_width(text, size) + mark.out[1].abs() * size)
    };
    let mut taken: Vec<Area> = Vec::new();
    let mut write = |mark: &Mark, size: f64, gap: f64, must: bool| {
        let text = if must { mark.text.clone() } else { typeset(&mark.text) };
        let away = gap + extent(mark, &text, size);
        let [x, y] = scene.on_page(mark.at);
        let (half, [x, y]) =
            (0.5 * text_width(&text, size), [x + away * mark.out[0], y + away * mark.out[1]]);
        let spot =
            Area { left: x - half, right: x + half, top: y - 0.5 * size, bottom: y + 0.5 * size };
        if !must && taken.iter().any(|other| other.meets(&spot)) {
            return;
        }
        svg.text(x, y + 0.35 * size, &text, TextStyle::plain(size, Anchor::Middle));
        taken.push(spot);
    };
    for (axis, (marks, name)) in marks.iter().zip(names).enumerate() {
        let mut reach = 0.0_f64;
        for mark in marks {
            reach = reach.max(extent(mark, &typeset(&mark.text), TICK));
            write(mark, TICK, 4.0, false);
        }
        // the name of the height stands over its axis
        let gap = if axis == 2 { 5.0 } else { 8.0 + 2.0 * reach };
        write(name, LABEL, gap, true);
    }
    taken
}
